"""Error values written in formulas: what Excel saved in the test workbooks of EPPlus and Apache POI."""

import pytest

from roi_xl.errors import CellError
from roi_xl.formulas.error_literals import folded, joined
from roi_xl.xlsx.formula import tokens

CELLS = {"A1": 1, "A2": 2, "B4": 4, "C1": "=NA()", "D1": "=1/0"}


@pytest.mark.parametrize(
    ("formula", "excel"),
    [
        # EPPlus, FormulaTest.xlsx.
        ("=SUM(#REF!:B4)", "#REF!"),
        ("=COUNT(#REF!)", 0.0),
        ("=COUNTA(#REF!)", 1.0),
        ("=MAX(#REF!)", "#REF!"),
        ("=AVERAGEA(#REF!)", "#REF!"),
        ("=PRODUCT(#REF!)", "#REF!"),
        ("=SUBTOTAL(1,#REF!:B4)", "#REF!"),
        ("=SUBTOTAL(2,#REF!)", "#REF!"),
        ("=SUBTOTAL(3,#REF!)", "#REF!"),
        ("=SUBTOTAL(11,#REF!)", "#REF!"),
        # Apache POI, FormulaEvalTestData_Copy.xlsx, 64473.xlsx and customIndexedColors.xlsx.
        ("=ATAN2(#N/A,#NAME?)", "#N/A"),
        ("=CHOOSE(#REF!,1)", "#REF!"),
        ("=CHOOSE(2,#REF!,3)", 3.0),
        ('=COUNT(2,"A","",#REF!,#DIV/0!)', 1.0),
        ('=COUNTA(2,"A","",#REF!,#DIV/0!)', 5.0),
        ("=DAY(#DIV/0!)", "#DIV/0!"),
        ("=NPER(0.01,#N/A,-200,300)", "#N/A"),
        ("=INDEX(#REF!,RANK(#REF!,#REF!))", "#REF!"),
        ("=S!#REF!", "#REF!"),
        ('=IFERROR(VLOOKUP(#REF!,A1:B4,2,FALSE),"NA")', "NA"),
        # The same rules, elsewhere.
        ("=SUM(#REF!A1)", "#REF!"),
        ("=SUM(A1:A2,#REF!B1:B2)*2", "#REF!"),
        ("=IF(ISERROR(MATCH(1,#REF!,0)),5,6)", 5.0),
        ("=IF(A1=2,#REF!,3)", 3.0),
        ("=VLOOKUP(A1,#REF!,2,FALSE)", "#REF!"),
        ("=SUMIF(#REF!,1,A1:A2)", "#REF!"),
        ("=COUNTIFS(A1:A2,1,#REF!,2)", "#REF!"),
        ("=COUNTBLANK(#REF!)", "#REF!"),
        ("=SUMPRODUCT(A1:A2,#REF!)", "#REF!"),
        ("=ROWS(#REF!)", "#REF!"),
        ("=COUNT(A1:A2,#REF!)+1", 3.0),
    ],
)
def test_an_error_written_as_an_argument_gives_what_excel_gives(sheet, evaluated, formula, excel):
    values, _, _ = evaluated(sheet(CELLS | {"H1": formula}))
    assert values["H1"] == (CellError(excel) if isinstance(excel, str) and excel.startswith("#") else excel)


@pytest.mark.parametrize(
    "formula",
    [
        "=SUM(C1,#REF!)",  # which of two errors comes first
        "=VLOOKUP(D1,#REF!,2,FALSE)",
        '=MODE("1",1,#DIV/0!,2,3)',  # Excel: #VALUE!, of the text
        "=AGGREGATE(9,6,#REF!)",
        "=COUNTIF(A1:A2,#REF!)",  # counts errors of that kind
        "=VLOOKUP(8,A1:B4,0,FALSE)",  # EPPlus: #N/A in Excel, #VALUE! for both engines
        '=VBA_OF_OURS(#REF!,"x")',
    ],
)
def test_where_the_rules_leave_a_doubt_the_cell_is_kept(sheet, evaluated, formula):
    values, findings, _ = evaluated(sheet(CELLS | {"H1": formula}))
    assert "H1" not in values
    assert findings


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("SUM('My sheet'!#REF!)", "SUM(#REF!)"),
        ("#REF!A1:B2+1", "#REF!+1"),
        ("S!A1:#REF!", "#REF!"),
        ("#REF!:#REF!", "#REF!"),
        ("SUM(A1:B2)", "SUM(A1:B2)"),
        ("IF(#REF!,A1,B1)", "IF(#REF!,A1,B1)"),
    ],
)
def test_a_reference_with_a_deleted_part_is_the_error(text, meant):
    assert "".join(piece.text for piece in joined(tokens(text))) == meant


def test_nothing_is_folded_that_looks_at_errors():
    assert folded("IFERROR(#REF!,1)+ISNA(#N/A)") == "IFERROR(#REF!,1)+ISNA(#N/A)"
    assert folded("LEN(SUM(1,#REF!))&MAX(2,3)") == "#REF!&MAX(2,3)"
