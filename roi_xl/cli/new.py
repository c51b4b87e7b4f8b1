"""`roi-xl new`: a new workbook to fill in, or a worked example."""

from __future__ import annotations

from pathlib import Path

import click

from roi_xl.lang import ENGLISH, LANGUAGES


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
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
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
def new(
    *, file: Path, language: str, variant: str, benefits: int | None, costs: int | None, force: bool
) -> None:
    """Write a new workbook, ready to fill in; every formula holds its value already.

    \b
    Examples:
      roi-xl new spring-course.xlsx
      roi-xl new varkurs.xlsx --language sv
      roi-xl new example.xlsx --variant sales --benefits 40 --costs 60

    \b
    Exit codes:
      0  written
      1  the file exists already, or can't be written
      2  wrong usage
    """  # noqa: D301 - click reads the backspace
    from roi_xl.cli.files import ANYTHING, check, write
    from roi_xl.cli.texts import printable
    from roi_xl.workbooks import Edition, workbook

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
