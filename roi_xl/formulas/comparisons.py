"""Finds comparisons that may be decided by the sixteenth digit.

Excel compares numbers by fifteen digits: `=0.1+0.2=0.3` is TRUE. The primary engine compares all bits of
numbers; in texts it ignores case only for the letters A to Z, and it sorts by character codes. A comparison
is safe if one side is a plain text or a zero, or if neither side has rounding noise. If both sides are cells
or numbers, their values decide later. Any other comparison needs a second opinion.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from roi_xl.formulas.excel_functions import EXACT
from roi_xl.formulas.spelling import bare
from roi_xl.xlsx import Address
from roi_xl.xlsx.formula import Token, TokenKind

Operand = float | tuple[str, Address]
Pair = tuple[Operand, Operand, bool]
"""Two sides, and whether they are compared for order rather than equality."""

_COMPARISONS = {"=", "<>", "<", ">", "<=", ">="}
_OPERANDS = {TokenKind.REFERENCE, TokenKind.NAME, TokenKind.STRUCTURED}


@dataclass(frozen=True, slots=True)
class Comparisons:
    """The comparisons of one formula that may be unsafe.

    Attributes:
        pairs: The comparisons between cells and numbers, to be checked once the values are known.
        is_doubtful: Whether there is a comparison that values of cells can't show to be safe.
    """

    pairs: tuple[Pair, ...] = ()
    is_doubtful: bool = False


NO_COMPARISONS = Comparisons()


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a comparison: harmless (text, zero), exact (no noise), or an operand to check."""

    is_harmless: bool = False
    is_exact: bool = False
    is_text: bool = False
    operand: Operand | None = None


_UNKNOWN = _Side()


def comparisons(pieces: Sequence[Token], places: Mapping[int, tuple[str, Address]]) -> Comparisons:
    """Find the comparisons in a formula that may be unsafe.

    Args:
        pieces: The formula's tokens.
        places: The single cells that operands refer to, by the index of their token.
    """
    pairs, is_doubtful = [], False
    solid = [(index, piece) for index, piece in enumerate(pieces) if piece.kind is not TokenKind.SPACE]
    for at, (_, piece) in enumerate(solid):
        if piece.kind is not TokenKind.OPERATOR or piece.text not in _COMPARISONS:
            continue
        left, right = _before(solid, at, places), _after(solid, at, places)
        order = piece.text not in {"=", "<>"}
        if order and (left.is_text or right.is_text):
            is_doubtful = True
        elif left.is_harmless or right.is_harmless or (left.is_exact and right.is_exact):
            continue
        elif left.operand is not None and right.operand is not None:
            pairs.append((left.operand, right.operand, order))
        else:
            is_doubtful = True
    return Comparisons(tuple(pairs), is_doubtful)


_Solid = Sequence[tuple[int, Token]]


def _before(solid: _Solid, at: int, places: Mapping[int, tuple[str, Address]]) -> _Side:
    end = at - 1
    start = _matching(solid, end, -1) if end >= 0 and solid[end][1].kind is TokenKind.CLOSE else end
    if start > 0 and solid[start - 1][1].kind is TokenKind.FUNCTION and start != end:
        start -= 1
    if start > 0 and solid[start - 1][1].kind is TokenKind.PREFIX:
        start -= 1
    bounded = start <= 0 or _ends(solid[start - 1][1], TokenKind.OPEN)
    return _side(solid, start, end, places) if bounded and start >= 0 else _UNKNOWN


def _after(solid: _Solid, at: int, places: Mapping[int, tuple[str, Address]]) -> _Side:
    start = end = at + 1
    if end < len(solid) and solid[end][1].kind is TokenKind.PREFIX:
        end += 1
    if end < len(solid) and solid[end][1].kind is TokenKind.FUNCTION:
        end = _matching(solid, end + 1, 1)
    bounded = end + 1 >= len(solid) or _ends(solid[end + 1][1], TokenKind.CLOSE)
    return _side(solid, start, end, places) if bounded and end < len(solid) else _UNKNOWN


def _ends(token: Token, bracket: TokenKind) -> bool:
    return token.kind in {bracket, TokenKind.COMMA} or token.text in _COMPARISONS


def _matching(solid: _Solid, at: int, step: int) -> int:
    depth = 0
    while 0 <= at < len(solid):
        kind = solid[at][1].kind
        depth += (kind is TokenKind.OPEN) - (kind is TokenKind.CLOSE)
        if depth == 0:
            return at
        at += step
    return at


def _side(solid: _Solid, start: int, end: int, places: Mapping[int, tuple[str, Address]]) -> _Side:
    kind, text = solid[start][1]
    if kind is TokenKind.PREFIX:
        kind, text = solid[start + 1][1]
    if kind is TokenKind.FUNCTION:
        return _Side(is_exact=bare(text).upper() in EXACT)
    if kind in _OPERANDS:
        if bare(text).upper() in {"TRUE", "FALSE"}:
            return _Side(is_harmless=True)
        return _Side(operand=places.get(solid[end][0]))
    if start != end:
        return _UNKNOWN
    if kind is TokenKind.NUMBER:
        number = float(text)
        return _Side(is_harmless=number == 0, is_exact=number.is_integer(), operand=number)
    return _Side(is_harmless=text.isascii(), is_text=True) if kind is TokenKind.TEXT else _UNKNOWN
