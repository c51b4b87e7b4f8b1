"""Workbooks in children: what one of them does, or what the system refuses, never ends the run."""

import datetime as dt
import subprocess

import pytest

from roi_xl.batch import Limits, LocalProcesses, Nowhere, each
from roi_xl.recalc import Settings
from roi_xl.tasks.recalculation import Recalculated, Status, recalculation

SETTINGS = Settings(dt.date(2026, 1, 2))
REFUSED = OSError(11, "Resource temporarily unavailable")
BOMBS = {
    "a text": '=LEN(SUBSTITUTE(REPT("x",32767),"x",REPT("y",32767)))',
    "an area by its corner": "=SUM(OFFSET(T!A1,0,0,1048576,16384))",
    "its relative": "=MAX(OFFSET(T!XFD1048576,-1048575,-16383,1048576,16384))",
    "texts in an array": '=SUM(LEN(REPT("x",32767)&REPT("y",ROW(T!A1:A1048576))))',
    "a text of texts": '=LEN(SUBSTITUTE(REPT("ab",16000),"b",SUBSTITUTE(REPT("c",180),"c",REPT("d",180))))',
    "a row against a column": "=SUM((T!A1:A1048576)*(T!A1:XFD1))",
}


def outcomes(paths, limits=None, workers=1):
    executor = LocalProcesses(limits or Limits(seconds=120, mebibytes=1024), workers)
    found = each(paths, recalculation(SETTINGS), Nowhere(), executor)
    return {outcome.path.name: Recalculated.of(outcome) for outcome in found}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_ends_its_cell_or_its_file_and_no_other(book, bomb):
    paths = [book("first.xlsx"), book("bomb.xlsx", BOMBS[bomb]), book("last.xlsx")]
    found = outcomes(paths, Limits(seconds=40, mebibytes=512))
    assert {found[name].status for name in ("first.xlsx", "last.xlsx")} == {Status.STALE}
    assert [change.new for change in found["last.xlsx"].result.changes] == [4.0, 2.0]
    met = found["bomb.xlsx"]
    if met.status is Status.FAILED:
        assert met.result.code in {
            "engine-died",
            "too-large",
            "time-limit",
            "engine-failed",
            "internal-error",
        }
        assert met.result.remedy
    else:
        assert [change.where for change in met.result.changes] == ["S!A2"]
        assert any(finding.where == "S!A1" for finding in met.result.findings)


@pytest.mark.parametrize("workers", [1, 3])
def test_where_no_child_can_be_started_every_workbook_says_so(book, monkeypatch, workers):
    def refused(*_, **__):
        raise REFUSED

    monkeypatch.setattr("subprocess.Popen", refused)
    found = outcomes([book(f"{number}.xlsx") for number in range(3)], workers=workers)
    assert len(found) == 3
    for outcome in found.values():
        assert (outcome.status, outcome.result.code) == (Status.FAILED, "no-start")
        assert outcome.result.reason == "the calculation can't be started (Resource temporarily unavailable)"


def test_where_fewer_children_can_be_started_than_asked_for_those_do_the_work(book, monkeypatch):
    start, started = subprocess.Popen, []

    def twice(*arguments, **options):
        if len(started) == 2:
            raise REFUSED
        started.append(start(*arguments, **options))
        return started[-1]

    monkeypatch.setattr("subprocess.Popen", twice)
    found = outcomes([book(f"{number}.xlsx") for number in range(5)], workers=4)
    assert [outcome.status for outcome in found.values()] == [Status.STALE] * 5
    assert len(started) == 2


def test_a_system_that_has_recovered_starts_children_again(book, monkeypatch):
    start, refusals = subprocess.Popen, [REFUSED]

    def later(*arguments, **options):
        if refusals:
            raise refusals.pop()
        return start(*arguments, **options)

    monkeypatch.setattr("subprocess.Popen", later)
    found = outcomes([book("first.xlsx"), book("second.xlsx")])
    assert [outcome.status for outcome in found.values()] == [Status.FAILED, Status.STALE]
