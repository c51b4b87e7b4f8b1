"""The results of both engines: values of cells, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from roi_xl.xlsx import Address, Area, Scalar


@dataclass(frozen=True, slots=True)
class Uncomputed:
    """An engine's reason why it couldn't compute a cell."""

    code: str
    detail: str


Value = Scalar | Uncomputed


class Results(Protocol):
    """A workbook as one engine computed it.

    Attributes:
        circles: How many circular references there are if every cell that a formula mentions counts as read.
    """

    circles: int

    def value(self, sheet: str, address: Address) -> Value:
        """The value of one cell."""

    def extent(self, sheet: str, address: Address) -> Area | None:
        """The area that an array formula filled; None if it filled one cell."""


def agree(one: Value, other: Value, tolerance: float) -> bool:
    """Whether two values are the same for a reader of the sheet.

    Args:
        one: A value.
        other: Another.
        tolerance: Largest relative difference between two numbers; a blank counts as 0 or empty text, as
            a formula that shows a blank cell stores it.
    """
    if isinstance(one, Uncomputed) or isinstance(other, Uncomputed):
        return False
    one, other = _filled(one, other), _filled(other, one)
    if isinstance(one, float) and isinstance(other, float):
        return one == other or abs(one - other) <= tolerance * max(abs(one), abs(other))
    return type(one) is type(other) and one == other


def _filled(value: Scalar, beside: Scalar) -> Scalar:
    if value is not None:
        return value
    if isinstance(beside, float):
        return 0.0
    return "" if isinstance(beside, str) and not isinstance(beside, Enum) else None


class EngineError(Exception):
    """The primary engine refused a workbook that we could read: recalculate it in Excel and report it."""
