"""Excel's arithmetic told without an engine: decimal amounts, stored doubles, and the noise that Excel drops.

A last + or − whose result is noise beside its two operands is 0 in Excel (Microsoft, "Floating-point
arithmetic may give inaccurate results in Excel", article 78113). How small noise is isn't published, so three
cases are told apart by |result| beside the larger operand: below 2⁻⁴⁹ it is 0, from 2⁻⁴⁶ on it stays, between
them nothing is certain. Inside brackets, as an argument, or before another operator it always stays.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal, getcontext

getcontext().prec = 40

NOISE, REAL = 2.0**-49, 2.0**-46
"""Beside the larger operand: what is smaller than the first is noise, what reaches the second is a number."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A kind of amounts.

    Attributes:
        decimals: Digits after the point.
        least: The smallest amount, in units of the last digit.
        most: The largest.
    """

    decimals: int
    least: int
    most: int

    @property
    def unit(self) -> Decimal:
        """One in the last digit: a cent for ordinary amounts."""
        return Decimal(1).scaleb(-self.decimals)


SCALES = {
    "usual": Scale(2, 1, 9_999_999),
    "large": Scale(2, 10**11, 10**13),
    "tiny": Scale(8, 20, 999),
    "whole": Scale(0, 1, 999_999),
    "rate": Scale(4, 1, 99_999),
}
"""Cents to 99,999.99 · 10⁹ to 10¹¹ with cents · around 10⁻⁶ · whole units · four decimals."""


def amount(random, scale, *, signed=False):
    """An amount with a certain number of decimals, below zero in a quarter of the cases if `signed`."""
    value = Decimal(random.randint(scale.least, scale.most)) * scale.unit
    return -value if signed and random.random() < 0.25 else value


@dataclass(frozen=True, slots=True)
class Term:
    """One operand of a formula.

    Attributes:
        text: How the formula writes it.
        exact: Its value in decimal arithmetic.
        number: The double that Excel has for it.
        size: The sum of the sizes of all that it adds up: no partial sum is larger, in whatever order.
    """

    text: str
    exact: Decimal
    number: float
    size: float = 0.0


def total(numbers):
    """What SUM gives: doubles added one after the other."""
    result = 0.0
    for number in numbers:
        result += float(number)
    return result


def size(numbers):
    """The sum of the sizes of some numbers."""
    return total(abs(number) for number in numbers)


def last(operator, one, other):
    """The value of a formula whose last operation is a + or − on its top level.

    Returns:
        The number as Excel shows it; None where nobody can say whether it is noise.
    """
    result = one + other if operator == "+" else one - other
    beside = max(abs(one), abs(other))
    if abs(result) < NOISE * beside:
        return 0.0
    return None if abs(result) < REAL * beside else result


@dataclass(frozen=True, slots=True)
class Chain:
    """Terms that are added and subtracted from left to right, such as `A2-B2-C2`.

    Attributes:
        text: The formula without `=`.
        exact: Its value in decimal arithmetic.
        raw: Its value in doubles, noise and all: what the same chain gives inside brackets.
        number: Its value as a formula of its own; None where that isn't certain.
        slack: How far two ways of adding may lie apart.
    """

    text: str
    exact: Decimal
    raw: float
    number: float | None
    slack: float


def chain(*parts):
    """The chain of some terms, the operators between them: `chain(a, "-", b, "-", c)`."""
    first, *others = parts
    text, exact, raw = first.text, first.exact, first.number
    number, scale = raw, max(abs(raw), first.size)
    for operator, term in zip(others[::2], others[1::2], strict=True):
        number = last(operator, raw, term.number)
        raw = raw + term.number if operator == "+" else raw - term.number
        exact = exact + term.exact if operator == "+" else exact - term.exact
        text += operator + term.text
        scale = max(scale, abs(term.number), abs(raw), term.size)
    return Chain(text, exact, raw, number, 16 * math.ulp(scale) if exact else 0.0)


def half_up(value, decimals=2):
    """Rounded as ROUND does: half away from zero, on the decimal value."""
    unit = Decimal(1).scaleb(-decimals)
    sign = -1 if value < 0 else 1
    return sign * ((abs(value) / unit + Decimal("0.5")) // 1) * unit + 0  # no negative zero


def is_tie(value, decimals=2):
    """Whether a decimal value lies so near the middle of two roundings that doubles may fall on either."""
    rest = abs(value).scaleb(decimals) % 1
    return abs(rest - Decimal("0.5")) < Decimal("1e-6")
