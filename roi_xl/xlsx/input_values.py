"""The values that can be put into a cell, and what the cell then stores.

Days are numbers that count from 30 December 1899, or from 1 January 1904 where the workbook says so. Source:
ECMA-376 part 1, 18.17.4.1.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from math import isfinite
from numbers import Real

from roi_xl.catalogue import Scalar
from roi_xl.errors import CellError
from roi_xl.xlsx.stored_values import LONGEST_TEXT, code_units, day_number, part_of_day

Input = bool | int | float | Decimal | str | dt.date | dt.time | None
"""A number, a truth value, a text, a day with or without a time, a time of day, or None for a blank."""


class UnfitValueError(Exception):
    """A value that no cell can hold unchanged.

    Attributes:
        reason: Why, in one line.
        remedy: What to do about it, as an imperative.
    """

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason, remedy)
        self.reason, self.remedy = reason, remedy


def stored(value: object, *, date1904: bool) -> Scalar:
    """What a cell stores for a value; an empty text is a blank, as when it is typed.

    Args:
        value: An `Input`; numbers and truth values of NumPy are taken like Python's.
        date1904: Whether the workbook counts days from 1904.

    Raises:
        UnfitValueError: No cell can hold it, or programs would read back different values.
    """
    if isinstance(value, CellError):  # which is a text, too
        raise UnfitValueError(f"{value} is an error, which is no input", "give a value, or None for a blank")
    if value is None or (isinstance(value, str) and not value):
        return None
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool) or _is_numpy(value, "bool", "bool_"):
        return bool(value)
    if isinstance(value, Real | Decimal) and not _is_numpy(value, "timedelta64"):
        return _number(value)
    if isinstance(value, dt.date | dt.time) and value == value:  # pandas' NaT isn't equal to itself
        return _moment(value, date1904=date1904)
    raise UnfitValueError(
        f"a value of the type {type(value).__name__} doesn't fit into a cell",
        "give a number, a text, a truth value, a day, a time, or None for a blank",
    )


def _is_numpy(value: object, *names: str) -> bool:
    """Whether a value is of one of NumPy's types.

    Python takes NumPy's truth values for objects of no kind, and its durations for whole numbers.
    """
    return type(value).__module__ == "numpy" and type(value).__name__ in names


def _number(value: Real | Decimal) -> float:
    """A number as a plain float, so that numbers of other libraries are written in the same way.

    Digits that a float keeps are enough for a decimal: 0.1 is what Excel stores for a typed 0.1.
    """
    try:
        number = float(value)
    except (OverflowError, ValueError):  # too large; a signalling NaN
        number = float("inf")
    if not isfinite(number):
        raise UnfitValueError(f"{value!r:.40} isn't a number that a cell can hold", "give a finite number")
    if value != (Decimal(repr(number)) if isinstance(value, Decimal) else number):
        raise UnfitValueError(
            f"{value!s:.40} has more digits than a number in a cell keeps", "give it as a text, or round it"
        )
    return number


def _text(value: str) -> str:
    if code_units(value) > LONGEST_TEXT:
        raise UnfitValueError(
            f"a text of {code_units(value):,} characters", f"shorten it to {LONGEST_TEXT:,}"
        )
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise UnfitValueError("the text holds half a character", "read its source in the right encoding")
    return str(value)


def _moment(value: dt.date | dt.time, *, date1904: bool) -> float:
    if isinstance(value, dt.datetime | dt.time) and value.tzinfo is not None:
        raise UnfitValueError(
            f"{value} has a time zone, which a cell can't hold", "give the local time without a zone"
        )
    if isinstance(value, dt.time):
        return part_of_day(value, value.microsecond / 1_000_000)
    days = day_number(value, date1904=date1904)
    if days is None:
        first = "1 January 1904" if date1904 else "1 March 1900"
        raise UnfitValueError(f"{value} lies before {first}: programs disagree on its number", "give a text")
    if isinstance(value, dt.datetime):
        return days + part_of_day(value.time(), value.microsecond / 1_000_000)
    return float(days)
