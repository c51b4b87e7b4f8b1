"""What we write anew before an engine reads it: table columns, arrays that need no flag, the cell of a range.

The right values are Excel's: as documented, as its own idioms are known to work, or what the text says.
"""

from dataclasses import replace

import pytest

from roi_xl.engine.formualizer.lookup_errors import last_entry
from roi_xl.errors import CellError
from roi_xl.formulas import reader
from roi_xl.formulas.excel_functions import takes_array
from roi_xl.formulas.reader_state import Reading
from roi_xl.formulas.references import UnresolvedReferenceError, table_area
from roi_xl.xlsx import Formula, Table

NAMES = {f"A{row}": name for row, name in enumerate(["x", "y", "x", "x", "y"], start=1)}
COUNTS = {f"B{row}": 10 * row for row in range(1, 6)}
SHARES = {f"C{row}": row for row in range(1, 6)}
CELLS = NAMES | COUNTS | SHARES

IDIOMS = [
    ('=LOOKUP(2,1/(A1:A9<>""),B1:B9)', 50.0),
    ('=LOOKUP(2,1/(A1:A5="y"),B1:B5)', 50.0),
    ('=LOOKUP(2,1/((A1:A5="x")*(C1:C5<2)),B1:B5)', 10.0),
    ('=SUM(INDEX((A1:A5="x")*B1:B5,0))', 80.0),
    ('=MAX(INDEX((A1:A5="y")*B1:B5,0))', 50.0),
    ('=MATCH(1,INDEX((A1:A5="y")*1,0),0)', 2.0),
    ('=INDEX(B1:B5,MATCH(1,INDEX((A1:A5="y")*(C1:C5>2),0),0))', 50.0),
    ("=SUMXMY2(B1:B5/10,C1:C5)", 0.0),
    ("=SLOPE(B1:B5*2,C1:C5)", 20.0),
    ("=INTERCEPT(B1:B5*2,C1:C5)", 0.0),
    ('=IFERROR(LOOKUP(2,1/(A1:A5="z"),B1:B5),"none")', "none"),
    ('=SUMPRODUCT((A1:A5="x")*B1:B5)', 80.0),
]


@pytest.mark.parametrize("row", [1, 3, 5, 9])
@pytest.mark.parametrize(("formula", "excel"), IDIOMS)
def test_arrays_that_need_no_flag_are_right_in_every_row(sheet, evaluated, formula, excel, row):
    values, findings, _ = evaluated(sheet(CELLS | {f"E{row}": formula}))
    assert values[f"E{row}"] == excel
    assert not findings


@pytest.mark.parametrize("call", ["FILTER(B1:B5,A1:A5={0})", "XLOOKUP(1,(A1:A5={0})*1,B1:B5)"])
@pytest.mark.parametrize("row", [1, 3, 5])
def test_an_array_of_excel_365_without_its_flag_is_left(sheet, evaluated, call, row):
    book = sheet(CELLS | {f"E{row}": "=SUM(B1:B2)"})  # XlsxWriter would store the flag
    text = "SUM(_xlfn." + call.format('"x"') + ")"
    page = replace(book.sheets[0], formulas={(row, 5): Formula(text)})
    values, findings, _ = evaluated(replace(book, sheets=(page,)))
    assert f"E{row}" not in values
    assert findings["array-flag"].where == f"S!E{row}"


CUT = ["=B1:B5*2", "=ABS(B1:B5)*2", "=IF(B1:B5>0,B1:B5*2,0)", "=2*LEFT(B1:B5,2)", "=-B1:B5*-2", "=Counts*2"]


@pytest.mark.parametrize("formula", CUT)
@pytest.mark.parametrize("row", [1, 2, 4])
def test_the_cell_of_a_range_in_the_formula_s_row_has_a_witness(sheet, evaluated, formula, row):
    book = sheet(CELLS | {f"E{row}": formula}, names=[("Counts", "=S!$B$1:$B$5")])
    values, findings, _ = evaluated(book)
    assert values[f"E{row}"] == 20.0 * row
    assert not findings


@pytest.mark.parametrize("formula", CUT)
@pytest.mark.parametrize("row", [1, 2, 4])
def test_a_wrong_cell_of_a_range_is_seen_by_the_second_engine(sheet, evaluated, monkeypatch, formula, row):
    right = Reading.in_line
    monkeypatch.setattr(Reading, "in_line", lambda self, area: (right(self, area)[0] + 1, area[1]))
    reader._analyst.cache_clear()
    book = sheet(CELLS | {f"E{row}": formula}, names=[("Counts", "=S!$B$1:$B$5")])
    values, findings, _ = evaluated(book)
    reader._analyst.cache_clear()
    assert f"E{row}" not in values
    assert findings["engines-disagree"].where == f"S!E{row}"


TABLE = Table("T", "S", (1, 1, 3, 4), ("Amount", "Amount ", " amount", "Net"), 1, 0)


@pytest.mark.parametrize(
    ("reference", "column"),
    [
        ("T[Amount]", 1),
        ("T[[Amount ]]", 2),
        ("T[[ amount]]", 3),
        ("T[[#This Row],[Amount ]]", 2),
        ("T[AMOUNT]", 1),
        ("T[[AMOUNT ]]", 2),
        ("T[net]", 4),
        ("T[[#All],[NET ]]", 4),
    ],
)
def test_a_column_s_exact_name_comes_first(reference, column):
    sheet, area = table_area(reference, {"t": TABLE}, "S", 2, 6)
    assert (sheet, area[1], area[3]) == ("S", column, column)


@pytest.mark.parametrize("reference", ["T[[  amount  ]]", "T[[  AMOUNT ]:[Net]]", "T[Nett]"])
def test_a_name_that_means_two_columns_or_none_means_none(reference):
    with pytest.raises(UnresolvedReferenceError):
        table_area(reference, {"t": TABLE}, "S", 2, 6)


@pytest.mark.parametrize(
    ("name", "index", "takes"),
    [
        ("SUMPRODUCT", 7, True),
        ("LOOKUP", 0, False),
        ("LOOKUP", 1, True),
        ("MATCH", 1, False),
        (None, 0, False),
    ],
)
def test_which_arguments_are_arrays_anyway(name, index, takes):
    assert takes_array(name, index) is takes


DIV0 = CellError.DIV0


@pytest.mark.parametrize(
    ("value", "vector", "results", "excel"),
    [
        (2.0, ((1.0,), (DIV0,), (1.0,), (DIV0,)), ((10.0,), (20.0,), (30.0,), (40.0,)), 30.0),
        (2.0, ((1.0, DIV0, None, 1.0),), ((10.0, 20.0, 30.0, None),), 0.0),
        (4.19, ((4.14,), (4.19,), (5.17,)), (("red",), ("orange",), ("yellow",)), "orange"),  # Microsoft's
        (7.66, ((4.14,), (4.19,), (5.17,)), (("red",), ("orange",), ("yellow",)), "yellow"),  # own examples
        (0.0, ((4.14,), (4.19,)), (("red",), ("orange",)), CellError.NA),
        ("C", (("a", "b", "c", "d"),), ((1.0, 2.0, 3.0, 4.0),), 3.0),
        ("bump", (("a", 5.0, "c"),), None, "a"),
        (DIV0, ((1.0,),), None, DIV0),
        (1.0, 1.0, None, 1.0),
        (1.0, ((1.0, 2.0), (3.0, 4.0)), None, CellError.VALUE),
        (1.0, ((1.0,), (2.0,)), ((1.0,),), CellError.VALUE),
    ],
)  # fmt: skip
def test_lookup_passes_over_what_is_of_another_kind(value, vector, results, excel):
    assert last_entry(value, vector, results) == excel
