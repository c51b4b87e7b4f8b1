"""Ranges that stand in brackets, are handed on, or are read for their first cell, in ordinary formulas.

Right values follow from Microsoft's "Implicit intersection operator: @": in a formula that isn't an array
formula a range beside an operator is the cell in the formula's own row or column.
"""

import pytest

NUMBERS = {f"A{row}": row for row in (1, 2, 3)} | {f"B{row}": 10 * row for row in (1, 2, 3)}
NAMES = [
    ("Fix", "=S!$A$1:$A$3"),
    ("Bracketed", "=(S!$A$1:$A$3)"),
    ("Chosen", "=IF(TRUE,S!$A$1:$A$3)"),
    ("ChosenAgain", "=Chosen"),
    ("Large", "=S!$A$1:$A$3>1"),
    ("Total", "=IF(S!$A$1>0,SUM(S!$A$1:$A$3),0)"),
]


@pytest.mark.parametrize(
    ("place", "formula", "value"),
    [
        ("C3", "=SUM((A1:A3)*(B1:B3))", 90.0),
        ("C1", "=SUM((A1:A3)*(B1:B3))", 10.0),
        ("C2", "=SUM((Fix)*2)", 4.0),
        ("C2", "=SUM(2*( ( S!A1:A3 ) ))", 4.0),
        ("C2", "=AVERAGE(-(A1:A3))", -2.0),
        ("C3", "=MAX((A1:A3)-(B1:B3))", -27.0),
        ("C3", "=COUNT((A1:A3)/(B1:B3))", 1.0),
        ("C1", "=AND((A1:A3)>0,(B1:B3)<20)", True),
        ("C2", "=SUM((A1:A3)%)", 0.02),
        ("C2", '=SUM(LEN((B1:B3)&"x"))', 3.0),
        ("C3", "=SUM(ABS((A1:A3)))", 3.0),
        ("C2", "=(A1:A3)", 2.0),
        ("B5", "=SUM((A2:B2)+0)", 20.0),
        ("C2", "=SUM(Bracketed*2)", 4.0),
        ("C2", "=SUM(IF(A1>0,A1:A3,B1:B3)*2)", 4.0),
        ("C2", "=SUM(-IF(TRUE,(A1:A3)))", -2.0),
        ("C3", "=SUM(CHOOSE(2,A1:A3,B1:B3)+1)", 31.0),
        ("C3", "=N(_xlfn.SINGLE(B1:B3))", 30.0),
        # Whole ranges, where ranges belong.
        ("C5", "=SUM((A1:A3))", 6.0),
        ("C5", "=SUM(IF(A1>0,A1:A3))", 6.0),
        ("C5", "=SUMPRODUCT((A1:A3)*(B1:B3))", 140.0),
        ("C5", "{=SUM((A1:A3)*(B1:B3))}", 140.0),
        ("C5", "=ROWS((A1:A3))*2", 6.0),
        ("C5", "=Total*2", 12.0),
        ("C5", "=N(Total)", 6.0),
        ("C5", "=N(B2)", 20.0),
    ],
)
def test_a_range_is_cut_where_one_value_belongs_and_nowhere_else(sheet, evaluated, place, formula, value):
    values, findings, _ = evaluated(sheet(NUMBERS | {place: formula}, NAMES))
    assert (values[place], findings) == (pytest.approx(value, rel=1e-15), {})


def test_brackets_around_a_column_of_a_table_change_nothing(made, evaluated):
    def fill(book):
        page = book.add_worksheet("S")
        page.write_column("A2", [5, 7])
        page.add_table("A1:A3", {"name": "Tbl", "columns": [{"header": "x"}]})
        page.write_formula("C3", "=SUM((Tbl[x])*2)", None, -1)

    values, findings, _ = evaluated(made(fill))
    assert (values["C3"], findings) == (14.0, {})


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        # No cell of the range in row 5: #VALUE! in Excel.
        ("=SUM((A1:A3)*2)", "implicit-intersection"),
        ("=SUM(2-((Fix)))", "implicit-intersection"),
        ("=SUM(IF(TRUE,A1:A3)*2)", "implicit-intersection"),
        # A name that may give a range.
        ("=SUM(Chosen*2)", "implicit-intersection"),
        ("=SUM(2*(ChosenAgain))", "implicit-intersection"),
        # The first cell, in any row: 10.
        ("=N(B1:B3)", "implicit-intersection"),
        ("=SUM(1,N((B1:B3)))", "implicit-intersection"),
        ("=N(Fix)", "implicit-intersection"),
        ("=N(Chosen)", "implicit-intersection"),
        ("=N(IF(A1>0,B1:B3))", "implicit-intersection"),
        ("=SUMPRODUCT(N(B1:B3))", "implicit-intersection"),
        ("{=SUM(N(B1:B3))}", "implicit-intersection"),
        ("=T(B1:B3)", "implicit-intersection"),
        # A condition is one value until the formula is entered as an array formula.
        ("=SUMPRODUCT(IF(A1:A3>1,B1:B3,0))", "array-flag"),
        ("=SUMPRODUCT(1*IF((A1:A3)>1,IF(A1>0,B1:B3),0))", "array-flag"),
        ("=SUMPRODUCT(IF(ISNUMBER(Fix),B1:B3,0))", "array-flag"),
        ("=SUMPRODUCT(IF(ROW(A1:A3)>1,B1:B3,0))", "array-flag"),
        ("=SUMPRODUCT(IF(Large,B1:B3,0))", "array-flag"),
        ("=SUMPRODUCT(IF(IF(A1>0,A1:A3),B1:B3,0))", "array-flag"),
        ("=SUMPRODUCT(IF(COUNTIF(A1:A3,A1:A3)=1,B1:B3,0))", "array-flag"),
        ("=SUMPRODUCT(IFERROR(B1:B3/A1:A3,0))", "array-flag"),
        ("=LOOKUP(2,IF(A1:A3>1,1),B1:B3)", "array-flag"),
        ("=SUM(INDEX(IF(A1:A3>1,B1:B3,0),0))", "array-flag"),
    ],
)
def test_what_excel_takes_otherwise_than_the_engines_is_kept(sheet, evaluated, formula, code):
    values, findings, _ = evaluated(sheet(NUMBERS | {"C5": formula}, NAMES))
    assert "C5" not in values
    assert [*findings] == [code]


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=SUMPRODUCT(IF(A1>0,B1:B3,0))", 60.0),
        ("=SUMPRODUCT(IF(SUM(A1:A3)>6,A1:A3,B1:B3))", 60.0),
        ("=SUMPRODUCT(IF(Total=6,B1:B3,A1:A3),A1:A3)", 140.0),
        ("=SUMPRODUCT(IF(COUNTIF(A1:A3,A1)=1,B1:B3,0))", 60.0),
        ("=SUMPRODUCT(IF(MATCH(A2,A1:A3,0)=2,B1:B3,0))", 60.0),
        ("=IF(SUMPRODUCT((A1:A3>1)*B1:B3)>49,1,0)", 1.0),
        ("=IF(LOOKUP(2,1/(A1:A3<3),B1:B3)=20,1,0)", 1.0),
        ("{=SUMPRODUCT(IF(A1:A3>1,B1:B3,0))}", 50.0),
    ],
)
def test_a_condition_of_one_value_and_an_array_formula_are_computed(sheet, evaluated, formula, value):
    values, findings, _ = evaluated(sheet(NUMBERS | {"C5": formula}, NAMES))
    assert (values["C5"], findings) == (value, {})
