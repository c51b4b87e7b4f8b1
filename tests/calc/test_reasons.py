"""Why a cell shows an error: the reason names the function, the argument, the cell and the remedy."""

import pytest
from bad_input import (
    GOOD,
    HUGE,
    NO_SHARES,
    NOT_FINITE,
    SINGLE,
    SPECIAL,
    SPOILT,
    cells,
    huge_ranges,
    places,
    replaced,
    spoilt,
)

from roi_xl.calc import FUNCTIONS
from roi_xl.catalogue import Kind, column, row
from roi_xl.errors import CellError
from roi_xl.lang import LANGUAGES

NA = CellError.NA
CODES = " or ".join(f'"{language}"' for language in LANGUAGES)
SPOILT_CALLS = [
    pytest.param(name, at, bad, id=f"{name}-{FUNCTIONS[name].params[at].name}-{bad!r}")
    for kinds, values in SPOILT
    for name, at in places(kinds)
    for bad in values
]
MISSHAPEN_CALLS = [
    pytest.param(name, replaced(name, at, value), id=f"{name}-{FUNCTIONS[name].params[at].name}-{number}")
    for name, at in places(SINGLE)
    for number, value in enumerate([(), column(GOOD[name][at], GOOD[name][at])])
]
HUGE_CALLS = [
    pytest.param(
        name, replaced(name, at, value), id=f"{name}-{FUNCTIONS[name].params[at].name}-{huge}-{number}"
    )
    for name, at in places(set(Kind))
    for huge in HUGE
    for number, value in enumerate(huge_ranges(huge))
]
SPECIAL_CALLS = [pytest.param(name, given, id=f"{i}-{name}") for i, (name, given, _) in enumerate(SPECIAL)]
EXAMPLE_CALLS = [
    pytest.param(name, example.args, id=example.formula)
    for name, function in FUNCTIONS.items()
    for example in function.examples
]


def first_error(result):
    return next((cell for cell in cells(result) if isinstance(cell, CellError)), None)


def reason(name, *given):
    return FUNCTIONS[name].reason(*given)


@pytest.mark.parametrize(("name", "given"), [*MISSHAPEN_CALLS, *HUGE_CALLS, *SPECIAL_CALLS, *EXAMPLE_CALLS])
def test_a_call_has_a_reason_with_function_argument_and_remedy_exactly_if_it_gives_an_error(name, given):
    error, found = first_error(FUNCTIONS[name].call(*given)), reason(name, *given)
    if error is None:
        assert found is None
    else:
        assert_is_told(name, error, found)


def assert_is_told(name, error, found):
    assert (found.function, found.error) == (name, error)
    assert found.argument in [param.name for param in FUNCTIONS[name].params]
    assert found.problem
    assert found.remedy
    assert found.text.startswith(f"{name}: {found.argument}")
    assert found.text.endswith(f": {found.problem}; {found.remedy}")


@pytest.mark.parametrize(("name", "at", "bad"), SPOILT_CALLS)
def test_of_a_spoilt_argument_the_spoilt_cell_is_named(name, at, bad):
    value = GOOD[name][at]
    given = replaced(name, at, spoilt(value, bad))
    found = reason(name, *given)
    assert_is_told(name, FUNCTIONS[name].call(*given), found)
    assert found.argument == FUNCTIONS[name].params[at].name
    # the last cell of the range is the spoilt one
    last = (len(value), len(value[0])) if isinstance(value, tuple) else (None, None)
    assert (found.row, found.column) == last


@pytest.mark.parametrize(("name", "at"), [pytest.param(*place) for place in places(set(Kind))])
def test_an_error_that_a_cell_hands_in_is_laid_on_that_cell(name, at):
    value = GOOD[name][at]
    found = reason(name, *replaced(name, at, spoilt(value, NA)))
    assert_is_told(name, NA, found)
    assert found.argument == FUNCTIONS[name].params[at].name
    assert (found.row, found.column) == (
        (len(value), len(value[0])) if isinstance(value, tuple) else (None, None)
    )
    assert (found.problem, found.remedy, found.is_passed_on) == (
        "it holds #N/A",
        "correct it where it comes from",
        True,
    )


@pytest.mark.parametrize(
    ("name", "at", "bad"),
    [
        pytest.param(name, at, bad, id=f"{name}-{FUNCTIONS[name].params[at].name}-{bad!r}")
        for name, at in places(SINGLE - {Kind.TEXT})
        if FUNCTIONS[name].lifts
        for bad in [
            "abc",
            NOT_FINITE[0],
            *(NO_SHARES if FUNCTIONS[name].params[at].kind is Kind.SHARE else []),
        ]
        if not (FUNCTIONS[name].params[at].kind is Kind.FLAG and bad != "abc")
    ],
)
def test_of_a_function_that_runs_row_by_row_the_first_bad_row_is_named(name, at, bad):
    value = GOOD[name][at]
    given = replaced(name, at, ((value, value), (value, bad), (bad, value)))
    found = reason(name, *given)
    assert_is_told(name, first_error(FUNCTIONS[name].call(*given)), found)
    assert (found.argument, found.row, found.column) == (FUNCTIONS[name].params[at].name, 2, 2)


SENTENCES = [
    (
        "TRAINING_ROI",
        (column(5.0, 6.0, "90\u00a0000"), 1.0),
        "TRAINING_ROI: benefits, row 3: the text '90 000' is no number; type 90000",
    ),
    (
        "TRAINING_ROI",
        (row(5.0, "1.234,50"), 1.0),
        (
            "TRAINING_ROI: benefits, column 2: the text '1.234,50' is no number; "
            "type 1234.5 (1234,5 where Excel uses a decimal comma)"
        ),
    ),
    (
        "ROI_RANGE",
        (((1.0, 2.0, 3.0), (1.0, True, 3.0)), 1.0),
        "ROI_RANGE: benefits, row 2, column 2: TRUE is no number; type a number",
    ),
    ("TRAINING_ROI", (90_000.0, None), "TRAINING_ROI: costs: they sum to 0; enter the programme's costs"),
    (
        "TRAINING_ROI",
        (90_000.0, "1,234"),
        (
            "TRAINING_ROI: costs: the text '1,234' is no number; "
            "type 1234, or 1.234 (1,234 where Excel uses a decimal comma) if that is meant"
        ),
    ),
    (
        "ATTRIBUTED_BENEFIT",
        (column(1.0, 2.0), column(0.5, 35.0)),
        "ATTRIBUTED_BENEFIT: attribution, row 2: 35 is no share from 0 to 1; type 35%",
    ),
    (
        "HOUR_VALUE",
        (60_000.0, 0.3, None),
        "HOUR_VALUE: paid_hours: it is 0 or blank; give the hours that the pay is for",
    ),
    (
        "NET_PROMOTER_SCORE",
        (column(9.0, None, 11.0),),
        (
            "NET_PROMOTER_SCORE: scores, row 3: 11 is no whole number from 0 to 10; "
            "correct the answer, or clear the cell if there is none"
        ),
    ),
    (
        "NORMALIZED_GAIN",
        (column(40.0, None, 50.0), column(60.0, 120.0, 110.0), 100.0),
        (
            "NORMALIZED_GAIN: post, row 3: 110 exceeds the 100 of max_score; "
            "correct the score, or give the best possible one as max_score"
        ),
    ),
    (
        "ROI_SIMULATION",
        (((1.0, 2.0, 3.0), (2.0, 1.0, 3.0)), 1.0),
        (
            "ROI_SIMULATION: benefits, row 2: 1 isn't between 2 and 3; "
            "order the columns: conservative (lowest), expected, optimistic (highest)"
        ),
    ),
    (
        "ROI_SIMULATION",
        (row(1.0, 2.0, 3.0), row(1.0, 2.0, 3.0)),
        (
            "ROI_SIMULATION: costs: 2 isn't between 3 and 1; "
            "order the columns: conservative (highest), expected, optimistic (lowest)"
        ),
    ),
    (
        "ROI_RANGE",
        (row(1.0, 2.0, 3.0), row(1.0, 1.0, 0.0)),
        "ROI_RANGE: costs: in the optimistic column they sum to 0; enter the programme's costs",
    ),
    (
        "CONTROL_GROUP_INTERVAL",
        (*[column(1.0, 2.0)] * 3, 5.0),
        (
            "CONTROL_GROUP_INTERVAL: control_after: a spread needs two numbers or more, not 1; "
            "give each observation a cell of its own"
        ),
    ),
    (
        "ESTIMATED_SHARE",
        (column(0.5, 0.6), 0.7),
        "ESTIMATED_SHARE: confidences: it has 1 cell, shares has 2 cells; give ranges of the same size",
    ),
    (
        "ATTRIBUTED_BENEFIT",
        (column(1.0, 2.0), column(0.5, 0.5, 0.5)),
        (
            "ATTRIBUTED_BENEFIT: attribution: it is a range of 3 rows and 1 column, "
            "benefit is a range of 2 rows and 1 column; give ranges of the same shape"
        ),
    ),
    (
        "TRAINING_ROI",
        (column(1.0, 1e308), 1e-3),
        (
            "TRAINING_ROI: benefits, row 2: the result is too large for a cell, most likely because of "
            "1E+308; correct this number"
        ),
    ),
    (
        "NET_BENEFIT",
        (1.0, column(1.0, NA)),
        "NET_BENEFIT: costs, row 2: it holds #N/A; correct it where it comes from",
    ),
    (
        "HOUR_VALUE",
        (1.0, 1.0, 1.0, 1.0),
        "HOUR_VALUE: it takes 3 arguments, not 4; write HOUR_VALUE(pay, [benefits_rate], [paid_hours])",
    ),
    ("TRAINING_ROI", (1.0,), "TRAINING_ROI: costs: it is missing; add it to the formula"),
    (
        "TRAINING_ROI",
        (1.0, ((1.0,), (2.0, 3.0))),
        "TRAINING_ROI: costs: a range has rows of different length; give each row the same number of cells",
    ),
    (
        "TRAINING_ROI",
        (column("Benefit", 90_000.0), 1.0),
        "TRAINING_ROI: benefits, row 1: the text 'Benefit' is no number; leave the heading out of the range",
    ),
    (
        "TRAINING_ROI",
        (1.0, "(500 zł)"),
        "TRAINING_ROI: costs: the text '(500 zł)' is no number; type -500",
    ),
    (
        "MARGIN_VALUE",
        (1.0, "150%"),
        "MARGIN_VALUE: margin: the text '150%' is no number; type a share from 0% to 100%",
    ),
    (
        "PAYBACK_PERIOD",
        (1_200.0, 0.0),
        (
            "PAYBACK_PERIOD: benefit_per_period: 0 per period never repays the costs: it must be above 0; "
            "enter what the training brings per period"
        ),
    ),
    (
        "PAYBACK_PERIOD",
        (1_200.0, -5.0),
        (
            "PAYBACK_PERIOD: benefit_per_period: −5 per period never repays the costs: it must be above 0; "
            "enter what the training brings per period"
        ),
    ),
    (
        "PAYBACK_PERIOD",
        (1_200.0, column(5.0, 5.0)),
        (
            "PAYBACK_PERIOD: benefit_per_period: they never repay the costs in the periods given; "
            "give more periods, or take it as never repaid"
        ),
    ),
    (
        "IMPROVEMENT_VALUE",
        (20.0, 12.0, 100.0, "TRUE", 12.0),
        (
            "IMPROVEMENT_VALUE: lower_is_better: the text 'TRUE' stands where TRUE or FALSE belongs; "
            "type TRUE or FALSE, not as text"
        ),
    ),
    ("ROI_STATEMENT", (1.0, 1.0, 48.0), f"ROI_STATEMENT: language: 48 is no text; type {CODES}"),
    (
        "TREND_EFFECT",
        (10.0, column(20.0, 20.0)),
        (
            "TREND_EFFECT: before: a trend needs two numbers, not 1; "
            "give each period before the training a cell of its own"
        ),
    ),
    (
        "CONTROL_GROUP_INTERVAL",
        (*[column(1.0, 2.0)] * 4, 1.0),
        "CONTROL_GROUP_INTERVAL: confidence_level: 1 isn't above 0 and below 1; type 95%",
    ),
    (
        "CONTROL_GROUP_EFFECT",
        (20.0, 21.0, column(-1.0, 1.0), 21.0, True),
        (
            "CONTROL_GROUP_EFFECT: control_before: its mean is 0, from which there is no rate of change; "
            "leave relative out, or give the control group's figures before the training"
        ),
    ),
    (
        "ANNUALIZED_ROI",
        (-2.0, 1.0),
        (
            "ANNUALIZED_ROI: roi: −2 is below −1, a loss of everything; "
            "give the ROI in percent, -100% or more, such as 35%"
        ),
    ),
]


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [pytest.param(*case, id=f"{i}-{case[0]}") for i, case in enumerate(SENTENCES)],
)
def test_the_sentence_reads(name, given, sentence):
    assert reason(name, *given).text == sentence


def test_the_sheets_address_takes_the_place_of_row_and_column():
    found = reason("TRAINING_ROI", column(5.0, 6.0, "90 000"), 1.0)
    assert (
        found.sentence("Costs!B5")
        == "TRAINING_ROI: benefits, Costs!B5: the text '90 000' is no number; type 90000"
    )
