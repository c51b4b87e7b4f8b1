"""The ways in which a person can name one cell, the same in every command.

Three ways: a defined name (`out_roi`); a sheet and a cell (`Costs!G7`, `'My sheet'!$A$1`); or a table, the ID
of a row, and a column (`costs.C2.unit_cost`). Case doesn't matter, as in Excel.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Final

from roi_xl.computed_workbook import Model
from roi_xl.files import FileError
from roi_xl.template import names
from roi_xl.xlsx import Cell, DefinedName, PackageError, Table, a1, address, place

_ON_SHEET: Final = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!(.*)", re.DOTALL)
_IN_TABLE: Final = re.compile(r"([^.]+)\.(.+)\.([^.]+)", re.DOTALL)
_MOST: Final = 3  # the most suggestions that are shown


NO_SUCH_CELL = "no-such-cell"
"""The code of the failure when a workbook has no cell of a name."""


class UnknownCellError(FileError):
    """A workbook has no cell of this name; the reason suggests similar names."""


def cell_named(text: str, model: Model) -> Cell:
    """The cell that a name stands for.

    Args:
        text: A defined name, `Sheet!Cell`, or `table.ID.column`. A defined name comes first. For a table of
            our templates `tbl_` may be left out. A column is named by its header, with `_` for a space, or by
            the word after `col_<table>_` in the defined name of its header cell. A row is identified by its
            column ID or, without one, by its first column.
        model: The workbook.

    Returns:
        The sheet's name as the workbook spells it, and row and column, counted from 1.

    Raises:
        UnknownCellError: There is no such cell, or the name stands for several.
    """
    name = text.strip()
    known = {one.name.casefold(): one for one in model.book.names if one.sheet is None}
    if name.casefold() in known:
        return _of_name(known[name.casefold()], model)
    if match := _ON_SHEET.fullmatch(name):
        return _on_sheet(match, model)
    if match := _IN_TABLE.fullmatch(name):
        return _in_table(match[1], match[2], match[3], model)
    visible = [one.name for one in known.values() if not one.hidden]
    raise _unknown(f"there is no cell or defined name {name!r}", name, visible)


def _of_name(name: DefinedName, model: Model) -> Cell:
    cell = model.cell(name.name)
    if cell is None:
        raise _refused(f"{name.name} stands for {name.text}, not for one cell of this workbook")
    return cell


def _on_sheet(match: re.Match[str], model: Model) -> Cell:
    sheet = match[2] if match[1] is None else match[1].replace("''", "'")
    names = {one.name.casefold(): one.name for one in model.book.sheets}
    if sheet.casefold() not in names:
        raise _unknown(f"there is no sheet {sheet!r}", sheet, names.values())
    try:
        return names[sheet.casefold()], address(match[3])
    except PackageError:
        found = f"{match[3][:40]!r} isn't a cell: write it like {place((names[sheet.casefold()], (7, 2)))}"
        raise _refused(found) from None


def _in_table(table_name: str, key: str, column: str, model: Model) -> Cell:
    table = model.table(table_name) or model.table(names.TABLE + table_name)
    if table is None:
        offered = [one.name.removeprefix(names.TABLE) for one in model.book.tables]
        raise _unknown(f"there is no table {table_name!r}", table_name, offered)
    columns = _by_header(table) | dict(_by_name(table, model))
    if _spelled(column) not in columns:
        raise _unknown(f"the table {table.name} has no column {column!r}", column, columns)
    keys = [*_keys(table, columns.get(names.KEY, table.area[1]), model)]
    rows = [row for row, value in keys if value.casefold() == key.casefold()]
    if not rows:
        raise _unknown(f"the table {table.name} has no row {key!r}", key, [value for _, value in keys])
    if len(rows) > 1:
        several = " and ".join(a1((row, columns.get(names.KEY, table.area[1]))) for row in rows[:_MOST])
        raise _refused(f"several rows of the table {table.name} are called {key!r}: {several}")
    return table.sheet, (rows[0], columns[_spelled(column)])


def _by_header(table: Table) -> dict[str, int]:
    """The columns of a table by their headers; of two equal headers, the first counts."""
    found: dict[str, int] = {}
    for number, header in enumerate(table.columns, table.area[1]):
        found.setdefault(_spelled(header), number)
    return found


def _by_name(table: Table, model: Model) -> Iterator[tuple[str, int]]:
    """The columns of a table by the defined names of their header cells."""
    start = names.column_header(table.name.removeprefix(names.TABLE), "").casefold()
    top, left, _, right = table.area
    for name in model.book.names:
        cell = model.cell(name.name) if name.name.casefold().startswith(start) else None
        if cell is not None and cell[0] == table.sheet and cell[1][0] == top and left <= cell[1][1] <= right:
            yield name.name.casefold()[len(start) :], cell[1][1]


def _keys(table: Table, column: int, model: Model) -> Iterator[tuple[int, str]]:
    """The rows of a table that have an ID, each with its ID."""
    top, _, bottom, _ = table.area
    for row in range(top + table.header_rows, bottom - table.totals_rows + 1):
        value = model.value((table.sheet, (row, column)))
        if value is not None and value != "":
            yield row, f"{value:.15g}" if isinstance(value, float) else str(value)


def _spelled(header: str) -> str:
    return "_".join(header.casefold().split())


def _unknown(problem: str, wanted: str, there: Iterable[str]) -> UnknownCellError:
    """The error for a missing name: it suggests similar names or, without any, some existing ones."""
    choices = {one.casefold(): one for one in there}
    near = get_close_matches(wanted.casefold(), choices, n=_MOST, cutoff=0.6)
    if near:
        return _refused(f"{problem}; did you mean {' or '.join(choices[one] for one in near)}?")
    first = ", ".join([*choices.values()][:_MOST]) + (", …" if len(choices) > _MOST else "")
    return _refused(f"{problem}; there is {first}" if choices else f"{problem}, nor any other")


def _refused(reason: str) -> UnknownCellError:
    return UnknownCellError(NO_SUCH_CELL, reason, "name a cell as Sheet!A1 or by its defined name")
