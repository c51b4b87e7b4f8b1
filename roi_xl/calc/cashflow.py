"""Benefits over time: when a training is repaid, and what it is worth at the cost of capital."""

from __future__ import annotations

import math
from math import fsum, inf, nan, sqrt

from roi_xl.catalogue import Example, Number, Numbers, Series, Unit, column, row, shown, worksheet_function
from roi_xl.errors import CellError, NoSolutionError, OutOfRangeError, ZeroDivisorError

_CAPITAL = "give the cost of capital per period, such as 10%"
_MOST_PERIODS = 600  # of benefits and losses mixed: 50 years of months; the time grows with the third power
_NEXT_TO_NOTHING = 1e-12  # of the largest flow
_SETTLED = 1e-13  # a last step of Newton's method this small has doubled the right digits to all there are
_NEWTON_STEPS = 100
_FIVE_YEARS = row(10_000, 10_000, 10_000, 10_000, 10_000)


@worksheet_function(
    "PAYBACK_PERIOD",
    unit=Unit.PERIODS,
    examples=[
        Example((8_500, 1_200), 8_500 / 1_200, "CodingAce, payback table: 14,400 a year, 7.1 months"),
        Example((100, column(40, 40, 40)), 2.5, "By hand: 20 of the third period's 40 are needed"),
        Example((0, 10), 0.0, "By definition: nothing to repay"),
        Example((100, column(40, 40)), CellError.NUM, "By definition: never repaid within the range"),
    ],
)
def payback_period(costs: Numbers, benefit_per_period: Series) -> float:
    """Periods until the benefits have repaid the costs, counted within the last one.

    One cell is a level flow that goes on; a range is one flow per period and ends with it. Money isn't
    discounted, and what comes after the payback isn't seen: use TRAINING_NPV for the decision.

    Args:
        costs: Fully loaded costs, positive, spent now; one cell or a range to be summed.
        benefit_per_period: Money per period: one cell for every period alike, or one cell for each; a blank
            is 0.

    Returns:
        Periods, whole ones plus the part of the last that was needed. The first time counts, even if later
        periods lose it again. 0 where nothing is to be repaid: costs that sum to 0, or to less because
        subsidies exceed them.

    Raises:
        NoSolutionError: The benefits never repay the costs.

    Source:
        Brealey, Myers & Allen, Principles of Corporate Finance: payback.
    """
    left = fsum(costs)
    if left <= 0:
        return 0.0
    if len(benefit_per_period) == 1:
        return _level_payback(left, benefit_per_period[0])
    for period, benefit in enumerate(benefit_per_period):
        if benefit >= left:
            return period + left / benefit
        left -= benefit
    raise NoSolutionError(
        "they never repay the costs in the periods given",
        argument="benefit_per_period",
        remedy="give more periods, or take it as never repaid",
    )


def _level_payback(costs: float, benefit: float) -> float:
    if benefit <= 0:
        raise NoSolutionError(
            f"{shown(benefit)} per period never repays the costs: it must be above 0",
            argument="benefit_per_period",
            remedy="enter what the training brings per period",
        )
    return costs / benefit


@worksheet_function(
    "TRAINING_NPV",
    unit=Unit.MONEY,
    examples=[
        Example(
            (0.1, 35_000, _FIVE_YEARS),
            2_907.8676940844,
            "Small-business training, 10,000 a year at 10 %: 2,910 published from a table of three decimals",
        ),
        Example((0, column(60, 40), column(70, 80)), 50.0, "By hand: without interest it is the net benefit"),
        Example((-1, 100, 110), CellError.DIV0, "By definition: 1 + rate is 0"),
    ],
)
def training_npv(rate: Number, costs: Numbers, benefits: Series) -> float:
    """Worth today of a training: costs now, benefits after each period, discounted at the cost of capital.

    Excel's own NPV discounts its first flow, too: this one equals `NPV(rate, benefits) − SUM(costs)`. And
    where NPV skips a blank cell, which moves all later flows a period forward, a blank here is a period
    without benefit.

    Args:
        rate: Cost of capital per period as a fraction, above −1: 0.1 is 10 %.
        costs: Fully loaded costs, positive, spent now; one cell or a range to be summed.
        benefits: Money at the end of period 1, 2, 3 …, in order.

    Returns:
        Money of today: `−Σ costs + Σ benefitₜ ÷ (1 + rate)ᵗ`; above 0 the training earns more than its
        capital costs. Costs that sum to less than 0, as when subsidies exceed them, add to it.

    Raises:
        ZeroDivisorError: rate is −1.
        OutOfRangeError: rate is below −1.

    Source:
        Brealey, Myers & Allen, Principles of Corporate Finance: net present value.
    """
    if rate < -1:
        raise OutOfRangeError(
            f"{shown(rate)} isn't above −1",
            argument="rate",
            remedy=_CAPITAL,
        )
    growth = 1 + rate
    if not growth or (growth < 1 and not (growth ** len(benefits))):
        raise ZeroDivisorError(
            f"money can't be discounted by {shown(rate)}, a loss of all of it",
            argument="rate",
            remedy=_CAPITAL,
        )
    return fsum([*(benefit / growth**period for period, benefit in enumerate(benefits, 1)), -fsum(costs)])


@worksheet_function(
    "TRAINING_IRR",
    unit=Unit.PERCENT,
    examples=[
        Example((100, 110), 0.1, "By hand: 110 ÷ 100 − 1"),
        Example(
            (100, column(60, 60)), (60 + sqrt(27_600)) / 200 - 1, "Quadratic formula: 100x² − 60x − 60 = 0"
        ),
        Example((35_000, _FIVE_YEARS), 0.13201588337353914, "pyxirr 0.10.8, an independent implementation"),
        Example((100, 0), CellError.NUM, "By definition: nothing ever comes back"),
    ],
)
def training_irr(costs: Numbers, benefits: Series) -> float:
    """The rate of return a training earns per period: the cost of capital at which TRAINING_NPV is 0.

    Worth it when it exceeds the cost of capital. Where the flows change sign more than once there can be
    several such rates: then it is the one nearest to 0, and TRAINING_NPV is the better guide.

    Args:
        costs: Fully loaded costs, positive, spent now; one cell or a range to be summed.
        benefits: Money at the end of period 1, 2, 3 …, in order; a blank is a period without benefit.

    Returns:
        A fraction per period.

    Raises:
        NoSolutionError: No rate above −1 makes the net present value 0, as when subsidies exceed the costs
            and only benefits follow.

    Source:
        Brealey, Myers & Allen, Principles of Corporate Finance: internal rate of return. Solved by Newton's
        method; where benefits may be negative, from the root that numpy-financial finds nearest to 0.
    """
    flows = [-fsum(costs), *benefits]
    if min(flows) >= 0:
        raise NoSolutionError(
            "no money goes out", argument="costs", remedy="enter the programme's costs as positive numbers"
        )
    if max(flows) <= 0:
        raise NoSolutionError(
            "no money comes back", argument="benefits", remedy="enter the benefit of each period"
        )
    largest = max(map(abs, flows))
    scaled = [flow / largest for flow in flows]
    growth = _refined(scaled, _growth_near_root(scaled))
    if growth is None:
        raise NoSolutionError(
            "no rate of return makes their net present value 0",
            argument="benefits",
            remedy="use TRAINING_NPV at your cost of capital",
        )
    return growth - 1


def _growth_near_root(flows: list[float]) -> float:
    """A growth factor (1 + rate) from which Newton's method arrives; NaN where there is none."""
    cost, benefits = -flows[0], flows[1:]
    if min(benefits) >= 0:
        # One change of sign, one root. It lies to the right of what it would be if all benefits came at their
        # middle (Jensen's inequality); from its left Newton's method arrives: the value falls and is convex.
        total = fsum(benefits)
        middle = fsum(period * benefit for period, benefit in enumerate(benefits, 1)) / total
        return math.pow(total / cost, 1 / middle)
    if len(benefits) > _MOST_PERIODS:
        return nan
    # flows next to nothing throw off the eigenvalues behind the roots
    return 1 + _root_nearest_zero([flow if abs(flow) > _NEXT_TO_NOTHING else 0.0 for flow in flows])


def _root_nearest_zero(flows: list[float]) -> float:
    """What numpy-financial finds; NaN where it finds nothing."""
    import numpy as np  # both only when needed: they take longer to load than all of roi_xl
    import numpy_financial

    with np.errstate(all="ignore"):
        return float(numpy_financial.irr(flows))


def _refined(flows: list[float], growth: float) -> float | None:
    """Newton's method from a growth factor close to a root; None if it doesn't get there."""
    for _ in range(_NEWTON_STEPS):
        if not 0 < growth < inf:
            return None
        try:
            # not flow ÷ growthᵗ: late flows at a high rate are worth nothing, which isn't an overflow
            terms = [flow * (1 / growth) ** period for period, flow in enumerate(flows)]
        except OverflowError:
            return None
        slope = fsum(-period * term for period, term in enumerate(terms)) / growth
        if not slope:
            return None
        before, growth = growth, max(growth - fsum(terms) / slope, growth / 2)  # never beyond a loss of all
        if abs(growth - before) <= _SETTLED * growth:
            return growth
    return None
