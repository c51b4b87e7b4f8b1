"""What a child answers comes back as it was, or is no answer."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi_xl.batch import Failure, messages
from roi_xl.catalogue import Reason
from roi_xl.cli.doctor import opened
from roi_xl.errors import CellError, Finding, Level
from roi_xl.freeze import Freezing, frozen
from roi_xl.headlines import Headline
from roi_xl.recalc import Change, Explanation, Recalculation
from roi_xl.single_formula import Answer, answered
from roi_xl.tasks.recalculation import new_values

SCALARS = (
    st.none()
    | st.booleans()
    | st.floats(allow_nan=False)
    | st.integers()
    | st.text()
    | st.sampled_from(CellError)
)
FINDINGS = st.builds(Finding, level=st.sampled_from(Level), cells=st.lists(st.text()).map(tuple))
REASONS = st.from_type(Reason)
RESULTS = st.tuples(
    st.none() | st.binary(),
    st.builds(
        Recalculation,
        formulas=st.integers(), computed=st.integers(), calls=st.integers(),
        engines=st.lists(st.text()).map(tuple),
        changes=st.lists(st.builds(Change, old=SCALARS, new=SCALARS)).map(tuple),
        headlines=st.lists(st.builds(Headline, old=SCALARS, new=SCALARS)).map(tuple),
        findings=st.lists(FINDINGS).map(tuple),
        reasons=st.lists(st.builds(Explanation, where=st.text(), reason=REASONS, place=st.text())).map(tuple),
    ),
)  # fmt: skip


def sent(function, value):
    """A value as the parent has it after a child has answered it."""
    whole = messages.encoded(messages.ANSWER, value)
    kind, words, blobs = messages.Inbox(1024).message(whole)
    assert kind == messages.ANSWER
    return messages.reader(function)(words, blobs)


def exactly(value):
    """A value with its types, where 1, 1.0, True and "#N/A" and an error are different things."""
    if is_dataclass(value):
        return type(value), *(exactly(getattr(value, field.name)) for field in fields(value))
    if isinstance(value, tuple):
        return tuple, *map(exactly, value)
    return type(value), value


@given(RESULTS)
def test_a_recalculation_comes_back_as_it_was(result):
    assert exactly(sent(new_values, result)) == exactly(result)


@given(st.lists(st.lists(SCALARS).map(tuple)).map(tuple), st.lists(REASONS).map(tuple))
def test_so_does_the_answer_of_a_formula(cells, reasons):
    found = Answer(cells, (), reasons)
    assert exactly(sent(answered, found)) == exactly(found)


def test_so_does_a_frozen_workbook():
    found = b"PK", Freezing(("S!A1",), (), 3, (Finding(Level.ERROR, "c", "", "d", "r"),))
    assert exactly(sent(partial(frozen, cached=True), found)) == exactly(found)


@pytest.mark.parametrize("value", [None, True, 1, 1.5, -0.0, math.inf, "é\x00\ud800", b"", b"\x00\xff"])
def test_so_does_a_plain_value_of_a_function_that_says_nothing_of_its_type(value):
    assert exactly(sent(sum, value)) == exactly(value)


def test_a_number_that_is_none_is_none():
    assert math.isnan(sent(sum, math.nan))


def with_mapping() -> Mapping[str, tuple[int, ...]]: ...


def test_mappings_come_back():
    assert sent(with_mapping, {"a": (1, 2)}) == {"a": (1, 2)}


NONSENSE = [
    (new_values, [None, 1]),
    (new_values, [None]),
    (new_values, [None, [1, 2]]),
    (new_values, [{"bytes": [0, 9]}, [1, 1, 1, [], [], [], [], []]]),
    (new_values, [{"bytes": [-1, 0]}, [1, 1, 1, [], [], [], [], []]]),
    (new_values, [{"bytes": ["0", 0]}, [1, 1, 1, [], [], [], [], []]]),
    (new_values, [None, [1.5, 1, 1, [], [], [], [], []]]),
    (new_values, [None, [True, 1, 1, [], [], [], [], []]]),
    (new_values, [None, [1, 1, 1, [], [["S!A1", 1, [2]]], [], [], []]]),
    (new_values, [None, [1, 1, 1, [], [["S!A1", 1, {"enum": "#OOPS!"}]], [], [], []]]),
    (new_values, [None, [1, 1, 1, [], [["S!A1", 1, {"enum": []}]], [], [], []]]),
    (new_values, [None, [1, 1, 1, [], [], [], [[{"enum": 9}, "", "", "", "", []]], []]]),
    (new_values, [None, [1, 1, 1, [], [], [], [["ERROR", "", "", "", "", []]], []]]),
    (opened, None),
    (opened, {"enum": "x"}),
    (sum, []),
    (sum, {"py/object": "os.system"}),
    (with_mapping, {"pairs": [[1, []]]}),
    (with_mapping, {"pairs": 1}),
    (with_mapping, {"pairs": [["a"]]}),
]


@pytest.mark.parametrize(("function", "words"), NONSENSE)
def test_anything_else_is_no_answer(function, words):
    with pytest.raises(messages.MalformedError):
        messages.reader(function)(json.dumps(words).encode(), memoryview(b""))


@pytest.mark.parametrize(
    "words", [b"", b"{", b"\xff", b"nul", b"[" * 100_000, b"1" * 5_000, b'"\xc3', b"1 2"], ids=repr
)
def test_neither_is_what_is_no_json(words):
    with pytest.raises(messages.MalformedError):
        messages.reader(sum)(words, memoryview(b""))


@given(st.binary(max_size=200))
def test_no_bytes_whatever_do_more_than_be_refused(data):
    try:
        met = messages.Inbox(1).message(data)
        if met is not None:
            messages.failure(*met[1:])
    except messages.MalformedError:
        pass


@given(st.lists(st.integers(1, 50), min_size=1))
def test_a_message_may_come_in_pieces(sizes):
    whole, inbox = messages.encoded(messages.FAILURE, Failure("code", "reason", "remedy")), messages.Inbox(1)
    for size in [*sizes, *[10] * len(whole)]:
        piece, whole = whole[:size], whole[size:]
        met = inbox.message(piece)
        if not whole:
            break
        assert met is None
    assert messages.failure(*met[1:]) == Failure("code", "reason", "remedy")


def test_what_cant_be_told_apart_is_a_fault_of_ours():
    def either() -> Change | Headline: ...

    def anything() -> object: ...

    for function in (either, anything):
        with pytest.raises(TypeError):
            messages.reader(function)


@dataclass
class Odd:
    of: object


def test_what_is_no_plain_data_isnt_sent():
    for value in (object(), {1}, Odd(len), int, 1j):
        with pytest.raises(TypeError):
            messages.encoded(messages.ANSWER, value)
