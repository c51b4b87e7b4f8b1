"""How much of an improvement is due to the training."""

from __future__ import annotations

from math import fsum, sqrt

from roi_xl.calc.means_and_spreads import mean, pairs, squared_deviations
from roi_xl.calc.student_t import t_quantile
from roi_xl.catalogue import (
    Cells,
    Count,
    Example,
    Flag,
    Number,
    Numbers,
    Observations,
    Share,
    Shares,
    Unit,
    column,
    row,
    shown,
    worksheet_function,
)
from roi_xl.errors import CellError, OutOfRangeError, ZeroDivisorError


@worksheet_function(
    "ATTRIBUTED_BENEFIT",
    unit=Unit.MONEY,
    lifts=True,
    examples=[
        Example(
            (336_000, 1, 0.7),
            235_200.0,
            "Noe, Employee Training and Development: 20 trainees, confidence 70 %",
        ),
        Example(
            (90_000, 0.4, 0.7),
            25_200.0,
            "Project brief, sales training at 40 % and 70 %: ROI 57.5 % on 16,000",
        ),
        Example((column(1000, -200), 0.5), column(500.0, -100.0), "By hand: a deterioration stays negative"),
        Example((90_000, 1.01), CellError.NUM, "Methodology, section 1: a share above 1"),
    ],
)
def attributed_benefit(benefit: Number, attribution: Share, confidence: Share = 1.0) -> float:
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
    return benefit * attribution * confidence


@worksheet_function(
    "ESTIMATED_SHARE",
    unit=Unit.PERCENT,
    examples=[
        Example((0.5, 0.7), 0.35, "After Phillips, factor table: programme 50 % × confidence 70 % = 35 %"),
        Example((column(0.5, 0.6), column(0.7, 0.5)), 0.325, "By hand: (0.35 + 0.30) ÷ 2"),
        Example(
            (column(0.5, 0.6), column(0.7, 0.5), 5), 0.13, "By hand: three of five didn't answer, 0.65 ÷ 5"
        ),
        Example(
            (column(0.5, 0.6), column(0.7, 0.5), 1), CellError.NUM, "By definition: more answers than people"
        ),
        Example(
            (column(0.5, 0.6), 0.7), CellError.VALUE, "Methodology, section 9: a confidence for each share"
        ),
    ],
)
def estimated_share(shares: Shares, confidences: Shares, respondents: Count | None = None) -> float:
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
    credited = [
        share * confidence for share, confidence in pairs(("shares", "confidences"), shares, confidences)
    ]
    asked = len(shares) if respondents is None else respondents
    if asked < sum(share is not None for share in shares):
        raise OutOfRangeError(
            f"{asked} is fewer than the estimates in shares",
            argument="respondents",
            remedy="give the number of all people who were asked",
        )
    if not asked:
        raise ZeroDivisorError(
            "nobody was asked",
            argument="shares" if respondents is None else "respondents",
            remedy="give each participant a cell in shares",
        )
    return fsum(credited) / asked


_CELLS = ("trained_before", "trained_after", "control_before", "control_after")


@worksheet_function(
    "CONTROL_GROUP_EFFECT",
    unit=Unit.RATIO,
    examples=[
        Example(
            (20.44, 21.03, 23.33, 21.17),
            2.75,
            "After Card & Krueger 1994, table 3: 2.76 printed, 2.75 from the rounded means",
        ),
        Example((column(10, 14), column(20, 24), 11, 13), 8.0, "By hand: (22 − 12) − (13 − 11)"),
        Example(
            (300_000, 390_000, 240_000, 264_000, True),
            60_000.0,
            "By hand, sales of two groups of different size: 390,000 − 300,000 × 1.1",
        ),
        Example(((), 21, 23, 21), CellError.DIV0, "By definition: no mean of no observations"),
        Example((20, 21, 0, 21, True), CellError.DIV0, "By definition: no rate of change from 0"),
    ],
)
def control_group_effect(
    trained_before: Numbers,
    trained_after: Numbers,
    control_before: Numbers,
    control_after: Numbers,
    relative: Flag = False,  # noqa: FBT002  # a cell with TRUE or FALSE, given by position as Excel does
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
    means = _means(trained_before, trained_after, control_before, control_after)
    return _effect(*means, relative=relative)


def _means(*groups: Numbers) -> tuple[float, float, float, float]:
    """The means of the four groups, in the order of the arguments.

    Raises:
        ZeroDivisorError: One of them holds no number.
    """
    tb, ta, cb, ca = (mean(name, values) for name, values in zip(_CELLS, groups, strict=True))
    return tb, ta, cb, ca


def _effect(tb: float, ta: float, cb: float, ca: float, *, relative: bool) -> float:
    if not relative:
        return (ta - tb) - (ca - cb)
    if not cb:
        raise ZeroDivisorError(
            "its mean is 0, from which there is no rate of change",
            argument="control_before",
            remedy="leave relative out, or give the control group's figures before the training",
        )
    return ta - tb * ca / cb


def _slopes(tb: float, _: float, cb: float, ca: float, *, relative: bool) -> tuple[float, ...]:
    """How much the effect changes with each of the four means: its partial derivatives."""
    if not relative:
        return -1.0, 1.0, 1.0, -1.0
    rate = ca / cb
    return -rate, 1.0, tb / cb * rate, -tb / cb


@worksheet_function(
    "CONTROL_GROUP_INTERVAL",
    unit=Unit.RATIO,
    shape=(1, 3),
    examples=[
        Example(
            (column(10, 12, 14), column(20, 22, 27), column(11, 13, 12), column(13, 15, 14)),
            row(9.0, 1.912405794562953, 16.087594205437046),
            "Independent: t quantile of SciPy 1.17 at 3.86096 degrees of freedom, standard error √6.3333",
        ),
        Example(
            (column(10, 12, 14), column(20, 22, 27), column(11, 13, 12), column(13, 15, 14), 0.9),
            row(9.0, 3.578975112522654, 14.421024887477346),
            "The same at 90 %",
        ),
        Example(
            (column(10, 12, 14), column(20, 22, 27), column(11, 13, 12), column(22, 26, 24), 0.95, True),
            row(-1.0, -9.596316069938508, 7.596316069938508),
            "By hand, with the t quantile of SciPy 1.17 at 2738 ÷ 457 degrees: 23 − 12 × 2 ± t × √(37 ÷ 3)",
        ),
        Example((column(10, 12), 20, column(11, 13), column(13, 15)), CellError.DIV0, "One has no spread"),
    ],
)
def control_group_interval(
    trained_before: Numbers,
    trained_after: Numbers,
    control_before: Numbers,
    control_after: Numbers,
    confidence_level: Share = 0.95,
    relative: Flag = False,  # noqa: FBT002  # a cell with TRUE or FALSE, given by position as Excel does
) -> Cells:
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
    if not 0 < confidence_level < 1:
        raise OutOfRangeError(
            f"{shown(confidence_level)} isn't above 0 and below 1",
            argument="confidence_level",
            remedy="type 95%",
        )
    groups = (trained_before, trained_after, control_before, control_after)
    squares = [
        # the squared standard error of the group's mean
        squared_deviations(name, values) / (len(values) - 1) / len(values)
        for name, values in zip(_CELLS, groups, strict=True)
    ]
    means = _means(*groups)
    effect = _effect(*means, relative=relative)
    shares = [
        slope**2 * square for slope, square in zip(_slopes(*means, relative=relative), squares, strict=True)
    ]
    variance = fsum(shares)
    if not variance:
        return ((effect, effect, effect),)
    freedom = 1 / fsum(
        (share / variance) ** 2 / (len(values) - 1) for share, values in zip(shares, groups, strict=True)
    )
    margin = t_quantile(confidence_level, freedom) * sqrt(variance)
    return ((effect, effect - margin, effect + margin),)


@worksheet_function(
    "TREND_EFFECT",
    unit=Unit.RATIO,
    examples=[
        Example((column(10, 12, 14), column(20, 20)), 3.0, "By hand: the trend goes on to 16 and 18"),
        Example(
            (row(2.2, 2.1, 2.0, 1.9), row(1.2, 1.1)),
            -0.6,
            "By hand: rejects fall by 0.1 a month anyway, to 1.8 and 1.7",
        ),
        Example((10, column(20, 20)), CellError.DIV0, "By definition: one point has no trend"),
    ],
)
def trend_effect(before: Observations, after: Observations) -> float:
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
    known = [(float(period), value) for period, value in enumerate(before) if value is not None]
    if len(known) < 2:
        raise ZeroDivisorError(
            f"a trend needs two numbers, not {len(known)}",
            argument="before",
            remedy="give each period before the training a cell of its own",
        )
    centre = mean("before", [period for period, _ in known])
    level = mean("before", [value for _, value in known])
    spread = squared_deviations("before", [period for period, _ in known])
    slope = fsum((period - centre) * (value - level) for period, value in known) / spread
    return mean(
        "after",
        [
            value - (level + slope * (period - centre))
            for period, value in enumerate(after, len(before))
            if value is not None
        ],
    )
