"""Bad input, function by function: the cell error of the contract, never an exception or a wrong number."""

import math
import sys

import pytest
from bad_input import (
    GOOD,
    HUGE,
    NEGATIVE,
    NO_LANGUAGES,
    NO_NUMBERS,
    NO_SHARES,
    NO_TEXTS,
    NOT_FINITE,
    NUM,
    NUMERIC,
    ORDERLESS,
    SINGLE,
    SPECIAL,
    VALUE,
    cells,
    huge_ranges,
    places,
    replaced,
    spoilt,
)

from roi_xl.calc import FUNCTIONS
from roi_xl.calc.cashflow import _refined
from roi_xl.catalogue import Kind, column
from roi_xl.catalogue.cells import RANGES
from roi_xl.errors import CellError


def arguments(kinds):
    return pytest.mark.parametrize(
        ("name", "at"),
        [
            pytest.param(name, at, id=f"{name}-{FUNCTIONS[name].params[at].name}")
            for name, at in places(kinds)
        ],
    )


def call(name, at, value):
    return FUNCTIONS[name].call(*replaced(name, at, value))


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_the_examples_of_a_function_give_a_call_that_works_and_fills_every_argument(function):
    good = GOOD[function.name]
    assert not any(isinstance(cell, CellError) for cell in cells(function.call(*good)))
    missing = [param.name for param, value in zip(function.params, good, strict=True) if value is None]
    assert missing == [], "no example without an error gives these arguments: add one that does"
    ranges = [value for value, param in zip(good, function.params, strict=True) if param.kind in RANGES]
    assert all(len(cells(value)) >= 2 for value in ranges)


@arguments(NUMERIC)
@pytest.mark.parametrize("bad", NO_NUMBERS.values(), ids=NO_NUMBERS)
def test_what_is_no_number_is_a_value_error(name, at, bad):
    assert call(name, at, spoilt(GOOD[name][at], bad)) is VALUE


@arguments(NUMERIC & SINGLE)
def test_an_empty_text_in_a_single_cell_is_a_value_error(name, at):
    assert call(name, at, "") is VALUE


@arguments(RANGES)
def test_an_empty_text_in_a_range_is_a_blank(name, at):
    value = GOOD[name][at]
    assert call(name, at, spoilt(value, "")) == call(name, at, spoilt(value, None))


@arguments(NUMERIC & SINGLE)
def test_an_empty_text_in_a_range_of_a_function_that_lifts_is_a_blank(name, at):
    if FUNCTIONS[name].lifts:
        value = GOOD[name][at]
        assert call(name, at, column(value, "")) == call(name, at, column(value, None))


@arguments(NUMERIC)
@pytest.mark.parametrize("bad", NOT_FINITE, ids=str)
def test_what_is_no_finite_number_is_a_num_error(name, at, bad):
    assert call(name, at, spoilt(GOOD[name][at], bad)) is NUM


@arguments({Kind.TEXT})
@pytest.mark.parametrize("bad", NO_TEXTS.values(), ids=NO_TEXTS)
def test_what_is_no_text_is_a_value_error(name, at, bad):
    assert call(name, at, bad) is VALUE


@pytest.mark.parametrize(
    ("name", "at"),
    [place for place in places({Kind.TEXT}) if FUNCTIONS[place[0]].params[place[1]].name == "language"],
)
@pytest.mark.parametrize("bad", NO_LANGUAGES.values(), ids=NO_LANGUAGES)
def test_what_is_no_language_is_a_value_error(name, at, bad):
    assert call(name, at, bad) is VALUE


@arguments({Kind.FLAG})
def test_a_flag_takes_numbers_as_excel_does_and_no_text(name, at):
    assert call(name, at, "TRUE") is VALUE
    assert call(name, at, 0.0) == call(name, at, None) == call(name, at, False)
    assert call(name, at, 7.0) == call(name, at, True)


@arguments({Kind.SHARE, Kind.SHARES})
@pytest.mark.parametrize("bad", NO_SHARES)
def test_a_share_out_of_range_is_a_num_error(name, at, bad):
    assert call(name, at, spoilt(GOOD[name][at], bad)) is NUM


@arguments({Kind.NONNEGATIVE, Kind.COUNT})
@pytest.mark.parametrize("bad", NEGATIVE)
def test_a_negative_number_where_there_is_none_is_a_num_error(name, at, bad):
    assert call(name, at, bad) is NUM


@arguments({Kind.COUNT})
def test_half_a_count_is_a_num_error(name, at):
    assert call(name, at, 2.5) is NUM


@arguments(SINGLE)
def test_a_range_where_one_value_belongs_is_a_value_error_unless_it_lifts(name, at):
    value = GOOD[name][at]
    result = call(name, at, column(value, value))
    if FUNCTIONS[name].lifts:
        assert result == column(FUNCTIONS[name].call(*GOOD[name]), FUNCTIONS[name].call(*GOOD[name]))
    else:
        assert result is VALUE


@arguments(SINGLE)
def test_a_range_of_one_cell_is_that_cell(name, at):
    assert call(name, at, ((GOOD[name][at],),)) == FUNCTIONS[name].call(*GOOD[name])


@arguments(SINGLE)
def test_an_empty_range_where_one_value_belongs_is_a_value_error(name, at):
    assert call(name, at, ()) is VALUE


@arguments(ORDERLESS)
def test_a_row_instead_of_a_column_is_the_same(name, at):
    assert call(name, at, tuple(zip(*GOOD[name][at], strict=True))) == FUNCTIONS[name].call(*GOOD[name])


@arguments({Kind.NUMBERS})
def test_blanks_in_a_range_are_skipped(name, at):
    values = cells(GOOD[name][at])
    assert call(name, at, column(None, values[0], None, *values[1:], None)) == FUNCTIONS[name].call(
        *GOOD[name]
    )


@arguments(set(Kind))
@pytest.mark.parametrize("huge", HUGE)
def test_huge_numbers_give_a_finite_number_or_an_error(name, at, huge):
    for value in huge_ranges(huge):
        for cell in cells(call(name, at, value)):
            assert isinstance(cell, str) or math.isfinite(cell)


@pytest.mark.parametrize(
    ("name", "given", "result"), [pytest.param(*case, id=f"{i}-{case[0]}") for i, case in enumerate(SPECIAL)]
)
def test_special_input(name, given, result):
    got = FUNCTIONS[name].call(*given)
    if isinstance(result, CellError):
        assert got is result
    elif isinstance(result, tuple):
        assert [len(line) for line in got] == [len(line) for line in result]
        assert cells(got) == [c if isinstance(c, str) else pytest.approx(c, abs=1e-12) for c in cells(result)]
    else:
        assert got == (result if isinstance(result, str) else pytest.approx(result, rel=1e-12, abs=1e-12))


def test_three_hundred_lines_bear_a_label_each():
    gains, names = ((1.0, 2.0, 3.0),) * 299, column(*map(str, range(300)))
    found = FUNCTIONS["ROI_SENSITIVITY"].call(gains, 1.0, names)
    assert sorted(line[0] for line in found) == sorted(map(str, range(300)))


def test_a_vanishing_last_benefit_does_not_move_the_rate_of_return():
    # eigenvalues, as behind numpy-financial, gave 0.56 % and nothing at all
    assert FUNCTIONS["TRAINING_IRR"].call(1.0, column(0.0, 0.0, 1.0, 0.0, 1e-38)) == pytest.approx(
        0, abs=1e-12
    )
    assert FUNCTIONS["TRAINING_IRR"].call(1.0, column(1.0, 2.2250738585e-313)) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    ("cost", "benefits", "rate"),
    [(100.0, (100.0, 0.0, -7.0), -0.0833), (5.0, (10.5, 1.0, -8.0, 1.0), 0.0886)],
)
def test_of_several_rates_of_return_it_is_the_one_nearest_to_zero(cost, benefits, rate):
    # the examples in numpy-financial's help, given with four digits
    assert FUNCTIONS["TRAINING_IRR"].call(cost, column(*benefits)) == pytest.approx(rate, abs=5e-5)


@pytest.mark.parametrize("roots", [(1.1, 0.95), (1.3, 0.9), (0.8, 1.25), (1.02, 2.0)])
def test_of_two_rates_known_by_their_construction_it_is_the_one_nearest_to_zero(roots):
    # −100(g − a)(g − b) = 0: an outlay of 100, then 100(a + b), then −100ab
    a, b = roots
    nearest = min((a - 1, b - 1), key=abs)
    found = FUNCTIONS["TRAINING_IRR"].call(100.0, column(100 * (a + b), -100 * a * b))
    assert found == pytest.approx(nearest, abs=1e-9)


def test_a_vanishing_last_loss_does_not_move_the_rate_of_return():
    irr = FUNCTIONS["TRAINING_IRR"].call
    assert irr(100.0, column(100.0, 0.0, -7.0, -1e-300)) == pytest.approx(
        irr(100.0, column(100.0, 0.0, -7.0))
    )


def test_forty_years_of_months_have_a_rate_of_return():
    # an annuity's closed form: cost = (1 − 1.01⁻⁴⁸⁰) ÷ 0.01
    cost = (1 - 1.01**-480) / 0.01
    assert FUNCTIONS["TRAINING_IRR"].call(cost, column(*[1.0] * 480)) == pytest.approx(0.01, rel=1e-10)


def test_flows_without_any_root_have_no_rate_of_return():
    # −1 + 1/g − 1/g² is never 0: its discriminant is negative
    assert FUNCTIONS["TRAINING_IRR"].call(1.0, column(1.0, -1.0)) is NUM


@pytest.mark.parametrize(
    ("flows", "growth"),
    [
        pytest.param([-1.0, 0.0, 0.0, 1.0], 1e-200, id="beyond the smallest number"),
        pytest.param([-1.0, 0.0, 0.0, 1.0], 1e200, id="flat beyond the largest number"),
        pytest.param([-1.0, 0.0], 1.1, id="no slope"),
        pytest.param([-1.0, 1.0, -1.0], 1.0, id="no root, where it is flat"),
        pytest.param([-1.0, 1.0, -1.0], 1.3, id="no root"),
        pytest.param([-1.0, 1.0], math.nan, id="nowhere to start"),
        pytest.param([-1.0, 1.0], -1.0, id="no possible rate"),
    ],
)
def test_newtons_method_gives_up_where_it_gets_nowhere(flows, growth):
    assert _refined(flows, growth) is None


@pytest.mark.parametrize(
    ("name", "arguments", "library"),
    [
        ("ROI_SIMULATION", GOOD["ROI_SIMULATION"], "numpy"),
        ("TRAINING_IRR", (100, column(150, -20)), "numpy_financial"),
    ],
)
def test_a_library_that_is_missing_is_named_and_no_error_of_the_cells(monkeypatch, name, arguments, library):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ModuleNotFoundError, match=library):
        FUNCTIONS[name].call(*arguments)
