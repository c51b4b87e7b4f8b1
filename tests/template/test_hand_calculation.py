"""Every headline figure of the worked example, calculated by hand in fractions.

Cost and extra revenue are the published sales training's: 5,000 + 7,000 + 80 h × 50, and 90,000 a quarter.
"""

from fractions import Fraction
from math import sqrt
from statistics import mean, variance

import openpyxl
import pytest
from scipy.stats import t

COST = 5_000 + 7_000 + 80 * 50
REVENUE = 3 * (130_000 - 100_000)
MARGIN = Fraction(1, 2)
EFFECT = 130_000 - 100_000 * Fraction(88_000, 80_000)  # a month, at the control group's rate of change

SALES = 3 * EFFECT * MARGIN
HOURS_SAVED = (6 - 5) * Fraction(1, 2) * 10 * 44 * 50  # half of the saved hour is put to use
ERROR = Fraction(15, 100) * 50 + Fraction(45, 10)
ERRORS_AVOIDED = 12 * 50 * (Fraction(2) - Fraction(14, 10)) * ERROR
LEAVERS_AVOIDED = (Fraction(20, 100) - Fraction(15, 100)) * 10 * 30_000
HOURS = HOURS_SAVED * Fraction(60, 100) * Fraction(80, 100)
ERRORS = 270 * ERROR  # 1,110 a year by the trend, 840 in fact
LEAVERS = LEAVERS_AVOIDED * Fraction(20, 100) * Fraction(60, 100)
BENEFIT = SALES + HOURS + ERRORS + LEAVERS

LEFT = (97_820, 98_400, 102_190, 103_780, 99_010, 101_480, 102_350, 99_350, 100_040, 99_650, 98_210, 97_720)
RIGHT = (80_330, 77_430, 81_680, 80_710, 78_280, 81_370, 82_000, 79_260, 80_360, 81_670, 77_720, 79_190)
MONTHS = (LEFT, (132_620, 127_650, 129_730), RIGHT, (86_060, 88_680, 89_260))
SLOPES = (1.1, 1, 1.25 * 1.1, 1.25)  # of the effect in each of the four means
ERRORS_OF_MEANS = [
    (slope**2 * variance(x) / len(x), len(x) - 1) for slope, x in zip(SLOPES, MONTHS, strict=True)
]
SQUARE = sum(share for share, _ in ERRORS_OF_MEANS)
FREEDOM = SQUARE**2 / sum(share**2 / degrees for share, degrees in ERRORS_OF_MEANS)
HALF = 3 * 0.5 * float(t.ppf(0.975, FREEDOM)) * sqrt(SQUARE)  # of the interval, in money

LOW_BENEFIT = SALES - HALF + HOURS * Fraction(3, 4) + ERRORS * Fraction(1, 10)
HIGH_BENEFIT = SALES + HALF + HOURS * Fraction(5, 4) + ERRORS * Fraction(19, 10) + LEAVERS * Fraction(3, 2)
LOW_COST = COST * Fraction(105, 100)

FIGURES = {
    "cal_training_hours": 10 * 8,
    "cal_hour_value": 60_000 * Fraction(14, 10) / 1_680,
    "cal_error_cost": ERROR,
    "cal_leaver_cost": 9_000 + 12_000 + 9_000,
    "cal_cost_direct": 5_000 + 7_000,
    "cal_cost_indirect": 80 * 50,
    "cal_cost_development": 0,
    "cal_cost_evaluation": 0,
    "cal_cost_head": Fraction(COST, 10),
    "cal_kpi1_control": EFFECT,
    "cal_kpi2_trend": Fraction(-45, 100),
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
    **{
        f"cal_kpi1_{group}": mean(months)
        for group, months in zip(
            ("trained_before", "trained_after", "control_before", "control_after"), MONTHS, strict=True
        )
    },
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
    assert shown == pytest.approx([462.5, 652.0, 370.8, 152.0, 57.9, 232.6], abs=0.05 + 1e-9)


def test_the_sentence_says_gross_and_net_of_the_same_figure(figure):
    assert figure("out_sentence") == (
        "ROI is 152.0%. Every USD 1.00 spent returned USD 2.52, a net gain of USD 1.52. "
        "Net benefit: USD 24,320."
    )


def test_the_range_is_said_in_words(cached):
    said = [cell.value for row in cached["Dashboard"].iter_rows() for cell in row]
    assert "58% to 233%" in said


def test_a_negative_range_keeps_its_signs_apart_from_the_words(root):
    dashboard = openpyxl.load_workbook(root / "workbooks" / "healthcare-training.xlsx", data_only=True)[
        "Dashboard"
    ]
    assert "−66% to 33%" in [cell.value for row in dashboard.iter_rows() for cell in row]


def test_the_verdict_follows_from_a_conservative_roi_below_the_target(figure):
    assert figure("out_verdict") == ("The expected figure meets the target; the conservative one does not.")


def test_every_integrity_check_holds(figure):
    assert figure("out_checks") == 0


def test_all_advice_is_accepted_in_the_log(figure):
    assert figure("out_advice") == 0


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
        "Extra sales", "Fewer order errors", "Fewer leavers", "Admin time saved", "Cost of the programme",
    ]  # fmt: skip
    assert rows[0][2:] == pytest.approx([-100 * HALF / COST, 100 * HALF / COST])
