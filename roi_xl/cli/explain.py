"""`roi-xl explain`: what a figure is made of, down to who typed it, and what it hangs on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from roi_xl.batch import Failure, Limits, Made, Nowhere, Outcome, Task
from roi_xl.cells_by_name import NO_SUCH_CELL
from roi_xl.cli import options
from roi_xl.cli.command import command
from roi_xl.cli.exit_codes import Exit
from roi_xl.cli.export import plain_finding
from roi_xl.cli.files import FileFailure, NamedWrongly, check, write
from roi_xl.cli.output import finding_lines
from roi_xl.cli.run import Run
from roi_xl.explain import NOT_A_PART, Explanation
from roi_xl.explain.as_html import page
from roi_xl.explain.as_text import UNMOVED, strongest, tree
from roi_xl.files import ANYTHING
from roi_xl.recalc import Settings
from roi_xl.tables import document
from roi_xl.tasks.explaining import explaining
from roi_xl.values_as_text import counted, printable


@command(
    exits={
        Exit.FINE: "explained",
        Exit.FINDINGS: "explained, but the figure is not to be used: the findings say why",
        Exit.FILE: "BOOK couldn't be read or computed, or the page not written",
    },
    examples=[
        "roi-xl explain workbooks/sales-training.xlsx",
        "roi-xl explain workbooks/sales-training.xlsx costs.C2.amount",
        "roi-xl explain model.xlsx 'Plan!C9' --html plan.html",
    ],
)
@options.book
@click.argument("cell", default="", metavar="[CELL]")
@click.option("--to", "to", default="", metavar="CELL", help="Show only how the figure depends on this cell.")
@click.option("--depth", type=click.IntRange(min=1), metavar="N", help="Show N levels below the figure.")
@click.option(
    "--inputs", "most", type=click.IntRange(0, 10_000), default=200, show_default=True, metavar="N",
    help="Try at most N typed numbers at 10 % less, the nearest to the figure first.",
)  # fmt: skip
@click.option("--html", type=options.ANYWHERE, metavar="PAGE", help="Write a page for the browser, too.")
@options.force("Replace PAGE if it exists.")
@options.as_json
@options.settings
@options.limits
def explain(
    *, book: Path, cell: str, to: str, depth: int | None, most: int, html: Path | None, force: bool,
    as_json: bool, settings: Settings, limits: Limits,
) -> Exit:  # fmt: skip
    """Explain a figure: what it is made of, down to the typed values, and which of them moves it most.

    CELL is a defined name, Sheet!A1 or table.ID.column; without it, the ROI is explained. Each typed value
    is shown with its source, owner, date and status if its row has them, and with what the figure would
    change by if this value alone were 10 % lower.
    """
    if html is not None:
        check(html, ANYTHING, force=force)
    found = _explanation(book, explaining(cell, settings, most, to), limits)
    kept = set(found.way or range(len(found.nodes)))
    shown = found.limited(kept & found.within(depth) if depth else kept)
    if html is not None:
        write(html, page(shown, book.name), ANYTHING, force=force)
    click.echo(_json(shown) if as_json else "\n".join(_text(found, depth)))
    if html is not None and not as_json:
        click.echo(f"{printable(html)}: written")
    return Exit.FINDINGS if found.doubts else Exit.FINE


def _explanation(book: Path, task: Task[Made[Explanation]], limits: Limits) -> Explanation:
    run: Run[Explanation] = Run([book])
    run.carry_out(task, Nowhere(), limits, _nothing, doing="Explaining")
    (outcome,) = run.outcomes
    if isinstance(outcome.result, Failure):
        if outcome.result.code in {NO_SUCH_CELL, NOT_A_PART}:
            raise NamedWrongly(book, outcome.result.error)
        raise FileFailure(outcome.place, outcome.result.error)
    return outcome.result


def _nothing(_: Outcome[Explanation]) -> None:
    """The one outcome is shown when it is complete."""


def _text(found: Explanation, depth: int | None) -> Iterator[str]:
    if found.doubts:
        yield click.style("This figure is not to be used:", fg="red")
        yield from finding_lines(found.doubts)
    yield from tree(found, depth, found.way or None)
    if found.missing:
        yield f"It has no value yet: {printable(found.missing)}"
    moving = [] if found.way else [*strongest(found)]
    if moving:
        yield "\nWhat moves it most, if it alone were 10 % lower:"
        yield from moving
    if found.doubts and not found.inputs:
        yield f"\n{UNMOVED}"
    elif found.untried and not found.way:
        yield f"{counted(found.untried, 'typed number')} further away not tried: --inputs tries more"


def _json(found: Explanation) -> str:
    content = {
        "figure": found.nodes[0].where,
        "unit": found.unit,
        "usable": not found.doubts,
        "untried": found.untried,
        "missing": found.missing,
        "nodes": [asdict(node) for node in found.nodes],
        "findings": [plain_finding(finding) for finding in found.doubts],
    }
    return document("roi-xl explain", content)
