"""Writes formulas in a normal form, so that formulas which differ only in their spelling are the same text.

Programs that save a workbook write the same formula in other ways: with other blanks, in other case, with
prefixes before functions, with a reference in place of a name, with `@` or without. The normal form has none
of these differences; what a reference is called there is up to the caller.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from roi_xl.formulas.spelling import bare, is_variable
from roi_xl.xlsx.formula import Token, TokenKind, tokens

Refer = Callable[[str | None, Token], str]
"""What a reference, a structured reference or a name is called, from the qualifier before it, such as
`Costs!`, and its token."""

Ours = Callable[[str | None, str], str | None]
"""The plain name of one of our functions, from qualifier and spelling; None for any other function."""

_REFERRING = frozenset({TokenKind.REFERENCE, TokenKind.STRUCTURED, TokenKind.NAME})
_CONSTANTS = frozenset({"TRUE", "FALSE"})
_SINGLE = "SINGLE"  # what `@` is stored as: one value of a range, which the formula means anyway


_Piece = str | tuple[str | None, Token]
"""Text that is the same in every workbook, or a token whose meaning depends on it, with its qualifier."""


def normal_form(formula: str, refer: Refer, ours: Ours) -> str:
    """A formula in normal form.

    Args:
        formula: The stored text, without the equals sign.
        refer: What a reference is called.
        ours: Knows our functions.
    """
    return "".join(
        piece if isinstance(piece, str) else _meant(*piece, refer, ours) for piece in _pieces(formula)
    )


def _meant(prefix: str | None, token: Token, refer: Refer, ours: Ours) -> str:
    kind, text = token
    if kind is not TokenKind.FUNCTION:
        return refer(prefix, token)
    known = ours(prefix, text)
    name = text.upper() if is_variable(text) else bare(text).upper()
    return known or f"{prefix or ''}{name}"


@lru_cache(maxsize=65_536)
def _pieces(formula: str) -> Sequence[_Piece]:
    """The parts of a formula in normal form, whatever workbook it stands in: rows and books repeat them."""
    writer = _Writer()
    for token in tokens(formula):
        writer.take(token)
    return tuple(writer.out)


class _Writer:
    """Takes one formula apart, token by token."""

    def __init__(self) -> None:
        self.out: list[_Piece] = []
        self._prefix: str | None = None
        self._follows_function = False
        self._brackets: list[int | None] = []  # where each open one stands; None where a function's stands

    def take(self, token: Token) -> None:
        """One more token."""
        kind, text = token
        if kind is TokenKind.SPACE or (kind is TokenKind.OPERATOR and text == "@"):
            return
        if kind is TokenKind.PREFIX:
            self._prefix = text
            return
        if kind is TokenKind.FUNCTION:
            self._function(token)
        elif kind is TokenKind.OPEN:
            self._brackets.append(None if self._follows_function or text != "(" else len(self.out))
            self._follows_function = False
            self.out.append(text)
        elif kind is TokenKind.CLOSE:
            self._close(text)
        else:
            self.out.append(self._operand(token))
        self._prefix = None

    def _operand(self, token: Token) -> _Piece:
        kind, text = token
        if kind in _REFERRING:
            return text.upper() if text.upper() in _CONSTANTS else (self._prefix, token)
        if kind is TokenKind.NUMBER:
            return f"{float(text):.15g}"  # as many digits as Excel keeps
        return f"{self._prefix or ''}{text}"

    def _function(self, token: Token) -> None:
        name = token.text.upper() if is_variable(token.text) else bare(token.text).upper()
        if self._prefix is None and name == _SINGLE:
            return
        self._follows_function = True
        self.out.append(name if self._prefix is None and name in _CONSTANTS else (self._prefix, token))

    def _close(self, text: str) -> None:
        """Close a bracket; one around a single operand, and the empty one of TRUE(), say nothing."""
        opened = self._brackets.pop() if self._brackets else None
        if opened is not None and len(self.out) == opened + 2:
            del self.out[opened]
        elif self.out[-1:] == ["("] and len(self.out) > 1 and self.out[-2] in _CONSTANTS:
            del self.out[-1]
        else:
            self.out.append(text)
