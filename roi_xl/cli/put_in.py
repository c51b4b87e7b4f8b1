"""What the commands share that put values into one workbook: where it goes, and what is said about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

import click

from roi_xl.batch import Delivery, Failure, InPlace, IntoFile, Made, Nowhere, Outcome
from roi_xl.cli.exit_codes import Exit
from roi_xl.cli.export import plain_finding
from roi_xl.cli.files import FileFailure, check_result
from roi_xl.cli.output import finding_lines, headline_line
from roi_xl.cli.run import exit_code
from roi_xl.errors import Level
from roi_xl.tables import document
from roi_xl.tasks.filling import Filling
from roi_xl.values_as_text import printable, quoted

_T = TypeVar("_T")


def destination(book: Path, out: Path | None, *, in_place: bool, force: bool) -> Delivery[Made[_T], _T]:
    """Where the workbook goes: nowhere, into itself, or into another file.

    Raises:
        click.UsageError: Two places are named, or OUT is no place for it.
    """
    if out is None:
        return InPlace() if in_place else Nowhere()
    if in_place:
        raise click.UsageError("-o and --in-place exclude each other")
    check_result(book, out, ": give --in-place to change it", force=force)
    return IntoFile(out, force=force)


def shown_later(_: object) -> None:
    """The one outcome is shown when it is complete."""


def told(
    command: str, outcome: Outcome[Filling], book: Path, out: Path | None, *, in_place: bool, as_json: bool
) -> Exit:
    """Say what was put in and what came of it; gives the exit code.

    Raises:
        FileFailure: Nothing was put in.
    """
    if isinstance(outcome.result, Failure):
        raise FileFailure(outcome.place, outcome.result.error)
    done, written = outcome.result, out if out is not None else book if in_place else None
    click.echo(_json(command, written, done) if as_json else "\n".join(_text(book, written, done)))
    return exit_code([outcome], _is_doubtful)


def _is_doubtful(outcome: Outcome[Filling]) -> bool:
    done = outcome.result
    findings = done.recalculation.findings if isinstance(done, Filling) else ()
    return any(finding.level is Level.ERROR for finding in findings)


def _text(book: Path, written: Path | None, done: Filling) -> Iterator[str]:
    yield f"{printable(book)}: nothing was written" if written is None else f"{printable(written)}: written"
    for entry in done.entries:
        yield f"  {printable(entry.where):<24} {quoted(entry.old)} → {quoted(entry.new)}"
    for where in done.plain_days:
        yield f"  {printable(where)} shows its day as a number: give it a date format in Excel"
    if not done.recalculation.is_usable:
        yield click.style("  These figures are not to be used yet; the errors below say why.", fg="red")
    yield from map(headline_line, done.recalculation.headlines)
    yield from finding_lines(done.recalculation.findings)


def _json(command: str, written: Path | None, done: Filling) -> str:
    content = {
        "written": None if written is None else str(written),
        "usable": done.recalculation.is_usable,
        "entries": [asdict(entry) for entry in done.entries],
        "plain_days": done.plain_days,
        "headlines": [asdict(headline) for headline in done.recalculation.headlines],
        "findings": [plain_finding(finding) for finding in done.recalculation.findings],
    }
    return document(command, content)
