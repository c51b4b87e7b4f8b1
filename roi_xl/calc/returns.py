"""The ratios that judge a programme: what came back for what went in."""

from __future__ import annotations

from math import fsum

from roi_xl.catalogue import Example, Numbers, Unit, column, worksheet_function
from roi_xl.errors import CellError, NoCostError

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

    Source:
        ROI Institute, Phillips ROI Methodology: level 5.
    """
    spent = _total_cost(costs)
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
        Money: `Σ benefits − Σ costs`; negative when the training lost money.

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

    Source:
        ROI Institute, Phillips ROI Methodology: level 5.
    """
    return fsum(benefits) / _total_cost(costs)


def _total_cost(costs: Numbers) -> float:
    total = fsum(costs)
    if not total:
        raise NoCostError("the costs sum to 0: a ratio to costs needs the programme's costs")
    return total
