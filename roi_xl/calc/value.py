"""From an improvement to money: what a unit of it is worth."""

from __future__ import annotations

from roi_xl.catalogue import Example, Number, Unit, column, worksheet_function
from roi_xl.errors import CellError


@worksheet_function(
    "COST_OF_ERROR",
    unit=Unit.MONEY,
    lifts=True,
    examples=[
        Example((2, 50), 100.0, "By hand: 2 hours at 50"),
        Example((0.5, 40, 30), 50.0, "By hand: half an hour at 40 and 30 of wasted material"),
        Example((column(1, 2), 50, column(0, 25)), column(50.0, 125.0), "By hand, two kinds of error"),
        Example(("2 h", 50), CellError.VALUE, "Methodology, section 1: text isn't a number"),
    ],
)
def cost_of_error(hours_to_correct: Number, hourly_value: Number, material_cost: Number = 0.0) -> float:
    """What one error costs: the time to correct it at the full hourly value, and the material it wasted.

    Give the average over real errors, and the fully loaded value of an hour (HOUR_VALUE), not the bare wage.

    Args:
        hours_to_correct: Hours of work to put one error right, on average.
        hourly_value: Money per hour of the people who correct it, benefits included.
        material_cost: Money of material wasted by one error.

    Returns:
        Money per error: `hours_to_correct × hourly_value + material_cost`.

    Source:
        Phillips, Return on Investment in Training and Performance Improvement Programs: cost of quality.
    """
    return hours_to_correct * hourly_value + material_cost
