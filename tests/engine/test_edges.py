"""The edges of evaluation: odd references, odd names, a second engine that fails."""

from dataclasses import replace

import pytest
import wasmtime

from roi_xl.engine import Engines
from roi_xl.engine.formulon import adapter as formulon_adapter
from roi_xl.errors import CellError
from roi_xl.xlsx import Formula, address


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("=SUM(S:T!A1)", "3d-reference"),
        ("='[Book2.xlsx]Sheet1'!A1", "external-link"),
        ("=[3]!total", "external-link"),
        ("=NoTable[Amount]", "missing-table"),
        ("=S!nowhere", "unknown-name"),
        ("=_xlpm.f(1)", "lambda"),
        ("=[3]!TRAINING_ROI(1,2)", "unknown-function"),     # link 3 doesn't exist, so it isn't an add-in
    ],
)  # fmt: skip
def test_a_reference_that_leads_nowhere_is_kept(sheet, evaluated, formula, code):
    # XlsxWriter writes the formula as it is; the cell keeps whatever is cached.
    values, findings, _ = evaluated(sheet({"A1": 1, "B1": formula}))
    assert "B1" not in values
    assert findings[code].where == "S!B1"


def test_our_own_workbook_s_number_is_no_link(sheet, evaluated):
    values, findings, _ = evaluated(
        sheet({"A1": "=[0]!total*2", "A2": "=[0]!TRAINING_ROI(3,1)"}, names=[("total", "=21")])
    )
    assert values["A1"] == 42.0
    assert values["A2"] == 2.0
    assert not findings


def test_an_add_in_is_known_by_the_link_it_is_loaded_through(sheet, evaluated):
    book = replace(
        sheet({"A1": "=[1]!TRAINING_ROI(3,1)", "A2": "=[2]!TRAINING_ROI(3,1)"}),
        links={
            1: "file:///C:\\Users\\x\\AppData\\Roaming\\Microsoft\\Excel\\XLSTART\\roi_xl.xlam",
            2: "other.xlsx",
        },
    )
    values, findings, _ = evaluated(book)
    assert values["A1"] == 2.0
    assert findings["unknown-function"].where == "S!A2"


def test_an_array_formula_of_one_cell_shows_its_first_value(made, evaluated):
    def fill(book):
        page = book.add_worksheet("S")
        page.write_column("A1", [4, 5, 6])
        page.write_array_formula("C1", "{=A1:A3*2}", None, -1)
        page.write_array_formula("C5", "{=SUM(A1:A3*2)}", None, -1)

    values, findings, _ = evaluated(made(fill))
    assert values["C1"] == 8.0
    assert values["C5"] == 30.0
    assert not findings


def test_a_spill_into_occupied_cells_is_left_to_excel(made, evaluated):
    def fill(book):
        page = book.add_worksheet("S")
        page.write_column("A1", [1, 2, 3])
        page.write("C2", "in the way")
        page.write_dynamic_array_formula("C1:C1", "=HOUR_VALUE(A1:A3)", None, -1)

    values, findings, _ = evaluated(made(fill))
    assert "C1" not in values
    assert findings["spill-blocked"].where == "S!C1"


def test_a_second_engine_that_fails_confirms_nothing(sheet, evaluated, monkeypatch):
    def refuse(*_):
        raise formulon_adapter.SecondOpinionError("out of order")

    monkeypatch.setattr(formulon_adapter, "values", refuse)
    values, findings, _ = evaluated(sheet({"A1": "=MEDIAN(1,2,9)+BESSELJ(1,1)", "A2": "=1+1"}))
    assert "A1" not in values
    assert "out of order" in findings["no-second-opinion"].detail
    assert values["A2"] == 2.0


def test_a_second_engine_that_does_not_start_costs_what_it_would_confirm_alone(sheet, evaluated, monkeypatch):
    def no_memory():
        raise wasmtime.WasmtimeError("File too large (os error 27)")

    monkeypatch.setattr(formulon_adapter, "_start", no_memory)
    values, findings, _ = evaluated(sheet({"A1": "=BESSELJ(1,1)", "A2": "=1+1"}))
    assert "A1" not in values
    assert "File too large" in findings["no-second-opinion"].detail
    assert values["A2"] == 2.0


def test_strict_notes_doubts_about_current_values_without_touching_them(made, evaluated):
    def fill(book):
        # 12 is what the primary engine makes of it; Excel shows 00-00-00-12
        book.add_worksheet("S").write_formula("A1", '=TEXT(12,"00-00-00-00")', None, "12")

    values, findings, evaluation = evaluated(made(fill), engines=Engines.STRICT)
    assert "A1" not in values
    assert findings["engines-disagree"].where == "S!A1"
    assert evaluation.computed == 1


def test_a_formula_that_may_read_anything_is_kept_when_anything_is(sheet, evaluated):
    values, findings, _ = evaluated(sheet({"A1": 5, "B1": "=OFFSET(A1,0,0)", "B2": "=RAND()"}))
    assert "B1" not in values
    assert findings["depends-on-kept"].where == "S!B1"
    values, findings, _ = evaluated(sheet({"A1": 5, "B1": "=OFFSET(A1,0,0)"}))
    assert values["B1"] == 5.0
    assert not findings


def test_texts_with_control_characters_are_left_to_excel(sheet, evaluated):
    values, findings, _ = evaluated(
        sheet({"A1": "a\x07", "A2": "_x0041_", "B1": "=LEN(A1)", "B2": "=LEN(A2)"})
    )
    assert "B1" not in values
    assert findings["odd-text"].cells == ("S!B1", "S!B2")


def test_a_lone_data_table_cell_is_told_by_its_sheet_s_quoted_name(made, evaluated):
    def fill(book):
        book.add_worksheet("My sheet").write_formula("A1", "=RAND()", None, 0.5)

    _, findings, _ = evaluated(made(fill))
    assert findings["volatile"].where == "'My sheet'!A1"


def test_a_call_without_arguments_inside_sumproduct_is_not_lifted(sheet, evaluated):
    book = sheet({"A1": 3, "A2": -4, "B1": "=SUMPRODUCT(ABS(A1:A2)*PI()/PI())"})
    values, _, _ = evaluated(book)
    assert values["B1"] == pytest.approx(7.0, rel=1e-12)


def test_errors_and_short_ranges_are_lifted_as_excel_lifts_them(made, evaluated):
    def fill(book):
        page = book.add_worksheet("S")
        page.write_column("A1", [1, -2, 3])
        page.write_formula("A4", "=1/0", None, "#DIV/0!")
        page.write_array_formula("C1:C4", "{=ABS(A1:A4)}", None, -1)
        page.write_array_formula("D1:D3", "{=ROUND(A1:A3/7,{0;1})}", None, -1)

    values, _, _ = evaluated(made(fill))
    assert [values[f"C{row}"] for row in (1, 2, 3)] == [1.0, 2.0, 3.0]
    assert values["C4"] == "#DIV/0!"
    assert [values["D1"], values["D2"], values["D3"]] == [0.0, -0.3, "#N/A"]


def test_formulas_shown_as_data_tables_without_members_are_kept(sheet, evaluated):
    book = sheet({"A1": "=1+1"})
    page = book.sheets[0]
    table = page.formulas | {address("B2"): Formula("", "table", None)}
    _, findings, _ = evaluated(replace(book, sheets=(replace(page, formulas=table),)))
    assert findings["data-table"].where == "S!B2"


def test_a_date_whose_number_isn_t_certain_is_left_to_excel(sheet, evaluated):
    book = sheet({"A1": "2014-02-14T08:27:48Z", "B1": "=YEAR(A1)", "B2": "=SUM(A1:A2)", "B3": "=1+1"})
    page = replace(book.sheets[0], undated=frozenset({address("A1")}))
    values, findings, _ = evaluated(replace(book, sheets=(page,)))
    assert findings["odd-date"].cells == ("S!B1", "S!B2")
    assert "B1" not in values
    assert values["B3"] == 2.0


def test_a_formula_that_a_file_gives_twice_is_left_to_excel(sheet, evaluated):
    book = sheet({"A1": 1, "B1": "=A1+1", "B2": "=B1"})
    page = book.sheets[0]
    contested = page.formulas | {address("B1"): replace(page.formulas[address("B1")], kind="contested")}
    values, findings, _ = evaluated(replace(book, sheets=(replace(page, formulas=contested),)))
    assert findings["shared-formula"].where == "S!B1"
    assert findings["depends-on-kept"].where == "S!B2"
    assert "B1" not in values


@pytest.mark.parametrize(
    "call", ["ROI_RANGE(A1:C1,A2)", "ROI_SIMULATION(A1:C1,A2,10,7)", "ROI_SENSITIVITY(A3:C3,A2)"]
)
def test_index_of_an_error_of_ours_is_left_to_excel(sheet, evaluated, call):
    # Excel shows the error of the call; the engines #REF!, for want of a second column.
    cells = {"A1": 300, "B1": 200, "C1": 100, "A2": 100, "A3": "x", "B3": 1, "C3": 2}
    book = sheet(cells | {"D1": f"=INDEX({call},1,2)", "D2": f"=IFERROR(INDEX({call},1,2),-1)"})
    values, findings, _ = evaluated(book)
    assert "D1" not in values
    assert findings["index-error"].where == "S!D1"
    assert values["D2"] == -1.0


def test_index_of_an_array_of_ours_is_computed(sheet, evaluated):
    cells = {"A1": 100, "B1": 200, "C1": 300, "A2": 100, "D1": "=INDEX(ROI_RANGE(A1:C1,A2),1,2)"}
    values, findings, _ = evaluated(sheet(cells))
    assert values["D1"] == 1.0  # (200 − 100) ÷ 100
    assert not findings


def test_a_number_without_room_above_it_costs_no_more_than_the_cells_that_overflow(sheet, evaluated):
    largest = 1.7976931348623157e308
    cells = {"A1": largest, "A2": 0.1, "B1": "=A1*10", "B2": "=A2*3-0.3", "B3": "=MAX(A1:A2)"}
    values, findings, _ = evaluated(sheet(cells))
    assert (values["B1"], values["B2"], values["B3"]) == (CellError.NUM, 0.0, largest)
    assert findings == {}
