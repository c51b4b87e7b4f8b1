"""Finds whole columns or rows as arguments of our functions where hosts would pass different cells.

No host passes a million blank cells, and each cuts the range in its own way: Excel at the used range of the
sheet, which includes formatted cells; the engine at the last cell with content. That makes no difference if
blanks are skipped; it does if blanks count or cells are matched by position.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from roi_xl.catalogue import Function, Kind
from roi_xl.formulas.meaning import Analysis, Obstacle
from roi_xl.formulas.references import reference_area
from roi_xl.xlsx import Area
from roi_xl.xlsx.formula import MAX_COLUMN, MAX_ROW, TokenKind, tokens


@dataclass(slots=True)
class _Call:
    """An open call: our function (None for any other), and the number of the argument being read."""

    function: Function | None
    argument: int = 0


def whole_columns(analysis: Analysis, functions: Mapping[str, Function]) -> Obstacle | None:
    """Why a formula that passes whole columns or rows to our functions can't be computed; None if it can.

    Args:
        analysis: The formula.
        functions: Our worksheet functions by name.
    """
    if not analysis.calls or not any(_is_whole(area) for _, area in analysis.inputs):
        return None
    for function, argument in _handed_over(analysis.text, functions):
        for param in function.params[argument : argument + 1]:  # one too many is an error in every host
            if param.kind is not Kind.NUMBERS:
                detail = f"a whole column or row as {param.name} of {function.name}, where blanks count"
                return Obstacle("whole-column", detail, "name the cells, such as A2:A100")
    return None


def _handed_over(text: str, functions: Mapping[str, Function]) -> Iterator[tuple[Function, int]]:
    """Our functions that get whole columns or rows, with the number of the argument."""
    open_calls: list[_Call] = []
    called: str | None = None
    for kind, piece in tokens(text):
        if kind is TokenKind.OPEN:
            is_grouping = called is None and bool(open_calls)
            open_calls.append(open_calls[-1] if is_grouping else _Call(functions.get(called or "")))
        elif kind is TokenKind.CLOSE and open_calls:
            open_calls.pop()
        elif kind is TokenKind.COMMA and open_calls:
            open_calls[-1].argument += 1
        elif kind is TokenKind.REFERENCE and open_calls and _is_whole(reference_area(piece)):
            call = open_calls[-1]
            if call.function is not None:
                yield call.function, call.argument
        called = piece if kind is TokenKind.FUNCTION else None


def _is_whole(area: Area) -> bool:
    """Whether an area extends to the end of the sheet: A:A, A2:A1048576, 3:3."""
    _, _, bottom, right = area
    return bottom == MAX_ROW or right == MAX_COLUMN
