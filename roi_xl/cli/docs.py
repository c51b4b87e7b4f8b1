"""`roi-xl docs`: the part of README that is generated from the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roi_xl.catalogue import Function

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
    from roi_xl.calc import FUNCTIONS

    old = readme.read_text(encoding="utf-8")
    new = with_table(old, function_table(FUNCTIONS.values()))
    if new is None:
        raise click.UsageError(f"{readme} lacks the lines {START} and {END}")
    if new == old:
        click.echo(f"{readme}: up to date")
    elif check:
        click.echo(f"{readme}: the table of functions is out of date; run `roi-xl docs`")
        context.exit(1)
    else:
        readme.write_text(new, encoding="utf-8")
        click.echo(f"{readme}: written")


def with_table(text: str, table: str) -> str | None:
    """A text with another table between the two comments; None without them."""
    head, start, rest = text.partition(START)
    _, end, tail = rest.partition(END)
    return f"{head}{START}\n{table}\n{END}{tail}" if start and end else None


def function_table(functions: Iterable[Function]) -> str:
    """The worksheet functions as a Markdown table: the call, what it gives, an example."""
    rows = ["| function | gives | example |", "|---|---|---|"]
    for function in functions:
        example = function.examples[0]
        cells = (f"`{function.syntax}`", function.summary, f"`{example.formula}` → {_shown(example.result)}")
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(rows)


def _shown(result: object) -> str:
    """A result in a cell of Markdown; rows of a range are separated by semicolons."""
    if isinstance(result, tuple):
        return "; ".join(", ".join(map(_shown, row)) for row in result)
    return f"{result:,.10g}" if isinstance(result, float) else str(result)
