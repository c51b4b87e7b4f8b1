"""Figures in words, by one function each, so that text can't drift from figures.

Rounding never crosses a class: where the digits shown don't tell a gain from a loss, or a figure from the bar
beside it, words do ("just below").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from math import isclose, isfinite

from roi_xl.calc.returns import benefit_cost_ratio, net_benefit, training_roi
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
from roi_xl.errors import BadArgumentError, CellError, OutOfRangeError, ZeroDivisorError
from roi_xl.lang import LANGUAGES, Texts, rounded, texts

_SALES_COSTS = column(5_000, 7_000, 4_000)
_SMALLEST = 0.01  # the least money that is shown
_NO_MONEY = 0.005  # less is shown as 0: what rounding has left


@worksheet_function(
    "ROI_STATEMENT",
    unit=Unit.TEXT,
    examples=[
        Example(
            (90_000, _SALES_COSTS),
            "ROI is 462.5%. Every 1.00 spent returned 5.63, a net gain of 4.63. Net benefit: 74,000.",
            "Project brief, sales training, put right: the article calls 4.63 what came back",
        ),
        Example(
            (112_453.24, 89_545.12, "en", "EUR"),
            "ROI is 25.6%. Every EUR 1.00 spent returned EUR 1.26, a net gain of EUR 0.26. "
            "Net benefit: EUR 22,908.",
            "By hand: 22,908.12 ÷ 89,545.12 = 0.2558",
        ),
        Example(
            (6_000, 16_000, "sv", "SEK"),
            "ROI är −62,5\u00a0%: 0,38\u00a0SEK tillbaka per satsad krona, en nettoförlust på 0,62\u00a0SEK. "
            "Nettonytta: −10\u00a0000\u00a0SEK.",
            "By hand: 6,000 ÷ 16,000 = 0.375",
        ),
        Example((90_000, 0), CellError.DIV0, "By definition: no cost, no ratio"),
    ],
)
def roi_statement(benefits: Numbers, costs: Numbers, language: Text = "en", currency_code: Text = "") -> str:
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
    return statement(_words(language), benefits, costs, currency_code)


def statement(
    words: Texts, benefits: Sequence[float], costs: Sequence[float], currency_code: str = "", aside: str = ""
) -> str:
    """What ROI_STATEMENT says, with what belongs beside the ROI in the same sentence.

    Args:
        words: The words of a language.
        benefits: Money credited to the training, to be summed.
        costs: Fully loaded costs, positive, to be summed.
        currency_code: Currency of all amounts; empty for none.
        aside: What follows the ROI, such as its range.

    Raises:
        NoCostError: The costs sum to 0.
        OutOfRangeError: The costs sum to less than 0, or the ROI is too large for words.
    """
    roi = training_roi(benefits, costs)
    if not isfinite(roi):
        raise OutOfRangeError("the ROI is too large to be put into words")
    unit = " ".join(currency_code.split())
    gross = rounded(benefit_cost_ratio(benefits, costs), 2)
    gain, net = net_benefit(benefits, costs), abs(gross - 1)

    def money(value: float | Decimal, decimals: int) -> str:
        return words.money(value, decimals, unit)

    one = words.words.get(f"unit.{unit}", words["unit.any" if unit else "unit.none"])
    return words[f"statement.{_result(roi)}"].format(
        roi=_distinct(words, roi, words.percent) + aside,
        one=one.format(currency=unit, amount=words.number(1, 2)),
        gross=money(gross, 2),
        net=money(net, 2) if net else words["near.less"].format(bar=money(_SMALLEST, 2)),
        money=_distinct(words, 0.0 if abs(gain) < _NO_MONEY else gain, lambda value: money(value, 0)),
    )


def _result(roi: float) -> str:
    if _is_same(roi, 0.0):
        return "even"
    return "gain" if roi > 0 else "loss"


def _distinct(words: Texts, value: float, shown: Callable[[float], str]) -> str:
    """A figure as shown, but "just above" or "just below" 0 where it is shown as 0 and isn't."""
    if _is_same(value, 0.0) or shown(value) != shown(0.0):
        return shown(value)
    return words["near.above" if value > 0 else "near.below"].format(bar=shown(0.0))


@worksheet_function(
    "ROI_VERDICT",
    unit=Unit.TEXT,
    examples=[
        Example((0.575, 0.25), "Meets the target of 25.0%.", "By definition"),
        Example((-0.2,), "Below break-even.", "By definition"),
        Example((0.9996, 1), "Positive, but just below the target of 100.0%.", "By definition"),
        Example(
            (0.65, 0, 0.15, 5, "en", 5_310.56),
            "Positive; the training earns the cost of capital of 15.0%.",
            "Methodology, section 6: 16,500 a year for five years on 50,000, an NPV of 5,310",
        ),
        Example(
            (0.65, 0, 0.15, 5),
            "Positive; whether the training earns the cost of capital of 15.0% depends on when the benefits "
            "come: give npv, the net present value.",
            "Methodology, section 6: all of it at the end would be 10.5 % a year, spread evenly 19.4 %",
        ),
        Example(
            (0.21, 0.25, 0.12, 1, "sv"),
            "Positiv, men under målet på 25,0\u00a0%; utbildningen täcker kapitalkostnaden på 12,0\u00a0%.",
            "By hand: 121 in a year on 100 are worth 108 today at 12 %",
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
    npv: Number | None = None,
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
    words = _words(language)
    verdict = _standing(words, roi, target)
    if hurdle_rate is None:
        if npv is None:
            return words["verdict.alone"].format(verdict=verdict)
        return words[f"verdict.{_worth(npv)}"].format(verdict=verdict, capital=words["verdict.capital"])
    key = _worth(npv) if npv is not None else _earning(words, roi, hurdle_rate, years)
    capital = words["verdict.capital_at"].format(rate=words.percent(hurdle_rate))
    return words[f"verdict.{key}"].format(verdict=verdict, capital=capital)


def _standing(words: Texts, roi: float, target: float) -> str:
    """Where an ROI stands: at break-even or on which side of it, and whether it meets a target above 0."""
    if target > 0 and (roi > target or _is_same(roi, target)):
        return words["verdict.meets_target"].format(target=words.percent(target))
    near = words.percent(roi) == words.percent(0)
    if _is_same(roi, 0.0):
        key = "break_even"
    elif roi < 0:
        key = "just_below_break_even" if near else "below_break_even"
    else:
        key = "just_above_break_even" if near else "positive"
    standing = words[f"verdict.{key}"]
    if target <= 0 or roi < 0:
        return standing
    missed = "just_below_target" if words.percent(roi) == words.percent(target) else "below_target"
    return words[f"verdict.{missed}"].format(standing=standing, target=words.percent(target))


def _worth(npv: float) -> str:
    """What a net present value says about the cost of capital; what no invoice shows is rounding."""
    if abs(npv) < _NO_MONEY:
        return "just_earns"
    if npv > 0:
        return "earns"
    return "misses" if rounded(npv, 0) else "just_misses"


def _earning(words: Texts, roi: float, rate: float, years: float) -> str:
    """What an ROI alone says about the cost of capital."""
    if not years:
        raise ZeroDivisorError(
            "it is 0 or blank", argument="years", remedy="give the length of the study in years"
        )
    if years != 1 and rate:
        # discounting makes benefits smaller: what isn't there without it isn't there with it
        return "misses" if rate > 0 and (roi < 0 or _is_same(roi, 0.0)) else "open"
    if _is_same(roi, rate):
        return "just_earns"
    if roi > rate:
        return "earns"
    return "just_misses" if words.percent(roi) == words.percent(rate) else "misses"


def _is_same(value: float, bar: float) -> bool:
    # 100 × 1.1 on 100 is 10 %, also where rounding has left 10.00000000000001 %
    return isclose(value, bar, rel_tol=1e-12, abs_tol=1e-12)


def _words(language: str) -> Texts:
    try:
        return texts(language.lower())
    except LookupError:
        known = " or ".join(f'"{each}"' for each in LANGUAGES)
        raise BadArgumentError(
            f"{quoted(language)} is no language", argument="language", remedy=f"type {known}"
        ) from None
