"""Formulas typed over, and what they read: the sheet Checks names each mistake, and a clean workbook none.

Mistakes in cells that are typed in are data: `roi_xl/checks/mistakes.toml`.
"""

import pytest
from changes import cell
from in_memory import errors, failing, model, typed, value

from roi_xl.checks import ADVICE, INTEGRITY

CODES = {check.name: check.code for check in (*INTEGRITY, *ADVICE)}
CLEAN = [
    ("inp", "concentration", 0.9),
    ("inp", "target", 0.2),
    ("evidence", 3, "target", 55),
    *(("follow_up", row, "progress", "Dropped") for row in range(6)),
    *(("assumptions", row, "id", None) for row in range(4, 8)),
]
"""What the sales example owns up to in its Log, settled: a heavy line, weak signals, delays."""

MISTAKES = {
    "an attribution of 140 % credits too much": ([("attribution", 1, "share", 1.4)], "due"),
    "revenue without a margin": ([("values", 0, "margin", None)], "revenue_margin"),
    "a margin above 100 %": ([("values", 0, "margin", 1.5)], "profit"),
    "no cost at all": ([("costs", row, "quantity", 0) for row in range(5)], "costs_exist"),
    "an amount typed over its formula": ([("costs", 0, "amount", 1)], "cost_total"),
    "a benefit typed over its formula": ([("attribution", 0, "due", 99_000)], "due"),
    "a scenario typed over its formula": ([("scenarios", 1, "expected", 1)], "expected"),
    "a wrong answer of the add-in": ([("attribution", 0, "addin", 29_000)], "money_twins"),
    "a wrong ROI of the add-in": ([("walk", 0, "addin", 1.0)], "ratio_twins"),
    "a control group without its months": (
        [("kpi1", row, "control", None) for row in range(15)], "control_months",
    ),
    "a rate of change from zero": (
        [("kpi1", row, "control", 0) for row in range(12)], "measured",
    ),
    "a quarter's figures for a block of months": (
        [("benefits", 0, "before", 300_000), ("benefits", 0, "after", 390_000)],
        "measured_level",
    ),
    "a wrong effect of the add-in": (
        [("addin", "cal_kpi1_control", 21_000)], "effect_twins",
    ),
    "no line for the participants' time": (
        [("costs", 2, column, None) for column in ("category", "quantity", "unit_cost")],
        "time_cost",
    ),
    "fewer hours in the costs than in the training": (
        [("costs", 2, "quantity", 40)], "time_cost",
    ),
    "a value after that is text": ([("benefits", 0, "after", "530000")], "texts"),
    "a text typed over an amount": ([("costs", 0, "amount", "5000")], "texts"),
    "revenue at a margin of 100 %": ([("values", 0, "margin", 1)], "whole_revenue"),
    "the benefit of a year typed over its formula": ([("flow", 0, "benefit", 90_000)], "flow"),
}  # fmt: skip


@pytest.fixture(scope="module")
def workbook():
    return typed(model("sales"), CLEAN)


def test_a_clean_workbook_has_nothing_to_report(workbook):
    assert failing(workbook) == {}


ATTRIBUTION = {
    1: {"id": "B2", "method": "Participants' estimate", "share": 0.6, "confidence": 0.8},
    2: {"id": "B3", "method": "Trend line", "share": None, "confidence": None},
}


def accepted(code):
    """A row of the Log in which a named owner accepts an advice."""
    return [
        ("assumptions", 6, "id", code), ("assumptions", 6, "owner", "Controller"),
        ("assumptions", 6, "basis", "Measured, and discussed on 12 May"),
    ]  # fmt: skip


RIGHT = {
    "a subsidy on a line of its own": [
        ("costs", 5, "category", "Offset"), ("costs", 5, "quantity", 1), ("costs", 5, "unit_cost", -2_000),
        ("costs", 5, "source", "Grant decision"),
    ],
    "a course in free time, which a cost line explains": [
        ("inp", "hours_each", 0), ("costs", 2, "source", "E-learning at home, unpaid, by agreement"),
    ],
    "a measure that was zero before, as the Log says": [
        ("benefits", 1, "before", 0), ("benefits", 1, "better", "Higher"), *accepted("R214"),
    ],
    "a line that got slightly worse, as the Log says": [("benefits", 1, "after", 6.01), *accepted("R205")],
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
    assert failing(typed(workbook, RIGHT[practice])) == {}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named(workbook, mistake):
    changes, check = MISTAKES[mistake]
    assert CODES[check] in failing(typed(workbook, changes))


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
    book = typed(workbook, changes)
    sheet, (first, column) = cell(book.book, "range", "addin", 1)
    addin, plain = (
        [book.value((sheet, (first + row, column + step))) for row in range(3)] for step in (0, 1)
    )
    assert all(isinstance(roi, float) for roi in addin)
    assert addin == pytest.approx(plain, rel=1e-12)
    assert plain == sorted(plain)


def note_of_the_first_view(book):
    return value(book, "walk", 0, "note")


def test_the_first_view_speaks_of_revenue_where_its_line_is_revenue(workbook):
    assert "Revenue isn't profit" in note_of_the_first_view(workbook)


def test_the_first_view_is_silent_about_revenue_where_its_line_is_none(workbook):
    book = typed(workbook, [("benefits", 0, "class", "Hard saving")])
    assert "evenue" not in note_of_the_first_view(book)


def test_a_blank_workbook_fails_no_check():
    assert errors(model("blank")) == set()


NO_COST = [("costs", row, "quantity", None) for row in range(5)]
NO_BENEFIT = [("benefits", row, "after", None) for row in range(4)]


@pytest.mark.parametrize(
    ("changes", "shown"),
    [([], True), (NO_COST, False), (NO_BENEFIT, False), (NO_BENEFIT[1:], True), (NO_COST[1:], True)],
    ids=["both", "no cost", "no after value", "one after value", "one cost"],
)
def test_the_dashboard_shows_an_roi_once_there_are_costs_and_benefits(workbook, changes, shown):
    roi = typed(workbook, changes).value(("Dashboard", (6, 2)))  # the first card
    assert isinstance(roi, float) is shown
