"""One flow of benefits feeds ROI, payback, net present value and IRR: fading benefits, by hand."""

import openpyxl
import pytest
from filled_in import figures, put

DEAR = ("costs", 0, "unit_cost")  # the other lines of the sales example cost 11,000
FADING = [("flow", 1, "reason", "Coaching"), ("flow", 2, "reason", "Handbook")]
FIRST = 40_320  # the first year's benefit of the sales example


@pytest.fixture
def workbook(root):
    return openpyxl.load_workbook(root / "workbooks" / "sales-training.xlsx")


def after(book, changes):
    put(book, changes)
    return figures(book)


def years(number, cost, second=0.0, third=0.0):
    return [
        ("inp", "years", number),
        (*DEAR, cost - 11_000),
        ("flow", 1, "continues", second),
        ("flow", 2, "continues", third),
        *FADING,
    ]


def test_payback_follows_the_fading_benefit_and_not_the_first_year(workbook):
    figure = after(workbook, years(3, 52_000, 0.2, 0.2))
    left = 52_000 - FIRST - 0.2 * FIRST  # what the third year has to repay
    assert figure("out_payback") == pytest.approx(24 + 12 * left / (0.2 * FIRST), rel=1e-12)
    assert figure("out_payback") == pytest.approx(29.3809523809524, rel=1e-12)
    assert figure("out_payback_diff") == 0


def test_roi_counts_the_same_flow(workbook):
    figure = after(workbook, years(3, 52_000, 0.2, 0.2))
    assert figure("out_benefit") == pytest.approx(1.4 * FIRST, rel=1e-12)
    assert figure("out_roi") == pytest.approx((1.4 * FIRST - 52_000) / 52_000, rel=1e-12)
    assert figure("cal_roi_reported") == figure("cal_roi_all") == pytest.approx(figure("out_roi"), rel=1e-12)


def test_net_present_value_and_irr_are_those_of_the_flow(workbook):
    figure = after(workbook, years(3, 52_000, 0.2, 0.2))
    npv = FIRST / 1.08 + 0.2 * FIRST / 1.08**2 + 0.2 * FIRST / 1.08**3 - 52_000
    assert figure("out_npv") == pytest.approx(npv, rel=1e-9)
    rate = figure("out_irr")
    at_irr = FIRST / (1 + rate) + 0.2 * FIRST / (1 + rate) ** 2 + 0.2 * FIRST / (1 + rate) ** 3
    assert at_irr == pytest.approx(52_000, rel=1e-9)
    assert (figure("out_npv_diff"), figure("out_irr_diff")) == (0, 0)


def test_level_years_earn_a_cost_of_capital_that_the_annualised_roi_misses(workbook):
    """50,000 for 22,000 a year over three years at 13 %: net present value +1,945, IRR 15.3 %."""
    figure = after(workbook, [*years(3, 50_000 * FIRST / 22_000, 1, 1), ("inp", "discount", 0.13)])
    assert figure("out_npv") * 22_000 / FIRST == pytest.approx(1_945, abs=0.5)
    assert figure("out_irr") == pytest.approx(0.153, abs=0.0005)
    assert figure("out_roi_annual") == pytest.approx(0.097, abs=0.0005)
    assert figure("out_roi_annual") < 0.13 < figure("out_irr")


def test_years_that_are_not_counted_repay_nothing(workbook):
    figure = after(workbook, years(1, 52_000, 1, 1))
    assert figure("out_payback_within") == "not within a year"
    assert figure("out_roi") == pytest.approx((FIRST - 52_000) / 52_000, rel=1e-12)
    assert figure("out_irr") == pytest.approx(figure("out_roi"), rel=1e-9)


def test_a_payback_beyond_the_years_counted_says_how_many_they_are(workbook):
    assert after(workbook, years(2, 90_000, 1, 1))("out_payback_within") == "not within 2 years"


def test_the_first_year_is_whole_and_locked(workbook):
    sheet = workbook["ROI"]
    table = sheet.tables["tbl_flow"]
    _, _, first, *_ = sheet[table.ref][1]
    assert (first.value, first.protection.locked) == (1, True)
    assert not sheet.cell(first.row + 1, first.column).protection.locked
