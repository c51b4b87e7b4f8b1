"""What the template declares about the cells that hold a study: lines, tables, lists and their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def list_of(column: Column) -> str:
    """The list of a column's choices; empty if anything may be typed."""
    name = str(column.rule.low) if column.rule and column.rule.kind == "list" else ""
    return name if name in BOOK.lists else ""


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
