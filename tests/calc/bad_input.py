"""Bad input, as tables: calls that work, what spoils them, and special cases with their results."""

import math

from roi_xl.calc import FUNCTIONS
from roi_xl.catalogue import LEFT_OUT, Kind, column, row
from roi_xl.catalogue.cells import RANGES
from roi_xl.errors import CellError

DIV0, NUM, VALUE = CellError.DIV0, CellError.NUM, CellError.VALUE

SINGLE = {Kind.NUMBER, Kind.NONNEGATIVE, Kind.SHARE, Kind.COUNT, Kind.FLAG, Kind.TEXT}


def good(function):
    """A call of a function that works, to be spoilt one argument at a time: the fullest of its examples.

    Arguments that the example leaves out have their defaults. A single cell where a range may stand becomes a
    range: two halves one below the other, or the same in each of three scenarios.
    """
    calls = [example.args for example in function.examples if is_spoilable(function, example)]
    fullest = max(calls, key=lambda args: (len(args), sum(isinstance(value, tuple) for value in args)))
    left_out = [param.default for param in function.params[len(fullest) :]]
    return tuple(
        as_range(value, param.kind) if param.kind in RANGES else as_cell(value)
        for value, param in zip([*fullest, *left_out], function.params, strict=True)
    )


def is_spoilable(function, example):
    """Whether an example has a result, and a single cell for each argument that takes no range."""
    single = [
        value for value, param in zip(example.args, function.params, strict=False) if param.kind in SINGLE
    ]
    has_result = not any(isinstance(cell, CellError) for cell in cells(example.result))
    return has_result and not any(isinstance(value, tuple) for value in single)


def as_range(value, kind):
    if isinstance(value, tuple):
        return tuple(tuple(map(as_cell, line)) for line in value)
    if value is None or isinstance(value, str):
        return value and column(value, value)
    return row(*[float(value)] * 3) if kind is Kind.SCENARIOS else column(value / 2, value / 2)


def as_cell(value):
    """A value as a sheet holds it: its numbers are floats."""
    return float(value) if type(value) is int else value


def cells(result):
    return [cell for cells in result for cell in cells] if isinstance(result, tuple) else [result]


GOOD = {name: good(function) for name, function in FUNCTIONS.items()}
NUMERIC = set(Kind) - {Kind.FLAG, Kind.TEXT, Kind.LABELS}
ORDERLESS = {Kind.NUMBERS, Kind.SERIES, Kind.OBSERVATIONS, Kind.SHARES, Kind.LABELS}

NO_NUMBERS = {"text": "abc", "3 as text": "3", "TRUE": True, "FALSE": False}
NOT_FINITE = [math.nan, math.inf, -math.inf]
NO_TEXTS = {"number": 1.0, "TRUE": True}
NO_LANGUAGES = {"blank": None, "no language": "klingon", "no text": ""}
NO_SHARES = [1.01, -0.01, 35.0, 1e308]
NEGATIVE = [-1.0, -1e-9, -1e308]
HUGE = [1e308, -1e308]

SPOILT = [
    (NUMERIC, [*NO_NUMBERS.values(), *NOT_FINITE]),
    (NUMERIC & SINGLE, [""]),
    ({Kind.TEXT}, [*NO_TEXTS.values()]),
    ({Kind.FLAG}, ["TRUE"]),
    ({Kind.SHARE, Kind.SHARES}, NO_SHARES),
    ({Kind.NONNEGATIVE, Kind.COUNT}, NEGATIVE),
    ({Kind.COUNT}, [2.5]),
]
"""What spoils arguments of some kinds, cell by cell."""


def places(kinds):
    """Every argument of every function of some kinds: the function's name and the argument's number."""
    return [
        (name, at)
        for name, function in FUNCTIONS.items()
        for at, param in enumerate(function.params)
        if param.kind in kinds
    ]


def replaced(name, at, value):
    """The good arguments of a function with another one in a place."""
    good = GOOD[name]
    return (*good[:at], value, *good[at + 1 :])


def spoilt(value, bad):
    """The argument itself if it is a single cell, or a range of which the last cell is spoilt."""
    if isinstance(value, tuple):
        return (*value[:-1], (*value[-1][:-1], bad))
    return bad


def huge_ranges(huge):
    """A huge number as a cell and in ranges."""
    return huge, column(huge, huge), row(huge, huge, huge), (row(huge, huge, -huge)[0],)


B = None
EMPTY = ""
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
    # a falling market: what would have been lost without the training
    ("CONTROL_GROUP_EFFECT", (100.0, 110.0, 100.0, 80.0), 30.0),
    ("CONTROL_GROUP_EFFECT", (100.0, 110.0, 100.0, 80.0, True), 30.0),
    ("CONTROL_GROUP_EFFECT", (100.0, 100.0, 200.0, 160.0, True), 20.0),
    ("CONTROL_GROUP_EFFECT", (20.0, 21.0, column(-1.0, 1.0), 21.0, True), DIV0),
    ("CONTROL_GROUP_EFFECT", (20.0, 21.0, column(-1.0, 1.0), 21.0, B), -20.0),
    (
        "CONTROL_GROUP_INTERVAL",
        (*[column(1.0, 2.0)] * 2, column(-1.0, 1.0), column(1.0, 2.0), 0.9, True),
        DIV0,
    ),
    ("CONTROL_GROUP_INTERVAL", (*[column(2.0, 2.0)] * 3, column(3.0, 3.0), 0.9, True), row(-1.0, -1.0, -1.0)),
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
    # in a range an empty text is a blank, in a single cell it's a text
    ("TRAINING_ROI", (column(60_000.0, EMPTY), 20_000.0), 2.0),
    ("TRAINING_ROI", (column(EMPTY, EMPTY), 20_000.0), -1.0),
    ("TRAINING_ROI", (60_000.0, column(EMPTY, EMPTY)), DIV0),
    ("TRAINING_ROI", (column(EMPTY), 20_000.0), VALUE),
    ("TRAINING_ROI", (column(60_000.0, " "), 20_000.0), VALUE),
    ("LEARNING_GAIN", (column(40.0, 50.0, EMPTY), column(60.0, EMPTY, 90.0)), 20.0),
    ("CONTROL_GROUP_EFFECT", (row(EMPTY, 10.0), row(20.0, EMPTY), row(11.0, EMPTY), row(EMPTY, 13.0)), 8.0),
    ("NET_PROMOTER_SCORE", (column(10.0, EMPTY, 6.0, 10.0, 10.0),), 50.0),
    ("ESTIMATED_SHARE", (column(0.5, EMPTY), column(0.8, 0.9)), 0.2),
    ("PAYBACK_PERIOD", (100.0, column(EMPTY, 100.0)), 2.0),
    ("ROI_RANGE", (((1.0, 2.0, 3.0), (EMPTY, EMPTY, EMPTY)), column(1.0, EMPTY)), row(0.0, 1.0, 2.0)),
    ("HOUR_VALUE", (column(60.0, EMPTY, 120.0), 0.5), column(90.0, 0.0, 180.0)),
    ("HOUR_VALUE", (60.0, row(0.5, 0.5), row(EMPTY, 2.0)), row(DIV0, 45.0)),
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
    ("ROI_SENSITIVITY", (row(0.0, 0.0, 0.0), row(0.0, 0.0, 0.0)), DIV0),
    ("ROI_SENSITIVITY", (row(0.0, 0.0, 0.0), 0.0), DIV0),
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
    (
        "ROI_SENSITIVITY",
        (row(1.0, 2.0, 3.0), 1.0, column("gain", EMPTY)),
        (("gain", 0.0, 2.0), (2.0, 1.0, 1.0)),
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
]
