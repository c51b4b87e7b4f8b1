"""Evidence along the chain from reaction to impact: it says whether money can be believed, and is none."""

from __future__ import annotations

from math import fsum, sqrt

from roi_xl.calc.means_and_spreads import mean, pairs, squared_deviations
from roi_xl.catalogue import (
    Example,
    Nonnegative,
    Number,
    Numbers,
    Observations,
    Unit,
    column,
    shown,
    worksheet_function,
)
from roi_xl.errors import CellError, OutOfRangeError, ZeroDivisorError

_SCALE = 10.0  # of the recommendation question: 0 to 10
_PROMOTER = 9.0
_DETRACTOR = 6.0


@worksheet_function(
    "LEARNING_GAIN",
    unit=Unit.SCORE,
    examples=[
        Example((column(40, 50), column(60, 80)), 25.0, "By hand: (20 + 30) ÷ 2"),
        Example((60, 45), -15.0, "By hand: one person, who knows less than before"),
        Example(
            (column(40, 50), 60), CellError.VALUE, "Methodology, section 9: pairs need ranges of one size"
        ),
    ],
)
def learning_gain(pre: Observations, post: Observations) -> float:
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
    return mean(
        "post",
        [after - before for before, after in pairs(("pre", "post"), pre, post)],
        "people with both results",
    )


@worksheet_function(
    "NORMALIZED_GAIN",
    unit=Unit.PERCENT,
    examples=[
        Example((40, 70, 100), 0.5, "After Hake 1998: half of what could be gained"),
        Example((column(40, 60), column(70, 80), 100), 0.5, "By hand: (75 − 50) ÷ (100 − 50)"),
        Example((100, 100, 100), CellError.DIV0, "By definition: nothing was left to gain"),
        Example((40, 110, 100), CellError.NUM, "By definition: a score above the maximum"),
    ],
)
def normalized_gain(pre: Observations, post: Observations, max_score: Number) -> float:
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
    complete = pairs(("pre", "post"), pre, post)
    if any(score > max_score for pair in complete for score in pair):
        raise _above_maximum(pre, post, max_score)
    before = mean("pre", [first for first, _ in complete], "people with both results")
    after = mean("post", [second for _, second in complete])
    if before == max_score:
        raise ZeroDivisorError(
            f"everybody had {shown(max_score)} before, so that nothing was left to gain",
            argument="max_score",
            remedy="give the best possible score",
        )
    return (after - before) / (max_score - before)


def _above_maximum(pre: Observations, post: Observations, max_score: float) -> OutOfRangeError:
    """What is wrong with the first person of whom a score exceeds the maximum."""
    name, item, score = next(
        (name, item, score)
        for item, pair in enumerate(zip(pre, post, strict=True))
        for name, score in zip(("pre", "post"), pair, strict=True)
        if None not in pair and score is not None and score > max_score
    )
    return OutOfRangeError(
        f"{shown(score)} exceeds the {shown(max_score)} of max_score",
        argument=name,
        item=item,
        remedy="correct the score, or give the best possible one as max_score",
    )


@worksheet_function(
    "EFFECT_SIZE",
    unit=Unit.RATIO,
    examples=[
        Example((column(6, 8, 10), column(4, 6, 8)), 1.0, "By hand: means 8 and 6, both deviations 2"),
        Example((column(1, 3), column(2, 4, 6)), -2 / sqrt(10 / 3), "By hand: pooled variance (2 + 8) ÷ 3"),
        Example((column(6, 8), 5), CellError.DIV0, "By definition: one observation has no spread"),
        Example((column(6, 6), column(5, 5)), CellError.DIV0, "By definition: no spread to measure with"),
    ],
)
def effect_size(trained: Numbers, control: Numbers) -> float:
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
    squares = squared_deviations("trained", trained) + squared_deviations("control", control)
    if not squares:
        raise ZeroDivisorError(
            "neither its scores nor those of control differ among themselves",
            argument="trained",
            remedy="give each person's own score, not the mean",
        )
    deviation = sqrt(squares / (len(trained) + len(control) - 2))
    return (mean("trained", trained) - mean("control", control)) / deviation


@worksheet_function(
    "NET_PROMOTER_SCORE",
    unit=Unit.SCORE,
    examples=[
        Example(
            (column(10, 9, 9, 8, 7, 7, 6, 3, 0, 10),),
            10.0,
            "By hand: 4 promoters, 3 passives, 3 detractors of 10, a 0 among them",
        ),
        Example((column(0, 6, 6),), -100.0, "By hand: detractors only"),
        Example((column(9, 11),), CellError.NUM, "By definition: the question goes from 0 to 10"),
    ],
)
def net_promoter_score(scores: Numbers) -> float:
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
    for score in scores:
        if not (0 <= score <= _SCALE and score.is_integer()):
            raise OutOfRangeError(
                f"{shown(score)} is no whole number from 0 to 10",
                argument="scores",
                item=scores.index(score),
                remedy="correct the answer, or clear the cell if there is none",
            )
    return 100 * mean("scores", [(score >= _PROMOTER) - (score <= _DETRACTOR) for score in scores])


@worksheet_function(
    "SATISFACTION_SHARE",
    unit=Unit.PERCENT,
    examples=[
        Example((column(5, 4, 3, 5, 2),), 0.6, "By hand: three of five answers at 4 or 5"),
        Example((column(5, 4, 3, 5, 2), 5), 0.4, "By hand: two of five answers at 5"),
        Example(((),), CellError.DIV0, "By definition: no share of no answers"),
    ],
)
def satisfaction_share(scores: Numbers, threshold: Number = 4.0) -> float:
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
    return mean("scores", [score >= threshold for score in scores])


@worksheet_function(
    "UTILITY_GAIN",
    unit=Unit.MONEY,
    examples=[
        Example((50, 2, 0.5, 10_000, 100_000), 400_000.0, "By hand: 50 × 2 × 0.5 × 10,000 − 100,000"),
        Example(
            (20, 1, 0.31, 0.4 * 76_986, column(60_000, 40_000)),
            20 * 0.31 * 30_794.4 - 100_000,
            "By hand, with SDy by the 40 % rule (Schmidt & Hunter) and d of managers' courses (Morrow 1997)",
        ),
        Example((-50, 2, 0.5, 10_000, 100_000), CellError.NUM, "By definition: no negative number of people"),
    ],
)
def utility_gain(
    participants: Nonnegative,
    years: Nonnegative,
    effect: Number,
    sd_performance: Nonnegative,
    costs: Numbers,
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
    return participants * years * effect * sd_performance - fsum(costs)
