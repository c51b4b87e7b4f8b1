"""`roi-xl freeze`: a workbook for people without the add-in."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from roi_xl.cli.paths import real
from roi_xl.cli.recalc import (
    WORKBOOK,
    date_or_today,
    engines_option,
    memory_option,
    timeout_option,
    today_option,
)
from roi_xl.cli.texts import printable
from roi_xl.errors import Level
from roi_xl.interruption import not_begun

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roi_xl.batch import Failure, Limits
    from roi_xl.freeze import Freezing
    from roi_xl.recalc import Engines, Settings

_MOST_FINDINGS = 12


@click.command()
@click.argument("book", type=WORKBOOK, metavar="BOOK")
@click.option(
    "-o", "--output", "out", required=True, type=click.Path(path_type=Path), metavar="OUT",
    help="Where the frozen workbook goes; BOOK stays as it is.",
)  # fmt: skip
@click.option("--cached", is_flag=True, help="Freeze the values that the file has, without recalculating.")
@click.option("--force", is_flag=True, help="Replace OUT if it exists.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON, every cell included.")
@today_option
@engines_option
@timeout_option
@memory_option
@click.pass_context
def freeze(
    context: click.Context,
    *,
    book: Path,
    out: Path,
    cached: bool,
    force: bool,
    as_json: bool,
    today: dt.datetime | None,
    engines: Engines,
    timeout: float,
    memory: int,
) -> None:
    """Write a copy of a workbook for people without the add-in: our functions become their values.

    Every other formula stays and goes on working. The workbook is recalculated first.
    In one made by `roi-xl new` plain formulas take over: it says that the add-in is off, its figures are the
    same and go on following the inputs.

    \b
    Examples:
      roi-xl freeze workbooks/sales-training.xlsx -o for-the-board.xlsx
      roi-xl freeze model.xlsx -o mail/model.xlsx --cached

    \b
    Exit codes:
      0  written, every value confirmed; with --cached: there was one in the file for every cell
      1  written, but a value or a formula wants an eye; or BOOK can't be read, or OUT not written
      2  wrong usage
    """  # noqa: D301 - click reads the backspace
    with not_begun():
        from roi_xl.batch import Failure, Limits
        from roi_xl.batch.child import held_signals
        from roi_xl.cli.files import ANYTHING, put
        from roi_xl.cli.output import refused
        from roi_xl.files import FileError
        from roi_xl.recalc import Settings

    _check(book, out, force=force)
    settings = Settings(date_or_today(today), engines)
    answer = _answered(book, settings, Limits(timeout, memory), cached=cached)
    if isinstance(answer, Failure):
        click.echo(refused(book, answer), err=True)
        context.exit(1)
    data, done = answer
    try:
        with held_signals():
            put(out, data, ANYTHING, force=force)
    except FileError as error:
        click.echo(refused(out, Failure(error.code, error.reason, error.remedy)), err=True)
        context.exit(1)
    click.echo(_json(out, done) if as_json else _told(out, done, cached=cached))
    context.exit(1 if any(finding.level is Level.ERROR for finding in done.findings) else 0)


def _check(book: Path, out: Path, *, force: bool) -> None:
    """Refuse a result that would replace what it shouldn't, or that no Excel would open."""
    from roi_xl.cli.files import ANYTHING, check

    if real(out) == real(book):
        reason = "is BOOK itself, whose formulas would be lost: choose another name"
        raise click.UsageError(f"{printable(out)} {reason}")
    if book.suffix and out.suffix.lower() != book.suffix.lower():
        reason = f"Excel opens it only if it ends in {book.suffix}, as {book.name} does"
        raise click.UsageError(f"{printable(out)}: {printable(reason)}")
    check(out, ANYTHING, force=force)


def _answered(
    book: Path, settings: Settings, limits: Limits, *, cached: bool
) -> tuple[bytes, Freezing] | Failure:
    """Freeze one workbook in a child process."""
    from roi_xl.batch import Failure, opened
    from roi_xl.batch.child import answer
    from roi_xl.files import FileError
    from roi_xl.freeze import frozen

    try:
        with opened(book) as source:
            found = answer(partial(frozen, cached=cached), source.data, settings, limits=limits)
    except FileError as error:
        return Failure(error.code, error.reason, error.remedy)
    return found if isinstance(found, Failure) else cast("tuple[bytes, Freezing]", found)


def _told(out: Path, done: Freezing, *, cached: bool) -> str:
    from roi_xl.cli.output import finding_line
    from roi_xl.wording import counted

    gist = ", ".join(_gist(done, cached=cached))
    lines = [f"{printable(out)}: {click.style('written', fg='green')}, {gist}"]
    findings = sorted(done.findings, key=lambda finding: -finding.level)
    lines += [f"  {finding_line(finding)}" for finding in findings[:_MOST_FINDINGS]]
    if len(findings) > _MOST_FINDINGS:
        lines.append(f"  … and {counted(len(findings) - _MOST_FINDINGS, 'more finding')} (--json lists all)")
    return "\n".join(lines)


def _gist(done: Freezing, *, cached: bool) -> Iterator[str]:
    from roi_xl.wording import counted

    if not done.cells and not done.handed_over:
        yield "no cell frozen" if done.findings else "it calls none of our functions"
        return
    if done.handed_over:
        yield f"{counted(len(done.handed_over), 'cell')} computed without our functions"
    if done.cells:
        yield f"{counted(len(done.cells), 'cell')} frozen" + (", as the file has them" if cached else "")
    if not cached:
        yield f"{counted(done.changed, 'value')} brought up to date before"


def _json(out: Path, done: Freezing) -> str:
    from roi_xl.cli.export import plain_finding
    from roi_xl.tables import document

    findings = [plain_finding(finding) for finding in done.findings]
    told = {
        "written": str(out),
        "cells": done.cells,
        "handed_over": done.handed_over,
        "changed": done.changed,
        "findings": findings,
    }
    return document("roi-xl freeze", told)
