"""Measured methods credit an effect in units, from figures that stand in the workbook: by hand and by law."""

import random

import pytest
from in_memory import figures, model, value

from roi_xl.layout.declared import TABLES

REST = 5_280 + 3_240 + 1_800  # what the other lines of the sales example credit
PLAIN = {"better": "Higher", "quantity": 1, "periods": 1}
ESTIMATE = [("attribution", 0, "share", 0.8), ("attribution", 0, "confidence", 0.5)]


def block(*periods, table="kpi1"):
    """The block of the first line holds these periods: phase, trained, control."""
    blank = [(None, None, None)] * (TABLES[table].rows - len(periods))
    return [
        (table, row, column, value)
        for row, period in enumerate([*periods, *blank])
        for column, value in zip(("phase", "trained", "control"), period, strict=True)
    ]


def market(before, after, relative="No"):
    """Figures of both groups before and after, for a measure of which each unit is worth 1."""
    figures_ = [("Before", *before), ("After", *after)]
    return [
        *block(*figures_),
        ("measures", 0, "relative", relative),
        *(("benefits", 0, column, value) for column, value in PLAIN.items()),
    ]


def credited(figure):
    return (figure("out_benefit") - REST) / 0.5


@pytest.mark.parametrize(
    ("before", "after_", "relative", "effect"),
    [
        ((100, 100), (110, 80), "No", 30),
        ((100, 100), (100, 80), "No", 20),
        ((100, 100), (90, 80), "No", 10),
        ((100, 100), (110, 120), "No", -10),
        ((100, 50), (110, 60), "No", 0),
        ((100, 50), (110, 60), "Yes", 110 - 100 * 60 / 50),
        ((100, 50), (110, 40), "Yes", 110 - 100 * 40 / 50),
    ],
    ids=["others fell", "held while others fell", "fell less", "harm", "alike", "harm in rates", "rates"],
)
def test_a_control_group_credits_its_effect_whatever_its_sign_and_size(before, after_, relative, effect):
    figure = figures(market(before, after_, relative))
    assert credited(figure) == pytest.approx(effect, abs=1e-6)
    assert figure("cal_kpi1_control_diff") == 0
    assert figure("out_checks") == 0


def test_a_measure_that_should_fall_is_credited_where_it_falls_faster():
    changes = [*market((100, 100), (70, 90)), ("benefits", 0, "better", "Lower")]
    assert credited(figures(changes)) == pytest.approx(20)


def test_a_forecast_takes_the_place_of_the_control_group_after():
    changes = [*market((100, None), (130, 112)), ("attribution", 0, "method", "Forecast")]
    figure = figures(changes)
    assert (credited(figure), figure("out_checks")) == (pytest.approx(18), 0)


def test_a_trend_is_carried_on_over_the_periods_between():
    """10, 12 and 14 go on to 18 and 20 two and three periods later; by hand, 21 and 25 are 4 above it."""
    changes = [
        *block(("Before", 10, None), ("Before", 12, None), ("Before", 14, None), ("Earlier", 99, None),
               ("After", 21, None), ("After", 25, None)),
        *(("benefits", 0, column, value) for column, value in PLAIN.items()),
        ("attribution", 0, "method", "Trend line"),
    ]  # fmt: skip
    figure = figures(changes)
    assert credited(figure) == pytest.approx(4, abs=1e-6)
    assert (figure("cal_kpi1_trend_diff"), figure("out_checks")) == (0, 0)


def test_the_order_of_the_rows_is_not_the_order_of_time():
    before = figures()
    rows = [*range(15)]
    random.Random(3).shuffle(rows)
    columns = ("number", "period", "phase", "trained", "control")
    book = model("sales")
    figure = figures(
        [
            (table, rows[row], column, value(book, table, row, column))
            for table in ("kpi1", "kpi2")
            for row in range(15)
            for column in columns
        ]
    )
    names = ("cal_kpi2_trend", "cal_kpi1_control", "cal_kpi1_low", "out_roi", "out_roi_low", "out_checks")
    assert [figure(name) for name in names] == pytest.approx([before(name) for name in names], rel=1e-12)


def test_a_method_without_figures_credits_nothing_and_is_an_error():
    figure = figures([("measures", 0, "id", None)])
    assert figure("out_benefit") == pytest.approx(REST)
    assert figure("cal_state") == "Benefit lines still incomplete: 1"
    assert figure("out_checks") == 1


def test_the_range_takes_the_ends_of_the_interval_until_a_factor_is_typed():
    figure = figures()
    low, high = figure("cal_kpi1_low"), figure("cal_kpi1_high")
    at_low = 1.5 * low + 0.75 * 5_280 + 0.1 * 3_240
    assert figure("out_roi_low") == pytest.approx(at_low / 16_800 - 1, rel=1e-12)
    at_high = 1.5 * high + 1.25 * 5_280 + 1.9 * 3_240 + 1.5 * 1_800
    assert figure("out_roi_high") == pytest.approx(at_high / 16_000 - 1, rel=1e-12)
    figure = figures([("scenarios", 0, "low", 0.9), ("scenarios", 0, "high", 1.1)])
    assert figure("out_roi_low") == pytest.approx(31_284 / 16_800 - 1, rel=1e-12)
    assert figure("out_roi_high") == pytest.approx(48_456 / 16_000 - 1, rel=1e-12)


def test_a_measure_that_should_fall_is_at_its_worst_at_the_high_end():
    figure = figures([("benefits", 0, "better", "Lower")])
    worst = -1.5 * figure("cal_kpi1_high") + 0.75 * 5_280 + 0.1 * 3_240
    assert figure("out_roi_low") == pytest.approx(worst / 16_000 - 1, rel=1e-12)  # cost varies in gains only


def test_the_sheet_says_what_the_low_end_means_for_roi():
    figure = figures()
    at_low = (figure("out_benefit") - 1.5 * (20_000 - figure("cal_kpi1_low"))) / 16_000 - 1
    assert value(model("sales"), "measures", 0, "roi_low") == pytest.approx(at_low, rel=1e-12)


def test_the_interval_is_the_one_of_our_own_function_and_of_plain_excel():
    figure = figures()
    assert figure("cal_kpi1_low") + figure("cal_kpi1_high") == pytest.approx(40_000, rel=1e-12)
    assert abs(figure("cal_kpi1_low_diff")) < 1e-7 * 20_000


def test_an_estimate_keeps_share_and_confidence():
    figure = figures([("attribution", 0, "method", "Managers' estimate"), *ESTIMATE])
    assert credited(figure) == pytest.approx(90_000 * 0.8 * 0.5)


@pytest.mark.parametrize(
    ("before", "after", "level", "bend"),
    [
        ((10, 11, 12), (20, 22, 24), 7, 1),  # the line before gives 13 at the fourth period, and 1 per period
        ((10, 11, 12, 13), (14, 15, 16), 0, 0),  # it goes on as it went
        ((30, 28, 26), (20, 20, 20), -4, 2),
        ((10, 11), (20, 22, 24), "", ""),  # two figures make any line
    ],
)
def test_an_interrupted_series_has_a_change_of_level_and_of_slope(before, after, level, bend):
    """Wagner and others, Segmented regression analysis of interrupted time series studies (2002)."""
    periods = [*(("Before", each, None) for each in before), *(("After", each, None) for each in after)]
    numbers = [("kpi1", row, "number", row + 1) for row in range(len(periods))]
    figure = figures([*block(*periods), *numbers])
    found = [figure("cal_kpi1_level"), figure("cal_kpi1_bend")]
    assert found == ([level, bend] if level == "" else pytest.approx([level, bend], abs=1e-9))
