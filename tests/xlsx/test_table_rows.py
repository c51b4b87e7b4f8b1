"""Rows put into tables: into blank rows at the end first, with values, never where they don't belong."""

from __future__ import annotations

import pytest
from patterns.tables import costs, refused, written

from roi_xl.xlsx import Package, entered, read, with_inputs

ROWS = {"costs": [{"Item": "a"}, {"Item": "b"}]}


def test_rows_go_into_blank_rows_first():
    book = costs()
    new = read(Package(with_inputs(book, rows={"COSTS": [{"item": "Travel", "Number": 3, "Price": 10.5}]})))
    sheet = new.sheets[0]
    assert [sheet.values[5, column] for column in (2, 3, 4)] == ["Travel", 3.0, 10.5]
    assert sheet.formulas == book.sheets[0].formulas
    assert new.tables == book.tables


def test_only_the_sheet_changes_where_blank_rows_are_enough():
    edit = entered(costs(), rows={"costs": [{"Item": "Travel"}]})
    assert list(edit.replaced) == ["xl/worksheets/sheet1.xml"]
    assert edit.values == {("Costs", (5, 2)): "Travel"}
    assert edit.is_outdated


def test_a_gap_between_filled_rows_stays():
    def gap(_, sheet):
        sheet.write(4, 1, "Last")
        sheet.write_blank(3, 1, None)
        for column in (2, 3):
            sheet.write_blank(3, column, None)

    edit = entered(costs(rows=4, more=gap), rows={"costs": [{"Item": "Travel"}]})
    assert edit.values == {("Costs", (6, 2)): "Travel"}


def test_a_totals_row_is_never_overwritten():
    book = costs(rows=4, total_row=True)
    assert entered(book, rows={"costs": [{"Item": "a"}]}).values == {("Costs", (5, 2)): "a"}
    (refusal,) = refused(book, ROWS)
    assert "its totals row is in the way" in refusal.reason


def test_columns_and_tables_that_are_not_there_are_named_with_those_that_are():
    (column,) = refused(costs(), {"costs": [{"Item": "a", "Prise": 1}, {"Prise": 2}]})
    assert str(column) == "costs: it has no column 'Prise'; name one of Item, Number, Price, Cost"
    (table,) = refused(costs(), {"cost": []})
    assert str(table) == "cost: there is no table of this name; name one of costs"
    (none,) = refused(written(lambda _, __: None), {"cost": []})
    assert "make one in Excel" in str(none)


@pytest.mark.parametrize("rows", [ROWS, {"costs": [{}, {"Cost": 5}]}, {"costs": [{"Cost": 5}]}])
def test_computed_columns_take_no_values(rows):
    rows = {"costs": [row | {"Cost": 5} for row in rows["costs"]]}
    assert {each.code for each in refused(costs(), rows)} == {"formula"}


def test_a_value_and_a_row_for_the_same_cell_are_refused():
    (refusal,) = refused(costs(), ROWS, {("Costs", (5, 2)): "mine"})
    assert (refusal.where, refusal.code) == ("Costs!B5", "twice")


@pytest.mark.parametrize(
    ("cell", "where"),
    [((5, 4), "Costs!D5"), ((6, 2), "Costs!B6"), ((6, 4), "Costs!D6"), ((6, 5), "Costs!E6")],
)
def test_a_value_for_any_cell_of_a_new_row_is_refused(cell, where):
    """It would become part of the row, although the row says nothing of that column."""
    found = refused(costs(), ROWS, {("Costs", cell): 7})
    assert (where, "twice") in {(each.where, each.code) for each in found}


@pytest.mark.parametrize("cell", [(4, 4), (6, 1), (6, 6), (7, 2)])
def test_values_beside_and_below_the_new_rows_go_in(cell):
    assert entered(costs(), {("Costs", cell): 7}, ROWS).values["Costs", cell] == 7


def test_rows_of_a_table_that_is_named_twice_are_refused():
    (refusal,) = refused(costs(), {"costs": [{"Item": "a"}], "COSTS": [{"Number": 8}]})
    assert (refusal.where, refusal.code) == ("costs", "twice")


@pytest.mark.parametrize("second", [9, None])
def test_a_row_with_two_values_for_a_column_is_refused(second):
    (refusal,) = refused(costs(), {"costs": [{"Item": "a"}, {"Number": 7, "number": second}]})
    assert (refusal.where, refusal.code) == ("costs", "twice")
    assert refusal.reason == "row 2 of the new ones has two values for the column 'number'"


def test_sheets_and_columns_whose_names_have_different_letters_stay_apart():
    """The file may hold both names, so they are two, although German writes one for the other."""

    def make(book, sheet):
        columns = [{"header": "Maß"}, {"header": "Mass"}]
        sheet.add_table("A1:B2", {"name": "t", "columns": columns})
        book.add_worksheet("Straße")
        book.add_worksheet("Strasse")

    rows = {"t": [{"maß": 3, "MASS": 4}]}
    edit = entered(written(make), {("straße", (1, 1)): 1, ("strasse", (1, 1)): 2}, rows)
    assert edit.values == {
        ("Straße", (1, 1)): 1,
        ("Strasse", (1, 1)): 2,
        ("Costs", (2, 1)): 3,
        ("Costs", (2, 2)): 4,
    }


def test_values_and_rows_go_in_together():
    new = with_inputs(costs(), {("Costs", (3, 3)): 7, ("Costs", (1, 8)): "note"}, ROWS)
    values = read(Package(new)).sheets[0].values
    assert (values[3, 3], values[1, 8], values[5, 2], values[6, 2]) == (7, "note", "a", "b")


def test_no_rows_change_nothing():
    book = costs()
    assert with_inputs(book, rows={"costs": []}) is book.package.data
