"""Slips by which a typed text is no formula: an open bracket or quotation mark, a missing operand."""

from __future__ import annotations

from itertools import pairwise

from roi_xl.xlsx.formula import Token, TokenKind, tokens

_AFTER_OPERANDS = frozenset("%#")
_SIGNS = frozenset("+-@")
_CLOSING = {"(": ")", "{": "}"}
_STARTS = frozenset({TokenKind.OPEN, TokenKind.COMMA})
_ENDS = frozenset({TokenKind.CLOSE, TokenKind.COMMA})
_LITERALS = frozenset({TokenKind.NUMBER, TokenKind.TEXT})
_OPERANDS = _LITERALS | {TokenKind.FUNCTION, TokenKind.NAME, TokenKind.REFERENCE}


def typing_slip(formula: str) -> str:
    """What is wrong with the form of a formula, in words; empty if its form is right.

    Excel refuses to take such a formula, so no workbook holds one.

    Args:
        formula: The text without the equals sign.
    """
    pieces = [token for token in tokens(formula) if token.kind is not TokenKind.SPACE]
    return _unclosed(pieces) or _unfinished(pieces) or _side_by_side(pieces)


def _unclosed(pieces: list[Token]) -> str:
    opened: list[str] = []
    for kind, text in pieces:
        if kind is TokenKind.OTHER and text == '"':
            return "a quotation mark isn't closed"
        if kind is TokenKind.OPEN:
            opened.append(text)
        elif kind is TokenKind.CLOSE and (not opened or _CLOSING[opened.pop()] != text):
            return f"the bracket {text} closes none that is open"
    return f"the bracket {opened[-1]} isn't closed" if opened else ""


def _unfinished(pieces: list[Token]) -> str:
    """An operator that has no operand on a side where it needs one."""
    for before, (kind, text), after in zip((None, *pieces), pieces, (*pieces[1:], None), strict=False):
        if kind is not TokenKind.OPERATOR:
            continue
        if text not in _AFTER_OPERANDS and (
            after is None or after.kind in {TokenKind.CLOSE, TokenKind.COMMA}
        ):
            return f"nothing follows {text}"
        if text not in _SIGNS and (before is None or before.kind in {TokenKind.OPEN, TokenKind.COMMA}):
            return f"nothing stands before {text}"
    return "" if pieces else "there is no formula"


def _side_by_side(pieces: list[Token]) -> str:
    """Two operands without an operator; only between references does a blank mean something."""
    for (kind, text), (next_kind, following) in pairwise(pieces):
        if kind in _LITERALS and next_kind in _OPERANDS:
            return f"no operator stands between {text} and {following}"
    return ""
