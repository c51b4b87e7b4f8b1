"""What a training costs, and what one hour of a person is worth."""

from __future__ import annotations

from roi_xl.catalogue import Example, Nonnegative, Number, Unit, column, worksheet_function
from roi_xl.errors import CellError, ZeroDivisorError


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
        raise ZeroDivisorError("paid_hours is 0: give the hours that the pay is for")
    return pay * (1 + benefits_rate) / paid_hours
