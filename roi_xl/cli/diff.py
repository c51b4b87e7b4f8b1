"""`roi-xl diff`: what differs between two workbooks, and how one ROI became the other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import click

from roi_xl.batch import Failure, Limits, Outcome, Reported, Task, opened
from roi_xl.cli import options
from roi_xl.cli.command import command
from roi_xl.cli.difference import as_document, as_lines, failure
from roi_xl.cli.exit_codes import Exit
from roi_xl.cli.files import about, check, write
from roi_xl.cli.run import Run
from roi_xl.diff.as_html import page
from roi_xl.files import ANYTHING
from roi_xl.lang import ENGLISH, LANGUAGES
from roi_xl.recalc import Settings
from roi_xl.tasks.comparing import comparing, writing_lines
from roi_xl.wording import printable

T = TypeVar("T")


@command(
    exits={
        Exit.FINE: "the same values, formulas and results; sheets may be renamed and rows moved",
        Exit.FINDINGS: "something else differs",
        Exit.FILE: "a workbook couldn't be read or computed, or the page not written",
    },
    examples=[
        "roi-xl diff forecast.xlsx actual.xlsx",
        "roi-xl diff last-year.xlsx this-year.xlsx --html bridge.html --language sv",
        "roi-xl diff --text model.xlsx",
    ],
)
@click.argument("books", nargs=-1, type=options.WORKBOOK, metavar="OLD NEW")
@click.option("--text", "is_text", is_flag=True, help="Print one workbook as lines, for `git diff`.")
@click.option(
    "--language", type=click.Choice(LANGUAGES), default=ENGLISH, show_default=True, help="Of our words."
)
@click.option("--all", "is_all", is_flag=True, help="Show all rows of every section, not the first 20.")
@click.option("--html", type=options.ANYWHERE, metavar="PAGE", help="Write a page for the browser, too.")
@options.force("Replace PAGE if it exists.")
@options.as_json
@options.settings
@options.limits
def diff(
    *, books: Sequence[Path], is_text: bool, language: str, is_all: bool, html: Path | None, force: bool,
    as_json: bool, settings: Settings, limits: Limits,
) -> Exit:  # fmt: skip
    """Say what differs between two workbooks: figures, entered values, rows, formulas, structure and results.

    Both are recalculated first, in memory. Rows of tables are matched by their key, others by what stands in
    them, so that sorting, shifting and renaming are no differences. Between two workbooks of `roi-xl new`,
    the old ROI is led over to the new one, one group of causes after the other.
    """
    if is_text and (as_json or html is not None):
        raise click.UsageError("--text prints one workbook: leave out --json and --html")
    if len(books) != (1 if is_text else 2):
        raise click.UsageError("name one workbook" if is_text else "name two workbooks: the old and the new")
    if is_text:
        click.echo(_result(books[0], writing_lines(settings), limits), nl=False)
        return Exit.FINE
    old, new = books
    if html is not None:
        check(html, ANYTHING, force=force)
    with about(new), opened(new) as source:
        data = source.data
    found = _result(old, comparing(data, settings), limits, new)
    if html is not None:
        write(html, page(found, old.name, new.name, language), ANYTHING, force=force)
    click.echo(as_document(found) if as_json else "\n".join(as_lines(found, language, is_all=is_all)))
    if html is not None and not as_json:
        click.echo(f"{printable(html)}: written")
    return Exit.FINE if found.is_same else Exit.FINDINGS


def _result(book: Path, task: Task[T], limits: Limits, new: Path | None = None) -> T:
    """What a task comes to."""
    run: Run[T] = Run([book])
    run.carry_out(task, Reported(), limits, _nothing, doing="Comparing")
    (outcome,) = run.outcomes
    if isinstance(outcome.result, Failure):
        raise failure(outcome.result.error, book, new)
    return outcome.result


def _nothing(_: Outcome[T]) -> None:
    """The one outcome is shown when it is complete."""
