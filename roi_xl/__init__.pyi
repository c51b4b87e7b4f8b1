"""The worksheet functions as a Python library; written by `roi-xl docs`."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, TypeAlias, TypeVar, overload

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from roi_xl.catalogue import LeftOut

_Number: TypeAlias = float | Decimal | np.number[Any] | None
_Flat: TypeAlias = Iterable[_Number]
_Nested: TypeAlias = Iterable[Iterable[_Number]]
_Table: TypeAlias = NDArray[Any] | pd.Series[Any] | pd.DataFrame
_Numbers: TypeAlias = _Number | _Table | Iterable[_Number | Iterable[_Number]]
_Flag: TypeAlias = bool | np.bool_ | None
_Flags: TypeAlias = _Flag | _Table | Iterable[_Number | Iterable[_Number]]
_Text: TypeAlias = str | None
_Label: TypeAlias = float | str | None
_Labels: TypeAlias = _Label | Iterable[_Label | Iterable[_Label]]
_T = TypeVar("_T", NDArray[Any], pd.Series[Any], pd.DataFrame)

__version__: str

def training_roi(
    benefits: _Numbers,
    costs: _Numbers,
) -> float:
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

@overload
def cost_of_error(
    hours_to_correct: _Number,
    hourly_value: _Number,
    material_cost: _Number | LeftOut = ...,
) -> float: ...
@overload
def cost_of_error(
    hours_to_correct: _T,
    hourly_value: _Numbers,
    material_cost: _Numbers | LeftOut = ...,
) -> _T: ...
@overload
def cost_of_error(
    hours_to_correct: _Flat,
    hourly_value: _Numbers,
    material_cost: _Numbers | LeftOut = ...,
) -> list[float]: ...
@overload
def cost_of_error(
    hours_to_correct: _Nested,
    hourly_value: _Numbers,
    material_cost: _Numbers | LeftOut = ...,
) -> list[list[float]]: ...
@overload
def cost_of_error(
    hours_to_correct: _Number,
    hourly_value: _T,
    material_cost: _Numbers | LeftOut = ...,
) -> _T: ...
@overload
def cost_of_error(
    hours_to_correct: _Number,
    hourly_value: _Flat,
    material_cost: _Numbers | LeftOut = ...,
) -> list[float]: ...
@overload
def cost_of_error(
    hours_to_correct: _Number,
    hourly_value: _Nested,
    material_cost: _Numbers | LeftOut = ...,
) -> list[list[float]]: ...
@overload
def cost_of_error(
    hours_to_correct: _Number,
    hourly_value: _Number,
    material_cost: _T,
) -> _T: ...
@overload
def cost_of_error(
    hours_to_correct: _Number,
    hourly_value: _Number,
    material_cost: _Flat,
) -> list[float]: ...
@overload
def cost_of_error(
    hours_to_correct: _Number,
    hourly_value: _Number,
    material_cost: _Nested,
) -> list[list[float]]:
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

@overload
def hour_value(
    pay: _Number,
    benefits_rate: _Number | LeftOut = ...,
    paid_hours: _Number | LeftOut = ...,
) -> float: ...
@overload
def hour_value(
    pay: _T,
    benefits_rate: _Numbers | LeftOut = ...,
    paid_hours: _Numbers | LeftOut = ...,
) -> _T: ...
@overload
def hour_value(
    pay: _Flat,
    benefits_rate: _Numbers | LeftOut = ...,
    paid_hours: _Numbers | LeftOut = ...,
) -> list[float]: ...
@overload
def hour_value(
    pay: _Nested,
    benefits_rate: _Numbers | LeftOut = ...,
    paid_hours: _Numbers | LeftOut = ...,
) -> list[list[float]]: ...
@overload
def hour_value(
    pay: _Number,
    benefits_rate: _T,
    paid_hours: _Numbers | LeftOut = ...,
) -> _T: ...
@overload
def hour_value(
    pay: _Number,
    benefits_rate: _Flat,
    paid_hours: _Numbers | LeftOut = ...,
) -> list[float]: ...
@overload
def hour_value(
    pay: _Number,
    benefits_rate: _Nested,
    paid_hours: _Numbers | LeftOut = ...,
) -> list[list[float]]: ...
@overload
def hour_value(
    pay: _Number,
    benefits_rate: _Number | LeftOut,
    paid_hours: _T,
) -> _T: ...
@overload
def hour_value(
    pay: _Number,
    benefits_rate: _Number | LeftOut = ...,
    *,
    paid_hours: _T,
) -> _T: ...
@overload
def hour_value(
    pay: _Number,
    benefits_rate: _Number | LeftOut,
    paid_hours: _Flat,
) -> list[float]: ...
@overload
def hour_value(
    pay: _Number,
    benefits_rate: _Number | LeftOut = ...,
    *,
    paid_hours: _Flat,
) -> list[float]: ...
@overload
def hour_value(
    pay: _Number,
    benefits_rate: _Number | LeftOut,
    paid_hours: _Nested,
) -> list[list[float]]: ...
@overload
def hour_value(
    pay: _Number,
    benefits_rate: _Number | LeftOut = ...,
    *,
    paid_hours: _Nested,
) -> list[list[float]]:
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

@overload
def attributed_benefit(
    benefit: _Number,
    attribution: _Number,
    confidence: _Number | LeftOut = ...,
) -> float: ...
@overload
def attributed_benefit(
    benefit: _T,
    attribution: _Numbers,
    confidence: _Numbers | LeftOut = ...,
) -> _T: ...
@overload
def attributed_benefit(
    benefit: _Flat,
    attribution: _Numbers,
    confidence: _Numbers | LeftOut = ...,
) -> list[float]: ...
@overload
def attributed_benefit(
    benefit: _Nested,
    attribution: _Numbers,
    confidence: _Numbers | LeftOut = ...,
) -> list[list[float]]: ...
@overload
def attributed_benefit(
    benefit: _Number,
    attribution: _T,
    confidence: _Numbers | LeftOut = ...,
) -> _T: ...
@overload
def attributed_benefit(
    benefit: _Number,
    attribution: _Flat,
    confidence: _Numbers | LeftOut = ...,
) -> list[float]: ...
@overload
def attributed_benefit(
    benefit: _Number,
    attribution: _Nested,
    confidence: _Numbers | LeftOut = ...,
) -> list[list[float]]: ...
@overload
def attributed_benefit(
    benefit: _Number,
    attribution: _Number,
    confidence: _T,
) -> _T: ...
@overload
def attributed_benefit(
    benefit: _Number,
    attribution: _Number,
    confidence: _Flat,
) -> list[float]: ...
@overload
def attributed_benefit(
    benefit: _Number,
    attribution: _Number,
    confidence: _Nested,
) -> list[list[float]]:
    """The part of a benefit that may be credited to the training, cut by how sure the estimator is of it.

    Confidence is a conservatism haircut, not a statistical interval: 70 % sure means 30 % is given away. A
    blank share or confidence counts as 0 and credits nothing; a confidence that is left out cuts nothing.

    Args:
        benefit: Money of the whole improvement; negative for a deterioration.
        attribution: Share of it that is due to the training, 0 to 1.
        confidence: How sure the source of that share is of it, 0 to 1.

    Returns:
        Money: `benefit × attribution × confidence`.

    Source:
        ROI Institute, Phillips ROI Methodology: guiding principles 5 and 7.
    """

def roi_range(
    benefits: _Numbers,
    costs: _Numbers,
) -> tuple[float, float, float]:
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
        OutOfRangeError: The costs of a scenario sum to less than 0, or the three results aren't in ascending
            order.

    Source:
        ROI Institute, Phillips ROI Methodology: guiding principle 4, choose the most
        conservative alternative.
    """

@overload
def participant_cost(
    participants: _Number,
    hours: _Number,
    hourly_value: _Number,
) -> float: ...
@overload
def participant_cost(
    participants: _T,
    hours: _Numbers,
    hourly_value: _Numbers,
) -> _T: ...
@overload
def participant_cost(
    participants: _Flat,
    hours: _Numbers,
    hourly_value: _Numbers,
) -> list[float]: ...
@overload
def participant_cost(
    participants: _Nested,
    hours: _Numbers,
    hourly_value: _Numbers,
) -> list[list[float]]: ...
@overload
def participant_cost(
    participants: _Number,
    hours: _T,
    hourly_value: _Numbers,
) -> _T: ...
@overload
def participant_cost(
    participants: _Number,
    hours: _Flat,
    hourly_value: _Numbers,
) -> list[float]: ...
@overload
def participant_cost(
    participants: _Number,
    hours: _Nested,
    hourly_value: _Numbers,
) -> list[list[float]]: ...
@overload
def participant_cost(
    participants: _Number,
    hours: _Number,
    hourly_value: _T,
) -> _T: ...
@overload
def participant_cost(
    participants: _Number,
    hours: _Number,
    hourly_value: _Flat,
) -> list[float]: ...
@overload
def participant_cost(
    participants: _Number,
    hours: _Number,
    hourly_value: _Nested,
) -> list[list[float]]:
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

def prorated_cost(
    total_cost: _Number,
    units_in_study: _Number,
    units_over_life: _Number,
) -> float:
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

@overload
def time_saved_value(
    hours_saved: _Number,
    hourly_value: _Number,
    realised_share: _Number | LeftOut = ...,
) -> float: ...
@overload
def time_saved_value(
    hours_saved: _T,
    hourly_value: _Numbers,
    realised_share: _Numbers | LeftOut = ...,
) -> _T: ...
@overload
def time_saved_value(
    hours_saved: _Flat,
    hourly_value: _Numbers,
    realised_share: _Numbers | LeftOut = ...,
) -> list[float]: ...
@overload
def time_saved_value(
    hours_saved: _Nested,
    hourly_value: _Numbers,
    realised_share: _Numbers | LeftOut = ...,
) -> list[list[float]]: ...
@overload
def time_saved_value(
    hours_saved: _Number,
    hourly_value: _T,
    realised_share: _Numbers | LeftOut = ...,
) -> _T: ...
@overload
def time_saved_value(
    hours_saved: _Number,
    hourly_value: _Flat,
    realised_share: _Numbers | LeftOut = ...,
) -> list[float]: ...
@overload
def time_saved_value(
    hours_saved: _Number,
    hourly_value: _Nested,
    realised_share: _Numbers | LeftOut = ...,
) -> list[list[float]]: ...
@overload
def time_saved_value(
    hours_saved: _Number,
    hourly_value: _Number,
    realised_share: _T,
) -> _T: ...
@overload
def time_saved_value(
    hours_saved: _Number,
    hourly_value: _Number,
    realised_share: _Flat,
) -> list[float]: ...
@overload
def time_saved_value(
    hours_saved: _Number,
    hourly_value: _Number,
    realised_share: _Nested,
) -> list[list[float]]:
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

def turnover_saving(
    headcount: _Number,
    rate_before: _Number,
    rate_after: _Number,
    cost_per_leaver: _Number,
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

@overload
def margin_value(
    revenue_change: _Number,
    margin: _Number,
) -> float: ...
@overload
def margin_value(
    revenue_change: _T,
    margin: _Numbers,
) -> _T: ...
@overload
def margin_value(
    revenue_change: _Flat,
    margin: _Numbers,
) -> list[float]: ...
@overload
def margin_value(
    revenue_change: _Nested,
    margin: _Numbers,
) -> list[list[float]]: ...
@overload
def margin_value(
    revenue_change: _Number,
    margin: _T,
) -> _T: ...
@overload
def margin_value(
    revenue_change: _Number,
    margin: _Flat,
) -> list[float]: ...
@overload
def margin_value(
    revenue_change: _Number,
    margin: _Nested,
) -> list[list[float]]:
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

@overload
def improvement_value(
    before: _Number,
    after: _Number,
    unit_value: _Number,
    lower_is_better: _Flag | LeftOut = ...,
    periods: _Number | LeftOut = ...,
) -> float: ...
@overload
def improvement_value(
    before: _T,
    after: _Numbers,
    unit_value: _Numbers,
    lower_is_better: _Flags | LeftOut = ...,
    periods: _Numbers | LeftOut = ...,
) -> _T: ...
@overload
def improvement_value(
    before: _Flat,
    after: _Numbers,
    unit_value: _Numbers,
    lower_is_better: _Flags | LeftOut = ...,
    periods: _Numbers | LeftOut = ...,
) -> list[float]: ...
@overload
def improvement_value(
    before: _Nested,
    after: _Numbers,
    unit_value: _Numbers,
    lower_is_better: _Flags | LeftOut = ...,
    periods: _Numbers | LeftOut = ...,
) -> list[list[float]]: ...
@overload
def improvement_value(
    before: _Number,
    after: _T,
    unit_value: _Numbers,
    lower_is_better: _Flags | LeftOut = ...,
    periods: _Numbers | LeftOut = ...,
) -> _T: ...
@overload
def improvement_value(
    before: _Number,
    after: _Flat,
    unit_value: _Numbers,
    lower_is_better: _Flags | LeftOut = ...,
    periods: _Numbers | LeftOut = ...,
) -> list[float]: ...
@overload
def improvement_value(
    before: _Number,
    after: _Nested,
    unit_value: _Numbers,
    lower_is_better: _Flags | LeftOut = ...,
    periods: _Numbers | LeftOut = ...,
) -> list[list[float]]: ...
@overload
def improvement_value(
    before: _Number,
    after: _Number,
    unit_value: _T,
    lower_is_better: _Flags | LeftOut = ...,
    periods: _Numbers | LeftOut = ...,
) -> _T: ...
@overload
def improvement_value(
    before: _Number,
    after: _Number,
    unit_value: _Flat,
    lower_is_better: _Flags | LeftOut = ...,
    periods: _Numbers | LeftOut = ...,
) -> list[float]: ...
@overload
def improvement_value(
    before: _Number,
    after: _Number,
    unit_value: _Nested,
    lower_is_better: _Flags | LeftOut = ...,
    periods: _Numbers | LeftOut = ...,
) -> list[list[float]]: ...
@overload
def improvement_value(
    before: _Number,
    after: _Number,
    unit_value: _Number,
    lower_is_better: _T,
    periods: _Numbers | LeftOut = ...,
) -> _T: ...
@overload
def improvement_value(
    before: _Number,
    after: _Number,
    unit_value: _Number,
    lower_is_better: _Flat,
    periods: _Numbers | LeftOut = ...,
) -> list[float]: ...
@overload
def improvement_value(
    before: _Number,
    after: _Number,
    unit_value: _Number,
    lower_is_better: _Nested,
    periods: _Numbers | LeftOut = ...,
) -> list[list[float]]: ...
@overload
def improvement_value(
    before: _Number,
    after: _Number,
    unit_value: _Number,
    lower_is_better: _Flag | LeftOut,
    periods: _T,
) -> _T: ...
@overload
def improvement_value(
    before: _Number,
    after: _Number,
    unit_value: _Number,
    lower_is_better: _Flag | LeftOut = ...,
    *,
    periods: _T,
) -> _T: ...
@overload
def improvement_value(
    before: _Number,
    after: _Number,
    unit_value: _Number,
    lower_is_better: _Flag | LeftOut,
    periods: _Flat,
) -> list[float]: ...
@overload
def improvement_value(
    before: _Number,
    after: _Number,
    unit_value: _Number,
    lower_is_better: _Flag | LeftOut = ...,
    *,
    periods: _Flat,
) -> list[float]: ...
@overload
def improvement_value(
    before: _Number,
    after: _Number,
    unit_value: _Number,
    lower_is_better: _Flag | LeftOut,
    periods: _Nested,
) -> list[list[float]]: ...
@overload
def improvement_value(
    before: _Number,
    after: _Number,
    unit_value: _Number,
    lower_is_better: _Flag | LeftOut = ...,
    *,
    periods: _Nested,
) -> list[list[float]]:
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

def estimated_share(
    shares: _Numbers,
    confidences: _Numbers,
    respondents: _Number | LeftOut = ...,
) -> float:
    """The share of an improvement that participants credit to the training, cut by their confidence.

    Who didn't answer counts as zero: a blank row is a participant without data, and respondents, when given,
    is the number of all people asked. Averages over those who answered only are the enthusiasts' average.

    Args:
        shares: Each participant's estimate of the share due to the training, 0 to 1, one cell per
            participant.
        confidences: How sure each is of that estimate, 0 to 1, in the same order; blank credits nothing.
        respondents: Number of all participants asked; left out, the number of cells in shares.

    Returns:
        A fraction: `Σ share × confidence ÷ participants`.

    Raises:
        BadArgumentError: shares and confidences differ in size.
        OutOfRangeError: There are more estimates than respondents.
        ZeroDivisorError: There are no participants.

    Source:
        ROI Institute, Phillips ROI Methodology: guiding principles 6 and 7.
    """

def control_group_effect(
    trained_before: _Numbers,
    trained_after: _Numbers,
    control_before: _Numbers,
    control_after: _Numbers,
    relative: _Flag | LeftOut = ...,
) -> float:
    """The change among the trained beyond that of a control group: difference-in-differences of the means.

    Additive, it assumes that without training both groups would have changed by the same amount: right for
    means per person of like groups. Relative, it assumes that they would have changed at the same rate: right
    for groups of different size or level and for totals, such as the sales of a region, where equal amounts
    mean nothing; the measure must be above 0 in both groups. Say beside the figure which of the two it is.
    The result is in the unit of the measure, per period, may be negative, and may exceed the trained group's
    own change where the control group falls. Blanks are missing data.

    Args:
        trained_before: The trained group before: its mean or total, or a range of observations.
        trained_after: The trained group after the training.
        control_before: The group without training, before.
        control_after: The group without training, after.
        relative: TRUE applies the control group's rate of change to the trained group; FALSE, or left out,
            its change in units.

    Returns:
        The effect in the measure's unit: `(trained_after − trained_before) − (control_after −
        control_before)`; relative, `trained_after − trained_before × control_after ÷ control_before`.

    Raises:
        ZeroDivisorError: One of the four holds no number, or relative is TRUE and the mean of control_before
            is 0.

    Source:
        Card & Krueger 1994, American Economic Review 84(4); Phillips: isolation by control group.
    """

def control_group_interval(
    trained_before: _Numbers,
    trained_after: _Numbers,
    control_before: _Numbers,
    control_after: _Numbers,
    confidence_level: _Number | LeftOut = ...,
    relative: _Flag | LeftOut = ...,
) -> tuple[float, float, float]:
    """The effect against a control group with its confidence interval: effect, low and high, side by side.

    A statistical interval for sampling error, for four independent groups of observations. When the same
    people are measured before and after, it is wider than need be. An interval that includes 0 does not show
    an effect; nor does it show that there is none. Relative, it is an approximation that needs a
    control_before far from 0, several times its own standard error.

    Args:
        trained_before: Observations of the trained group before, two or more.
        trained_after: Observations of the trained group after the training.
        control_before: Observations of the group without training, before.
        control_after: Observations of the group without training, after.
        confidence_level: How often such intervals hold the truth, between 0 and 1, usually 0.95.
        relative: TRUE applies the control group's rate of change to the trained group, for groups of
            different size or level and totals; FALSE, or left out, its change in units.

    Returns:
        Three numbers in the measure's unit: the effect (CONTROL_GROUP_EFFECT) and both ends of its interval.

    Raises:
        ZeroDivisorError: One of the four holds fewer than two numbers, or relative is TRUE and the mean of
            control_before is 0.
        OutOfRangeError: confidence_level is 0 or 1.

    Source:
        Welch 1947, Biometrika 34; Satterthwaite 1946, Biometrics Bulletin 2, over four cells. Relative: the
        delta method, JCGM 100:2008 (GUM), 5.1.2 for the standard error, G.4.1 for the degrees of freedom.
    """

def trend_effect(
    before: _Numbers,
    after: _Numbers,
) -> float:
    """How far results after a training lie, on average, from the trend that was there before it.

    A plain before/after comparison credits the training with whatever was already on its way. It assumes that
    nothing else changed and that the trend would have gone on. Blanks are missing periods: they keep their
    place.

    Args:
        before: The measure in each period before the training, oldest first, two periods or more.
        after: The measure in each period from the training on, carrying on without a gap.

    Returns:
        The mean of actual − trend in the measure's unit; the trend is the least-squares line through before.

    Raises:
        ZeroDivisorError: before holds fewer than two numbers or after none.

    Source:
        Phillips, Return on Investment in Training: trend-line analysis.
    """

def net_benefit(
    benefits: _Numbers,
    costs: _Numbers,
) -> float:
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

def benefit_cost_ratio(
    benefits: _Numbers,
    costs: _Numbers,
) -> float:
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

def annualized_roi(
    roi: _Number,
    years: _Number,
) -> float:
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

def required_benefit(
    costs: _Numbers,
    target_roi: _Number,
) -> float:
    """The benefit that a budget must bring to reach a target ROI: the way back from ROI to money.

    Args:
        costs: Fully loaded costs, positive, one cell or a range to be summed.
        target_roi: The ROI to reach, as a fraction: 0.3 is 30 %.

    Returns:
        Money: `Σ costs × (1 + target_roi)`; below 0 where subsidies exceed the costs.

    Source:
        ROI Institute, Phillips ROI Methodology: ROI forecasting.
    """

def break_even_share(
    benefits: _Numbers,
    costs: _Numbers,
    target_roi: _Number | LeftOut = ...,
) -> float:
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

def payback_period(
    costs: _Numbers,
    benefit_per_period: _Numbers,
) -> float:
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

def training_npv(
    rate: _Number,
    costs: _Numbers,
    benefits: _Numbers,
) -> float:
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

def training_irr(
    costs: _Numbers,
    benefits: _Numbers,
) -> float:
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

def roi_sensitivity(
    benefits: _Numbers,
    costs: _Numbers,
    labels: _Labels | LeftOut = ...,
) -> list[tuple[_Label, ...]]:
    """Which line moves the ROI most: one row per benefit and cost line, the widest swing first (tornado).

    Each row recomputes the whole model with this line at its conservative and at its optimistic figure and
    all others at the expected one. Lines of nothing but zeros and blanks are left out.

    Args:
        benefits: Money credited to the training, three columns: conservative, expected, optimistic; one row
            for each benefit.
        costs: Fully loaded costs, positive, three columns in the same order (conservative is the highest
            cost), or one column used for all three.
        labels: A name for each line, benefits first, then costs; left out or blank, its number.

    Returns:
        For each line: label, ROI with the line conservative, ROI with it optimistic.

    Raises:
        BadArgumentError: There aren't three columns, or not one label for each line.
        NoCostError: The costs sum to 0, in all or with one line changed.
        OutOfRangeError: The costs sum to less than 0.

    Source:
        Eschenbach 1992, Interfaces 22(6): tornado diagrams.
    """

def roi_simulation(
    benefits: _Numbers,
    costs: _Numbers,
    trials: _Number | LeftOut = ...,
    seed: _Number | LeftOut = ...,
    correlation: _Number | LeftOut = ...,
) -> tuple[float, float, float, float, float]:
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

def learning_gain(
    pre: _Numbers,
    post: _Numbers,
) -> float:
    """How many points people gained, on average, from the test before a training to the one after it.

    Only people with both results count: an average of each test by itself compares different people.

    Args:
        pre: Scores before, one cell per person; a blank leaves the person out.
        post: Scores after, in the same order.

    Returns:
        Points: the mean of `post − pre`.

    Raises:
        BadArgumentError: The ranges differ in size.
        ZeroDivisorError: Nobody has both results.

    Source:
        Kirkpatrick & Kirkpatrick, Evaluating Training Programs: level 2.
    """

def normalized_gain(
    pre: _Numbers,
    post: _Numbers,
    max_score: _Number,
) -> float:
    """The gain from test to test as a share of what could be gained at all, so that courses can be compared.

    It is taken of the means of people with both results, not as the mean of each person's own share.

    Args:
        pre: Scores before, one cell per person; a blank leaves the person out.
        post: Scores after, in the same order.
        max_score: The best possible score.

    Returns:
        A fraction: `(post − pre) ÷ (max_score − pre)` of the means; 0.3 and 0.7 divide low, medium and high.

    Raises:
        BadArgumentError: The ranges differ in size.
        OutOfRangeError: A score exceeds max_score.
        ZeroDivisorError: Nobody has both results, or all had the maximum before.

    Source:
        Hake 1998, American Journal of Physics 66(1).
    """

def effect_size(
    trained: _Numbers,
    control: _Numbers,
) -> float:
    """The difference between trained and others in standard deviations: Cohen's d with the pooled deviation.

    By Cohen's rule of thumb 0.2 is small, 0.5 medium and 0.8 large. Studies of training find 0.3 to 0.6.

    Args:
        trained: Scores of the trained, two or more; blanks are missing data.
        control: Scores of people without the training, two or more.

    Returns:
        Standard deviations: difference of the means ÷ pooled standard deviation (n − 1).

    Raises:
        ZeroDivisorError: A group has fewer than two scores, or neither has any spread.

    Source:
        Cohen 1988, Statistical Power Analysis for the Behavioral Sciences, 2nd edition, chapter 2.
    """

def net_promoter_score(
    scores: _Numbers,
) -> float:
    """Promoters minus detractors in percent of all answers to "would you recommend it?"; also for eNPS.

    9 and 10 are promoters, 0 to 6 detractors. It is a number from −100 to 100, not a share, and stands beside
    the money, never in it.

    Args:
        scores: Answers, whole numbers from 0 to 10; blanks are missing.

    Returns:
        Points from −100 to 100.

    Raises:
        OutOfRangeError: An answer isn't a whole number from 0 to 10.
        ZeroDivisorError: There are no answers.

    Source:
        Reichheld 2003, Harvard Business Review 81(12).
    """

def satisfaction_share(
    scores: _Numbers,
    threshold: _Number | LeftOut = ...,
) -> float:
    """The share of answers at or above a threshold: the top two boxes of a question from 1 to 5.

    Args:
        scores: Answers; blanks are missing.
        threshold: The lowest answer that counts as satisfied.

    Returns:
        A fraction of the answers given.

    Raises:
        ZeroDivisorError: There are no answers.

    Source:
        Kirkpatrick & Kirkpatrick, Evaluating Training Programs: level 1; CSAT, top-two-box.
    """

def utility_gain(
    participants: _Number,
    years: _Number,
    effect: _Number,
    sd_performance: _Number,
    costs: _Numbers,
) -> float:
    """What a training is worth by utility analysis: effect size × money value of performance, less the costs.

    An estimate from effect sizes when no business measure can be had. Where one can, measure it instead, and
    never add the two.

    Args:
        participants: Number of people trained, 0 or more.
        years: How long the effect lasts, in years.
        effect: Difference between trained and untrained in standard deviations (EFFECT_SIZE).
        sd_performance: Money per year of one standard deviation in performance; by a rule of thumb 40 % of
            salary.
        costs: Fully loaded costs of training all of them, one cell or a range to be summed.

    Returns:
        Money: `participants × years × effect × sd_performance − Σ costs`; costs that sum to less than 0, as
        when subsidies exceed them, add to it.

    Source:
        Schmidt, Hunter & Pearlman 1982, Personnel Psychology 35 (Brogden–Cronbach–Gleser).
    """

def roi_statement(
    benefits: _Numbers,
    costs: _Numbers,
    language: _Text | LeftOut = ...,
    currency_code: _Text | LeftOut = ...,
) -> str:
    """ROI in words: what came back for each 1 spent, the gain in it, and the net benefit.

    It words net and gross side by side, because confusing them is the commonest published error: an ROI of
    462.5 % means that 5.63 came back, of which 4.63 is gain. Rounded as Excel displays; the gain is always
    what came back less 1. Where rounding would hide a gain or a loss, words say it: "just below 0.0%".

    Args:
        benefits: Money credited to the training, one cell or a range to be summed.
        costs: Fully loaded costs, positive, one cell or a range to be summed.
        language: Code of the language of the text, such as "sv" for Swedish.
        currency_code: Currency of all amounts, such as "EUR"; left out, amounts carry none.

    Returns:
        Text.

    Raises:
        NoCostError: The costs sum to 0, also in an empty range.
        OutOfRangeError: The costs sum to less than 0: they were entered with a minus sign.
        BadArgumentError: There is no such language.

    Source:
        ROI Institute, Phillips ROI Methodology: BCR and ROI.
    """

def roi_verdict(
    roi: _Number,
    target: _Number | LeftOut = ...,
    hurdle_rate: _Number | LeftOut = ...,
    years: _Number | LeftOut = ...,
    language: _Text | LeftOut = ...,
    npv: _Number | LeftOut = ...,
) -> str:
    """Whether an ROI is below break-even, positive or at its target, and earns the cost of capital, in words.

    ROI has no time in it, so over several years it can't say whether a training earns its cost of capital:
    the net present value does. Give it as npv, and its sign decides. Without it ROI decides where it can:
    over one year, with the benefits at its end, and where there is no gain at all; otherwise the words say
    that it depends on when the benefits come. ANNUALIZED_ROI never decides.

    Args:
        roi: Return on investment as a fraction (TRAINING_ROI).
        target: The ROI to reach, as a fraction; 0 asks for break-even only.
        hurdle_rate: Cost of capital per year as a fraction; left out, it isn't spoken of unless npv is given.
        years: Length of the study in years, above 0.
        language: Code of the language of the text, such as "sv" for Swedish.
        npv: Net present value of the training at hurdle_rate, money (TRAINING_NPV).

    Returns:
        Text. Where rounding would put a figure on the other side of a bar, it says "just below".

    Raises:
        ZeroDivisorError: years is 0, a hurdle rate is given and npv isn't.
        BadArgumentError: There is no such language.

    Source:
        ROI Institute, Phillips ROI Methodology: ROI targets; Brealey, Myers & Allen, Principles of Corporate
        Finance: the net present value rule.
    """

def roi_xl_version() -> str:
    """Version of the roi-xl that answers this cell, such as 0.2.0.

    Put it into a workbook only where figures must name their tool: the cell is out of date after each update.

    Returns:
        Text: the numbers of release, change and correction, by points.

    Source:
        This release; Semantic Versioning 2.0.0 for the form.
    """
