"""A workbook in memory: its values, names, tables, formulas, who reads whom."""

from __future__ import annotations

import datetime as dt
import doctest
import io

import pytest
import xlsxwriter

from roi_xl.computed_workbook import Model
from roi_xl.headlines import headlines
from roi_xl.recalc import Settings, account, computed
from roi_xl.xlsx import Package, read, written

SETTINGS = Settings(dt.date(2026, 1, 2))
NAMES = {
    "rate": "=S!$B$1",
    "Costs!rate": "=Costs!$A$9",
    "block": "=S!$A$1:$B$3",
    "column": "=S!$A:$A",
    "in_brackets": "=(S!$B$1)",
    "of_another": "=rate",
    "quoted": "='Costs'!$A$1",
    "backwards": "=S!$B$3:$A$1",
    "of_the_table": "=tbl_costs[Amount]",
    "number": "=1.5",
    "computed": "=S!$A$1+1",
    "two_areas": "=S!$A$1,S!$B$1",
    "gone": "=Gone!$A$1",
    "lost": "=#REF!",
    "elsewhere": "=[1]S!$A$1",
    "itself": "=itself",
}


@pytest.fixture(scope="module")
def book():
    """Two sheets with a table, names of all kinds, and formulas whose cached values are out of date (999)."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as made:
        page, costs = made.add_worksheet("S"), made.add_worksheet("Costs")
        page.write("A1", 3)
        page.write("B1", 0.5)
        page.write_formula("A2", "=A1*rate", None, 999)
        page.write_formula("A3", "=A2+Costs!B2", None, 999)
        page.write_formula("A4", "=SUM(A1:A3)", None, 999)
        page.write_array_formula("C1:C2", "{=A1:A2*2}", None, 999)
        page.write("C2", 999)
        page.write_formula("D1", "=RAND()", None, 999)
        costs.write_row("A1", ["ID", "Amount"])
        costs.write_row("A2", ["C1", 40])
        costs.write("A9", 7)
        costs.add_table("A1:B2", {"name": "tbl_costs", "columns": [{"header": "ID"}, {"header": "Amount"}]})
        for name, text in NAMES.items():
            made.define_name(name, text)
    return read(Package(buffer.getvalue()))


@pytest.fixture(scope="module")
def model(book):
    """The workbook with computed values."""
    return computed(book, SETTINGS)


def test_the_value_of_a_cell_is_the_computed_one_and_what_the_file_holds_is_known_too(model):
    assert (model.value(("S", (2, 1))), model.stored(("S", (2, 1)))) == (1.5, 999.0)


@pytest.mark.parametrize(("cell", "value"), [((1, 1), 3.0), ((4, 1), 46.0), ((2, 3), 3.0), ((8, 8), None)])
def test_constants_results_members_of_arrays_and_blanks_have_their_values(model, cell, value):
    assert model.value(("S", cell)) == value


def test_a_cell_that_cant_be_computed_has_the_value_of_the_file(model):
    assert model.value(("S", (1, 4))) == 999.0


def test_without_computing_the_values_are_those_of_the_file(book):
    assert Model(book).value(("S", (2, 1))) == 999.0


@pytest.mark.parametrize("asked", [Model.value, Model.stored, Model.formula])
def test_a_sheet_that_isnt_there_is_an_error(model, asked):
    with pytest.raises(KeyError):
        asked(model, ("Gone", (1, 1)))


def test_a_formula_is_known_and_a_constant_has_none(model):
    assert (model.formula(("S", (2, 1))).text, model.formula(("S", (1, 1)))) == ("A1*rate", None)


# ---- names ------------------------------------------------------------------------------------------------

AREAS = {
    "rate": ("S", (1, 2, 1, 2)),
    "RATE": ("S", (1, 2, 1, 2)),
    "block": ("S", (1, 1, 3, 2)),
    "column": ("S", (1, 1, 1_048_576, 1)),
    "in_brackets": ("S", (1, 2, 1, 2)),
    "of_another": ("S", (1, 2, 1, 2)),
    "quoted": ("Costs", (1, 1, 1, 1)),
    "backwards": ("S", (1, 1, 3, 2)),
    "of_the_table": ("Costs", (2, 2, 2, 2)),
}
NO_AREA = ["number", "computed", "two_areas", "gone", "lost", "elsewhere", "itself", "never_defined"]


@pytest.mark.parametrize("name", AREAS)
def test_a_name_stands_for_the_area_that_formulas_read(model, name):
    assert model.named(name) == AREAS[name]


@pytest.mark.parametrize("name", NO_AREA)
def test_a_name_for_anything_else_stands_for_no_area(model, name):
    assert model.named(name) is None
    assert model.cell(name) is None


def test_a_name_for_one_cell_is_that_cell_and_one_for_more_is_none(model):
    assert (model.cell("rate"), model.cell("block")) == (("S", (1, 2)), None)


def test_a_sheets_own_name_comes_before_the_workbooks(model):
    assert model.cell("rate", "Costs") == ("Costs", (9, 1))
    assert model.cell("rate", "S") == model.cell("rate") == ("S", (1, 2))


def test_a_table_is_found_in_any_case(model):
    assert model.table("TBL_costs").columns == ("ID", "Amount")
    assert model.table("tbl_benefits") is None


# ---- who reads whom ---------------------------------------------------------------------------------------


def test_a_formula_reads_its_areas_and_what_its_names_stand_for(model):
    assert set(model.reads(("S", (2, 1)))) == {("S", (1, 1, 1, 1)), ("S", (1, 2, 1, 2))}
    assert model.reads(("S", (4, 1))) == (("S", (1, 1, 3, 1)),)
    assert model.reads(("S", (1, 1))) == ()


def test_a_cell_is_read_by_what_reads_it_directly(model):
    assert model.readers([("S", (1, 2))]) == {("S", (2, 1))}
    assert model.readers([("Costs", (2, 2))]) == {("S", (3, 1))}
    assert model.readers([("S", (9, 9))]) == set()


def test_a_model_that_isnt_computed_knows_its_formulas_too(book, model):
    cell = ("S", (4, 1))
    assert Model(book).reads(cell) == model.reads(cell) != ()


# ---- other inputs -----------------------------------------------------------------------------------------


def test_the_example_of_the_documentation_holds(root, monkeypatch):
    monkeypatch.chdir(root)
    found = doctest.DocTestFinder().find(Model.with_inputs, "with_inputs", globs={})
    done = [doctest.DocTestRunner(verbose=False).run(each) for each in found]
    assert [(each.failed, each.attempted > 5) for each in done] == [(0, True)]


def test_other_inputs_give_other_values_and_leave_the_model_as_it_is(model):
    other = model.with_inputs({("S", (1, 1)): 10.0, ("Costs", (2, 2)): 1.0})
    assert [other.value(("S", (row, 1))) for row in (1, 2, 3)] == [10.0, 5.0, 6.0]
    assert [model.value(("S", (row, 1))) for row in (1, 2, 3)] == [3.0, 1.5, 41.5]


def test_scenarios_of_scenarios_keep_the_inputs_before(model):
    first = model.with_inputs({("S", (1, 1)): 10.0})
    assert first.with_inputs({("S", (1, 2)): 2.0}).value(("S", (2, 1))) == 20.0


def test_a_cleared_input_counts_as_blank(model):
    assert model.with_inputs({("S", (1, 1)): None}).value(("S", (2, 1))) == 0.0


@pytest.mark.parametrize("cell", [(2, 1), (1, 3), (2, 3)], ids=["formula", "array", "filled by an array"])
def test_what_is_computed_is_no_input(model, cell):
    with pytest.raises(ValueError, match="is computed: it is no input"):
        model.with_inputs({("S", cell): 1.0})


def test_a_sheet_that_isnt_there_has_no_inputs(model):
    with pytest.raises(KeyError):
        model.with_inputs({("Gone", (1, 1)): 1.0})


def test_only_a_computed_model_takes_other_inputs_and_has_an_account(book):
    with pytest.raises(ValueError, match="only a computed model"):
        Model(book).with_inputs({("S", (1, 1)): 1.0})
    with pytest.raises(ValueError, match="only a computed model"):
        account(Model(book))


def test_headlines_of_a_model_that_isnt_computed_are_those_of_the_file(root):
    model = Model(read(Package((root / "workbooks" / "sales-training.xlsx").read_bytes())))
    told = {headline.label: (headline.old, headline.new) for headline in headlines(model)}
    assert told["ROI"] == (1.52, 1.52)


def test_a_scenario_can_be_written_and_is_read_back_so(model):
    other = model.with_inputs({("S", (1, 1)): 10.0})
    again = read(Package(written(other.updated()))).sheets
    assert again == other.updated().sheets
    assert [again[0].values[row, 1] for row in (1, 2)] == [10.0, 5.0]


def test_nothing_is_edited_in_a_model_that_isnt_computed(book):
    assert Model(book).updated() is book
