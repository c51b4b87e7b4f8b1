"""Wrong numbers that a hostile reviewer got out of it once; each is right, or kept and told, by now."""

import io

import pytest
import xlsxwriter

from roi_xl.errors import Level
from roi_xl.xlsx import Package, read


def kept(values, evaluation, place):
    """Whether a cell of the sheet S keeps its value, and a finding names it."""
    named = {cell for finding in evaluation.findings for cell in finding.cells or (finding.where,)}
    return place not in values and f"S!{place}" in named


def test_a_large_amount_beside_a_ratio_hides_no_stale_value(made, evaluated):
    def fill(book):
        page = book.add_worksheet("S")
        page.write_row("A1", [1.3e12, 1e12])
        page.write_formula("C1", "=TRAINING_ROI(A1,B1)", None, 0.295)
        page.write_formula("C2", "=C1*1000", None, 295)
        page.write_formula("D1", "=COUNT(A1,B1)", None, 1)
        page.write_formula("D2", "=IF(A1>B1,1,0)", None, 0)
        page.write_formula("D3", "=ROUND(A1/B1,1)", None, 1)

    values, findings, _ = evaluated(made(fill))
    assert values["C1"] == pytest.approx(0.3, rel=1e-12)
    assert values["C2"] == pytest.approx(300, rel=1e-12)
    assert [values["D1"], values["D2"], values["D3"]] == [2.0, 1.0, 1.3]
    assert not findings


@pytest.mark.parametrize(
    ("formula", "excel"),
    [
        # Numbers turned into text have 15 digits in Excel.
        ('=1.1*3&""', "3.3"),
        ('=0.57*100&"%"', "57%"),
        ('="ROI: "&TRAINING_ROI(4,3)', "ROI: 0.333333333333333"),
        ("=LEN(0.7*3)", 3.0),
        ('=IF(0.7*3&""="2.1",1,2)', 1.0),
        # Text is compared without regard to case, whatever the letter; its order is not that of codes.
        ('="\u00e5"="\u00c5"', True),
        ('=UPPER("\u00e5\u00e4\u00f6")', "\u00c5\u00c4\u00d6"),
        ('="\u00e4"<"b"', True),
        ('="~"<"a"', True),
        # An array constant is an array in any formula.
        ("=SUM(SUMIFS(B1:B3,A1:A3,{1,3}))", 40.0),
        ('=MAX(LEN({"a","bbb"}))', 3.0),
        ('=SUM(--MID("123",{1,2,3},1))', 6.0),
        ("=SUM(VLOOKUP(2,A1:B3,{1,2},FALSE))", 22.0),
        # Ranges of unequal shape are an error.
        ('=SUMIFS(B1:B3,A1:A2,">1")', "#VALUE!"),
        # Criteria compare by fifteen digits, lookups by all.
        ("=SUMIF(E1:E3,0.3,B1:B3)", 10.0),
        ('=COUNTIF(E1:E3,"<=0.3")', 1.0),
        ("=SUMIF(E1:E3,0.1*3,B1:B3)", 10.0),
        ("=MATCH(0.1,F1:F3,0)", "#N/A"),
        ('=IFERROR(VLOOKUP(0.1,F1:F3,1,FALSE),"none")', "none"),
        ('=TRIM(CHAR(9)&"a")', "\ta"),
    ],
)
def test_what_an_engine_gets_wrong_is_right_or_left_alone(sheet, evaluated, formula, excel):
    cells = {"A1": 1, "A2": 2, "A3": 3, "B1": 10, "B2": 20, "B3": 30, "E1": "=0.1*3", "E2": 5, "E3": 6}
    values, _, evaluation = evaluated(sheet(cells | {"F1": 5, "F2": 6, "F3": "=1-0.9", "H1": formula}))
    assert kept(values, evaluation, "H1") or values["H1"] == excel


def test_a_swedish_comparison_takes_no_wrong_branch(sheet, evaluated):
    values, _, evaluation = evaluated(
        sheet({"A1": "\u00d6RJAN", "B1": '=IF(A1="\u00f6rjan",1,2)', "A2": "\u00f6rjan", "B2": "=A1=A2"})
    )
    assert kept(values, evaluation, "B1") or values["B1"] == 1.0
    assert kept(values, evaluation, "B2") or values["B2"] is True


def test_a_reversed_range_is_read_as_the_range_it_is(sheet, evaluated):
    values, findings, _ = evaluated(
        sheet({"A1": 1, "A2": 2, "A3": 3, "B1": "=SUM(A3:A1)", "B2": "=SUM(S!A9:A2)"})
    )
    assert values["B1"] == 6.0
    assert values["B2"] == 5.0
    assert not findings


def test_an_error_newer_than_the_engines_is_left_to_excel():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet("S")
        page.write("A1", 5)
        page.write_formula("A2", "=1", None, "#N/A")
        page.write_formula("B1", "=SUM(A1:A2)", None, "#N/A")
    from dataclasses import replace
    from datetime import date

    from roi_xl.calc import FUNCTIONS
    from roi_xl.engine import evaluate

    made = read(Package(buffer.getvalue()))
    page = made.sheets[0]
    constants = page.values | {(2, 1): "#GETTING_DATA"}
    formulas = {address: formula for address, formula in page.formulas.items() if address != (2, 1)}
    book = replace(made, sheets=(replace(page, values=constants, formulas=formulas),))
    evaluation = evaluate(book, FUNCTIONS, today=date(2026, 1, 1))
    assert not evaluation.values
    assert evaluation.findings[0].code == "odd-text"
    assert evaluation.findings[0].level is Level.WARNING


def test_a_number_stored_as_text_is_not_counted_on_one_engine_s_word(made, evaluated):
    # SUMPRODUCT of one array of texts: Excel leaves a text out; the cached 5012 would stand unchallenged.
    def fill(book):
        page = book.add_worksheet("S")
        page.write_column("A1", ["5000", 12])
        page.write_formula("B1", "=SUMPRODUCT(A1:A2)", None, 5012)

    values, findings, _ = evaluated(made(fill))
    assert findings if "B1" not in values else values["B1"] == 12.0


def test_a_formula_that_was_never_computed_is_out_of_date_even_at_zero(sheet, evaluated):
    from dataclasses import replace

    made = sheet({"A1": 0, "B1": "=A1*5", "B2": '=""'})
    page = made.sheets[0]
    uncached = {address: value for address, value in page.values.items() if address not in page.formulas}
    values, _, _ = evaluated(replace(made, sheets=(replace(page, values=uncached),)))
    assert values["B1"] == 0.0
    assert values["B2"] == ""


MULTIPLY = "=_xlfn.LAMBDA(_xlpm.x,_xlpm.y,_xlpm.x*_xlpm.y)"


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("NET_BENEFIT", "NET_BENEFIT(20,2)"),
        ("Net_Benefit", "net_benefit(20,2)"),
        ("NET_BENEFIT", "[0]!NET_BENEFIT(20,2)"),
        ("S!NET_BENEFIT", "NET_BENEFIT(20,2)"),
        ("S!NET_BENEFIT", "S!NET_BENEFIT(20,2)"),
    ],
)
def test_the_workbook_s_own_name_comes_before_our_function(sheet, evaluated, name, call):
    values, findings, evaluation = evaluated(sheet({"A1": f"={call}"}, names=[(name, MULTIPLY)]))
    assert "A1" not in values
    assert findings["lambda"].where == "S!A1"
    assert evaluation.calls == 0


def test_a_name_of_another_sheet_doesn_t_come_before_our_function(made, evaluated):
    def fill(book):
        book.add_worksheet("S").write_formula("A1", "=NET_BENEFIT(20,2)", None, -1)
        book.add_worksheet("T").write_formula("A1", "=NET_BENEFIT(20,2)", None, -1)
        book.define_name("T!NET_BENEFIT", MULTIPLY)

    values, findings, _ = evaluated(made(fill))
    assert values["A1"] == 18.0
    assert findings["lambda"].where == "T!A1"


@pytest.mark.parametrize(
    "spelling", ["_xll.NET_BENEFIT", "_xldudf_ROI_NET_BENEFIT", "roi_xl.xlam!NET_BENEFIT"]
)
def test_a_spelling_that_names_the_add_in_is_ours_whatever_the_workbook_s_names(sheet, evaluated, spelling):
    values, findings, _ = evaluated(sheet({"A1": f"={spelling}(20,2)"}, names=[("NET_BENEFIT", MULTIPLY)]))
    assert values["A1"] == 18.0
    assert not findings


def test_excel_s_own_note_of_a_called_function_is_no_name(sheet, evaluated):
    from dataclasses import replace

    from roi_xl.xlsx import DefinedName

    book = sheet({"A1": "=NET_BENEFIT(20,2)"})
    noted = replace(book, names=(DefinedName("NET_BENEFIT", "#NAME?", hidden=True),))
    values, findings, _ = evaluated(noted)
    assert values["A1"] == 18.0
    assert not findings


def test_a_variable_with_the_name_of_our_function_is_not_ours(sheet, evaluated):
    text = f"=_xlfn.LET(_xlpm.NET_BENEFIT,{MULTIPLY[1:]},_xlpm.NET_BENEFIT(3,2))"
    values, findings, evaluation = evaluated(sheet({"A1": text}))
    assert "A1" not in values
    assert findings["lambda"].where == "S!A1"
    assert evaluation.calls == 0


@pytest.mark.parametrize("text", ["[1]!total*2", "'[Book2.xlsx]S'!total*2", "Gone!total*2"])
def test_a_name_of_another_workbook_isn_t_ours_by_its_word(sheet, evaluated, text):
    values, findings, _ = evaluated(sheet({"A1": f"={text}"}, names=[("total", "=NET_BENEFIT(20,2)")]))
    assert "A1" not in values
    assert findings.keys() & {"external-link", "unknown-name"}


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("NET_BENEFIT(20,2)", False),               # the name below, which holds no call
        ("[0]!NET_BENEFIT(20,2)", False),
        ("[1]!NET_BENEFIT(20,2)", True),            # of the add-in
        ("_xlpm.HOUR_VALUE(20,2)", False),
        ("TRAINING_ROI (2,1)", True),               # cut off from its bracket, as some programs write it
        ("TRAINING_ROI", False),
        ("total*2", True),
        ("[0]!total*2", True),
        ("S!total*2", True),
        ("[2]!total*2", False),
        ("'[Book2.xlsx]S'!total*2", False),
        ("Gone!total*2", False),
    ],
)  # fmt: skip
def test_freezing_takes_for_a_call_what_is_one(sheet, text, calls):
    from dataclasses import replace

    from roi_xl.calc import FUNCTIONS
    from roi_xl.formulas.calls import Calls

    names = [("NET_BENEFIT", MULTIPLY), ("total", "=HOUR_VALUE(20,2)")]
    book = replace(sheet({"A1": "=1"}, names=names), links={1: "C:\\roi_xl.xlam", 2: "Book2.xlsx"})
    assert Calls(book, FUNCTIONS).is_caller(text, "S") is calls


@pytest.mark.parametrize(
    "look", ["ISFORMULA(D1)", "_xlfn.ISFORMULA(D1)", "_xlfn.FORMULATEXT(D1)", 'CELL("type",D1)']
)
def test_what_looks_at_a_cell_rather_than_its_value_is_left_to_excel(sheet, evaluated, look):
    values, findings, _ = evaluated(sheet({"D1": "=1+1", "A1": f"={look}"}))
    assert "A1" not in values
    assert findings["unsupported-function"].where == "S!A1"


def test_a_subtotal_of_subtotals_counts_nothing_twice(sheet, evaluated):
    # Excel's help on SUBTOTAL: "nested subtotals are ignored to avoid double counting"
    cells = {"A1": 1, "A2": 2, "A3": "=SUBTOTAL(9,A1:A2)", "A4": 4, "A5": "=SUBTOTAL(9,A1:A4)"}
    values, findings, _ = evaluated(sheet(cells | {"A6": "=SUBTOTAL(2,A1:A5)"}))
    assert [values["A3"], values["A5"], values["A6"]] == [3.0, 7.0, 3.0]
    assert not findings


@pytest.mark.parametrize(
    "inner",
    [
        "SUBTOTAL(9,A1:A2)*1",
        "-SUBTOTAL(9,A1:A2)",
        "SUBTOTAL(9,A1:A2)+SUBTOTAL(9,A1:A2)",
        "AGGREGATE(9,4,A1:A2)",
    ],
)
@pytest.mark.parametrize(
    "outer", ["SUBTOTAL(9,A1:A3)", "SUBTOTAL(2,OFFSET(A1,0,0,3,1))", "AGGREGATE(9,4,A1:A3)"]
)
def test_a_subtotal_over_part_of_a_subtotal_is_left_to_excel(sheet, evaluated, inner, outer):
    values, findings, _ = evaluated(sheet({"A1": 1, "A2": 2, "A3": f"={inner}", "B1": f"={outer}"}))
    assert "B1" not in values
    assert findings["nested-subtotals"].where == "S!B1"
    assert "A3" in values


def test_a_workbook_with_macros_may_mean_one_of_its_own(sheet, evaluated):
    from dataclasses import replace

    cells = {"A1": "=NET_BENEFIT(20,2)", "A2": "=[0]!hour_value(20,2)+1", "A3": "=_xll.TRAINING_ROI(2,1)"}
    named = {"A4": "=total*2", "A5": "=1+1"}
    book = sheet(cells | named, names=[("total", "=TRAINING_ROI(3,1)")])
    values, _, evaluation = evaluated(replace(book, macro=True))
    assert [values[place] for place in ("A1", "A3", "A4", "A5")] == [18.0, 1.0, 4.0, 2.0]
    told = {finding.where: finding for finding in evaluation.findings}
    assert told.keys() == {"S!A1", "S!A2", "S!A4"}
    assert {finding.code for finding in told.values()} == {"own-macro"}
    assert "HOUR_VALUE" in told["S!A2"].detail


def test_of_a_workbook_with_macros_nothing_is_told_while_its_values_are_current(made, evaluated):
    from dataclasses import replace

    def fill(book):
        book.add_worksheet("S").write_formula("A1", "=NET_BENEFIT(20,2)", None, 18)

    _, findings, _ = evaluated(replace(made(fill), macro=True))
    assert not findings


def test_of_a_workbook_without_macros_no_macro_is_spoken_of(sheet, evaluated):
    values, findings, _ = evaluated(sheet({"A1": "=NET_BENEFIT(20,2)"}))
    assert values["A1"] == 18.0
    assert not findings


def test_a_call_cut_off_from_its_bracket_is_told(sheet, evaluated):
    values, findings, _ = evaluated(sheet({"A1": "=TRAINING_ROI (2,1)", "A2": "=nowhere (2)"}))
    assert "A1" not in values
    assert findings["cut-off-call"].where == "S!A1"
    assert findings["unknown-name"].where == "S!A2"


@pytest.mark.parametrize("call", ["TRAINING_ROI(SUM(A1,2),1)", "TRAINING_ROI (SUM(A1,2),1)"])
def test_a_call_is_cut_out_with_its_arguments(sheet, call):
    from roi_xl.calc import FUNCTIONS
    from roi_xl.formulas.calls import Calls

    assert Calls(sheet({"A1": "=1"}), FUNCTIONS).without(f"1+{call}*2", "S") == "1+#NAME?*2"


@pytest.mark.parametrize(
    "call",
    [
        "LEARNING_GAIN(A:A,B:B)",
        "LEARNING_GAIN(A1:A3,$B$1:$B$1048576)",
        "LEARNING_GAIN((A:A),B1:B3)",
        "LEARNING_GAIN(A2:A1048576,B2:B3)",
        "LEARNING_GAIN(1:1,2:2)",
        "1+TRAINING_NPV(0.1,5,before)",
        "SUM(HOUR_VALUE(A:A))",
        "ROUND(TREND_EFFECT(IF(TRUE,A1:A3),A:A),2)",
    ],
)
def test_whole_columns_whose_blanks_count_are_left_to_excel(sheet, evaluated, call):
    # The engine cuts each column at its own last value, the add-in at the last row that its sheet uses.
    cells = {"A1": 0.1, "A2": 0.2, "A3": 0.3, "B1": 0.4, "B2": 0.5, "E9": f"={call}"}
    values, findings, _ = evaluated(sheet(cells, names=[("before", "=S!$A:$A")]))
    assert "E9" not in values
    assert findings["whole-column"].where == "S!E9"


@pytest.mark.parametrize(
    ("call", "result"),
    [
        ("TRAINING_ROI(A:A,B:B)", 1.0),
        ("NET_BENEFIT((A:A),B1:B2)", 3.0),
        ("NET_BENEFIT(A2:A1048576,B2)", 4.0),
        ("TRAINING_ROI(1:1,B2)", 2.0),
        ("HOUR_VALUE(SUM(A:A),0,1)", 6.0),
        ("LEARNING_GAIN(A1:A3,A1:A3)*0+COUNT(A:A)", 3.0),
    ],
)
def test_whole_columns_whose_blanks_are_skipped_are_computed(sheet, evaluated, call, result):
    cells = {"A1": 1, "A2": 2, "A3": 3, "B1": 2, "B2": 1}
    values, findings, _ = evaluated(sheet(cells | {"E9": f"={call}"}))
    assert not findings
    assert values["E9"] == result


@pytest.mark.parametrize("hidden", ["OFFSET(A1,0,0,5,1)", "A1:INDEX(A1:A2,2):A5"])
def test_a_subtotal_that_may_reach_hidden_rows_is_left_to_excel(made, evaluated, hidden):
    def fill(book):
        page = book.add_worksheet("S")
        page.write_column("A1", [1, 2, 3, 4, 5])
        page.set_row(2, None, None, {"hidden": True})
        page.write_formula("C7", f"=SUBTOTAL(109,{hidden})", None, 12)

    values, findings, _ = evaluated(made(fill))
    assert "C7" not in values
    assert findings["hidden-rows"].where == "S!C7"
