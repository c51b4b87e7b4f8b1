"""Excel's door shows the whole catalogue, and adds nothing to it."""

import inspect
import json
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal

import pytest
import roi_xl_udfs
import xlwings as xw

from roi_xl.calc import FUNCTIONS
from roi_xl.errors import CellError

functions = pytest.mark.parametrize("f", FUNCTIONS.values(), ids=FUNCTIONS)


def python(code):
    """What a fresh interpreter prints for some code."""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    return run.stdout.split()


def as_xlwings_hands_over(value):
    """With ndim=2 and err_to_str every argument is a list of rows, errors as text."""
    blocks = value if isinstance(value, tuple) else ((value,),)
    return [[str(s) if isinstance(s, CellError) else s for s in cells] for cells in blocks]


def test_a_star_import_gives_exactly_the_worksheet_functions():
    assert python(
        "from roi_xl_udfs import *; print(*[n for n in dir() if not n.startswith('__')])"
    ) == sorted(FUNCTIONS)


@functions
def test_xlwings_sees_names_texts_and_optional_arguments_and_no_types(f):
    udf = getattr(roi_xl_udfs, f.name)
    parameters = inspect.signature(udf).parameters.values()
    assert udf.__name__ == f.name
    assert udf.__doc__ == f.summary
    assert [p.name for p in parameters] == [p.name for p in f.params]
    assert [p.default is inspect.Parameter.empty for p in parameters] == [p.required for p in f.params]
    assert udf.__annotations__ == {}


@functions
def test_examples_come_out_of_the_door_as_plain_values(f):
    udf = getattr(roi_xl_udfs, f.name)
    for example in f.examples:
        got = udf(*map(as_xlwings_hands_over, example.args))
        want = f.call(*example.args)
        assert got == ([[*cells] for cells in want] if isinstance(want, tuple) else want)
        assert not isinstance(got, CellError | tuple)


IN = [
    ("a blank cell is 0", ([[60_000.0]], [[None]], [[2_000.0]]), 30.0),
    ("a bare None was left out", ([[60_000.0]], None, [[2_000.0]]), 30.0),
    ("left out isn't blank", ([[60.0]], [[0.5]], None), 90.0),
    ("blank isn't left out", ([[60.0]], [[0.5]], [[None]]), "#DIV/0!"),
    ("Office.js says empty text for a blank cell", ([[60.0]], [[""]]), 60.0),
    ("our add-in says a space without width for an empty text", ([[60.0]], [["\u200b"]]), "#VALUE!"),
    ("an error travels as its text", ([["#N/A"]],), "#N/A"),
    ("text", ([["abc"]],), "#VALUE!"),
    ("a value that isn't in rows", (60.0, 0.5), 90.0),
    ("integers of Office.js", ([[60]], [[1]]), 120.0),
    ("a cell in currency format is a Decimal in classic", ([[Decimal("60.5")]],), 60.5),
    ("a date is its serial number", ([[datetime(2024, 5, 1, 12)]],), 45_413.5),  # noqa: DTZ001
    ("pywin32's dates carry a zone", ([[datetime(2024, 5, 1, 12, tzinfo=UTC)]],), 45_413.5),
    ("anything else", ([[object()]],), "#VALUE!"),
    ("bytes", ([[b"1"]],), "#VALUE!"),
    ("an integer beyond every float", ([[10**400]],), "#NUM!"),
    ("such an integer in a column", ([[10**400], [60.0]], [[0.5]]), [["#NUM!"], [90.0]]),
    ("a Decimal that is no number", ([[Decimal("sNaN")]],), "#VALUE!"),
    ("a list that has no rows", ([60.0, 120.0],), "#VALUE!"),
    ("a list of rows and others", ([[60.0], 120.0],), "#VALUE!"),
    ("a row of nothing", ([[]],), "#VALUE!"),
    ("a column gives rows", ([[60.0], ["#N/A"]], [[0.5]]), [[90.0], ["#N/A"]]),
]


@pytest.mark.parametrize(("raw", "result"), [pytest.param(r, w, id=i) for i, r, w in IN])
def test_cells_as_the_lanes_hand_them_over(raw, result):
    assert roi_xl_udfs.HOUR_VALUE(*raw) == result


def test_a_number_as_label_leaves_as_a_float():
    lines = [[80.0, 100.0, 120.0]], [[125.0, 100.0, 80.0]]
    labels = [row[0] for row in roi_xl_udfs.ROI_SENSITIVITY(*lines, [[7], [10**12]])]
    assert labels == [1e12, 7.0]
    assert {*map(type, labels)} == {float}


def test_a_label_that_our_add_in_hands_over_as_empty_text_is_none():
    lines = [[80.0, 100.0, 120.0]], [[125.0, 100.0, 80.0]]
    assert roi_xl_udfs.ROI_SENSITIVITY(*lines, [["gain"], ["\u200b"]]) == [
        [2.0, -0.2, 0.25],
        ["gain", -0.2, 0.2],
    ]


def test_the_door_opens_without_numpy_pandas_openpyxl_or_an_engine():
    code = """
import sys
for name in "numpy pandas openpyxl scipy numpy_financial formualizer formulon xlsxwriter".split():
    sys.modules[name] = None  # importing it fails; xlwings does without
import roi_xl_udfs
print(roi_xl_udfs.TRAINING_ROI([[90000.0]], [[5000.0], [7000.0], [4000.0]]))
"""
    assert python(code) == ["4.625"]


def test_the_mathematics_loads_nothing_heavy():
    heavy = "numpy pandas openpyxl scipy numpy_financial formualizer formulon xlsxwriter xlwings click"
    assert (
        python(f"import sys, roi_xl.calc; print(*[n for n in '{heavy}'.split() if n in sys.modules])") == []
    )


CLASSIC = """
import io, json, sys
from types import ModuleType, SimpleNamespace
# pywin32 played by empty modules: enough for the half of xlwings that reads decorators and writes VBA
for name in "pythoncom pywintypes win32com win32com.client win32timezone win32api".split():
    sys.modules[name] = ModuleType(name)
sys.modules["pythoncom"].CoInitialize = lambda: None
sys.modules["pywintypes"].com_error = type("com_error", (Exception,), {})
sys.modules["win32com.client"].Dispatch = None
import xlwings
from xlwings import udfs
xlwings.func, xlwings.arg = udfs.xlfunc, udfs.xlarg
import roi_xl_udfs
vba = io.StringIO()
udfs.generate_vba_wrapper("roi_xl_udfs", roi_xl_udfs, vba, SimpleNamespace(Name="book.xlsm"))
print(json.dumps({
    "vba": vba.getvalue(),
    "functions": {name: vars(getattr(roi_xl_udfs, name))["__xlfunc__"] for name in roi_xl_udfs.__all__},
}, default=str))
"""


@pytest.fixture(scope="module")
def classic():
    """What xlwings for Windows makes of the door."""
    run = subprocess.run(
        [sys.executable, "-c", CLASSIC], capture_output=True, text=True, timeout=60, check=True
    )
    return json.loads(run.stdout)


@functions
def test_classic_xlwings_hands_over_rows_and_errors(classic, f):
    seen = classic["functions"][f.name]
    assert [a["name"] for a in seen["args"]] == [p.name for p in f.params]
    assert [a["doc"] for a in seen["args"]] == [p.text for p in f.params]
    assert all(a["options"] == {"ndim": 2, "err_to_str": True} for a in seen["args"])
    assert seen["category"] == "Training ROI"
    assert not seen["volatile"]


@functions
def test_the_vba_of_classic_xlwings_marks_optional_arguments(classic, f):
    arguments = ", ".join(p.name if p.required else f"Optional {p.name}" for p in f.params)
    assert f"Function {f.name}({arguments})" in classic["vba"]


@pytest.mark.parametrize(
    ("name", "arguments", "library", "package"),
    [
        ("ROI_SIMULATION", [[[200.0, 200.0, 200.0]], [[100.0]]], "numpy", "numpy"),
        ("TRAINING_IRR", [[[100.0]], [[150.0], [-20.0]]], "numpy_financial", "numpy-financial"),
    ],
)
def test_the_message_over_the_cell_names_the_package_that_is_missing(
    monkeypatch, name, arguments, library, package
):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(xw.XlwingsError, match=f"{name} needs the package {package}:"):
        getattr(roi_xl_udfs, name)(*arguments)
