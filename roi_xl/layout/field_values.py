"""Turns the value of a cell into a field of a study: text, number, date or choice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from roi_xl.errors import CellError, Finding, Level
from roi_xl.layout.declared import list_words
from roi_xl.layout.source import Source
from roi_xl.template import names
from roi_xl.xlsx import Cell, place
from roi_xl.xlsx.stored_values import day_of

_TEXTS = frozenset({"text", "plain"})
FRESH = "fill a fresh workbook from `roi-xl new`"
"""The remedy when a part of the workbook is missing or no longer in its place."""


class Values:
    """Reads the cells of a workbook, and collects findings about what is wrong with them.

    Args:
        source: The workbook.

    Attributes:
        list_of: The list of choices of a column or line; empty if anything may be typed.
        findings: The findings so far, in the order of reading.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self.list_of = source.declared.list_of
        self.findings: list[Finding] = []
        self._codes: dict[str, Mapping[str, str]] = {
            list_: self._words(list_) for list_ in source.declared.choices
        }

    def lacks(self, code: str, detail: str, where: str = "", remedy: str = FRESH) -> None:
        """Report a part of the workbook that can't be read."""
        self.findings.append(Finding(Level.ERROR, code, where, detail, remedy))

    def read(self, cell: Cell, format_: str, list_: str = "") -> object:
        """The value of a cell for a field; blank, with a finding, if the cell holds something else.

        Args:
            cell: The cell.
            format_: The key of its number format, which decides the type.
            list_: The list from which it is chosen, if any.
        """
        if list_:
            return self._code(cell, list_)
        if format_ in _TEXTS:
            return self.text(cell)
        return self._day(cell) if format_ == "date" else self._number(cell)

    def text(self, cell: Cell) -> str:
        """The value of a cell for a text field."""
        return "" if self._is_error(cell) else as_text(self._source.value(cell))

    def _code(self, cell: Cell, list_: str) -> str:
        word = self.text(cell).strip()
        if not word or not self._codes[list_]:  # a finding says that the list can't be read
            return ""
        code = self._codes[list_].get(word.casefold())
        if code is None:
            self._wrong("unknown-choice", cell, "it isn't in the list", "choose from the drop-down list")
        return code or ""

    def _number(self, cell: Cell) -> float | None:
        value = self._source.value(cell)
        if self._is_error(cell) or value is None or (isinstance(value, str) and not value.strip()):
            return None
        if isinstance(value, bool | str):
            self._wrong("not-a-number", cell, "a number belongs here", "type a number, without a unit")
            return None
        return float(f"{value:.15g}")  # the digits that Excel keeps of what is typed

    def _day(self, cell: Cell) -> dt.date | None:
        number = self._number(cell)
        day = None if number is None else day_of(number, date1904=self._source.date1904)
        if number is not None and day is None:
            self._wrong("not-a-date", cell, "no date has this number for certain", "type a date")
        return day

    def _words(self, list_: str) -> Mapping[str, str]:
        declared = self._source.declared
        name, codes = names.list_cells(list_), declared.book.lists[list_]
        if self._source.is_newer(name):
            return {}
        sheet, (top, left, bottom, right) = self._source.area(name) or ("", (1, 1, 0, 1))
        fits = (bottom - top + 1, right - left + 1) == (len(codes), 1)
        cells = [(sheet, (row, left)) for row in range(top, bottom + 1)] if fits else []
        words = [as_text(self._source.value(cell)) for cell in cells]
        if not fits or not all(words):
            self.lacks("name-missing", f"the list {name} doesn't hold its {len(codes)} words")
            return {}
        if moved := out_of_order(words, list_words(self._source.language, list_, declared.kind)):
            detail = f"the words of the list {name} are in another order: {moved!r} has moved"
            self.lacks("list-order", detail, place(cells[0]), "put them back into the order of `roi-xl new`")
            return {}
        found = {word.casefold(): code for word, code in zip(words, codes, strict=True)}
        if len(found) < len(codes):
            detail = f"two words of the list {name} are the same, so a choice can't be told from the other"
            self.lacks("list-twice", detail, place(cells[0]), "give each line of the list a word of its own")
            return {}
        return found

    def _is_error(self, cell: Cell) -> bool:
        value = self._source.value(cell)
        if isinstance(value, CellError):
            detail = f"it is an error: {value}"
            self.findings.append(
                Finding(Level.ERROR, "cell-error", place(cell), detail, "repair the formula")
            )
        return isinstance(value, CellError)

    def _wrong(self, code: str, cell: Cell, why: str, remedy: str) -> None:
        detail = f"{why}: {self._source.value(cell)!r}"
        self.findings.append(Finding(Level.ERROR, code, place(cell), detail, remedy))


def as_text(value: object) -> str:
    """A value as text; a number with its 15 digits, an error as the cell shows it."""
    if isinstance(value, float):
        return f"{value:.15g}"
    return "" if value is None else str(value)


def out_of_order(found: Sequence[str], shipped: Sequence[str]) -> str:
    """The first word that is in the place of another word of the template; empty if there is none.

    A word that the template doesn't have was reworded, and counts as the template's word in its place.

    Args:
        found: The words in the workbook.
        shipped: The words of the template, none if they aren't known.
    """
    known = {word.casefold() for word in shipped}
    for word, own in zip(found, shipped, strict=False):
        if word.casefold() != own.casefold() and word.casefold() in known:
            return word
    return ""
