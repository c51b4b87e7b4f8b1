"""The VBA of the add-in's functions, run without Excel: what reaches Python, and what comes back."""

from itertools import chain

import pytest
import vba_modules
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter import _values as values
from pyopenvba.interpreter._objects import VBAObject, method


class Recorder(VBAObject):
    """xlwings' COM server, as far as VBA can tell: notes what it is asked and gives what it is told to."""

    vba_type_name = "XLPython"

    def __init__(self):
        self.asked = []
        self.answer = 0.0

    @method
    def CallUDF(self, module, function, arguments):  # noqa: N802  # as VBA calls it
        self.asked.append((str(module), str(function), arguments.elements()))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def server():
    return Recorder()


@pytest.fixture
def excel(server):
    """An Excel with the add-in's functions, whose Python is the recorder."""
    app = ExcelApplication()
    app.add_workbook()
    app.interpreter.host.create = lambda _: server
    vba_modules.add_to(app)
    return app


def array(rows):
    """A two-dimensional array as COM hands it over."""
    columns = zip(*rows, strict=True)  # its elements lie column by column
    return values.VBAArray(
        bounds=[(0, len(rows) - 1), (0, len(rows[0]) - 1)], element_type="Variant", items=[*chain(*columns)]
    )


def test_python_is_told_package_function_and_arguments(excel, server):
    excel.evaluate("TRAINING_ROI(3, 4)")
    module, function, arguments = server.asked[0]
    assert (module, function, [*map(float, arguments)]) == ("roi_xl_udfs", "TRAINING_ROI", [3.0, 4.0])


def test_an_argument_left_out_stays_left_out(excel, server):
    excel.evaluate("HOUR_VALUE(60, , 2)")
    assert server.asked[0][2][1] is values.MISSING


def test_a_blank_cell_is_not_left_out(excel, server):
    excel.evaluate('HOUR_VALUE(60, Range("A1"))')
    assert server.asked[0][2][1] is values.EMPTY


def test_several_areas_are_an_error_and_not_the_first_of_them(excel, server):
    excel.evaluate('TRAINING_ROI(Range("A1,C1"), 1)')
    assert server.asked[0][2][0].number == 2015


def test_of_whole_columns_the_used_rows_are_handed_over(excel, server):
    excel.sheet(1).set_value("B3", 5.0)
    excel.sheet(1).set_value("A2", 7.0)
    excel.evaluate('TRAINING_ROI(Range("A:A"), 1)')
    assert server.asked[0][2][0].elements() == [values.EMPTY, 7.0, values.EMPTY]


@pytest.mark.parametrize(("area", "rows"), [("A2:A1048576", 2), ("A3:C1048576", 1), ("A9:A1048576", 1)])
def test_of_columns_down_to_the_end_of_the_sheet_the_used_rows_are_handed_over(excel, server, area, rows):
    excel.sheet(1).set_value("A2", 7.0)
    excel.sheet(1).set_value("B3", 5.0)
    excel.evaluate(f'TRAINING_ROI(Range("{area}"), 1)')
    handed_over = server.asked[0][2][0]
    one_cell = not isinstance(handed_over, values.VBAArray)
    assert (1 if one_cell else handed_over.bounds[0][1]) == rows


def test_whole_columns_keep_their_width(excel, server):
    excel.sheet(1).set_value("H2", 5.0)
    excel.evaluate('TRAINING_ROI(Range("F:H"), 1)')
    handed_over = server.asked[0][2][0]
    assert [last - first + 1 for first, last in handed_over.bounds] == [2, 3]


UNKNOWN = [2043, 2045, 2050]  # #GETTING_DATA, #SPILL!, #CALC!
ERRORS = [
    ("#NULL!", 2000), ("#DIV/0!", 2007), ("#VALUE!", 2015), ("#REF!", 2023),
    ("#NAME?", 2029), ("#NUM!", 2036), ("#N/A", 2042),
]  # fmt: skip


def numbers(argument):
    """The numbers of the errors in an array, column by column."""
    return [cell.number for cell in argument.elements() if isinstance(cell, values.VBAErrorValue)]


@pytest.mark.parametrize("number", UNKNOWN)
def test_an_error_that_xlwings_does_not_know_is_handed_over_as_value(excel, server, number):
    excel.evaluate(f"TRAINING_ROI(CVErr({number}), Array(1, CVErr({number})))")
    alone, in_a_row = server.asked[0][2]
    assert [alone.number, *numbers(in_a_row)] == [2015, 2015]


def test_in_a_range_such_an_error_is_handed_over_as_value_and_the_rest_unchanged(excel, server):
    for place, value in [("A1", 1.0), ("A2", values.VBAErrorValue(2042)), ("B2", values.VBAErrorValue(2045))]:
        excel.sheet(1).set_value(place, value)
    excel.evaluate('TRAINING_ROI(Range("A1:B2"), 1)')
    handed_over = server.asked[0][2][0]
    assert numbers(handed_over) == [2042, 2015]
    assert handed_over.elements()[0] == 1.0


@pytest.mark.parametrize("number", [number for _, number in ERRORS])
def test_an_error_that_xlwings_knows_is_handed_over_as_it_is(excel, server, number):
    excel.evaluate(f"TRAINING_ROI(CVErr({number}), Array(1, CVErr({number}), CVErr(2045)))")
    alone, in_a_row = server.asked[0][2]
    assert [alone.number, *numbers(in_a_row)] == [number, number, 2015]


def test_an_empty_text_is_not_handed_over_as_a_blank(excel, server):
    excel.evaluate('TRAINING_ROI("", Array("", 1))')
    alone, in_a_row = server.asked[0][2]
    assert [alone, in_a_row.elements()[0]] == ["\u200b", "\u200b"]


@pytest.mark.parametrize("text", [" ", "  ", "\u00a0", "x"])
def test_a_text_that_is_not_empty_is_handed_over_as_it_is_spaces_too(excel, server, text):
    excel.sheet(1).set_value("A1", text)
    excel.evaluate(f'TRAINING_ROI(Range("A1"), Array("{text}", ""))')
    alone, in_a_row = server.asked[0][2]
    assert [alone, *in_a_row.elements()] == [text, text, "\u200b"]


@pytest.mark.parametrize(("text", "number"), ERRORS)
def test_the_text_of_an_error_becomes_the_error_also_within_arrays(excel, server, text, number):
    server.answer = text
    assert excel.evaluate("TRAINING_ROI(1, 2)").number == number
    server.answer = array([[1.0, text], ["a", 2.0]])
    (one, error), rest = excel.evaluate("ROI_RANGE(1, 2)")
    assert (one, error.number, rest) == (1.0, number, ["a", 2.0])
    # xlwings hands a single row back in one dimension
    server.answer = values.VBAArray(bounds=[(0, 1)], element_type="Variant", items=[text, 1.0])
    error, one = excel.evaluate("ROI_RANGE(1, 3)")
    assert (error.number, one) == (number, 1.0)


def test_whatever_goes_wrong_is_an_error_and_no_traceback(excel, server):
    server.answer = values.error(1000, "Traceback (most recent call last)")
    assert excel.evaluate("TRAINING_ROI(1, 2)").number == 2015
