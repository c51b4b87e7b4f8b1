"""Writes formulas in relative form: what they refer to is counted from their own cell, as in R1C1.

A formula that was copied or has moved with its row is then the same text.
"""

from __future__ import annotations

import re
from functools import lru_cache

from roi_xl.xlsx import Address
from roi_xl.xlsx.formula import TokenKind, column_number, tokens

_CORNER = re.compile(r"(\$?)([A-Za-z]{1,3})?(\$?)([0-9]+)?")


def relative_form(formula: str, cell: Address) -> str:
    """A formula in relative form.

    Args:
        formula: The stored text, without the equals sign.
        cell: Where it stands.
    """
    return "".join(
        piece if isinstance(piece, str) else ":".join(_counted(corner, cell) for corner in piece)
        for piece in _pieces(formula)
    )


_Corner = tuple[bool, int | None, bool, int | None]
"""Whether the row stays when the formula is copied, the row, and likewise the column."""


@lru_cache(maxsize=65_536)
def _pieces(formula: str) -> tuple[str | tuple[_Corner, ...], ...]:
    return tuple(
        tuple(_corner(text) for text in token.text.split(":"))
        if token.kind is TokenKind.REFERENCE
        else token.text
        for token in tokens(formula)
    )


def _corner(text: str) -> _Corner:
    match = _CORNER.fullmatch(text)
    dollar, letters, other, digits = match.groups() if match else ("", None, "", None)
    column = column_number(letters) if letters else None
    if column is None:  # whole rows: the one dollar sign belongs to the row
        dollar, other = "", dollar or other
    return bool(other), int(digits) if digits else None, bool(dollar), column


def _counted(corner: _Corner, cell: Address) -> str:
    row_stays, row, column_stays, column = corner
    return _part("R", row, cell[0], is_fixed=row_stays) + _part("C", column, cell[1], is_fixed=column_stays)


def _part(letter: str, number: int | None, own: int, *, is_fixed: bool) -> str:
    if number is None:
        return ""
    if is_fixed:
        return f"{letter}{number}"
    return letter if number == own else f"{letter}[{number - own}]"
