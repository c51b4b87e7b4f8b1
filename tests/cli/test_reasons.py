"""Why a cell shows an error, as `roi-xl eval` and `roi-xl recalc` tell it."""

import json

import pytest
import xlsxwriter

pytestmark = pytest.mark.usefixtures("in_one_process")


@pytest.mark.parametrize(
    "formula",
    [
        '=TRAINING_ROI("90 000",1)',
        "=TRAINING_ROI({90000;5280},0)",
        "=ATTRIBUTED_BENEFIT(1000,35)",
        '=ROI_VERDICT(0.5,0.25,,,"de")',
        "=NET_BENEFIT(1,HOUR_VALUE(48000,0.25,0))",
        "=ROI_RANGE({3,2,1},1)",
    ],
)
def test_eval_and_recalc_say_the_same(invoke, recalculated, folder, book, formula):
    book(folder / "a.xlsx", {"A1": formula})
    (done,), _ = recalculated("a.xlsx")
    (evaluated,) = json.loads(invoke("eval", "--json", formula).stdout)["reasons"]
    assert done["reasons"] == [{"where": "S!A1", **evaluated, "place": ""}]
    assert invoke("eval", formula).stderr == evaluated["text"] + "\n"


def test_recalc_names_the_cell_at_fault(recalculated, folder, book):
    book(folder / "a.xlsx", {"A1": 5, "A2": "90 000", "B1": "=TRAINING_ROI(A1:A2,7)"})
    (done,), _ = recalculated("a.xlsx")
    assert done["reasons"] == [
        {
            "where": "S!B1",
            "function": "TRAINING_ROI",
            "error": "#VALUE!",
            "argument": "benefits",
            "row": 2,
            "column": 1,
            "problem": "the text '90 000' is no number",
            "remedy": "type 90000",
            "text": "TRAINING_ROI: benefits, S!A2: the text '90 000' is no number; type 90000",
            "place": "S!A2",
        }
    ]


def test_recalc_tells_one_reason_for_each_cell_and_none_where_an_error_was_only_handed_in(
    recalculated, folder, book
):
    book(
        folder / "a.xlsx",
        {
            "A1": '=TRAINING_ROI("x",1)+TRAINING_ROI("y",1)',
            "A2": "=NET_BENEFIT(A1,1)",
            "A3": "=NET_BENEFIT(1/0,1)",
        },
    )
    (done,), _ = recalculated("a.xlsx")
    assert [(told["where"], told["problem"]) for told in done["reasons"]] == [
        ("S!A1", "the text 'x' is no number")
    ]


def test_of_a_spilled_formula_the_note_names_the_cell_that_shows_the_error(invoke, recalculated, folder):
    with xlsxwriter.Workbook("a.xlsx") as workbook:
        sheet = workbook.add_worksheet("S")
        sheet.write_column("A1", [100, 200, 300])
        sheet.write_column("B1", [0.5, 35, 0.5])
        sheet.write_dynamic_array_formula("C1:C1", "=ATTRIBUTED_BENEFIT(A1:A3,B1:B3)", None, 999)
    (done,), _ = recalculated("a.xlsx", "--output", "b.xlsx")
    assert [(told["where"], told["place"]) for told in done["reasons"]] == [("S!C2", "S!B2")]
    sentence = "ATTRIBUTED_BENEFIT: attribution, S!B2: 35 is no share from 0 to 1; type 35%"
    assert f"  note S!C2 shows #NUM!: {sentence}" in invoke("recalc", "a.xlsx").stdout.splitlines()


def test_a_workbook_without_errors_has_no_reasons(recalculated, folder, book):
    book(folder / "a.xlsx", {"A1": "=TRAINING_ROI(2,1)"})
    (done,), _ = recalculated("a.xlsx")
    assert done["reasons"] == []


def test_a_person_is_shown_the_first_reasons(invoke, folder, book):
    book(folder / "a.xlsx", {f"A{row}": "=TRAINING_ROI(1,B1)" for row in range(1, 8)})
    lines = invoke("recalc", "a.xlsx").stdout.splitlines()
    sentence = "TRAINING_ROI: costs, S!B1: they sum to 0; enter the programme's costs"
    notes = [line for line in lines if line.startswith("  note ")]
    assert notes == [f"  note S!A{row} shows #DIV/0!: {sentence}" for row in range(1, 6)]
    assert "  … and 2 more reasons (--json lists all)" in lines


def test_a_text_of_the_workbook_gives_the_terminal_no_orders(invoke, folder, book):
    book(folder / "a.xlsx", {"A1": "\x1b[2J", "A2": "=TRAINING_ROI(T(A1),1)"})
    assert "\x1b" not in invoke("recalc", "a.xlsx").stdout
    assert "\x1b" not in invoke("eval", "=TRAINING_ROI(UNICHAR(27),1)").stderr


def test_a_sheet_s_name_gives_the_terminal_no_orders_either(invoke, folder):
    with xlsxwriter.Workbook("a.xlsx") as workbook:
        for name in ("\x9b2J", "\x9b3J"):  # the one character that begins an escape code and may stand in XML
            workbook.add_worksheet(name).write_formula("A1", "=TRAINING_ROI(2,1)", None, 1)
    lines = invoke("recalc", "a.xlsx").stdout
    assert "ROI in '\\x9b2J'!A1" in lines
    assert "\x9b" not in lines
