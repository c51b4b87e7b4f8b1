"""What passes for current, and what doesn't: a stale value is stale however small it is beside others.

The right values are what the formulas say.
"""

from dataclasses import replace

import pytest

from roi_xl.xlsx import address


def saved(book, cached):
    page = book.sheets[0]
    values = {**page.values, **{address(place): value for place, value in cached.items()}}
    return replace(book, sheets=(replace(page, values=values),))


def named(findings):
    return {cell for finding in findings.values() for cell in (finding.where, *finding.cells)}


@pytest.mark.parametrize(
    ("cells", "cached", "right"),
    [
        (
            {"A2": 1234567890.12, "B1": "=INDEX(A1:A3,2)", "B2": "=B1-1234567890"},
            {"B1": 1234567890.99, "B2": 0.99},
            {"B1": 1234567890.12},
        ),
        (
            {"A1": "a", "A2": "b", "C1": 5, "C2": 4711000125, "B1": '=INDEX(C1:C2,MATCH("b",A1:A2,0))'},
            {"B1": 4711000123.0},
            {"B1": 4711000125.0},
        ),
        ({"A1": 4006381333932, "B1": "=A1"}, {"B1": 4006381333931.0}, {"B1": 4006381333932.0}),
        ({"A1": 123456789012.34, "B1": "=A1"}, {"B1": 123456789012.35}, {"B1": 123456789012.34}),
        ({"A1": 0.9, "B1": "=PMT(0,1,-1E9)+A1"}, {"B1": 1e9}, {"B1": 1000000000.9}),
        (
            {"A1": 0, "A2": 123456789, "C1": 46000, "C2": 46365, "D1": -100, "D2": 110,
             "B1": "=IF(A1>0,XIRR(D1:D2,C1:C2),A2)"},
            {"B1": 123456780.0},
            {"B1": 123456789.0},
        ),
        (
            {"A1": 5e12, "D1": 1e12, "E1": 0.0025, "B1": "=VLOOKUP(A1,D1:E1,2)", "B2": "=B1*A1"},
            {"B1": 0.0015, "B2": 7.5e9},
            {"B1": 0.0025, "B2": 1.25e10},
        ),
        ({"A1": 5e12, "C1": 1.5e10, "C2": 1e10, "B1": "=SUM(C1:C2)/A1"}, {"B1": 0.003}, {"B1": 0.005}),
        ({"A1": 2.4e11, "A2": 0.00003, "B1": "=IF(A1>0,A2)"}, {"B1": 0.00001}, {"B1": 0.00003}),
        (
            {"A1": 1e11, "C1": "x", "C2": "y", "D1": 1e-4, "D2": 2e-4, "B1": '=SUMIFS(D1:D2,C1:C2,"y")*1'},
            {"B1": 0.0003},
            {"B1": 0.0002},
        ),
    ],
)  # fmt: skip
def test_a_stale_value_is_not_current(sheet, evaluated, cells, cached, right):
    values, findings, _ = evaluated(saved(sheet(cells), cached))
    for place, value in right.items():
        if place in values:
            assert values[place] == pytest.approx(value, rel=1e-15)
        else:
            assert any(
                place in cell for finding in findings.values() for cell in (finding.where, *finding.cells)
            )


def test_what_depends_on_a_rejected_value_is_named_though_it_seems_current(sheet, evaluated):
    cells = {
        "A1": 100, "B1": 2, "B2": 1, "B3": 1, "B4": 2, "C1": "=BINOM.INV(25,0.5,0.5)",
        "C2": '=IF(C1>1,"Plan B","Plan A")', "C3": '=IF(C2="Plan A",A1,A1*2)', "C4": "=C3*12",
    }  # fmt: skip
    book = saved(sheet(cells), {"C1": 7.0, "C2": "Plan B", "C3": 300.0, "C4": 3600.0})
    values, findings, _ = evaluated(book)
    assert all(place not in values for place in ("C1", "C2", "C3", "C4"))
    assert {"S!C1", "S!C2", "S!C3", "S!C4"} <= named(findings)


@pytest.mark.parametrize(
    "formula",
    [
        "=IFERROR(A1*1,0)",
        "=ISNUMBER(A1+0)",
        "=SUM(IFERROR(A1*1,0),10)",
        "=IF(ISERROR(A1*1),0,1)",
        "=IFERROR(A1+A2,-1)",
        "=IFERROR(A1/2,0)",
    ],
)
@pytest.mark.parametrize(("text", "number"), [("(500)", -500.0), ("1 1/2", 1.5), ("$1,000", 1000.0)])
def test_a_text_that_excel_reads_as_a_number_is_no_error_to_catch(sheet, evaluated, formula, text, number):
    values, findings, _ = evaluated(sheet({"A1": text, "A2": 1, "B1": formula}))
    right = {
        "=IFERROR(A1*1,0)": number, "=ISNUMBER(A1+0)": True, "=SUM(IFERROR(A1*1,0),10)": number + 10,
        "=IF(ISERROR(A1*1),0,1)": 1.0, "=IFERROR(A1+A2,-1)": number + 1, "=IFERROR(A1/2,0)": number / 2,
    }[formula]  # fmt: skip
    assert findings if "B1" not in values else values["B1"] == right
