"""`roi-xl fill`: puts values into a workbook's input cells, losslessly, and recalculates it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from roi_xl.batch import Delivery, Failure, InPlace, IntoFile, Limits, Made, Nowhere, Outcome, opened
from roi_xl.cells_by_name import NO_SUCH_CELL
from roi_xl.cli import options
from roi_xl.cli.command import command
from roi_xl.cli.exit_codes import Exit
from roi_xl.cli.export import plain_finding
from roi_xl.cli.files import FileFailure, NamedWrongly, about, check_result
from roi_xl.cli.output import finding_lines, headline_line
from roi_xl.cli.run import Run, exit_code
from roi_xl.errors import Level
from roi_xl.layout.study_file import ENDS, NOT_A_STUDY
from roi_xl.recalc import Settings
from roi_xl.tables import document
from roi_xl.tasks.filling import Filling, filling
from roi_xl.values_as_text import printable, quoted


@command(
    exits={
        Exit.FINE: "filled in and recalculated; without -o or --in-place only shown",
        Exit.FINDINGS: "the same, but error findings say that its figures are not to be used yet",
        Exit.FILE: "BOOK couldn't be read or computed, a value was refused, or OUT not written",
    },
    examples=[
        "roi-xl fill workbooks/sales-training.xlsx --set inp_participants=24 --set costs.C1.unit_cost=700",
        "roi-xl fill quick.xlsx --set inp_margin=35% --in-place",
        "roi-xl fill course.xlsx --from course.toml -o updated.xlsx",
    ],
)
@options.book
@options.values
@click.option(
    "--from", "study", type=options.WORKBOOK, metavar="STUDY",
    help="A study, .toml or .json: what it says goes into its cells (see `roi-xl new --schema`).",
)  # fmt: skip
@click.option("-o", "--output", "out", type=options.ANYWHERE, metavar="OUT", help="Where the result goes.")
@click.option("--in-place", is_flag=True, help="Put the values into BOOK itself (atomically).")
@options.force("Replace OUT if it exists.")
@options.as_json
@options.settings
@options.limits
def fill(
    *, book: Path, values: Sequence[tuple[str, str]], study: Path | None, out: Path | None,
    in_place: bool, force: bool, as_json: bool, settings: Settings, limits: Limits,
) -> Exit:  # fmt: skip
    """Put values into cells, and recalculate; all of them, or none if one is refused.

    What Excel would refuse is refused: formulas, headings, locked cells, values against the rules of a cell.
    Numbers have a decimal point (0.35 or 35%), days are 2026-03-31; after an apostrophe everything is text.
    Without -o or --in-place nothing is written: the figures are shown as they would be.
    """
    if not values and study is None:
        raise click.UsageError("say what to put in: --set CELL=VALUE, or --from STUDY")
    deliver = _destination(book, out, in_place=in_place, force=force)
    run: Run[Filling] = Run([book])
    run.carry_out(filling(values, settings, _read(study)), deliver, limits, _nothing, doing="Filling")
    (outcome,) = run.outcomes
    if isinstance(outcome.result, Failure):
        if study is not None and outcome.result.code == NOT_A_STUDY:
            raise FileFailure(study, outcome.result.error)
        is_unknown = outcome.result.code == NO_SUCH_CELL
        raise (NamedWrongly if is_unknown else FileFailure)(outcome.place, outcome.result.error)
    done, written = outcome.result, out if out is not None else book if in_place else None
    click.echo(_json(written, done) if as_json else "\n".join(_text(book, written, done)))
    return exit_code(run.outcomes, _is_doubtful)


def _read(study: Path | None) -> tuple[bytes, str] | None:
    """The bytes of a study's file, and what its name ends in."""
    if study is None:
        return None
    end = study.suffix.lower()
    if end not in ENDS:
        raise click.UsageError(f"{printable(study)}: a study's name ends in {' or '.join(ENDS)}")
    with about(study), opened(study) as source:
        return source.data, end


def _destination(
    book: Path, out: Path | None, *, in_place: bool, force: bool
) -> Delivery[Made[Filling], Filling]:
    if out is None:
        return InPlace() if in_place else Nowhere()
    if in_place:
        raise click.UsageError("-o and --in-place exclude each other")
    check_result(book, out, ": give --in-place to change it", force=force)
    return IntoFile(out, force=force)


def _nothing(_: Outcome[Filling]) -> None:
    """The one outcome is shown when it is complete."""


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


def _json(written: Path | None, done: Filling) -> str:
    content = {
        "written": None if written is None else str(written),
        "usable": done.recalculation.is_usable,
        "entries": [asdict(entry) for entry in done.entries],
        "plain_days": done.plain_days,
        "headlines": [asdict(headline) for headline in done.recalculation.headlines],
        "findings": [plain_finding(finding) for finding in done.recalculation.findings],
    }
    return document("roi-xl fill", content)
