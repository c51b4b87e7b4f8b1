"""Structured references mean the areas that Excel's documentation of them gives."""

import pytest

from roi_xl.engine import Engines
from roi_xl.formulas.references import UnresolvedReferenceError, table_area
from roi_xl.xlsx import Table

# A table DeptSales at A1:D5 of "Sales": one header row, three data rows, one totals row.
TABLE = Table("DeptSales", "Sales", (1, 1, 5, 4), ("Person", "Sales Amount", "Rate[1]", "Note"), 1, 1)
PLAIN = Table("Plain", "Sales", (10, 1, 12, 2), ("a", "b"), 1, 0)
TABLES = {"deptsales": TABLE, "plain": PLAIN}


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("DeptSales[]", (2, 1, 4, 4)),
        ("DeptSales[Sales Amount]", (2, 2, 4, 2)),
        ("deptsales[sales amount]", (2, 2, 4, 2)),
        ("DeptSales[[#All],[Sales Amount]]", (1, 2, 5, 2)),
        ("DeptSales[#All]", (1, 1, 5, 4)),
        ("DeptSales[#Data]", (2, 1, 4, 4)),
        ("DeptSales[#Headers]", (1, 1, 1, 4)),
        ("DeptSales[[#Totals],[Sales Amount]]", (5, 2, 5, 2)),
        ("DeptSales[[#Headers],[#Data],[Note]]", (1, 4, 4, 4)),
        ("DeptSales[[Sales Amount]:[Note]]", (2, 2, 4, 4)),
        ("DeptSales[[#This Row],[Sales Amount]]", (3, 2, 3, 2)),
        ("DeptSales[[#This Row],[Person]:[Sales Amount]]", (3, 1, 3, 2)),
        ("DeptSales[@[Sales Amount]]", (3, 2, 3, 2)),
        ("DeptSales[@Note]", (3, 4, 3, 4)),
        ("[@Note]", (3, 4, 3, 4)),
        ("DeptSales[Rate'[1']]", (2, 3, 4, 3)),
        ("DeptSales[[#All],[Rate'[1']]]", (1, 3, 5, 3)),
    ],
)
def test_a_structured_reference_means_its_area(text, area):
    assert table_area(text, TABLES, "Sales", 3, 2) == ("Sales", area)


@pytest.mark.parametrize(
    "text",
    [
        "Nowhere[a]",
        "DeptSales[Missing]",
        "Plain[#Totals]",
        "DeptSales[#Else]",
        "[@Note]",
        "Plain[[#This Row],[a]]",
    ],
)
def test_a_reference_to_what_is_not_there_is_refused(text):
    with pytest.raises(UnresolvedReferenceError):
        table_area(text, TABLES, "Sales", 20, 9)


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ('=VLOOKUP("c3",Tbl,2,FALSE)', 3.0),
        ("=ROWS(Tbl)", 3.0),
        ("=SUM(Tbl)", 39.0),
        ("=SUM(tbl)+1", 40.0),
        ("=COUNTA(Tbl)", 9.0),
        ("=INDEX(Tbl,2,3)", 10.0),
        ("=SUMPRODUCT((INDEX(Tbl,0,2)>2)*1)", 2.0),
    ],
)
def test_a_table_s_bare_name_is_its_data(made, evaluated, formula, result):
    def fill(book):
        page = book.add_worksheet("D")
        for row, content in enumerate([("Course", "Hours", "Rate"), *((f"c{n}", n, 10) for n in (2, 3, 4))]):
            page.write_row(row, 0, content)
        columns = [{"header": header} for header in ("Course", "Hours", "Rate")]
        page.add_table("A1:C4", {"name": "Tbl", "columns": columns})
        page.write_formula("F9", formula, None, -1)

    values, findings, _ = evaluated(made(fill))
    assert (values["F9"], findings) == (result, {})


def test_a_name_comes_before_a_table_s(made, evaluated):
    def fill(book):
        page = book.add_worksheet("D")
        page.add_table("A1:B4", {"name": "Tbl"})
        page.write("D1", 7)
        page.write_formula("F9", "=SUM(D!Tbl)", None, -1)
        book.define_name("D!Tbl", "=D!$D$1")

    assert evaluated(made(fill))[0]["F9"] == 7.0


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("=A1:A1&B1", "32"),
        ("=$A$1:$A$1&First", "35"),
        ("=LEFT(First,1)", "5"),
        ('=IF(First=5,"yes","no")', "yes"),
        ("=POWER(A1:A1,First-3)", 9.0),
        ("=MOD(S!$A$1:A1,First)", 3.0),
        ("=DATE(2026,A1:A1,First)", 46086.0),
        ("=ROWS(A1:A1)+COLUMNS(First)", 2.0),
        ("=SUM(A1:A1,First:First)", 8.0),
    ],
)
def test_an_area_of_one_cell_is_that_cell(sheet, evaluated, formula, result):
    book = sheet({"A1": 3, "B1": 2, "C9": 5, "F1": formula}, names=[("First", "=S!$C$9:$C$9")])
    values, findings, _ = evaluated(book, engines=Engines.STRICT)
    assert (values["F1"], findings) == (result, {})
