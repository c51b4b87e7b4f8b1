"""What the template declares about the cells that hold a study: lines, tables, lists and their words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from roi_xl.lang import LANGUAGES
from roi_xl.template import names
from roi_xl.template.books import BOOKS
from roi_xl.template.declaration import Book, Column, Line, Lines, Role, Table
from roi_xl.template.words import Content


@dataclass(frozen=True)
class Declared:
    """What one kind of workbook declares.

    Attributes:
        kind: The kind.
        book: Its declaration.
        tables: Its tables by id; for a table that holds a part of a study, the id is the part's name.
        lines: The lines that are filled in, by the field of `Inputs`.
        choices: The lists from which a study is chosen; the others only serve formulas.
    """

    kind: str
    book: Book
    tables: Mapping[str, Table]
    lines: Mapping[str, Line]
    choices: Collection[str]

    def list_of(self, cell: Line | Column) -> str:
        """The list of choices of a column or line; empty if anything may be typed."""
        return _list_of(self.book, cell)


@cache
def declared(kind: str = names.FULL) -> Declared:
    """What a kind of workbook declares."""
    book = BOOKS[kind]
    blocks = [block for sheet in book.sheets for block in sheet.blocks]
    tables = {block.id: block for block in blocks if isinstance(block, Table)}
    lines = {
        line.name.removeprefix(names.INPUT): line
        for block in blocks
        if isinstance(block, Lines)
        for line in block.lines
        if line.role is Role.INPUT
    }
    columns = [column for table in tables.values() for column in table.columns]
    cells: list[Line | Column] = [*lines.values(), *columns]
    return Declared(kind, book, tables, lines, sorted({_list_of(book, cell) for cell in cells} - {""}))


def _list_of(book: Book, cell: Line | Column) -> str:
    name = str(cell.rule.low) if cell.rule and cell.rule.kind == "list" else ""
    return name if name in book.lists else ""


TABLES: Mapping[str, Table] = declared().tables
"""The tables of the full workbook by id."""

LINES: Mapping[str, Line] = declared().lines
"""The lines of the full workbook that are filled in, by the field of `Inputs`."""

list_of = declared().list_of
"""The list of choices of a column or line of the full workbook; empty if anything may be typed."""


@cache
def list_words(language: str, list_: str, kind: str = names.FULL) -> Sequence[str]:
    """The words of a list in the order of its codes, as the template ships them; none if they aren't known.

    Args:
        language: The language that the workbook states.
        list_: The list.
        kind: The kind of workbook.
    """
    if language not in LANGUAGES:
        return ()
    words = Content("", language, {}, kind).words()
    return tuple(words.text("list", list_, code) for code in BOOKS[kind].lists[list_])


@cache
def row_labels(language: str, table: str, kind: str = names.FULL) -> Sequence[str]:
    """The labels of a table's fixed rows in order, as the template ships them; none if they aren't known.

    Args:
        language: The language that the workbook states.
        table: A table whose rows are always there.
        kind: The kind of workbook.
    """
    if language not in LANGUAGES:
        return ()
    words = Content("", language, {}, kind).words()
    return tuple(words.texts("item", table, item.id)[0] for item in declared(kind).tables[table].items)
