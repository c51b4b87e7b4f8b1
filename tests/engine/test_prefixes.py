"""Functions stored without the prefix that Excel writes: computed, with a warning."""

from dataclasses import replace

import pytest

from roi_xl.errors import Level
from roi_xl.xlsx import Formula

DATA = {"A1": "x", "A2": "y", "A3": "x", "A4": "z", "B1": 1, "B2": 2, "B3": 3, "B4": 4}
# As dynarr.xlsx of the faults has them, and relatives.
CASES = [
    ('XLOOKUP("y",A1:A4,B1:B4)', 2.0),
    ('TEXTJOIN(",",TRUE,A1:A4)', "x,y,x,z"),
    ('IFS(B1>2,"big",TRUE,"small")', "small"),
    ("CONCAT(A1:A4)", "xyxz"),
    ("STDEV.S(B1:B4)", 1.2909944487358056),
    ("STDEV.P(B1:B4)", 1.118033988749895),
    ('MAXIFS(B1:B4,A1:A4,"x")', 3.0),
    ('SWITCH(A1,"x",1,"y",2,9)', 1.0),
    ('IFNA(VLOOKUP("q",A1:B4,2,FALSE),"none")', "none"),
    ("RANK.EQ(B2,B1:B4)", 3.0),
    ("PERCENTILE.INC(B1:B4,0.5)", 2.5),
]


@pytest.fixture
def stored(sheet, evaluated):
    """Evaluate one formula as it stands in a file, beside a plain one."""

    def run(text):
        book = sheet(DATA | {"D1": "=SUM(B1:B4)", "D2": "=B1"})
        page = book.sheets[0]
        page = replace(page, formulas=page.formulas | {(1, 4): Formula(text)})
        return evaluated(replace(book, sheets=(page,)))

    return run


@pytest.mark.parametrize(("formula", "value"), CASES, ids=[formula for formula, _ in CASES])
def test_a_function_without_its_prefix_is_computed_and_warned_about(stored, formula, value):
    values, findings, _ = stored(formula)
    assert values["D1"] == (pytest.approx(value, rel=1e-12) if isinstance(value, float) else value)
    assert (findings["missing-prefix"].where, findings["missing-prefix"].level) == ("S!D1", Level.WARNING)
    assert formula.partition("(")[0] in findings["missing-prefix"].detail


@pytest.mark.parametrize("formula", ["_xlfn." + formula for formula, _ in CASES])
def test_with_its_prefix_nothing_is_said(stored, formula):
    _, findings, _ = stored(formula)
    assert "missing-prefix" not in findings


@pytest.mark.parametrize(
    "formula", ["SUM(B1:B4)", 'SUMIFS(B1:B4,A1:A4,"x")', "IFERROR(B1,0)", '"CONCAT("&B1']
)
def test_functions_that_excel_stores_as_they_are_are_no_matter(stored, formula):
    _, findings, _ = stored(formula)
    assert "missing-prefix" not in findings
