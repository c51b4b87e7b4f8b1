"""What a training costs, and what one hour of a person is worth."""

from __future__ import annotations

from roi_xl.catalogue import Example, Nonnegative, Number, Unit, column, shown, worksheet_function
from roi_xl.errors import CellError, OutOfRangeError, ZeroDivisorError


@worksheet_function(
    "HOUR_VALUE",
    unit=Unit.MONEY,
    lifts=True,
    examples=[
        Example(
            (50,), 50.0, "Project brief, sales training: participants' time at 50 per hour, no benefits added"
        ),
        Example((60_000, 0.3, 2_080), 37.5, "By hand: 60,000 × 1.3 = 78,000 a year over 52 weeks × 40 hours"),
        Example((column(40, 60), 0.25), column(50.0, 75.0), "By hand: a quarter on top of each wage"),
        Example((60_000, 0.3, 0), CellError.DIV0, "By definition: no paid hours, no price for one"),
    ],
)
def hour_value(pay: Number, benefits_rate: Nonnegative = 0.0, paid_hours: Nonnegative = 1.0) -> float:
    """What one working hour of a person costs the employer, from pay and the hours paid for it.

    Pay without employer's benefits understates participants' time, the cost that published studies most often
    forget. An hourly wage needs no hours; with a yearly salary give the hours paid in a year.

    Args:
        pay: Money per period, or per hour when paid_hours is left out.
        benefits_rate: Employer's benefits and payroll taxes as a fraction of pay, 0 or more: 0.3 is 30 %.
        paid_hours: Hours paid for in the period of pay, above 0.

    Returns:
        Money per hour: `pay × (1 + benefits_rate) ÷ paid_hours`.

    Raises:
        ZeroDivisorError: paid_hours is 0 or blank.

    Source:
        Phillips & Phillips, The Business Case for Learning: fully loaded costs.
    """
    if not paid_hours:
        raise ZeroDivisorError(
            "it is 0 or blank", argument="paid_hours", remedy="give the hours that the pay is for"
        )
    return pay * (1 + benefits_rate) / paid_hours


@worksheet_function(
    "PARTICIPANT_COST",
    unit=Unit.MONEY,
    lifts=True,
    examples=[
        Example((10, 8, 50), 4_000.0, "Project brief, sales training: 80 hours of ten people at 50"),
        Example((8, 18, 150), 21_600.0, "Phillips, United Petroleum: 8 experts for 18 days at 150 a day"),
        Example((-1, 8, 50), CellError.NUM, "By definition: there is no negative number of people"),
    ],
)
def participant_cost(participants: Nonnegative, hours: Nonnegative, hourly_value: Number) -> float:
    """What participants' time costs: people × hours off the job × the full value of an hour.

    It is the cost that published studies most often leave out. Count wages or the margin lost while people
    are away, never both.

    Args:
        participants: Number of people, 0 or more.
        hours: Hours in training for each of them, 0 or more; days where the value is one of a day.
        hourly_value: Money per hour, employer's benefits included (HOUR_VALUE).

    Returns:
        Money: `participants × hours × hourly_value`.

    Source:
        ROI Institute, Phillips ROI Methodology: guiding principle 10, fully loaded costs.
    """
    return participants * hours * hourly_value


@worksheet_function(
    "PRORATED_COST",
    unit=Unit.MONEY,
    examples=[
        Example((30_000, 200, 1_000), 6_000.0, "By hand: a fifth of the people it will be given to"),
        Example((30_000, 1, 3), 10_000.0, "By hand: one of three years"),
        Example((30_000, 1_200, 1_000), CellError.NUM, "By definition: a part can't exceed its whole"),
        Example((30_000, 1, 0), CellError.DIV0, "By definition: a life of nothing"),
    ],
)
def prorated_cost(total_cost: Number, units_in_study: Nonnegative, units_over_life: Nonnegative) -> float:
    """The study's part of a one-off cost, such as development, that serves more than the study.

    Count both in the same unit: participants, courses or years.

    Args:
        total_cost: Money spent once, for the whole life of the programme.
        units_in_study: What of that life the study looks at, 0 or more.
        units_over_life: The whole life in the same unit, at least units_in_study.

    Returns:
        Money: `total_cost × units_in_study ÷ units_over_life`.

    Raises:
        ZeroDivisorError: units_over_life is 0 or blank.
        OutOfRangeError: units_in_study exceeds units_over_life.

    Source:
        ROI Institute, Phillips ROI Methodology: prorating development costs.
    """
    if not units_over_life:
        raise ZeroDivisorError(
            "it is 0 or blank", argument="units_over_life", remedy="give the whole life that the cost serves"
        )
    if units_in_study > units_over_life:
        raise OutOfRangeError(
            f"{shown(units_in_study)} exceeds the {shown(units_over_life)} of units_over_life",
            argument="units_in_study",
            remedy="give no more than the whole life",
        )
    return total_cost * (units_in_study / units_over_life)
