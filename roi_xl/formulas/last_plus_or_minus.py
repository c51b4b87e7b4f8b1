"""Finds the plus or minus that a formula computes last, where Excel shows 0 for rounding noise."""

from __future__ import annotations

from collections.abc import Sequence

from roi_xl.xlsx.formula import Token, TokenKind

_WEAKER = frozenset({"&", "=", "<", ">", "<=", ">=", "<>"})
_ENDS = {
    TokenKind.REFERENCE,
    TokenKind.NAME,
    TokenKind.STRUCTURED,
    TokenKind.CLOSE,
    TokenKind.NUMBER,
    TokenKind.TEXT,
}


def last_sign(pieces: Sequence[Token]) -> int | None:
    """The index of the plus or minus that a formula computes last; None if it computes something else last.

    Args:
        pieces: The formula's tokens.
    """
    depth, found, before = 0, None, None
    for index, piece in enumerate(pieces):
        depth += (piece.kind is TokenKind.OPEN) - (piece.kind is TokenKind.CLOSE)
        if depth == 0 and piece.kind is TokenKind.OPERATOR:
            if piece.text in _WEAKER:
                return None
            if piece.text in {"+", "-"} and before is not None and _is_operand_end(before):
                found = index
        if piece.kind is not TokenKind.SPACE:
            before = piece
    return found


def _is_operand_end(piece: Token) -> bool:
    return piece.kind in _ENDS or piece.text == "%"
