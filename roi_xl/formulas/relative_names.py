"""Reads defined names whose references move with the cell that uses them; files store them for cell A1.

A reference that leaves the sheet on one side continues on the other side: `XFD1` in A1 is the cell to the
left. Source: Microsoft, "Define and use names in formulas"; values that Excel saved in EPPlus' workbook
DefinedNameRelative.
"""

from __future__ import annotations

import re
from functools import lru_cache

from roi_xl.xlsx import Address
from roi_xl.xlsx.formula import MAX_COLUMN, MAX_ROW, TokenKind, column_letters, column_number, shifted, tokens

_CORNER = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]+)")


@lru_cache(maxsize=4_096)
def is_relative(text: str) -> bool:
    """Whether a name refers to other cells when another cell uses it."""
    return shifted(text, 1, 1) != text or "[#this row]" in text.lower()


@lru_cache(maxsize=4_096)
def counts_its_cell(text: str) -> bool:
    """Whether a name calls ROW() or COLUMN() without a reference: the cell that uses the name counts."""
    pieces = [piece for piece in tokens(text) if piece.kind is not TokenKind.SPACE]
    empty = [TokenKind.FUNCTION, TokenKind.OPEN, TokenKind.CLOSE]
    return any(
        piece.text.upper() in {"COLUMN", "ROW"} and [each.kind for each in pieces[at : at + 3]] == empty
        for at, piece in enumerate(pieces)
    )


def seen_from(text: str, cell: Address) -> str | None:
    """What a name refers to in a cell that uses it; None if it uses other names or crosses a sheet's edge.

    Args:
        text: What the name refers to, as it is stored.
        cell: The cell that uses it.
    """
    pieces = tokens(text)
    if any(piece.kind is TokenKind.NAME for piece in pieces):
        return None
    moved = [
        _moved(piece.text, cell) if piece.kind is TokenKind.REFERENCE else piece.text for piece in pieces
    ]
    return None if None in moved else "".join(text for text in moved if text is not None)


def _moved(reference: str, cell: Address) -> str | None:
    corners, places = [], list[Address]()
    for corner in reference.split(":"):
        found = _CORNER.fullmatch(corner)
        if found is None:
            return None
        column, row = column_number(found[2]), int(found[4])
        if not found[1]:
            column = (column + cell[1] - 2) % MAX_COLUMN + 1
        if not found[3]:
            row = (row + cell[0] - 2) % MAX_ROW + 1
        places.append((row, column))
        corners.append(f"{found[1]}{column_letters(column)}{found[3]}{row}")
    is_in_order = all(first <= last for first, last in zip(places[0], places[-1], strict=True))
    return ":".join(corners) if is_in_order else None  # an area that crosses the edge
