"""Figures in words: what the statement and the verdict say, and that rounding never crosses a class."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import roi_xl
from roi_xl.lang import LANGUAGES, texts

NB = "\u00a0"  # no-break space

STATEMENTS = [
    (
        (125.58, 100, "en", "EUR"),
        "ROI is 25.6%. Every EUR 1.00 spent returned EUR 1.26, a net gain of EUR 0.26. Net benefit: EUR 26.",
    ),
    ((110, 100), "ROI is 10.0%. Every 1.00 spent returned 1.10, a net gain of 0.10. Net benefit: 10."),
    (
        (-50, 100, "en", "USD"),
        (
            "ROI is −150.0%. Every USD 1.00 spent returned USD −0.50, a net loss of USD 1.50. "
            "Net benefit: USD −150."
        ),
    ),
    (
        (100, 100, "en", " EUR\n"),
        "ROI is 0.0%. Every EUR 1.00 spent returned EUR 1.00, neither a gain nor a loss. Net benefit: EUR 0.",
    ),
    (
        (15_995, 16_000, "en", "EUR"),
        (
            "ROI is just below 0.0%. Every EUR 1.00 spent returned EUR 1.00, a net loss of less than "
            "EUR 0.01. Net benefit: EUR −5."
        ),
    ),
    (
        (16_005, 16_000),
        (
            "ROI is just above 0.0%. Every 1.00 spent returned 1.00, a net gain of less than 0.01. "
            "Net benefit: 5."
        ),
    ),
    (
        (16_048, 16_000),
        "ROI is 0.3%. Every 1.00 spent returned 1.00, a net gain of less than 0.01. Net benefit: 48.",
    ),
    (
        (0.6, 1, "en", "EUR"),
        (
            "ROI is −40.0%. Every EUR 1.00 spent returned EUR 0.60, a net loss of EUR 0.40. "
            "Net benefit: just below EUR 0."
        ),
    ),
    # tenths that sum to 0.30000000000000004
    (
        ([[0.1], [0.2]], 0.3),
        "ROI is 0.0%. Every 1.00 spent returned 1.00, neither a gain nor a loss. Net benefit: 0.",
    ),
    (
        (40_320, 16_000, "sv", "SEK"),
        (
            f"ROI är 152,0{NB}%: 2,52{NB}SEK tillbaka per satsad krona, en nettovinst på 1,52{NB}SEK. "
            f"Nettonytta: 24{NB}320{NB}SEK."
        ),
    ),
    (
        (40_320, 16_000, "SV", "EUR"),
        (
            f"ROI är 152,0{NB}%: 2,52{NB}EUR tillbaka per satsad EUR, en nettovinst på 1,52{NB}EUR. "
            f"Nettonytta: 24{NB}320{NB}EUR."
        ),
    ),
    (
        (15_995, 16_000, "sv"),
        (
            f"ROI är strax under 0,0{NB}%: 1,00 tillbaka per satsad 1,00, en nettoförlust på mindre än 0,01. "
            "Nettonytta: −5."
        ),
    ),
]


@pytest.mark.parametrize(("arguments", "said"), STATEMENTS)
def test_the_statement_says(arguments, said):
    assert roi_xl.roi_statement(*arguments) == said


VERDICTS = [
    # where the ROI stands
    ((0,), "Break-even."),
    ((0.1,), "Positive."),
    ((0.1, -0.5), "Positive."),
    ((-0.1, -0.5), "Below break-even."),
    ((-0.0003,), "Just below break-even."),
    ((0.0003,), "Just above break-even."),
    ((0.25, 0.25), "Meets the target of 25.0%."),
    ((0.1, 0.25), "Positive, but below the target of 25.0%."),
    ((0, 0.25), "Break-even, but below the target of 25.0%."),
    ((0.0003, 0.25), "Just above break-even, but below the target of 25.0%."),
    ((0.9996, 1), "Positive, but just below the target of 100.0%."),
    ((0.9994, 1), "Positive, but below the target of 100.0%."),
    ((1.0004, 1), "Meets the target of 100.0%."),
    # one year: ROI against the rate
    ((0.1, 0, 0.1), "Positive; the training just earns the cost of capital of 10.0%."),
    ((0.11, 0, 0.1), "Positive; the training earns the cost of capital of 10.0%."),
    ((0.1, 0, 0.11, 1), "Positive; the training doesn't earn the cost of capital of 11.0%."),
    ((0.0796, 0, 0.08), "Positive; the training falls just short of the cost of capital of 8.0%."),
    ((-3, 0, 0.1), "Below break-even; the training doesn't earn the cost of capital of 10.0%."),
    ((-0.5, 0, -0.2), "Below break-even; the training doesn't earn the cost of capital of −20.0%."),
    # more years: only without any gain, or without any cost of capital, does ROI decide
    (
        (0.65, 0, 0.15, 5),
        (
            "Positive; whether the training earns the cost of capital of 15.0% depends on when the benefits "
            "come: give npv, the net present value."
        ),
    ),
    ((-0.2, 0, 0.15, 5), "Below break-even; the training doesn't earn the cost of capital of 15.0%."),
    ((0, 0, 0.15, 5), "Break-even; the training doesn't earn the cost of capital of 15.0%."),
    ((0.21, 0, None, 2), "Positive; the training earns the cost of capital of 0.0%."),
    # the net present value decides, whatever the ROI per year
    ((0.65, 0, 0.15, 5, "en", 5_310.56), "Positive; the training earns the cost of capital of 15.0%."),
    ((0.65, 0, 0.15, 5, "en", -1), "Positive; the training doesn't earn the cost of capital of 15.0%."),
    (
        (0.65, 0, 0.15, 5, "en", -0.4),
        "Positive; the training falls just short of the cost of capital of 15.0%.",
    ),
    ((0.65, 0, 0.15, 5, "en", -1e-9), "Positive; the training just earns the cost of capital of 15.0%."),
    ((0.2, 0, 0.15, 1, "en", -1), "Positive; the training doesn't earn the cost of capital of 15.0%."),
    (
        (0.1, 0.5, 0.15, 0, "en", 7),
        "Positive, but below the target of 50.0%; the training earns the cost of capital of 15.0%.",
    ),
    (
        (-0.1, 0, 0.15, 1, "sv", -700),
        f"Under break-even; utbildningen täcker inte kapitalkostnaden på 15,0{NB}%.",
    ),
    (
        (0.65, 0, 0.15, 5, "sv"),
        (
            f"Positiv; om utbildningen täcker kapitalkostnaden på 15,0{NB}% beror på när nyttan kommer: "
            "ange nettonuvärdet (npv)."
        ),
    ),
]


@pytest.mark.parametrize(("arguments", "said"), VERDICTS)
def test_the_verdict_says(arguments, said):
    assert roi_xl.roi_verdict(*arguments) == said


def test_without_a_rate_the_net_present_value_still_decides():
    assert roi_xl.roi_verdict(0.65, npv=5) == "Positive; the training earns the cost of capital."
    assert roi_xl.roi_verdict(0.65, npv=-5) == "Positive; the training doesn't earn the cost of capital."


rois = st.floats(-2, 3) | st.floats(-0.006, 0.006) | st.integers(-20_000, 30_000).map(lambda n: n / 10_000)
languages = pytest.mark.parametrize("language", LANGUAGES)


def read(statement, language):
    """Which of the three statements a text is, and what fills its slots."""
    for key in ("gain", "loss", "even"):
        phrase = re.escape(texts(language)[f"statement.{key}"])
        found = re.fullmatch(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", phrase), statement)
        if found:
            return key, found
    return None, None


@languages
@given(rois, st.sampled_from([1.0, 100.0, 16_000.0, 1e6]))
@example(-0.0003, 16_000.0)
def test_no_rounding_turns_a_gain_into_a_loss_or_into_neither(language, roi, cost):
    words = texts(language)
    benefit = cost * (1 + roi)
    key, said = read(roi_xl.roi_statement(benefit, cost, language), language)
    gain = benefit - cost
    if abs(gain) <= 1e-12 * cost:
        assert key == "even"
        return
    assert key == ("gain" if gain > 0 else "loss")
    assert said["net"] != words.number(0, 2)
    near = words["near.above" if gain > 0 else "near.below"]
    assert said["roi"] == words.percent(gain / cost) != words.percent(0) or said["roi"] == near.format(
        bar=words.percent(0)
    )
    assert abs(gain) < 0.01 or said["money"] != words.number(0, 0)


@languages
@given(rois, st.floats(0.001, 3), st.floats(0, 1))
@example(0.9996, 1.0, 0.08)
def test_no_figure_is_below_one_that_looks_the_same(language, roi, target, rate):
    words = texts(language)
    verdict = roi_xl.roi_verdict(roi, target, rate, 1, language)
    under = words["verdict.below_target"].partition("{standing}")[2].format(target=words.percent(target))
    if under in verdict:
        assert words.percent(roi) != words.percent(target)
    if words["verdict.misses"].partition("{capital}")[0].partition("{verdict}")[2] in verdict:
        assert words.percent(roi) != words.percent(rate)


@given(rois, st.floats(0.001, 1), st.floats(1.01, 30), st.floats(-1e6, 1e6))
def test_the_sign_of_the_net_present_value_alone_decides_on_the_cost_of_capital(roi, rate, years, npv):
    earns, misses = "the training earns the cost of capital", "the training doesn't earn the cost of capital"
    verdict = roi_xl.roi_verdict(roi, 0, rate, years, npv=npv)
    assert (earns in verdict) == (npv >= 0.005)
    assert (misses in verdict) == (npv <= -0.5)


@given(st.floats(-0.9, 3), st.floats(0, 1))
def test_one_flow_after_a_year_is_judged_alike_by_roi_and_by_net_present_value(roi, rate):
    by_roi = roi_xl.roi_verdict(roi, 0, rate)
    npv = roi_xl.training_npv(rate, 1e9, 1e9 * (1 + roi))
    if abs(roi - rate) > 0.001:
        assert by_roi == roi_xl.roi_verdict(roi, 0, rate, npv=npv)
