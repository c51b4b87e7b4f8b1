"""`roi-xl diff`: what differs between two workbooks, and how one ROI became the other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from roi_xl.batch import Limits
from roi_xl.cli import options
from roi_xl.cli.command import command
from roi_xl.cli.difference import as_document, as_text, compared, lines_of
from roi_xl.cli.exit_codes import Exit
from roi_xl.lang import ENGLISH, LANGUAGES
from roi_xl.recalc import Settings


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
@click.option("--language", type=click.Choice(LANGUAGES), default=ENGLISH, help="Language of our words.")
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
        click.echo(lines_of(books[0], settings, limits), nl=False)
        return Exit.FINE
    found = compared(books, html, language, settings, limits, force=force)
    click.echo(as_document(found) if as_json else as_text(found, language, html, is_all=is_all))
    return Exit.FINE if found.is_same else Exit.FINDINGS
