"""Results next to zero, as Excel has them.

Where the last thing that a formula does is to add or subtract, and nothing but rounding noise is left beside
what it added, Excel shows 0 and hands 0 on. `=1-0.9-0.1` is 0, `=(1-0.9-0.1)` is -2.8E-17: inside brackets,
or as an argument, noise stays. Microsoft says so ("Floating-point arithmetic may give inaccurate results in
Excel": where the last operation gives 0 or next to 0, Excel makes up for the error), but not where next to 0
ends. The second engine draws the line at eight units in the last place of the larger operand; other programs
draw it farther out, and some where the fifteen digits differ that Excel shows. What all of them call 0 is 0;
of what only some of them do nobody can tell what Excel shows.

The primary engine knows no such rule. A formula to which it may apply is written as a call back to
`Differences`, so that every cell that reads the result reads Excel's 0. For the same reason a cell whose
cached value is taken for current, although its last digits differ, hands that cached value on.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection

from roi_xl.catalogue import CellValue
from roi_xl.errors import CellError
from roi_xl.formulas.last_sign import last_sign
from roi_xl.xlsx.formula import TokenKind, tokens

DIFFERENCE = "ROI_XL_DIFFERENCE_"
"""The name under which the engine calls `Differences.result`."""

STORED = "ROI_XL_STORED_"
"""The name under which the engine calls `Stored.result`."""

_SURE, _POSSIBLE = -49, -46  # of the power of two in the larger operand: below is noise; below may be noise
_SUMMANDS = 64  # so many times may what is added exceed the largest number in the workbook
_LINEAR = frozenset({"ABS", "AVERAGE", "IF", "MAX", "MIN", "ROUND", "SUBTOTAL", "SUM", "SUMIF", "SUMIFS"})


def noise(operand: float) -> float:
    """The size below which what is left beside an operand is nothing but rounding."""
    return _power(operand, _SURE)


def possible_noise(operand: float) -> float:
    """The size below which what is left beside an operand may be rounding."""
    return _power(operand, _POSSIBLE)


def _power(operand: float, exponent: int) -> float:
    return math.ldexp(1.0, math.frexp(operand)[1] - 1 + exponent)


class Differences:
    """The formulas whose last sum or difference is taken as Excel takes it, and what they last added.

    Attributes:
        operands: The larger of the two operands of each, without its sign, by the formula's number.
    """

    def __init__(self) -> None:
        self.operands: dict[int, float] = {}

    @staticmethod
    def text(formula: str, number: int) -> str:
        """A formula that ends in a sum or difference, as the engine is to read it.

        Args:
            formula: The text for the engine.
            number: The number under which its operands are remembered.
        """
        pieces = tokens(formula)
        at = last_sign(pieces)
        if at is None:
            return formula
        left, right = ("".join(piece.text for piece in part) for part in (pieces[:at], pieces[at + 1 :]))
        return f'{DIFFERENCE}(({left})+0,({right})+0,"{pieces[at].text}",{number})'

    def result(self, left: CellValue, right: CellValue, sign: CellValue, number: CellValue) -> CellValue:
        """What Excel makes of two operands: their sum or difference, 0 where nothing but noise is left.

        Args:
            left: The first operand, a number or an error.
            right: The second.
            sign: `+` or `-`.
            number: The formula's number.
        """
        left, right = _single(left), _single(right)
        for operand in (left, right):
            if isinstance(operand, CellError):
                return operand
        if not isinstance(left, float | int) or not isinstance(right, float | int):
            return CellError.VALUE
        value = left + right if sign == "+" else left - right
        larger = max(abs(left), abs(right))
        if isinstance(number, float | int):
            self.operands[int(number)] = float(larger)
        look_alike = f"{abs(left):.15g}" == f"{abs(right):.15g}"
        return 0.0 if look_alike and abs(value) < noise(larger) else float(value)


def _single(value: CellValue) -> CellValue:
    """The value in a range of one cell."""
    return value[0][0] if isinstance(value, tuple) and len(value) == len(value[0]) == 1 else value


class Stored:
    """The cells that hand their cached value on, as long as it is what they compute but for the last digits.

    Args:
        accepts: Whether a cached value, found by its number, is what a cell now computes.
    """

    def __init__(self, accepts: Callable[[int, float], float | None]) -> None:
        self._accepts = accepts

    @staticmethod
    def text(formula: str, number: int) -> str:
        """A formula as the engine is to read it: the cached value comes before an equal one."""
        return f"{STORED}({formula},{number})"

    def result(self, value: CellValue, number: CellValue) -> CellValue:
        """The cached value where it is current, the computed one elsewhere."""
        if isinstance(value, float | int) and not isinstance(value, bool) and isinstance(number, float | int):
            cached = self._accepts(int(number), float(value))
            return value if cached is None else cached
        return value


def may_be_noise(text: str, functions: Collection[str], value: float, largest: float) -> bool:
    """Whether a result is so small beside the numbers of its workbook that it may be rounding noise.

    Args:
        text: The formula.
        functions: The functions that it calls.
        value: Its result.
        largest: The largest number in the workbook, without its sign.
    """
    if value == 0.0 or abs(value) > 1.0:  # no noise is as large below 10^14
        return False
    literals = [abs(float(piece.text)) for piece in tokens(text) if piece.kind is TokenKind.NUMBER]
    largest = max(largest, *literals) if literals else largest
    is_linear = not ({"*", "^"} & set(text)) and set(functions) <= _LINEAR
    reach = largest * _SUMMANDS if is_linear else largest * max(largest, _SUMMANDS)
    return abs(value) < possible_noise(reach)
