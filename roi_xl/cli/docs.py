"""`roi-xl docs`: writes what is generated from the catalogue: README's table and the library's types."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click

from roi_xl.calc import FUNCTIONS
from roi_xl.catalogue import CellValue, Function
from roi_xl.cli import options
from roi_xl.cli.command import command
from roi_xl.cli.exit_codes import Exit
from roi_xl.cli.files import about
from roi_xl.cli.type_stub import stub, stub_path
from roi_xl.files import FileError, Source, clean
from roi_xl.values_as_text import grouped, printable

START, END = "<!-- functions: written by `roi-xl docs` -->", "<!-- end of functions -->"
"""The comments before and after the generated block."""


@command(
    exits={
        Exit.FINE: "written, or up to date",
        Exit.FINDINGS: "something is out of date under --check",
        Exit.FILE: "a file can't be read or written, or README lacks the two comments",
    },
    examples=["roi-xl docs", "roi-xl docs --check"],
)
@click.argument("readme", type=options.ANYWHERE, default=Path("README.md"))
@click.option("--check", "is_check", is_flag=True, help="Change nothing; exit 1 if a file isn't up to date.")
def docs(*, readme: Path, is_check: bool) -> Exit:
    """Bring the table of functions in README, and the library's types, up to date.

    README is a Markdown file that holds the two comments around the table (default: README.md). The types
    are in roi_xl/__init__.pyi, if the library lies beside README.
    """
    is_fresh = True
    for path, what, new_text in _generated(readme):
        with about(path):
            is_same = _brought_up_to_date(path, new_text, is_dry_run=is_check)
        out_of_date = f"{what} out of date; run `roi-xl docs`" if is_check else "written"
        click.echo(f"{printable(path)}: {'up to date' if is_same else out_of_date}")
        is_fresh = is_fresh and is_same
    return Exit.FINDINGS if is_check and not is_fresh else Exit.FINE


def _generated(readme: Path) -> Iterator[tuple[Path, str, Callable[[str, str], str]]]:
    """The generated files: path, description, and a function from old text and line end to new text."""
    yield readme, "the table of functions is", _with_functions
    types = stub_path(readme)
    if types is not None:
        yield (
            types,
            "the types of the library are",
            lambda _, end: stub(FUNCTIONS.values()).replace("\n", end),
        )


def _with_functions(old: str, end: str) -> str:
    new = with_table(old, function_table(FUNCTIONS.values()), end)
    if new is None:
        raise FileError("no-table", f"it lacks the lines {START} and {END}", "put them where the table goes")
    return new


def _brought_up_to_date(path: Path, new_text: Callable[[str, str], str], *, is_dry_run: bool) -> bool:
    """Write a file's new text unless it is a dry run; True if the file was up to date."""
    with Source(path, in_place=not is_dry_run) as source:
        if len(source.data) < source.path.stat().st_size:
            raise FileError("too-large", "it is larger than a README is", "name another file")
        try:
            old = source.data.decode("utf-8")
        except UnicodeDecodeError:
            raise FileError("encoding", "it isn't UTF-8", "save it as UTF-8") from None
        end = "\r\n" if "\r\n" in old else "\n"
        new = new_text(old, end)
        if new != old and not is_dry_run:
            clean(source.path.parent)
            source.replace(new.encode())
    return new == old


def with_table(text: str, table: str, end: str = "\n") -> str | None:
    """A text with the table between the two comments replaced; None if a comment is missing.

    Args:
        text: The old text.
        table: The new table.
        end: The line end of the text.
    """
    head, start, rest = text.partition(START)
    _, last, tail = rest.partition(END)
    block = end.join((START, *table.split("\n"), END))
    return f"{head}{block}{tail}" if start and last else None


def function_table(functions: Iterable[Function]) -> str:
    """The worksheet functions as a Markdown table: call, summary, example."""
    rows = ["| function | gives | example |", "|---|---|---|"]
    for function in functions:
        example = function.examples[0]
        cells = (f"`{function.syntax}`", function.summary, f"`{example.formula}` → {_shown(example.result)}")
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(rows)


def _shown(result: CellValue) -> str:
    """A result in a Markdown cell; rows of a range are separated by semicolons."""
    if isinstance(result, tuple):
        return "; ".join(", ".join(map(_shown, row)) for row in result)
    return grouped(result)
