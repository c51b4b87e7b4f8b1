"""Sales targets and the cost of inaction: by hand, shown beside the ROI and never a part of it."""

from functools import partial

import pytest
from in_memory import bare, failing, figure, figures, model, typed, value

from roi_xl.layout.declared import TABLES

COLUMNS = ("period", "target", "actual")
SHOWN = (
    "cal_uplift_benefit", "cal_uplift", "cal_uplift_quarter", "cal_uplift_rate", "cal_target_gap",
    "cal_raised_gap", "cal_gap_margin", "cal_target_warning", "cal_inaction", "cal_inaction_month",
)  # fmt: skip
HEADLINE = ("out_roi", "out_benefit", "out_cost", "out_net", "out_npv", "out_checks")


def quarters(*pairs):
    """The table holds these targets and actuals, and nothing else."""
    pairs = [*pairs, *[(None, None)] * (TABLES["quarters"].rows - len(pairs))]
    return [
        change
        for row, (target, actual) in enumerate(pairs)
        for change in (("quarters", row, "target", target), ("quarters", row, "actual", actual))
    ]


@pytest.mark.parametrize("book", [partial(model, "blank"), bare], ids=["skeleton", "bare"])
def test_nothing_entered_is_nothing_shown(book):
    book = book()
    assert {name: figure(book, name) for name in SHOWN} == dict.fromkeys(SHOWN, "")
    assert value(book, "inaction", 0, "cost") == ""
    assert {value(book, "quarters", 0, column) for column in ("gap", "raised", "gap_raised")} == {""}


def test_extra_sales_that_earn_the_training_and_its_target():
    """Cost 16,000, target 100 %, margin 50 %: 32,000 of benefit, 64,000 of sales, 16,000 a quarter."""
    found = figures(quarters((300_000, None), (340_000, None)))
    assert found("cal_uplift_benefit") == 32_000
    assert (found("cal_uplift"), found("cal_uplift_quarter")) == (64_000, 16_000)
    assert found("cal_uplift_rate") == pytest.approx(32_000 / 640_000)


def test_over_two_years_the_first_one_has_to_bring_less():
    """What is left of the benefit in the second year, 60 %, carries its part: 32,000 ÷ 1.6 ÷ 50 %."""
    years = [("inp", "years", 2), ("flow", 1, "continues", 0.6), ("flow", 1, "reason", "It lasts")]
    assert figures(years)("cal_uplift_benefit") == pytest.approx(20_000)
    assert figures(years)("cal_uplift") == pytest.approx(40_000)


@pytest.mark.parametrize("missing", ["margin", "target"])
def test_without_a_margin_or_a_target_there_is_no_uplift(missing):
    found = figures([("inp", missing, None)])
    assert (found("cal_uplift"), found("cal_uplift_benefit"), found("cal_raised_gap")) == ("", "", "")


def test_targets_against_actuals_by_hand():
    """+20,000 and −5,000 on the targets; the third quarter isn't over. Raised: 16,000 more in each."""
    book = typed(model("sales"), quarters((300_000, 320_000), (310_000, 305_000), (320_000, None)))
    assert figure(book, "cal_quarters") == 2
    assert figure(book, "cal_target_gap") == 15_000
    assert figure(book, "cal_raised_gap") == 15_000 - 2 * 16_000
    assert figure(book, "cal_gap_margin") == 7_500
    gaps = [value(book, "quarters", row, "gap_raised") for row in range(3)]
    assert gaps == [4_000, -21_000, ""]
    assert [value(book, "quarters", row, "reached") for row in range(3)] == [1, -1, 0]


def test_raised_targets_beside_a_revenue_line_are_pointed_out():
    """Brief 1.5, trap 13: a target raised for the training and its benefit are a double count."""
    raised = [("inp", "targets_raised", "Yes")]
    assert failing(typed(model("sales"), raised))["R237"] == "Targets: Targets were raised by it"
    assert figures(raised)("cal_target_warning").startswith("Benefits counts extra sales")
    for without in (("inp", "targets_raised", "No"), ("benefits", 0, "class", "Hard saving")):
        book = typed(model("sales"), [*raised, without])
        assert ("R237" in failing(book), figure(book, "cal_target_warning")) == (False, "")


@pytest.mark.parametrize(
    "changes",
    [[("inp", "targets_raised", "Yes")], quarters(), quarters((1, 9_000_000))],
    ids=["raised", "none", "far above"],
)
def test_no_target_moves_the_headline(changes):
    before, after = figures(), figures(changes)
    assert [after(name) for name in HEADLINE] == [before(name) for name in HEADLINE]


def test_the_cost_of_inaction_by_hand():
    """6 h × 10 people × 44 weeks × half × 50; 2 errors × 50 × 12 months × 12; 20 % × 10 × 30,000."""
    book = model("sales")
    costs = [value(book, "inaction", row, "cost") for row in range(5)]
    assert costs[0] == costs[4] == ""  # sales are to rise; the fifth line is blank
    assert costs[1:4] == pytest.approx([66_000, 14_400, 60_000])
    assert figure(book, "cal_inaction") == pytest.approx(140_400)
    assert figure(book, "cal_inaction_month") == pytest.approx(11_700)


def test_months_that_count_are_carried_on_to_a_year():
    """2 errors × 50 × 3 months × 12 is a quarter's cost; a year's is four times as much."""
    quarter = [("benefits", 2, "periods", 3), ("benefits", 2, "months_counted", 3)]
    assert value(typed(model("sales"), quarter), "inaction", 2, "cost") == pytest.approx(14_400)


def test_without_a_level_before_there_is_no_problem_to_cost():
    assert value(typed(model("sales"), [("benefits", 3, "before", None)]), "inaction", 3, "cost") == ""
