"""How much of an improvement is due to the training."""

from __future__ import annotations

from math import fsum, sqrt

from roi_xl.calc.means_and_spreads import mean, pairs, squared_deviations
from roi_xl.catalogue import (
    Cells,
    Count,
    Example,
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
        Example(((), 21, 23, 21), CellError.DIV0, "By definition: no mean of no observations"),
    ],
)
def control_group_effect(
    trained_before: Numbers, trained_after: Numbers, control_before: Numbers, control_after: Numbers
) -> float:
    """The change among the trained beyond that of a control group: difference-in-differences of the means.

    It assumes that without training both groups would have changed alike. The result is in the unit of the
    measure, per period; blanks are missing data.

    Args:
        trained_before: The trained group before: its mean, or a range of observations.
        trained_after: The trained group after the training.
        control_before: The group without training, before.
        control_after: The group without training, after.

    Returns:
        The effect in the measure's unit: `(trained_after − trained_before) − (control_after −
        control_before)`.

    Raises:
        ZeroDivisorError: One of the four holds no number.

    Source:
        Card & Krueger 1994, American Economic Review 84(4); Phillips: isolation by control group.
    """
    groups = (trained_before, trained_after, control_before, control_after)
    tb, ta, cb, ca = (mean(name, values) for name, values in zip(_CELLS, groups, strict=True))
    return (ta - tb) - (ca - cb)


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
        Example((column(10, 12), 20, column(11, 13), column(13, 15)), CellError.DIV0, "One has no spread"),
    ],
)
def control_group_interval(
    trained_before: Numbers,
    trained_after: Numbers,
    control_before: Numbers,
    control_after: Numbers,
    confidence_level: Share = 0.95,
) -> Cells:
    """The effect against a control group with its confidence interval: effect, low and high, side by side.

    A statistical interval for sampling error, for four independent groups of observations. When the same
    people are measured before and after, it is wider than need be. An interval that includes 0 proves no
    effect. Needs SciPy; without it (in a browser) the cell shows #VALUE! with a message that names it.

    Args:
        trained_before: Observations of the trained group before, two or more.
        trained_after: Observations of the trained group after the training.
        control_before: Observations of the group without training, before.
        control_after: Observations of the group without training, after.
        confidence_level: How often such intervals hold the truth, between 0 and 1, usually 0.95.

    Returns:
        Three numbers in the measure's unit: the effect and both ends of its interval.

    Raises:
        ZeroDivisorError: One of the four holds fewer than two numbers.
        OutOfRangeError: confidence_level is 0 or 1.

    Source:
        Welch 1947, Biometrika 34; Satterthwaite 1946, Biometrics Bulletin 2, over four cells.
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
    effect = control_group_effect(*groups)
    variance = fsum(squares)
    if not variance:
        return ((effect, effect, effect),)
    freedom = 1 / fsum(
        (square / variance) ** 2 / (len(values) - 1) for square, values in zip(squares, groups, strict=True)
    )
    margin = _t_quantile((1 + confidence_level) / 2, freedom) * sqrt(variance)
    return ((effect, effect - margin, effect + margin),)


def _t_quantile(probability: float, freedom: float) -> float:
    from scipy.special import stdtrit  # only when needed: it takes longer to load than all of roi_xl

    return float(stdtrit(freedom, probability))


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
