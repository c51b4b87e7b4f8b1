"""Means and spreads, in the few lines that an auditor can follow."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from roi_xl.errors import BadArgumentError, ZeroDivisorError


def mean(name: str, values: Sequence[float], what: str = "numbers") -> float:
    """The arithmetic mean.

    Args:
        name: The argument that the values come from.
        values: What to take the mean of.
        what: The word for them in the message.

    Raises:
        ZeroDivisorError: There is no value.
    """
    if not values:
        raise ZeroDivisorError(
            f"there are no {what} to take the mean of", argument=name, remedy="fill its cells"
        )
    return fsum(values) / len(values)


def squared_deviations(name: str, values: Sequence[float]) -> float:
    """The sum of squared distances from the mean; divided by n − 1 it is the variance of a sample.

    Raises:
        ZeroDivisorError: A spread takes two values and there are fewer.
    """
    if len(values) < 2:
        raise ZeroDivisorError(
            f"a spread needs two numbers or more, not {len(values)}",
            argument=name,
            remedy="give each observation a cell of its own",
        )
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
        raise BadArgumentError(
            f"it has {_cells(len(seconds))}, {names[0]} has {_cells(len(firsts))}",
            argument=names[1],
            remedy="give ranges of the same size",
        )
    return [(a, b) for a, b in zip(firsts, seconds, strict=True) if a is not None and b is not None]


def _cells(count: int) -> str:
    return f"{count} {'cell' if count == 1 else 'cells'}"
