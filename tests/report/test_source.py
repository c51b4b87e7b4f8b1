"""A report finds columns by what they are called, wherever they stand, and never takes one for another."""

from dataclasses import replace

import pytest
from programmes import model

from roi_xl.computed_workbook import Model
from roi_xl.report.source import Source

TABLE = "drivers"  # none of its columns is typed in, so no defined name says which is which


def source(change):
    """The sales example whose table of drivers has other headers."""
    whole = model("sales-training")
    tables = [
        replace(table, columns=tuple(change([*table.columns]))) if table.name == f"tbl_{TABLE}" else table
        for table in whole.book.tables
    ]
    return Source(Model(replace(whole.book, tables=tuple(tables)), whole.evaluation))


def columns(change):
    return {column: cell[1][1] for column, cell in source(change).rows(TABLE)[0].items()}


@pytest.fixture(scope="module")
def shipped():
    return columns(lambda headers: headers)


def test_a_renamed_column_is_the_one_that_is_left(shipped):
    assert columns(lambda headers: [*headers[:2], "Sum", *headers[3:]]) == shipped


def test_moved_columns_are_found_by_their_headers(shipped):
    moved = columns(lambda headers: [headers[2], headers[1], headers[0], *headers[3:]])
    assert (moved["number"], moved["amount"]) == (shipped["amount"], shipped["number"])
    assert {key: at for key, at in moved.items() if shipped[key] != at}.keys() == {"number", "amount"}


def test_a_column_that_a_user_has_added_is_none_of_ours(shipped):
    found = columns(lambda headers: [*headers, "Mine"])
    assert found == shipped


def test_a_renamed_column_beside_an_added_one_is_not_guessed(shipped):
    found = columns(lambda headers: [*headers[:2], "Sum", *headers[3:], "Mine"])
    assert found == {key: at for key, at in shipped.items() if key != "amount"}


def test_a_workbook_without_the_table_has_no_rows():
    assert source(lambda headers: headers).rows("worth") == ()
    assert source(lambda headers: headers).items("none-such") == {}
