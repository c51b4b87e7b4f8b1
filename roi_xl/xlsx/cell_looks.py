"""How cells show their numbers, and which are locked.

Source: ECMA-376 part 1, 18.8.30 (numFmt: the built-in codes by number) and 18.8.31 (numFmts: the codes).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from roi_xl.catalogue import Scalar
from roi_xl.values_as_text import grouped
from roi_xl.xlsx.address import Address, address
from roi_xl.xlsx.markup import Attributes, local, parse, whole_number
from roi_xl.xlsx.relationships import relationships
from roi_xl.xlsx.sheet import Sheet
from roi_xl.xlsx.sheet_rules import sheet_rules
from roi_xl.xlsx.styles import cell_formats, shows_days
from roi_xl.xlsx.workbook import Workbook

_BUILT_IN: Final = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy-mm-dd", 15: "yyyy-mm-dd",
    16: "yyyy-mm-dd", 17: "yyyy-mm-dd", 22: "yyyy-mm-dd hh:mm", 37: "#,##0", 38: "#,##0", 39: "#,##0.00",
    40: "#,##0.00",
}  # fmt: skip
_QUOTED: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_DECIMALS: Final = re.compile(r"\.([0?#]+)")
_DAY_0: Final = dt.date(1899, 12, 30)
_LAST_DAY: Final = 2_958_465


@dataclass(frozen=True, slots=True)
class _OfSheet:
    """The formats of a sheet's filled cells by number, and whether the sheet is protected."""

    formats: Mapping[Address, int]
    is_protected: bool


@dataclass(slots=True)
class CellLooks:
    """How the cells of a workbook show their numbers, and which are locked.

    Args:
        book: The workbook; its sheets are read when they are first asked for.

    Raises:
        PackageError: The part with the formats isn't well-formed.
    """

    book: Workbook
    _codes: list[str] = field(init=False)
    _unlocked: Collection[int] = field(init=False)
    _by_sheet: dict[str, _OfSheet] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._codes = _codes(self.book)
        self._unlocked = cell_formats(self.book).unlocked

    def shown(self, sheet: Sheet, cell: Address, value: Scalar) -> str:
        """A value as its cell shows it; a blank is an empty text.

        Args:
            sheet: The sheet.
            cell: The cell.
            value: Its value; dates are numbers of days.

        Raises:
            PackageError: The sheet isn't well-formed.
        """
        if isinstance(value, bool) or not isinstance(value, float):
            return grouped(value)
        return as_shown(value, self.code(sheet, cell), date1904=self.book.date1904)

    def is_day(self, sheet: Sheet, cell: Address) -> bool:
        """Whether a cell shows its number as a day or a time."""
        return shows_days(self.code(sheet, cell))

    def code(self, sheet: Sheet, cell: Address) -> str:
        """The number format of a cell; `General` without one."""
        number = self._of(sheet).formats.get(cell, 0)
        return self._codes[number] if number < len(self._codes) else "General"

    def is_locked(self, sheet: Sheet, cell: Address) -> bool:
        """Whether the protection of its sheet keeps people from typing into a filled cell."""
        of_sheet = self._of(sheet)
        return of_sheet.is_protected and of_sheet.formats.get(cell, 0) not in self._unlocked

    def _of(self, sheet: Sheet) -> _OfSheet:
        if sheet.part not in self._by_sheet:
            is_protected = sheet_rules(self.book, sheet).is_protected
            self._by_sheet[sheet.part] = _OfSheet(_formats_of_cells(self.book, sheet), is_protected)
        return self._by_sheet[sheet.part]


def as_shown(value: float, code: str, *, date1904: bool = False) -> str:
    """A number with the decimals, the percent sign and the thousands separators of a number format.

    Args:
        value: The number.
        code: The format; colours, units in quotes and formats of negative numbers are left out.
        date1904: Whether days count from 1904.
    """
    plain = _QUOTED.sub("", code.split(";")[0])
    if shows_days(code):
        days = int(value) + (1462 if date1904 else 0)
        return str(_DAY_0 + dt.timedelta(days)) if 0 < days <= _LAST_DAY else grouped(value)
    if "0" not in plain and "#" not in plain:
        return grouped(value)
    found = _DECIMALS.search(plain)
    decimals = len(found[1]) if found else 0
    if "%" in plain:
        return f"{value * 100 + 0:.{decimals}f}%"
    return f"{round(value, decimals) + 0:{',' if ',' in plain else ''}.{decimals}f}"  # no negative zero


def _codes(book: Workbook) -> list[str]:
    """The codes by the number of a cell format."""
    path: list[str] = []
    own: dict[str, str] = {}
    found: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        path.append(local(name))
        if path[1:] == ["numFmts", "numFmt"]:
            own[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif path[1:] == ["cellXfs", "xf"]:
            number = attributes.get("numFmtId", "0")
            built_in = _BUILT_IN.get(whole_number(number, "number format"), "General")
            found.append(own.get(number, built_in))

    def end(_: str) -> None:
        path.pop()

    for link in relationships(book.package, book.part).values():
        if link.kind == "styles" and not link.external and link.target in book.package:
            parse(book.package.read(link.target), link.target, start, end)
    return found


def _formats_of_cells(book: Workbook, sheet: Sheet) -> Mapping[Address, int]:
    found: dict[Address, int] = {}

    def start(name: str, attributes: Attributes) -> None:
        if local(name) == "c" and "r" in attributes and "s" in attributes:
            found[address(attributes["r"])] = whole_number(attributes["s"], "cell format")

    parse(book.package.read(sheet.part), sheet.part, start)
    return found
