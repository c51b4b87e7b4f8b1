"""Inputs that could be read in two ways: a finding says so, and nothing is guessed."""

import datetime as dt

import pytest

from roi_xl.errors import Level
from roi_xl.layout import study_from
from roi_xl.xlsx import Package, read, with_inputs

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")


def cells_of(book, name):
    ((sheet, area),) = book.defined_names[name].destinations
    found = book[sheet][area.replace("$", "")]
    return [row[0] for row in found] if isinstance(found, tuple) else [found]


def codes(findings):
    return [(finding.code, finding.level) for finding in findings]


def test_two_equal_words_of_a_list_leave_its_choices_unread(changed, original):
    def spoil(book):
        first, second, *_ = cells_of(book, "lst_category")
        first.value = second.value = "Outlay"

    study, findings = changed(spoil)
    assert codes(findings) == [("list-twice", Level.ERROR)]
    assert {cost.category for cost in study.costs} == {""}
    assert [cost.quantity for cost in study.costs] == [cost.quantity for cost in original.costs]


def test_a_language_that_is_not_installed_is_said_because_sorted_lists_would_go_unnoticed(changed, original):
    def spoil(book):
        book.custom_doc_props["roi_xl_language"].value = "nb"

    study, findings = changed(spoil)
    assert codes(findings) == [("unknown-language", Level.WARNING)]
    assert "'nb'" in findings[0].detail
    assert study == original


def test_what_belongs_to_a_benefit_that_was_cleared_is_said(root):
    book = read(Package((root / "workbooks" / "sales-training.xlsx").read_bytes()))
    (table,) = (table for table in book.tables if table.name == "tbl_benefits")
    (sheet,) = (sheet for sheet in book.sheets if sheet.name == table.sheet)
    top, left, _, right = table.area
    typed = [
        (top + 2, column) for column in range(left, right + 1) if (top + 2, column) not in sheet.formulas
    ]
    cleared = with_inputs(book, {(sheet.name, cell): None for cell in typed})
    _, findings = study_from(read(Package(cleared)))
    assert {(finding.code, finding.level) for finding in findings} == {("row-without-partner", Level.ERROR)}
    assert [finding.detail for finding in findings] == [
        "row 8 of tbl_attribution is filled in and no benefit has its ID 'B2'",
        "row 14 of tbl_scenarios is filled in and no benefit has its ID 'B2'",
    ]


@pytest.mark.parametrize(
    ("number", "day"),
    [
        (61, dt.date(1900, 3, 1)),  # Excel's calendar, and everybody's, from here on
        (45_658, dt.date(2025, 1, 1)),
        (2_958_465, dt.date(9999, 12, 31)),
    ],
)
def test_a_number_is_the_day_that_excel_shows(changed, number, day):
    def fill(book):
        (cell,) = cells_of(book, "inp_start")
        cell.value, cell.number_format = number, "0"

    study, findings = changed(fill)
    assert (study.inputs.start, codes(findings)) == (day, [])


@pytest.mark.parametrize("number", [-1, 0, 1, 59, 60, 60.5, 2_958_466])
def test_a_number_that_programs_read_as_different_days_is_no_date(changed, number):
    def fill(book):
        (cell,) = cells_of(book, "inp_start")
        cell.value, cell.number_format = number, "0"

    study, findings = changed(fill)
    assert (study.inputs.start, codes(findings)) == (None, [("not-a-date", Level.ERROR)])
