"""What the decorator reads off a calculation, and how collections of them are made."""

from types import ModuleType
from typing import Annotated

import pytest

from roi_xl.catalogue import (
    LEFT_OUT,
    Example,
    Flag,
    Kind,
    Labels,
    Number,
    Param,
    Text,
    Unit,
    collect,
    column,
    row,
    worksheet_function,
)
from roi_xl.errors import CellError


def described(compute, name="TEST_FUNCTION", examples=()):
    worksheet_function(name, unit=Unit.RATIO, examples=examples)(compute)
    module = ModuleType(compute.__module__)
    module.it = compute
    return collect(module)[name]


def weighted(first: Number, second: Number | None = None, loud: Flag = False) -> float:
    """The weighted sum
    of two numbers.

    A note
    on two lines.

    Args:
        first: Text of the first,
            carried on.
        second: Text of the second.
        loud: Text of the third.

    Returns:
        A number.

    Raises:
        NoCostError: There is no cost.

    Source:
        A book.
    """
    return first + (second or 0) + loud


def test_texts_come_from_the_docstring():
    f = described(weighted)
    assert f.summary == "The weighted sum of two numbers."
    assert f.notes == "A note\non two lines."
    assert f.returns == "A number."
    assert f.raises == ((CellError.DIV0, "There is no cost."),)
    assert f.source == "A book."


def test_arguments_come_from_the_signature():
    assert described(weighted).params == (
        Param("first", Kind.NUMBER, "Text of the first, carried on.", required=True),
        Param("second", Kind.NUMBER, "Text of the second.", required=False, default=None),
        Param("loud", Kind.FLAG, "Text of the third.", required=False, default=False),
    )


def test_a_calculation_without_docstring_has_empty_texts():
    def bare(x: Number) -> float:
        return x

    f = described(bare)
    assert (f.summary, f.notes, f.params[0].text) == ("", "", "")


def test_an_argument_without_kind_is_refused_when_the_module_is_imported():
    def bare(x: float) -> float:
        return x

    with pytest.raises(TypeError, match="names no Kind"):
        described(bare)


def test_an_annotation_may_say_more_than_the_kind():
    def priced(x: Annotated[float, "euros", Kind.SHARE]) -> float:
        return x

    assert described(priced).params[0].kind is Kind.SHARE


def test_examples_read_as_typed_into_a_cell():
    args = (1_000_000, column(0.5, 1e-7), row("a", 'say "b"'), True, LEFT_OUT, CellError.NA, None)
    f = described(weighted, examples=[Example(args, 1.0, "made up")])
    assert f.examples[0].formula == '=TEST_FUNCTION(1000000,{0.5;1E-07},{"a","say ""b"""},TRUE,,#N/A,)'


def test_two_calculations_with_one_name_are_refused():
    def other(x: Number) -> float:
        return x

    worksheet_function("TEST_FUNCTION", unit=Unit.RATIO, examples=())(weighted)
    worksheet_function("TEST_FUNCTION", unit=Unit.RATIO, examples=())(other)
    module = ModuleType(__name__)
    module.a, module.b = weighted, other
    with pytest.raises(ValueError, match="two worksheet functions are called TEST_FUNCTION"):
        collect(module)


def test_a_calculation_imported_from_elsewhere_is_not_collected_twice():
    described(weighted)
    elsewhere = ModuleType("elsewhere")
    elsewhere.a = weighted
    assert collect(elsewhere) == {}


def test_labels_and_text_arrive_as_they_are():
    seen = []

    def labelled(labels: Labels, language: Text = "en") -> float:
        seen.append((labels, language))
        return 1.0

    f = described(labelled)
    f.call(column("a", None, 3.0), None)
    f.call("a", "sv")
    assert seen == [(("a", None, 3.0), ""), (("a",), "sv")]
    assert f.call("a", 7.0) is CellError.VALUE
