"""References to the rows of a table, which have to follow when it gets more of them.

When a table grows, Excel lets those references grow that cover all of its rows: from the first one, or the
headings, to the last one. References to some of the rows stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from roi_xl.xlsx.address import Area, area, range_a1
from roi_xl.xlsx.formula import TokenKind, tokens, unquoted
from roi_xl.xlsx.workbook import Table


@dataclass(frozen=True, slots=True)
class Stretch:
    """The rows of a table, and the last one to be.

    Attributes:
        sheet: The sheet's name.
        firsts: The first row, and that of the headings.
        last: The last row today.
        columns: The first and the last column.
        new_last: The last row to be.
    """

    sheet: str
    firsts: frozenset[int]
    last: int
    columns: tuple[int, int]
    new_last: int

    def covers(self, place: Area) -> bool:
        """Whether an area spans all rows of the table, and nothing beside or below it."""
        top, left, bottom, right = place
        return (
            bottom == self.last
            and top in self.firsts
            and self.columns[0] <= left
            and right <= self.columns[1]
        )

    def longer(self, place: Area) -> Area:
        """An area that spans all rows, with the new ones."""
        return (*place[:2], self.new_last, place[3])

    def longer_areas(self, text: str) -> str:
        """The areas of a rule, those longer that span all rows; one cell in a table of one row does."""
        return " ".join(
            range_a1(self.longer(place)) if self.covers(place := area(piece)) else piece
            for piece in text.split()
        )

    def longer_formula(self, formula: str, sheet: str | None) -> str:
        """A formula in which references to all rows take in the new ones.

        Args:
            formula: Its text.
            sheet: Where it stands; None where references without a sheet can't be on that of the table.
        """
        return "".join(self._longer_pieces(formula, sheet))

    def _longer_pieces(self, formula: str, sheet: str | None) -> Iterator[str]:
        here = sheet or ""
        for token in tokens(formula):
            if token.kind is TokenKind.PREFIX:
                here = unquoted(token.text)
            elif token.kind is TokenKind.REFERENCE and here.lower() == self.sheet.lower():
                yield self._longer_reference(token.text)
                here = sheet or ""
                continue
            elif token.kind is not TokenKind.SPACE:
                here = sheet or ""
            yield token.text

    def _longer_reference(self, text: str) -> str:
        first, colon, last = text.partition(":")
        is_area = bool(colon) and any(map(str.isdigit, first)) and any(map(str.isalpha, first))
        if not is_area or not self.covers(area(text)):
            return text
        head, tail = first.rstrip("0123456789"), last.rstrip("0123456789")
        top, bottom = int(first[len(head) :]), int(last[len(tail) :])
        if bottom == self.last:
            return f"{first}:{tail}{self.new_last}"
        return f"{head}{self.new_last}:{last}" if top == self.last else text


def stretch(table: Table, more: int) -> Stretch:
    """The rows of a table that is to get more of them.

    Args:
        table: The table; it has no totals row.
        more: How many.
    """
    top, left, bottom, right = table.area
    firsts = frozenset({top, top + table.header_rows})
    return Stretch(table.sheet, firsts, bottom, (left, right), bottom + more)
