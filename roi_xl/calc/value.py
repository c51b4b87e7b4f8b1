"""From an improvement to money: what a unit of it is worth."""

from __future__ import annotations

from roi_xl.catalogue import Example, Flag, Nonnegative, Number, Share, Unit, column, worksheet_function
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
def cost_of_error(hours_to_correct: Nonnegative, hourly_value: Number, material_cost: Number = 0.0) -> float:
    """What one error costs: the time to correct it at the full hourly value, and the material it wasted.

    Give the average over real errors, and the fully loaded value of an hour (HOUR_VALUE), not the bare wage.

    Args:
        hours_to_correct: Hours of work to put one error right, on average, 0 or more.
        hourly_value: Money per hour of the people who correct it, benefits included.
        material_cost: Money of material wasted by one error.

    Returns:
        Money per error: `hours_to_correct × hourly_value + material_cost`.

    Source:
        Phillips, Return on Investment in Training and Performance Improvement Programs: cost of quality.
    """
    return hours_to_correct * hourly_value + material_cost


@worksheet_function(
    "TIME_SAVED_VALUE",
    unit=Unit.MONEY,
    lifts=True,
    examples=[
        Example((100, 50), 5_000.0, "By hand: every saved hour is used"),
        Example((100, 50, 0.5), 2_500.0, "By hand: half of the saved time is used productively"),
        Example((100, 50, 50), CellError.NUM, "Methodology, section 1: 50 % is 0.5"),
    ],
)
def time_saved_value(hours_saved: Number, hourly_value: Number, realised_share: Share = 1.0) -> float:
    """What saved time is worth, as far as it is really used for other work.

    Saved minutes become money only where somebody does something else with them: ask for the share. It is a
    soft benefit (capacity) unless the payroll or the overtime bill went down.

    Args:
        hours_saved: Hours saved in the period; negative where more time is needed than before.
        hourly_value: Money per hour, employer's benefits included (HOUR_VALUE).
        realised_share: Share of the saved time that is used productively, 0 to 1.

    Returns:
        Money: `hours_saved × hourly_value × realised_share`.

    Source:
        Phillips, Return on Investment in Training and Performance Improvement Programs: value of time.
    """
    return hours_saved * hourly_value * realised_share


@worksheet_function(
    "TURNOVER_SAVING",
    unit=Unit.MONEY,
    examples=[
        Example(
            (50, 0.16, 0.12, 49_200),
            98_400.0,
            "FORMTS, turnover cost: 8 of 50 leave at 49,200 each, a quarter fewer; published as 98,000",
        ),
        Example((50, 0.12, 0.16, 49_200), -98_400.0, "By hand: more people leave than before"),
        Example((50, -0.1, 0.12, 49_200), CellError.NUM, "By definition: no negative number of leavers"),
    ],
)
def turnover_saving(
    headcount: Nonnegative, rate_before: Nonnegative, rate_after: Nonnegative, cost_per_leaver: Number
) -> float:
    """What a lower staff turnover saves in a year.

    Give both rates. "Turnover fell by 10 %" can mean from 20 % to 18 % or to 10 %, five times as much.

    Args:
        headcount: People employed on average, 0 or more.
        rate_before: Leavers per year as a fraction of headcount before the training: 0.16 is 16 %.
        rate_after: The same after the training.
        cost_per_leaver: Money to replace one person: recruiting, training, lost productivity.

    Returns:
        Money per year: `headcount × (rate_before − rate_after) × cost_per_leaver`; negative when turnover
        rose.

    Source:
        Phillips & Edwards, Managing Retention: cost of turnover.
    """
    return headcount * (rate_before - rate_after) * cost_per_leaver


@worksheet_function(
    "MARGIN_VALUE",
    unit=Unit.MONEY,
    lifts=True,
    examples=[
        Example(
            (90_000, 0.4), 36_000.0, "Project brief, sales training at a margin of 40 %: ROI 125 % on 16,000"
        ),
        Example((-10_000, 0.2), -2_000.0, "By hand: lost revenue is a lost margin"),
        Example((90_000, 40), CellError.NUM, "Methodology, section 1: 40 % is 0.4"),
    ],
)
def margin_value(revenue_change: Number, margin: Share) -> float:
    """The benefit in a change of revenue: the contribution margin it brings.

    Revenue itself is not a benefit, as goods or hours had to be delivered for it. A blank margin gives 0.

    Args:
        revenue_change: Money of additional revenue in the period; negative where it fell.
        margin: Contribution margin as a fraction of revenue, 0 to 1.

    Returns:
        Money: `revenue_change × margin`.

    Source:
        ROI Institute, Phillips ROI Methodology: converting output to profit contribution.
    """
    return revenue_change * margin


@worksheet_function(
    "IMPROVEMENT_VALUE",
    unit=Unit.MONEY,
    lifts=True,
    examples=[
        Example((100, 120, 25), 500.0, "By hand: 20 more units at 25"),
        Example((20, 12, 100, True, 12), 9_600.0, "By hand: 8 errors fewer a month at 100, for a year"),
        Example((12, 20, 100, True), -800.0, "By hand: more errors than before"),
        Example(
            (20, 12, "100", True), CellError.VALUE, "Methodology, section 1: text that looks like a number"
        ),
    ],
)
def improvement_value(
    before: Number,
    after: Number,
    unit_value: Number,
    lower_is_better: Flag = False,  # noqa: FBT002  # a cell with TRUE or FALSE, given by position as Excel does
    periods: Nonnegative = 1.0,
) -> float:
    """What a change of a measure is worth: the change × the value of one unit × the periods it lasts.

    A deterioration is negative. Say so when a fall is the improvement, as with errors, complaints or days
    lost.

    Args:
        before: The measure per period before the training.
        after: The same measure after it.
        unit_value: Money per unit of the measure (COST_OF_ERROR, HOUR_VALUE …).
        lower_is_better: TRUE when a smaller measure is an improvement.
        periods: How many such periods to count, 0 or more; 12 carries a month to a year.

    Returns:
        Money: `(after − before) × unit_value × periods`, with the opposite sign when lower is better.

    Source:
        ROI Institute, Phillips ROI Methodology: the five steps of converting data to money.
    """
    improvement = before - after if lower_is_better else after - before
    return improvement * unit_value * periods
