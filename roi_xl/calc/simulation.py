"""Monte Carlo over the lines of a study, the same on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, fsum, sqrt
from typing import TYPE_CHECKING

from roi_xl.calc.uncertainty import benefit_lines, cost_lines
from roi_xl.catalogue import Cells, Count, Example, Scenarios, Share, Unit, row, shown, worksheet_function
from roi_xl.errors import CellError, NoCostError, OutOfRangeError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Trials = NDArray[np.float64]

Line = tuple[float, float, float]

_ORDER = {
    "benefits": "order the columns: conservative (lowest), expected, optimistic (highest)",
    "costs": "order the columns: conservative (highest), expected, optimistic (lowest)",
}
_MOST_TRIALS = 1_000_000  # more would hold up Excel and move no digit that matters


@worksheet_function(
    "ROI_SIMULATION",
    unit=Unit.PERCENT,
    shape=(1, 5),
    examples=[
        Example((row(200, 200, 200), 100), row(1.0, 1.0, 1.0, 1.0, 0.0), "By hand: nothing varies"),
        Example((row(80, 80, 80), 100, 10, 7), row(-0.2, -0.2, -0.2, -0.2, 1.0), "By hand: a sure loss"),
        Example(
            (row(80, 80, 80), 100, 10, 7, 0.5),
            row(-0.2, -0.2, -0.2, -0.2, 1.0),
            "By hand: what doesn't vary can't vary together",
        ),
        Example((row(200, 100, 300), 100), CellError.NUM, "By definition: the mode lies between the ends"),
    ],
)
def roi_simulation(
    benefits: Scenarios, costs: Scenarios, trials: Count = 10_000, seed: Count = 1, correlation: Share = 0.0
) -> Cells:
    """P10, P50, P90 and mean of the ROI and the probability of a loss, when every line varies in its range.

    Each line follows a triangular distribution from conservative to optimistic with its peak at the expected
    figure. Don't cut the lines by confidence as well: that would count the same doubt twice.

    Lines drawn independently even each other out. Where one error is common to all of them, as that of an
    isolation is, the true spread is wider: give a correlation. Then one common draw in each trial says how
    far from conservative to optimistic things go as a whole; each line follows it with the chance
    √correlation and otherwise has a draw of its own. So each line keeps its triangle, and any two have that
    rank correlation.

    The same seed gives the same five numbers on every machine and with every version of Python and NumPy, and
    the order of the lines changes none: the raw integers of PCG64, whose stream NumPy guarantees for a seed,
    become fractions by their upper 53 bits and amounts by the inverse of the distribution, with correctly
    rounded operations only, line after line in ascending order.

    Args:
        benefits: Money credited to the training, three columns: conservative, expected, optimistic; one row
            for each benefit.
        costs: Fully loaded costs, positive, three columns in the same order (conservative is the highest
            cost), or one column used for all three.
        trials: Number of trials, from 1 to 1,000,000.
        seed: Where the random numbers start, a whole number, 0 or more.
        correlation: Rank correlation of any two lines, 0 to 1: 0 draws each by itself, 1 puts all at the same
            point between conservative and optimistic. Costs move against benefits: low where these are high.

    Returns:
        Five fractions in a row: P10, P50 (median), P90, mean, probability of ROI < 0. P10 is exceeded in nine
        of ten trials; percentiles as Excel's PERCENTILE.INC.

    Raises:
        BadArgumentError: There aren't three columns.
        NoCostError: In some trial the costs aren't above 0.
        OutOfRangeError: The three columns of a line aren't in order, or trials isn't from 1 to 1,000,000.

    Source:
        Kotz & van Dorp, Beyond Beta: the triangular distribution; O'Neill 2014: PCG; Nelsen, An Introduction
        to Copulas: Fréchet's family, whose weight of the common draw is Spearman's rank correlation.
    """
    if not 1 <= trials <= _MOST_TRIALS:
        raise OutOfRangeError(
            f"{trials:,} isn't from 1 to {_MOST_TRIALS:,}",
            argument="trials",
            remedy="type 10000, or leave it out",
        )
    import numpy as np  # only when needed: it takes longer to load than all of roi_xl

    stream = np.random.PCG64(seed)
    gains = _in_order("benefits", benefit_lines(benefits))
    spendings = _in_order("costs", [line[::-1] for line in cost_lines(costs)])
    follows = sqrt(correlation)
    common = _fractions(stream, trials) if follows else None
    with np.errstate(all="ignore"):  # numbers that overflow are caught below
        gained = _totals(gains, trials, stream, follows, common)
        spent = _totals(spendings, trials, stream, follows, None if common is None else 1 - common)
        if not spent.min() > 0:
            raise NoCostError(
                "in some trial they sum to 0 or less",
                argument="costs",
                remedy="enter the programme's costs, above 0 in every scenario",
            )
        returns = (gained - spent) / spent
    if not np.isfinite(returns).all():
        raise OutOfRangeError("the amounts are too large to calculate with")
    losses = float(np.count_nonzero(returns < 0))
    returns.sort()
    tenth, half, nine_tenths = (_percentile(returns, share) for share in (0.1, 0.5, 0.9))
    return ((tenth, half, nine_tenths, fsum(returns.tolist()) / trials, losses / trials),)


def _in_order(name: str, lines: Sequence[Line]) -> list[Line]:
    """The lines, each its lowest, most likely and highest amount, in ascending order.

    Raises:
        OutOfRangeError: The three amounts of a line aren't in order.
    """
    for item, (low, mode, high) in enumerate(lines):
        if not low <= mode <= high:
            raise OutOfRangeError(
                f"{shown(mode)} isn't between {shown(low)} and {shown(high)}",
                argument=name,
                item=item,
                remedy=_ORDER[name],
            )
    return sorted(lines)


def _totals(
    lines: Sequence[Line], trials: int, stream: np.random.PCG64, follows: float, common: Trials | None
) -> Trials:
    """The sum of the lines in each trial.

    Args:
        lines: Each the lowest, most likely and highest amount, in ascending order.
        trials: Number of trials.
        stream: Where the random numbers come from.
        follows: The chance of a line to follow the common draw.
        common: The common draw of each trial, as a fraction from the lowest amount on; None if there is none.
    """
    import numpy as np

    # a line that doesn't vary takes no random numbers, so that spare rows change nothing
    totals = np.full(trials, fsum(low for low, _, high in lines if low == high))
    for low, mode, high in lines:
        if low == high:
            continue
        fractions = _fractions(stream, trials)
        if common is not None:
            fractions = np.where(_fractions(stream, trials) < follows, common, fractions)
        totals += _triangular(low, mode, high, fractions)
    return totals


def _fractions(stream: np.random.PCG64, count: int) -> Trials:
    """Evenly distributed fractions from 0 to 1: of each integer the upper 53 bits, as a float holds them."""
    import numpy as np

    return np.ldexp((stream.random_raw(count) >> np.uint64(11)).astype(np.float64), -53)


def _triangular(low: float, mode: float, high: float, fractions: Trials) -> Trials:
    """Amounts of a triangular distribution by the inverse of its distribution function."""
    import numpy as np

    width = high - low
    rising = low + np.sqrt(fractions * (width * (mode - low)))
    falling = high - np.sqrt((1 - fractions) * (width * (high - mode)))
    return np.where(fractions * width < mode - low, rising, falling)


def _percentile(ascending: Trials, share: float) -> float:
    """Linear between the two nearest values, as Excel's PERCENTILE.INC."""
    place = share * (len(ascending) - 1)
    below = floor(place)
    low, high = float(ascending[below]), float(ascending[min(below + 1, len(ascending) - 1)])
    return low + (high - low) * (place - below)
