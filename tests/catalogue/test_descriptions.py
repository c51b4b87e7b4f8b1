"""Every function of the catalogue keeps the promises that Excel makes about functions."""

import re

import pytest

from roi_xl.calc import FUNCTIONS, NAMED_FOR
from roi_xl.catalogue import Kind, Unit
from roi_xl.errors import CellError

# [MS-VBAL] 3.3.5.2 reserved identifiers, and what xlwings' generated wrapper uses itself
VBA_WORDS = {
    *"""
    abs address addressof alias and any array as attribute base binary boolean byref byte byval call
    caller case cdecl circle const currency date debug decimal declare defbool deftype dim do
    doevents double each else elseif empty end endif enum eqv erase error event exit explicit false
    fix for freefile friend function get global go gosub goto if imp implements in input integer is
    k lbound let lib like line loc local lock long longlong longptr loop lset me mid mod module name
    new next not nothing null object on open option optional or output paramarray preserve print
    private property pset public put raiseevent random redim rem reset resume return rset scale seek
    select set sgn shared single spc static step stop string sub tab text then to true type typeof
    ubound unlock until variant wend while width with withevents write xor argsarray app failed
    """.split()  # noqa: SIM905  # a hundred quotes would hide the words
}
# built-in worksheet functions whose names could be taken for one of ours
EXCEL_FUNCTIONS = {
    *"""
    NPV IRR XNPV XIRR MIRR RATE NPER PV FV PMT TREND FORECAST GROWTH SLOPE INTERCEPT CONFIDENCE
    AVERAGE MEDIAN STDEV T.TEST RANK PERCENTILE SUM RANGE RUN ECHO CALL REGISTER EVALUATE
    """.split()  # noqa: SIM905  # a hundred quotes would hide the words
}
functions = pytest.mark.parametrize("f", FUNCTIONS.values(), ids=FUNCTIONS)


@functions
def test_the_name_is_upper_snake_case_and_no_cell_address(f):
    assert re.fullmatch(r"[A-Z]{2,}(_[A-Z]+)+", f.name)


@functions
def test_the_name_is_no_builtin_and_no_word_of_vba(f):
    assert f.name not in EXCEL_FUNCTIONS
    assert f.name.lower() not in VBA_WORDS


@functions
def test_the_python_name_is_the_worksheet_name_in_lower_case(f):
    assert f.compute.__name__ == f.name.lower()


@functions
def test_the_texts_fit_the_function_wizard(f):
    for text in (f.summary, *(p.text for p in f.params)):
        assert 0 < len(text) <= 255


@functions
def test_the_summary_is_a_sentence_about_the_result(f):
    assert f.summary.endswith(".")
    assert "\n" not in f.summary
    assert not f.summary.startswith("This function")


@functions
def test_result_and_source_are_told(f):
    assert f.returns
    assert f.source


@functions
def test_arguments_have_names_that_vba_can_take(f):
    names = {p.name.lower() for p in f.params}
    assert not names & VBA_WORDS
    assert not names & {name.lower() for name in FUNCTIONS}
    # the wizard's limit: number of arguments and length of their names together
    assert len(f.params) + sum(len(p.name) for p in f.params) <= 254


@functions
def test_optional_arguments_come_last(f):
    required = [p.required for p in f.params]
    assert required == sorted(required, reverse=True)


@functions
def test_every_optional_argument_is_used_by_an_example(f):
    assert max(len(e.args) for e in f.examples) == len(f.params)


@functions
def test_there_are_two_examples_with_sources_and_one_is_an_error(f):
    assert all(e.source for e in f.examples)
    if f.params:  # without arguments nothing can be wrong
        assert len(f.examples) >= 2
        assert any(isinstance(e.result, CellError) for e in f.examples)
    assert any(not isinstance(e.result, CellError) for e in f.examples)


@functions
def test_examples_can_be_typed_into_a_cell(f):
    for example in f.examples:
        assert re.fullmatch(rf"={f.name}\(.*\)", example.formula)
        assert None not in [s for a in example.args if isinstance(a, tuple) for cells in a for s in cells]
        assert len(example.formula) < 8192


@functions
def test_a_function_that_lifts_takes_single_values_and_gives_one_number(f):
    if f.lifts:
        assert {p.kind for p in f.params} <= {Kind.NUMBER, Kind.NONNEGATIVE, Kind.SHARE, Kind.FLAG}
        assert f.shape == (1, 1)
        assert f.unit is not Unit.TEXT


def test_the_five_functions_the_product_is_named_for_come_first():
    assert tuple(FUNCTIONS)[: len(NAMED_FOR)] == NAMED_FOR


def test_the_catalogue_is_read_only():
    with pytest.raises(TypeError):
        FUNCTIONS["MINE"] = None


def test_the_syntax_shows_optional_arguments_in_brackets():
    assert FUNCTIONS["TRAINING_ROI"].syntax == "TRAINING_ROI(benefits, costs)"
    assert FUNCTIONS["HOUR_VALUE"].syntax == "HOUR_VALUE(pay, [benefits_rate], [paid_hours])"
