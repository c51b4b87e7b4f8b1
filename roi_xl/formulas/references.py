"""Turns references, plain or structured, into areas, which every engine reads alike."""

from __future__ import annotations

import re
from collections.abc import Mapping

from roi_xl.xlsx import Area, Table
from roi_xl.xlsx.formula import MAX_COLUMN, MAX_ROW, column_number

_PART = re.compile(r"\s*\[((?:[^\[\]']|'.)*)\](?:\s*:\s*\[((?:[^\[\]']|'.)*)\])?\s*")
_ESCAPE = re.compile(r"'(.)")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})?\$?([0-9]+)?", re.IGNORECASE)


class UnresolvedReferenceError(Exception):
    """A structured reference names a table, column or item that the workbook doesn't have."""


def reference_area(reference: str) -> Area:
    """The area that a plain reference means; for whole columns or rows, all of their cells.

    Args:
        reference: Such as `$A$1`, `B3:A1`, `C:C` or `1:2`, without a qualifier.
    """
    first, _, last = reference.partition(":")
    top, left = _corner(first, 1, 1)
    bottom, right = _corner(last or first, MAX_ROW, MAX_COLUMN)
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)


def _corner(text: str, row: int, column: int) -> tuple[int, int]:
    match = _REFERENCE.fullmatch(text)
    letters, digits = match.groups() if match else (None, None)
    return int(digits) if digits else row, column_number(letters) if letters else column


def table_area(text: str, tables: Mapping[str, Table], sheet: str, row: int, column: int) -> tuple[str, Area]:
    """The sheet and area that a structured reference means at a cell.

    Args:
        text: The reference, such as `Costs[[#This Row],[Amount]]`, `Costs[Amount]` or `[@Amount]`.
        tables: Tables by lower-case name.
        sheet: The sheet of the cell that holds the formula.
        row: Its row.
        column: Its column.

    Raises:
        UnresolvedReferenceError: There is no such table, column, item, or the row lies outside the table.
    """
    name, _, inside = text.partition("[")
    table = tables.get(name.lower()) if name else _table_around(tables, sheet, row, column)
    if table is None:
        raise UnresolvedReferenceError(text)
    items, first, last = _specifiers(inside[:-1].strip())
    top, bottom = _rows(table, items, row, text)
    left, right = table.area[1], table.area[3]
    if first is not None:
        left = table.area[1] + _column_index(table, first, text)
        right = table.area[1] + _column_index(table, last or first, text)
    return table.sheet, (top, min(left, right), bottom, max(left, right))


def _table_around(tables: Mapping[str, Table], sheet: str, row: int, column: int) -> Table | None:
    for table in tables.values():
        top, left, bottom, right = table.area
        if table.sheet == sheet and top <= row <= bottom and left <= column <= right:
            return table
    return None


def _specifiers(inside: str) -> tuple[set[str], str | None, str | None]:
    if inside.startswith("@"):
        rest = inside[1:].strip()
        items, first, last = _specifiers(rest) if rest.startswith("[") else (set(), rest or None, None)
        return items | {"#this row"}, first, last
    if not inside.startswith("["):
        if inside.startswith("#"):
            return {inside.lower()}, None, None
        return set(), _ESCAPE.sub(r"\1", inside) if inside else None, None
    items, first, last = set[str](), None, None
    for match in _PART.finditer(inside):
        one, other = match.groups()
        if one.startswith("#"):
            items.add(one.lower())
        else:
            first = _ESCAPE.sub(r"\1", one)
            last = None if other is None else _ESCAPE.sub(r"\1", other)
    return items, first, last


def _rows(table: Table, items: set[str], row: int, text: str) -> tuple[int, int]:
    top, _, bottom, _ = table.area
    data = (top + table.header_rows, bottom - table.totals_rows)
    spans = []
    for item in items or {"#data"}:
        if item == "#this row" and data[0] <= row <= data[1]:
            spans.append((row, row))
        elif item == "#data":
            spans.append(data)
        elif item == "#all":
            spans.append((top, bottom))
        elif item == "#headers" and table.header_rows:
            spans.append((top, data[0] - 1))
        elif item == "#totals" and table.totals_rows:
            spans.append((data[1] + 1, bottom))
        else:
            raise UnresolvedReferenceError(text)
    return min(first for first, _ in spans), max(last for _, last in spans)


def _column_index(table: Table, name: str, text: str) -> int:
    """The column of exactly that name, or else the one that differs only in case or in blanks around it."""
    for alike in (str, str.lower, lambda each: each.strip().lower()):
        wanted = alike(name)
        found = [index for index, column in enumerate(table.columns) if alike(column) == wanted]
        if len(found) == 1:
            return found[0]
    raise UnresolvedReferenceError(text)
