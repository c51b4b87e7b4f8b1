"""Double entry: what is computed, what is confirmed, and what is kept and told."""

import datetime as dt
from dataclasses import replace

import pytest

from roi_xl.engine import Engines
from roi_xl.errors import CellError, Level
from roi_xl.xlsx import Formula, address

SPELLINGS = [
    "TRAINING_ROI", "training_roi", "Training_Roi", "_xll.TRAINING_ROI", "_xludf.TRAINING_ROI",
    "_xldudf_XLW_TRAINING_ROI", "_xldudf_MY_SPACE_TRAINING_ROI", "'C:\\Users\\x\\roi_xl.xlam'!TRAINING_ROI",
    "roi_xl.xlam!TRAINING_ROI",
]  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_that_excel_stores_is_bound(sheet, evaluated, spelling):
    # 750,000 against 250,000: (750 − 250) ÷ 250 = 2
    values, findings, evaluation = evaluated(
        sheet({"A1": 750_000, "A2": 250_000, "A3": f"={spelling}(A1,A2)"})
    )
    assert values["A3"] == 2.0
    assert not findings
    assert evaluation.calls == 1


@pytest.mark.parametrize(
    "spelling", ["_xll.OTHER", "_xldudf_XLW_OTHER", "'C:\\x\\other.xlsm'!TRAINING_ROI", "OTHER"]
)
def test_functions_of_other_add_ins_keep_their_value(sheet, evaluated, spelling):
    values, findings, _ = evaluated(sheet({"A1": 1, "A2": f"={spelling}(A1,A1)", "A3": "=IFERROR(A2,5)"}))
    assert "A2" not in values
    assert "A3" not in values
    assert {"unknown-function", "unsupported-function", "external-link"} & findings.keys()
    assert findings["depends-on-kept"].where == "S!A3"


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        # 1,000 × 0.5 × confidence; left out is 1, blank is 0 (methodology, section 1)
        ("=ATTRIBUTED_BENEFIT(1000,0.5)", 500.0),
        ("=ATTRIBUTED_BENEFIT(1000,0.5,)", 500.0),
        ("=ATTRIBUTED_BENEFIT(1000,0.5,Z99)", 0.0),
        ("=HOUR_VALUE(3000,,150)", 20.0),
        ("=HOUR_VALUE(3000, ,150)", 20.0),
        ("=SUM(HOUR_VALUE(3000,,150),1)", 21.0),
        ("=INDEX({1,2;3,4},2,1)+HOUR_VALUE(3000,,150)", 23.0),
        ("=TRAINING_ROI(8000,16000)", -0.5),
        ("=TRAINING_ROI(1,0)", CellError.DIV0),
        ('=TRAINING_ROI("90000",16000)', CellError.VALUE),
        ("=IFERROR(TRAINING_ROI(1,0),-1)", -1.0),
    ],
)
def test_arguments_left_out_blank_and_wrong_are_told_apart(sheet, evaluated, formula, result):
    values, _, _ = evaluated(sheet({"A1": formula}))
    assert values["A1"] == result


def test_an_array_of_ours_in_an_ordinary_cell_shows_its_first_value(sheet, evaluated):
    cells = {
        "A1": 10,
        "B1": 20,
        "C1": 30,
        "A2": 10,
        "A3": "=ROI_RANGE(A1:C1,A2)",
        "A4": "=SUM(ROI_RANGE(A1:C1,A2))",
    }
    values, findings, _ = evaluated(sheet(cells))
    assert values["A3"] == 0.0  # (10 − 10) ÷ 10
    assert values["A4"] == 3.0  # 0 + 1 + 2
    assert not findings


def test_an_array_formula_of_ours_fills_its_area(made, evaluated):
    def fill(book):
        page = book.add_worksheet("S")
        page.write_row("A1", [10, 20, 30])
        page.write_array_formula("A3:C3", "{=ROI_RANGE(A1:C1,10)}", None, -1)
        page.write_formula("E3", "=SUM(A3:C3)", None, -1)

    values, findings, _ = evaluated(made(fill))
    assert [values["A3"], values["B3"], values["C3"], values["E3"]] == [0.0, 1.0, 2.0, 3.0]
    assert not findings


def test_a_spill_grows_and_shrinks_with_its_result(made, evaluated):
    def fill(book):
        page = book.add_worksheet("S")
        page.write_column("A1", [1, 2, 3])
        page.write_dynamic_array_formula("C1:C1", "=HOUR_VALUE(A1:A3)", None, -1)
        page.write_row("E1", [10, 20, 30])
        page.write_dynamic_array_formula("E3:H3", "=ROI_RANGE(E1:G1,10)", None, -1)

    values, findings, evaluation = evaluated(made(fill))
    assert [values["C1"], values["C2"], values["C3"]] == [1.0, 2.0, 3.0]
    assert evaluation.areas["S"] == {(1, 3): (1, 3, 3, 3), (3, 5): (3, 5, 3, 7)}
    assert [values["E3"], values["F3"], values["G3"], values["H3"]] == [0.0, 1.0, 2.0, None]
    assert not findings


@pytest.mark.parametrize(
    ("formula", "remedy"),
    [
        ("=NETT_BENEFIT(2,1)", "did you mean NET_BENEFIT?"),
        ("=SUM(1,training_rio(2,1))", "did you mean TRAINING_ROI?"),
        ("=_xludf.NETT_BENEFIT(2,1)", "did you mean NET_BENEFIT?"),  # as Excel stores a function it lacks
        ("=NETT_BENEFIT(2,1)+ROI_RANG(2,1)", "did you mean NET_BENEFIT and ROI_RANGE?"),
        ("=NETWORK_DAYS(2,1)", "recalculate in Excel"),
        ("=_xll.BENEFIT(2,1)", "recalculate in Excel with it"),
    ],
)
def test_a_function_that_is_nearly_one_of_ours_is_asked_about(sheet, evaluated, formula, remedy):
    evaluation = evaluated(sheet({"A1": formula}))[2]
    assert [finding.remedy for finding in evaluation.findings] == [remedy]


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("=RAND()", "volatile"),
        ("=NOW()", "volatile"),
        ('=CELL("width",A9)', "unsupported-function"),
        ('=WEBSERVICE("http://example.org")', "unsupported-function"),
        ("=NO_SUCH_FUNCTION(1)", "unsupported-function"),
        ("=nowhere*2", "unknown-name"),
        ("=Nowhere!A1", "missing-sheet"),
        ("=[7]Other!A1", "external-link"),
        ("=" + "(" * 70 + "1" + ")" * 70, "too-deep"),
        ("=" + "1+" * 5000 + "1", "too-long"),
    ],
    ids=lambda value: value[:24],
)
def test_what_cannot_be_computed_keeps_its_value_and_so_does_what_depends_on_it(
    sheet, evaluated, formula, code
):
    cells = {"A1": formula, "A2": '=IF(ISERROR(A1),"masked",A1)', "A3": "=SUM(A1:A2)", "B1": "=1+1"}
    values, findings, evaluation = evaluated(sheet(cells))
    assert findings[code].where == "S!A1"
    assert findings[code].level is Level.WARNING
    assert findings["depends-on-kept"].cells == ("S!A2", "S!A3")
    assert all(place not in values for place in ("A1", "A2", "A3"))
    assert values["B1"] == 2.0
    assert (evaluation.formulas, evaluation.computed) == (4, 1)


def test_a_circular_reference_is_kept_with_what_depends_on_it(sheet, evaluated):
    values, findings, evaluation = evaluated(sheet({"A1": "=A2+1", "A2": "=A1+1", "A3": "=A1", "B1": "=1+1"}))
    assert findings["circular"].cells == ("S!A1", "S!A2", "S!A3")
    assert values["B1"] == 2.0
    assert evaluation.computed == 1


def test_a_kept_cell_whose_input_changed_is_an_error(sheet, evaluated):
    _, findings, _ = evaluated(sheet({"A1": "=1+1", "A2": "=A1*RAND()"}))
    assert findings["volatile"].level is Level.ERROR
    assert "out of date" in findings["volatile"].detail


def test_a_data_table_is_kept(sheet, evaluated):
    book = sheet({"A1": 2, "B1": "=A1*2", "A2": 5, "B2": 10.0, "A3": 6, "B3": 12.0, "C3": "=SUM(B2:B3)"})
    page = book.sheets[0]
    formulas = page.formulas | {address("B2"): Formula("", "table", (2, 2, 3, 2))}
    members = {address("B3"): address("B2")}
    tabled = replace(book, sheets=(replace(page, formulas=formulas, members=members),))
    values, findings, _ = evaluated(tabled)
    assert findings["data-table"].where == "S!B2"
    assert findings["depends-on-kept"].where == "S!C3"
    assert values["B1"] == 4.0


def test_today_is_the_day_that_is_asked_for(sheet, evaluated):
    values, findings, _ = evaluated(
        sheet({"A1": "=TODAY()", "A2": "=A1-DATE(2026,1,1)"}), today=dt.date(2026, 3, 1)
    )
    assert values["A1"] == 46082.0  # serial number of 2026-03-01 in Excel
    assert values["A2"] == 59.0
    assert not findings


def test_names_and_tables_are_followed(made, evaluated):
    def fill(book):
        page = book.add_worksheet("Costs")
        page.add_table(
            "B2:C5",
            {"name": "Cost", "columns": [{"header": "Line"}, {"header": "Amount"}], "total_row": True},
        )
        page.write_column("C3", [5000, 7000])
        page.write_formula("C5", "=SUBTOTAL(109,Cost[Amount])", None, -1)
        other = book.add_worksheet("R")
        other.write_formula("A1", "=SUM(Cost[Amount])", None, -1)
        other.write_formula("A2", "=TRAINING_ROI(inp_benefit,total)", None, -1)
        book.define_name("total", "=Cost[[#Totals],[Amount]]")
        book.define_name("inp_benefit", "=24000")

    _, findings, evaluation = evaluated(made(fill))
    assert evaluation.values["R"] == {(1, 1): 12000.0, (2, 1): 1.0}
    assert evaluation.values["Costs"] == {(5, 3): 12000.0}
    assert not findings


def test_an_aggregate_over_hidden_rows_is_kept(made, evaluated):
    def fill(book):
        page = book.add_worksheet("S")
        page.write_column("A1", [1, 2, 3])
        page.set_row(1, None, None, {"hidden": True})
        page.write_formula("A5", "=AGGREGATE(9,5,A1:A3)", None, -1)

    values, findings, _ = evaluated(made(fill))
    assert "A5" not in values
    assert findings["hidden-rows"].where == "S!A5"


def test_engines_that_disagree_leave_the_cell_alone(sheet, evaluated):
    # -2^2 is 4 in Excel; whether an engine thinks so is not the point: ROMAN(499,4) is known to differ
    values, findings, evaluation = evaluated(sheet({"A1": '=TEXT(0.5,"# ?/?")', "A2": "=A1&1"}))
    if "A1" in values:
        assert evaluation.engines == ("formualizer", "formulon")
    else:
        assert findings["engines-disagree"].level is Level.ERROR
        assert "A2" not in values


DISPUTED = '=TEXT(12,"00-00-00-00")'


@pytest.mark.parametrize(
    ("kept", "level", "ending"),
    [
        ("00-00-00-12", Level.WARNING, "; the file has the latter"),
        ("99", Level.ERROR, ""),
        ("", Level.ERROR, "; it has no value"),
    ],
)
def test_where_the_engines_disagree_the_file_s_value_may_be_the_second_engine_s(
    made, evaluated, kept, level, ending
):
    """It isn't written again, nor anything that reads it: the cell is named all the same."""

    def fill(book):
        page = book.add_worksheet("S")
        page.write_formula("A1", DISPUTED, None, kept)
        page.write_formula("A2", '=A1&"!"', None, kept + "!")

    values, findings, _ = evaluated(made(fill))
    found = findings["engines-disagree"]
    assert (found.level, found.where) == (level, "S!A1")
    assert found.detail.endswith(f'formulon "00-00-00-12"{ending}')
    assert "A1" not in values
    assert "A2" not in values


def test_a_kept_value_whose_input_has_changed_is_no_witness(made, evaluated):
    def fill(book):
        page = book.add_worksheet("S")
        page.write_formula("B1", "=10+2", None, 13)
        page.write_formula("A1", DISPUTED.replace("12", "B1"), None, "00-00-00-12")

    _, findings, _ = evaluated(made(fill))
    assert findings["engines-disagree"].level is Level.ERROR
    assert findings["engines-disagree"].detail.endswith("the kept value is out of date")


def test_strict_asks_both_engines_about_every_cell(sheet, evaluated):
    values, _, evaluation = evaluated(sheet({"A1": "=1+1"}), engines=Engines.STRICT)
    assert values["A1"] == 2.0
    assert evaluation.engines == ("formualizer", "formulon")


def test_a_chain_of_20_000_cells_is_followed(made, evaluated):
    def fill(book):
        page = book.add_worksheet("S")
        page.write("A1", 1)
        for row in range(1, 20_000):
            page.write_formula(row, 0, f"=A{row}+1", None, -1)

    values, findings, _ = evaluated(made(fill))
    assert values["A20000"] == 20_000.0
    assert not findings
