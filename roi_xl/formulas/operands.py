"""Finds what uses an operand in its formula, beyond brackets and functions that pass on a reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from roi_xl.formulas.excel_functions import ARGUMENTS, argument_kind, takes_array
from roi_xl.xlsx.formula import Token, TokenKind

_HANDING_ON = {"CHOOSE": 1, "IF": 1}
"""Functions that pass on one of their arguments unchanged, as a reference; and the first such argument."""

_FIRST_CELL = frozenset({"N", "T", "TYPE"})
"""Functions of one value that take a whole range, not the cell in the formula's row or column."""

_ENTERED = frozenset({"CHOOSE", "IF", "IFERROR", "IFNA"})
"""Functions whose first argument is one value unless the formula is entered by Ctrl+Shift+Enter."""

_REDUCING = frozenset(
    """
    AND AVERAGE AVERAGEA AVERAGEIF AVERAGEIFS COLUMNS CORREL COUNT COUNTA COUNTBLANK FORECAST INTERCEPT IRR
    MAX MAXA MAXIFS MEDIAN MIN MINA MINIFS MODE NPV OR PEARSON PRODUCT ROWS RSQ SLOPE STDEV STDEV.P STDEV.S
    STDEVP SUBTOTAL SUM SUMPRODUCT SUMSQ SUMXMY2 VAR VAR.P VAR.S VARP XIRR XNPV XOR
    """.split()  # noqa: SIM905 - a list of names reads better split
)
"""Functions that reduce their ranges to one value."""


@dataclass(slots=True)
class Bracket:
    """An open bracket: its function, or an array constant, and the number of the argument being read."""

    function: str | None
    is_ours: bool
    is_constant: bool = False
    argument: int = 0


class Standing(NamedTuple):
    """What surrounds an operand, outside its own brackets and the functions that pass it on.

    Attributes:
        before: The token before it, without blanks; None at the beginning of the formula.
        after: The token after it; None at its end.
        bracket: The innermost bracket around it; None where there is none.
    """

    before: Token | None
    after: Token | None
    bracket: Bracket | None


def standing(pieces: Sequence[Token], brackets: Sequence[Bracket], index: int) -> Standing:
    """Find what surrounds an operand.

    Brackets that contain only the operand count as part of it, and so does a call such as `IF(A1>0,B1:B9)`
    whose result may be the operand.

    Args:
        pieces: The tokens of the formula.
        brackets: The brackets open at the operand, the outermost first.
        index: The place of the operand, after its qualifier; of an array constant, of its opening brace.
    """
    first, last, depth = index, _end(pieces, index), len(brackets)
    if first and pieces[first - 1].kind is TokenKind.PREFIX:
        first -= 1
    while True:
        before, after = solid(pieces, first, -1), solid(pieces, last, 1)
        bracket = brackets[depth - 1] if depth else None
        is_whole = _kind(pieces, before) in {TokenKind.OPEN, TokenKind.COMMA}
        is_whole = is_whole and _kind(pieces, after) in {TokenKind.CLOSE, TokenKind.COMMA}
        if not is_whole or bracket is None or not _hands_on(bracket, pieces, before, after):
            return Standing(_at(pieces, before), _at(pieces, after), bracket)
        first = _other(pieces, first, -1)
        last = _other(pieces, last, 1)
        if bracket.function is not None:
            first -= 1
        depth -= 1


def solid(pieces: Sequence[Token], index: int, step: int) -> int | None:
    """The index of the next token in a direction that isn't space; None where the formula ends.

    Args:
        pieces: The tokens of the formula.
        index: Where to start.
        step: 1 onwards, -1 backwards.
    """
    index += step
    while 0 <= index < len(pieces):
        if pieces[index].kind is not TokenKind.SPACE:
            return index
        index += step
    return None


def reads_first_cell(at: Standing) -> str | None:
    """The function, such as N, that reads only the first cell of a range here; None if there is none."""
    function = at.bracket.function if at.bracket is not None else None
    sides = [token.kind for token in (at.before, at.after) if token is not None]
    return function if function in _FIRST_CELL and sides == [TokenKind.OPEN, TokenKind.CLOSE] else None


def asks_for_entering(brackets: Sequence[Bracket]) -> str | None:
    """The function that treats a range as an array only in an array formula; None if there is none.

    SUMPRODUCT and similar functions compute arrays in any formula, but an IF inside them doesn't: its
    condition is one value unless the formula is entered by Ctrl+Shift+Enter. IFERROR and CHOOSE aren't
    documented in this respect; we assume the same of them.

    Args:
        brackets: The brackets open at the range, the outermost first.
    """
    for depth in range(len(brackets) - 1, -1, -1):
        bracket = brackets[depth]
        if bracket.function in _ENTERED and not bracket.argument:
            is_inside = any(takes_array(each.function, each.argument) for each in brackets[:depth])
            return bracket.function if is_inside else None
        if _reduces(bracket):
            return None
    return None


def is_reduced(brackets: Sequence[Bracket]) -> bool:
    """Whether a function reduces a range at this place to one value.

    Args:
        brackets: The brackets open at the range.
    """
    return any(_reduces(bracket) for bracket in brackets)


def _reduces(bracket: Bracket) -> bool:
    """Whether a function reduces the argument being read to one value, if no other argument is an array."""
    name = bracket.function or ""
    if name in _REDUCING:
        return True
    is_looked_through = name in ARGUMENTS and name not in {"IF", "INDEX"}
    return is_looked_through and argument_kind(name, bracket.argument) == "r"


def _hands_on(bracket: Bracket, pieces: Sequence[Token], before: int | None, after: int | None) -> bool:
    """Whether an operand that is a whole argument is passed on as the result of its bracket or call."""
    if bracket.is_constant:
        return False
    if bracket.function is None:
        return _kind(pieces, before) is TokenKind.OPEN and _kind(pieces, after) is TokenKind.CLOSE
    return bracket.argument >= _HANDING_ON.get(bracket.function, bracket.argument + 1)


def _other(pieces: Sequence[Token], index: int, step: int) -> int:
    """The index of the bracket around a token in a direction; the formula's end if it isn't closed."""
    outwards = TokenKind.CLOSE if step > 0 else TokenKind.OPEN
    inwards = TokenKind.OPEN if step > 0 else TokenKind.CLOSE
    depth = 0
    while 0 <= index + step < len(pieces):
        index += step
        depth += (pieces[index].kind is inwards) - (pieces[index].kind is outwards)
        if depth < 0:
            break
    return index


def _end(pieces: Sequence[Token], index: int) -> int:
    """The last token of an operand: of an array constant, its closing brace."""
    if pieces[index].text != "{":
        return index
    return next((at for at in range(index, len(pieces)) if pieces[at].text == "}"), index)


def _at(pieces: Sequence[Token], index: int | None) -> Token | None:
    return None if index is None else pieces[index]


def _kind(pieces: Sequence[Token], index: int | None) -> TokenKind | None:
    return None if index is None else pieces[index].kind
