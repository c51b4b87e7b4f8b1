"""Every headline figure of the worked example, calculated by hand in fractions.

Cost and extra revenue are the published sales training's: 5,000 + 7,000 + 80 h × 50, and 90,000 a quarter.
"""

from fractions import Fraction

import openpyxl
import pytest

COST = 5_000 + 7_000 + 80 * 50
REVENUE = 390_000 - 300_000
MARGIN = Fraction(1, 2)
EXPECTED_WITHOUT_TRAINING = 300_000 * Fraction(264_000 - 240_000, 240_000)
CONTROL_SHARE = (REVENUE - EXPECTED_WITHOUT_TRAINING) / REVENUE

SALES = REVENUE * MARGIN * CONTROL_SHARE
HOURS_SAVED = Fraction(1, 2) * 10 * 44 * 50
ERRORS_AVOIDED = (120 - 84) * (Fraction(3, 2) * 50 + 45)
LEAVERS_AVOIDED = (Fraction(20, 100) - Fraction(15, 100)) * 10 * 30_000
HOURS = HOURS_SAVED * Fraction(60, 100) * Fraction(80, 100)
ERRORS = ERRORS_AVOIDED * Fraction(75, 100)
LEAVERS = LEAVERS_AVOIDED * Fraction(20, 100) * Fraction(60, 100)
BENEFIT = SALES + HOURS + ERRORS + LEAVERS

LOW_BENEFIT = SALES * Fraction(9, 10) + HOURS * Fraction(3, 4) + ERRORS * Fraction(9, 10)
HIGH_BENEFIT = (
    SALES * Fraction(11, 10) + HOURS * Fraction(5, 4) + ERRORS * Fraction(11, 10) + LEAVERS * Fraction(3, 2)
)
LOW_COST = COST * Fraction(105, 100)

FIGURES = {
    "cal_training_hours": 10 * 8,
    "cal_hour_value": 60_000 * Fraction(14, 10) / 1_680,
    "cal_error_cost": Fraction(3, 2) * 50 + 45,
    "cal_leaver_cost": 9_000 + 12_000 + 9_000,
    "cal_cost_direct": 5_000 + 7_000,
    "cal_cost_indirect": 80 * 50,
    "cal_cost_development": 0,
    "cal_cost_evaluation": 0,
    "cal_cost_head": Fraction(COST, 10),
    "cal_control_share": CONTROL_SHARE,
    "cal_benefit_revenue": SALES,
    "cal_benefit_soft": HOURS,
    "cal_benefit_hard": ERRORS,
    "cal_benefit_avoidance": LEAVERS,
    "out_cost": COST,
    "out_benefit": BENEFIT,
    "out_net": BENEFIT - COST,
    "out_roi": (BENEFIT - COST) / COST,
    "out_bcr": BENEFIT / COST,
    "out_roi_low": (LOW_BENEFIT - LOW_COST) / LOW_COST,
    "out_roi_high": (HIGH_BENEFIT - COST) / COST,
    "out_roi_published": Fraction(REVENUE - COST, COST),
    "cal_roi_measured": (REVENUE + HOURS_SAVED + ERRORS_AVOIDED + LEAVERS_AVOIDED - COST) / COST,
    "cal_roi_margin": (REVENUE * MARGIN + HOURS_SAVED + ERRORS_AVOIDED + LEAVERS_AVOIDED - COST) / COST,
    "cal_roi_reported": (BENEFIT - COST) / COST,
    "cal_roi_hard": (ERRORS - COST) / COST,
    "cal_roi_avoidance": (ERRORS + LEAVERS - COST) / COST,
    "cal_roi_revenue": (ERRORS + LEAVERS + SALES - COST) / COST,
    "cal_roi_all": (BENEFIT - COST) / COST,
    "cal_roi_expected": (BENEFIT - COST) / COST,
    "out_payback": COST / (BENEFIT / 12),
    "out_npv": BENEFIT / Fraction(108, 100) - COST,
    "out_irr": (BENEFIT - COST) / COST,  # all of it in the first year
    "out_roi_annual": (BENEFIT - COST) / COST,
    "cal_required_benefit": 2 * COST,
    "cal_trained_before": 300_000,
    "cal_trained_after": 390_000,
    "cal_control_before": 240_000,
    "cal_control_after": 264_000,
    "cal_break_even_share": COST / (REVENUE * MARGIN + HOURS_SAVED + ERRORS_AVOIDED + LEAVERS_AVOIDED),
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_the_one_calculated_by_hand(figure, name):
    assert figure(name) == pytest.approx(float(FIGURES[name]), rel=1e-12)


def test_the_hand_calculation_gives_the_figures_of_the_brief():
    names = (
        "out_roi_published",
        "cal_roi_measured",
        "cal_roi_margin",
        "out_roi",
        "out_roi_low",
        "out_roi_high",
    )
    shown = [float(100 * FIGURES[name]) for name in names]
    assert shown == pytest.approx([462.5, 652.0, 370.8, 152.0, 101.6, 186.7], abs=0.05 + 1e-9)


def test_the_sentence_says_gross_and_net_of_the_same_figure(figure):
    assert figure("out_sentence") == (
        "ROI is 152.0%. Every USD 1.00 spent returned USD 2.52, a net gain of USD 1.52. "
        "Net benefit: USD 24,320."
    )


def test_the_range_is_said_in_words(cached):
    said = [cell.value for row in cached["Dashboard"].iter_rows() for cell in row]
    assert "102% to 187%" in said


def test_a_negative_range_keeps_its_signs_apart_from_the_words(root):
    dashboard = openpyxl.load_workbook(root / "workbooks" / "healthcare-training.xlsx", data_only=True)[
        "Dashboard"
    ]
    assert "−41% to 2%" in [cell.value for row in dashboard.iter_rows() for cell in row]


def test_the_verdict_follows_from_a_conservative_roi_above_the_target(figure):
    assert figure("out_verdict") == "Even the conservative figure meets the target."


def test_every_integrity_check_holds(figure):
    assert figure("out_checks") == 0


def test_the_advice_is_two_missing_costs_a_line_above_half_a_weak_indicator_and_late_activities(figure):
    assert figure("out_advice") == 5


def test_every_function_of_the_catalogue_gives_its_known_answer(figure):
    assert figure("out_functions") == 0


def test_every_function_gives_its_known_answer(figure):
    assert figure("cal_addin") == 1


def test_the_simulation_lies_within_the_range_and_loses_nothing(figure):
    low, middle, high = (figure(f"cal_simulated_{name}") for name in ("low", "middle", "high"))
    assert figure("out_roi_low") < low < middle < high < figure("out_roi_high")
    assert figure("cal_simulated_loss") == 0


def test_the_tornado_starts_with_the_line_that_moves_roi_most(cached):
    table = cached["Lists"].tables["tbl_tornado"]
    rows = [[cell.value for cell in row] for row in cached["Lists"][table.ref]][1:]
    assert [row[1] for row in rows] == [
        "Extra sales", "Fewer leavers", "Admin time saved", "Cost of the programme", "Fewer order errors",
    ]  # fmt: skip
    assert rows[0][2:] == pytest.approx([-100 * 3_000 / COST, 100 * 3_000 / COST])
