"""Cell formats: which cells a protected sheet leaves unlocked, and which show a number as a day.

Source: ECMA-376 part 1, 18.8.45 (xf) and 18.8.33 (protection): a cell is locked unless its format says
otherwise, and locks have no effect on an unprotected sheet; 18.8.30 (numFmt): the built-in codes, which every
program knows by number, and those that the workbook adds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from roi_xl.xlsx.markup import Attributes, is_true, local, parse, whole_number
from roi_xl.xlsx.relationships import relationships
from roi_xl.xlsx.workbook import Workbook

_DAYS_BY_NUMBER = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_NOT_ABOUT_DAYS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]|General', re.IGNORECASE)
_ABOUT_DAYS = re.compile(r"[dmyhs]", re.IGNORECASE)


@dataclass(slots=True)
class CellFormats:
    """Properties of cell formats, by the number in a cell's `s`.

    Attributes:
        unlocked: The formats whose cells can be changed on a protected sheet.
        days: The formats that show a number as a day or a time.
    """

    unlocked: set[int] = field(default_factory=set)
    days: set[int] = field(default_factory=set)


def cell_formats(book: Workbook) -> CellFormats:
    """The cell formats of a workbook.

    Raises:
        PackageError: The part isn't well-formed.
    """
    found = CellFormats()
    path: list[str] = []
    codes: dict[str, str] = {}
    last = -1

    def start(name: str, attributes: Attributes) -> None:
        nonlocal last
        path.append(local(name))
        match path[1:]:
            case ["numFmts", "numFmt"]:
                codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            case ["cellXfs", "xf"]:
                last += 1
                if _is_about_days(attributes.get("numFmtId", "0"), codes):
                    found.days.add(last)
            case ["cellXfs", "xf", "protection"] if not is_true(attributes.get("locked"), default=True):
                found.unlocked.add(last)

    def end(_: str) -> None:
        path.pop()

    links = relationships(book.package, book.part).values()
    for part in [link.target for link in links if link.kind == "styles" and not link.external]:
        if part in book.package:
            parse(book.package.read(part), part, start, end)
    return found


def _is_about_days(number: str, codes: Mapping[str, str]) -> bool:
    """Whether a number format, given by its number, shows a day or a time."""
    if number in codes:
        return shows_days(codes[number])
    return whole_number(number, "number format") in _DAYS_BY_NUMBER


def shows_days(code: str) -> bool:
    """Whether a number format shows a day or a time."""
    return _ABOUT_DAYS.search(_NOT_ABOUT_DAYS.sub("", code)) is not None
