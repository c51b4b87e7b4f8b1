"""Figures in words, by one function each, so that text can't drift from figures."""

from __future__ import annotations

from math import isclose, isfinite

from roi_xl.calc.returns import annualized_roi, benefit_cost_ratio, net_benefit, training_roi
from roi_xl.catalogue import (
    Example,
    Nonnegative,
    Number,
    Numbers,
    Text,
    Unit,
    column,
    quoted,
    worksheet_function,
)
from roi_xl.errors import BadArgumentError, CellError, OutOfRangeError
from roi_xl.lang import LANGUAGES, Texts, rounded, texts

_SALES_COSTS = column(5_000, 7_000, 4_000)


@worksheet_function(
    "ROI_STATEMENT",
    unit=Unit.TEXT,
    examples=[
        Example(
            (90_000, _SALES_COSTS),
            "ROI is 462.5%: each 1 spent brought back 5.63, of which 4.63 is gain. Net benefit: 74,000.",
            "Project brief, sales training, put right: the article calls 4.63 what came back",
        ),
        Example(
            (6_000, 16_000, "sv"),
            "ROI är −62,5\u00a0%: för varje 1 som satsades kom 0,38 tillbaka, en förlust på 0,62. "
            "Nettonytta: −10\u00a0000.",
            "By hand: 6,000 ÷ 16,000 = 0.375",
        ),
        Example((90_000, 0), CellError.DIV0, "By definition: no cost, no ratio"),
    ],
)
def roi_statement(benefits: Numbers, costs: Numbers, language: Text = "en") -> str:
    """One sentence with ROI, what came back for each 1 spent, the gain in it, and the net benefit.

    It words net and gross side by side, because confusing them is the commonest published error: an ROI of
    462.5 % means that 5.63 came back, of which 4.63 is gain. Rounded as Excel displays; the gain is always
    what came back less 1.

    Args:
        benefits: Money credited to the training, one cell or a range to be summed.
        costs: Fully loaded costs, positive, one cell or a range to be summed.
        language: Code of the language of the text, such as "sv" for Swedish.

    Returns:
        Text.

    Raises:
        NoCostError: The costs sum to 0, also in an empty range.
        OutOfRangeError: The costs sum to less than 0: they were entered with a minus sign.
        BadArgumentError: There is no such language.

    Source:
        ROI Institute, Phillips ROI Methodology: BCR and ROI.
    """
    words = _words(language)
    roi = training_roi(benefits, costs)
    if not isfinite(roi):
        raise OutOfRangeError("the ROI is too large to be put into words")
    gross = rounded(benefit_cost_ratio(benefits, costs), 2)
    return words["statement.gain" if roi >= 0 else "statement.loss"].format(
        roi=words.percent(roi),
        gross=words.number(gross, 2),
        net=words.number(abs(gross - 1), 2),
        money=words.number(net_benefit(benefits, costs), 0),
    )


@worksheet_function(
    "ROI_VERDICT",
    unit=Unit.TEXT,
    examples=[
        Example((0.575, 0.25), "Meets the target of 25.0%.", "By definition"),
        Example((-0.2,), "Below break-even.", "By definition"),
        Example(
            (0.21, 0.25, 0.12, 2),
            "Positive, but below the target of 25.0%; per year it falls short of the cost of capital "
            "of 12.0%.",
            "By hand: 21 % in two years is 10 % a year",
        ),
        Example(
            (0.21, 0, 0.08, 2, "sv"),
            "Positiv; räknat per år täcks kapitalkostnaden på 8,0\u00a0%.",
            "By hand: 21 % in two years is 10 % a year",
        ),
        Example((0.21, 0, 0.08, 0), CellError.DIV0, "By definition: no time, no rate per year"),
    ],
)
def roi_verdict(
    roi: Number,
    target: Number = 0.0,
    hurdle_rate: Number | None = None,
    years: Nonnegative = 1.0,
    language: Text = "en",
) -> str:
    """Whether an ROI is below break-even, positive or at its target, and earns the cost of capital, in words.

    ROI has no time in it, so the cost of capital is held against the annualised ROI, not against ROI itself.

    Args:
        roi: Return on investment as a fraction (TRAINING_ROI).
        target: The ROI to reach, as a fraction; 0 asks for break-even only.
        hurdle_rate: Cost of capital per year as a fraction; left out, it isn't spoken of.
        years: Length of the study in years, above 0.
        language: Code of the language of the text, such as "sv" for Swedish.

    Returns:
        Text.

    Raises:
        ZeroDivisorError: years is 0 and a hurdle rate is given.
        BadArgumentError: There is no such language.

    Source:
        ROI Institute, Phillips ROI Methodology: ROI targets; Brealey, Myers & Allen: hurdle rates.
    """
    words = _words(language)
    verdict = words[f"verdict.{_standing(roi, target)}"].format(target=words.percent(target))
    if hurdle_rate is None:
        return words["verdict.alone"].format(verdict=verdict)
    # below −1 more than everything was lost: no rate per year says so, and none is needed
    annual = annualized_roi(max(roi, -1.0), years)
    key = "verdict.covers_capital" if _reaches(annual, hurdle_rate) else "verdict.below_capital"
    return words[key].format(verdict=verdict, hurdle=words.percent(hurdle_rate))


def _standing(roi: float, target: float) -> str:
    if roi < 0:
        return "below_break_even"
    if target > 0:
        return "meets_target" if _reaches(roi, target) else "below_target"
    return "positive" if roi else "break_even"


def _reaches(value: float, bar: float) -> bool:
    # 21 % in two years is 10 % a year, also where rounding has left 9.99999999999999 %
    return value > bar or isclose(value, bar, rel_tol=1e-12, abs_tol=1e-12)


def _words(language: str) -> Texts:
    try:
        return texts(language.lower())
    except LookupError:
        known = " or ".join(f'"{each}"' for each in LANGUAGES)
        raise BadArgumentError(
            f"{quoted(language)} is no language", argument="language", remedy=f"type {known}"
        ) from None
