"""What the template declares about the cells that hold a study: lines, tables, lists and their words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache

from roi_xl.lang import LANGUAGES
from roi_xl.template import names
from roi_xl.template.book import BOOK
from roi_xl.template.declaration import Column, Line, Lines, Role, Table
from roi_xl.template.words import Content

TABLES: Mapping[str, Table] = {
    block.id: block for sheet in BOOK.sheets for block in sheet.blocks if isinstance(block, Table)
}
"""The tables by id; for a table that holds a part of a study, the id is the part's name."""

LINES: Mapping[str, Line] = {
    line.name.removeprefix(names.INPUT): line
    for sheet in BOOK.sheets
    for block in sheet.blocks
    if isinstance(block, Lines)
    for line in block.lines
    if line.role is Role.INPUT
}
"""The lines that are filled in, by the field of `Inputs`."""


def list_of(cell: Line | Column) -> str:
    """The list of choices of a column or line; empty if anything may be typed."""
    name = str(cell.rule.low) if cell.rule and cell.rule.kind == "list" else ""
    return name if name in BOOK.lists else ""


CHOICES: Collection[str] = sorted(
    {
        *map(list_of, LINES.values()),
        *(list_of(column) for table in TABLES.values() for column in table.columns),
    }
    - {""}
)
"""The lists from which a study is chosen; the others only serve formulas."""


@cache
def list_words(language: str, list_: str) -> Sequence[str]:
    """The words of a list in the order of its codes, as the template ships them; none if they aren't known.

    Args:
        language: The language that the workbook states.
        list_: The list.
    """
    if language not in LANGUAGES:
        return ()
    words = Content("", language, {}).words()
    return tuple(words.text("list", list_, code) for code in BOOK.lists[list_])


@cache
def row_labels(language: str, table: str) -> Sequence[str]:
    """The labels of a table's fixed rows in order, as the template ships them; none if they aren't known.

    Args:
        language: The language that the workbook states.
        table: A table whose rows are always there.
    """
    if language not in LANGUAGES:
        return ()
    words = Content("", language, {}).words()
    return tuple(words.texts("item", table, item.id)[0] for item in TABLES[table].items)
