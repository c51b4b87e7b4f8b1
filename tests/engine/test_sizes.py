"""A formula that no engine bears costs its own cell, not the workbook."""

import datetime as dt
from pathlib import Path

import pytest
from xlsxwriter.utility import xl_rowcol_to_cell

from roi_xl.batch import Limits
from roi_xl.batch.child import answer
from roi_xl.recalc import Settings
from roi_xl.tasks.recalculation import new_values as recalculated
from roi_xl.xlsx import Package, read

FAULT = Path(__file__).parents[1] / "data" / "faults" / "B-sum-A-XFD-corner.xlsx"
CORNER = 1_048_575, 16_383
TOO_LARGE = [
    "=SUM(T!A:XFD)",
    "=SUM(T!1:1048576)",
    "=COUNTA(T!A1:XFD1048576)",
    "=SUM(Everything)",
    "=AVERAGE(T!B2:XFC1048575)",
    "=SUBTOTAL(9,T!A:XFD)",
    "=MAX(1,T!$A:$XFD)",
    "=IF(FALSE,SUM(T!A:XFD),1)",
    "=COUNTIF(T!A:XFD,1)",
    "=TRAINING_ROI(T!A:XFD,1)",
    "=SUM(T!C5:XFD1048576,T!A1)",
]
"""A branch that isn't taken is one of them: the engine looks at it first."""


@pytest.fixture
def with_corner(made):
    """A workbook with one formula, a stale =1+1, and a sheet T with a 1 in its first cell and in another."""

    def make(formula, corner=CORNER):
        def fill(book):
            page, other = book.add_worksheet("S"), book.add_worksheet("T")
            page.write_formula("A1", formula, None, -1)
            page.write_formula("A2", "=1+1", None, -1)
            page.write_formula("A3", "=A1+1", None, -1)
            other.write("A1", 1)
            other.write(*corner, 1)
            book.define_name("Everything", "=T!$A:$XFD")

        return made(fill)

    return make


@pytest.mark.parametrize("formula", TOO_LARGE)
def test_an_area_that_is_too_large_keeps_its_cell_and_its_dependents_alone(with_corner, evaluated, formula):
    values, findings, _ = evaluated(with_corner(formula))
    assert "A1" not in values
    assert "A3" not in values
    assert values["A2"] == 2.0
    assert findings["area-too-large"].where == "S!A1"


@pytest.mark.parametrize(
    ("formula", "corner", "right"),
    [
        ("=SUM(T!A:XFD)", (9, 9), 2.0),  # a whole sheet of few rows
        ("=SUM(T!A:XFD)", (99, 16_383), 2.0),
        ("=SUM(T!A:Z)", CORNER, 1.0),
        ("=SUM(T!XFD:XFD)", CORNER, 1.0),
        ("=SUM(T!1:100)", CORNER, 1.0),
    ],
)
def test_what_an_engine_bears_is_computed(with_corner, evaluated, formula, corner, right):
    values, findings, _ = evaluated(with_corner(formula, corner))
    assert values["A1"] == right, xl_rowcol_to_cell(*corner)
    assert not findings


def test_the_workbook_that_died_of_one_sum_names_its_cell():
    new, done = answer(recalculated, FAULT.read_bytes(), Settings(dt.date(2026, 1, 2)), limits=Limits())
    assert new is None
    assert [(finding.code, finding.where) for finding in done.findings] == [
        ("area-too-large", f"{read(Package(FAULT.read_bytes())).sheets[0].name}!A1")
    ]
