"""INDIRECT of a text that is known, CELL of an address."""

import pytest

CELLS = {"A1": 1, "A2": 2, "A3": 3, "B1": "A2", "B9": 2}


@pytest.mark.parametrize(
    ("formula", "excel"),
    [
        # Excel's own, in the test workbooks of ClosedXML (ref_string) and Apache POI.
        ('=SUM(INDIRECT("A1:A2"))', 3.0),
        ('=INDIRECT("B9")', 2.0),
        ('=INDIRECT("$B$9")', 2.0),
        # Their relatives.
        ('=INDIRECT("S!A3")', 3.0),
        ("=INDIRECT(\"'S'!a3\",TRUE)", 3.0),
        ('=SUM(INDIRECT("A"&1&":A"&3))', 6.0),
        ('=INDIRECT("A"&ROW())+1', 2.0),
        ('=INDIRECT("A"&ROW(A4)-1)', 3.0),
        ('=INDIRECT("A"&COLUMN(C9))', 3.0),
        ('=INDIRECT("Amounts")', 1.0),
        ('=SUM(INDIRECT("Amounts"))', 6.0),
        ('=CELL("address",D2)', "$D$2"),
        ('=CELL("address",$AB$20:$AC$30)', "$AB$20"),
        ('=CELL("row",D2)', 2.0),
        ('=CELL("col",AA2)', 27.0),
        ('=INDIRECT(CELL("address",A2))', 2.0),
    ],
)
def test_what_is_known_from_the_formula_is_computed(sheet, evaluated, formula, excel):
    book = sheet(CELLS | {"H1": formula}, [("Amounts", "=S!$A$1:$A$3")])
    values, findings, _ = evaluated(book)
    assert (values["H1"], findings) == (excel, {})


def test_the_row_before_in_a_table_is_known(made, evaluated):
    def fill(book):
        page = book.add_worksheet("S")
        page.write_column("A2", [5, 7])
        page.write("A1", "start")
        page.add_table("A1:B3", {"columns": [{"header": "start"}, {"header": "b"}]})
        page.write_formula("B3", '=INDIRECT("A"&ROW(Table1[[#This Row],[start]])-1)+1', None, -1)

    values, findings, _ = evaluated(made(fill))
    assert (values["B3"], findings) == (6.0, {})


@pytest.mark.parametrize(
    "formula",
    [
        "=INDIRECT(B1)",
        '=INDIRECT("R2C1",FALSE)',
        '=INDIRECT("A"&A1)',
        '=INDIRECT("")',
        '=INDIRECT("A1,A2")',
        '=INDIRECT("Gone!A1")',
        '=INDIRECT("[1]S!A1")',
        '=INDIRECT("A"&ROW(A1:A3))',
        '=CELL("address",S!A1)',
        '=CELL("contents",A1)',
        '=CELL("width",A1)',
        '=CELL("address")',
    ],
)
def test_what_is_not_is_left_to_excel(sheet, evaluated, formula):
    values, findings, _ = evaluated(sheet(CELLS | {"H1": formula}))
    assert "H1" not in values
    assert findings
