"""A range instead of a single figure."""

from __future__ import annotations

from math import fsum

from roi_xl.catalogue import Cells, Example, Scenarios, Unit, row, worksheet_function
from roi_xl.errors import BadArgumentError, CellError, NoCostError, OutOfRangeError

_SCENARIOS = 3  # conservative, expected, optimistic
_ROUNDING = 1e-12  # three equal scenarios summed from different parts aren't out of order


@worksheet_function(
    "ROI_RANGE",
    unit=Unit.PERCENT,
    shape=(1, 3),
    examples=[
        Example(
            (row(230, 252, 270), 100), row(1.3, 1.52, 1.7), "Project brief: 130–170 % around 152 %, by hand"
        ),
        Example(
            (((100, 150, 200), (20, 50, 100)), ((110, 100, 90), (10, 10, 10))),
            row(0.0, 90 / 110, 2.0),
            "By hand: 120 on 120, 200 on 110, 300 on 100",
        ),
        Example((row(100, 200), 100), CellError.VALUE, "Methodology, section 9: three columns"),
        Example((row(300, 200, 100), 100), CellError.NUM, "Methodology, section 9: results out of order"),
    ],
)
def roi_range(benefits: Scenarios, costs: Scenarios) -> Cells:
    """Conservative, expected and optimistic ROI, side by side, from one model with three columns.

    The conservative column holds low benefits and high costs. The range needn't be symmetric around the
    expected figure.

    Args:
        benefits: Money credited to the training, three columns: conservative, expected, optimistic; one row
            for each benefit.
        costs: Fully loaded costs, positive, three columns in the same order (conservative is the highest
            cost), or one column used for all three.

    Returns:
        Three fractions in a row: conservative, expected, optimistic.

    Raises:
        BadArgumentError: There aren't three columns.
        NoCostError: The costs of a scenario sum to 0.
        OutOfRangeError: The three results aren't in ascending order.

    Source:
        ROI Institute, Phillips ROI Methodology: guiding principle 4; range reporting after the project brief.
    """
    gains = _column_totals("benefits", benefits)
    spent = _column_totals(
        "costs", [cells * _SCENARIOS if len(cells) == 1 else cells for cells in map(tuple, costs)]
    )
    if not all(spent):
        raise NoCostError("the costs of a scenario sum to 0: a ratio to costs needs the programme's costs")
    conservative, expected, optimistic = ((g - s) / s for g, s in zip(gains, spent, strict=True))
    if conservative > expected + _ROUNDING or expected > optimistic + _ROUNDING:
        raise OutOfRangeError(
            "the ROI isn't ascending from conservative to optimistic: are the columns in order?"
        )
    return ((conservative, expected, optimistic),)


def _column_totals(name: str, rows: Scenarios) -> list[float]:
    if not rows or any(len(cells) != _SCENARIOS for cells in rows):
        raise BadArgumentError(f"{name} must have three columns: conservative, expected, optimistic")
    return [fsum(cells) for cells in zip(*rows, strict=True)]
