"""The jury: what a third witness settles, what it is never asked, and that nothing hangs on its health."""

import datetime as dt
import os
import time
from dataclasses import replace
from importlib.metadata import version

import pytest

from roi_xl.engine.formualizer import adapter as formualizer_adapter
from roi_xl.engine.formulon import adapter as formulon_adapter
from roi_xl.engine.judgement import jury
from roi_xl.engine.jurors import juror as jurors
from roi_xl.engine.jurors.juror import JURORS, Juror
from roi_xl.engine.plain_copy import Written, engine_copy
from roi_xl.engine.results import Uncomputed, agree
from roi_xl.errors import CellError
from roi_xl.xlsx import address

TODAY = dt.date(2026, 3, 1)
CONTESTED = '=CONVERT(1,"lbm","stone")'
"""The engines give two values for it; Excel 1/14 (an Excel-saved cell, and the definition of a stone)."""

ANSWERS = [
    ("=A1*2", 5.0),
    ("=A3&A2", "TRUEtext"),
    ("=NOT(A3)", False),
    ("=A4", CellError.NA),
    ("=1/0", CellError.DIV0),
    ("=SQRT(-1)", CellError.NUM),
    ("=TODAY()", 46082.0),
    ("=IF(A3,1,2)", 1.0),
    ("=0.1+0.2=0.3", True),
    ('=""', ""),
]


@pytest.fixture
def asked(sheet):
    """What a juror gives for one formula beside some cells."""

    def ask(juror, formula, seconds=30.0):
        book = sheet({"A1": 2.5, "A2": "text", "A3": True, "A4": "=NA()", "D1": formula})
        cell = ("S", address("D1"))
        return juror.opinions(book.package.data, [cell], TODAY, seconds).get(cell, "no answer")

    return ask


@pytest.mark.parametrize("juror", JURORS, ids=lambda juror: juror.name)
@pytest.mark.parametrize(("formula", "answer"), ANSWERS, ids=[formula for formula, _ in ANSWERS])
def test_a_juror_answers_in_our_kinds_of_values(asked, juror, formula, answer):
    assert agree(asked(juror, formula), answer, 1e-12)


@pytest.mark.parametrize("juror", JURORS, ids=lambda juror: juror.name)
def test_a_juror_is_the_version_that_the_evidence_is_about(juror):
    assert version(juror.name) == juror.version
    assert juror.is_here


@pytest.mark.parametrize("juror", JURORS, ids=lambda juror: juror.name)
@pytest.mark.parametrize("formula", ["=NO.SUCH(1)", '=WEBSERVICE("x")', "=D1+1"])
def test_a_juror_that_cannot_compute_has_no_opinion(asked, juror, formula):
    value = asked(juror, formula)
    assert isinstance(value, Uncomputed) or value in set(CellError)


def fake(answer, name="cellrune"):
    return Juror(name, version(name), answer)


def crash(package, cells, today):
    os.abort()


def hang(package, cells, today):
    time.sleep(60)


def fail(package, cells, today):
    raise RuntimeError("refused")


def leave(package, cells, today):
    os._exit(3)


def babble(package, cells, today):
    return dict.fromkeys(cells, object())


@pytest.mark.parametrize("answer", [crash, hang, fail, leave, babble], ids=lambda answer: answer.__name__)
def test_a_juror_that_dies_or_hangs_has_no_opinion_and_ends(asked, answer):
    begun = time.monotonic()
    assert asked(fake(answer), CONTESTED, seconds=1.0) == "no answer"
    assert time.monotonic() - begun < 10
    with pytest.raises(ChildProcessError):  # no child is left
        os.waitpid(-1, os.WNOHANG)


def test_nothing_but_plain_data_is_taken_from_a_juror():
    assert jurors._read(["value", [1]]) == jurors._read(["call", "x"]) == jurors._NO_OPINION
    assert jurors._read(["error", "#ODD!"]) == jurors._NO_OPINION
    assert jurors._read(["error", "#N/A"]) is CellError.NA
    assert jurors._read(["value", 1.5]) == 1.5


def test_without_further_processes_there_is_no_jury(asked, monkeypatch):
    def refuse():
        raise PermissionError(1, "no further process")

    monkeypatch.setattr(os, "fork", refuse)
    assert asked(JURORS[0], "=1+1") == "no answer"


# ---- what is written ------------------------------------------------------------------------------------


def test_a_contested_value_is_settled_and_what_depends_on_it_computed_anew(sheet, evaluated):
    cells = {"A1": CONTESTED, "A2": "=A1*14", "A3": "=A2+A1", "B1": '=CONVERT(A2*2,"lbm","stone")'}
    values, findings, _ = evaluated(sheet(cells))
    assert not findings
    assert values["A1"] == pytest.approx(1 / 14, rel=1e-9)
    assert values["A2"] == pytest.approx(1.0, rel=1e-9)
    assert values["A3"] == pytest.approx(15 / 14, rel=1e-9)
    assert values["B1"] == pytest.approx(1 / 7, rel=1e-9)  # contested itself, once its input is settled


@pytest.mark.parametrize("answer", [crash, fail, babble, None], ids=["crash", "fail", "babble", "none"])
def test_without_its_juror_a_contested_value_is_refused_as_before(sheet, evaluated, monkeypatch, answer):
    monkeypatch.setattr(jury, "JURORS", () if answer is None else (fake(answer),))
    values, findings, evaluation = evaluated(sheet({"A1": CONTESTED, "A2": "=A1*14", "B1": "=1+1"}))
    assert "A1" not in values
    assert "A2" not in values
    assert values["B1"] == 2.0
    assert {finding.where for finding in evaluation.findings if finding.code in findings} >= {"S!A1", "S!A2"}


def test_a_juror_of_another_version_is_not_asked(sheet, evaluated, monkeypatch):
    monkeypatch.setattr(jury, "JURORS", (Juror("cellrune", "0.0.1", crash),))
    _, findings, _ = evaluated(sheet({"A1": CONTESTED}))
    assert findings["engines-disagree"].where == "S!A1"


def test_a_juror_that_is_not_installed_is_not_asked(monkeypatch):
    assert not Juror("no-such-engine", "1.0", crash).is_here


def test_a_juror_that_takes_the_primary_engine_s_side_settles_nothing(sheet, evaluated, monkeypatch):
    copy = engine_copy([{(1, 1): Written(CONTESTED[1:])}], date1904=False)
    ours = formualizer_adapter.results(copy, ["S"], {}, TODAY).value("S", (1, 1))

    def siding(package, cells, today):
        return dict.fromkeys(cells, ours)

    monkeypatch.setattr(jury, "JURORS", (fake(siding),))
    values, findings, _ = evaluated(sheet({"A1": CONTESTED}))
    assert "A1" not in values
    assert findings["engines-disagree"].where == "S!A1"


@pytest.mark.parametrize(
    "formula",
    [
        '=TEXT(12,"00-00-00-00")',  # formats: both may be wrong alike
        '=DAY("7/5/2008")',  # dates as texts: whose order?
        '=MONTH("7/5/2008")',
        '=WEEKDAY("7/5/2008")',
        "=BINOM.INV(25,0.5,0.5)*1",
        "=MOD(123456789012345,97)",
        "=FLOOR(0.3-0.2,0.1)",
        "=CEILING(0.1+0.2,0.1)",
    ],
)
def test_what_no_witness_can_settle_is_never_asked(sheet, evaluated, monkeypatch, formula):
    asked = []

    def opinions(juror, package, cells, *rest):
        asked.extend(cells)
        return {}

    monkeypatch.setattr(Juror, "opinions", opinions)
    values, findings, _ = evaluated(sheet({"A1": formula}))
    assert "A1" not in values
    assert findings
    assert not asked


def test_a_juror_is_not_asked_where_inputs_are_others_than_in_the_package_that_it_reads(
    sheet, evaluated, monkeypatch
):
    asked = []

    def opinions(juror, package, cells, *rest):
        asked.extend(cells)
        return {}

    monkeypatch.setattr(Juror, "opinions", opinions)
    book = sheet({"A1": 1, "B1": CONTESTED})
    evaluated(book)
    assert asked == [("S", address("B1"))]
    asked.clear()
    (page,) = book.sheets
    stale = replace(page, values={**page.values, address("B1"): 7.0})
    evaluated(replace(book, sheets=(stale,)))
    assert asked == [("S", address("B1"))]  # results are no inputs
    asked.clear()
    other = replace(page, values={**page.values, address("A1"): 2.0})
    _, findings, _ = evaluated(replace(book, sheets=(other,)))
    assert asked == []
    assert findings["engines-disagree"].where == "S!B1"


@pytest.mark.parametrize(
    ("formula", "excel"),
    [
        ("=0^0", CellError.NUM),
        ("=A8^A9", CellError.NUM),
        ("=0^-1", CellError.DIV0),
        ("=POWER(0,0)", CellError.NUM),
        ("=LARGE(B1:B4,1.5)", 3.0),
        ("=LARGE(B1:B4,2.1)", 2.0),
        ("=LARGE(B1:B4,1.000001)", 3.0),
        ("=BASE(2^53,2)", CellError.NUM),
        ('=DPRODUCT(E1:F4,"Pay",G1:G2)', 30.0),
        ('=DSUM(E1:F4,"Pay",G1:G2)', 13.0),
        ('=DCOUNT(E1:F4,"Pay",G1:G2)', 2.0),
    ],
)
def test_where_the_second_engine_is_known_to_be_right_it_is_believed(
    sheet, evaluated, monkeypatch, formula, excel
):
    monkeypatch.setattr(jury, "JURORS", ())
    cells = {
        "B1": 1, "B2": 2, "B3": 3, "B4": 4, "E1": "Name", "F1": "Pay", "E2": "Ann", "F2": 3, "E3": "Anna",
        "F3": 10, "E4": "Bo", "F4": 7, "G1": "Name", "G2": "Ann", "C1": formula,
        "C2": "=IFERROR(C1*2,-1)",
    }  # fmt: skip
    values, findings, _ = evaluated(sheet(cells))
    assert values["C1"] == excel
    assert values["C2"] == (-1.0 if isinstance(excel, CellError) else excel * 2)
    assert set(findings) <= {"contradicted", "missing-prefix"}


@pytest.mark.parametrize("formula", ["=2^3", "=POWER(2,3)", "=BASE(7,2)", "=IFERROR(0^0,7)"])
def test_a_disagreement_of_another_kind_than_the_known_one_is_not_settled(
    sheet, evaluated, monkeypatch, formula
):
    def mistaken(*given):
        return dict.fromkeys(right(*given), 5.0)

    right = formulon_adapter.values
    monkeypatch.setattr(formulon_adapter, "values", mistaken)
    monkeypatch.setattr(jury, "JURORS", ())
    values, findings, _ = evaluated(sheet({"A1": formula}))
    assert "A1" not in values
    assert findings["engines-disagree"].where == "S!A1"
