"""Places everything in rows and columns first, so that formulas can be written in any order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import assert_never

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from roi_xl.template import names
from roi_xl.template.cards import About, Charts, Facts, Statement, Stature, Strip
from roi_xl.template.declaration import (
    Block,
    Book,
    Legend,
    Lines,
    Prose,
    Sheet,
    Steps,
    Table,
    Vocabulary,
    position,
)
from roi_xl.template.sentences import spoken
from roi_xl.template.words import Words

LEFT = 1
"""The first column with content; the one before it is a margin. Rows and columns count from 0."""

LABEL, UNIT, VALUE, ADDIN, CHECK, DIFFERENCE, NOTE = range(LEFT + 1, LEFT + 8)
"""The columns of a line, the same on every sheet; a line without four cells has its note beside the value."""

CARD_HEIGHTS: Mapping[Stature, tuple[int, ...]] = {
    Stature.HEADLINE: (17, 32, 17, 6),
    Stature.CHAIN: (15, 22, 38, 15, 6),
    Stature.PLAIN: (22, 27, 6),
    Stature.SHORT: (22, 15, 6),
}
"""Heights of the rows of cards in points, including the gap below them."""

CHART_ROWS = 12
GAP = 6
"""The height of the gap below charts in points."""

LEGEND_ROLES = ("input", "calculation", "link", "addin", "check")

_TOP, _TOP_UNDER_BANNER = 4, 2
_PIXELS_PER_DIGIT, _PADDING = 7, 5
_PLACEHOLDER = re.compile(r"\{([#@]?[a-z]\w*(?:\.\w+(?:[:.]\w+)?!?)?)\}")  # doesn't match array constants


@dataclass(frozen=True, slots=True)
class TablePlace:
    """The place of a table: its header row, first and last row of data."""

    sheet: str
    table: Table
    header: int
    first: int
    last: int

    @property
    def bottom(self) -> int:
        """The last row, including the total row."""
        return self.last + self.table.total

    def column(self, id_: str) -> int:
        """The position of a column."""
        return LEFT + self.table.index(id_)


@dataclass(frozen=True, slots=True)
class Placement:
    """The plan of a workbook.

    Attributes:
        words: The language, which decides sheet names and headers.
        blocks: Blocks with their first row, by sheet.
        tables: Tables by id.
        lists: Codes of the lists, in the order of their words; `tab` has the ids of the sheets.
        sentences: Slots of the sentences, likewise.
        names: Absolute references by defined name.
        cells: Sheet, row and column of the lines, by name.
    """

    words: Words
    blocks: Mapping[str, tuple[tuple[int, Block], ...]]
    tables: Mapping[str, TablePlace]
    lists: Mapping[str, tuple[str, ...]]
    sentences: Mapping[str, tuple[str, ...]]
    names: dict[str, str] = field(default_factory=dict)
    cells: dict[str, tuple[str, int, int]] = field(default_factory=dict)

    def formula(self, text: str, table: Table | None = None) -> str:
        """A formula as Excel stores it.

        Args:
            text: The formula with placeholders.
            table: The table that holds it, for placeholders that mean its own row.
        """
        resolved = _PLACEHOLDER.sub(lambda match: self._reference(match.group(1), table), text)
        return spoken(resolved, self.sentences)

    def reference(self, sheet: str, area: str) -> str:
        """An area with the name of its sheet."""
        return f"'{self.words.text('sheet', sheet, 'tab')}'!{area}"

    def column_area(self, table: str, column: str) -> str:
        """The data cells of a column, absolute."""
        place = self.tables[table]
        index = place.column(column)
        return self.reference(place.sheet, xl_range_abs(place.first, index, place.last, index))

    def _reference(self, placeholder: str, table: Table | None) -> str:
        if placeholder[0] in "#@":
            return self._entry(placeholder) if placeholder[0] == "#" else self._label(placeholder[1:])
        owner, dot, column = placeholder.partition(".")
        if not dot:
            if table is None:
                raise ValueError(f"{{{placeholder}}} stands outside a table")
            return f"{names.table_name(table.id)}[[#This Row],[{self._header(table.id, placeholder)}]]"
        table_name = names.table_name(owner)
        if column.endswith("!"):
            return f"{table_name}[[#Totals],[{self._header(owner, column[:-1])}]]"
        if "." in column:
            row, column = column.split(".")
            number = self._table(owner).row(row) + 1
            return f"INDEX({table_name}[{self._header(owner, column)}],{number})"
        first, colon, last = column.partition(":")
        if colon:
            return f"{table_name}[[{self._header(owner, first)}]:[{self._header(owner, last)}]]"
        return f"{table_name}[{self._header(owner, column)}]"

    def _entry(self, placeholder: str) -> str:
        """The reference to the word of a code in its list."""
        list_, _, code = placeholder[1:].partition(".")
        if list_ not in self.lists:
            raise ValueError(
                f"{{{placeholder}}}: no list is called {list_}; the lists are {', '.join(self.lists)}"
            )
        number = position(code, self.lists[list_], f"list {list_}", "code") + 1
        return f"INDEX({names.list_cells(list_)},{number})"

    def _label(self, name: str) -> str:
        """The reference to the label of a line."""
        if name not in self.cells:
            raise ValueError(f"{{@{name}}}: no line is called so")
        sheet, row, _ = self.cells[name]
        return self.reference(sheet, xl_rowcol_to_cell(row, LABEL, row_abs=True, col_abs=True))

    def _header(self, table: str, column: str) -> str:
        self._table(table).index(column)
        return self.words.text("column", table, column)

    def _table(self, id_: str) -> Table:
        if id_ not in self.tables:
            raise ValueError(f"a formula names the table {id_}; the tables are {', '.join(self.tables)}")
        return self.tables[id_].table


def placed(book: Book, words: Words) -> Placement:
    """Place everything in a workbook.

    Args:
        book: What to place.
        words: Its language.
    """
    blocks: dict[str, tuple[tuple[int, Block], ...]] = {}
    tables: dict[str, TablePlace] = {}
    for sheet in book.sheets:
        row = _TOP_UNDER_BANNER if sheet.banner else _TOP
        rows: list[tuple[int, Block]] = []
        for block in sheet.blocks:
            rows.append((row, block))
            if isinstance(block, Table):
                tables[block.id] = TablePlace(sheet.id, block, row + 1, row + 2, row + 1 + block.height)
            row += height(block, book, words)
        blocks[sheet.id] = tuple(rows)
    tabs = {"tab": book.all_tabs}
    plan = Placement(words, blocks, tables, {**book.lists, **tabs}, book.sentences)
    for sheet in book.sheets:
        _name_cells(plan, sheet)
    _name_lists(plan, book)
    return plan


def height(block: Block, book: Book, words: Words) -> int:  # noqa: C901 - a case for each kind of block
    """How many rows a block takes, including the gap below it."""
    match block:
        case Lines(lines=lines):
            rows = len(lines) + 2
        case Table():
            rows = block.height + block.total + 2
        case Strip(stature=stature):
            rows = len(CARD_HEIGHTS[stature]) - (stature is Stature.HEADLINE)
        case Statement():
            rows = 0
        case Facts():
            rows = 1
        case Charts():
            rows = CHART_ROWS
        case Prose(id=id_):
            rows = len(words.texts("prose", id_, "texts")) + 1
        case About(facts=facts):
            rows = len(facts) + 1
        case Steps(sheets=sheets):
            rows = len(sheets) + 1
        case Legend():
            rows = len(LEGEND_ROLES) + 1
        case Vocabulary():
            rows = max(map(len, words.lists(book).values())) + 2
        case _:
            assert_never(block)
    return rows + 1


def pixels(width: float) -> int:
    """How wide a column is on a screen, in Calibri 11 at 96 dots per inch.

    Args:
        width: Its width in digits.
    """
    return int(_PIXELS_PER_DIGIT * width + _PADDING)


def _name_cells(plan: Placement, sheet: Sheet) -> None:
    for row, block in plan.blocks[sheet.id]:
        match block:
            case Lines(lines=lines):
                for offset, line in enumerate(lines):
                    _name(plan, line.name, sheet.id, row + 2 + offset, VALUE)
                    if line.addin:
                        _name(plan, f"{line.name}_diff", sheet.id, row + 2 + offset, DIFFERENCE)
            case Table(items=items):
                place = plan.tables[block.id]
                for column_id in block.named:
                    name = names.column_header(block.id, column_id)
                    _name(plan, name, sheet.id, place.header, place.column(column_id))
                for offset, item in enumerate(items):
                    for column, name in item.names.items():
                        _name(plan, name, sheet.id, place.first + offset, place.column(column))
            case Statement(name=name):
                _name(plan, name, sheet.id, row, LEFT)
            case _:
                pass


def _name(plan: Placement, name: str, sheet: str, row: int, column: int) -> None:
    if name in plan.names:
        raise ValueError(f"two cells are called {name}")
    plan.cells[name] = (sheet, row, column)
    plan.names[name] = plan.reference(sheet, xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))


def _name_lists(plan: Placement, book: Book) -> None:
    sheet, top = next(
        (sheet, row)
        for sheet, blocks in plan.blocks.items()
        for row, block in blocks
        if isinstance(block, Vocabulary)
    )
    for column, (id_, entries) in enumerate(plan.words.lists(book).items(), start=LEFT):
        length = len(entries)
        area = (
            xl_range_abs(top + 2, column, top + 1 + length, column)
            if length > 1
            else xl_rowcol_to_cell(top + 2, column, row_abs=True, col_abs=True)
        )
        plan.names[names.list_cells(id_)] = plan.reference(sheet, area)
    for id_, (table, column_id) in book.columns.items():
        plan.names[names.list_cells(id_)] = plan.column_area(table, column_id)
