"""What a cell is, in the words of its workbook: the label beside it, its unit, and who answers for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from textwrap import shorten
from typing import Final

from roi_xl.computed_workbook import Model
from roi_xl.explain.explanation import Origin
from roi_xl.explain.texts import Texts
from roi_xl.template import names
from roi_xl.xlsx import Cell, Table, a1, holds, place
from roi_xl.xlsx.cell_looks import CellLooks

_ORIGINS: Final = {
    "source": ("source", "rationale", "basis", "reason", "why", "evidence"),
    "owner": ("owner",),
    "date": ("agreed", "date"),
    "approved": ("approved",),
    "status": ("status",),
}
"""The columns of our tables in which a row says where its values come from, by what they say."""
_ORDINALS: Final = frozenset({names.KEY, "number"})
"""The columns of our tables whose numbers only tell rows apart or put them in order."""
_LINE: Final = re.compile(r"(?:inp|cal|out)_", re.IGNORECASE)
_LONG: Final = 40  # characters of a word that names a row


class Labels:
    """Finds the words about the cells of one workbook.

    Args:
        model: The workbook.
    """

    def __init__(self, model: Model) -> None:
        self._model = model
        self._sheets = {sheet.name: sheet for sheet in model.book.sheets}
        self._looks = CellLooks(model.book)
        self._texts = Texts(model)

    def name(self, cell: Cell) -> str:
        """How a command can be told of a cell: a defined name, `table.ID.column`, or the cell itself."""
        if cell in self._names:
            return self._names[cell]
        table = self._table(cell)
        if table is None:
            return place(cell)
        column, key = self._columns_of(table).get(cell[1][1]), self._key(table, cell)
        if column is None or key is None:
            return place(cell)
        return f"{table.name.removeprefix(names.TABLE)}.{key}.{column}"

    def has_name(self, cell: Cell) -> bool:
        """Whether a visible defined name stands for a cell alone."""
        return cell in self._names

    def label(self, cell: Cell) -> str:
        """What a cell is: its row and column in a table, or else the text beside it, or above it."""
        table = self._table(cell)
        if table is not None:
            header = self._header(table, cell)
            row = " ".join(self._row_words(table, cell))
            return f"{row} · {header}" if row else header
        left = self._texts.left(cell)
        if left and self._is_line(cell):
            return left[-2] if len(left) > 1 else left[-1]
        total = self._total_of(cell)
        if total is not None:
            return f"{left[0]} {total}" if left else total
        return left[-1] if left else self._texts.above(cell) or self._texts.result_left(cell) or a1(cell[1])

    def unit(self, cell: Cell) -> str:
        """The unit of a cell, where the workbook has one beside the value; else empty."""
        left = self._texts.left(cell)
        is_there = self._table(cell) is None and self._is_line(cell) and len(left) > 1
        return left[-1] if is_there else ""

    def shown(self, cell: Cell) -> str:
        """The value of a cell as it shows it."""
        return self._looks.shown(self._sheets[cell[0]], cell[1], self._model.value(cell))

    def is_percent(self, cell: Cell) -> bool:
        """Whether a cell shows its number in percent."""
        return "%" in self._looks.code(self._sheets[cell[0]], cell[1])

    def is_day(self, cell: Cell) -> bool:
        """Whether a cell shows its number as a day."""
        return self._looks.is_day(self._sheets[cell[0]], cell[1])

    def is_fixed(self, cell: Cell) -> bool:
        """Whether the constant of a cell is a part of the form: one of ours that is locked, or an ordinal."""
        table = self._table(cell)
        column = None if table is None else self._columns_of(table).get(cell[1][1])
        is_ours = self._model.cell(names.ROI) is not None
        return column in _ORDINALS or (is_ours and self.is_locked(cell))

    def is_in_input_column(self, cell: Cell) -> bool:
        """Whether a cell is in a column of ours that people fill in: the header of such a one has a name."""
        table = self._table(cell)
        return table is not None and cell[1][1] in self._columns_of(table)

    def is_locked(self, cell: Cell) -> bool:
        """Whether people are kept from typing into a cell: then its constant is a part of the form."""
        return self._looks.is_locked(self._sheets[cell[0]], cell[1])

    def origin(self, cell: Cell) -> Origin:
        """Where a typed value comes from, as the columns of its table say."""
        table = self._table(cell)
        if table is None:
            return Origin()
        by_name = {name: column for column, name in self._columns_of(table).items()}
        said = {}
        for what, columns in _ORIGINS.items():
            column = next((by_name[name] for name in columns if name in by_name), None)
            if column is not None and column != cell[1][1]:
                said[what] = self.shown((cell[0], (cell[1][0], column)))
        return Origin(**said)

    def _table(self, cell: Cell) -> Table | None:
        for table in self._model.book.tables:
            top, left, bottom, right = table.area
            body = (top + table.header_rows, left, bottom - table.totals_rows, right)
            if table.sheet == cell[0] and holds(body, cell[1]):
                return table
        return None

    def _total_of(self, cell: Cell) -> str | None:
        """The header of the column whose total a cell is."""
        for table in self._model.book.tables:
            _, left, bottom, right = table.area
            if (
                table.sheet == cell[0]
                and table.totals_rows
                and cell[1][0] == bottom
                and left <= cell[1][1] <= right
            ):
                return self._header(table, cell)
        return None

    @staticmethod
    def _header(table: Table, cell: Cell) -> str:
        return table.columns[cell[1][1] - table.area[1]]

    def _row_words(self, table: Table, cell: Cell) -> list[str]:
        """The first two words of a row: its ID and its name, without the cell's own."""
        row, column = cell[1]
        first, last = table.area[1], table.area[3]
        cells = [(row, at) for at in range(first, last + 1) if at != column][:2]
        values = [self._model.value((cell[0], address)) for address in cells]
        return [shorten(_word(value), _LONG, placeholder="…") for value in values if value not in {None, ""}]

    def _key(self, table: Table, cell: Cell) -> str | None:
        named = (column for column, name in self._columns_of(table).items() if name == names.KEY)
        value = self._model.value((cell[0], (cell[1][0], next(named, table.area[1]))))
        return None if value in {None, ""} else _word(value)

    def _columns_of(self, table: Table) -> Mapping[int, str]:
        """The names of the columns of one of our tables."""
        return self._columns.get((table.sheet, table.area[0]), {})

    @cached_property
    def _names(self) -> Mapping[Cell, str]:
        """The visible defined names that stand for one cell."""
        found: dict[Cell, str] = {}
        for name in self._model.book.names:
            is_ours = name.name.startswith((names.COLUMN, names.LIST))
            if name.sheet is not None or name.hidden or is_ours:
                continue
            cell = self._model.cell(name.name)
            if cell is not None:
                found.setdefault(cell, name.name)
        return found

    @cached_property
    def _columns(self) -> Mapping[tuple[str, int], Mapping[int, str]]:
        """The names of the columns of our tables: by sheet and row of the headers, then by column."""
        found: dict[tuple[str, int], dict[int, str]] = {}
        tables = (table.name.removeprefix(names.TABLE) for table in self._model.book.tables)
        prefixes = [names.column_header(table, "") for table in tables]
        for name in self._model.book.names:
            fitting = [prefix for prefix in prefixes if name.name.startswith(prefix)]
            cell = self._model.cell(name.name) if fitting else None
            if cell is not None:
                columns = found.setdefault((cell[0], cell[1][0]), {})
                columns[cell[1][1]] = name.name.removeprefix(max(fitting, key=len))
        return found

    @cached_property
    def _lines(self) -> frozenset[tuple[str, int]]:
        """The rows in which a named figure of ours stands beside its label and its unit."""
        return frozenset((sheet, row) for (sheet, (row, _)), name in self._names.items() if _LINE.match(name))

    def _is_line(self, cell: Cell) -> bool:
        return (cell[0], cell[1][0]) in self._lines


def _word(value: object) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)
