"""Names spelled like built-in functions: a call means the function, the bare word the name (Excel's cached
values in public workbooks with a name `Year` or `Rate`)."""

import pytest


@pytest.mark.parametrize(
    ("name", "formula", "excel"),
    [
        ("Year", "=YEAR(DATE(2026,1,1))", 2026.0),
        ("Year", "=Year+1", 8.0),
        ("Rate", "=ROUND(RATE(12,-100,1000),6)", 0.029229),
        ("Rate", "=Rate*100", 700.0),
        ("Month", "=MONTH(DATE(2026,3,1))+Month", 10.0),
        ("Sum", "=SUM(1,2)+Sum", 10.0),
        ("Index", "=INDEX(A1:A3,2)", 2.0),
        ("Date", "=DAY(DATE(2026,3,9))", 9.0),
        ("pv", "=ROUND(PV(0.1,1,-110),6)", 100.0),
        ("Days", "=_xlfn.DAYS(A3,A1)", 2.0),
    ],
)
def test_a_call_means_the_function_and_the_bare_word_the_name(sheet, evaluated, name, formula, excel):
    book = sheet({"A1": 1, "A2": 2, "A3": 3, "B1": 7, "H1": formula}, [(name, "=S!$B$1")])
    values, findings, _ = evaluated(book)
    assert values["H1"] == pytest.approx(excel, abs=1e-12)
    assert findings == {}


@pytest.mark.parametrize(("name", "call"), [("Twice", "=Twice(2)"), ("Margin", "=MARGIN(2)+1")])
def test_a_call_of_a_name_that_is_no_function_is_kept(sheet, evaluated, name, call):
    book = sheet({"H1": call}, [(name, "=_xlfn.LAMBDA(_xlpm.x,_xlpm.x*2)")])
    values, findings, _ = evaluated(book)
    assert "H1" not in values
    assert "lambda" in findings
