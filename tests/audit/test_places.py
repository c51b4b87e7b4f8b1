"""Each rule that a workbook of ours breaks is told with the cell at which to look."""

import datetime as dt
import tomllib
from functools import cache
from pathlib import Path

import in_memory
import pytest
from changes import cell
from in_memory import inputs

import roi_xl.checks
from roi_xl.audit.own_checks import own_checks
from roi_xl.cells_by_name import cell_named
from roi_xl.checks import ADVICE, INTEGRITY
from roi_xl.xlsx import place

TABLE = tomllib.loads(Path(roi_xl.checks.__file__).with_name("mistakes.toml").read_text(encoding="utf-8"))
OF_A_ROW = {check.code for check in (*INTEGRITY, *ADVICE) if check.places and not check.own_formula}
ELSEWHERE = {
    "R102": "the sum of a category",
    "R105": "the value of an hour",
    "R108": "the sum of the offsets",
    "R203": "the line, whose margin is an input",
    "R211": "the line, whose limit is an input",
    "R212": "the ROI",
    "R217": "the line, whose value is the draft",
    "R222": "the line, whose margin is the value's",
    "R303": "the line, whose figures are missing on KPI",
    "R306": "the line, whose figures stand on KPI",
    "R321": "the estimate, whose share is credited on Attribution",
    **dict.fromkeys(
        ("R202", "R210", "R215", "R216", "R221", "R318", "R604"), "the first of two rows that clash"
    ),
}
"""Checks whose place may be another one than that of the slip, with what it is."""


@cache
def model(example):
    found = in_memory.model(example)
    clean = TABLE["clean"].get(example)
    return found.with_inputs(inputs(found, clean)) if clean else found


def told(mistake):
    """The places at which a mistake's check is told, and the cells that the mistake fills in."""
    book = model(mistake.get("example", "sales"))
    cells = inputs(book, mistake["changes"])
    done = book.with_inputs(cells)
    return (
        done,
        [one for one in own_checks(done) if one.code == mistake["code"]],
        [place(cell) for cell in cells],
    )


def row_of(where):
    sheet, _, address = where.rpartition("!")
    return sheet, "".join(filter(str.isdigit, address))


ONE_OF_EACH = {mistake["code"]: mistake for mistake in TABLE["mistake"]}.values()


@pytest.mark.parametrize("mistake", ONE_OF_EACH, ids=lambda mistake: mistake["code"])
def test_a_mistake_is_told_with_a_cell_of_its_row_or_what_it_moves(mistake):
    """Where words say the place, they end with the value of that cell, or hold its text.

    A line that is broken by what was chosen in it is named by its label alone.
    """
    book, (found,), typed = told(mistake)
    assert "!" in found.where
    if mistake["code"] in OF_A_ROW - ELSEWHERE.keys():
        assert row_of(found.where) in map(row_of, typed)
    here = book.value(cell_named(found.where, book))
    value = found.met.rpartition(" (")[2].removesuffix(")")
    if isinstance(here, str):
        assert here in found.met or not found.met or found.where in typed
    elif value.replace(".", "").lstrip("-").isdigit():
        assert float(value) == pytest.approx(here, abs=0.005)


def test_a_number_that_is_text_is_told_in_its_row():
    book = model("sales")
    cells = inputs(book, [["costs", 2, "source", "x"], ["values", 1, "margin", "1"]])
    (found,) = (one for one in own_checks(book.with_inputs(cells)) if one.code == "R207")
    assert row_of(found.where) == row_of(place([*cells][1]))


@pytest.mark.parametrize("name", ["out_roi_diff", "out_bcr_diff"])
def test_of_two_ways_that_differ_the_widest_difference_is_told(name):
    book = model("sales")
    there = in_memory.typed_over(book, {book.cell(name): 0.5})
    (found,) = (one for one in own_checks(there) if one.code == "R617")
    assert found.where == place(book.cell(name))


@pytest.mark.parametrize("language", ["", "-sv"])
def test_what_is_accepted_has_a_place_in_each_language(language):
    found = [*own_checks(in_memory.shipped(f"sales-training{language}.xlsx"))]
    assert len(found) > 3
    assert all("!" in one.where for one in found)


@pytest.mark.parametrize(
    ("code", "at_fault"),
    [
        ("R201", "benefits.B1.margin"),
        ("R203", "benefits.B1.margin"),
        ("R209", "benefits.B2.realised"),
        ("R224", "values.V3.agreed"),
    ],
)
def test_the_cell_at_fault_is_told_not_the_one_that_names_its_row(code, at_fault):
    book, (found,), _ = told(next(one for one in TABLE["mistake"] if one["code"] == code))
    assert found.where == place(cell_named(at_fault, book))


@pytest.mark.parametrize(
    ("example", "code", "changes", "at_fault"),
    [
        (
            "sales",
            "R224",
            [["values", 2, "agreed", dt.date(2025, 6, 20)], ["values", 2, "owner", "blank"]],
            "agreed",
        ),
        (
            "sales",
            "R503",
            [["objectives", 1, "agreed", dt.date(2025, 6, 20)], ["objectives", 1, "owner", "blank"]],
            "agreed",
        ),
        ("tech", "R233", [["projects", 0, "verified_by", "blank"]], "verified_by"),
        ("tech", "R233", [["projects", 2, "verified_on", "blank"]], "verified_on"),
        ("tech", "R234", [["projects", 1, "project", "Regression tests for billing"]], "project"),
    ],
)
def test_the_cell_at_fault_is_told_where_others_of_its_row_are_blank(example, code, changes, at_fault):
    book, (found,), _ = told({"example": example, "code": code, "changes": changes})
    table, row, *_ = changes[0]
    first = min(row, 0) if code == "R234" else row
    assert found.where == place(cell(book.book, table, at_fault, first + 1))
