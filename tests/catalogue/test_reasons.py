"""Reasons of errors: the laws that bind them to the calls, and what to type instead of a text."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi_xl.calc import FUNCTIONS
from roi_xl.catalogue import (
    LEFT_OUT,
    Kind,
    Labels,
    Number,
    Numbers,
    Text,
    Unit,
    column,
    row,
    worksheet_function,
)
from roi_xl.catalogue.remedies import as_number, as_share, quoted, shown
from roi_xl.errors import CellError, RoiError

functions = pytest.mark.parametrize("f", FUNCTIONS.values(), ids=FUNCTIONS)

numbers = st.one_of(
    st.floats(), st.integers(), st.sampled_from([0.0, 0.5, 1.0, 1.01, -1.0, 1e308, -1e308, 5e-324, 10**400])
)
cells = st.one_of(numbers, st.none(), st.booleans(), st.text(max_size=3), st.sampled_from(CellError))
blocks = st.one_of(
    cells,
    numbers,
    st.just(LEFT_OUT),
    st.integers(0, 4).flatmap(lambda n: st.lists(st.tuples(*[cells] * n), max_size=4).map(tuple)),
    st.integers(1, 4).flatmap(
        lambda n: st.lists(st.tuples(*[numbers] * n), min_size=1, max_size=4).map(tuple)
    ),
)


def scalars(value):
    return [cell for line in value for cell in line] if isinstance(value, tuple) else [value]


def errors(value):
    return [cell for cell in scalars(value) if isinstance(cell, CellError)]


@functions
@given(data=st.data())
def test_there_is_a_reason_exactly_if_there_is_an_error_and_it_is_the_first_ones(f, data):
    arguments = data.draw(st.lists(blocks, max_size=len(f.params) + 1))
    found = f.reason(*arguments)
    assert ([] if found is None else [found.error]) == errors(f.call(*arguments))[:1]


@functions
@given(data=st.data())
def test_a_cell_that_a_reason_names_lies_in_the_argument_that_it_names(f, data):
    arguments = data.draw(st.lists(blocks, max_size=len(f.params)))
    found = f.reason(*arguments)
    if found is not None and found.row is not None:
        named = arguments[[param.name for param in f.params].index(found.argument)]
        assert 1 <= found.row <= len(named)
        assert 1 <= (found.column or 1) <= len(named[0])
        assert found.size == (len(named), len(named[0]))


@functions
@given(data=st.data())
def test_a_cell_laid_on_for_what_it_holds_gives_the_same_error_alone(f, data):
    arguments = data.draw(st.lists(blocks, max_size=len(f.params)))
    found = f.reason(*arguments)
    if found is not None and found.is_passed_on and found.row is not None:
        named = arguments[[param.name for param in f.params].index(found.argument)]
        assert named[found.row - 1][found.column - 1] is found.error


def in_a_range(value):
    """What a cell counts as beside others: empty text is blank there."""
    return None if value == "" else value


@given(st.lists(cells, min_size=2, max_size=20), st.lists(cells, min_size=2, max_size=20))
def test_of_rows_the_first_with_an_error_is_named(left, right):
    f = FUNCTIONS["MARGIN_VALUE"]
    rows = [*zip(left, right, strict=False)]
    revenue, margin = (column(*values) for values in zip(*rows, strict=True))
    bad = [number for number, cell in enumerate(rows, 1) if errors(f.call(*map(in_a_range, cell)))]
    found = f.reason(revenue, margin)
    assert (None if found is None else found.row) == (bad[0] if bad else None)


def described(compute):
    worksheet_function("TEST_FUNCTION", unit=Unit.RATIO, examples=())(compute)
    return compute.__worksheet_function__


def test_an_error_in_a_functions_own_result_has_a_reason():
    def labelled(labels: Labels) -> tuple:
        return ((1.0, CellError.NA),)

    found = described(labelled).reason(LEFT_OUT)
    assert found.error is CellError.VALUE  # its argument is missing
    found = described(labelled).reason("a")
    assert (found.error, found.argument, found.is_passed_on) == (CellError.NA, "", False)


def test_where_no_number_can_be_blamed_the_function_is():
    def doubtful(labels: Labels, x: Number, language: Text = "en") -> float:
        raise OverflowError

    found = described(doubtful).reason(column(1e308, 1.0), True)
    assert found.argument == "x"
    found = described(doubtful).reason(column(1e308, 1.0), 1.0)
    assert (found.text, found.error) == (
        "TEST_FUNCTION: a number is too large to calculate with; correct the numbers it is given",
        CellError.NUM,
    )


def test_of_a_division_by_zero_the_cell_that_is_zero_is_named():
    def per_person(costs: Numbers, people: Number, share: Number = 1.0) -> float:
        return sum(costs) / (people * share)

    reason = described(per_person).reason
    there = "it is 0 or blank, and divides; give a number other than 0"
    assert reason(column(5.0, 0.0), 0.0).text == f"TEST_FUNCTION: people: {there}"
    assert reason(column(5.0, 0.0), 2.0, None).text == f"TEST_FUNCTION: share: {there}"
    assert reason(16.0, 1e-200, 1e-200).text == (
        "TEST_FUNCTION: people: a number that divides is 0, most likely because of 1E−200; "
        "correct this number"
    )
    assert reason(16.0, math.inf, 0.0).argument == "people"  # no cell holds it


def test_an_error_that_is_raised_without_its_argument_still_tells_its_remedy():
    def refused(x: Number) -> float:
        raise RoiError("it is late", remedy="come back tomorrow")

    assert described(refused).reason(1.0).text == "TEST_FUNCTION: it is late; come back tomorrow"


COMMA = "where Excel uses a decimal comma"
PLAIN = "type it as a plain number: no unit, a minus in front if it is negative"
SHARE = "type a share from 0% to 100%"


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("3", "type 3 as a number, not as text"),
        ("-1.5", f"type -1.5 as a number, not as text (-1,5 {COMMA})"),
        (" 3", "type 3"),
        ("007", "type 7"),
        ("'90000", "type 90000"),
        ("90 000", "type 90000"),
        ("90\u00a0000", "type 90000"),  # no-break space
        ("1\u202f234\u202f567,5", f"type 1234567.5 (1234567,5 {COMMA})"),  # narrow no-break space
        ("1'234'567", "type 1234567"),
        ("1,234,567", "type 1234567"),
        ("1.234.567", "type 1234567"),
        ("1,234.5", f"type 1234.5 (1234,5 {COMMA})"),
        ("1.234,5", f"type 1234.5 (1234,5 {COMMA})"),
        ("−12,5", f"type -12.5 (-12,5 {COMMA})"),
        ("+7", "type 7"),
        ("−0,0", "type 0"),
        ("500.", "type 500"),
        (",5", f"type 0.5 (0,5 {COMMA})"),
        ("7 000,00", "type 7000"),
        ("0,6", f"type 0.6 (0,6 {COMMA})"),
        ("0,350", f"type 0.35 (0,35 {COMMA})"),
        ("90.000", "type 90000, or 90 if that is meant"),
        ("1,234", f"type 1234, or 1.234 (1,234 {COMMA}) if that is meant"),
        ("-1.234", f"type -1234, or -1.234 (-1,234 {COMMA}) if that is meant"),
        ("35%", "type 35%"),
        ("-35 %", "type -35%"),
        ("35,5 %", f"type 35.5% (35,5% {COMMA})"),
        ("1,234%", f"type 1234%, or 1.234% (1,234% {COMMA}) if that is meant"),
        ("500 zł", "type 500"),
        ("1 250,50 ZŁ", f"type 1250.5 (1250,5 {COMMA})"),
        ("PLN 500", "type 500"),
        ("€1,234.50", f"type 1234.5 (1234,5 {COMMA})"),
        ("90.000 €", "type 90000, or 90 if that is meant"),
        ("$ 500", "type 500"),
        ("-$500", "type -500"),
        ("$-500", "type -500"),
        ("($500)", "type -500"),
        ("USD 500", "type 500"),
        ("£500", "type 500"),
        ("500 gbp", "type 500"),
        ("500 EUR", "type 500"),
        ("5 000 kr", "type 5000"),
        ("5 000 kr.", "type 5000"),
        ("500:-", "type 500"),
        ("500,-", "type 500"),
        ("500.–", "type 500"),
        ("CHF 1'250.-", "type 1250"),
        ("SEK 500,- ", "type 500"),
        ("(500)", "type -500"),
        ("(1 234,5)", f"type -1234.5 (-1234,5 {COMMA})"),
        ("90000-", "type -90000"),
        ("500,5-", f"type -500.5 (-500,5 {COMMA})"),
        ("– 500", "type -500"),
        ("−500", "type -500"),
        ("-(500)", PLAIN),
        ("(500", PLAIN),
        ("500)", PLAIN),
        ("-500-", PLAIN),
        ("1,234,5", PLAIN),
        ("12 34", PLAIN),
        ("2 h", PLAIN),
        ("1e5", PLAIN),
        ("1:30", PLAIN),
        ("1,5 mln", PLAIN),
        ("Q2", PLAIN),
        ("12.03.2024", PLAIN),
        ("1/2", PLAIN),
        ("(" + " " * 30_000 + "1 x", PLAIN),  # at once
        ("abc", "type a number"),
        ("kr", "type a number"),
        ("", "type a number"),
    ],
)
def test_what_to_type_instead_of_a_text(text, remedy):
    assert as_number(text) == remedy


@given(st.integers(0, 10**15), st.sampled_from([" ", "\u00a0", "\u202f", "'"]))
def test_a_number_with_thousands_separators_of_one_meaning_is_told_without_them(number, separator):
    text = f"{number:,}".replace(",", separator)
    assert as_number(text) == f"type {number}" + (" as a number, not as text" if number < 1000 else "")


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("35", "type 35%"),
        ("12,5", f"type 12.5% (12,5% {COMMA})"),
        ("35 %", "type 35%"),
        ("35,5 %", f"type 35.5% (35,5% {COMMA})"),
        ("0,6", f"type 0.6 (0,6 {COMMA})"),
        ("0.5", f"type 0.5 as a number, not as text (0,5 {COMMA})"),
        ("1", "type 1 as a number, not as text"),
        ("90.000", "type 90%"),
        ("1,234%", f"type 1.234% (1,234% {COMMA})"),
        ("150%", SHARE),
        ("-35%", SHARE),
        ("150", SHARE),
        ("1,5", SHARE),
        ("1,234", SHARE),
        ("1,234,5", SHARE),
        ("most", SHARE),
    ],
)
def test_what_to_type_instead_of_a_text_that_is_to_be_a_share(text, remedy):
    assert FUNCTIONS["MARGIN_VALUE"].reason(1.0, text).remedy == remedy


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (35.0, "type 35%"),
        (12.5, f"type 12.5% (12,5% {COMMA})"),
        (100.0, "type 100%"),
        (2.0, "type 2%"),
        (1.2, SHARE),
        (100.5, SHARE),
        (-0.1, SHARE),
    ],
)
def test_what_to_type_instead_of_a_number_that_is_no_share(number, remedy):
    assert as_share(number) == remedy


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("12 000 kr", "type 12000"),
        ("1,500", "type 1500, or 1.5 (1,5 where Excel uses a decimal comma) if that is meant"),
        ("-5", "type 0 or more"),
        ("(500)", "type 0 or more"),
        ("abc", "type a number"),
    ],
)
def test_what_to_type_instead_of_a_text_is_not_below_zero_where_that_is_wrong(text, remedy):
    assert FUNCTIONS["PARTICIPANT_COST"].reason(text, 1.0, 1.0).remedy == remedy


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("1,500", "type 1500"),
        ("2,5", "type a whole number, 0 or more"),
        ("-5", "type a whole number, 0 or more"),
    ],
)
def test_what_to_type_instead_of_a_text_is_a_whole_number_where_one_belongs(text, remedy):
    assert FUNCTIONS["ESTIMATED_SHARE"].reason(0.5, 0.5, text).remedy == remedy


HEADED = "leave the heading out of the range"


@pytest.mark.parametrize(
    ("cells", "remedy"),
    [
        (column("Benefits", 5.0, 6.0), HEADED),
        (column("Benefits", None, 6.0), HEADED),
        (row("Benefits", 5.0, 6.0), HEADED),
        ((("Left", "Right"), (5.0, 6.0)), HEADED),
        (((1.0, "Right"), (5.0, 6.0)), HEADED),
        (column(5.0, "Benefits", 6.0), "type a number"),
        (row(5.0, "Benefits", 6.0), "type a number"),
        (column("Benefits", None, True), "type a number"),
        (column("Year 2", 5.0), PLAIN),
        (column(" ", 5.0), "type a number"),
        (column(True, 5.0), "type a number"),
    ],
)
def test_a_heading_is_to_be_left_out_of_the_range(cells, remedy):
    found = FUNCTIONS["NET_BENEFIT"].reason(cells, 1.0)
    assert (found.argument, found.remedy) == ("benefits", remedy)


def test_a_heading_above_shares_scenarios_and_rows_is_one_too():
    assert FUNCTIONS["ESTIMATED_SHARE"].reason(column("Shares", 0.5), column(0.5, 0.5)).remedy == HEADED
    assert FUNCTIONS["ROI_RANGE"].reason((("Low", "Mid", "High"), (1.0, 2.0, 3.0)), 1.0).remedy == HEADED
    found = FUNCTIONS["ATTRIBUTED_BENEFIT"].reason(column(9.0, 5.0), column("Share", 0.5))
    assert (found.argument, found.row, found.remedy) == ("attribution", 1, HEADED)


def test_an_error_above_numbers_is_no_heading():
    for name in "ATTRIBUTED_BENEFIT", "NET_BENEFIT":
        found = FUNCTIONS[name].reason(column(CellError.NA, 5.0), 0.5)
        assert (found.row, found.remedy) == (1, "correct it where it comes from")


def test_a_text_that_stands_where_a_text_may_stand_is_no_heading():
    found = FUNCTIONS["IMPROVEMENT_VALUE"].reason(1.0, 2.0, 3.0, column("Higher", 1.0), 1.0)
    assert found.remedy == "type TRUE or FALSE, not as text"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "TRUE"),
        (0.1 + 0.2, "0.3"),  # 15 digits, as Excel shows them
        (-1e308, "−1E+308"),
        (float("nan"), "NAN"),
        (10**400, "∞"),
        (-(10**400), "−∞"),
    ],
)
def test_how_a_value_is_shown(value, text):
    assert shown(value) == text


def test_a_long_text_is_quoted_in_one_line_and_cut():
    assert quoted("a\n" * 30) == f"the text '{'a ' * 20}…'"


def test_every_kind_is_a_single_cell_or_a_range():
    from roi_xl.catalogue.cells import RANGES

    single = {Kind.NUMBER, Kind.NONNEGATIVE, Kind.SHARE, Kind.COUNT, Kind.FLAG, Kind.TEXT}
    assert set(Kind) == single | RANGES
    assert not single & RANGES
