"""Which share and which scenario belong to which benefit: by the link or the ID that a row shows.

The workbook is the one with values in place of formulas; links are followed in the tests of edits.
"""

import dataclasses

import pytest

from roi_xl.errors import Level
from roi_xl.study import Attribution, Factors

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")


def rows(book, sheet, area):
    return [[cell.value for cell in row] for row in book[sheet][area]]


def put(book, sheet, area, values):
    for row, line in zip(book[sheet][area], values, strict=True):
        for cell, value in zip(row, line, strict=True):
            cell.value = value


def of(findings):
    return [(finding.code, finding.where) for finding in findings]


def test_a_benefit_keeps_its_share_and_scenario_where_rows_are_in_another_order(changed, original):
    def turn(book):
        put(book, "Benefits", "B7:V10", rows(book, "Benefits", "B7:V10")[::-1])

    study, findings = changed(turn)
    assert study.benefits == original.benefits[::-1]
    assert (study.attribution, study.scenarios) == (original.attribution[::-1], original.scenarios[::-1])
    (finding,) = findings  # the rows of Attribution show the IDs that they showed: only Benefits was turned
    assert (finding.level, finding.code, finding.where) == (Level.WARNING, "id-order", "Benefits!B7")
    assert "tbl_benefits" in finding.detail
    assert "tbl_attribution" in finding.detail


def test_all_rows_in_another_order_are_the_same_study_and_worth_a_look(changed, original):
    def turn(book):
        for sheet, area in (("Benefits", "B7:V10"), ("Attribution", "B34:M37"), ("Range", "B13:N16")):
            put(book, sheet, area, rows(book, sheet, area)[::-1])

    study, findings = changed(turn)
    assert study.attribution == original.attribution[::-1]
    assert study.scenarios == original.scenarios[::-1]
    assert [finding.code for finding in findings] == ["id-order", "id-order"]


@pytest.mark.parametrize("ids", [["X", "A", "M", "B"], ["B2", "C1", "B3", "B4"], ["2024a", "7", "x", "1b"]])
def test_ids_that_are_not_numbered_have_no_order(changed, ids):
    def rename(book):
        for sheet, first in (("Benefits", 7), ("Attribution", 34), ("Range", 13)):
            put(book, sheet, f"B{first}:B{first + 3}", [[id_] for id_ in ids])

    assert changed(rename)[1] == ()


def test_ids_are_counted_as_numbers(changed):
    def rename(book):
        for sheet, first in (("Benefits", 7), ("Attribution", 34), ("Range", 13)):
            put(book, sheet, f"B{first}:B{first + 3}", [["B2"], ["B9"], ["B10"], ["B11"]])

    assert changed(rename)[1] == ()


def test_a_benefit_without_a_share_is_named(changed, original):
    def clear(book):
        put(book, "Attribution", "B35:M35", [[None] * 12])

    study, findings = changed(clear)
    assert of(findings) == [("row-missing", "Benefits!B8"), ("row-without-partner", "Range!B14")]
    assert study.benefits == original.benefits
    assert study.attribution == (original.attribution[0], Attribution(), *original.attribution[2:])
    assert study.scenarios[1] == Factors()


def test_a_share_without_a_benefit_is_named(changed, original):
    def clear(book):
        put(book, "Benefits", "B8:V8", [[None] * 21])

    study, findings = changed(clear)
    assert of(findings) == [("row-without-partner", "Attribution!B35")]
    assert study.attribution == (original.attribution[0], *original.attribution[2:])
    assert study.scenarios == (original.scenarios[0], *original.scenarios[2:])


def test_two_shares_for_one_benefit_are_named_and_neither_is_taken(changed, original):
    def double(book):
        book["Attribution"]["B35"] = "B1"

    study, findings = changed(double)
    assert ("row-twice", "Attribution!B34") in of(findings)
    assert ("row-twice", "Attribution!B35") in of(findings)
    assert study.attribution == (Attribution(), Attribution(), *original.attribution[2:])


def test_two_benefits_with_one_id_are_not_told_apart(changed):
    def double(book):
        book["Benefits"]["B8"] = "B1"

    study, findings = changed(double)
    assert ("row-without-partner", "Attribution!B34") in of(findings)
    assert study.attribution[:2] == (Attribution(), Attribution())


def test_a_number_is_an_id_like_any_other(changed, original):
    def number(book):
        for sheet, first in (("Benefits", 7), ("Attribution", 34), ("Range", 13)):
            book[sheet][f"B{first}"] = 1 if sheet == "Benefits" else "1"

    study, findings = changed(number)
    assert (study.attribution, findings) == (original.attribution, ())


@pytest.mark.parametrize("table", ["tbl_benefits", "tbl_attribution"])
def test_a_missing_table_is_one_finding(changed, table):
    def delete(book):
        for sheet in book:
            if table in sheet.tables:
                del sheet.tables[table]

    study, (finding,) = changed(delete)
    assert (finding.code, table in finding.detail) == ("table-missing", True)
    assert not any(study.attribution) or study.attribution == (Attribution(),) * 4


@pytest.mark.parametrize("name", ["col_attribution_id", "col_benefits_id"])
def test_a_missing_column_of_ids_is_one_finding_and_nothing_is_paired(changed, original, name):
    def delete(book):
        del book.defined_names[name]

    study, (finding,) = changed(delete)
    assert (finding.code, name in finding.detail) == ("column-missing", True)
    assert study.attribution == (Attribution(),) * len(original.benefits)
    assert study.scenarios == (Factors(),) * len(original.benefits)


def test_what_else_a_benefit_lacks_its_id_does_not_matter(changed, original):
    def shorten(book):
        put(book, "Benefits", "C8:V8", [[None] * 20])

    study, findings = changed(shorten)
    assert (study.benefits[1].id, study.attribution, findings) == ("B2", original.attribution, ())
    assert dataclasses.replace(study.benefits[1], id="") == type(study.benefits[1])()
