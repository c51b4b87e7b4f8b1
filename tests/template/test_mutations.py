"""Mistakes that people make: the workbook's own Checks sheet names each, and a clean workbook none."""

import datetime as dt

import openpyxl
import pytest
from filled_in import TABLES, cell_of, put, recalculated

from roi_xl.checks import ADVICE, INTEGRITY

CLEAN = [
    ("costs", 3, "unit_cost", 500),
    ("costs", 4, "quantity", 4),
    ("inp", "concentration", 0.9),
    ("inp", "target", 0.5),
    ("evidence", 3, "target", 55),
    *(("follow_up", row, "progress", "Dropped") for row in range(6)),
]
"""What the sales example has to own up to, settled: costs left out, a heavy line, weak signals, delays."""

MISTAKES = {
    "an attribution of 140 %": ([("attribution", 1, "share", 1.4)], "integrity", "shares"),
    "a negative attribution": ([("attribution", 1, "share", -0.2)], "integrity", "shares"),
    "a confidence of 80 typed for 80 %": ([("attribution", 1, "confidence", 80)], "integrity", "shares"),
    "an attribution of 140 % credits too much": ([("attribution", 1, "share", 1.4)], "integrity", "due"),
    "a value ID twice": ([("values", 1, "id", "V1")], "integrity", "value_ids"),
    "an unknown value ID": ([("benefits", 0, "value_id", "V9")], "integrity", "value_ids"),
    "no isolation method": ([("attribution", 2, "method", None)], "integrity", "complete"),
    "no attribution": ([("attribution", 1, "share", None)], "integrity", "complete"),
    "no confidence": ([("attribution", 1, "confidence", None)], "integrity", "complete"),
    "no class of money": ([("benefits", 2, "class", None)], "integrity", "complete"),
    "a class of one's own": ([("benefits", 2, "class", "Savings")], "integrity", "classes"),
    "revenue without a margin": ([("values", 0, "margin", None)], "integrity", "revenue_margin"),
    "a margin above 100 %": ([("values", 0, "margin", 1.5)], "integrity", "profit"),
    "a cost without a category": ([("costs", 1, "category", None)], "integrity", "categories"),
    "a category of one's own": ([("costs", 1, "category", "Travel")], "integrity", "categories"),
    "no cost at all": ([("costs", row, "quantity", 0) for row in range(5)], "integrity", "costs_exist"),
    "an amount typed over its formula": ([("costs", 0, "amount", 1)], "integrity", "cost_total"),
    "a cost with a minus sign": ([("costs", 1, "unit_cost", -7_000)], "integrity", "cost_signs"),
    "a subsidy that adds to the cost": ([("costs", 1, "category", "Offset")], "integrity", "cost_signs"),
    "a quantity in words": ([("costs", 0, "quantity", "one")], "integrity", "cost_total"),
    "a benefit typed over its formula": ([("attribution", 0, "due", 99_000)], "integrity", "due"),
    "a scenario typed over its formula": ([("scenarios", 0, "expected", 1)], "integrity", "expected"),
    "a wrong answer of the add-in": ([("attribution", 0, "addin", 29_000)], "integrity", "money_twins"),
    "a wrong ROI of the add-in": ([("walk", 0, "addin", 1.0)], "integrity", "ratio_twins"),
    "an end before the start": ([("inp", "end", dt.date(2025, 3, 1))], "integrity", "dates"),
    "conservative above expected": (
        [("scenarios", row, "low", 1.5) for row in range(4)], "integrity", "order",
    ),
    "a leading indicator in the money": ([("benefits", 0, "indicator", "I3")], "integrity", "leading"),
    "a control group without its months": (
        [("kpi1", row, "control", None) for row in range(15)], "integrity", "control_months",
    ),
    "one month of the control group left out": (
        [("kpi1", 13, "control", None)], "integrity", "control_months",
    ),
    "one month of the trained group left out": (
        [("kpi1", 7, "trained", None)], "integrity", "control_months",
    ),
    "a rate of change from zero": (
        [("kpi1", row, "control", 0) for row in range(12)], "integrity", "measured",
    ),
    "a trend without the months before": (
        [("kpi2", row, "trained", None) for row in range(11)], "integrity", "measured",
    ),
    "a control group for a line without figures": (
        [("attribution", 1, "method", "Control group")], "integrity", "measured",
    ),
    "a forecast that nobody has typed": (
        [("attribution", 2, "method", "Forecast")], "integrity", "measured",
    ),
    "a share typed for an effect that was measured": (
        [("attribution", 0, "share", 0.5)], "integrity", "measured_share",
    ),
    "a confidence typed for an effect that was measured": (
        [("attribution", 2, "confidence", 0.9)], "integrity", "measured_share",
    ),
    "two blocks for one benefit": ([("measures", 1, "id", "B1")], "integrity", "measures"),
    "a block for a benefit that isn't there": ([("measures", 2, "id", "B99")], "integrity", "measures"),
    "a quarter's figures for a block of months": (
        [("benefits", 0, "before", 300_000), ("benefits", 0, "after", 390_000)],
        "integrity", "measured_level",
    ),
    "two periods with one number": ([("kpi1", 3, "number", 5)], "integrity", "periods"),
    "a period without a number": ([("kpi2", 3, "number", None)], "integrity", "periods"),
    "a period beyond the block": ([("kpi2", 3, "number", 202_407)], "integrity", "periods"),
    "a figure that is neither before nor after": ([("kpi1", 14, "phase", None)], "integrity", "periods"),
    "a phase of one's own": ([("kpi1", 14, "phase", "Afterwards")], "integrity", "periods"),
    "a wrong effect of the add-in": (
        [("addin", "cal_kpi1_control", 21_000)], "integrity", "effect_twins",
    ),
    "an effect that chance explains": (
        [("kpi1", 12, "trained", 90_000), ("kpi1", 13, "trained", 130_000), ("kpi1", 14, "trained", 170_000)],
        "advice", "interval",
    ),
    "pay left out": ([("inp", "salary", None)], "integrity", "time_inputs"),
    "the employer's benefits left out": ([("inp", "benefits_rate", None)], "integrity", "time_inputs"),
    "the hours paid for left out": ([("inp", "paid_hours", None)], "integrity", "time_inputs"),
    "no hours paid for": ([("inp", "paid_hours", 0)], "integrity", "time_inputs"),
    "no number of participants": ([("inp", "participants", None)], "integrity", "time_inputs"),
    "hours in training left out": ([("inp", "hours_each", None)], "integrity", "time_inputs"),
    "no line for the participants' time": (
        [("costs", 2, column, None) for column in ("category", "quantity", "unit_cost")],
        "integrity", "time_cost",
    ),
    "fewer hours in the costs than in the training": (
        [("costs", 2, "quantity", 40)], "integrity", "time_cost",
    ),
    "no working time, and nobody says why": (
        [("inp", "hours_each", 0), ("costs", 2, "source", None)], "integrity", "time_cost",
    ),
    "nothing before": ([("benefits", 1, "before", None)], "integrity", "pairs"),
    "nothing after": ([("benefits", 2, "after", None)], "integrity", "pairs"),
    "a value before that is text": ([("benefits", 1, "before", "6")], "integrity", "texts"),
    "a value after that is text": ([("benefits", 0, "after", "530000")], "integrity", "texts"),
    "a quantity of people that is text": ([("benefits", 1, "quantity", "10")], "integrity", "texts"),
    "periods that are text": ([("benefits", 1, "periods", "44")], "integrity", "texts"),
    "a quarter that stands for a year, and nobody says why": (
        [("benefits", 1, "why", None)], "integrity", "window",
    ),
    "eighteen months counted as a year": (
        [("benefits", 3, "months_measured", 18), ("benefits", 3, "months_counted", 18)],
        "integrity", "window",
    ),
    "saved time of which nobody says how much is put to use": (
        [("benefits", 1, "realised", None)], "advice", "put_to_use",
    ),
    "a measurement that doesn't say how long it took": (
        [("benefits", 0, "months_measured", None)], "advice", "months",
    ),
    "a value of one unit that is text": ([("values", 0, "unit_value", "1")], "integrity", "texts"),
    "a margin that is text": ([("values", 1, "margin", "1")], "integrity", "texts"),
    "a quantity that is text": ([("costs", 0, "quantity", "1")], "integrity", "texts"),
    "a unit cost that is text": ([("costs", 0, "unit_cost", "5000")], "integrity", "texts"),
    "a text typed over an amount": ([("costs", 0, "amount", "5000")], "integrity", "texts"),
    "an attribution that is text": ([("attribution", 1, "share", "0.6")], "integrity", "texts"),
    "a confidence that is text": ([("attribution", 1, "confidence", "0.8")], "integrity", "texts"),
    "a factor that is text": ([("scenarios", 0, "low", "0.9")], "integrity", "texts"),
    "a month that is text": ([("kpi1", 12, "control", "86000")], "integrity", "texts"),
    "a pay that is text": ([("inp", "salary", "60000")], "integrity", "texts"),
    "a date that is text": ([("inp", "start", "2025-03-03")], "integrity", "texts"),
    "an effect counted twice": ([("benefits", 1, "group", "sales")], "advice", "double"),
    "revenue at a margin of 100 %": ([("values", 0, "margin", 1)], "advice", "whole_revenue"),
    "no development cost": ([("costs", 3, "unit_cost", 0)], "advice", "development"),
    "no evaluation cost": ([("costs", 4, "quantity", 0)], "advice", "evaluation"),
    "a value that Finance has not approved": ([("values", 3, "approved", "No")], "advice", "approved"),
    "one line that carries nearly everything": ([("inp", "concentration", 0.5)], "advice", "concentration"),
    "a line that is not isolated": (
        [("attribution", 3, "method", "As published, not isolated")], "integrity", "not_isolated",
    ),
    "an estimate without a haircut": ([("attribution", 1, "confidence", 1)], "integrity", "haircut"),
    "a method that isn't in the list": (
        [("attribution", 1, "method", "Participant's estimate")], "integrity", "methods",
    ),
    "a value that is still a draft": ([("values", 1, "status", "Draft")], "advice", "draft"),
    "a line without its range": ([("scenarios", 1, "low", None)], "advice", "range_set"),
    "a cost without its range": ([("scenario_costs", 0, "high", None)], "advice", "range_set"),
    "a target that the conservative figure misses": ([("inp", "target", 2)], "advice", "target"),
    "an objective set after the start": (
        [("objectives", 0, "agreed", dt.date(2025, 4, 1))], "advice", "objectives",
    ),
    "nothing measured about learning": ([("evidence", 1, "level", None)], "advice", "lower_levels"),
    "an indicator below its target": ([("evidence", 4, "target", 40)], "advice", "indicators"),
    "a follow-up that is late": ([("follow_up", 5, "progress", "Planned")], "advice", "late"),
    "a second year without a reason": (
        [("inp", "years", 2), ("flow", 1, "continues", 0.5)], "integrity", "lasting",
    ),
    "a second year for the reason of the first": (
        [("inp", "years", 2), ("flow", 1, "continues", 0.5), ("flow", 1, "reason", "It lasts"),
         ("flow", 0, "reason", "It lasts")],
        "integrity", "lasting",
    ),
    "a fifth year for the reason of the second": (
        [("inp", "years", 5), ("flow", 4, "continues", 0.5), ("flow", 4, "reason", "It lasts"),
         ("flow", 1, "reason", "It lasts")],
        "integrity", "lasting",
    ),
    "seven years counted": ([("inp", "years", 7)], "integrity", "years"),
    "a year and a half counted": ([("inp", "years", 1.5)], "integrity", "years"),
    "no years counted": ([("inp", "years", 0)], "integrity", "years"),
    "the benefit of a year typed over its formula": ([("flow", 0, "benefit", 90_000)], "integrity", "flow"),
    "two benefits with one ID": ([("benefits", 1, "id", "B1")], "integrity", "keys"),
    "a benefit without a row in Attribution": ([("attribution", 1, "id", "B8")], "integrity", "keys"),
    "a benefit without a row in Range": ([("scenarios", 1, "id", None)], "integrity", "keys"),
    "two rows in Attribution for one benefit": ([("attribution", 1, "id", "B1")], "integrity", "keys"),
    "two rows in Range for one benefit": ([("scenarios", 1, "id", "B1")], "integrity", "keys"),
    "a share for a benefit that isn't there": (
        [("attribution", 5, "share", 0.5), ("attribution", 5, "id", "B9")], "integrity", "keys",
    ),
    "an indicator that leads to nothing": ([("evidence", 2, "leads_to", "B99")], "integrity", "links"),
    "a benefit with an indicator that isn't there": (
        [("benefits", 0, "indicator", "I99")], "integrity", "links",
    ),
    "a number without a source": ([("benefits", 0, "source", None)], "advice", "sources"),
}  # fmt: skip


@pytest.fixture(scope="module")
def workbook(root):
    book = openpyxl.load_workbook(root / "workbooks" / "sales-training.xlsx")
    put(book, CLEAN)
    return book


def failing(book):
    """The checks that don't hold, by block and key, after a recalculation."""
    values = recalculated(book, "Checks")
    found = set()
    for block in ("integrity", "advice"):
        for row, item in enumerate(TABLES[block].items):
            cell = cell_of(book, (block, row, "result", None))
            if values.get((cell.row, cell.column)):
                found.add((block, item.id))
    return found


def test_a_clean_workbook_has_nothing_to_report(workbook):
    assert failing(workbook) == set()


ATTRIBUTION = {
    1: {"id": "B2", "method": "Participants' estimate", "share": 0.6, "confidence": 0.8},
    2: {"id": "B3", "method": "Trend line", "share": None, "confidence": None},
}
RIGHT = {
    "a subsidy on a line of its own": [
        ("costs", 5, "category", "Offset"), ("costs", 5, "quantity", 1), ("costs", 5, "unit_cost", -2_000),
        ("costs", 5, "source", "Grant decision"),
    ],
    "a course in free time, which a cost line explains": [
        ("inp", "hours_each", 0), ("costs", 2, "source", "E-learning at home, unpaid, by agreement"),
    ],
    "a measure that was zero before": [("benefits", 1, "before", 0), ("benefits", 1, "better", "Higher")],
    "a line that got slightly worse": [("benefits", 1, "after", 6.01)],
    "a second year, for a reason of its own": [
        ("inp", "years", 2), ("flow", 1, "continues", 0.5), ("flow", 1, "reason", "Coaching goes on"),
    ],
    "a second year that isn't counted": [("flow", 1, "continues", 0.5)],
    "rows of Attribution in another order": [
        ("attribution", first, column, value)
        for first, second in ((1, 2), (2, 1))
        for column, value in ATTRIBUTION[second].items()
    ],
    "years counted left blank": [("inp", "years", None)],
    "a trend without a control group": [
        ("attribution", 0, "method", "Trend line"),
        ("scenarios", 0, "low", 0.9), ("scenarios", 0, "high", 1.1),
        *(("kpi1", row, "control", None) for row in range(15)),
    ],
    "a control group that fell behind where it had been": [
        ("kpi1", row, "control", 60_000 + row) for row in (12, 13, 14)
    ],
    "a block whose benefit is estimated after all": [
        ("attribution", 2, "method", "Managers' estimate"), ("attribution", 2, "share", 0.5),
        ("attribution", 2, "confidence", 0.5),
    ],
}  # fmt: skip


@pytest.mark.parametrize("practice", RIGHT)
def test_what_is_right_is_not_reported(workbook, practice):
    before = put(workbook, RIGHT[practice])
    try:
        assert failing(workbook) == set()
    finally:
        put(workbook, before)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named(workbook, mistake):
    changes, block, check = MISTAKES[mistake]
    before = put(workbook, changes)
    try:
        assert (block, check) in failing(workbook)
    finally:
        put(workbook, before)


def test_every_check_names_a_mistake():
    by_a_broken_formula_alone = {"walk", "gross_net", "answers"}
    named = {check for _, _, check in MISTAKES.values()}
    assert {check.code for check in (*INTEGRITY, *ADVICE)} == named | by_a_broken_formula_alone


EVERY_LINE_WORSE = [
    ("kpi1", 12, "trained", 80_000), ("kpi1", 13, "trained", 81_000), ("kpi1", 14, "trained", 79_000),
    ("kpi2", 12, "trained", 3), ("kpi2", 13, "trained", 3), ("kpi2", 14, "trained", 3),
    ("benefits", 1, "after", 6.5), ("benefits", 3, "after", 0.3),
]  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [[("benefits", 1, "after", 9)], EVERY_LINE_WORSE, [*EVERY_LINE_WORSE, *(
        ("scenarios", row, column, 1) for row in range(4) for column in ("low", "high")
    )]],
    ids=["one line worse", "every line worse", "every line worse, and only the cost varies"],
)  # fmt: skip
def test_the_range_ascends_also_where_things_got_worse_with_and_without_the_add_in(workbook, changes):
    before = put(workbook, changes)
    try:
        values = recalculated(workbook, "Range")
        cell = cell_of(workbook, ("range", 0, "addin", None))
        addin, plain = ([values[cell.row + row, cell.column + step] for row in range(3)] for step in (0, 1))
        assert all(isinstance(roi, float) for roi in addin)
        assert addin == pytest.approx(plain, rel=1e-12)
        assert plain == sorted(plain)
    finally:
        put(workbook, before)


def note_of_the_first_view(book):
    cell = cell_of(book, ("walk", 0, "note", None))
    return recalculated(book, "ROI")[cell.row, cell.column]


def test_the_first_view_speaks_of_revenue_where_its_line_is_revenue(workbook):
    assert "Revenue isn't profit" in note_of_the_first_view(workbook)


def test_the_first_view_is_silent_about_revenue_where_its_line_is_none(workbook):
    before = put(workbook, [("benefits", 0, "class", "Hard saving")])
    try:
        assert "evenue" not in note_of_the_first_view(workbook)
    finally:
        put(workbook, before)


def test_a_blank_workbook_fails_no_check(root):
    assert not {
        block for block, _ in failing(openpyxl.load_workbook(root / "workbooks/blank-training.xlsx"))
    } & {"integrity"}


NO_COST = [("costs", row, "quantity", None) for row in range(5)]
NO_BENEFIT = [("benefits", row, "after", None) for row in range(4)]


@pytest.mark.parametrize(
    ("changes", "shown"),
    [([], True), (NO_COST, False), (NO_BENEFIT, False), (NO_BENEFIT[1:], True), (NO_COST[1:], True)],
    ids=["both", "no cost", "no after value", "one after value", "one cost"],
)
def test_the_dashboard_shows_an_roi_once_there_are_costs_and_benefits(workbook, changes, shown):
    before = put(workbook, changes)
    try:
        roi = recalculated(workbook, "Dashboard")[6, 2]  # the first card
        assert isinstance(roi, float) is shown
    finally:
        put(workbook, before)
