"""Extends references to all rows of a table when the table gets more rows.

When a table grows, Excel extends the references that cover all of its rows: from the first row, or the
headings, to the last row. References to only some of the rows don't change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from roi_xl.xlsx.address import Area, area, range_a1
from roi_xl.xlsx.formula import TokenKind, tokens, unquoted
from roi_xl.xlsx.workbook import Table


@dataclass(frozen=True, slots=True)
class Stretch:
    """The rows of a table, and its future last row.

    Attributes:
        sheet: The sheet's name.
        firsts: The first row, and the row of the headings.
        last: The last row today.
        columns: The first and the last column.
        new_last: The future last row.
    """

    sheet: str
    firsts: frozenset[int]
    last: int
    columns: tuple[int, int]
    new_last: int

    def covers(self, place: Area) -> bool:
        """Whether an area covers all rows of the table, and nothing beside or below it."""
        top, left, bottom, right = place
        return (
            bottom == self.last
            and top in self.firsts
            and self.columns[0] <= left
            and right <= self.columns[1]
        )

    def longer(self, place: Area) -> Area:
        """An area that covers all rows, extended by the new ones."""
        return (*place[:2], self.new_last, place[3])

    def longer_areas(self, text: str) -> str:
        """The areas of a rule; those that cover all rows (in a table of one row, one cell) are extended."""
        return " ".join(
            range_a1(self.longer(place)) if self.covers(place := area(piece)) else piece
            for piece in text.split()
        )

    def longer_formula(self, formula: str, sheet: str | None) -> str:
        """A formula in which references to all rows are extended by the new ones.

        Args:
            formula: Its text.
            sheet: The formula's sheet; None if references without a sheet can't refer to the table's sheet.
        """
        return "".join(
            self._longer_reference(text) if place is not None and self.covers(place) else text
            for text, place in self._pieces(formula, sheet)
        )

    def is_read_by(self, formula: str, sheet: str | None) -> bool:
        """Whether a formula reads an area with all rows that ends at the last; it may be wider.

        Args:
            formula: Its text.
            sheet: The formula's sheet; None if references without a sheet can't refer to the table's sheet.
        """
        return any(
            place is not None
            and place[2] == self.last
            and place[0] <= max(self.firsts)
            and place[1] <= self.columns[1]
            and self.columns[0] <= place[3]
            for _, place in self._pieces(formula, sheet)
        )

    def _pieces(self, formula: str, sheet: str | None) -> Iterator[tuple[str, Area | None]]:
        """The pieces of a formula, each with the area of the table's sheet that it refers to, if any."""
        here = sheet or ""
        for token in tokens(formula):
            is_here = token.kind is TokenKind.REFERENCE and here.lower() == self.sheet.lower()
            yield token.text, _area(token.text) if is_here else None
            here = unquoted(token.text) if token.kind is TokenKind.PREFIX else sheet or ""

    def _longer_reference(self, text: str) -> str:
        first, _, last = text.partition(":")
        head, tail = first.rstrip("0123456789"), last.rstrip("0123456789")
        if int(last[len(tail) :]) == self.last:
            return f"{first}:{tail}{self.new_last}"
        return f"{head}{self.new_last}:{last}"


def _area(reference: str) -> Area | None:
    """The area of a reference; None for single cells and whole columns or rows, which never change."""
    first, colon, _ = reference.partition(":")
    is_area = bool(colon) and any(map(str.isdigit, first)) and any(map(str.isalpha, first))
    return area(reference) if is_area else None


def stretch(table: Table, more: int) -> Stretch:
    """The rows of a table that gets more rows.

    Args:
        table: The table; it has no totals row.
        more: How many new rows.
    """
    top, left, bottom, right = table.area
    firsts = frozenset({top, top + table.header_rows})
    return Stretch(table.sheet, firsts, bottom, (left, right), bottom + more)
