"""Rows of tables are matched by key and columns by header, wherever they stand."""

import datetime as dt
import io

import pytest
import xlsxwriter

from roi_xl.diff import compared
from roi_xl.recalc import Settings

SETTINGS = Settings(dt.date(2026, 1, 2))
HEADERS = ("ID", "Item", "Quantity", "Price", "Amount")
ROWS = {"A1": ("Room", 2, 500), "A2": ("Trainer", 3, 900), "A3": ("Travel", 5, 40), "A4": ("Meals", 10, 12)}


def made(rows, *, headers=HEADERS, top=0, name="Plan"):
    """A workbook with a table, its total below, and a note beside it."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("S")
        area = top, 1, top + len(rows), len(headers)
        columns = [{"header": header} for header in headers]
        columns[headers.index("Amount")]["formula"] = (
            f"={name}[[#This Row],[Quantity]]*{name}[[#This Row],[Price]]"
        )
        sheet.add_table(*area, {"name": name, "columns": columns})
        for number, (key, values) in enumerate(rows.items(), top + 1):
            told = dict(zip(HEADERS, (key, *values), strict=False))
            for at, header in enumerate(headers, 1):
                if header in told and told[header] is not None:
                    sheet.write(number, at, told[header])
        sheet.write(top + 12, 1, "Total")
        sheet.write_formula(top + 12, 2, f"=SUM({name}[Amount])", None, 0)
        sheet.write(top + 13, 1, "checked by Ann")
    return file.getvalue()


def diff(old, new):
    return compared(old, new, SETTINGS)


@pytest.mark.parametrize("order", ["A4 A3 A2 A1", "A2 A1 A4 A3", "A3 A4 A1 A2"])
def test_a_sorted_table_is_no_difference(order):
    found = diff(made(ROWS), made({key: ROWS[key] for key in order.split()}))
    assert found.is_same, found


@pytest.mark.parametrize("top", [1, 5])
def test_a_shifted_table_is_no_difference(top):
    assert diff(made(ROWS), made(ROWS, top=top)).is_same


def test_a_moved_column_is_no_difference():
    found = diff(made(ROWS), made(ROWS, headers=("Item", "ID", "Price", "Quantity", "Amount")))
    assert found.is_same, found


def test_a_changed_row_is_told_by_its_key_in_a_sorted_table():
    rows = {key: ROWS[key] for key in ("A4", "A3", "A2", "A1")} | {"A2": ("Trainer", 4, 900)}
    found = diff(made(ROWS), made(rows))
    assert [(one.name, one.old, one.new) for one in found.entered] == [("plan.A2.quantity", 3.0, 4.0)]
    assert [(one.name, one.new) for one in found.results] == [("plan.A2.amount", 3600.0), ("S!C13", 4920.0)]
    assert (found.rows, found.formulas) == ((), ())


def test_rows_come_and_go_by_key():
    rows = {key: values for key, values in ROWS.items() if key != "A2"} | {"B9": ("Licence", 1, 700)}
    found = diff(made(ROWS), made(rows))
    told = [(row.table, row.key, row.is_added, [cell.new for cell in row.cells]) for row in found.rows]
    assert sorted(told) == [
        ("plan", "A2", False, [None] * 4),
        ("plan", "B9", True, ["B9", "Licence", 1.0, 700.0]),
    ]
    assert (found.entered, found.formulas) == ((), ())
    assert [one.name for one in found.results] == ["S!C13"]


def test_a_row_with_another_key_is_known_again():
    rows = {("T2" if key == "A2" else key): values for key, values in ROWS.items()}
    found = diff(made(ROWS), made(rows))
    assert [(one.name, one.old, one.new) for one in found.entered] == [("plan.T2.id", "A2", "T2")]
    assert found.rows == ()


def test_keys_that_occur_twice_are_matched_by_what_stands_beside_them():
    twice = {"A1": ("Room", 2, 500), "a1 ": ("Trainer", 3, 900), "A3": ("Travel", 5, 40)}
    assert diff(made(twice), made({key: twice[key] for key in ("A3", "a1 ", "A1")})).is_same


def test_columns_and_tables_that_differ_are_structure():
    found = diff(made(ROWS), made(ROWS, headers=(*HEADERS[:3], "Price", "Currency", "Amount")))
    assert [(note.code, note.new) for note in found.structure] == [("column-added", "Plan[Currency]")]
    assert not found.is_same
    assert (found.entered, found.formulas, found.results) == ((), (), ())
    found = diff(made(ROWS), made(ROWS, name="Costs"))
    assert {(note.code, note.old or note.new) for note in found.structure} == {
        ("table-removed", "Plan"), ("table-added", "Costs"),
    }  # fmt: skip


def test_an_empty_table_against_a_filled_one():
    blank = dict.fromkeys(ROWS, (None, None, None))
    found = diff(made(blank), made(ROWS))
    assert {(row.key, row.is_added) for row in found.rows} == {(key, True) for key in ROWS}
    assert {(row.key, row.is_added) for row in diff(made(ROWS), made(blank)).rows} == {
        (key, False) for key in ROWS
    }
