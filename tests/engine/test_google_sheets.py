"""Workbooks that Google Sheets exported: what it alone computes is stored in the formula."""

import pytest

CELLS = {"A1": 1, "A2": 2}


@pytest.mark.parametrize(
    ("formula", "stored"),
    [
        ('=IFERROR(__xludf.DUMMYFUNCTION("QUERY(A:A,""select A"")"),5.0)', 5.0),
        ('=IFERROR(__xludf.DUMMYFUNCTION("GOOGLEFINANCE(""USDSEK"")"),10.52)', 10.52),
        ('=IFERROR(__xludf.DUMMYFUNCTION("""COMPUTED_VALUE"""),"Anna")', "Anna"),
        ('=IFERROR(__xludf.DUMMYFUNCTION("unique(A1:A2)"),TRUE)', True),
        ('=iferror(__XLUDF.dummyfunction("IMPORTRANGE(""x"",""A1"")"),"")', ""),
        ('=IFERROR(__xludf.DUMMYFUNCTION("SPLIT(A1,"","")"),-3)*A2', -6.0),
    ],
)
def test_the_stored_result_is_the_result(sheet, evaluated, formula, stored):
    values, findings, _ = evaluated(sheet(CELLS | {"H1": formula, "H2": "=H1&A1"}))
    assert (values["H1"], "H2" in values, findings) == (stored, True, {})


@pytest.mark.parametrize(
    "formula",
    [
        '=__xludf.DUMMYFUNCTION("QUERY(A:A)")',
        "=IFERROR(__xludf.DUMMYFUNCTION(A1),5.0)",
        "=ARRAYFORMULA(SUM(A1:A2*2))",
        "=TO_PERCENT(A1)",
    ],
)
def test_what_is_stored_nowhere_is_kept(sheet, evaluated, formula):
    values, findings, _ = evaluated(sheet(CELLS | {"H1": formula}))
    assert "H1" not in values
    assert findings
