"""The values that a data validation rule compares with: constants, cells, or a defined name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from roi_xl.catalogue import Scalar
from roi_xl.xlsx.address import Address, Area, Cell, addresses, area, holds
from roi_xl.xlsx.formula import MAX_ROW, Token, TokenKind, shifted, tokens, unquoted
from roi_xl.xlsx.workbook import DefinedName, Workbook

_DEEPEST = 8  # names that refer to names
_SIGNS = {"-": -1.0, "+": 1.0}


@dataclass(frozen=True, slots=True)
class Values:
    """The values of a rule's formula.

    Attributes:
        values: The values of non-blank cells, row by row.
        blanks: How many cells are blank.
        is_named: Whether they come from a defined name.
    """

    values: tuple[Scalar, ...]
    blanks: int = 0
    is_named: bool = False


class Sources:
    """The values of cells after the new ones are put in.

    Args:
        book: The workbook.
        sheet: The name of the sheet with the rules.
        new: Values by cell that replace those of the workbook; None for a blank.
    """

    def __init__(self, book: Workbook, sheet: str, new: Mapping[Cell, Scalar]) -> None:
        self._sheets = {known.name.lower(): known for known in book.sheets}
        self._sheet = sheet.lower()
        self._new: dict[str, dict[Address, Scalar]] = {}
        for (name, cell), value in new.items():
            self._new.setdefault(name.lower(), {})[cell] = value
        self._known: dict[tuple[str, Area], Values] = {}
        self._names: Mapping[tuple[str | None, str], DefinedName] = {
            (name.sheet and name.sheet.lower(), name.name.lower()): name for name in book.names
        }

    def values(self, formula: str, moved: Address) -> Values | None:
        """The values that a formula gives; None if it is more than a constant, a reference or a name.

        Args:
            formula: Its text.
            moved: How many rows and columns the cell is away from the rule's first cell.
        """
        return self._values(formula, moved, self._sheet, _DEEPEST)

    def _values(self, formula: str, moved: Address, sheet: str, depth: int) -> Values | None:
        pieces = [token for token in tokens(formula.strip()) if token.kind is not TokenKind.SPACE]
        sign = _SIGNS.get(pieces[0].text) if len(pieces) == 2 else None
        if sign is not None and pieces[1].kind is TokenKind.NUMBER:
            return Values((sign * float(pieces[1].text),))
        if len(pieces) == 2 and pieces[0].kind is TokenKind.PREFIX:
            sheet = unquoted(pieces[0].text).lower()
            pieces = pieces[1:]
        return self._one(pieces[0], moved, sheet, depth) if len(pieces) == 1 else None

    def _one(self, piece: Token, moved: Address, sheet: str, depth: int) -> Values | None:
        if piece.kind is TokenKind.NUMBER:
            return Values((float(piece.text),))
        if piece.kind is TokenKind.TEXT:
            return Values((piece.text[1:-1].replace('""', '"'),))
        if piece.kind is TokenKind.REFERENCE:
            place = _area(shifted(piece.text, *moved))
            return None if place is None or sheet not in self._sheets else self._cells(sheet, place)
        name = self._names.get((sheet, piece.text.lower())) or self._names.get((None, piece.text.lower()))
        if piece.kind is not TokenKind.NAME or name is None or not depth:
            return None
        found = self._values(name.text, (0, 0), "", depth - 1) if _is_fixed(name.text) else None
        return found and Values(found.values, found.blanks, is_named=True)

    def _cells(self, sheet: str, place: Area) -> Values:
        """The values of an area, looked up once even if many cells have the rule."""
        known = self._known.get((sheet, place))
        if known is None:
            top, left, bottom, right = place
            found = tuple(value for _, value in sorted(self._filled(sheet, place), key=lambda item: item[0]))
            known = Values(found, (bottom - top + 1) * (right - left + 1) - len(found))
            self._known[sheet, place] = known
        return known

    def _filled(self, sheet: str, place: Area) -> Iterator[tuple[Address, Scalar]]:
        values, new = self._sheets[sheet].values, self._new.get(sheet, {})
        top, left, bottom, right = place
        cells: Iterable[Address] = values.keys() | new.keys()
        if (bottom - top + 1) * (right - left + 1) < len(values):
            cells = addresses(place)
        for cell in cells:
            value = new[cell] if cell in new else values.get(cell)
            if value is not None and holds(place, cell):
                yield cell, value


def _is_fixed(formula: str) -> bool:
    """Whether all references of a name are absolute; relative ones depend on the cell with the rule."""
    return all(
        token.text.count("$") == 2 * (1 + token.text.count(":"))
        for token in tokens(formula)
        if token.kind is TokenKind.REFERENCE and not _is_columns(token.text)
    )


def _is_columns(reference: str) -> bool:
    return not any(character.isdigit() for character in reference)


def _area(reference: str) -> Area | None:
    """The area of a reference; None for whole rows and for areas beyond the sheet."""
    if reference.startswith("#"):
        return None
    first, _, last = reference.partition(":")
    if _is_columns(reference):
        return area(f"{first}1:{last}{MAX_ROW}")
    return None if first.strip("$").isdigit() else area(reference)
