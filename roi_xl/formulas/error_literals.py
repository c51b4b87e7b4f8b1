"""Replaces calls that contain a literal error value by the error that Excel gives.

A reference whose cells were deleted is stored as `#REF!`. Engines differ: SUBTOTAL of it is 1 or 0 in some,
COUNT of it an error. Excel has few rules: a function passes on the first error among its arguments, a
function that only counts skips it, and IFERROR and similar functions test for it.

Source: values that Excel saved in the test workbooks of EPPlus (`SUBTOTAL(3,#REF!)` #REF!, `COUNT(#REF!)` 0,
`SUM(#REF!:B4)` #REF!) and of Apache POI (`ATAN2(#N/A,#NAME?)` #N/A, `CHOOSE(#REF!,1)` #REF!).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from roi_xl.errors import CellError
from roi_xl.formulas.excel_functions import ARGUMENTS, CRITERIA, UNBOUNDED, is_criteria_range
from roi_xl.formulas.meaning import Analysis
from roi_xl.formulas.spelling import bare
from roi_xl.xlsx.formula import Token, TokenKind, tokens

_LOOKING = frozenset(
    [
        *("IFERROR", "IFNA", "ISBLANK", "ISERR", "ISERROR", "ISLOGICAL", "ISNA", "ISNONTEXT", "ISNUMBER"),
        *("ISREF", "ISTEXT"),
    ]
)
_HANDING_ON = frozenset(name for name, kinds in ARGUMENTS.items() if kinds == "l") - _LOOKING | frozenset(
    """
    AND AVERAGE AVERAGEA COLUMN COLUMNS COUNTBLANK HLOOKUP INDEX IRR LARGE LOOKUP MATCH MAX MEDIAN MIN MIRR
    MODE NPV OFFSET OR PERCENTILE PERCENTILE.EXC PERCENTILE.INC PRODUCT QUARTILE QUARTILE.EXC QUARTILE.INC
    RANK RANK.AVG RANK.EQ ROW ROWS SMALL STDEV STDEV.P STDEV.S STDEVP SUBTOTAL SUM SUMPRODUCT SUMSQ VAR VAR.P
    VAR.S VARP VLOOKUP XIRR XNPV XOR
    """.split()  # noqa: SIM905 - a list of names reads better split
)
_DUMMY = "__XLUDF.DUMMYFUNCTION"
_DECIDING = frozenset({"CHOOSE", "IF"})
"""Functions that pass on an error in their first argument, and use only one of the others."""


def without_google_calls(pieces: Sequence[Token]) -> Sequence[Token]:
    """A formula in which a call that only Google Sheets can compute is replaced by an error.

    Google Sheets exports such a formula as `IFERROR(__xludf.DUMMYFUNCTION("QUERY(…)"),5.0)`: no program has a
    function of that name, so IFERROR gives the stored result.

    Args:
        pieces: The tokens of a formula.
    """
    kinds = [TokenKind.FUNCTION, TokenKind.OPEN, TokenKind.TEXT, TokenKind.CLOSE]
    out = list(pieces)
    if not any(piece.text.upper() == _DUMMY for piece in pieces):
        return pieces
    for index in range(len(out) - len(kinds), 1, -1):
        call = out[index : index + len(kinds)]
        is_dummy = call[0].text.upper() == _DUMMY and [piece.kind for piece in call] == kinds
        if is_dummy and out[index - 2].text.upper() == "IFERROR" and out[index - 1].kind is TokenKind.OPEN:
            out[index : index + len(kinds)] = [Token(TokenKind.ERROR, CellError.NAME.value)]
    return out


def joined(pieces: Sequence[Token]) -> Sequence[Token]:
    """A formula in which a reference with a deleted part is just the error.

    `#REF!A1` is a cell of a deleted sheet, `Costs!#REF!` a deleted cell of a sheet, `#REF!:B4` an area that
    has lost a corner.

    Args:
        pieces: The tokens of a formula.
    """
    if not any(piece.kind is TokenKind.ERROR for piece in pieces):
        return pieces
    out: list[Token] = []
    for piece in pieces:
        last = out[-1] if out else None
        if last is not None and last.kind is TokenKind.ERROR and piece.kind is TokenKind.REFERENCE:
            continue
        if piece.kind is TokenKind.ERROR and last is not None and last.kind is TokenKind.PREFIX:
            out.pop()
        out.append(piece)
        _join_area(out)
    return out


def _join_area(out: list[Token]) -> None:
    """Reduce an area that starts or ends with an error to the error."""
    operands = {TokenKind.ERROR, TokenKind.REFERENCE}
    if [piece.text for piece in out[-2:-1]] != [":"] or len(out) < 3:
        return
    first, last = out[-3], out[-1]
    errors = [piece for piece in (first, last) if piece.kind is TokenKind.ERROR]
    if errors and first.kind in operands and last.kind in operands:
        qualified = len(out) > 3 and out[-4].kind is TokenKind.PREFIX
        del out[-3 - qualified :]
        out.append(errors[0])


def without_calls_of_errors(analysis: Analysis) -> Analysis:
    """A formula's meaning without the calls that can only give an error."""
    if analysis.calls or "#" not in analysis.text:
        return analysis
    text = folded(analysis.text)
    if text == analysis.text:
        return analysis
    called = {bare(piece.text).upper() for piece in tokens(text) if piece.kind is TokenKind.FUNCTION}
    return replace(
        analysis,
        text=text,
        parts=(text,),
        uncut=(),
        functions=frozenset(name for name in analysis.functions if name.partition(" ")[0] in called),
        is_difference=False,
        unbounded=analysis.unbounded and bool(called & UNBOUNDED),
        folded=True,
    )


def folded(text: str) -> str:
    """A formula in which every call that can only give an error is that error, from the inside out.

    Args:
        text: The formula as the engines read it.

    Returns:
        The same text if there is nothing to fold.
    """
    pieces, changed = list(tokens(text)), True
    while changed:
        changed = False
        opens: list[int] = []
        for index, piece in enumerate(pieces):
            if piece.kind is TokenKind.OPEN:
                opens.append(index)
            elif piece.kind is TokenKind.CLOSE and opens:
                start = opens.pop()
                new = _folded_call(pieces, start, index)
                if new is not None:
                    pieces[start - 1 : index + 1] = new
                    changed = True
                    break
    return "".join(piece.text for piece in pieces)


def _folded_call(pieces: Sequence[Token], start: int, end: int) -> list[Token] | None:
    """The tokens that replace a call; None to leave it as it is."""
    before = pieces[start - 1] if start else None
    if before is None or before.kind is not TokenKind.FUNCTION:
        return None
    name, arguments = bare(before.text).upper(), _arguments(pieces[start + 1 : end])
    errors = [number for number, argument in enumerate(arguments) if _is_error(argument)]
    if not errors:
        return None
    if name == "COUNT":
        return _counted(before, arguments)
    first = errors[0]
    if any(len(argument) == 1 and argument[0].kind is TokenKind.TEXT for argument in arguments[:first]):
        return None  # the text may be an error before the error
    hands_on = name in _HANDING_ON or (name in _DECIDING and first == 0)
    if hands_on or (name in CRITERIA and any(_is_range(name, number) for number in errors)):
        return [argument for argument in arguments[first] if argument.kind is TokenKind.ERROR]
    return None


def _counted(function: Token, arguments: Sequence[Sequence[Token]]) -> list[Token]:
    """COUNT without the errors among its arguments, which it doesn't count."""
    left = [argument for argument in arguments if not _is_error(argument)]
    if not left:
        return [Token(TokenKind.NUMBER, "0")]
    comma = Token(TokenKind.COMMA, ",")
    out = [function, Token(TokenKind.OPEN, "("), *left[0]]
    for argument in left[1:]:
        out += [comma, *argument]
    return [*out, Token(TokenKind.CLOSE, ")")]


def _is_range(name: str, argument: int) -> bool:
    """Whether an argument of a function with criteria is a range: tested, or added up."""
    summed = 2 if name in {"AVERAGEIF", "SUMIF"} else 0
    return argument == summed or is_criteria_range(name, argument)


def _is_error(argument: Sequence[Token]) -> bool:
    """Whether an argument is only an error value."""
    solid = [piece for piece in argument if piece.kind is not TokenKind.SPACE]
    return len(solid) == 1 and solid[0].kind is TokenKind.ERROR


def _arguments(pieces: Sequence[Token]) -> list[list[Token]]:
    """The arguments between the brackets of a call."""
    arguments, depth = [list[Token]()], 0
    for piece in pieces:
        depth += (piece.kind is TokenKind.OPEN) - (piece.kind is TokenKind.CLOSE)
        if piece.kind is TokenKind.COMMA and not depth:
            arguments.append([])
        else:
            arguments[-1].append(piece)
    return arguments
