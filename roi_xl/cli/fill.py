"""`roi-xl fill`: puts values into a workbook's input cells, losslessly, and recalculates it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from roi_xl.batch import Delivery, Failure, Limits, Made, opened
from roi_xl.cells_by_name import NO_SUCH_CELL
from roi_xl.cli import options
from roi_xl.cli.command import command
from roi_xl.cli.exit_codes import Exit
from roi_xl.cli.files import FileFailure, NamedWrongly, about
from roi_xl.cli.put_in import destination, shown_later, told
from roi_xl.cli.run import Run
from roi_xl.layout.study_file import ENDS, NOT_A_STUDY
from roi_xl.recalc import Settings
from roi_xl.tasks.filling import Filling, filling
from roi_xl.values_as_text import printable


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
    deliver: Delivery[Made[Filling], Filling] = destination(book, out, in_place=in_place, force=force)
    run: Run[Filling] = Run([book])
    run.carry_out(filling(values, settings, _read(study)), deliver, limits, shown_later, doing="Filling")
    (outcome,) = run.outcomes
    if isinstance(outcome.result, Failure):
        if study is not None and outcome.result.code == NOT_A_STUDY:
            raise FileFailure(study, outcome.result.error)
        if outcome.result.code == NO_SUCH_CELL:
            raise NamedWrongly(outcome.place, outcome.result.error)
    return told("roi-xl fill", outcome, book, out, in_place=in_place, as_json=as_json)


def _read(study: Path | None) -> tuple[bytes, str] | None:
    """The bytes of a study's file, and what its name ends in."""
    if study is None:
        return None
    end = study.suffix.lower()
    if end not in ENDS:
        raise click.UsageError(f"{printable(study)}: a study's name ends in {' or '.join(ENDS)}")
    with about(study), opened(study) as source:
        return source.data, end
