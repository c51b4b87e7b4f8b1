"""Where Excel computes otherwise than an engine would: intersections, arrays, names, fifteen digits."""

import pytest

from roi_xl.engine import Engines
from roi_xl.errors import CellError, Level

COLUMN = {"A1": 1, "A2": -2, "A3": 3, "B1": 10, "B2": 20, "B3": 30}


@pytest.mark.parametrize(
    ("place", "formula", "result"),
    [
        # Implicit intersection: in an ordinary formula a range where one value belongs means the cell of the
        # formula's own row or column.
        ("D2", "=A1:A3*2", -4.0),
        ("D2", "=ABS(A1:A3)", 2.0),
        ("D3", "=IF(A1:A3>0,1,0)", 1.0),
        ("B5", "=A2:B2+1", 21.0),
        ("D1", "=VLOOKUP(A1:A3,A1:B3,2,FALSE)", 10.0),
        ("D2", "=S!$A$1:$A$3&\"\"", "-2"),
        # Inside SUMPRODUCT every function is applied to each cell.
        ("D9", "=SUMPRODUCT(ABS(A1:A3))", 6.0),
        ("D9", "=SUMPRODUCT(ROUND(B1:B3/7,0))", 8.0),          # 1.43, 2.86, 4.29 give 1 + 3 + 4
        ("D9", "=SUMPRODUCT(COUNTIF(A1:A3,A1:A3))", 3.0),
        ("D9", "=SUMPRODUCT(SUMIF(A1:A3,A1:A2,B1:B3))", 30.0),
        ("D9", "=SUMPRODUCT(SUMIFS(B1:B3,A1:A3,A1:A2))", 30.0),
        ("D9", "=SUMPRODUCT((A1:A3>0)*(B1:B3))", 40.0),
        ("D9", "=SUMPRODUCT(MATCH(A1:A3,A1:A3,0))", 6.0),
        ("D9", "=SUMPRODUCT(LEN(B1:B3))", 6.0),
        ("D9", "=SUMPRODUCT(ISNUMBER(A1:A4)*1)", 3.0),
    ],
)  # fmt: skip
def test_ranges_are_taken_as_excel_takes_them(sheet, evaluated, place, formula, result):
    values, findings, _ = evaluated(sheet(COLUMN | {place: formula}))
    assert not findings
    assert values[place] == result


def test_functions_are_applied_to_each_cell_in_an_array_formula(made, evaluated):
    def fill(book):
        page = book.add_worksheet("S")
        page.write_column("A1", [1, -2, 3])
        page.write_array_formula("C1:C3", "{=ABS(A1:A3)}", None, -1)
        page.write_array_formula("D1", "{=SUM(ABS(A1:A3))}", None, -1)
        page.write_array_formula("E1:E2", "{=ABS(A1:A3)}", None, -1)

    values, findings, _ = evaluated(made(fill))
    assert [values["C1"], values["C2"], values["C3"], values["D1"]] == [1.0, 2.0, 3.0, 6.0]
    assert [values["E1"], values["E2"], findings] == [1.0, 2.0, {}]  # the result is cut


def test_a_range_beside_which_the_formula_does_not_lie_is_kept(sheet, evaluated):
    values, findings, _ = evaluated(sheet(COLUMN | {"D9": "=ABS(A1:A3)", "E9": "=A1:A3"}))
    assert "D9" not in values
    assert findings["implicit-intersection"].cells == ("S!D9", "S!E9")


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        # TRUE in Excel, by fifteen digits; the second engine knows, as the evidence tells.
        ("=0.1+0.2=0.3", True),
        ("=SUM(C1:C2)=C3", True),
        # 0.30000000000000004 and 0.3, which only their values tell.
        ("=C4=C3", True),
        ("=ROUND(C1+C2,2)=ROUND(C3,2)", True),
        ("=C3>0", True),
        ('=C3=""', False),
        ("=COUNT(C1:C3)=3", True),
        ("=C3<=C1", False),
        ("=S!C3=0.3", True),
        ("=(C3)=C3", True),
    ],
)  # fmt: skip
def test_comparisons_that_hang_on_the_sixteenth_digit_are_not_taken_from_one_engine(
    sheet, evaluated, formula, result
):
    values, _, _ = evaluated(sheet({"C1": 0.1, "C2": 0.2, "C3": 0.3, "C4": "=C1+C2", "D1": formula}))
    assert values["D1"] is result


def test_the_rounding_left_by_a_subtraction_is_dropped_as_excel_drops_it(sheet, evaluated):
    values, findings, _ = evaluated(sheet({"A1": 0.3, "A2": 0.1, "A3": 0.2, "B1": "=A1-A2-A3"}))
    assert abs(values["B1"]) < 1e-15
    assert not findings


def test_names_mean_what_they_mean_where_they_are_used(made, evaluated):
    def fill(book):
        page, other = book.add_worksheet("S"), book.add_worksheet("Other sheet")
        page.write_column("A1", [2, 3])
        other.write("A1", 7)
        book.define_name("rate", "=0.5")
        book.define_name("amounts", "=S!$A$1:$A$2")
        book.define_name("total", "=SUM(amounts)")
        book.define_name("'Other sheet'!rate", "='Other sheet'!$A$1")
        book.define_name("left_of_me", "=S!XFD1")
        book.define_name("itself", "=itself+1")
        page.write_formula("C1", "=rate*total", None, -1)
        page.write_formula("C2", "='Other sheet'!rate", None, -1)
        page.write_formula("C3", "=INDEX(amounts,2)", None, -1)
        page.write_formula("D2", "=amounts+1", None, -1)
        page.write_formula("D4", "=TOTAL", None, -1)
        page.write_formula("B2", "=left_of_me", None, -1)
        page.write_formula("E2", "=itself", None, -1)
        other.write_formula("B1", "=rate", None, -1)

    values, findings, evaluation = evaluated(made(fill))
    assert [values["C1"], values["C2"], values["C3"], values["D2"], values["D4"]] == [2.5, 7.0, 3.0, 4.0, 5.0]
    assert evaluation.values["Other sheet"] == {(1, 2): 7.0}
    assert values["B2"] == 3.0
    assert findings["circular"].where == "S!E2"


def test_sheet_names_that_differ_in_case_from_an_engine_s_own_are_no_trap(made, evaluated):
    def fill(book):
        page = book.add_worksheet("sheet1")
        page.write("A1", "Peter")
        page.write_formula("B1", '=IF(ISBLANK(A1),"",A1)', None, "stale")

    values, _, _ = evaluated(made(fill))
    assert values["B1"] == "Peter"


def test_our_functions_inside_larger_formulas_get_a_second_opinion_with_their_results_put_in(
    sheet, evaluated
):
    cells = {
        "A1": 24_000,
        "A2": 16_000,
        "A3": '=_xlfn.TEXTJOIN(" ",TRUE,"ROI",TRAINING_ROI(A1,A2))',
        "A4": "=LARGE(ROI_RANGE(A5:C5,A2),1)+MEDIAN(TRAINING_ROI(A1,A2),0,2)",
        "A5": 16_000,
        "B5": 24_000,
        "C5": 32_000,
        "A6": "=MEDIAN(TRAINING_ROI(A1,0),1)",
    }
    values, findings, evaluation = evaluated(sheet(cells), engines=Engines.STRICT)
    assert values["A3"] == "ROI 0.5"
    assert values["A4"] == 1.5  # the largest of 0, 0.5 and 1, and the middle of 0.5, 0 and 2
    assert values["A6"] == CellError.DIV0
    assert evaluation.engines == ("formualizer", "formulon")
    assert not findings


def test_engines_that_disagree_leave_the_cell_alone_and_what_depends_on_it(sheet, evaluated):
    # Excel: 00-00-00-12 (TEXT.xlsx of IronCalc, saved by Excel)
    values, findings, _ = evaluated(
        sheet({"A1": '=TEXT(12,"00-00-00-00")', "A2": "=ISBLANK(A1)", "A3": "=1+1"})
    )
    assert findings["engines-disagree"].level is Level.ERROR
    assert '"00-00-00-12"' in findings["engines-disagree"].detail
    assert findings["depends-on-kept"].where == "S!A2"
    assert "A1" not in values
    assert "A2" not in values
    assert values["A3"] == 2.0


def test_an_error_among_criteria_is_left_to_excel(sheet, evaluated):
    values, findings, _ = evaluated(sheet({"A1": "=NA()", "A2": 1, "A3": "=COUNTIF(A1:A2,A1)"}))
    assert "A3" not in values
    assert findings["criteria-error"].where == "S!A3"


def test_a_workbook_that_calculates_as_displayed_is_left_alone(sheet, evaluated):
    from dataclasses import replace

    book = replace(sheet({"A1": "=1+1"}), full_precision=False)
    values, findings, evaluation = evaluated(book)
    assert findings["precision-as-displayed"].where == "S!A1"
    assert evaluation.computed == 0
    assert "A1" not in values


def test_a_stale_dependent_stays_when_its_input_is_disputed_but_unrelated_cells_move(sheet, evaluated):
    cells = {
        "A1": '=TEXT(12,"00-00-00-00")',
        "A2": '=A1&"!"',
        "B1": "=2*3",
    }
    values, _, evaluation = evaluated(sheet(cells))
    assert "A2" not in values
    assert values["B1"] == 6.0
    assert evaluation.computed == 1


NO_NEGATIVE_ZERO = {
    '=COUNTIF(A1:A3,"<0")': 0.0, "=COUNTIF(A1:A3,0)": 3.0, "=SUMIF(A1:A3,0,B1:B3)": 33.0,
    '="x"&A1': "x0", "=A1&A3": "00", "=LEN(A1)": 1.0, "=EXACT(A1,0)": True, "=A1<0": False,
    '=IF(COUNTIF(A1:A3,"<0")=0,"none",0)': "none", "=COUNTIF(A4:A4,0)": 1.0,
}  # fmt: skip


@pytest.mark.parametrize("formula", NO_NEGATIVE_ZERO)
def test_a_zero_has_no_sign(sheet, evaluated, formula):
    # Of 2,782 public workbooks none caches a number -0, also where a formula begins with a minus; IEEE 754
    # compares -0 and 0 as equal.
    cells = {"A1": "=-C1", "A2": 0, "A3": "=0*-1", "A4": "=-A1", "B1": 10, "B2": 11, "B3": 12}
    values, findings, _ = evaluated(sheet(cells | {"D1": formula, "D2": "=D1"}))
    assert (values["D1"], type(values["D1"])) == (NO_NEGATIVE_ZERO[formula], type(NO_NEGATIVE_ZERO[formula]))
    assert values["D2"] == values["D1"]
    assert not findings
