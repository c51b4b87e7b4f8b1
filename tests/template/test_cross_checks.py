"""Figures that stand beside the benefit lines to compare with: by hand, and never a part of the result."""

import pytest
from in_memory import figure, figures, model, value

COMPARED = (
    "cal_participant_cost", "cal_time_saved", "cal_turnover_saving", "cal_margin_value", "cal_utility",
    "cal_utility_roi", "cal_utility_gap", "cal_verdict", "cal_cost_training_hour",
)  # fmt: skip
CLAIMS = ("out_benefit", "out_cost", "out_roi", "out_roi_low", "out_roi_high", "out_npv", "out_checks")
CARDS = ("saved_hours", "saved_share", "headcount", "turnover_before", "turnover_after", "revenue_change")
UTILITY = ("effect_size", "sd_performance")


def test_nothing_entered_is_nothing_shown():
    book = model("blank")
    assert {name: figure(book, name) for name in COMPARED} == dict.fromkeys(COMPARED, "")


def test_participants_time_is_the_cost_that_the_example_lists():
    """The published example: 80 hours at 50 are 4,000."""
    found = figures()
    assert found("cal_participant_cost") == pytest.approx(4_000)
    assert value(model("sales"), "costs", 2, "amount") == pytest.approx(4_000)
    assert found("cal_cost_training_hour") == pytest.approx(16_000 / 80)


@pytest.mark.parametrize(
    ("typed", "name", "expected"),
    [
        ({"saved_hours": 440, "saved_share": 0.5}, "cal_time_saved", 440 * 50 * 0.5),
        ({"saved_hours": -10, "saved_share": 1}, "cal_time_saved", -500),
        ({"headcount": 50, "turnover_before": 0.16, "turnover_after": 0.12, "leaver_recruiting": 49_200,
          "leaver_onboarding": 0, "leaver_output": 0}, "cal_turnover_saving", 98_400),
        ({"revenue_change": 90_000, "margin": 0.4}, "cal_margin_value", 36_000),
        ({"revenue_change": 0, "margin": 0.4}, "cal_margin_value", 0),
        ({"participants": 50, "years": 2, "effect_size": 0.5, "sd_performance": 10_000},
         "cal_utility", 50 * 2 * 0.5 * 10_000 - 7_000 - 5_000 - 50 * 8 * 50),
    ],
    ids=["time saved", "time lost", "turnover", "margin", "no change", "utility"],
)  # fmt: skip
def test_each_by_hand(typed, name, expected):
    """The examples of the functions, some from published cases."""
    found = figures([("inp", field, number) for field, number in typed.items()])
    assert found(name) == pytest.approx(expected, abs=1e-9)
    assert found(f"{name}_diff") == 0


@pytest.mark.parametrize(
    ("missing", "name"),
    [
        ("saved_share", "cal_time_saved"),
        ("turnover_before", "cal_turnover_saving"),
        ("margin", "cal_margin_value"),
        ("effect_size", "cal_utility"),
        ("sd_performance", "cal_utility_gap"),
    ],
)
def test_a_figure_that_lacks_a_number_is_not_shown(missing, name):
    assert figures([("inp", missing, None)])(name) == ""


def test_the_example_compares_each_kind_of_line_with_its_own_figure():
    book, found = model("sales"), figures()
    for name, row in (("cal_time_saved", 1), ("cal_turnover_saving", 3), ("cal_margin_value", 0)):
        assert found(name) == pytest.approx(value(book, "benefits", row, "profit")), name


def test_the_utility_is_compared_with_the_reported_net_benefit():
    found = figures()
    utility = 10 * 1 * 0.3 * 24_000 - 16_000
    assert found("cal_utility") == pytest.approx(utility)
    assert found("cal_utility_roi") == pytest.approx(utility / 16_000)
    assert found("cal_utility_gap") == pytest.approx(utility - 24_320)


@pytest.mark.parametrize("number", [None, 0, 0.7])
def test_none_of_them_moves_the_result(number):
    before = figures()
    after = figures([("inp", field, number) for field in (*CARDS, *UTILITY)])
    assert {name: after(name) for name in CLAIMS} == {name: before(name) for name in CLAIMS}


@pytest.mark.parametrize(
    ("target", "standing"),
    [
        (1, "Meets the target of 100.0%"),
        (2, "Positive, but below the target of 200.0%"),
        (None, "Positive"),
    ],
)
def test_the_verdict_is_the_one_of_our_function(target, standing):
    said = figures([("inp", "target", target)])("cal_verdict")
    assert said == f"{standing}; the training earns the cost of capital of 8.0%."


def test_without_a_cost_of_capital_the_verdict_is_that_of_the_dashboard():
    found = figures([("inp", "discount", None)])
    assert found("cal_verdict") == found("out_verdict")
