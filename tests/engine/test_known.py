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


SOURCES = [
    ("Rate", "=0.25"),
    ("Amounts", "=S!$A$1:$A$3"),
    ("Again", "=Amounts"),
    ("Sized", "=OFFSET(S!$A$1,0,0,3,1)"),
    ("Moving", "=S!$A1"),
    ("Itself", '=INDIRECT("Itself")'),
    ("ThisRow", '=INDIRECT("S!A"&ROW())'),
    ("ThisColumn", "=INDEX(S!$A$1:$C$1,COLUMN( ))"),
    ("RowNumber", "=ROW()"),
    ("Deeper", "=1+ThisRow"),
    ("Here", '=INDIRECT("A1")'),
    ("There", '=INDIRECT("S!A3")'),
    ("OnThisRow", '=INDIRECT("A"&ROW(S!$A$3))'),
]


@pytest.mark.parametrize(
    "text",
    [
        *("Rate", "TRUE", "Again", "Sized", "Moving", "Itself", "Undefined", "SUM", "[@x]", "#REF!", "12"),
        *("A1048577", "XFE1", "A0", "A01", "A1:A1048577", "A1:XFE2", "A1:B", "0:1", " A1", "A1 ", "=A1"),
        *("S:T!A1", "'S:T'!A1", "Q1!A1", "R1C1!A1", "A1 A2", "(A1)", "A1:A2:A3", "S!Amounts", "1048577:1"),
    ],
)
def test_a_text_that_excel_takes_for_no_reference_or_may_not_is_none(made, evaluated, text):
    def fill(book):
        page = book.add_worksheet("S")
        for name in ("T", "Q1", "R1C1"):
            book.add_worksheet(name).write("A1", 7)
        page.write_column("A1", [1, 2, 3])
        for name, meaning in SOURCES:
            book.define_name(name, meaning)
        page.write_formula("H1", f'=SUM(INDIRECT("{text}"))', None, -1)

    values, findings, _ = evaluated(made(fill))
    assert "H1" not in values
    assert [*findings] == ["unsupported-function"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("A:A", 6.0),
        ("$2:$3", 9.0),
        ("A3:A2", 5.0),
        ("s!A1", 1.0),
        ("'Q1'!A1", 7.0),
        ("amounts", 6.0),
        ("Tbl[x]", 4.0),
    ],
)
def test_a_text_that_is_a_reference_is_read(made, evaluated, text, value):
    def fill(book):
        page = book.add_worksheet("S")
        book.add_worksheet("Q1").write("A1", 7)
        page.write_column("A1", [1, 2, 3])
        page.write("C3", 4)
        page.add_table("C2:C3", {"name": "Tbl", "columns": [{"header": "x"}]})
        for name, meaning in SOURCES:
            book.define_name(name, meaning)
        page.write_formula("H1", f'=SUM(INDIRECT("{text}"))', None, -1)

    values, findings, _ = evaluated(made(fill))
    assert (values["H1"], findings) == (value, {})


@pytest.mark.parametrize(
    "name", ["ThisRow", "ThisColumn", "RowNumber", "Deeper", "SUM(ThisRow)", "-RowNumber"]
)
def test_a_name_that_counts_the_row_of_its_cell_is_left_to_excel(sheet, evaluated, name):
    values, findings, _ = evaluated(sheet(CELLS | {"C3": f"={name}"}, SOURCES))
    assert "C3" not in values
    assert [*findings] == ["relative-name"]


@pytest.mark.parametrize("name", ["Here", "OnThisRow"])
def test_a_name_of_a_text_without_a_sheet_means_the_sheet_that_uses_it(sheet, evaluated, name):
    values, findings, _ = evaluated(sheet(CELLS | {"C3": f"={name}"}, SOURCES))
    assert "C3" not in values
    assert [*findings] == ["unsupported-function"]


def test_a_name_of_a_text_with_its_sheet_is_read(sheet, evaluated):
    values, findings, _ = evaluated(sheet(CELLS | {"C2": "=There*2"}, SOURCES))
    assert (values["C2"], findings) == (6.0, {})
