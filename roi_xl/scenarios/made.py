"""Tables of scenarios that are made: every combination of some values, or random draws."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import product
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

from roi_xl.catalogue import Scalar
from roi_xl.files import FileError
from roi_xl.xlsx.input_values import stored
from roi_xl.xlsx.typed_texts import typed

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST_STEPS: Final = 100_000
_CALL: Final = re.compile(r"\s*(\w+)\s*\(([^()]*)\)\s*")
_SHAPES: Final = {
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "normal": ("mean", "deviation"),
    "integers": ("low", "high"),
}
_HOW: Final = ", ".join(f"{name}({','.join(words)})" for name, words in _SHAPES.items())


@dataclass(frozen=True, slots=True)
class Steps:
    """The values of one cell in a grid.

    Attributes:
        header: The cell, as it was named.
        values: The values in their order.
    """

    header: str
    values: tuple[Scalar, ...]

    @classmethod
    def of(cls, text: str) -> Steps:
        """Read `CELL=START:STOP:STEP` or `CELL=VALUE,VALUE,…`; both ends count, and steps are exact decimals.

        Raises:
            ValueError: It is written in another way; the message says how to write it.
        """
        header, values = _halves(text, "inp_margin=0.2:0.5:0.05 or inp_margin=0.2,0.35")
        if ":" not in values:
            return cls(header, tuple(map(_value, values.split(","))))
        try:
            start, stop, step = map(Decimal, values.split(":"))
            count = int((stop - start) / step) + 1
        except (InvalidOperation, ArithmeticError, ValueError):
            raise ValueError(f"{values!r}: write START:STOP:STEP, such as 0.2:0.5:0.05") from None
        if not 1 <= count <= _MOST_STEPS or (stop - start) * step < 0:
            raise ValueError(f"{values!r}: from START to STOP are 1 to {_MOST_STEPS:,} steps")
        return cls(header, tuple(float(start + number * step) for number in range(count)))


def grid(steps: Sequence[Steps]) -> Iterator[tuple[Scalar, ...]]:
    """Every combination of the values, the last cell varying fastest.

    Args:
        steps: The cells that vary.
    """
    return product(*(one.values for one in steps))


@dataclass(frozen=True, slots=True)
class Draw:
    """How one cell is drawn.

    Attributes:
        header: The cell, as it was named.
        shape: `uniform`, `triangular`, `normal` or `integers`.
        numbers: The ends, with the mode between them; of `normal` mean and standard deviation.
    """

    header: str
    shape: str
    numbers: tuple[float, ...]

    @classmethod
    def of(cls, text: str) -> Draw:
        """Read `CELL=triangular(LOW,MODE,HIGH)` and the like.

        Raises:
            ValueError: It is written in another way, or its numbers have another order; the message says how.
        """
        header, call = _halves(text, "inp_margin=triangular(0.2,0.35,0.5)")
        match = _CALL.fullmatch(call)
        if match is None or match[1].lower() not in _SHAPES:
            raise ValueError(f"{call!r}: write one of {_HOW}")
        shape = match[1].lower()
        words = _SHAPES[shape]
        try:
            numbers = tuple(map(float, match[2].split(",")))
        except ValueError:
            numbers = ()
        if len(numbers) != len(words) or not all(map(math.isfinite, numbers)):
            raise ValueError(f"{call!r}: write {shape}({','.join(words)}), with decimal points")
        if shape == "normal" and numbers[1] < 0:
            raise ValueError(f"{call!r}: a standard deviation is 0 or more")
        if shape == "integers" and not all(number.is_integer() for number in numbers):
            raise ValueError(f"{call!r}: write two whole numbers")
        if shape != "normal" and (list(numbers) != sorted(numbers)):
            raise ValueError(f"{call!r}: write {' ≤ '.join(words)}")
        return cls(header, shape, numbers)

    def value(self, fraction: float) -> float:
        """The value below which a share of all draws lies: the inverse of the distribution.

        Args:
            fraction: The share, above 0 and below 1.
        """
        match self.shape:
            case "uniform":
                low, high = self.numbers
                return low + fraction * (high - low)
            case "integers":
                low, high = self.numbers
                return float(math.floor(low + fraction * (high - low + 1)))
            case "normal":
                mean, deviation = self.numbers
                return NormalDist().inv_cdf(fraction) * deviation + mean
        low, mode, high = self.numbers
        if high == low:
            return low
        if fraction * (high - low) < mode - low:
            return low + math.sqrt(fraction * (high - low) * (mode - low))
        return high - math.sqrt((1 - fraction) * (high - low) * (high - mode))


def sampled(draws: Sequence[Draw], count: int, seed: int) -> Iterator[tuple[float, ...]]:
    """Random rows, the same for the same seed on every machine; more rows begin with the same ones.

    As for ROI_SIMULATION, the raw integers of PCG64, whose stream NumPy guarantees for a seed, become
    fractions by their upper 53 bits and values by the inverse of each distribution; the cells are drawn
    independently, row after row.

    Args:
        draws: How each cell is drawn.
        count: How many rows.
        seed: Where the random numbers start, 0 or more.
    """
    import numpy as np  # imported here: it takes longer to load than everything else of a small run

    stream = np.random.PCG64(seed)
    for _ in range(count):
        raw: NDArray[np.uint64] = stream.random_raw(len(draws))
        fractions = [(int(number) >> 11) * 2.0**-53 + 2.0**-54 for number in raw]
        yield tuple(draw.value(fraction) for draw, fraction in zip(draws, fractions, strict=True))


def _halves(text: str, example: str) -> tuple[str, str]:
    header, sign, rest = text.rpartition("=")
    if not sign or not header.strip() or not rest.strip():
        raise ValueError(f"{text!r}: write {example}")
    return header.strip(), rest.strip()


def _value(text: str) -> Scalar:
    try:
        return stored(typed(text.strip()), date1904=False)
    except FileError as error:
        raise ValueError(str(error)) from None
