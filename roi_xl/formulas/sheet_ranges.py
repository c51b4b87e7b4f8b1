"""Expands references across sheets, such as `Jan:Mar!B2`, into one reference for each sheet."""

from __future__ import annotations

from collections.abc import Sequence

from roi_xl.formulas.reader_state import Reading
from roi_xl.xlsx.formula import TokenKind

_SPREADS = {f"{name}{kind}" for name in ("STDEV", "VAR") for kind in ("", ".P", ".S", "A", "P", "PA")}
_ACROSS = _SPREADS | {
    *("AVERAGE", "AVERAGEA", "COUNT", "COUNTA", "HARMEAN", "KURT", "MAX", "MAXA", "MEDIAN", "MIN", "MINA"),
    *("PRODUCT", "SKEW", "SUM"),
}
"""Functions for which it makes no difference whether an area is one argument or many.

Source: Microsoft, "Create a reference to the same cell range on multiple worksheets", without those that take
one area, such as LARGE.
"""


def sheets_between(place: str, sheets: Sequence[str]) -> Sequence[str]:
    """The sheets from one tab to another, both included; none if one of the two doesn't exist.

    Args:
        place: The two sheets with a colon between, without quotes. A sheet's own name can't contain a colon.
        sheets: All worksheets in the order of their tabs.
    """
    ends = [name.casefold() for name in place.split(":")]
    order = [name.casefold() for name in sheets]
    if len(ends) != 2 or not set(ends) <= set(order):
        return ()
    first, last = sorted(order.index(end) for end in ends)
    return sheets[first : last + 1]


def is_spread(reading: Reading, index: int) -> bool:
    """Whether a reference is a whole argument of a function that takes any number of them.

    Args:
        reading: The formula.
        index: The place of the reference, which has a qualifier before it.
    """
    bracket = reading.brackets[-1] if reading.brackets else None
    before, after = reading.solid(index - 1, -1), reading.solid(index, 1)
    if bracket is None or bracket.function not in _ACROSS or before is None or after is None:
        return False
    is_first = before.kind is TokenKind.OPEN or before.text == ","
    return is_first and (after.kind is TokenKind.CLOSE or after.text == ",")
