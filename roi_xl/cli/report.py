"""`roi-xl report`: one page about a programme, worded from its recalculated figures alone."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import click

from roi_xl.batch import Failure, Limits, Nowhere, Outcome
from roi_xl.cli import options
from roi_xl.cli.command import command
from roi_xl.cli.exit_codes import Exit
from roi_xl.cli.files import FileFailure, about, check, write
from roi_xl.cli.run import Run
from roi_xl.files import ANYTHING
from roi_xl.lang import LANGUAGES
from roi_xl.recalc import Settings
from roi_xl.report import Audience, Report
from roi_xl.report.as_html import page
from roi_xl.report.as_markdown import markdown
from roi_xl.report.as_pdf import browser, printed
from roi_xl.tables import document
from roi_xl.tasks.reporting import reporting
from roi_xl.values_as_text import printable

_FORMATS = (".html", ".md", ".pdf")


@command(
    exits={
        Exit.FINE: "reported; also of a workbook that has no ROI yet",
        Exit.FINDINGS: "the figures are not to be used: the report shows none, and says why",
        Exit.FILE: "BOOK couldn't be read or computed, isn't of `roi-xl new`, or FILE couldn't be written",
    },
    examples=[
        "roi-xl report workbooks/sales-training.xlsx",
        "roi-xl report workbooks/sales-training.xlsx -o sales.html --audience finance",
        "roi-xl report varkurs.xlsx -o varkurs.pdf --language sv",
    ],
)
@options.book
@click.option(
    "-o", "--output", "out", type=options.ANYWHERE, metavar="FILE",
    help="The report: .html, .md, or .pdf (printed by Chromium, Chrome or Edge). Default: Markdown, printed.",
)  # fmt: skip
@click.option(
    "--audience", type=click.Choice([*map(str, Audience)]), default=str(Audience.SPONSOR), show_default=True,
    help="For whom it is, which decides on the sections.",
)  # fmt: skip
@click.option(
    "--language", type=click.Choice(LANGUAGES), default=None, help="Language of our words. Default: BOOK's."
)
@click.option("--browser", "program", type=options.ANYWHERE, metavar="PROGRAM", help="What prints the PDF.")
@options.force("Replace FILE if it exists.")
@options.as_json
@options.settings
@options.limits
def report(
    *, book: Path, out: Path | None, audience: str, language: str | None, program: Path | None, force: bool,
    as_json: bool, settings: Settings, limits: Limits,
) -> Exit:  # fmt: skip
    """Report on a programme on one page: the finding, how it was reached, and who answers for it.

    Every sentence is made of the recalculated figures of a workbook of `roi-xl new`. While a check fails or a
    figure isn't certain, the report shows none. The page holds no script and fetches nothing.
    """
    make = _maker(out, program, force=force)
    found = _result(book, settings, Audience(audience), language or "", limits)
    if out is not None and make is not None:
        with about(out):
            data = make(found, book.name)
        write(out, data, ANYTHING, force=force)
    if as_json:
        click.echo(document("roi-xl report", {"file": str(book), **asdict(found), **_levels(found)}))
    elif out is None:
        click.echo(markdown(found, book.name), nl=False)
    else:
        click.echo(f"{printable(out)}: written")
    return Exit.FINE if found.usable else Exit.FINDINGS


def _levels(found: Report) -> dict[str, object]:
    """The objections with their levels as words."""
    return {"objections": [asdict(one) | {"level": one.level.name.lower()} for one in found.objections]}


def _maker(out: Path | None, program: Path | None, *, force: bool) -> Callable[[Report, str], bytes] | None:
    """What makes the file, once it is known that it can be made; None if none is wanted."""
    if program is not None and (out is None or out.suffix.lower() != ".pdf"):
        raise click.UsageError("--browser prints a PDF: name a file that ends in .pdf with -o")
    if out is None:
        return None
    end = out.suffix.lower()
    if end not in _FORMATS:
        raise click.UsageError(f"{printable(out)}: name a file that ends in {', '.join(_FORMATS)}")
    check(out, ANYTHING, force=force)
    if end == ".html":
        return page
    if end == ".md":
        return lambda found, file: markdown(found, file).encode()
    with about(out):
        chosen = program or browser(os.environ)
    return lambda found, file: printed(page(found, file), chosen)


def _result(book: Path, settings: Settings, audience: Audience, language: str, limits: Limits) -> Report:
    run: Run[Report] = Run([book])
    run.carry_out(reporting(settings, audience, language), Nowhere(), limits, _nothing, doing="Reporting")
    (outcome,) = run.outcomes
    if isinstance(outcome.result, Failure):
        raise FileFailure(outcome.place, outcome.result.error)
    return outcome.result


def _nothing(_: Outcome[Report]) -> None:
    """The one outcome is shown when it is complete."""
