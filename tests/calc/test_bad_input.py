"""Bad input, function by function: the cell error of the contract, never an exception or a wrong number."""

import math
import sys

import pytest

from roi_xl.calc import FUNCTIONS
from roi_xl.calc.cashflow import _refined
from roi_xl.catalogue import LEFT_OUT, Kind, column, row
from roi_xl.errors import CellError

DIV0, NUM, VALUE = CellError.DIV0, CellError.NUM, CellError.VALUE

# a call of each function that works, to be spoilt one argument at a time
GOOD = {
    "TRAINING_ROI": (column(30.0, 30.0), column(10.0, 10.0)),
    "COST_OF_ERROR": (2.0, 50.0, 10.0),
    "HOUR_VALUE": (60_000.0, 0.3, 2_000.0),
    "ATTRIBUTED_BENEFIT": (1_000.0, 0.5, 0.5),
    "ROI_RANGE": (row(100.0, 150.0, 200.0), row(120.0, 100.0, 80.0)),
    "PARTICIPANT_COST": (10.0, 8.0, 50.0),
    "PRORATED_COST": (3_000.0, 1.0, 3.0),
    "TIME_SAVED_VALUE": (100.0, 50.0, 0.5),
    "TURNOVER_SAVING": (50.0, 0.16, 0.12, 1_000.0),
    "MARGIN_VALUE": (90_000.0, 0.4),
    "IMPROVEMENT_VALUE": (20.0, 12.0, 100.0, True, 12.0),
    "ESTIMATED_SHARE": (column(0.5, 0.6), column(0.7, 0.5), 5.0),
    "CONTROL_GROUP_EFFECT": (column(1.0, 3.0), column(4.0, 6.0), column(1.0, 2.0), column(2.0, 3.0)),
    "CONTROL_GROUP_INTERVAL": (column(1.0, 3.0), column(4.0, 6.0), column(1.0, 2.0), column(2.0, 3.0), 0.9),
    "TREND_EFFECT": (column(10.0, 12.0), column(20.0, 20.0)),
    "NET_BENEFIT": (column(30.0, 30.0), column(10.0, 10.0)),
    "BENEFIT_COST_RATIO": (column(30.0, 30.0), column(10.0, 10.0)),
    "ANNUALIZED_ROI": (0.21, 2.0),
    "REQUIRED_BENEFIT": (column(500.0, 500.0), 0.3),
    "BREAK_EVEN_SHARE": (column(30.0, 30.0), column(10.0, 10.0), 0.5),
    "PAYBACK_PERIOD": (column(50.0, 50.0), column(60.0, 60.0)),
    "TRAINING_NPV": (0.1, column(50.0, 50.0), column(60.0, 60.0)),
    "TRAINING_IRR": (column(50.0, 50.0), column(60.0, 60.0)),
    "ROI_SENSITIVITY": (row(100.0, 150.0, 200.0), row(120.0, 100.0, 80.0), column("gain", "cost")),
    "ROI_SIMULATION": (row(100.0, 150.0, 200.0), row(120.0, 100.0, 80.0), 100.0, 1.0),
    "LEARNING_GAIN": (column(40.0, 50.0), column(60.0, 80.0)),
    "NORMALIZED_GAIN": (column(40.0, 60.0), column(70.0, 80.0), 100.0),
    "EFFECT_SIZE": (column(6.0, 8.0), column(4.0, 6.0)),
    "NET_PROMOTER_SCORE": (column(10.0, 6.0),),
    "SATISFACTION_SHARE": (column(5.0, 3.0), 4.0),
    "UTILITY_GAIN": (50.0, 2.0, 0.5, 10_000.0, column(500.0, 500.0)),
    "ROI_STATEMENT": (column(30.0, 30.0), column(10.0, 10.0), "en"),
    "ROI_VERDICT": (0.21, 0.25, 0.12, 2.0, "en"),
}
SINGLE = {Kind.NUMBER, Kind.NONNEGATIVE, Kind.SHARE, Kind.COUNT, Kind.FLAG, Kind.TEXT}
NUMERIC = set(Kind) - {Kind.FLAG, Kind.TEXT, Kind.LABELS}
ORDERLESS = {Kind.NUMBERS, Kind.SERIES, Kind.OBSERVATIONS, Kind.SHARES, Kind.LABELS}


def arguments(kinds):
    """Every argument of every function of some kinds."""
    return pytest.mark.parametrize(
        ("name", "at"),
        [
            pytest.param(name, at, id=f"{name}-{param.name}")
            for name, function in FUNCTIONS.items()
            for at, param in enumerate(function.params)
            if param.kind in kinds
        ],
    )


def call(name, at, value):
    good = GOOD[name]
    return FUNCTIONS[name].call(*good[:at], value, *good[at + 1 :])


def spoilt(value, bad):
    """The argument itself if it is a single cell, or a range of which the last cell is spoilt."""
    if isinstance(value, tuple):
        return (*value[:-1], (*value[-1][:-1], bad))
    return bad


def cells(result):
    return [cell for cells in result for cell in cells] if isinstance(result, tuple) else [result]


def test_every_function_has_a_call_that_works():
    assert list(GOOD) == list(FUNCTIONS)
    for name, good in GOOD.items():
        assert len(good) == len(FUNCTIONS[name].params)
        assert not any(isinstance(cell, CellError) for cell in cells(FUNCTIONS[name].call(*good)))


@arguments(NUMERIC)
@pytest.mark.parametrize(
    "bad", ["abc", "3", "", True, False], ids=["text", "3 as text", "no text", "TRUE", "FALSE"]
)
def test_what_is_no_number_is_a_value_error(name, at, bad):
    assert call(name, at, spoilt(GOOD[name][at], bad)) is VALUE


@arguments(NUMERIC)
@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf], ids=str)
def test_what_is_no_finite_number_is_a_num_error(name, at, bad):
    assert call(name, at, spoilt(GOOD[name][at], bad)) is NUM


@arguments({Kind.TEXT})
@pytest.mark.parametrize(
    "bad", [1.0, True, None, "klingon", ""], ids=["number", "TRUE", "blank", "no language", "no text"]
)
def test_what_is_no_language_is_a_value_error(name, at, bad):
    assert call(name, at, bad) is VALUE


@arguments({Kind.FLAG})
def test_a_flag_takes_numbers_as_excel_does_and_no_text(name, at):
    assert call(name, at, "TRUE") is VALUE
    assert call(name, at, 0.0) == call(name, at, None) == call(name, at, False)
    assert call(name, at, 7.0) == call(name, at, True)


@arguments({Kind.SHARE, Kind.SHARES})
@pytest.mark.parametrize("bad", [1.01, -0.01, 35.0, 1e308])
def test_a_share_out_of_range_is_a_num_error(name, at, bad):
    assert call(name, at, spoilt(GOOD[name][at], bad)) is NUM


@arguments({Kind.NONNEGATIVE, Kind.COUNT})
@pytest.mark.parametrize("bad", [-1.0, -1e-9, -1e308])
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
@pytest.mark.parametrize("huge", [1e308, -1e308])
def test_huge_numbers_give_a_finite_number_or_an_error(name, at, huge):
    for value in (huge, column(huge, huge), row(huge, huge, huge), (row(huge, huge, -huge)[0],)):
        for cell in cells(call(name, at, value)):
            assert isinstance(cell, str) or math.isfinite(cell)


B = None
BLANKS = column(None, None)
SPECIAL = [
    # no cost, no ratio; the sum of nothing is 0
    ("TRAINING_ROI", (100.0, 0.0), DIV0),
    ("TRAINING_ROI", (100.0, column(50.0, -50.0)), DIV0),
    ("TRAINING_ROI", (100.0, BLANKS), DIV0),
    ("TRAINING_ROI", (BLANKS, 100.0), -1.0),
    ("TRAINING_ROI", (100.0, -50.0), NUM),
    ("TRAINING_ROI", (100.0, -0.5), NUM),
    ("BENEFIT_COST_RATIO", (100.0, B), DIV0),
    ("BENEFIT_COST_RATIO", (100.0, -50.0), NUM),
    ("BENEFIT_COST_RATIO", ((), 50.0), 0.0),
    ("NET_BENEFIT", ((), ()), 0.0),
    ("NET_BENEFIT", (B, 50.0), -50.0),
    ("ROI_STATEMENT", (100.0, 0.0), DIV0),
    ("ROI_STATEMENT", (100.0, -50.0), NUM),
    ("ROI_STATEMENT", (1.0, 5e-324), NUM),  # more than the largest number for each 1 spent
    ("ROI_STATEMENT", (-1.7e308, 1.7e308), NUM),
    (
        "ROI_STATEMENT",
        (110.0, 100.0),
        "ROI is 10.0%: each 1 spent brought back 1.10, of which 0.10 is gain. Net benefit: 10.",
    ),
    (
        "ROI_STATEMENT",
        (100.0, 100.0),
        "ROI is 0.0%: each 1 spent brought back 1.00, of which 0.00 is gain. Net benefit: 0.",
    ),
    (
        "ROI_STATEMENT",
        (-50.0, 100.0),
        "ROI is −150.0%: each 1 spent brought back −0.50, a loss of 1.50. Net benefit: −150.",
    ),
    (
        "ROI_STATEMENT",
        (100.0, 50.0, "SV"),
        (
            "ROI är 100,0\u00a0%: för varje 1 som satsades kom 2,00 tillbaka, "
            "varav 1,00 är vinst. Nettonytta: 50."
        ),
    ),
    ("REQUIRED_BENEFIT", (B, 0.3), 0.0),
    ("REQUIRED_BENEFIT", (column(1e308, 1e308), 0.0), NUM),
    ("BREAK_EVEN_SHARE", (BLANKS, 100.0), DIV0),
    ("BREAK_EVEN_SHARE", (-100.0, 100.0), NUM),
    ("BREAK_EVEN_SHARE", (-0.5, 100.0), NUM),
    ("BREAK_EVEN_SHARE", (100.0, ()), 0.0),
    # a subsidy lowers the costs; where it exceeds them money is a gain, and a ratio to costs means nothing
    ("TRAINING_ROI", (60.0, column(50.0, -20.0)), 1.0),
    ("TRAINING_ROI", (60.0, column(50.0, -60.0)), NUM),
    ("BENEFIT_COST_RATIO", (60.0, column(50.0, -60.0)), NUM),
    ("ROI_STATEMENT", (60.0, column(50.0, -60.0)), NUM),
    ("ROI_RANGE", (row(60.0, 60.0, 60.0), column(50.0, -60.0)), NUM),
    ("ROI_SENSITIVITY", (row(60.0, 60.0, 60.0), column(50.0, -60.0)), NUM),
    ("NET_BENEFIT", (60.0, column(50.0, -60.0)), 70.0),
    ("REQUIRED_BENEFIT", (column(50.0, -60.0), 0.3), -13.0),
    ("BREAK_EVEN_SHARE", (100.0, column(50.0, -60.0)), -0.1),
    ("PAYBACK_PERIOD", (column(50.0, -60.0), 5.0), 0.0),
    ("TRAINING_NPV", (0.1, column(50.0, -60.0), 11.0), 20.0),
    ("TRAINING_IRR", (column(50.0, -60.0), 11.0), NUM),
    ("UTILITY_GAIN", (50.0, 2.0, 0.5, 10.0, column(50.0, -60.0)), 510.0),
    # blanks as single values are 0
    ("HOUR_VALUE", (B, 0.3, 2_000.0), 0.0),
    ("HOUR_VALUE", (60_000.0, 0.3, B), DIV0),
    ("COST_OF_ERROR", (B, 50.0, 10.0), 10.0),
    ("PARTICIPANT_COST", (10.0, B, 50.0), 0.0),
    ("PRORATED_COST", (3_000.0, 1.0, B), DIV0),
    ("PRORATED_COST", (3_000.0, 4.0, 3.0), NUM),
    ("PRORATED_COST", (3_000.0, 3.0, 3.0), 3_000.0),
    ("TIME_SAVED_VALUE", (100.0, 50.0, B), 0.0),
    ("TIME_SAVED_VALUE", (-100.0, 50.0, LEFT_OUT), -5_000.0),
    ("MARGIN_VALUE", (90_000.0, B), 0.0),
    ("TURNOVER_SAVING", (50.0, 0.1, B, 1_000.0), 5_000.0),
    ("IMPROVEMENT_VALUE", (20.0, 12.0, 100.0, B, B), 0.0),
    ("IMPROVEMENT_VALUE", (20.0, 12.0, 100.0), -800.0),
    ("ANNUALIZED_ROI", (B, 2.0), 0.0),
    ("ANNUALIZED_ROI", (0.21, B), DIV0),
    ("ANNUALIZED_ROI", (-1.0, 2.0), -1.0),
    ("ANNUALIZED_ROI", (-1.01, 2.0), NUM),
    ("ANNUALIZED_ROI", (-1.5, 1.0), NUM),
    ("ANNUALIZED_ROI", (0.21, 1e-308), NUM),
    ("UTILITY_GAIN", (50.0, B, 0.5, 10_000.0, 100.0), -100.0),
    # missing data take their partner with them; a mean of nothing is an error
    ("ESTIMATED_SHARE", (column(0.5, B), column(0.8, 0.9)), 0.2),
    ("ESTIMATED_SHARE", (column(0.5, 0.5), column(0.8, B)), 0.2),
    ("ESTIMATED_SHARE", (BLANKS, BLANKS), 0.0),
    ("ESTIMATED_SHARE", (BLANKS, BLANKS, 0.0), DIV0),
    ("ESTIMATED_SHARE", ((), ()), DIV0),
    ("ESTIMATED_SHARE", (column(0.5, 0.5), column(0.8, 0.8), 2.0), 0.4),
    ("ESTIMATED_SHARE", (column(0.5, 0.5), column(0.8, 0.8), 1.0), NUM),
    ("ESTIMATED_SHARE", (column(0.5, 0.5), column(0.8, 0.8, 0.8)), VALUE),
    ("CONTROL_GROUP_EFFECT", (B, 21.0, 23.0, 21.0), DIV0),
    ("CONTROL_GROUP_EFFECT", (20.0, 21.0, 23.0, BLANKS), DIV0),
    ("CONTROL_GROUP_INTERVAL", (column(1.0, B), column(4.0, 6.0), column(1.0, 2.0), column(2.0, 3.0)), DIV0),
    ("CONTROL_GROUP_INTERVAL", (*[column(1.0, 1.0)] * 4, 0.0), NUM),
    ("CONTROL_GROUP_INTERVAL", (*[column(1.0, 1.0)] * 4, 1.0), NUM),
    ("CONTROL_GROUP_INTERVAL", (*[column(1.0, 1.0)] * 3, column(2.0, 2.0)), row(-1.0, -1.0, -1.0)),
    ("TREND_EFFECT", (column(10.0, B), column(20.0)), DIV0),
    ("TREND_EFFECT", (column(10.0, 12.0), BLANKS), DIV0),
    ("TREND_EFFECT", (column(10.0, B, 14.0), column(B, 20.0)), 2.0),
    ("TREND_EFFECT", (column(1e308, -1e308), column(20.0)), NUM),
    ("LEARNING_GAIN", (column(40.0, B, 60.0), column(60.0, 80.0, B)), 20.0),
    ("LEARNING_GAIN", (column(40.0, B), column(B, 80.0)), DIV0),
    ("LEARNING_GAIN", (column(40.0, 50.0), column(60.0)), VALUE),
    ("NORMALIZED_GAIN", (column(40.0, B), column(70.0, 80.0), 100.0), 0.5),
    ("NORMALIZED_GAIN", (BLANKS, BLANKS, 100.0), DIV0),
    ("NORMALIZED_GAIN", (100.0, 100.0, 100.0), DIV0),
    ("NORMALIZED_GAIN", (40.0, 100.5, 100.0), NUM),
    ("NORMALIZED_GAIN", (40.0, 100.0, 100.0), 1.0),
    ("EFFECT_SIZE", (column(6.0, B), column(4.0, 6.0)), DIV0),
    ("EFFECT_SIZE", (column(6.0, 6.0), column(4.0, 4.0)), DIV0),
    ("NET_PROMOTER_SCORE", (BLANKS,), DIV0),
    ("NET_PROMOTER_SCORE", (column(9.0, 8.0, 7.0, 6.0),), 0.0),
    ("NET_PROMOTER_SCORE", (0.0,), -100.0),
    ("NET_PROMOTER_SCORE", (10.0,), 100.0),
    ("NET_PROMOTER_SCORE", (8.5,), NUM),
    ("NET_PROMOTER_SCORE", (-1.0,), NUM),
    ("NET_PROMOTER_SCORE", (11.0,), NUM),
    ("SATISFACTION_SHARE", (BLANKS,), DIV0),
    ("SATISFACTION_SHARE", (column(4.0, 3.9),), 0.5),
    # flows: a blank is a period without benefit, in its place
    ("PAYBACK_PERIOD", (100.0, column(B, 100.0)), 2.0),
    ("PAYBACK_PERIOD", (100.0, column(100.0, B)), 1.0),
    ("PAYBACK_PERIOD", (100.0, column(40.0, 30.0)), NUM),
    ("PAYBACK_PERIOD", (100.0, 0.0), NUM),
    ("PAYBACK_PERIOD", (100.0, -5.0), NUM),
    ("PAYBACK_PERIOD", (100.0, ()), NUM),
    ("PAYBACK_PERIOD", (0.0, 0.0), 0.0),
    ("PAYBACK_PERIOD", (-10.0, 5.0), 0.0),
    ("PAYBACK_PERIOD", (0.5, 1.0), 0.5),
    ("PAYBACK_PERIOD", (0.5, column(1.0, 1.0)), 0.5),
    ("PAYBACK_PERIOD", (0.5, 0.25), 2.0),
    ("PAYBACK_PERIOD", (100.0, column(120.0, -50.0)), 100 / 120),
    ("PAYBACK_PERIOD", (100.0, column(-20.0, 120.0)), 2.0),
    ("TRAINING_NPV", (0.1, 0.0, column(B, 121.0)), 100.0),
    ("TRAINING_NPV", (0.1, 50.0, ()), -50.0),
    ("TRAINING_NPV", (-1.0, 50.0, 60.0), DIV0),
    ("TRAINING_NPV", (-1.01, 50.0, 60.0), NUM),
    ("TRAINING_NPV", (-0.5, 50.0, 60.0), 70.0),
    ("TRAINING_NPV", (-1 + 2**-53, 50.0, column(*[1.0] * 25)), DIV0),
    ("TRAINING_NPV", (1e308, 50.0, column(1.0, 1.0)), NUM),
    ("TRAINING_IRR", (0.0, 60.0), NUM),
    ("TRAINING_IRR", (100.0, -60.0), NUM),
    ("TRAINING_IRR", (100.0, ()), NUM),
    ("TRAINING_IRR", (100.0, column(B, 121.0)), 0.1),
    ("TRAINING_IRR", (1e200, column(B, 1.21e200)), 0.1),
    ("TRAINING_IRR", (1e-200, column(B, 1.21e-200)), 0.1),
    ("TRAINING_IRR", (100.0, 1.0), -0.99),
    ("TRAINING_IRR", (1.0, column(B, B, 1e-300)), -1.0),
    # a level flow for ever is worth itself ÷ rate
    ("TRAINING_IRR", (1.0, column(*[1e6] * 240)), 1e6),
    ("TRAINING_IRR", (-100.0, 110.0), NUM),
    ("TRAINING_IRR", (-100.0, -110.0), 0.1),
    # more than 600 periods of benefits and losses mixed
    ("TRAINING_IRR", (1.0, column(*[1.0, -0.5] * 301)), NUM),
    # scenarios
    ("ROI_RANGE", (row(1.0, 2.0, 3.0), B), DIV0),
    ("ROI_RANGE", (row(1.0, 2.0, 3.0), row(1.0, 1.0, 0.0)), DIV0),
    ("ROI_RANGE", (row(1.0, 2.0, 3.0), -1.0), NUM),
    ("ROI_RANGE", (column(1.0, 2.0, 3.0), 1.0), VALUE),
    ("ROI_RANGE", (row(1.0, 2.0, 3.0), row(1.0, 1.0)), VALUE),
    ("ROI_RANGE", (row(1.0, 2.0, 3.0, 4.0), 1.0), VALUE),
    ("ROI_RANGE", (row(1.0, 2.0, 3.0), row(1.0, 1.0, 1.0, 1.0)), VALUE),
    ("ROI_RANGE", ((), 1.0), VALUE),
    ("ROI_RANGE", (row(1.0, 2.0, 3.0), ()), VALUE),
    ("ROI_RANGE", (row(3.0, 2.0, 4.0), 1.0), NUM),
    ("ROI_RANGE", (row(1.0, 3.0, 2.0), 1.0), NUM),
    # −1 and 10⁻¹² make a float that is as far out of order as rounding is given
    ("ROI_RANGE", (row(1e-12, 0.0, 0.0), 1.0), row(-1.0, -1.0, -1.0)),
    ("ROI_RANGE", (row(0.0, 1e-12, 0.0), 1.0), row(-1.0, -1.0, -1.0)),
    ("ROI_RANGE", (row(1e-11, 0.0, 0.0), 1.0), NUM),
    ("ROI_RANGE", (row(0.0, 1e-11, 0.0), 1.0), NUM),
    ("ROI_RANGE", (((1.0, 2.0, 3.0), (B, B, B)), column(1.0, B)), row(0.0, 1.0, 2.0)),
    ("ROI_RANGE", (((0.1, 0.3, 0.3), (0.2, B, B)), 1.0), row(-0.7, -0.7, -0.7)),
    ("ROI_SENSITIVITY", (row(1.0, 2.0, 3.0), 0.0), DIV0),
    ("ROI_SENSITIVITY", (row(1.0, 2.0, 3.0), row(2.0, 1.0, 0.0)), DIV0),
    ("ROI_SENSITIVITY", (row(1.0, 2.0), 1.0), VALUE),
    ("ROI_SENSITIVITY", (row(1.0, 2.0, 3.0, 4.0), 1.0), VALUE),
    ("ROI_SENSITIVITY", (row(0.0, 5.0, 0.0), row(0.0, 5.0, 0.0)), DIV0),
    ("ROI_SENSITIVITY", (row(0.0, 5.0, 0.0), column(5.0)), ((1.0, -1.0, -1.0), (2.0, 0.0, 0.0))),
    (
        "ROI_SENSITIVITY",
        (row(5.0, 0.0, 0.0), ((5.0, 0.0, 0.0), (10.0, 10.0, 10.0), (0.0, 2.0, 0.0))),
        ((1.0, 5 / 12 - 1, -1.0), (2.0, -1.0, -1.0), (3.0, -1.0, -1.0), (4.0, -1.0, -1.0)),
    ),
    (
        "ROI_SENSITIVITY",
        (((1.0, 2.0, 3.0), (B, B, B)), 1.0, column("gain", "spare", B)),
        (("gain", 0.0, 2.0), (3.0, 1.0, 1.0)),
    ),
    ("ROI_SENSITIVITY", (row(1.0, 2.0, 3.0), 1.0, column("one", "two", "three")), VALUE),
    ("ROI_SENSITIVITY", (row(B, B, 3.0), 1.0), ((1.0, -1.0, 2.0), (2.0, -1.0, -1.0))),
    ("ROI_SIMULATION", (row(1.0, 2.0, 3.0), B), DIV0),
    ("ROI_SIMULATION", (row(1.0, 2.0, 3.0), row(2.0, 1.0, -1.0)), DIV0),
    ("ROI_SIMULATION", (row(1.0, 2.0, 3.0), -1.0), DIV0),
    ("ROI_SIMULATION", (row(2.0, 1.0, 3.0), 1.0), NUM),
    ("ROI_SIMULATION", (row(1.0, 2.0, 3.0), row(1.0, 2.0, 3.0)), NUM),
    ("ROI_SIMULATION", (row(1.0, 3.0, 2.0), 1.0), NUM),
    ("ROI_SIMULATION", (row(1.0, 2.0), 1.0), VALUE),
    ("ROI_SIMULATION", (row(1.0, 2.0, 3.0), 1.0, 0.0), NUM),
    ("ROI_SIMULATION", (row(1.0, 2.0, 3.0), 1.0, 1_000_001.0), NUM),
    # break-even is no loss
    ("ROI_SIMULATION", (row(3.0, 3.0, 3.0), 3.0, 10.0), row(0.0, 0.0, 0.0, 0.0, 0.0)),
    ("ROI_SIMULATION", (row(3.0, 3.0, 3.0), 1.0, 1.0), row(2.0, 2.0, 2.0, 2.0, 0.0)),
    ("ROI_SIMULATION", (row(-1e308, 0.0, 1e308), 1.0), NUM),
    ("ROI_SIMULATION", (row(3.0, 3.0, 3.0), 1.0, 1_000_000.0), row(2.0, 2.0, 2.0, 2.0, 0.0)),
    ("ROI_VERDICT", (0.0,), "Break-even."),
    (
        "ROI_VERDICT",
        (-0.5, 0.0, -0.2),
        "Below break-even; per year it falls short of the cost of capital of −20.0%.",
    ),
    ("ROI_VERDICT", (0.1,), "Positive."),
    ("ROI_VERDICT", (0.1, -0.5), "Positive."),
    ("ROI_VERDICT", (-0.1, -0.5), "Below break-even."),
    ("ROI_VERDICT", (0.25, 0.25), "Meets the target of 25.0%."),
    (
        "ROI_VERDICT",
        (-3.0, 0.0, 0.1),
        "Below break-even; per year it falls short of the cost of capital of 10.0%.",
    ),
    ("ROI_VERDICT", (0.21, 0.0, 0.1, 2.0), "Positive; per year it covers the cost of capital of 10.0%."),
    ("ROI_VERDICT", (0.21, 0.0, B, 2.0), "Positive; per year it covers the cost of capital of 0.0%."),
    ("ROI_VERDICT", (0.21, 0.0, LEFT_OUT, 0.0), "Positive."),
    ("ROI_VERDICT", (0.1, 0.0, 0.1), "Positive; per year it covers the cost of capital of 10.0%."),
    (
        "ROI_VERDICT",
        (0.1, 0.0, 0.11, 1.0),
        "Positive; per year it falls short of the cost of capital of 11.0%.",
    ),
]


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
        ("CONTROL_GROUP_INTERVAL", GOOD["CONTROL_GROUP_INTERVAL"], "scipy.special"),
        ("ROI_SIMULATION", GOOD["ROI_SIMULATION"], "numpy"),
        ("TRAINING_IRR", (100, column(150, -20)), "numpy_financial"),
    ],
)
def test_a_library_that_is_missing_is_named_and_no_error_of_the_cells(monkeypatch, name, arguments, library):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ModuleNotFoundError, match=library):
        FUNCTIONS[name].call(*arguments)
