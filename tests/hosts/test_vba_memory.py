"""What the add-in remembers: no trip to Python for a call that was answered, and a Python that comes back."""

import math
from datetime import datetime, timedelta

import pytest
import vba_modules
from hypothesis import given
from hypothesis import strategies as st
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter import _values as values
from pyopenvba.interpreter._objects import VBAObject, method

MORNING = datetime(2026, 1, 5, 8)  # noqa: DTZ001  # VBA's Now knows no zone
GONE = "Automation error. The RPC server is unavailable."
RAISED = (
    'xlwings.XlwingsError: a library is missing\n  File "C:\\venv\\Lib\\site-packages\\x.py", line 3, in f'
)


class Python(VBAObject):
    """A Python that answers with the number of the call, until it is told to fail."""

    vba_type_name = "XLPython"

    def __init__(self):
        self.asked = 0
        self.fails = []
        self.names = 0

    @method
    def CallUDF(self, *_):  # noqa: N802  # as VBA calls it
        self.asked += 1
        if self.fails:
            raise values.error(1000, self.fails.pop(0))
        return float(self.asked)


@pytest.fixture
def python():
    return Python()


@pytest.fixture
def excel(python):
    return an_excel(python)


def an_excel(python):
    app = ExcelApplication()
    app.add_workbook()
    app.interpreter.host.create = lambda _: python
    vba_modules.add_to(app)
    return app


def starts(app):
    return int(str(app.run("roi_xl_python.Noted", "Tries")))


# Remembering


def test_a_call_that_was_answered_needs_no_python(excel, python):
    assert [excel.evaluate("TRAINING_ROI(3, 4)") for _ in range(5)] == [1.0] * 5
    assert python.asked == 1


def test_another_function_with_the_same_arguments_is_another_call(excel, python):
    assert excel.evaluate("TRAINING_ROI(3, 4)") != excel.evaluate("NET_BENEFIT(3, 4)")


DIFFERENT = [
    ("CDbl(3)", "CDbl(4)"),
    ("CDbl(1)", "True"),
    ("CDbl(0)", "False"),
    ("CDbl(0)", 'Range("Z9")'),
    ('"a"', '"A"'),  # a Collection's keys don't tell them apart
    ('"\u00df"', '"ss"'),
    ('"\u200b"', '" "'),
    ('"1"', "CDbl(1)"),
    ('"1|2"', '"1", "2"'),
    ("CVErr(2007)", "CVErr(2042)"),
    ("CVErr(2042)", '"#N/A"'),
    ("Array(CDbl(1), CDbl(2))", "Array(CDbl(2), CDbl(1))"),
    ("Array(CDbl(1), CDbl(2))", "CDbl(1), CDbl(2)"),
    ("0.1 + 0.2", "0.3"),  # both show as 0.3
    ("1E-320", "2E-320"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_arguments_that_differ_are_never_taken_for_each_other(excel, python, one, other):
    for argument in (one, other):
        excel.evaluate(f"ROI_STATEMENT(1, {argument})")
    assert python.asked == 2


NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


@given(NUMBERS, st.integers(-3, 3))
def test_neighbouring_numbers_are_told_apart(number, steps):
    neighbour = number
    for _ in range(abs(steps)):
        neighbour = math.nextafter(neighbour, math.copysign(math.inf, steps))
    key, other = (key_of([[x]]) for x in (number, neighbour))
    if key and other:  # the largest number of all can't be written down and read back in VBA: not remembered
        assert (key == other) == (number == neighbour)


def block(rows):
    """A block of cells as Excel hands it over."""
    columns = zip(*rows, strict=True)
    items = [cell for column in columns for cell in column]
    return values.VBAArray(bounds=[(1, len(rows)), (1, len(rows[0]))], element_type="Variant", items=items)


KEYS = an_excel(Python())


def key_of(rows):
    """The key of a call with one block of cells."""
    arguments = values.VBAArray(bounds=[(0, 0)], element_type="Variant", items=[block(rows)])
    return KEYS.run("roi_xl_python.KeyOf", "F", arguments)


@given(st.lists(st.lists(NUMBERS, min_size=2, max_size=2), min_size=1, max_size=4))
def test_a_block_and_its_transposition_are_told_apart(rows):
    columns = [*map(list, zip(*rows, strict=True))]
    if rows != columns and key_of(rows):
        assert key_of(rows) != key_of(columns)


@given(st.lists(NUMBERS, min_size=1, max_size=4))
def test_an_array_constant_and_a_range_are_told_apart(numbers):
    constant = values.VBAArray(bounds=[(1, len(numbers))], element_type="Variant", items=[*numbers])
    arguments = values.VBAArray(bounds=[(0, 0)], element_type="Variant", items=[constant])
    key = KEYS.run("roi_xl_python.KeyOf", "F", arguments)
    if key:
        assert key not in {key_of([[n] for n in numbers]), key_of([numbers])}


@pytest.mark.parametrize(
    "argument", ['String(1001, "x")', "Array(" + ", ".join(['String(20, "x")'] * 40) + ")"]
)
def test_what_has_a_long_text_is_not_remembered(excel, python, argument):
    for _ in range(2):
        excel.evaluate(f"ROI_STATEMENT(1, {argument})")
    assert python.asked == 2


def test_a_range_of_many_cells_is_not_remembered(excel, python):
    for row in range(1, 62):
        excel.sheet(1).set_value(f"A{row}", float(row))
    for _ in range(2):
        excel.evaluate('TRAINING_ROI(Range("A1:A61"), 1)')
    assert python.asked == 2
    for _ in range(2):
        excel.evaluate('TRAINING_ROI(Range("A1:A60"), 1)')
    assert python.asked == 3


def test_what_is_remembered_is_bounded(python):
    app = ExcelApplication()
    app.add_workbook()
    app.interpreter.host.create = lambda _: python
    text = vba_modules.python_module()
    assert "MOST_REMEMBERED As Long = 10000" in text
    few = text.replace("MOST_REMEMBERED As Long = 10000", "MOST_REMEMBERED As Long = 3")
    vba_modules.add_to(app, module=few)
    for number in (1, 2, 3, 4, 1):
        app.evaluate(f"TRAINING_ROI({number}, 1)")
    assert python.asked == 5
    app.evaluate("TRAINING_ROI(4, 1)")
    assert python.asked == 5


def test_restarting_forgets(excel, python):
    excel.evaluate("TRAINING_ROI(3, 4)")
    excel.run("roi_xl_python.RestartedPython")
    before = python.asked
    excel.evaluate("TRAINING_ROI(3, 4)")
    assert python.asked == before + 1


def test_what_went_wrong_is_not_remembered(excel, python):
    python.fails = [RAISED]
    assert excel.evaluate("TRAINING_ROI(3, 4)").number == 2015
    assert excel.evaluate("TRAINING_ROI(3, 4)") == 2.0


# Coming back


def test_a_python_that_is_gone_is_started_anew_within_the_same_call(excel, python):
    excel.evaluate("TRAINING_ROI(1, 1)")
    python.fails = [GONE]
    assert excel.evaluate("TRAINING_ROI(2, 1)") == 3.0
    assert starts(excel) == 2


def test_what_python_raises_starts_no_other(excel, python):
    excel.evaluate("TRAINING_ROI(1, 1)")
    python.fails = [RAISED]
    assert excel.evaluate("TRAINING_ROI(2, 1)").number == 2015
    assert starts(excel) == 1


def test_a_python_that_is_dead_when_it_is_handed_over_is_replaced_too(excel, python):
    # as after a reset of the VBA, when the DLL still knows its command line
    python.fails = [GONE]
    assert excel.evaluate("TRAINING_ROI(2, 1)") == 2.0
    assert starts(excel) == 2


def test_of_a_python_that_is_gone_what_is_left_is_ended(excel, python):
    excel.evaluate("TRAINING_ROI(1, 1)")
    python.fails = [GONE]
    excel.evaluate("TRAINING_ROI(2, 1)")
    first, second = str(excel.run("roi_xl_python.Noted", "Commands")).split("|")[:-1]
    assert str(excel.run("roi_xl_python.Noted", "Ended")) == f"{first}|"
    assert first != second


def test_cells_that_fail_for_another_reason_start_no_python_each(excel, python):
    excel.freeze_clock(MORNING)
    excel.evaluate("TRAINING_ROI(1, 1)")
    python.fails = ["Out of memory"] * 20
    for number in range(10):
        assert excel.evaluate(f"TRAINING_ROI({number + 2}, 1)").number == 2015
    assert starts(excel) == 2
    excel.freeze_clock(MORNING + timedelta(seconds=5))
    python.fails = [GONE]
    assert not hasattr(excel.evaluate("TRAINING_ROI(99, 1)"), "number")
    assert starts(excel) == 3


def test_a_python_that_keeps_failing_is_asked_twice_and_no_more(excel, python):
    excel.evaluate("TRAINING_ROI(1, 1)")
    python.fails = [GONE] * 5
    assert excel.evaluate("TRAINING_ROI(2, 1)").number == 2015
    assert python.asked == 3
