"""Means and spreads, in the few lines that an auditor can follow."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from roi_xl.errors import BadArgumentError, ZeroDivisorError


def mean(name: str, values: Sequence[float]) -> float:
    """The arithmetic mean.

    Raises:
        ZeroDivisorError: There is no value; the message names the argument.
    """
    if not values:
        raise ZeroDivisorError(f"{name} holds no number to take the mean of")
    return fsum(values) / len(values)


def squared_deviations(name: str, values: Sequence[float]) -> float:
    """The sum of squared distances from the mean; divided by n − 1 it is the variance of a sample.

    Raises:
        ZeroDivisorError: A spread takes two values and there are fewer.
    """
    if len(values) < 2:
        raise ZeroDivisorError(f"{name} needs at least two numbers: one has no spread")
    centre = mean(name, values)
    return fsum((value - centre) ** 2 for value in values)


def pairs(
    names: tuple[str, str], firsts: Sequence[float | None], seconds: Sequence[float | None]
) -> list[tuple[float, float]]:
    """The complete pairs of two ranges of one length; a gap takes its partner with it.

    Raises:
        BadArgumentError: The ranges differ in length.
    """
    if len(firsts) != len(seconds):
        raise BadArgumentError(f"{names[0]} and {names[1]} must be ranges of the same size")
    return [(a, b) for a, b in zip(firsts, seconds, strict=True) if a is not None and b is not None]
