"""`roi-xl new`: writes a new workbook to fill in, or a worked example."""

from __future__ import annotations

from pathlib import Path

import click

from roi_xl.cli import options
from roi_xl.cli.command import command
from roi_xl.cli.exit_codes import Exit
from roi_xl.cli.files import check, write
from roi_xl.files import ANYTHING
from roi_xl.lang import ENGLISH, LANGUAGES
from roi_xl.wording import printable
from roi_xl.workbooks import Edition, workbook


@command(
    exits={Exit.FINE: "written", Exit.FILE: "the file exists already, or can't be written"},
    examples=[
        "roi-xl new spring-course.xlsx",
        "roi-xl new varkurs.xlsx --language sv",
        "roi-xl new example.xlsx --variant sales --benefits 40 --costs 60",
    ],
)
@click.argument("file", type=options.ANYWHERE, metavar="FILE")
@click.option(
    "--language",
    default=ENGLISH,
    show_default=True,
    help=f"Language of every visible word: {', '.join(LANGUAGES)}.",
)
@click.option(
    "--variant", default="blank", show_default=True, help="What fills it: blank, or a worked example."
)
@click.option("--benefits", type=click.IntRange(1, 500), metavar="N", help="Rows for benefit lines.")
@click.option("--costs", type=click.IntRange(1, 500), metavar="N", help="Rows for cost lines.")
@options.force("Replace FILE if it exists.")
def new(
    *, file: Path, language: str, variant: str, benefits: int | None, costs: int | None, force: bool
) -> Exit:
    """Write a new workbook, ready to fill in; every formula holds its value already."""
    if file.suffix.lower() != ".xlsx":
        raise click.UsageError(f"{printable(file)}: name a file that ends in .xlsx")
    check(file, ANYTHING, force=force)
    rows = {table: n for table, n in (("benefits", benefits), ("costs", costs)) if n is not None}
    try:
        data = workbook(Edition(variant, language), rows)
    except (LookupError, ValueError) as error:
        raise click.UsageError(str(error.args[0])) from None
    write(file, data, ANYTHING, force=force)
    click.echo(f"{printable(file)}: written")
    return Exit.FINE
