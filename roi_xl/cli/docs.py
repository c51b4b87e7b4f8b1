"""`roi-xl docs`: the part of README that is generated from the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from roi_xl.cli.texts import printable
from roi_xl.wording import grouped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roi_xl.catalogue import CellValue, Function

START, END = "<!-- functions: written by `roi-xl docs` -->", "<!-- end of functions -->"
"""What the generated block stands between."""


@click.command()
@click.argument("readme", type=click.Path(path_type=Path, exists=True, dir_okay=False), default="README.md")
@click.option("--check", is_flag=True, help="Change nothing; exit 1 if the file isn't up to date.")
@click.pass_context
def docs(context: click.Context, *, readme: Path, check: bool) -> None:
    """Bring the table of functions in README up to date.

    README is a Markdown file that holds the two comments around the table (default: README.md).

    \b
    Examples:
      roi-xl docs
      roi-xl docs --check
    """  # noqa: D301 - click reads the backspace
    from roi_xl.files import FileError

    try:
        is_fresh = _brought_up_to_date(readme, is_dry_run=check)
    except FileError as error:
        raise click.ClickException(f"{printable(readme)}: {error}") from None
    if is_fresh:
        click.echo(f"{printable(readme)}: up to date")
    elif check:
        click.echo(f"{printable(readme)}: the table of functions is out of date; run `roi-xl docs`")
        context.exit(1)
    else:
        click.echo(f"{printable(readme)}: written")


def _brought_up_to_date(readme: Path, *, is_dry_run: bool) -> bool:
    """Put the table into a file, in which nothing else changes; true if it was there."""
    from roi_xl.calc import FUNCTIONS
    from roi_xl.files import FileError, Source, clean

    with Source(readme, in_place=not is_dry_run) as source:
        if len(source.data) < source.path.stat().st_size:
            raise FileError("too-large", "it is larger than a README is", "name another file")
        try:
            old = source.data.decode("utf-8")
        except UnicodeDecodeError:
            raise FileError("encoding", "it isn't UTF-8", "save it as UTF-8") from None
        end = "\r\n" if "\r\n" in old else "\n"
        new = with_table(old, function_table(FUNCTIONS.values()), end)
        if new is None:
            raise click.UsageError(f"{printable(readme)} lacks the lines {START} and {END}")
        if new != old and not is_dry_run:
            clean(source.path.parent)
            source.replace(new.encode())
    return new == old


def with_table(text: str, table: str, end: str = "\n") -> str | None:
    """A text with another table between the two comments; None without them.

    Args:
        text: The old one.
        table: The new table.
        end: What ends a line of the text.
    """
    head, start, rest = text.partition(START)
    _, last, tail = rest.partition(END)
    block = end.join((START, *table.split("\n"), END))
    return f"{head}{block}{tail}" if start and last else None


def function_table(functions: Iterable[Function]) -> str:
    """The worksheet functions as a Markdown table: the call, what it gives, an example."""
    rows = ["| function | gives | example |", "|---|---|---|"]
    for function in functions:
        example = function.examples[0]
        cells = (f"`{function.syntax}`", function.summary, f"`{example.formula}` → {_shown(example.result)}")
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(rows)


def _shown(result: CellValue) -> str:
    """A result in a cell of Markdown; rows of a range are separated by semicolons."""
    if isinstance(result, tuple):
        return "; ".join(", ".join(map(_shown, row)) for row in result)
    return grouped(result)
