"""Numbers that differ only beyond the fifteen digits that Excel keeps: programs compare them differently."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from roi_xl.engine.results import agree

CLOSE: Final = 1e-13
"""Largest relative difference: it covers all numbers that Excel compares as equal, and more."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers that many formulas look at, such as a column that is searched.

    Attributes:
        in_order: Each of them once, the smallest first.
        has_long: Whether one has more than fifteen digits.
        is_noisy: Whether two of them are close.
    """

    in_order: tuple[float, ...]
    has_long: bool
    is_noisy: bool

    @classmethod
    def of(cls, numbers: Iterable[float]) -> Numbers:
        """The numbers, in any order and as often as they stand."""
        found = tuple(sorted(set(numbers)))
        return cls(found, any(float(f"{number:.15g}") != number for number in found), _has_close(found))

    def is_noisy_with(self, others: Collection[float]) -> bool:
        """Whether two of these numbers and some others are close."""
        if self.is_noisy:
            return True
        beside = set(others)
        for other in others:
            at = bisect_left(self.in_order, other)
            beside.update(self.in_order[max(at - 1, 0) : at + 2])
        return _has_close(sorted(beside))


def _has_close(in_order: Iterable[float]) -> bool:
    return any(agree(one, other, CLOSE) for one, other in pairwise(in_order))
