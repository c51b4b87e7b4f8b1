"""Where the values of a study's file belong in a workbook of ours that exists already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast

from roi_xl.computed_workbook import Model
from roi_xl.files import FileError
from roi_xl.lang import ENGLISH, LANGUAGES
from roi_xl.layout.declared import Declared, declared
from roi_xl.layout.study_reader import version_finding
from roi_xl.template import declaration, names
from roi_xl.xlsx import Cell, Input, Table, place
from roi_xl.xlsx.properties import custom_properties

_KEYS: Final = (names.KEY, "number")
"""The columns that tell the rows of a table apart, where it has one of them."""
_FRESH: Final = "make a fresh workbook: `roi-xl new FILE --from STUDY`"


def cells_of(tree: Mapping[str, Any], model: Model) -> dict[Cell, Input]:
    """The cells that a study fills in, each with its value; what the study doesn't say stays.

    Rows are found by their ID or number, and a new one takes the first free row; rows of tables that have
    neither are taken in their order.

    Args:
        tree: The study, as `study_tree` reads it.
        model: The workbook.

    Raises:
        FileError: The workbook isn't one of ours, or of the other kind; or it has no place for a value.
        PackageError: The workbook's custom properties are damaged.
    """
    problem = version_finding(model.book)
    if problem is not None:
        raise FileError(problem.code, problem.detail, problem.remedy)
    properties = custom_properties(model.book.package)
    kind = names.kind_of(properties)
    stated = str(tree.get("kind", names.FULL))
    if stated != kind:
        raise FileError("not-a-study", f"the study is of the kind {stated}, the workbook is {kind}", _FRESH)
    language = properties.get(names.LANGUAGE_PROPERTY, "")
    return dict(_Placing(model, declared(kind), language if language in LANGUAGES else ENGLISH).placed(tree))


class _Placing:
    """Finds the cells of one workbook.

    Args:
        model: The workbook.
        known: What its kind of workbook declares.
        language: Its language, in which it takes texts that the study has in several.
    """

    def __init__(self, model: Model, known: Declared, language: str) -> None:
        self._model, self._known, self._language = model, known, language

    def placed(self, tree: Mapping[str, Any]) -> Iterator[tuple[Cell, Input]]:
        """The cells with their values; formulas that the workbook has already are left out."""
        for name, value in tree.get("line", {}).items():
            line = self._known.lines[name.removeprefix(names.INPUT)]
            yield from self._value(self._cell(name), value, line)
        for id_, table in self._known.tables.items():
            if tree.get(id_):
                yield from self._rows(table, tree[id_])

    def _cell(self, name: str) -> Cell:
        cell = self._model.cell(name)
        if cell is None:
            raise FileError("no-such-cell", f"the workbook has no cell with the name {name}", _FRESH)
        return cell

    def _rows(
        self, table: declaration.Table, rows: Sequence[Mapping[str, Any]]
    ) -> Iterator[tuple[Cell, Input]]:
        stored = self._model.table(names.table_name(table.id))
        if stored is None:
            raise FileError("no-such-cell", f"the workbook has no table {table.id}", _FRESH)
        columns = {column.id: column for column in table.typed}
        used = {column for row in rows for column in row}
        at = {column: self._column(table.id, column, stored) for column in sorted({*used, *columns})}
        lines = self._lines(table, stored, rows, at)
        for line, row in zip(lines, rows, strict=True):
            for column, value in row.items():
                yield from self._value((stored.sheet, (line, at[column])), value, columns[column])

    def _column(self, table: str, column: str, stored: Table) -> int:
        sheet, (row, number) = self._cell(names.column_header(table, column))
        if sheet != stored.sheet or row != stored.area[0]:
            raise FileError("no-such-cell", f"the table {table} has no column {column}", _FRESH)
        return number

    def _lines(
        self,
        table: declaration.Table,
        stored: Table,
        rows: Sequence[Mapping[str, Any]],
        at: Mapping[str, int],
    ) -> list[int]:
        """The row of the sheet for each row of the study."""
        lines = range(stored.area[0] + stored.header_rows, stored.area[2] - stored.totals_rows + 1)
        key = next((column for column in _KEYS if column in at and not table.items), "")
        if not key:
            if len(rows) > len(lines):
                raise _no_room(table.id, f"row {len(lines) + 1}")
            return [*lines[: len(rows)]]
        keys = [_key(row.get(key, "")) for row in rows]
        for number, id_ in enumerate(keys):
            if not id_ or id_ in keys[:number]:
                problem = f"stands there twice: {id_}" if id_ else "is missing: it tells which row is meant"
                raise FileError(
                    "not-a-study", f"{table.id}[{number + 1}].{key} {problem}", "give each its own"
                )
        there = {self._shown((stored.sheet, (line, at[key]))): line for line in reversed(lines)}
        free = iter([line for line in lines if self._is_free(stored.sheet, line, at)])
        found = [there[id_] if id_ in there else next(free, None) for id_ in keys]
        for id_, line in zip(keys, found, strict=True):
            if line is None:
                raise _no_room(table.id, id_)
        return [line for line in found if line is not None]

    def _shown(self, cell: Cell) -> str:
        return _key(self._model.value(cell))

    def _is_free(self, sheet: str, line: int, at: Mapping[str, int]) -> bool:
        cells = [(sheet, (line, column)) for column in at.values()]
        return all(self._model.value(cell) in {None, ""} and not self._model.formula(cell) for cell in cells)

    def _value(
        self, cell: Cell, value: object, known: declaration.Line | declaration.Column
    ) -> Iterator[tuple[Cell, Input]]:
        if isinstance(value, dict):
            value = value.get(self._language, value[ENGLISH])
        if isinstance(value, str) and value.startswith("="):
            formula = self._model.formula(cell)
            if formula is None or formula.text != value[1:]:
                reason = f"{place(cell)}: {value[:40]!r} is a formula, which is no input"
                raise FileError("unclear-value", reason, f"type it in Excel, or {_FRESH}")
            return
        list_ = self._known.list_of(known)
        yield cell, self._word(list_, str(value)) if list_ and value else cast("Input", value)

    def _word(self, list_: str, code: str) -> str:
        """The word that the workbook has for a code."""
        area = self._model.named(names.list_cells(list_))
        number = self._known.book.lists[list_].index(code)
        if area is None or area[1][0] + number > area[1][2]:
            raise FileError("no-such-cell", f"the workbook has no list {list_}", _FRESH)
        return str(self._model.value((area[0], (area[1][0] + number, area[1][1]))))


def _key(value: object) -> str:
    """What tells a row apart, as a text: a number without decimals it doesn't need."""
    if isinstance(value, int | float):
        return f"{value:.15g}"
    return "" if value is None or isinstance(value, dt.date) else str(value)


def _no_room(table: str, what: str) -> FileError:
    return FileError("no-room", f"the table {table} has no free row for {what}", _FRESH)
