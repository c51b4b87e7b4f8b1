"""Names, tables and lists that no longer mean what the template gave them: findings, never a guess."""

import dataclasses

import pytest
from edits import Where
from openpyxl.utils import get_column_letter

from roi_xl.errors import Level

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
TWO = "'Costs'!$G$6:$H$6"
WHERE = Where("en")
HEADER = WHERE.row("flow", 0)


def codes(findings):
    return [(finding.code, finding.where) for finding in findings]


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("#REF!", "column-missing", "Costs!B6"),
        ("'Costs'!#REF!", "column-missing", "Costs!B6"),
        ("'Gone'!$G$6", "column-missing", "Costs!B6"),
        ("1.5", "column-missing", "Costs!B6"),
        ("'Costs'!$G$6,'Costs'!$H$6", "column-missing", "Costs!B6"),
        ("'Costs'!$G:$G", "column-outside", "Costs!G1"),
        ("'Costs'!$G$5", "column-outside", "Costs!G5"),
        ("'Costs'!$G$7", "column-outside", "Costs!G7"),
        ("'Costs'!$J$6", "column-outside", "Costs!J6"),
        ("'Costs'!$A$6", "column-outside", "Costs!A6"),
        ("'Benefits'!$G$6", "column-outside", "Benefits!G6"),
        (TWO, "column-outside", "Costs!G6"),
    ],
)
def test_a_name_that_is_no_header_of_its_table_costs_its_column_alone(changed, original, text, code, where):
    def spoil(book):
        book.defined_names["col_costs_unit_cost"].attr_text = text

    study, (finding,) = changed(spoil)
    assert (finding.level, finding.code, finding.where) == (Level.ERROR, code, where)
    assert "col_costs_unit_cost" in finding.detail
    assert "tbl_costs" in finding.detail
    costs = tuple(dataclasses.replace(line, unit_cost=None) for line in original.costs)
    assert study == dataclasses.replace(original, costs=costs)


def test_two_names_for_one_column_cost_both(changed, original):
    def spoil(book):
        book.defined_names["col_costs_unit_cost"].attr_text = "Costs!$E$6"

    study, (finding,) = changed(spoil)
    assert (finding.code, finding.where) == ("column-twice", "Costs!E6")
    assert "col_costs_quantity and col_costs_unit_cost" in finding.detail
    costs = tuple(dataclasses.replace(line, quantity=None, unit_cost=None) for line in original.costs)
    assert study == dataclasses.replace(original, costs=costs)


@pytest.mark.parametrize("text", ["#REF!", "'Inputs'!$E$21:$E$22", "'Gone'!$E$21", "60000"])
def test_a_name_that_is_no_single_cell_costs_its_input_alone(changed, original, text):
    def spoil(book):
        book.defined_names["inp_salary"].attr_text = text

    study, (finding,) = changed(spoil)
    assert (finding.code, "inp_salary" in finding.detail) == ("name-missing", True)
    assert study.inputs == dataclasses.replace(original.inputs, salary=None)


def test_two_names_for_one_input_cost_both(changed, original):
    def spoil(book):
        book.defined_names["inp_salary"].attr_text = book.defined_names["inp_margin"].attr_text

    study, (finding,) = changed(spoil)
    assert (finding.code, finding.detail) == ("name-twice", "inp_salary and inp_margin mean the same cell")
    assert finding.where.startswith("Inputs!E")
    assert study.inputs == dataclasses.replace(original.inputs, salary=None, margin=None)


def test_a_name_for_one_sheet_alone_is_not_ours(changed, original):
    def copy(book):
        book["Values"].defined_names.add(
            type(book.defined_names["inp_salary"])("col_costs_unit_cost", attr_text="'Costs'!$E$6")
        )

    assert changed(copy) == (original, ())


def test_a_table_without_its_header_row_is_named(changed, original):
    def hide(book):
        book["Costs"].tables["tbl_costs"].headerRowCount = 0

    study, findings = changed(hide)
    assert codes(findings) == [("header-missing", "Costs!B6")]
    assert study == dataclasses.replace(original, costs=())


def test_a_year_too_many_is_named(changed, original):
    def add(book):
        _, left, last, right = WHERE.numbers("flow")
        book["ROI"].tables[
            "tbl_flow"
        ].ref = f"{get_column_letter(left)}{HEADER}:{get_column_letter(right)}{last + 1}"

    study, findings = changed(add)
    assert codes(findings) == [("rows-changed", f"ROI!B{HEADER}")]
    assert study == dataclasses.replace(original, flow=())


def test_years_in_another_order_are_named(changed, original):
    def swap(book):
        cells = book["ROI"][f"B{HEADER + 1}"], book["ROI"][f"B{HEADER + 2}"]
        cells[0].value, cells[1].value = cells[1].value, cells[0].value

    study, findings = changed(swap)
    assert codes(findings) == [("row-order", f"ROI!B{HEADER}")]
    assert study == dataclasses.replace(original, flow=())


def test_a_year_between_two_others_may_be_blank(changed, original):
    def clear(book):
        book["ROI"][f"C{HEADER + 1}"] = book["ROI"][f"D{HEADER + 1}"] = None
        book["ROI"][f"C{HEADER + 3}"] = "A reason"

    (first,) = original.flow
    study, findings = changed(clear)
    blank = type(first)()
    assert (study.flow, findings) == ((blank, blank, type(first)(reason="A reason")), ())


def test_years_may_be_called_something_else(changed, original):
    def reword(book):
        book["ROI"][f"B{HEADER + 1}"], book["ROI"][f"B{HEADER + 2}"] = "2025", "2026"

    assert changed(reword) == (original, ())


def words(book, name):
    ((sheet, area),) = book.defined_names[name].destinations
    return [cell for (cell,) in book[sheet][area]]


def test_a_list_in_another_order_is_named_and_its_choices_left_out(changed, original):
    def swap(book):
        first, second, *_ = words(book, "lst_category")
        first.value, second.value = second.value, first.value

    study, (finding,) = changed(swap)
    assert (finding.code, "lst_category" in finding.detail) == ("list-order", True)
    costs = tuple(dataclasses.replace(line, category="") for line in original.costs)
    assert study == dataclasses.replace(original, costs=costs)


def test_a_list_may_have_other_words(changed, original):
    def reword(book):
        cell = words(book, "lst_category")[0]
        for row in book["Costs"]["D7:D16"]:
            row[0].value = "Straight" if row[0].value == cell.value else row[0].value
        cell.value = "Straight"

    assert changed(reword) == (original, ())


@pytest.mark.parametrize("text", ["'Lists'!$A:$A", "'Lists'!$1:$1048576", "'Lists'!$A$1:$XFD$1048576"])
def test_a_list_of_a_whole_sheet_is_named_and_never_counted_out(changed, text):
    def spoil(book):
        book.defined_names["lst_category"].attr_text = text

    _, (finding,) = changed(spoil)
    assert (finding.code, "lst_category" in finding.detail) == ("name-missing", True)


def test_a_list_with_a_blank_is_named(changed):
    def clear(book):
        words(book, "lst_category")[2].value = None

    assert [finding.code for finding in changed(clear)[1]] == ["name-missing"]


@pytest.mark.parametrize("area", ["$A$1:$XFD$1048576", "$B$7:$F$7", "$B$7", "#REF!"])
def test_a_list_that_is_no_column_of_its_words_is_named(changed, area):
    def spoil(book):
        book.defined_names["lst_category"].attr_text = f"'Lists'!{area}"

    (finding,) = changed(spoil)[1]
    assert (finding.code, "lst_category" in finding.detail) == ("name-missing", True)
