"""Cells in, cells out: methodology, section 1, as tables."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi_xl.calc import FUNCTIONS
from roi_xl.catalogue import LEFT_OUT, Kind, column, row
from roi_xl.errors import BadArgumentError, CellError

DIV0, NA, NUM, VALUE = CellError.DIV0, CellError.NA, CellError.NUM, CellError.VALUE
EXAMPLES = [pytest.param(f, e, id=f"{n}-{i}") for n, f in FUNCTIONS.items() for i, e in enumerate(f.examples)]
functions = pytest.mark.parametrize("f", FUNCTIONS.values(), ids=FUNCTIONS)
errors = pytest.mark.parametrize("error", list(CellError), ids=str)

# every required argument of every function with a harmless value
HARMLESS = {
    Kind.NUMBER: 2.0,
    Kind.NONNEGATIVE: 2.0,
    Kind.SHARE: 0.5,
    Kind.COUNT: 10.0,
    Kind.FLAG: False,
    Kind.TEXT: "en",
    Kind.NUMBERS: column(3.0, 4.0),
    Kind.SERIES: column(3.0, 4.0),
    Kind.OBSERVATIONS: column(3.0, 4.0),
    Kind.SHARES: column(0.3, 0.4),
    Kind.SCENARIOS: row(1.0, 2.0, 3.0),
    Kind.LABELS: "label",
}


def scalars(value):
    return [s for cells in value for s in cells] if isinstance(value, tuple) else [value]


def same(got, want):
    if isinstance(want, tuple):
        return [len(cells) for cells in got] == [len(cells) for cells in want] and all(
            same(g, w) for g, w in zip(scalars(got), scalars(want), strict=True)
        )
    if isinstance(want, float):
        return got == pytest.approx(want, rel=1e-9, abs=1e-12)
    return got == want


@pytest.mark.parametrize(("f", "example"), EXAMPLES)
def test_examples_are_true(f, example):
    assert same(f.call(*example.args), example.result)


@pytest.mark.parametrize(("f", "example"), EXAMPLES)
def test_examples_have_the_shape_that_the_description_tells(f, example):
    if not isinstance(example.result, CellError) and not f.lifts:
        got = example.result if isinstance(example.result, tuple) else ((example.result,),)
        height, width = f.shape
        assert height in (None, len(got))
        assert {len(cells) for cells in got} == {width}


ROI = [
    ("blank benefits count as 0", (None, 100.0), -1.0),
    ("blank costs count as 0, so there is no ratio", (100.0, None), DIV0),
    ("integers are numbers", (300, 100), 2.0),
    ("text", ("abc", 100.0), VALUE),
    ("text that looks like a number", ("300", 100.0), VALUE),
    ("an empty text", ("", 100.0), VALUE),
    ("TRUE", (True, 100.0), VALUE),
    ("no cost", (300.0, 0.0), DIV0),
    ("negative benefits", (-50.0, 100.0), -1.5),
    ("a 1×1 range is a single cell", (column(300.0), row(100.0)), 2.0),
    ("a row instead of a column", (row(100.0, 200.0), 100.0), 2.0),
    ("lists of lists", ([[100.0], [200.0]], [[100.0]]), 2.0),
    ("blanks in a summed range are skipped", (column(None, 300.0, None), 100.0), 2.0),
    ("an empty text in a summed range is a blank", (column("", 300.0), 100.0), 2.0),
    ("an empty text in a 1×1 range is a single cell", (column(""), 100.0), VALUE),
    ("a space in a summed range is loud", (column(" ", 300.0), 100.0), VALUE),
    ("text in a summed range is loud", (column("n/a", 300.0), 100.0), VALUE),
    ("TRUE in a summed range is loud", (column(True, 300.0), 100.0), VALUE),
    ("a range of blanks sums to 0", (column(None, None), 100.0), -1.0),
    ("costs that are all blank", (100.0, column(None, None)), DIV0),
    ("an empty range", ((), 100.0), -1.0),
    ("a range without columns", (((),), 100.0), -1.0),
    ("an empty range of costs", (100.0, ()), DIV0),
    ("a ragged range", (((1.0,), (2.0, 3.0)), 100.0), VALUE),
    ("a sum beyond the largest number", (column(1e308, 1e308), 1.0), NUM),
    ("a result beyond the largest number", (1e308, 1e-308), NUM),
    ("infinity", (math.inf, 1.0), NUM),
    ("not a number", (math.nan, 1.0), NUM),
    ("an integer too large for a float", (10**400, 1.0), NUM),
    ("the first error in argument order", (column(1.0, NA), DIV0), NA),
    ("the first error row by row", (((1.0, NA), (DIV0, 2.0)), 1.0), NA),
    ("an error is stronger than text before it", ("abc", NA), NA),
    ("too many arguments", (300.0, 100.0, 1.0), VALUE),
    ("a missing argument", (300.0,), VALUE),
    ("an argument left out that must be there", (LEFT_OUT, 100.0), VALUE),
]


@pytest.mark.parametrize(("cells", "result"), [pytest.param(c, r, id=i) for i, c, r in ROI])
def test_summed_ranges(cells, result):
    assert same(FUNCTIONS["TRAINING_ROI"].call(*cells), result)


LIFTED = [
    ("all single values", (50.0,), 50.0),
    ("an argument left out takes its default", (60_000.0, LEFT_OUT, 2_000.0), 30.0),
    ("a blank is 0, not the default", (60_000.0, None, 2_000.0), 30.0),
    ("blank hours are 0 hours, not the default", (60_000.0, 0.25, None), DIV0),
    ("a range gives a range", (column(10.0, 20.0),), column(10.0, 20.0)),
    ("a row gives a row", (row(10.0, 20.0),), row(10.0, 20.0)),
    ("a block gives a block", (((1.0, 2.0), (3.0, 4.0)), 1.0), ((2.0, 4.0), (6.0, 8.0))),
    ("a 1×1 range beside a range is broadcast", (column(10.0, 20.0), column(0.5)), column(15.0, 30.0)),
    ("an argument left out beside a range", (column(10.0, 20.0), LEFT_OUT, 2.0), column(5.0, 10.0)),
    ("a blank beside a range is 0", (column(10.0, 20.0), None, 2.0), column(5.0, 10.0)),
    ("text beside a range is in every row", (column(10.0, 20.0), "x"), column(VALUE, VALUE)),
    ("an error in a row stays in that row", (column(10.0, NA), 0.5), column(15.0, NA)),
    ("text in a row stays in that row", (column(10.0, "x"), 0.5), column(15.0, VALUE)),
    ("a blank in a row is 0", (column(10.0, None), 0.5), column(15.0, 0.0)),
    ("an integer in a row is a number", (column(10, 20.0), 0.5), column(15.0, 30.0)),
    ("TRUE in a row", (column(10.0, True), 0.5), column(15.0, VALUE)),
    ("no result in a row", (10.0, 0.5, column(1.0, 0.0)), column(15.0, DIV0)),
    ("overflow in a row", (column(10.0, 1e308), 9.0), column(100.0, NUM)),
    ("infinity that would divide to nothing", (10.0, 0.5, column(1.0, math.inf)), column(15.0, NUM)),
    ("a 0 is never −0", (column(-0.0, 1.0), 0.0), column(0.0, 1.0)),
    ("unequal lengths", (column(1.0, 2.0), column(1.0, 2.0, 3.0)), VALUE),
    ("a row beside a column", (column(1.0, 2.0), row(1.0, 2.0)), VALUE),
    ("an empty range", ((),), VALUE),
    ("a range without columns", (((), ()),), VALUE),
    ("too many arguments", (column(1.0, 2.0), 1.0, 1.0, 1.0), column(VALUE, VALUE)),
]


@pytest.mark.parametrize(("cells", "result"), [pytest.param(c, r, id=i) for i, c, r in LIFTED])
def test_lifting(cells, result):
    assert same(FUNCTIONS["HOUR_VALUE"].call(*cells), result)


def test_a_lifted_zero_has_no_sign():
    cells = FUNCTIONS["HOUR_VALUE"].call(column(-0.0, 1.0), 0.0)
    assert math.copysign(1, cells[0][0]) == 1


SHARES = [
    ("percent given as a number", (1000.0, 35.0), NUM),
    ("just above 1", (1000.0, 1.01), NUM),
    ("just below 0", (1000.0, -0.01), NUM),
    ("the ends belong to it", (column(1000.0, 1000.0), column(0.0, 1.0)), column(0.0, 1000.0)),
    ("a share out of range stays in its row", (1000.0, column(0.5, 1.01)), column(500.0, NUM)),
    ("a blank share attributes nothing", (1000.0, None), 0.0),
    ("a blank confidence attributes nothing", (1000.0, 1.0, None), 0.0),
    ("a confidence left out cuts nothing", (1000.0, 1.0), 1000.0),
    ("a scalar share out of range is in every row", (column(1.0, 2.0), 1.01), column(NUM, NUM)),
]


@pytest.mark.parametrize(("cells", "result"), [pytest.param(c, r, id=i) for i, c, r in SHARES])
def test_shares(cells, result):
    assert same(FUNCTIONS["ATTRIBUTED_BENEFIT"].call(*cells), result)


def test_a_range_where_one_value_belongs_is_refused():
    f = FUNCTIONS["HOUR_VALUE"]
    with pytest.raises(BadArgumentError, match="a range of 2 rows and 1 column where one number belongs"):
        f.evaluate(column(1.0, 2.0))


@functions
@errors
def test_an_error_in_any_argument_is_the_result(f, error):
    harmless = [HARMLESS[p.kind] for p in f.params]
    for i in range(len(f.params)):
        cells = [*harmless[:i], error, *harmless[i + 1 :]]
        assert f.call(*cells) is error


@functions
def test_a_missing_argument_is_a_value_error(f):
    assert (f.call() is VALUE) is bool(f.params)


@functions
def test_too_many_arguments_are_a_value_error(f):
    assert f.call(*[HARMLESS[p.kind] for p in f.params], 1.0) is VALUE


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


@functions
@given(data=st.data())
def test_anything_in_gives_a_proper_cell_out(f, data):
    arguments = data.draw(st.lists(blocks, max_size=len(f.params) + 1))
    for scalar in scalars(f.call(*arguments)):
        assert isinstance(scalar, bool | float | str)
        assert not isinstance(scalar, float) or math.isfinite(scalar)


def in_a_range(value):
    """What a cell counts as beside others: empty text is blank there."""
    return None if value == "" else value


@given(st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=20))
def test_a_lifted_call_is_the_same_as_one_call_per_row(rows):
    for name in ("HOUR_VALUE", "COST_OF_ERROR", "ATTRIBUTED_BENEFIT"):
        f = FUNCTIONS[name]
        lifted = f.call(*(column(*values) for values in zip(*rows, strict=True)))
        one_by_one = [f.call(*(map(in_a_range, values) if len(rows) > 1 else values)) for values in rows]
        assert scalars(lifted) == one_by_one


def test_in_a_column_of_plain_numbers_each_limit_holds_in_its_row():
    margin = FUNCTIONS["MARGIN_VALUE"].call
    assert margin(column(10.0, 10.0), column(-0.5, 0.5)) == column(CellError.NUM, 5.0)
    assert margin(column(10.0, 10.0), column(0.5, 1.5)) == column(5.0, CellError.NUM)
    hours = FUNCTIONS["COST_OF_ERROR"].call
    assert hours(column(-1.0, 1.0), 50.0) == column(CellError.NUM, 50.0)
