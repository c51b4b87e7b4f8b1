"""Errors on which both engines agree, and criteria that look at errors."""

import pytest

from roi_xl.errors import CellError

CELLS = {"A1": -1, "A2": 0, "A3": 5, "A4": "abc", "A5": "2026-01-31", "B1": 2, "B2": 3, "B3": 4, "C9": 1}


@pytest.mark.parametrize(
    ("formula", "excel"),
    [
        # Outside of what the function is defined for, by Microsoft's page of each function.
        ("=LN(A1)", "#NUM!"),
        ("=LOG10(A2)", "#NUM!"),
        ("=SQRT(A1)", "#NUM!"),
        ("=ATANH(B1)", "#NUM!"),
        ("=ACOTH(A2)", "#NUM!"),
        ("=BESSELJ(B1,A1)", "#NUM!"),
        ("=BITAND(A1,B1)", "#NUM!"),
        ("=COMBINA(B1,A1)", "#NUM!"),
        ("=DATEDIF(A3,A3-3,\"d\")", "#NUM!"),
        ("=QUARTILE(B1:B3,9)", "#NUM!"),
        ("=MODE(B1:B3)", "#N/A"),
        ("=SUMXMY2(A1:A3,B1:B2)", "#N/A"),
        ("=TAN(A4)", "#VALUE!"),
        ("=EDATE(A4,1)", "#VALUE!"),
        ('=VALUE("ABC")', "#VALUE!"),
    ],
)  # fmt: skip
def test_an_argument_out_of_bounds_is_excel_s_error(sheet, evaluated, formula, excel):
    values, findings, _ = evaluated(sheet(CELLS | {"H1": formula}))
    assert values["H1"] is CellError(excel)
    assert findings.keys() <= {"contradicted"}  # the stale value in the file was no error


@pytest.mark.parametrize(
    "formula",
    [
        '=DATEVALUE("31 januari 2026")',  # a date in Sweden
        '=VALUE("1 000,50")',  # a number in Sweden
        '=SECOND("1 000")',
        "=RATE(-5,A1,A1)",
        "=LOOKUP(2,1/(A1:A3=9),B1:B3)",  # the range was cut to one cell before both engines
        '=SEARCH("a~","abc")',
    ],
)
def test_an_error_that_may_be_the_engines_own_is_kept(sheet, evaluated, formula):
    values, findings, _ = evaluated(sheet(CELLS | {"H1": formula}))
    assert "H1" not in values
    assert findings


ERRORS = {
    "A1": 1, "A2": "=NA()", "A3": 3, "A4": "=1/0", "B1": 10, "B2": 20, "B3": 30, "B4": 40,
    "D1": "x", "D2": "y", "D3": "x", "D4": "y", "C1": "=NA()",
}  # fmt: skip


@pytest.mark.parametrize(
    ("formula", "excel"),
    [
        ('=SUMIF(A1:A4,">0",B1:B4)', 40.0),
        ('=COUNTIF(A1:A4,"<2")', 1.0),
        ('=COUNTIFS(A1:A4,">0",D1:D4,"x")', 2.0),
        ('=AVERAGEIF(A1:A4,">0",B1:B4)', 20.0),
        ('=SUMIF(D1:D4,"x",A1:A4)', 4.0),
        ('=SUMIF(D1:D4,B1,A1:A4)', 0.0),
        ('=COUNTIF(A1:A4,">"&B1-8)', 1.0),
        ('=COUNTIF(A1:A4,"<>x")', 4.0),
    ],
)  # fmt: skip
def test_criteria_pass_by_errors_as_by_anything_else_that_they_don_t_ask_for(
    sheet, evaluated, formula, excel
):
    values, findings, _ = evaluated(sheet(ERRORS | {"H1": formula}))
    assert (values["H1"], findings) == (excel, {})


@pytest.mark.parametrize(
    "formula",
    [
        '=COUNTIF(A1:A4,"#N/A")',  # Excel counts 1, both engines none
        '=COUNTIF(A1:A4,"#DIV/0!")',
        '=SUMIF(A1:A4,"=#N/A",B1:B4)',
        '=COUNTIF(A1:A4,"<>#N/A")',
        "=COUNTIF(A1:A4,C1)",
        "=COUNTIF(A1:A4,NA())",
        "=COUNTIF(A1:A4,1/0)",
        "=SUMIF(A1:A4,#N/A,B1:B4)",
    ],
)
def test_criteria_that_ask_for_errors_are_left_to_excel(sheet, evaluated, formula):
    values, findings, _ = evaluated(sheet(ERRORS | {"H1": formula}))
    assert "H1" not in values
    assert findings
