"""The same workbook with other inputs: its formulas are read once, whatever its cells hold."""

import datetime as dt
from dataclasses import FrozenInstanceError, fields, replace
from types import MappingProxyType

import laws
import pytest

from roi_xl.calc import FUNCTIONS
from roi_xl.engine import evaluate, formulas_of
from roi_xl.errors import CellError
from roi_xl.formulas import reader
from roi_xl.xlsx import Package, read

TODAY = dt.date(2026, 1, 2)


@pytest.fixture
def readings(monkeypatch):
    """How often a formula was read, in a list that grows."""
    counted = []
    original = reader.Analyst.analysis

    def counting(self, formula, *place, **how):
        counted.append(formula)
        return original(self, formula, *place, **how)

    monkeypatch.setattr(reader.Analyst, "analysis", counting)
    return counted


def with_values(book, values):
    """A workbook of one sheet in which some cells hold something else; None is a blank cell."""
    (page,) = book.sheets
    held = {at: value for at, value in {**page.values, **values}.items() if value is not None}
    return replace(book, sheets=(replace(page, values=held),))


@pytest.mark.parametrize("name", ["samples/sales-example.xlsx", "samples/healthcare-sv-negative.xlsx"])
def test_other_inputs_give_what_a_new_reading_gives_and_nothing_is_read_again(root, readings, name):
    book = read(Package((root / "tests/data" / name).read_bytes()))
    formulas = formulas_of(book, FUNCTIONS)
    other = laws.with_other_inputs(book)
    anew = evaluate(other, FUNCTIONS, today=TODAY)
    assert len(readings) >= 2 * len(formulas.cells) > 0
    del readings[:]
    given = evaluate(other, FUNCTIONS, today=TODAY, formulas=formulas)
    assert readings == []
    assert given == anew
    assert given.values != evaluate(book, FUNCTIONS, today=TODAY, formulas=formulas).values


ODD = {
    "a text with a control character": "\x07",
    "an error of no name": "#SPILL!",
    "a text": "many",
    "a number as a text": "12",
    "a date as a text": "2026-01-05",
    "an error": CellError.NUM,
    "nothing": None,
    "a number": 4.0,
}


@pytest.mark.parametrize("value", ODD.values(), ids=ODD)
@pytest.mark.parametrize("before", [3.0, "2026-02-03", None], ids=["a number", "a date as a text", "nothing"])
def test_what_a_cell_holds_is_looked_at_in_each_evaluation(sheet, before, value):
    formulas = {
        "B1": "=A1+1", "B2": "=WEEKNUM(A1)", "B3": '=DAYS("2026-01-09",A1)', "B4": "=SUM(A1:A3)",
        "B5": "=B1*2", "B6": "=YEAR(A1)&A1",
    }  # fmt: skip
    book = sheet({"A1": 3, **formulas})
    first = with_values(book, {(1, 1): before})
    known = formulas_of(first, FUNCTIONS)
    evaluate(first, FUNCTIONS, today=TODAY, formulas=known)
    second = with_values(book, {(1, 1): value})
    anew = evaluate(second, FUNCTIONS, today=TODAY)
    assert evaluate(second, FUNCTIONS, today=TODAY, formulas=known) == anew
    assert anew.values or anew.findings


def test_formulas_of_another_workbook_are_refused(sheet):
    book = sheet({"A1": 3, "B1": "=A1+1"}, names=[("rate", "=S!$A$1")])
    known = formulas_of(book, FUNCTIONS)
    (page,) = book.sheets
    others = [
        sheet({"A1": 3, "B1": "=A1+2"}, names=[("rate", "=S!$A$1")]),
        sheet({"A1": 3, "B2": "=A1+1"}, names=[("rate", "=S!$A$1")]),
        sheet({"A1": 3, "B1": "=A1+1"}, names=[("rate", "=S!$A$2")]),
        replace(book, sheets=(replace(page, hidden_rows=frozenset({2})),)),
        replace(book, sheets=(replace(page, name="T"),)),
        replace(book, sheets=(replace(page, lotus=True),)),
        replace(book, sheets=(page, replace(page, name="T"))),
        replace(book, date1904=True),
        replace(book, full_precision=False),
        replace(book, links={1: "other.xlsx"}),
    ]
    for other in others:
        with pytest.raises(ValueError, match="another workbook"):
            evaluate(other, FUNCTIONS, today=TODAY, formulas=known)
    evaluate(book, dict(FUNCTIONS), today=TODAY, formulas=known)
    with pytest.raises(ValueError, match="other worksheet functions"):
        evaluate(book, {}, today=TODAY, formulas=known)


def test_the_same_workbook_in_another_package_may_hide_other_rows(sheet):
    cells = {"A1": 3, "B1": "=A1+1"}
    known = formulas_of(sheet(cells), FUNCTIONS)
    other = sheet({**cells, "A1": 5})
    assert evaluate(other, FUNCTIONS, today=TODAY, formulas=known).values == {"S": {(1, 2): 6.0}}


def test_what_is_known_of_formulas_cant_be_changed(sheet):
    known = formulas_of(sheet({"A1": 3, "B1": "=A1+1", "C1": "=NOW()"}), FUNCTIONS)
    assert known.obstacles
    for each in fields(known):
        with pytest.raises(FrozenInstanceError):
            setattr(known, each.name, None)
    for mapping in (known.cells, known.analyses, known.members, known.obstacles):
        assert isinstance(mapping, MappingProxyType)
