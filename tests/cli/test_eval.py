"""`roi-xl eval`: one formula at the prompt."""

import datetime as dt
import json

import pytest

from roi_xl.errors import CellError
from roi_xl.recalc import Settings
from roi_xl.single_formula import answered

SETTINGS = Settings(dt.date(2026, 1, 2))


@pytest.mark.parametrize(
    ("formula", "cells"),
    [
        ("=TRAINING_ROI(90000, 16000)", ((4.625,),)),  # the sales training as published: 74,000 ÷ 16,000
        ("TRAINING_ROI(90000, 16000)", ((4.625,),)),
        (" = 1 + 1 ", ((2.0,),)),
        ("=0", ((0.0,),)),
        ("=1=1", ((True,),)),
        ('="a"&"b"', (("ab",),)),
        ("=XLOOKUP(2,{1,2},{3,4})", ((4.0,),)),
        ("=TODAY()", ((46024.0,),)),  # Excel's serial number of 2 January 2026
        ("=ROI_RANGE({230,252,270},100)", ((1.3, 1.52, 1.7),)),  # the brief: 130–170 % around 152 %
        ("=ATTRIBUTED_BENEFIT({1000,0;500,200},0.5)", ((500.0, 0.0), (250.0, 100.0))),  # half of each
        ("=1/0", ((CellError.DIV0,),)),
    ],
)
def test_a_formula_gives_its_value_or_the_area_into_which_it_spills(formula, cells):
    assert answered(formula, SETTINGS).cells == cells


@pytest.mark.parametrize(
    ("formula", "code"),
    [("=RAND()", "volatile"), ("=FOREIGN(1)", "unsupported-function")],
)
def test_a_formula_that_cant_be_evaluated_gives_no_cell_but_the_reason(formula, code):
    answer = answered(formula, SETTINGS)
    assert answer.cells == ()
    assert [(finding.code, finding.where) for finding in answer.findings] == [(code, "")]


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=A1+1", 1.0),
        ("=COUNTBLANK(A1:Z100)", 2600.0),
        ("=SUM(A:A,1:1)", 0.0),
        ("=ATTRIBUTED_BENEFIT(1000,0.5,A1)", 0.0),  # a blank confidence is 0: the trap that README names
    ],
)
def test_a_cell_that_a_formula_names_is_blank(formula, value):
    assert answered(formula, SETTINGS).cells == ((value,),)


def test_a_value_is_printed_with_the_15_digits_of_excel(invoke):
    done = invoke("eval", "=1/3")
    assert (done.stdout, done.stderr, done.exit_code) == ("0.333333333333333\n", "", 0)


def test_an_area_is_printed_row_by_row_with_tabs(invoke):
    done = invoke("eval", "=ATTRIBUTED_BENEFIT({1000,0;500,200},0.5)")
    assert (done.stdout, done.exit_code) == ("500\t0\n250\t100\n", 0)


def test_a_text_gives_the_terminal_no_orders(invoke):
    assert invoke("eval", '=UNICHAR(27)&"[2J"').stdout == "\\x1b[2J\n"


def test_a_cell_error_is_printed_with_its_reason_and_exit_code_1(invoke):
    done = invoke("eval", "=TRAINING_ROI(90000, 0)")
    assert (done.stdout, done.exit_code) == ("#DIV/0!\n", 1)
    assert done.stderr == "TRAINING_ROI: costs: they sum to 0; enter the programme's costs\n"


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        (
            "=TRAINING_ROI(1/0,5)",
            ["TRAINING_ROI: benefits: it holds #DIV/0!; correct it where it comes from"],
        ),
        (
            "=NET_BENEFIT(TRAINING_ROI(1,0),5)",
            ["TRAINING_ROI: costs: they sum to 0; enter the programme's costs"],
        ),
        ("=IFERROR(TRAINING_ROI(1,0),#N/A)", []),
        ("=1/0+TRAINING_ROI(10,5)", []),  # the function has its value
        (
            "=ATTRIBUTED_BENEFIT({1000,#N/A},0.5)",
            ["ATTRIBUTED_BENEFIT: benefit, column 2: it holds #N/A; correct it where it comes from"],
        ),
    ],
)
def test_an_error_is_laid_on_the_function_that_gave_it_and_no_other(invoke, formula, said):
    done = invoke("eval", formula)
    assert (done.stderr.splitlines(), done.exit_code) == (said, 1)


def test_of_an_error_that_is_caught_nothing_is_said(invoke):
    done = invoke("eval", "=NET_BENEFIT(IFERROR(TRAINING_ROI(1,0),1),5)")
    assert (done.stdout, done.stderr, done.exit_code) == ("-4\n", "", 0)


def test_an_error_among_the_cells_of_an_area_is_exit_code_1(invoke):
    done = invoke("eval", "=ATTRIBUTED_BENEFIT({1000;1000},{0.5;2})")
    assert (done.stdout, done.exit_code) == ("500\n#NUM!\n", 1)


def test_today_is_what_the_option_says(invoke):
    assert invoke("eval", "--today", "2026-01-02", "=TODAY()").stdout == "46024\n"  # Excel's serial number


def test_what_cant_be_evaluated_is_said_on_stderr_with_exit_code_1(invoke):
    done = invoke("eval", "=RAND()")
    assert (done.stdout, done.exit_code) == ("", 1)
    assert "warning [volatile] not evaluated" in done.stderr


@pytest.mark.parametrize(
    ("formula", "value"), [("=TRUE", True), ("=HOUR_VALUE({10,20})", [[10, 20]]), ("=1/0", "#DIV/0!")]
)
def test_json_holds_the_value_or_the_rows(invoke, formula, value):
    assert json.loads(invoke("eval", "--json", formula).stdout) == {
        "schema": 1, "kind": "roi-xl eval", "value": value, "findings": [], "reasons": [],
    }  # fmt: skip


def test_json_holds_the_reason_of_an_error_as_data_and_as_a_sentence(invoke):
    found = json.loads(invoke("eval", "--json", "=ROI_RANGE({1,2,3;1,TRUE,3},1)").stdout)
    assert found["reasons"] == [
        {
            "function": "ROI_RANGE",
            "error": "#VALUE!",
            "argument": "benefits",
            "row": 2,
            "column": 2,
            "problem": "TRUE is no number",
            "remedy": "type a number",
            "text": "ROI_RANGE: benefits, row 2, column 2: TRUE is no number; type a number",
        }
    ]


def test_json_of_what_cant_be_evaluated_is_null_with_the_finding(invoke):
    found = json.loads(invoke("eval", "--json", "=RAND()").stdout)
    assert found["value"] is None
    assert (found["findings"][0]["code"], found["findings"][0]["level"]) == ("volatile", "warning")


def test_a_formula_longer_than_excel_takes_is_wrong_usage(invoke):
    done = invoke("eval", "=" + "+".join(["1"] * 5_000))
    assert done.exit_code == 2
    assert "Excel takes 8,192 at most" in done.stderr


SLOW = "--timeout", "0.1", "=SUM(SQRT(SEQUENCE(900000)))+SUM(SQRT(SEQUENCE(900000,2)))"


def test_a_formula_that_takes_too_long_is_a_failure(roi_xl):
    done = roi_xl("eval", *SLOW)
    assert (done.stdout, done.returncode) == ("", 3)
    assert "formula: error [time-limit] took more than 0.1 s" in done.stderr


def test_json_of_a_failure_says_why_and_what_the_exit_code_means(roi_xl):
    done = roi_xl("eval", "--json", *SLOW)
    assert (done.returncode, json.loads(done.stdout)) == (3, {
        "schema": 1,
        "kind": "roi-xl eval",
        "place": "formula",
        "failure": {
            "code": "time-limit",
            "reason": "took more than 0.1 s",
            "remedy": "raise --timeout, or split the workbook",
        },
        "exit_code": 3,
        "meaning": "the calculation failed, mostly because it took too long or too much memory",
    })  # fmt: skip
