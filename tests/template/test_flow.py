"""One flow of benefits feeds ROI, payback, net present value and IRR: fading benefits, by hand."""

from math import fsum

import in_memory
import pytest
import pyxirr
from hypothesis import given, settings
from hypothesis import strategies as st
from in_memory import figures

import roi_xl

DEAR = ("costs", 0, "unit_cost")  # the other lines of the sales example cost 11,000
FADING = [("flow", 1, "reason", "Coaching"), ("flow", 2, "reason", "Handbook")]
FIRST = 40_320  # the first year's benefit of the sales example


def years(number, cost, second=0.0, third=0.0):
    return [
        ("inp", "years", number),
        (*DEAR, cost - 11_000),
        ("flow", 1, "continues", second),
        ("flow", 2, "continues", third),
        *FADING,
    ]


def test_payback_follows_the_fading_benefit_and_not_the_first_year():
    figure = figures(years(3, 52_000, 0.2, 0.2))
    left = 52_000 - FIRST - 0.2 * FIRST  # what the third year has to repay
    assert figure("out_payback") == pytest.approx(24 + 12 * left / (0.2 * FIRST), rel=1e-12)
    assert figure("out_payback") == pytest.approx(29.3809523809524, rel=1e-12)
    assert figure("out_payback_diff") == 0


def test_roi_counts_the_same_flow():
    figure = figures(years(3, 52_000, 0.2, 0.2))
    assert figure("out_benefit") == pytest.approx(1.4 * FIRST, rel=1e-12)
    assert figure("out_roi") == pytest.approx((1.4 * FIRST - 52_000) / 52_000, rel=1e-12)
    assert figure("cal_roi_reported") == figure("cal_roi_all") == pytest.approx(figure("out_roi"), rel=1e-12)


def test_net_present_value_and_irr_are_those_of_the_flow():
    figure = figures(years(3, 52_000, 0.2, 0.2))
    npv = FIRST / 1.08 + 0.2 * FIRST / 1.08**2 + 0.2 * FIRST / 1.08**3 - 52_000
    assert figure("out_npv") == pytest.approx(npv, rel=1e-9)
    rate = figure("out_irr")
    at_irr = FIRST / (1 + rate) + 0.2 * FIRST / (1 + rate) ** 2 + 0.2 * FIRST / (1 + rate) ** 3
    assert at_irr == pytest.approx(52_000, rel=1e-9)
    assert (figure("out_npv_diff"), figure("out_irr_diff")) == (0, 0)


def test_level_years_earn_a_cost_of_capital_that_the_annualised_roi_misses():
    """50,000 for 22,000 a year over three years at 13 %: net present value +1,945, IRR 15.3 %."""
    figure = figures([*years(3, 50_000 * FIRST / 22_000, 1, 1), ("inp", "discount", 0.13)])
    assert figure("out_npv") * 22_000 / FIRST == pytest.approx(1_945, abs=0.5)
    assert figure("out_irr") == pytest.approx(0.153, abs=0.0005)
    assert figure("out_roi_annual") == pytest.approx(0.097, abs=0.0005)
    assert figure("out_roi_annual") < 0.13 < figure("out_irr")


def test_years_that_are_not_counted_repay_nothing():
    figure = figures(years(1, 52_000, 1, 1))
    assert figure("out_payback_within") == "not within a year"
    assert figure("out_roi") == pytest.approx((FIRST - 52_000) / 52_000, rel=1e-12)
    assert figure("out_irr") == pytest.approx(figure("out_roi"), rel=1e-9)


def test_a_payback_beyond_the_years_counted_says_how_many_they_are():
    assert figures(years(2, 90_000, 1, 1))("out_payback_within") == "not within 2 years"


def test_the_first_year_is_whole_and_locked(formulas):
    sheet = formulas["ROI"]
    table = sheet.tables["tbl_flow"]
    _, _, first, *_ = sheet[table.ref][1]
    assert (first.value, first.protection.locked) == (1, True)
    assert not sheet.cell(first.row + 1, first.column).protection.locked


def months_by_hand(cost, flow):
    """Year by year, until the cost is repaid, evenly within a year; None if it never is."""
    left = cost
    for year, benefit in enumerate(flow):
        if benefit > 0 and left <= benefit:
            return 12 * (year + left / benefit)
        left -= benefit
    return None


def value_by_hand(rate, cost, flow):
    """Each year's benefit discounted by as many years, less the cost today."""
    return fsum([-cost, *(benefit / (1 + rate) ** year for year, benefit in enumerate(flow, start=1))])


def fading(ratio, shares, rate=0.08):
    """The sales example at a cost of so many first-year benefits, with what is left in the years after it."""
    book = in_memory.model("sales")
    later = [("flow", year, "continues", share) for year, share in enumerate(shares, start=1)]
    reasons = [("flow", year, "reason", f"Coaching in year {year + 1}") for year in range(1, len(shares) + 1)]
    changes = [("inp", "years", 1 + len(shares)), ("inp", "discount", rate), *later, *reasons]
    return book.with_inputs(in_memory.inputs(book, [(*DEAR, ratio * FIRST - 11_000), *changes]))


def assert_right(ratio, shares, rate):
    """The workbook's figures are those by hand, those of our functions, and those of another library."""
    book = fading(ratio, shares, rate)
    cost, flow = ratio * FIRST, [FIRST, *(share * FIRST for share in shares)]
    months = months_by_hand(cost, flow)
    if months is None:
        assert in_memory.figure(book, "out_payback") == ""
        assert in_memory.figure(book, "out_payback_within") == f"not within {len(flow)} years"
    else:
        assert months == pytest.approx(12 * roi_xl.payback_period(cost, flow), rel=1e-9)
        assert in_memory.figure(book, "out_payback") == pytest.approx(months, rel=1e-9)
    npv = value_by_hand(rate, cost, flow)
    assert npv == pytest.approx(pyxirr.npv(rate, [-cost, *flow]), abs=1e-6)
    assert in_memory.figure(book, "out_npv") == pytest.approx(npv, abs=1e-6)
    irr = in_memory.figure(book, "out_irr")
    assert irr == pytest.approx(pyxirr.irr([-cost, *flow]), abs=1e-9)
    assert value_by_hand(irr, cost, flow) == pytest.approx(0, abs=1e-4)
    assert in_memory.figure(book, "out_roi") == pytest.approx(fsum(flow) / cost - 1, rel=1e-9, abs=1e-9)
    assert (npv > 0) == (irr > rate)
    for name in ("out_payback_diff", "out_npv_diff", "out_irr_diff"):
        assert in_memory.figure(book, name) == 0
    assert in_memory.errors(book) == set()


@pytest.mark.parametrize(
    ("ratio", "shares", "rate"),
    [
        (52_000 / 40_320, (0.2, 0.2), 0.08),
        (30_000 / 22_000, (0.5,), 0.08),
        (2.115, (1, 0.6), 0.08),
        (50_000 / 16_500, (1, 1, 1, 1), 0.15),
        (1.8, (0.7, 0.5, 0.3, 0.1), 0.1),
        (0.4, (0.6, 0.3), 0.12),
        (1, (0.5,), 0.08),
        (1.5, (0.5,), 0.08),
        (1.25, (0.5, 0, 0), 0.08),
        (2.6, (0.8, 0.4, 0.2), 0.05),
    ],
    ids=[
        "a fifth in two more years",
        "half in the second year",
        "two whole years, then 60 %",
        "level",
        "fading over five",
        "repaid in the first",
        "repaid by its end",
        "repaid by the end of all",
        "nothing after the second",
        "never repaid",
    ],
)
def test_a_fading_flow_gives_the_figures_by_hand_and_of_another_library(ratio, shares, rate):
    assert_right(ratio, shares, rate)


@given(
    ratio=st.floats(0.3, 4),
    shares=st.lists(st.floats(0.02, 1), min_size=1, max_size=4).map(lambda shares: sorted(shares)[::-1]),
    rate=st.floats(0, 0.4),
)
@settings(max_examples=8)
def test_any_fading_flow_gives_them(ratio, shares, rate):
    assert_right(ratio, shares, rate)


def test_a_programme_that_only_its_first_year_condemns():
    """Whole in two years, 60 % in a third: −52.7 % in the first year, and yet 12.05 % a year against 8 %."""
    cost, first = 4_328_177, 2_046_000
    shown = {years: fading(cost / first, (1, 0.6)[: years - 1]) for years in (1, 3)}
    assert in_memory.figure(shown[1], "out_roi") == pytest.approx(-0.527, abs=0.0005)
    assert in_memory.figure(shown[3], "out_npv") * first / FIRST == pytest.approx(294_891, abs=1)
    assert in_memory.figure(shown[3], "out_irr") == pytest.approx(0.1205, abs=0.00005)
    months = 24 + 12 * (cost - 2 * first) / (0.6 * first)
    assert months == pytest.approx(26.3, abs=0.05)  # at the pace of the first year it would be 25.4
    assert in_memory.figure(shown[3], "out_payback") == pytest.approx(months, rel=1e-9)
    assert in_memory.figure(shown[3], "out_roi") == pytest.approx(2.6 * first / cost - 1, rel=1e-9)
