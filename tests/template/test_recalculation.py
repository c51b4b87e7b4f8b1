"""The worked example under the project's own recalculation: two engines, our functions."""

import datetime as dt

import pytest

from roi_xl.calc import FUNCTIONS
from roi_xl.engine import evaluate
from roi_xl.xlsx import Package, read


@pytest.fixture(scope="module")
def evaluation(example):
    return evaluate(read(Package(example.read_bytes())), FUNCTIONS, today=dt.date(2026, 1, 1))


def test_no_cached_value_is_out_of_date(evaluation):
    assert evaluation.values == {}


def test_every_formula_is_computed_and_nothing_is_found(evaluation):
    assert (evaluation.computed, evaluation.findings) == (evaluation.formulas, ())
