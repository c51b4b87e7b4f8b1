"""Where an operand stands in its formula, seen through whatever hands it on as the reference it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from roi_xl.formulas.excel_functions import ARGUMENTS, argument_kind, takes_array
from roi_xl.xlsx.formula import Token, TokenKind

_HANDING_ON = {"CHOOSE": 1, "IF": 1}
"""Functions that hand on one of their arguments as it is, a reference as a reference, and the first such."""

_FIRST_CELL = frozenset({"N", "T", "TYPE"})
"""Functions of one value that take a whole range instead of the cell in the formula's row or column."""

_ENTERED = frozenset({"CHOOSE", "IF", "IFERROR", "IFNA"})
"""Functions whose first argument Excel takes for one value until Ctrl+Shift+Enter is pressed."""

_REDUCING = frozenset(
    """
    AND AVERAGE AVERAGEA AVERAGEIF AVERAGEIFS COLUMNS CORREL COUNT COUNTA COUNTBLANK FORECAST INTERCEPT IRR
    MAX MAXA MAXIFS MEDIAN MIN MINA MINIFS MODE NPV OR PEARSON PRODUCT ROWS RSQ SLOPE STDEV STDEV.P STDEV.S
    STDEVP SUBTOTAL SUM SUMPRODUCT SUMSQ SUMXMY2 VAR VAR.P VAR.S VARP XIRR XNPV XOR
    """.split()  # noqa: SIM905 - a list of names reads better split
)
"""Functions that make one value of their ranges."""


@dataclass(slots=True)
class Bracket:
    """An open bracket: the function it belongs to, or an array constant, and which argument is being read."""

    function: str | None
    is_ours: bool
    is_constant: bool = False
    argument: int = 0


class Standing(NamedTuple):
    """What stands around an operand, whose own brackets and the functions that hand it on are left behind.

    Attributes:
        before: The token before it, blanks left out; None at the beginning of the formula.
        after: The token after it; None at its end.
        bracket: The innermost bracket around it; None where there is none.
    """

    before: Token | None
    after: Token | None
    bracket: Bracket | None


def standing(pieces: Sequence[Token], brackets: Sequence[Bracket], index: int) -> Standing:
    """Where an operand stands.

    Brackets that hold nothing but the operand are taken for a part of it, and so is a call such as
    `IF(A1>0,B1:B9)` whose result the operand may be.

    Args:
        pieces: The tokens of the formula.
        brackets: Those that are open at the operand, the outermost first.
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
    """The place of the next token in a direction that isn't space; None where the formula ends.

    Args:
        pieces: The tokens of the formula.
        index: Where to begin.
        step: 1 onwards, -1 backwards.
    """
    index += step
    while 0 <= index < len(pieces):
        if pieces[index].kind is not TokenKind.SPACE:
            return index
        index += step
    return None


def reads_first_cell(at: Standing) -> str | None:
    """The function that reads the first cell of a range standing there, as N does; None if there is none."""
    function = at.bracket.function if at.bracket is not None else None
    sides = [token.kind for token in (at.before, at.after) if token is not None]
    return function if function in _FIRST_CELL and sides == [TokenKind.OPEN, TokenKind.CLOSE] else None


def asks_for_entering(brackets: Sequence[Bracket]) -> str | None:
    """The function that takes a range read there for an array in an array formula alone.

    SUMPRODUCT and its kin compute arrays in any formula, but IF inside of them doesn't: it takes its
    condition for one value until the formula is entered by Ctrl+Shift+Enter. What IFERROR and CHOOSE do isn't
    documented, so they are held for its like.

    Args:
        brackets: Those that are open at the range, the outermost first.
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
    """Whether a function makes one value of a range that is read there.

    Args:
        brackets: Those that are open at the range.
    """
    return any(_reduces(bracket) for bracket in brackets)


def _reduces(bracket: Bracket) -> bool:
    """Whether a function makes one value of the argument that is being read, if no other one is an array."""
    name = bracket.function or ""
    if name in _REDUCING:
        return True
    is_looked_through = name in ARGUMENTS and name not in {"IF", "INDEX"}
    return is_looked_through and argument_kind(name, bracket.argument) == "r"


def _hands_on(bracket: Bracket, pieces: Sequence[Token], before: int | None, after: int | None) -> bool:
    """Whether what fills an argument of a bracket is what the whole bracket, or its call, gives."""
    if bracket.is_constant:
        return False
    if bracket.function is None:
        return _kind(pieces, before) is TokenKind.OPEN and _kind(pieces, after) is TokenKind.CLOSE
    return bracket.argument >= _HANDING_ON.get(bracket.function, bracket.argument + 1)


def _other(pieces: Sequence[Token], index: int, step: int) -> int:
    """The place of the bracket around a token in a direction; the formula's end if it isn't closed."""
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
