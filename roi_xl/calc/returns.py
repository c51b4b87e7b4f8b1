"""The ratios that judge a programme: what came back for what went in.

Costs are positive; offsets such as subsidies are negative numbers among them. Where offsets exceed the costs,
no ratio to costs means anything and functions that divide by them give `#NUM!`; amounts of money, and shares
of another sum, are what the arithmetic makes of it. The other modules keep to the same rule.
"""

from __future__ import annotations

import math
from math import fsum

from roi_xl.catalogue import Example, Nonnegative, Number, Numbers, Unit, column, shown, worksheet_function
from roi_xl.errors import CellError, NoCostError, NoSolutionError, OutOfRangeError, ZeroDivisorError

_BASICS = "ROI Basics (ASTD), chapter on BCR and ROI: benefits 60,000, costs 20,000"
_SALES = "Project brief, sales training: 5,000 + 7,000 + 80 h × 50 against 90,000"
_SALES_COSTS = column(5_000, 7_000, 4_000)


@worksheet_function(
    "TRAINING_ROI",
    unit=Unit.PERCENT,
    examples=[
        Example((60_000, 20_000), 2.0, f"{_BASICS}: 200 %"),
        Example((90_000, _SALES_COSTS), 4.625, f"{_SALES}: 462.5 %"),
        Example((8_000, 16_000), -0.5, "By hand: half of the cost is lost; there is no floor at 0"),
        Example(
            (2_200_000_000, 0), CellError.DIV0, "Motorola's published savings 1987–1992 come without a cost"
        ),
    ],
)
def training_roi(benefits: Numbers, costs: Numbers) -> float:
    """Return on investment of a training: the net benefit per unit of cost, as a fraction (0.75 is 75 %).

    ROI is net, the benefit-cost ratio is gross: ROI = BCR − 1. An ROI of 462.5 % means that 5.63 came back
    for each 1 spent, of which 4.63 is gain; calling the 4.63 "what came back" is the commonest published
    error. Enter contribution margin, never revenue.

    Args:
        benefits: Money credited to the training, one cell or a range to be summed.
        costs: Fully loaded costs, positive, one cell or a range to be summed.

    Returns:
        A fraction: `(Σ benefits − Σ costs) ÷ Σ costs`.

    Raises:
        NoCostError: The costs sum to 0, also in an empty range.
        OutOfRangeError: The costs sum to less than 0: they were entered with a minus sign.

    Source:
        ROI Institute, Phillips ROI Methodology: level 5.
    """
    spent = total_cost(costs)
    return (fsum(benefits) - spent) / spent


@worksheet_function(
    "NET_BENEFIT",
    unit=Unit.MONEY,
    examples=[
        Example((20_000, 8_000), 12_000.0, "HR Helper, training ROI calculator: net 12,000"),
        Example((90_000, _SALES_COSTS), 74_000.0, _SALES),
        Example(
            (20_000, CellError.NA),
            CellError.NA,
            "Methodology, section 1: an error in an argument is the result",
        ),
    ],
)
def net_benefit(benefits: Numbers, costs: Numbers) -> float:
    """What a training leaves after its cost, in money: benefits minus fully loaded costs.

    Args:
        benefits: Money credited to the training, one cell or a range to be summed.
        costs: Fully loaded costs, positive, one cell or a range to be summed.

    Returns:
        Money: `Σ benefits − Σ costs`; negative when the training lost money. Costs that sum to less than 0,
        as when subsidies exceed them, add to it.

    Source:
        ROI Institute, Phillips ROI Methodology: level 5.
    """
    return fsum(benefits) - fsum(costs)


@worksheet_function(
    "BENEFIT_COST_RATIO",
    unit=Unit.RATIO,
    examples=[
        Example((60_000, 20_000), 3.0, f"{_BASICS}: 3.0"),
        Example((90_000, _SALES_COSTS), 5.625, f"{_SALES}; 5.63 came back for each 1 spent"),
        Example((60_000, 0), CellError.DIV0, "By definition: no cost, no ratio"),
    ],
)
def benefit_cost_ratio(benefits: Numbers, costs: Numbers) -> float:
    """What came back for each 1 spent, gross: benefits divided by fully loaded costs.

    It is ROI + 1: a ratio of 1 is break-even, not a gain of 100 %.

    Args:
        benefits: Money credited to the training, one cell or a range to be summed.
        costs: Fully loaded costs, positive, one cell or a range to be summed.

    Returns:
        A ratio: `Σ benefits ÷ Σ costs`.

    Raises:
        NoCostError: The costs sum to 0, also in an empty range.
        OutOfRangeError: The costs sum to less than 0: they were entered with a minus sign.

    Source:
        ROI Institute, Phillips ROI Methodology: level 5.
    """
    return fsum(benefits) / total_cost(costs)


def total_cost(costs: Numbers) -> float:
    """The sum of the costs, fit to be divided by.

    Raises:
        NoCostError: They sum to 0.
        OutOfRangeError: They sum to less than 0, as when costs were entered with a minus sign.
    """
    total = fsum(costs)
    if not total:
        raise NoCostError("they sum to 0", argument="costs", remedy="enter the programme's costs")
    if total < 0:
        raise OutOfRangeError(
            f"they sum to {shown(total)}, below 0",
            argument="costs",
            remedy="enter costs as positive numbers, and subsidies that stay below them",
        )
    return total


@worksheet_function(
    "ANNUALIZED_ROI",
    unit=Unit.PERCENT,
    examples=[
        Example((0.21, 2), 0.1, "By hand: 1.1² = 1.21"),
        Example((-0.75, 2), -0.5, "By hand: 0.5² = 0.25"),
        Example((0.21, 0), CellError.DIV0, "By definition: no time, no rate per year"),
        Example((-1.5, 2), CellError.NUM, "By definition: more than everything can't be lost every year"),
    ],
)
def annualized_roi(roi: Number, years: Nonnegative) -> float:
    """ROI as a rate per year, if all the money came at the end.

    ROI itself has no time in it: 21 % in two years is 10 % a year, compounded, if nothing came back before
    the end. Money that comes earlier is worth more: 50,000 that bring 16,500 a year for five years have an
    annualised ROI of 10.5 % and an internal rate of return of 19.4 %. So this rate never decides whether a
    training earns its cost of capital: TRAINING_NPV and TRAINING_IRR do.

    Args:
        roi: Return on investment over all the years as a fraction, −1 or more.
        years: Length of the study in years, above 0.

    Returns:
        A fraction per year: `(1 + roi)^(1 ÷ years) − 1`.

    Raises:
        ZeroDivisorError: years is 0 or blank.
        OutOfRangeError: roi is below −1.

    Source:
        CFA Institute, Global Investment Performance Standards: annualised returns.
    """
    if not years:
        raise ZeroDivisorError(
            "it is 0 or blank", argument="years", remedy="give the length of the study in years"
        )
    if roi < -1:
        raise OutOfRangeError(
            f"{shown(roi)} is below −1, a loss of everything",
            argument="roi",
            remedy="give the ROI in percent, -100% or more, such as 35%",
        )
    return math.pow(1 + roi, 1 / years) - 1


@worksheet_function(
    "REQUIRED_BENEFIT",
    unit=Unit.MONEY,
    examples=[
        Example(
            (1_000, 0.3), 1_300.0, "TrainingZone, bitesize no. 5: what a budget of 1,000 must bring for 30 %"
        ),
        Example((_SALES_COSTS, 0), 16_000.0, "Project brief, sales training: break-even is its cost"),
        Example((1_000, "30 %"), CellError.VALUE, "Methodology, section 1: text isn't a number"),
    ],
)
def required_benefit(costs: Numbers, target_roi: Number) -> float:
    """The benefit that a budget must bring to reach a target ROI: the way back from ROI to money.

    Args:
        costs: Fully loaded costs, positive, one cell or a range to be summed.
        target_roi: The ROI to reach, as a fraction: 0.3 is 30 %.

    Returns:
        Money: `Σ costs × (1 + target_roi)`; below 0 where subsidies exceed the costs.

    Source:
        ROI Institute, Phillips ROI Methodology: ROI forecasting.
    """
    return fsum(costs) * (1 + target_roi)


@worksheet_function(
    "BREAK_EVEN_SHARE",
    unit=Unit.PERCENT,
    examples=[
        Example((90_000, _SALES_COSTS), 16 / 90, f"{_SALES}: 17.8 % is enough"),
        Example((90_000, _SALES_COSTS, 0.25), 20 / 90, "By hand: 16,000 × 1.25 of 90,000"),
        Example((8_000, 16_000), 2.0, "By hand: twice the whole benefit; it can't be met"),
        Example((0, 16_000), CellError.DIV0, "By definition: no share of nothing"),
        Example((-5_000, 16_000), CellError.NUM, "By definition: no share of a loss repays a cost"),
    ],
)
def break_even_share(benefits: Numbers, costs: Numbers, target_roi: Number = 0.0) -> float:
    """The share of the unadjusted benefits that must be due to the training for it to meet its target.

    It turns the quarrel about attribution round: not "is it 40 %?" but "is it more than 18 %?". Above 1 the
    target can't be met; the figure is returned as it is.

    Args:
        benefits: Money of the whole improvement, before attribution; one cell or a range to be summed.
        costs: Fully loaded costs, positive, one cell or a range to be summed.
        target_roi: The ROI to reach, as a fraction; 0 is break-even.

    Returns:
        A fraction: `(1 + target_roi) × Σ costs ÷ Σ benefits`; below 0 where subsidies exceed the costs, so
        that no benefit is needed.

    Raises:
        ZeroDivisorError: The benefits sum to 0.
        NoSolutionError: The benefits sum to less than 0.

    Source:
        ROI Institute, Phillips ROI Methodology: break-even analysis of the isolation step.
    """
    total = fsum(benefits)
    if not total:
        raise ZeroDivisorError(
            "they sum to 0", argument="benefits", remedy="enter what the programme brought"
        )
    if total < 0:
        raise NoSolutionError(
            f"they sum to {shown(total)}, a loss of which no share repays the costs",
            argument="benefits",
            remedy="enter benefits as positive numbers",
        )
    return required_benefit(costs, target_roi) / total
