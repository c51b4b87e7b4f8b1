"""Rules about any model: each has models that break it, and models like them that don't."""

import datetime as dt

import pytest
from small_workbooks import book, linked, parts

from roi_xl.audit import RULES, audited
from roi_xl.errors import Level
from roi_xl.recalc import Settings

SETTINGS = Settings(dt.date(2026, 1, 2))
KEPT = (
    '<sheetNames><sheetName val="P"/></sheetNames><sheetDataSet><sheetData sheetId="0">'
    '<row r="1"><cell r="A1"><v>5</v></cell></row></sheetData></sheetDataSet>'
)
OTHER = linked("Prices.xlsx", kept=KEPT)
HIDDEN = {"xl/workbook.xml": parts({})["xl/workbook.xml"].replace('name="T"', 'name="T" state="hidden"')}


def objections(cells, code, **options):
    found = audited(book(cells, **options), SETTINGS).objections
    return {one.where: one.message for one in found if one.code == code}


def column(letter, values, first=1):
    return {f"{letter}{row}": value for row, value in enumerate(values, first)}


DOUBLED = {**column("A", range(1, 8)), **{f"B{row}": f"=A{row}*2" for row in range(1, 8)}}
"""A column of numbers and, beside it, their doubles."""

WRONG = [
    ("M101", {"A1": "1200", "B1": "=A1+1"}, "S!A1"),
    ("M101", {"A1": "1 200,50", "A2": 3, "B1": "=SUM(A1:A2)"}, "S!A1"),
    ("M101", {"A1": "(45)", "B1": "=A1"}, "S!A1"),
    ("M101", {"A1": "15%", "B1": "=B2*A1", "B2": 2}, "S!A1"),
    ("M102", DOUBLED | {"B4": 8}, "S!B4"),
    ("M102", {f"{'ABCDE'[n]}2": f"={'ABCDE'[n]}1*2" for n in (0, 1, 3, 4)} | {"C2": 9}, "S!C2"),
    ("M103", DOUBLED | {"B4": "=A4*3"}, "S!B4"),
    ("M103", DOUBLED | {"B4": "=A5*2"}, "S!B4"),
    ("M104", {**column("A", [10, 20, 30, 40]), "A6": "=SUM(A1:A3)"}, "S!A6"),
    ("M104", {**column("L", range(20), 30), "L51": "=AVERAGE(L30:L44)"}, "S!L51"),
    ("M104", {**column("A", [10, 20, 30, 40]), "A6": "=-SUM($A$1:$A$2)/2"}, "S!A6"),
    ("M105", {"A1": 3, "B1": "=A1*0.25"}, "S!B1"),
    ("M105", {"A1": 3, "B1": "=ROUND(A1/543,2)"}, "S!B1"),
    ("M106", {"A1": "=1/0"}, "S!A1"),
    ("M106", {"A1": "=1/0", "A2": "=A1+1", "A3": "=VLOOKUP(1,A5:B6,2,FALSE)"}, "S!A1"),
    ("M107", {"A1": "=A1+1"}, "S!A1"),
    ("M107", {"A1": 2, "A2": 3, "A3": "=SUM(A1:A3)"}, "S!A3"),
    ("M107", {"A1": "=B1*2", "B1": "=C1+1", "C1": "=A1/4", "D1": "=A1"}, "S!A1"),
]
RIGHT = [
    ("M101", {"A1": "1200", "B1": "=C1+1", "C1": 1}),  # nobody reads it
    ("M101", {"A1": "2026-01-31", "B1": "=A1"}),
    ("M101", {"A1": "12 months", "B1": "=A1"}),
    ("M101", {"A1": 1200, "B1": "=A1+1"}),
    ("M102", DOUBLED),
    ("M102", DOUBLED | {"B1": 8}),  # at the edge, where a series often begins with a typed value
    ("M102", DOUBLED | {"B4": "text"}),
    ("M102", {**column("B", ["=1+1", "=1+1", 5, "=1+1", "=1+1"])}),  # they refer to nothing
    ("M103", DOUBLED),
    ("M103", DOUBLED | {"B7": "=SUM(B1:B6)"}),
    ("M104", {**column("A", [10, 20, 30, 40]), "A5": "=SUM(A1:A4)"}),
    ("M104", {**column("A", [10, 20, 30]), "A4": "=SUM(A1:A3)", "A5": "=A4*2", "A7": "=SUM(A1:A3)"}),
    ("M104", {**column("A", [10, 20, 30, 40]), "B6": "=SUM(A1:A3)"}),  # not below the column
    ("M105", {"A1": 3, "B1": "=A1*12/100"}),
    ("M105", {"A1": 3, "B1": "=ROUND(A1,3)"}),  # an argument, no assumption
    ("M105", {"B1": "=0.25*3"}),  # reads nothing: it is an entry, worked out
    ("M106", {"A1": '=IFERROR(1/0,"none")'}),
    ("M107", {"A1": "=IF(FALSE,A1,2)"}),  # a branch that isn't taken
    ("M107", {"A1": 2, "A2": "=SUM(A1:A1)", "A3": "=A2"}),
]
BESIDE = {"M108", "M109"}
"""Rules that take more than the cells of a sheet."""


@pytest.mark.parametrize(("code", "cells", "where"), WRONG)
def test_what_breaks_a_rule_is_found_at_its_place(code, cells, where):
    assert where in objections(cells, code)


@pytest.mark.parametrize(("code", "cells"), RIGHT)
def test_what_only_looks_like_it_is_not(code, cells):
    assert objections(cells, code) == {}


@pytest.mark.parametrize(
    ("code", "cells", "options", "where", "said"),
    [
        (
            "M108",
            {"A1": "=[1]P!A1*2", "A2": "=[1]P!A1*3"},
            OTHER,
            "S!A1",
            '"Prices.xlsx", as it was when last',
        ),
        ("M109", {"A1": "=T!A1*2"}, HIDDEN, "S!A1", 'it reads "T", a sheet that is hidden'),
    ],
)
def test_what_a_workbook_rests_on_is_named(code, cells, options, where, said):
    found = objections(cells, code, **options)
    assert list(found) == [where]
    assert said in found[where]
    assert objections({"A1": 1, "A2": "=A1*2"}, code, **options) == {}


def test_a_sheet_that_is_shown_may_be_read():
    assert objections({"A1": "=T!A1*2"}, "M109") == {}


def test_a_circle_is_told_with_its_way_and_nothing_else():
    cells = {"A1": "=B1*2", "B1": "=C1+1", "C1": "=A1/4", "D1": "=A1"}
    found = audited(book(cells), SETTINGS).objections
    assert [(one.code, one.message) for one in found] == [("M107", "it reads itself by way of S!B1, S!C1")]


def test_every_rule_has_both():
    codes = {rule.code for rule in RULES}
    assert {code for code, *_ in WRONG} == {code for code, *_ in RIGHT} == codes - BESIDE
    assert len(codes) == len(RULES)


def test_a_rule_says_where_its_mistake_is_described_and_what_to_do():
    for rule in RULES:
        assert len(rule.source) > 20
        assert all(len(text) > 10 for text in (rule.why, rule.wrong, rule.right))
        assert rule.remedy[0].islower()
        assert rule.level in {Level.WARNING, Level.ERROR}


def test_cells_with_the_same_mistake_are_told_together():
    cells = {**column("A", range(1, 10)), **{f"B{row}": f"=A{row}/543" for row in range(1, 10)}}
    found = objections(cells, "M105")
    assert found == {"S!B1": "=A1/543 has 543 written into it; likewise B2, B3, B4, B5, B6, …"}


def test_an_error_is_told_where_it_begins():
    cells = {"A1": "=1/0", "A2": "=A1+1", "B1": "=SUM(A1:A2)", "C1": "=SQRT(-1)"}
    assert objections(cells, "M106").keys() == {"S!A1", "S!C1"}


def test_objections_come_in_the_order_of_the_tabs():
    found = audited(book({"A1": "=1/0", "B1": 3, "B2": "=B1*0.3"}), SETTINGS)
    assert [one.code for one in found.objections] == ["M105", "M106"]
    assert not found.is_ours
