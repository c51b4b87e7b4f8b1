"""Which share and which scenario belong to which benefit: by the ID that each row has, in any order.

The workbook is the one with values in place of formulas.
"""

import dataclasses

import pytest
from edits import Where

from roi_xl.study import Attribution

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
WHERE = Where("en")
SHEETS = {"benefits": "Benefits", "attribution": "Attribution", "scenarios": "Range"}


def area(book, table, *rows):
    """The cells of some rows of a table, counted from 1."""
    return [list(book[SHEETS[table]][WHERE.rows(table, row, row)][0]) for row in rows]


def key(book, table, row):
    return area(book, table, row)[0][0]


def clear(book, table, row):
    for cell in area(book, table, row)[0]:
        cell.value = None


def of(findings):
    return [(finding.code, finding.where) for finding in findings]


def where(table, row):
    return f"{SHEETS[table]}!B{WHERE.row(table, row)}"


@pytest.mark.parametrize("table", SHEETS)
def test_rows_in_another_order_are_the_same_records(changed, original, table):
    def turn(book):
        rows = [[cell.value for cell in row] for row in area(book, table, 4, 3, 2, 1)]
        for cells, values in zip(area(book, table, 1, 2, 3, 4), rows, strict=True):
            for cell, value in zip(cells, values, strict=True):
                cell.value = value

    study, findings = changed(turn)
    assert findings == ()
    assert study == dataclasses.replace(original, **{table: getattr(original, table)[::-1]})


@pytest.mark.parametrize("id_", ["X", "2024a", "b 7", 7])
def test_an_id_may_be_anything(changed, original, id_):
    def rename(book):
        for table in SHEETS:
            key(book, table, 2).value = id_ if table != "attribution" else str(id_)

    study, findings = changed(rename)
    assert findings == ()
    assert (study.benefits[1].id, study.scenarios[1].id) == (str(id_), str(id_))


def test_capital_and_small_letters_are_alike_as_in_excel(changed):
    def rename(book):
        key(book, "attribution", 2).value = "b2"

    assert changed(rename)[1] == ()


@pytest.mark.parametrize("table", ["attribution", "scenarios"])
def test_a_benefit_without_a_row_of_its_own_is_named(changed, original, table):
    study, findings = changed(lambda book: clear(book, table, 2))
    assert of(findings) == [("row-missing", where("benefits", 2))]
    assert study.benefits == original.benefits
    assert len(getattr(study, table)) == 3


def test_rows_without_a_benefit_are_named(changed, original):
    study, findings = changed(lambda book: clear(book, "benefits", 2))
    assert of(findings) == [
        ("row-without-partner", where("attribution", 2)), ("row-without-partner", where("scenarios", 2)),
    ]  # fmt: skip
    assert study.benefits == (original.benefits[0], *original.benefits[2:])


@pytest.mark.parametrize("table", ["attribution", "scenarios"])
def test_two_rows_for_one_benefit_are_both_named(changed, table):
    def double(book):
        key(book, table, 2).value = "B1"

    assert of(changed(double)[1]) == [
        ("row-twice", where(table, 1)), ("row-twice", where(table, 2)), ("row-missing", where("benefits", 2)),
    ]  # fmt: skip


def test_two_benefits_with_one_id_are_both_named(changed):
    def double(book):
        key(book, "benefits", 2).value = "B1"

    codes = of(changed(double)[1])
    assert codes[:2] == [("row-twice", where("benefits", 1)), ("row-twice", where("benefits", 2))]
    assert ("row-without-partner", where("attribution", 2)) in codes


@pytest.mark.parametrize("table", ["benefits", "attribution"])
def test_a_missing_table_is_one_finding(changed, table):
    def delete(book):
        del book[SHEETS[table]].tables[f"tbl_{table}"]

    study, (finding,) = changed(delete)
    assert (finding.code, f"tbl_{table}" in finding.detail) == ("table-missing", True)
    assert getattr(study, table) == ()


@pytest.mark.parametrize("name", ["col_attribution_id", "col_benefits_id"])
def test_a_missing_column_of_ids_is_named(changed, name):
    def delete(book):
        del book.defined_names[name]

    first, *_ = changed(delete)[1]
    assert (first.code, name in first.detail) == ("column-missing", True)


def test_a_spare_row_has_an_id_and_is_blank_all_the_same(original):
    assert [line.id for line in original.benefits] == ["B1", "B2", "B3", "B4"]
    assert Attribution(id="B5") not in original.attribution
