"""What differs between small workbooks: values, formulas, names and results, and what is no difference."""

import datetime as dt
import re

import pytest
from small_workbooks import book

from roi_xl.diff import compared
from roi_xl.recalc import Settings
from roi_xl.xlsx import Package, read

SETTINGS = Settings(dt.date(2026, 1, 2))

TABLE = {
    "A1": "Item", "B1": "Quantity", "C1": "Price", "D1": "Amount",
    "A2": "Room", "B2": 2, "C2": 500, "D2": "=B2*C2",
    "A3": "Trainer", "B3": 3, "C3": 900, "D3": "=B3*C3",
    "A4": "Travel", "B4": 5, "C4": 40, "D4": "=B4*C4",
    "A5": "Total", "D5": "=SUM(D2:D4)",
    "A7": "Per head", "D7": "=D5/B9", "A9": "Heads", "B9": 10,
}  # fmt: skip


def moved(cells, order, first=2):
    """The rows of the table in another order, each with its formula."""
    new = dict(cells)
    for row, old in enumerate(order, first):
        for column in "ABC":
            new[f"{column}{row}"] = cells[f"{column}{old}"]
    return new


def inserted(before, extra):
    """A row inserted as Excel does it: cells move, and so does what refers to them."""
    rows = {int(place[1:]): {} for place in TABLE}
    for place, content in TABLE.items():
        rows[int(place[1:])][place[0]] = content
    new = {}
    for row, cells in rows.items():
        now = row + (row >= before)
        for column, content in cells.items():
            new[f"{column}{now}"] = _shifted(content, before) if isinstance(content, str) else content
    return new | {f"{column}{before}": content for column, content in extra.items()}


def _shifted(text, before):
    if not text.startswith("="):
        return text
    return re.sub(r"([A-D])(\d+)", lambda m: f"{m[1]}{int(m[2]) + (int(m[2]) >= before)}", text)


def told(found):
    return {
        "entered": {one.name: (one.old, one.new) for one in found.entered},
        "formulas": {one.name: (one.old, one.new) for one in found.formulas},
        "results": {one.name: (one.old, one.new) for one in found.results},
    }


NOTHING = {"entered": {}, "formulas": {}, "results": {}}


def test_the_same_is_the_same(small):
    found = small(TABLE, TABLE)
    assert (found.is_same, told(found), found.structure) == (True, NOTHING, ())


@pytest.mark.parametrize("order", [(4, 3, 2), (3, 4, 2), (2, 4, 3)])
def test_a_sorted_range_is_no_difference(small, order):
    found = small(TABLE, moved(TABLE, order))
    assert (found.is_same, told(found)) == (True, NOTHING)


@pytest.mark.parametrize("before", [1, 2, 3, 4, 5, 7, 9])
def test_shifted_rows_are_no_difference(small, before):
    found = small(TABLE, inserted(before, {}))
    assert (found.is_same, told(found)) == (True, NOTHING)


def test_an_inserted_row_is_what_it_holds_and_what_follows_from_it(small):
    row = {"A": "Meals", "B": 4, "C": 25, "D": "=B4*C4"}
    found = told(small(TABLE, inserted(4, row)))
    assert found["entered"] == {"S!A4": (None, "Meals"), "S!B4": (None, 4.0), "S!C4": (None, 25.0)}
    assert found["formulas"] == {"S!D4": (None, "=B4*C4")}
    assert found["results"] == {"S!D6": (3900.0, 4000.0), "S!D8": (390.0, 400.0)}


def test_values_formulas_and_their_results(small):
    new = TABLE | {"B3": 4, "D4": "=B4*C4*2"}
    found = small(TABLE, new)
    assert told(found) == {
        "entered": {"S!B3": (3.0, 4.0)},
        "formulas": {"S!D4": ("=B4*C4", "=B4*C4*2")},
        "results": {
            "S!D3": (2700.0, 3600.0), "S!D4": (200.0, 400.0),
            "S!D5": (3900.0, 5000.0), "S!D7": (390.0, 500.0),
        },
    }  # fmt: skip
    assert not found.is_same
    assert found.entered[0].label == "Trainer"


def test_a_formula_typed_over_is_told_although_its_value_is_the_same(small):
    found = told(small(TABLE, TABLE | {"D3": 2700}))
    assert found == NOTHING | {"formulas": {"S!D3": ("=B3*C3", 2700.0)}}


def test_a_reference_to_another_cell_is_another_formula(small):
    found = told(small(TABLE, TABLE | {"D7": "=D5/B4"}))
    assert found["formulas"] == {"S!D7": ("=D5/B9", "=D5/B4")}


def test_a_range_that_stops_short_of_an_inserted_row_is_no_change_of_its_formula(small):
    new = inserted(4, {"A": "Meals", "B": 4, "C": 25, "D": "=B4*C4"})
    found = told(small(TABLE, new | {"D6": "=SUM(D2:D4)"}))
    assert "S!D6" in found["formulas"]


def test_spelling_is_no_difference(small):
    new = TABLE | {"D5": "=sum( D2:D4 )", "D7": "=+D5/(B9)"}
    assert set(told(small(TABLE, new))["formulas"]) == {"S!D7"}  # a plus sign that wasn't there


def test_cached_values_are_never_compared(small):
    stale = {**TABLE, "D2": "<c r='D2'><f>B2*C2</f><v>1000</v></c>"}
    assert small(TABLE, stale).is_same


def test_names(small):
    old = small(TABLE, TABLE, old_names=[("heads", "S!$B$9"), ("gone", "S!$C$2")], new_names=[])
    assert [(note.code, note.old) for note in old.structure] == [
        ("name-removed", "heads = S!$B$9"),
        ("name-removed", "gone = S!$C$2"),
    ]
    both = [("heads", "S!$B$9")]
    found = small(TABLE, TABLE | {"B9": 12}, old_names=both, new_names=both)
    assert [one.name for one in found.entered] == ["heads"]
    found = small(TABLE, TABLE, old_names=[("rate", "0.25")], new_names=[("rate", "0.5")])
    assert [(note.code, note.new) for note in found.structure] == [("name-changed", "rate = 0.5")]


def test_a_result_that_is_not_certain_is_counted_not_compared(small):
    found = small(TABLE, TABLE | {"B2": "=RAND()"})
    assert found.unknown == 3  # D2, D5, D7
    assert told(found)["results"] == {}
    assert not found.is_same


def test_a_workbook_is_the_same_as_itself_whatever_could_not_be_evaluated(small):
    doubtful = TABLE | {"B2": "=RAND()"}
    found = small(doubtful, doubtful)
    assert (found.is_same, found.unknown) == (True, 4)


def renamed(data, old, new):
    """A workbook with another name of a sheet, and its formulas with it."""
    stored = read(Package(data)).package
    parts = {
        name: stored.read(name).replace(b'name="' + old, b'name="' + new).replace(old + b"!", new + b"!")
        for name in ("xl/workbook.xml", "xl/worksheets/sheet1.xml")
    }
    return stored.edited(parts, ()).data


def test_a_renamed_sheet_is_one_note_and_no_change():
    data = book(TABLE | {"D9": "=S!B9*2"})
    found = compared(data, renamed(data, b"S", b"Plan"), SETTINGS)
    assert told(found) == NOTHING
    assert [(note.code, note.old, note.new) for note in found.structure] == [("sheet-renamed", "S", "Plan")]
    assert found.is_same


def test_another_sheet_of_another_name_is_no_renaming(small):
    data = book({"A1": "completely", "A2": "different", "A3": 5, "A4": "=A3"})
    found = compared(book(TABLE), renamed(data, b"S", b"Plan"), SETTINGS)
    assert [(note.code, note.old, note.new) for note in found.structure] == [
        ("sheet-removed", "S", ""),
        ("sheet-added", "", "Plan"),
    ]
    assert not found.is_same


def test_an_emptied_workbook(small):
    found = small(TABLE, {})
    assert len(found.entered) + len(found.formulas) == len(TABLE)
    assert all(one.new is None for one in (*found.entered, *found.formulas))
