"""Tells whether two formulas of two workbooks say the same, beyond the places that moved and the spelling."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from roi_xl.calc import FUNCTIONS
from roi_xl.diff.alignment import Alignment
from roi_xl.diff.book_side import Side
from roi_xl.diff.relative_form import relative_form
from roi_xl.formulas.defined_names import Scope, unquoted
from roi_xl.formulas.normal_form import normal_form
from roi_xl.formulas.references import UnresolvedReferenceError, reference_area, table_area
from roi_xl.formulas.spelling import Spelling
from roi_xl.xlsx import Area, Cell, Table
from roi_xl.xlsx.formula import Token, TokenKind


class _Reference(NamedTuple):
    """What a formula refers to.

    Attributes:
        text: How it is spelled, in lower case.
        place: The sheet and area that it means; None if it means none of the workbook.
        is_relative: Whether it moves with its cell when that is copied.
    """

    text: str
    place: tuple[str, Area] | None
    is_relative: bool


@dataclass
class _Reader:
    """Reads the formulas of one workbook."""

    side: Side
    _found: list[_Reference] = field(default_factory=list)

    def read(self, cell: Cell) -> tuple[str, list[_Reference]]:
        """A formula in normal form with a mark for each reference, and the references."""
        sheet, at = cell
        self._found = []

        def refer(prefix: str | None, token: Token) -> str:
            self._found.append(self._reference(prefix, token, cell))
            return "\x00"

        def ours(prefix: str | None, name: str) -> str | None:
            return self._spelling.ours(prefix, name, sheet)

        return normal_form(self.side.sheets[sheet].formulas[at].text, refer, ours), self._found

    def _reference(self, prefix: str | None, token: Token, cell: Cell) -> _Reference:
        kind, text = token
        sheet = cell[0] if prefix is None else self._sheets.get(unquoted(prefix).lower())
        spelled = f"{prefix or ''}{text}".lower()
        if kind is TokenKind.REFERENCE:
            place = None if sheet is None else (sheet, reference_area(text))
            return _Reference(spelled, place, "$" not in text)
        if kind is TokenKind.NAME and self._scope.meant(prefix, text, cell[0]) is not None:
            return _Reference(spelled, self.side.model.named(text, cell[0]), is_relative=False)
        try:
            whole = text if kind is TokenKind.STRUCTURED else f"{text}[]"
            return _Reference(spelled, table_area(whole, self._tables, cell[0], *cell[1]), is_relative=False)
        except UnresolvedReferenceError:
            return _Reference(spelled, None, is_relative=False)

    @cached_property
    def _scope(self) -> Scope:
        return Scope(self.side.model.book.names, self.side.sheets)

    @cached_property
    def _spelling(self) -> Spelling:
        return Spelling(FUNCTIONS, self.side.model.book.links, self._scope)

    @cached_property
    def _sheets(self) -> dict[str, str]:
        return {name.lower(): name for name in self.side.sheets}

    @cached_property
    def _tables(self) -> dict[str, Table]:
        return {table.name.lower(): table for table in self.side.model.book.tables}


class SameFormula:
    """Compares the formulas of two workbooks.

    Args:
        alignment: The workbooks beside each other.
    """

    def __init__(self, alignment: Alignment) -> None:
        self._alignment = alignment
        self._readers = _Reader(alignment.old), _Reader(alignment.new)

    def is_same(self, old: Cell, new: Cell) -> bool:
        """Whether a formula of the old workbook says the same as one of the new workbook.

        Either both are the same in relative form, so that one could be copied from the other; or they are
        spelled alike and each reference means the same cells, wherever these are now.

        Raises:
            KeyError: A cell has no formula.
        """
        texts = [
            side.sheets[sheet].formulas[at].text
            for side, (sheet, at) in zip((self._alignment.old, self._alignment.new), (old, new), strict=True)
        ]
        if relative_form(texts[0], old[1]) == relative_form(texts[1], new[1]):
            return True
        (form, ours), (other, theirs) = (
            reader.read(cell) for reader, cell in zip(self._readers, (old, new), strict=True)
        )
        return form == other and all(
            self._means_the_same(one, two, old, new) for one, two in zip(ours, theirs, strict=True)
        )

    def _means_the_same(self, old: _Reference, new: _Reference, old_cell: Cell, new_cell: Cell) -> bool:
        if old.place is None or new.place is None:
            return old.text == new.text
        if self._alignment.area(*old.place) == new.place:
            return True
        if not (old.is_relative and new.is_relative):
            return old.text == new.text and self._has_whole_column(old.text)
        sheets = self._alignment.renamed.get(old.place[0]) == new.place[0]
        return sheets and _offset(old.place[1], old_cell) == _offset(new.place[1], new_cell)

    @staticmethod
    def _has_whole_column(text: str) -> bool:
        """Whether a reference is to a table, whose name says what it means however many rows it has."""
        return "[" in text and "!" not in text


def _offset(area: Area, cell: Cell) -> Area:
    row, column = cell[1]
    return area[0] - row, area[1] - column, area[2] - row, area[3] - column
