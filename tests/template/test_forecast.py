"""Forecast and actual: an approved forecast, and six steps that lead its ROI over to the actual one."""

import random

import pytest
from in_memory import figure, figures, model, typed, value

AMOUNTS = ("time", "other", "claimed", "profit", "first", "benefit")
STEPS = ("time", "other", "measured", "margin", "isolated", "horizon")


def forecast(**amounts):
    return [("inp", f"forecast_{name}", amount) for name, amount in amounts.items()]


def effects(book):
    return [value(book, "forecast_bridge", row, "effect") for row in range(len(STEPS))]


def test_nothing_entered_is_nothing_shown():
    book = model("blank")
    assert effects(book) == [""] * len(STEPS)
    assert [figure(book, name) for name in ("cal_forecast_roi", "cal_actual_roi", "cal_forecast_points")] == [
        "",
        "",
        "",
    ]


def test_the_example_by_hand():
    """Sales: forecast 33,600 on 4,800 + 11,200; actual 40,320 on 4,000 + 12,000.

    Of the year's 120,320 as measured, 75,320 were margin (forecast 100,000 and 60,000).
    """
    rois = [
        33_600 / (4_000 + 11_200) - 1,
        33_600 / 16_000 - 1,
        33_600 * 1.2032 / 16_000 - 1,
        33_600 * (75_320 / 60_000) / 16_000 - 1,
        40_320 / 16_000 - 1,
        40_320 / 16_000 - 1,
    ]
    book = model("sales")
    assert [value(book, "forecast_bridge", row, "roi") for row in range(6)] == pytest.approx(rois)
    before = [33_600 / 16_000 - 1, *rois]
    expected = [100 * (new - old) for old, new in zip(before, rois, strict=False)]
    assert effects(book) == pytest.approx(expected, abs=1e-9)
    assert figure(book, "cal_forecast_roi") == pytest.approx(1.10)
    assert figure(book, "cal_forecast_points") == pytest.approx(100 * (1.52 - 1.10))
    assert [value(book, "forecast_figures", row, "difference") for row in range(3)] == pytest.approx(
        [0, 6_720, 6_720]
    )


@pytest.mark.parametrize("example", ["tech", "healthcare"])
def test_the_steps_add_up_whatever_was_forecast(example):
    """Negative benefits, zeros and lines that pay nothing included: no step is lost, none counted twice."""
    chance = random.Random(20261201)
    for _ in range(12):
        amounts = [chance.choice([0, chance.uniform(-2e5, 2e5), chance.uniform(1e3, 2e5)]) for _ in AMOUNTS]
        amounts[:2] = [abs(amounts[0]), abs(amounts[1]) + 1]
        book = typed(model(example), forecast(**dict(zip(AMOUNTS, amounts, strict=True))))
        then = amounts[-1] / (amounts[0] + amounts[1]) - 1
        assert sum(effects(book)) == pytest.approx(100 * (figure(book, "out_roi") - then), abs=1e-6)


def test_a_forecast_of_the_figures_of_now_moves_nothing():
    book = model("tech")
    now = {name: figure(book, f"cal_actual_{name}") for name in AMOUNTS}
    assert effects(typed(book, forecast(**now))) == pytest.approx([0] * len(STEPS), abs=1e-9)


@pytest.mark.parametrize(
    ("change", "step"),
    [
        ([("inp", "hours_each", 10)], "time"),
        ([("costs", 0, "unit_cost", 6_000)], "other"),
        ([("benefits", 0, "quantity", 2)], "measured"),
        ([("attribution", 1, "share", 0.1)], "isolated"),
    ],
)
def test_a_single_cause_moves_its_step_alone(change, step):
    """Frozen, then one thing changes: the other steps are 0."""
    book = model("sales")
    now = {name: figure(book, f"cal_actual_{name}") for name in AMOUNTS}
    found = dict(zip(STEPS, effects(typed(book, [*forecast(**now), *change])), strict=True))
    moved = {name for name, points in found.items() if abs(points) > 1e-9}
    assert step in moved
    assert moved <= {step, "margin", "isolated"} if step == "measured" else moved == {step}


@pytest.mark.parametrize("missing", AMOUNTS)
def test_a_forecast_that_lacks_an_amount_claims_nothing(missing):
    found = figures([("inp", f"forecast_{missing}", None)])
    assert (found("cal_forecast_roi"), found("cal_forecast_points")) == ("", "")
    assert found("out_roi") == pytest.approx(1.52)
    assert found("out_advice") == figures()("out_advice") + 1  # R407 names it
