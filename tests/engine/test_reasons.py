"""Why cells show errors of our functions: each reason finds its cell, and the cell that is at fault."""

import pytest

from roi_xl.errors import CellError


@pytest.fixture
def told(evaluated):
    """The reasons of a workbook: the cell with the formula, the place at fault, and the sentence."""

    def run(book, **options):
        _, _, evaluation = evaluated(book, **options)
        return [
            (cell[1], at_fault, reason.sentence(at_fault)) for cell, reason, at_fault in evaluation.reasons
        ]

    return run


TEXT = "the text '90 000' is no number; type 90000"
TABLE = {
    "A1": 1.0,
    "A2": 2.0,
    "A3": "90 000",
    "B1": 0.0,
    "B2": 0.0,
    "B3": 5.0,
    "D1": 0.5,
    "D2": 35.0,
    "D3": 1.0,
}


@pytest.mark.parametrize(
    ("formula", "place", "sentence"),
    [
        ("=TRAINING_ROI(A1:A3,5)", "S!A3", f"TRAINING_ROI: benefits, S!A3: {TEXT}"),
        ("=TRAINING_ROI($A$3:A1,5)", "S!A3", f"TRAINING_ROI: benefits, S!A3: {TEXT}"),
        ("=TRAINING_ROI(A2:B3,5)", "S!A3", f"TRAINING_ROI: benefits, S!A3: {TEXT}"),
        ("=TRAINING_ROI(S!A3, 5)", "S!A3", f"TRAINING_ROI: benefits, S!A3: {TEXT}"),
        ("=TRAINING_ROI(A:A,5)", "S!A3", f"TRAINING_ROI: benefits, S!A3: {TEXT}"),
        ("=TRAINING_ROI(3:3,5)", "S!A3", f"TRAINING_ROI: benefits, S!A3: {TEXT}"),
        ("=TRAINING_ROI(amounts,5)", "S!A3", f"TRAINING_ROI: benefits, S!A3: {TEXT}"),
        (
            "=TRAINING_ROI(5,B1:B2)",
            "S!B1:B2",
            "TRAINING_ROI: costs, S!B1:B2: they sum to 0; enter the programme's costs",
        ),
        (
            "=TRAINING_ROI(5,B1)",
            "S!B1",
            "TRAINING_ROI: costs, S!B1: they sum to 0; enter the programme's costs",
        ),
        ("=TRAINING_ROI(5,E:E)", "", "TRAINING_ROI: costs: they sum to 0; enter the programme's costs"),
        ('=TRAINING_ROI(A3&"",5)', "", f"TRAINING_ROI: benefits: {TEXT}"),
        ('=TRAINING_ROI("90 000",5)', "", f"TRAINING_ROI: benefits: {TEXT}"),
        ("=TRAINING_ROI(A1:A2)", "", "TRAINING_ROI: costs: it is missing; add it to the formula"),
        ("=TRAINING_ROI()", "", "TRAINING_ROI: benefits: it is missing; add it to the formula"),
        (
            "=HOUR_VALUE(A1,,B2)",
            "S!B2",
            "HOUR_VALUE: paid_hours, S!B2: it is 0 or blank; give the hours that the pay is for",
        ),
        (
            "=ROI_SIMULATION(A1:B3,5)",
            "S!A3",
            f"ROI_SIMULATION: benefits, S!A3: {TEXT}",
        ),
        (
            "=HOUR_VALUE(A1,B1,B3,1)",
            "",
            "HOUR_VALUE: it takes 3 arguments, not 4; write HOUR_VALUE(pay, [benefits_rate], [paid_hours])",
        ),
        ("=NET_BENEFIT(1,TRAINING_ROI(A1:A3,5))", "S!A3", f"TRAINING_ROI: benefits, S!A3: {TEXT}"),
        (
            "=IF(TRAINING_ROI(A1,B3)<0,2*TRAINING_ROI(A1:A3,5),0)",
            "S!A3",
            f"TRAINING_ROI: benefits, S!A3: {TEXT}",
        ),
        (
            "{=SUM(ATTRIBUTED_BENEFIT(A1:A2,D1:D2))}",
            "S!D2",
            "ATTRIBUTED_BENEFIT: attribution, S!D2: 35 is no share from 0 to 1; type 35%",
        ),
        (
            "=SUMPRODUCT(ATTRIBUTED_BENEFIT(A1:A2,D1:D2))",
            "S!D2",
            "ATTRIBUTED_BENEFIT: attribution, S!D2: 35 is no share from 0 to 1; type 35%",
        ),
        (
            "=TRAINING_ROI(G9,5)",
            "S!G9",
            "TRAINING_ROI: benefits, S!G9: it holds #N/A; correct it where it comes from",
        ),
    ],
)
def test_a_reason_has_the_place_that_the_formula_names(sheet, told, formula, place, sentence):
    book = sheet({**TABLE, "F1": formula, "G9": "=NA()"}, names=[("amounts", "=S!$A$1:$A$3")])
    assert told(book) == [((1, 6), place, sentence)]


def test_of_an_array_formula_the_first_bad_row_and_the_cell_that_shows_it_are_named(sheet, told):
    assert told(sheet({**TABLE, "F1:F3": "{=ATTRIBUTED_BENEFIT(B1:B3,D1:D3)}"})) == [
        (
            (2, 6),
            "S!D2",
            "ATTRIBUTED_BENEFIT: attribution, S!D2: 35 is no share from 0 to 1; type 35%",
        )
    ]


@pytest.mark.parametrize(
    ("place", "formula", "shows"),
    [
        ("F1", "=ATTRIBUTED_BENEFIT(A1:A2,D1:D2)", [(2, 6)]),
        ("F1", "=1+ATTRIBUTED_BENEFIT(A1:A2,D1:D2)", [(2, 6)]),
        ("H1", "=ATTRIBUTED_BENEFIT(A1:B1,C2:D2)", [(1, 9)]),
        ("F1", "=ATTRIBUTED_BENEFIT(B1:B3,D1:D3)+ATTRIBUTED_BENEFIT(D1:D3,E1:E3)", [(2, 6), (3, 6)]),
        ("F1", "=SUM(ATTRIBUTED_BENEFIT(A1:A2,D1:D2))", [(1, 6)]),
    ],
)
def test_of_a_spilled_formula_the_cell_that_shows_the_error_is_named(made, told, place, formula, shows):
    def fill(book):
        page = book.add_worksheet("S")
        for at, content in {**TABLE, "E1": 0.5, "E3": 2.0}.items():
            page.write(at, content)
        page.write_dynamic_array_formula(f"{place}:{place}", formula, None, 9)

    assert [cell for cell, _, _ in told(made(fill))] == shows


def test_of_an_array_formula_that_turns_a_result_the_cell_that_shows_the_error_is_named(sheet, told):
    found = told(sheet({**TABLE, "F5:G5": "{=TRANSPOSE(ATTRIBUTED_BENEFIT(A1:A2,D1:D2))}"}))
    assert [cell for cell, _, _ in found] == [(5, 7)]


def test_in_a_whole_column_that_begins_with_blanks_the_cell_is_found(sheet, told):
    found = told(sheet({"A7": 5.0, "A9": "90 000", "F1": "=TRAINING_ROI(A:A,5)"}))
    assert [at_fault for _, at_fault, _ in found] == ["S!A9"]


def test_a_line_of_scenarios_is_a_place(sheet, told):
    cells = {"A1": 1.0, "B1": 2.0, "C1": 3.0, "A2": 2.0, "B2": 1.0, "C2": 3.0}
    assert told(sheet({**cells, "F1": "=ROI_SIMULATION(A1:C2,1)"}))[0][1] == "S!A2:C2"


def test_another_sheet_and_a_table_are_named_as_excel_writes_them(made, told):
    def fill(book):
        page, data = book.add_worksheet("S"), book.add_worksheet("My costs")
        data.add_table("B4:B6", {"name": "Costs", "columns": [{"header": "Amount"}]})
        data.write("B5", "12,0")
        data.write("B6", 7)
        page.write_formula("A1", "=TRAINING_ROI(1,'My costs'!B5:B6)", None, 9)
        page.write_formula("A2", "=TRAINING_ROI(1,Costs[Amount])", None, 9)

    at_fault = "TRAINING_ROI: costs, 'My costs'!B5: the text '12,0' is no number; type 12"
    assert told(made(fill)) == [((1, 1), "'My costs'!B5", at_fault), ((2, 1), "'My costs'!B5", at_fault)]


def test_one_call_in_two_cells_has_a_reason_in_both_and_of_two_calls_in_one_cell_each_has_its_own(
    sheet, told
):
    formula = "=TRAINING_ROI(A1:A3,5)+HOUR_VALUE(A3)"
    found = told(sheet({**TABLE, "F1": formula, "F2": formula}))
    assert [(cell, sentence.partition(":")[0]) for cell, _, sentence in found] == [
        ((1, 6), "TRAINING_ROI"), ((1, 6), "HOUR_VALUE"), ((2, 6), "TRAINING_ROI"), ((2, 6), "HOUR_VALUE"),
    ]  # fmt: skip


def test_an_error_that_goes_on_to_another_cell_is_told_there_as_handed_in(sheet, evaluated):
    _, _, evaluation = evaluated(sheet({"A1": "=TRAINING_ROI(1,0)", "A2": "=NET_BENEFIT(A1,1)"}))
    assert [(cell[1], reason.function, reason.is_passed_on) for cell, reason, _ in evaluation.reasons] == [
        ((1, 1), "TRAINING_ROI", False), ((2, 1), "NET_BENEFIT", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "formula",
    [
        "=TRAINING_ROI(5,1)",
        "=IFERROR(TRAINING_ROI(5,0),1)",  # the error isn't shown
        "=IFERROR(TRAINING_ROI(5,0),#N/A)",  # another one is
        "=1/0+TRAINING_ROI(5,1)",  # it isn't ours
        "=RAND()+TRAINING_ROI(5,0)",  # the cell is kept
    ],
)
def test_a_cell_without_an_error_of_ours_has_no_reason(sheet, told, formula):
    assert told(sheet({"A1": formula})) == []


def test_a_value_that_is_current_has_its_reason_as_well(made, told):
    def fill(book):
        book.add_worksheet("S").write_formula("A1", "=TRAINING_ROI(5,0)", None, CellError.DIV0.value)

    assert [cell for cell, _, _ in told(made(fill))] == [(1, 1)]


def test_of_thousands_of_errors_the_first_thousand_have_reasons(sheet, told):
    found = told(sheet({f"A{row}": "=TRAINING_ROI(5,B1)" for row in range(1, 1_200)}))
    assert [cell for cell, _, _ in found] == [(row, 1) for row in range(1, 1_001)]
