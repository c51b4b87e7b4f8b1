"""Writes areas as references, and finds the one area that a name stands for."""

from __future__ import annotations

from roi_xl.formulas.meaning import Analysis, Place
from roi_xl.formulas.references import reference_area
from roi_xl.xlsx import Area
from roi_xl.xlsx.formula import TokenKind, column_letters, tokens


def only_place(meaning: Analysis) -> Place | None:
    """The area that a name stands for, in brackets or not; None if it stands for anything else.

    Args:
        meaning: What the name means.
    """
    kinds = [token.kind for token in tokens(meaning.text) if token.kind is not TokenKind.SPACE]
    while len(kinds) > 1 and kinds[0] is TokenKind.OPEN and kinds[-1] is TokenKind.CLOSE:
        kinds = kinds[1:-1]
    alone = kinds in ([TokenKind.REFERENCE], [TokenKind.PREFIX, TokenKind.REFERENCE])
    return meaning.inputs[0] if alone and len(meaning.inputs) == 1 else None


def in_order(text: str, area: Area) -> str:
    """A reference as both engines read it: the top left corner first, and one cell without a colon.

    Args:
        text: The reference, without a qualifier.
        area: What it means.
    """
    first, _, last = text.partition(":")
    if area[:2] == area[2:]:
        return first
    if not last or (
        reference_area(first)[:2] <= reference_area(last)[:2]
        and reference_area(first)[1] <= reference_area(last)[1]
    ):
        return text
    return spelled(area)


def spelled(area: Area) -> str:
    """An area as an absolute reference without a qualifier, such as `$A$1:$B$9`."""
    top, left, bottom, right = area
    return f"${column_letters(left)}${top}:${column_letters(right)}${bottom}"
