"""The text beside a cell, and the one above it, as far as a reader looks."""

import datetime as dt

import pytest
from small_workbooks import book

from roi_xl.explain.texts import Texts
from roi_xl.recalc import Settings, computed

CELLS = {
    "A1": " Sales ",
    "C1": "units",
    "D1": 5,
    "F1": 7,
    "D2": "Header",
    "D40": 9,
    "D20": 8,
    "B5": '="made "&D1',
    "C5": 3,
    "A6": "  ",
    "B6": 4,
    "AG1": 1,
}


@pytest.fixture(scope="module")
def texts():
    return Texts(computed(book(CELLS), Settings(dt.date(2026, 1, 2))))


@pytest.mark.parametrize(
    ("cell", "left", "above"),
    [
        ((1, 4), ["Sales", "units"], ""),
        ((1, 3), ["Sales"], ""),
        ((1, 6), ["Sales", "units"], ""),
        ((1, 31), ["Sales", "units"], ""),
        ((1, 32), ["units"], ""),
        ((1, 34), [], ""),
        ((20, 4), [], "Header"),
        ((31, 4), [], "Header"),
        ((32, 4), [], ""),
        ((5, 3), [], "units"),
        ((6, 2), [], ""),
    ],
)
def test_what_stands_left_and_above(texts, cell, left, above):
    assert [*texts.left(("S", cell))] == left
    assert texts.above(("S", cell)) == above


@pytest.mark.parametrize(
    ("cell", "text"), [((5, 3), "made 5"), ((6, 2), ""), ((1, 4), "units"), ((1, 32), "units"), ((1, 33), "")]
)
def test_what_a_formula_gives_counts_where_nothing_is_typed(texts, cell, text):
    assert texts.result_left(("S", cell)) == text
