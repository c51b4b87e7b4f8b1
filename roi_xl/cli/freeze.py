"""`roi-xl freeze`: makes a copy of a workbook for people without the add-in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from roi_xl.batch import Failure, IntoFile, Limits, Outcome
from roi_xl.cli import options
from roi_xl.cli.command import command
from roi_xl.cli.exit_codes import Exit
from roi_xl.cli.export import plain_finding
from roi_xl.cli.files import FileFailure, check_result
from roi_xl.cli.output import finding_lines
from roi_xl.cli.run import Run, exit_code
from roi_xl.errors import Level
from roi_xl.freeze import Freezing
from roi_xl.recalc import Settings
from roi_xl.tables import document
from roi_xl.tasks.freezing import freezing
from roi_xl.values_as_text import counted, printable


@command(
    exits={
        Exit.FINE: "written, every value confirmed; with --cached: there was one in the file for every cell",
        Exit.FINDINGS: "written, but some values or formulas need review: see the findings",
        Exit.FILE: "BOOK couldn't be read or computed, or OUT not written",
    },
    examples=[
        "roi-xl freeze workbooks/sales-training.xlsx -o for-the-board.xlsx",
        "roi-xl freeze model.xlsx -o mail/model.xlsx --cached",
    ],
)
@options.book
@click.option(
    "-o", "--output", "out", required=True, type=options.ANYWHERE, metavar="OUT",
    help="Where the frozen workbook goes; BOOK stays as it is.",
)  # fmt: skip
@click.option("--cached", is_flag=True, help="Freeze the values that the file has, without recalculating.")
@options.force("Replace OUT if it exists.")
@options.as_json
@options.settings
@options.limits
def freeze(
    *, book: Path, out: Path, cached: bool, force: bool, as_json: bool, settings: Settings, limits: Limits
) -> Exit:
    """Write a copy of a workbook for people without the add-in: our functions become their values.

    Every other formula stays and goes on working. The workbook is recalculated first.
    In one made by `roi-xl new` plain formulas take over: it says that the add-in is off, its figures are the
    same and go on following the inputs.
    """
    check_result(book, out, ", whose formulas would be lost: choose another name", force=force)

    def show(outcome: Outcome[Freezing]) -> None:
        done = outcome.result
        if not isinstance(done, Failure):
            click.echo(_json(out, done) if as_json else _summary(out, done, cached=cached))

    run: Run[Freezing] = Run([book])
    task = freezing(settings, cached=cached)
    run.carry_out(task, IntoFile(out, force=force), limits, show, doing="Freezing")
    for outcome in run.outcomes:
        if isinstance(outcome.result, Failure):
            raise FileFailure(outcome.place, outcome.result.error)
    return exit_code(run.outcomes, _needs_review)


def _needs_review(outcome: Outcome[Freezing]) -> bool:
    done = outcome.result
    return not isinstance(done, Failure) and any(finding.level is Level.ERROR for finding in done.findings)


def _summary(out: Path, done: Freezing, *, cached: bool) -> str:
    gist = ", ".join(_gist(done, cached=cached))
    lines = [f"{printable(out)}: {click.style('written', fg='green')}, {gist}"]
    return "\n".join([*lines, *finding_lines(done.findings)])


def _gist(done: Freezing, *, cached: bool) -> Iterator[str]:
    if not done.cells and not done.handed_over:
        yield "no cell frozen" if done.findings else "it calls none of our functions"
        return
    if done.handed_over:
        yield f"{counted(len(done.handed_over), 'cell')} computed without our functions"
    if done.cells:
        yield f"{counted(len(done.cells), 'cell')} frozen" + (", as the file has them" if cached else "")
    if not cached:
        yield f"{counted(done.changed, 'value')} recalculated before freezing"


def _json(out: Path, done: Freezing) -> str:
    content = {
        "written": str(out),
        "cells": done.cells,
        "handed_over": done.handed_over,
        "changed": done.changed,
        "findings": [plain_finding(finding) for finding in done.findings],
    }
    return document("roi-xl freeze", content)
