"""Turns results next to zero into 0 where Excel does.

If the last operation of a formula is an addition or subtraction and its result is only rounding noise
compared with the operands, Excel shows 0 and passes 0 on. `=1-0.9-0.1` is 0, `=(1-0.9-0.1)` is -2.8E-17:
inside brackets, or as an argument, noise stays. Microsoft documents the rule ("Floating-point arithmetic may
give inaccurate results in Excel": where the last operation gives 0 or next to 0, Excel compensates for the
error), but not how close "next to 0" is. The second engine's limit is eight units in the last place of the
larger operand; other programs use a higher limit, some the fifteen digits that Excel shows. A result that all
of them call 0 is 0; for a result that only some call 0, nobody knows what Excel shows.

The primary engine has no such rule. A formula to which it may apply is rewritten to call `Differences`, so
that every cell that reads the result reads Excel's 0. For the same reason, a cell whose cached value counts
as current although its last digits differ passes that cached value on.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection

from roi_xl.catalogue import CellValue
from roi_xl.errors import CellError
from roi_xl.formulas.last_plus_or_minus import last_sign
from roi_xl.xlsx.formula import TokenKind, tokens

DIFFERENCE = "ROI_XL_DIFFERENCE_"
"""The name under which the engine calls `Differences.result`."""

STORED = "ROI_XL_STORED_"
"""The name under which the engine calls `Stored.result`."""

_SURE, _POSSIBLE = -49, -46  # powers of 2 relative to the larger operand's: noise below; maybe noise below
_SUMMANDS = 64  # how many times the largest number in the workbook an operand may be
_LINEAR = frozenset({"ABS", "AVERAGE", "IF", "MAX", "MIN", "ROUND", "SUBTOTAL", "SUM", "SUMIF", "SUMIFS"})


def noise(operand: float) -> float:
    """The size below which a result beside an operand is certainly rounding noise."""
    return _power(operand, _SURE)


def possible_noise(operand: float) -> float:
    """The size below which a result beside an operand may be rounding noise."""
    return _power(operand, _POSSIBLE)


def _power(operand: float, exponent: int) -> float:
    return math.ldexp(1.0, math.frexp(operand)[1] - 1 + exponent)


class Differences:
    """Computes the last sum or difference of formulas as Excel does, and remembers the operands.

    Attributes:
        operands: The larger of the two operands of each, without its sign, by the formula's number.
    """

    def __init__(self) -> None:
        self.operands: dict[int, float] = {}

    @staticmethod
    def text(formula: str, number: int) -> str:
        """A formula that ends in a sum or difference, rewritten for the engine.

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
        """Excel's result for two operands: their sum or difference, or 0 if that is only noise.

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
    """The value itself, taken out of a range of one cell."""
    return value[0][0] if isinstance(value, tuple) and len(value) == len(value[0]) == 1 else value


class Stored:
    """Passes on the cached value of cells that compute the same but for the last digits.

    Args:
        accepts: Gives the cached value of a cell, by its number, if it is what the cell computes; else None.
    """

    def __init__(self, accepts: Callable[[int, float], float | None]) -> None:
        self._accepts = accepts

    @staticmethod
    def text(formula: str, number: int) -> str:
        """A formula rewritten for the engine: it gives the cached value where the computed one equals it."""
        return f"{STORED}({formula},{number})"

    def result(self, value: CellValue, number: CellValue) -> CellValue:
        """The cached value if it is current, else the computed one."""
        if isinstance(value, float | int) and not isinstance(value, bool) and isinstance(number, float | int):
            cached = self._accepts(int(number), float(value))
            return value if cached is None else cached
        return value


def may_be_noise(text: str, functions: Collection[str], value: float, largest: float) -> bool:
    """Whether a result is so small compared with the workbook's numbers that it may be rounding noise.

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
