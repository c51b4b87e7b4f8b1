"""The contract of a formula engine: what both must answer to a copy, so that either can be replaced."""

import datetime as dt

import pytest

from roi_xl.calc import FUNCTIONS
from roi_xl.engine import EngineError
from roi_xl.engine.findings import shown
from roi_xl.engine.formualizer import adapter as formualizer_adapter
from roi_xl.engine.formulon import adapter as formulon_adapter
from roi_xl.engine.plain_copy import Written, array_literal, engine_copy
from roi_xl.engine.results import Uncomputed, agree
from roi_xl.errors import CellError
from roi_xl.xlsx import address

TODAY = dt.date(2026, 3, 1)
CELLS = {
    "A1": 2.5,
    "A2": "text with \u00e5, <&> and \n",
    "A3": True,
    "A4": CellError.NA,
    "A5": "",
    "A6": "  blanks  ",
}
ANSWERS = [
    ("=A1*2", 5.0),
    ('=A2&"!"', "text with \u00e5, <&> and \n!"),
    ("=A6", "  blanks  "),
    ("=NOT(A3)", False),
    ("=A4", CellError.NA),
    ("=1/0", CellError.DIV0),
    ("=SQRT(-1)", CellError.NUM),
    ('="a"*1', CellError.VALUE),
    ("=#REF!", CellError.REF),
    ("=NOSUCH", CellError.NAME),
    ('=A5=""', True),
    ("=Z9+0", 0.0),
    ("=TODAY()", 46082.0),  # 2026-03-01 in the 1900 system
    ("=SUM(A1,sheet_2!A1)", 9.5),
    ("=IF(A3,1,2)", 1.0),
]


def answers_of(engine, cells, wanted, other=None):
    sheets = [{address(place): content for place, content in cells.items()}, other or {}]
    copy = engine_copy(sheets, date1904=False)
    names = ["First", "Second"]
    if engine is formualizer_adapter:
        results = formualizer_adapter.results(copy, names, FUNCTIONS, TODAY)
        return {place: results.value("First", address(place)) for place in wanted}
    places = [("First", address(place)) for place in wanted]
    values = formulon_adapter.values(copy, names, places, TODAY)
    return {place: values["First", address(place)] for place in wanted}


@pytest.mark.parametrize(
    "engine", [formualizer_adapter, formulon_adapter], ids=[formualizer_adapter.NAME, formulon_adapter.NAME]
)
@pytest.mark.parametrize(("formula", "answer"), ANSWERS, ids=[formula for formula, _ in ANSWERS])
def test_an_engine_answers_in_our_kinds_of_values(engine, formula, answer):
    found = answers_of(engine, CELLS | {"D1": Written(formula[1:])}, ["D1"], {(1, 1): 7.0})
    assert agree(found["D1"], answer, 1e-12)


@pytest.mark.parametrize(
    "engine", [formualizer_adapter, formulon_adapter], ids=[formualizer_adapter.NAME, formulon_adapter.NAME]
)
def test_an_engine_fills_an_array_formula_s_area(engine):
    cells = {"A1": 1.0, "A2": 2.0, "C1": Written("A1:A2*10", (1, 3, 2, 3)), "D1": Written("SUM(C1:C2)")}
    assert answers_of(engine, cells, ["C1", "C2", "D1"]) == {"C1": 10.0, "C2": 20.0, "D1": 30.0}


@pytest.mark.parametrize(
    "engine", [formualizer_adapter, formulon_adapter], ids=[formualizer_adapter.NAME, formulon_adapter.NAME]
)
def test_an_engine_counts_days_from_1904_when_the_workbook_does(engine):
    copy = engine_copy([{(1, 1): Written("DATE(2024,1,1)")}], date1904=True)
    if engine is formualizer_adapter:
        value = formualizer_adapter.results(copy, ["S"], FUNCTIONS, TODAY, date1904=True).value("S", (1, 1))
    else:
        value = formulon_adapter.values(copy, ["S"], [("S", (1, 1))], TODAY)["S", (1, 1)]
    assert value == 43830.0  # 45292 days from 1900, less the 1,462 between the systems


def test_many_values_of_the_second_engine_are_those_it_gives_one_by_one():
    cells = {(row, 1): float(row) for row in range(1, 150)} | {
        (row, 2): Written(f"A{row}*2") for row in range(1, 150)
    }
    copy = engine_copy([cells], date1904=False)
    wanted = [("S", (row, 2)) for row in range(1, 150)]
    many = formulon_adapter.values(copy, ["S"], wanted, TODAY)
    assert many == {("S", (row, 2)): 2.0 * row for row in range(1, 150)}
    assert formulon_adapter.values(copy, ["S"], wanted[:5], TODAY) == {
        cell: many[cell] for cell in wanted[:5]
    }


def test_the_primary_engine_knows_which_functions_it_lacks():
    assert formualizer_adapter.unsupported(["SUM", "WEBSERVICE", "NO.SUCH.FUNCTION"]) == {
        "WEBSERVICE",
        "NO.SUCH.FUNCTION",
    }


def test_an_engine_that_refuses_says_so():
    with pytest.raises(EngineError, match="formualizer"):
        formualizer_adapter.results(b"no workbook", ["S"], FUNCTIONS, TODAY)
    with pytest.raises(formulon_adapter.SecondOpinionError):
        formulon_adapter.values(b"no workbook", ["S"], [("S", (1, 1))], TODAY)


def test_values_become_constants_in_a_formula():
    assert array_literal([[-0.5]]) == "(-0.5)"
    assert array_literal([[1.0, True], ['say "x"', CellError.NA]]) == '{1.0,TRUE;"say ""x""",#N/A}'
    assert array_literal([[Uncomputed("circular", "…")]]) is None


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "blank"),
        (True, "TRUE"),
        (0.1, "0.1"),
        ("text", '"text"'),
        (CellError.NUM, "#NUM!"),
        (Uncomputed("circular", "a circle"), "a circle"),
    ],
)
def test_values_are_shown_as_a_person_reads_them(value, words):
    assert shown(value) == words


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (1.0, 1.0 + 1e-13, True),
        (1.0, 1.0 + 1e-9, False),
        (0.0, 1e-300, False),
        (1.0, True, False),
        (1.0, "1", False),
        (None, 0.0, True),
        (None, "", True),
        (None, None, True),
        (CellError.NA, CellError.NA, True),
        (CellError.NA, "#N/A", False),
        (Uncomputed("x", "y"), Uncomputed("x", "y"), False),
    ],
)
def test_values_agree_when_a_reader_sees_no_difference(one, other, same):
    assert agree(one, other, 1e-12) is same
    assert agree(other, one, 1e-12) is same
