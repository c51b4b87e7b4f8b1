"""Converts cells and areas between A1 notation and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import product

from roi_xl.xlsx.formula import MAX_COLUMN, MAX_ROW, column_letters, column_number
from roi_xl.xlsx.refusals import broken_sheet

Address = tuple[int, int]
"""Row and column, counted from 1."""

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column, inclusive, counted from 1."""

Cell = tuple[str, Address]
"""A cell of a workbook: its sheet's name and its address."""

_PLAIN_SHEET = re.compile(r"[^\W\d]\w*")
_A1 = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
letters = lru_cache(maxsize=None)(column_letters)
number = lru_cache(maxsize=None)(column_number)


def a1(address: Address) -> str:
    """The name of a cell: (7, 2) is B7."""
    return f"{letters(address[1])}{address[0]}"


def place(cell: Cell) -> str:
    """A cell as Excel writes it, such as `ROI!E14` or `'My sheet'!A1`."""
    sheet, address = cell
    quoted = sheet if _PLAIN_SHEET.fullmatch(sheet) else "'" + sheet.replace("'", "''") + "'"
    return f"{quoted}!{a1(address)}"


def address(text: str) -> Address:
    """The address of a cell from its name; dollar signs are allowed.

    Raises:
        PackageError: It isn't the name of a cell within A1:XFD1048576.
    """
    match = _A1.fullmatch(text)
    if match is None:
        raise broken_sheet(f"{text[:40]!r} isn't a cell")
    row, column = int(match[2]), number(match[1].upper())
    if row > MAX_ROW or column > MAX_COLUMN:
        raise broken_sheet(f"cell {text} lies outside the sheet")
    return row, column


def area(text: str) -> Area:
    """The area from its name: A1:B2, or a single cell; the corners may be in any order.

    Raises:
        PackageError: It isn't an area of cells within the sheet.
    """
    first, _, last = text.partition(":")
    (top, left), (bottom, right) = address(first), address(last or first)
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)


def range_a1(area: Area) -> str:
    """The name of an area: A1:B2, or A1 if it is one cell."""
    top, left, bottom, right = area
    first, last = a1((top, left)), a1((bottom, right))
    return first if first == last else f"{first}:{last}"


def holds(area: Area, cell: Address) -> bool:
    """Whether a cell lies within an area."""
    return area[0] <= cell[0] <= area[2] and area[1] <= cell[1] <= area[3]


def size(area: Area) -> int:
    """How many cells an area has."""
    top, left, bottom, right = area
    return (bottom - top + 1) * (right - left + 1)


def addresses(area: Area) -> Iterable[Address]:
    """The addresses of an area, row by row."""
    top, left, bottom, right = area
    return product(range(top, bottom + 1), range(left, right + 1))
