"""`roi_xl` in Python: floats, lists, NumPy arrays and pandas Series, and errors that say what is wrong."""

import inspect
import subprocess
import sys
from decimal import Decimal
from importlib.metadata import version

import numpy as np
import pandas as pd
import pytest

import roi_xl
from roi_xl.calc import FUNCTIONS
from roi_xl.catalogue import LEFT_OUT
from roi_xl.errors import (
    BadArgumentError,
    CellError,
    NoCostError,
    NoSolutionError,
    OutOfRangeError,
    RoiError,
    ZeroDivisorError,
)
from roi_xl.lang import LANGUAGES

CODES = " or ".join(f'"{language}"' for language in LANGUAGES)

EXAMPLES = [
    pytest.param(f, e, id=f"{n}-{i}")
    for n, f in FUNCTIONS.items()
    for i, e in enumerate(f.examples)
    if not any(isinstance(a, CellError) for a in e.args)
]


@pytest.mark.parametrize(("f", "example"), EXAMPLES)
def test_the_examples_of_the_sheet_are_true_in_python(f, example):
    function = getattr(roi_xl, f.name.lower())
    if isinstance(example.result, CellError):
        with pytest.raises(RoiError) as caught:
            function(*example.args)
        assert caught.value.cell_error is example.result
        assert str(caught.value)
    else:
        got, want = function(*example.args), f.call(*example.args)
        if isinstance(want, tuple):
            want = want[0] if f.shape[0] == 1 and not f.lifts else [*map(list if f.lifts else tuple, want)]
        assert got == want


def test_every_worksheet_function_is_a_python_function_with_its_help():
    assert dir(roi_xl) == sorted(["__version__", *map(str.lower, FUNCTIONS)])
    assert inspect.signature(roi_xl.hour_value).parameters["benefits_rate"].default == 0
    assert roi_xl.hour_value.__doc__.startswith("What one working hour")
    assert roi_xl.hour_value(pay=60_000, paid_hours=2_000) == 30


def test_a_function_that_does_not_exist_is_missed_with_the_list_of_those_that_do():
    with pytest.raises(AttributeError, match="no function roi: there are training_roi, cost_of_error"):
        _ = roi_xl.roi


def test_the_version_is_that_of_the_installed_distribution():
    assert roi_xl.__version__ == version("roi-xl")


def test_what_python_asks_every_module_for_loads_nothing():
    assert not hasattr(roi_xl, "__wrapped__")


def test_import_stays_light():
    code = (
        "import sys, roi_xl; print(*[m for m in sys.modules if m.startswith(('roi_xl.', 'numpy', 'pandas'))])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert run.stdout.split() == []


def test_a_function_called_from_python_loads_no_numpy_unless_it_needs_it():
    code = "import sys; from roi_xl import training_roi as roi; print(roi([3], [1]), 'numpy' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert run.stdout.split() == ["2.0", "False"]


@pytest.mark.parametrize(
    "costs",
    [
        16_000,
        Decimal(16_000),
        np.int64(16_000),
        np.float64(16_000),
        [5_000, 7_000, 4_000],
        (5_000, 11_000),
        range(16_000, 16_001),
        [[5_000, 7_000], [4_000, 0]],
        [5_000, None, 11_000],
        np.array([5_000, 11_000]),
        np.array([[5_000.0, 7_000.0], [4_000.0, np.nan]]),
        np.array(16_000),
        pd.Series([5_000, 7_000, 4_000]),
        pd.Series([5_000.0, np.nan, 11_000]),
        pd.Series([5_000, pd.NA, 11_000], dtype="Int64"),
        pd.Series([16_000, None], dtype=object),
        pd.DataFrame({"a": [5_000, 7_000], "b": [4_000, np.nan]}),
    ],
    ids=lambda costs: f"{type(costs).__name__} {costs}".replace("\n", " "),
)
def test_all_kinds_of_numbers_are_summed(costs):
    assert roi_xl.training_roi(90_000, costs) == 4.625


def test_a_lifted_result_comes_in_the_container_that_went_in():
    assert roi_xl.attributed_benefit(1_000, 0.5) == 500
    assert roi_xl.attributed_benefit([1_000], 0.5) == [500]
    assert roi_xl.attributed_benefit((1_000, 2_000), [0.5, 0.25]) == [500, 500]
    assert roi_xl.attributed_benefit(1_000, [0.5, 0.25]) == [500, 250]
    assert roi_xl.attributed_benefit([[1_000, 2_000]], 0.5) == [[500, 1_000]]


def test_arrays_give_arrays_of_their_shape():
    got = roi_xl.attributed_benefit(np.array([[1.0, 2.0], [3.0, 4.0]]), 0.5)
    assert isinstance(got, np.ndarray)
    assert got.tolist() == [[0.5, 1.0], [1.5, 2.0]]
    assert roi_xl.attributed_benefit(np.array([2.0]), 0.5).shape == (1,)


def test_series_give_series_with_their_index():
    benefits = pd.Series([1_000, 2_000], index=["errors", "time"])
    got = roi_xl.attributed_benefit(benefits, pd.Series([0.5, 0.25], index=benefits.index))
    pd.testing.assert_series_equal(got, pd.Series([500.0, 500.0], index=benefits.index))


def test_frames_give_frames():
    frame = pd.DataFrame({"a": [1, 2], "b": [3, 4]}, index=["x", "y"])
    got = roi_xl.attributed_benefit(frame, 0.5)
    pd.testing.assert_frame_equal(got, frame / 2)


def test_missing_data_attribute_nothing_as_a_blank_cell():
    got = roi_xl.attributed_benefit(pd.Series([1_000.0, 1_000.0]), pd.Series([0.5, np.nan]))
    assert got.tolist() == [500, 0]


def test_series_with_different_indexes_are_refused():
    with pytest.raises(BadArgumentError, match="align them first"):
        roi_xl.attributed_benefit(pd.Series([1, 2]), pd.Series([0.5, 0.5], index=[1, 2]))


def test_an_argument_can_be_left_out_by_name():
    assert roi_xl.hour_value(60_000, LEFT_OUT, 2_000) == 30


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: roi_xl.training_roi(1, 0), NoCostError, "costs: they sum to 0; enter the prog"),
        (
            lambda: roi_xl.training_roi("300", 1),
            BadArgumentError,
            "benefits: the text '300' is no number; type 300",
        ),
        (
            lambda: roi_xl.training_roi(True, 1),
            BadArgumentError,
            "benefits: TRUE is no number; type a number",
        ),
        (lambda: roi_xl.training_roi(object(), 1), BadArgumentError, "expected a number"),
        (lambda: roi_xl.training_roi(float("nan"), 1), OutOfRangeError, "type a finite number"),
        (lambda: roi_xl.training_roi([[1, 2], [3]], 1), BadArgumentError, "rows of different length"),
        (lambda: roi_xl.training_roi([1e308, 1e308], 1), OutOfRangeError, "too large"),
        (lambda: roi_xl.training_roi(1e308, 1e-308), OutOfRangeError, "too large for a cell"),
        (
            lambda: roi_xl.attributed_benefit(1, 35),
            OutOfRangeError,
            "35 is no share from 0 to 1; type 35%",
        ),
        (lambda: roi_xl.attributed_benefit([1, 2], [0.5, 2]), OutOfRangeError, "item 1: attribution"),
        (lambda: roi_xl.attributed_benefit([1, 2], 2), OutOfRangeError, "item 0: attribution"),
        (lambda: roi_xl.attributed_benefit([1, 2], [[2]]), OutOfRangeError, "item 0: attribution"),
        (
            lambda: roi_xl.attributed_benefit([1, 2], [0.5] * 3),
            BadArgumentError,
            "attribution: it is a range of 3 rows",
        ),
        (lambda: roi_xl.attributed_benefit([], 0.5), BadArgumentError, "benefit: it is an empty range"),
        (lambda: roi_xl.hour_value([1, 2], 0, 0), ZeroDivisorError, "item 0: paid_hours: it is 0 or blank"),
        (
            lambda: roi_xl.training_npv(-1 + 1e-300, 0, [0, 1]),
            ZeroDivisorError,
            "rate: money can't be discounted",
        ),
        (
            lambda: roi_xl.normalized_gain([100, 100], [90, 95], 100),
            ZeroDivisorError,
            "max_score: everybody had 100 before",
        ),
        (
            lambda: roi_xl.learning_gain([1, 2], [1]),
            BadArgumentError,
            "post: it has 1 cell, pre has 2 cells; give ranges of the same",
        ),
        (
            lambda: roi_xl.effect_size([1], [1, 2]),
            ZeroDivisorError,
            "trained: a spread needs two numbers or more, not 1",
        ),
        (
            lambda: roi_xl.control_group_effect(1, 2, 3, []),
            ZeroDivisorError,
            "control_after: there are no numbers",
        ),
        (lambda: roi_xl.payback_period(100, 0), NoSolutionError, "never repay"),
        (
            lambda: roi_xl.roi_statement(1, 1, "tlh"),
            BadArgumentError,
            f"language: the text 'tlh' is no language; type {CODES}",
        ),
        (lambda: roi_xl.prorated_cost(1, 1, 1, 1), TypeError, "too many positional arguments"),
    ],
)
def test_errors_say_what_is_wrong(call, error, message):
    with pytest.raises(error, match=message):
        call()
