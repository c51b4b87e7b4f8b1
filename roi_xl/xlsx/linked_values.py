"""The cached values of other workbooks, which a workbook keeps with its links to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from roi_xl.catalogue import Scalar
from roi_xl.xlsx.address import Address, address
from roi_xl.xlsx.links import link_parts
from roi_xl.xlsx.markup import Attributes, is_true, local, parse, unescaped
from roi_xl.xlsx.refusals import PackageError
from roi_xl.xlsx.sheet import Sheet
from roi_xl.xlsx.stored_values import decoded
from roi_xl.xlsx.workbook import DefinedName, Workbook

_QUALIFIER = re.compile(r"(?:'((?:[^']|'')+)'|([\w.]+))!(?=\$?[A-Za-z0-9])")


@dataclass(slots=True)
class _Book:
    """Reads the cached content of another workbook.

    Attributes:
        sheets: The names of its sheets in the order of their tabs.
        values: The cached values of each sheet's cells, by the number of its tab; none for a sheet whose last
            refresh failed.
        names: Its defined names: each with its reference and the tab where it is valid, None for all tabs.
    """

    sheets: list[str] = field(default_factory=list)
    values: dict[int, dict[Address, Scalar]] = field(default_factory=dict)
    names: list[tuple[str, str, int | None]] = field(default_factory=list)
    _tab: int | None = None
    _cell: Attributes = field(default_factory=dict)
    _text: str | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        match local(name):
            case "sheetName":
                self.sheets.append(unescaped(attributes.get("val", "")))
            case "definedName":
                tab = attributes.get("sheetId")
                text = unescaped(attributes.get("refersTo", "")).removeprefix("=")
                self.names.append((unescaped(attributes.get("name", "")), text, _number(tab)))
            case "sheetData":
                has_failed = is_true(attributes.get("refreshError"))
                self._tab = None if has_failed else _number(attributes.get("sheetId"))
            case "cell":
                self._cell, self._text = attributes, None

    def text(self, piece: str) -> None:
        """Character data."""
        self._text = (self._text or "") + piece

    def end(self, name: str) -> None:
        """An element ends."""
        if local(name) == "cell" and self._tab is not None:
            value = decoded(self._cell.get("t"), self._text, ())
            if value is not None:
                self.values.setdefault(self._tab, {})[address(self._cell.get("r", ""))] = value


def with_linked_values(book: Workbook) -> Workbook:
    """A workbook with the cached sheets and names of other workbooks added, named as in formulas.

    The sheet `Costs` of the first link is named `[1]Costs`. Nothing is added for a link without cached
    values, with an unreadable part, or to something other than a workbook.

    Args:
        book: The workbook; its package isn't changed.
    """
    sheets: list[Sheet] = []
    names: list[DefinedName] = []
    for number, part in link_parts(book) if book.links else ():
        other = _Book()
        try:
            parse(book.package.read(part), part, other.start, other.end, other.text)
        except PackageError:
            continue
        sheets.extend(_sheets(number, part, other))
        names.extend(_names(number, other))
    if not sheets:
        return book
    return replace(book, sheets=(*book.sheets, *sheets), names=(*book.names, *names))


def _sheets(number: int, part: str, other: _Book) -> Iterator[Sheet]:
    for tab, values in sorted(other.values.items()):
        if tab < len(other.sheets) and values:
            yield Sheet(f"[{number}]{other.sheets[tab]}", part, values, {}, {})


def _names(number: int, other: _Book) -> Iterator[DefinedName]:
    """The names that refer to a place in the other workbook."""
    for name, text, tab in other.names:
        qualifier = _QUALIFIER.match(text)
        if qualifier is None or (tab is not None and tab >= len(other.sheets)):
            continue
        sheet = f"[{number}]" + ("" if tab is None else other.sheets[tab])
        place = qualifier[1] or qualifier[2]
        yield DefinedName(name, f"'[{number}]{place}'!{text[qualifier.end() :]}", sheet)


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdecimal() else None
