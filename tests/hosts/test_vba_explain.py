"""Explain this cell: the button computes the cell again, and says of an error which cell, why, what to do."""

import json
import math
import re
import subprocess
import sys
from pathlib import Path

import pytest
import vba_modules
from bad_input import GOOD, SPECIAL, SPOILT, cells, places, replaced, spoilt
from core import told as plain
from pyopenvba.apps.excel import Application, ExcelApplication, Workbook
from pyopenvba.interpreter._objects import MemberSpec, VBAObject, method
from pyopenvba.interpreter._values import NOTHING, error

from roi_xl.addin import vba
from roi_xl.calc import FUNCTIONS
from roi_xl.errors import CellError

LANES = Path(__file__).parent / "lanes"


def explanations(cases):
    """What the add-in tells of cells with these calls; arguments stand on the sheet Costs from B2 on."""
    run = subprocess.run(
        [sys.executable, LANES / "explain.py"], input=json.dumps(cases), capture_output=True, text=True,
        encoding="utf-8", check=False, timeout=600,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-2000:]
    return json.loads(run.stdout)


def case(name, given):
    return {"function": name, "args": [plain(value) for value in given]}


def fits_cells(value):
    """Whether a value can stand in cells: a cell holds no infinity, a range no nothing."""
    return value != () and all(not isinstance(v, float) or math.isfinite(v) for v in cells(value))


def letters(number):
    return chr(ord("A") + number - 1)


def place(given, at, row, column):
    """The address on the sheet of a cell of an argument, or of all of it."""
    left = 2 + sum(len(value[0]) if isinstance(value, tuple) else 1 for value in given[:at])
    height, width = (len(given[at]), len(given[at][0])) if isinstance(given[at], tuple) else (1, 1)
    if row is None and column is None and height * width > 1:
        return f"Costs!{letters(left)}2:{letters(left + width - 1)}{height + 1}"
    return f"Costs!{letters(left + (column or 1) - 1)}{(row or 1) + 1}"


SPOILT_CALLS = [
    (name, at, replaced(name, at, spoilt(GOOD[name][at], bad)))
    for kinds, values in SPOILT
    for name, at in places(kinds)
    for bad in values
    if fits_cells(bad)
]
SPECIAL_CALLS = [
    (name, given)
    for name, given, result in SPECIAL
    if any(isinstance(cell, CellError) for cell in cells(result)) and all(map(fits_cells, given))
]


def test_every_spoilt_argument_is_named_with_the_address_of_its_cell_and_what_to_do():
    told = explanations([case(name, given) for name, _, given in SPOILT_CALLS])
    assert len(told) > 500
    for (name, at, given), text in zip(SPOILT_CALLS, told, strict=True):
        value, param = given[at], FUNCTIONS[name].params[at]
        last = (len(value), len(value[0])) if isinstance(value, tuple) else (1, 1)
        headline = text.partition("\n")[0]
        assert headline.startswith(f"{name}: {param.name}, {place(given, at, *last)}: "), text
        assert re.search(r": [^;]+; .+", headline), text  # what was met, and the remedy
        assert len(text) <= 1000  # of 1,024 characters that a box shows


def test_every_special_case_that_is_an_error_is_told_as_the_core_tells_it():
    told = explanations([case(name, given) for name, given in SPECIAL_CALLS])
    for (name, given), text in zip(SPECIAL_CALLS, told, strict=True):
        reason = FUNCTIONS[name].reason(*given)
        names = [param.name for param in FUNCTIONS[name].params]
        at = names.index(reason.argument)
        headline = text.partition("\n")[0]
        if at < len(given) and None in cells(given[at]):  # the interpreter cuts off blank cells
            assert headline.endswith(f": {reason.problem}; {reason.remedy}")
        else:
            there = "" if at >= len(given) else place(given, at, reason.row, reason.column)
            assert headline == reason.sentence(there)


HEALTHY = """\
HOUR_VALUE gives 30
What one working hour of a person costs the employer, from pay and the hours paid for it.

pay (Costs!B2): 48000
benefits_rate: left out, so 0
paid_hours (Costs!D2): 1600"""
OTHERS = {
    "a healthy cell shows the values of its arguments": (
        {"function": "HOUR_VALUE", "args": [48000, {"left out": True}, 1600]},
        HEALTHY,
    ),
    "of a long range the first values": (
        case("NET_BENEFIT", (tuple((float(n),) for n in range(1, 7)), 1.0)),
        "benefits (Costs!B2:B7): 1; 2; 3; 4; … (6 cells)",
    ),
    "a spilled result": (
        case("ROI_RANGE", (((230.0, 252.0, 270.0),), 100.0)),
        "ROI_RANGE gives 1.3; 1.52; 1.7",
    ),
    "the inner call comes first": (
        {"formula": 'TRAINING_ROI(ATTRIBUTED_BENEFIT(1, "x"), 3)'},
        "ATTRIBUTED_BENEFIT: attribution: the text 'x' is no number",
    ),
    "of healthy calls the outer one is shown": (
        {"formula": "TRAINING_ROI(ATTRIBUTED_BENEFIT(10, 0.5), 4)"},
        "TRAINING_ROI gives 0.25",
    ),
    "an error that came from elsewhere": (
        case("NET_BENEFIT", (((1.0,), (CellError.NA,)), 1.0)),
        "benefits, Costs!B3: it holds #N/A; correct it where it comes from",
    ),
    "a call that is caught": (
        {"formula": 'TRAINING_ROI("x", 1)', "shows": 0.0},
        "The cell shows no error, but a call within its formula gives one:\nTRAINING_ROI: benefits: ",
    ),
    "a reference of several areas": (
        {"formula": 'TRAINING_ROI(Range("A1,C1"), 1)'},
        "TRAINING_ROI: benefits: a reference of several areas; give it one range",
    ),
    "the addresses of a call after one that came to nothing": (
        {"formula": 'NET_BENEFIT(1, Range("B2"))', "before": 'TRAINING_ROI(Range("Z99"), NO_SUCH)'},
        "costs (Costs!B2): ",
    ),
    "a sheet whose name looks like a cell": (
        {"formula": 'HOUR_VALUE(Range("B2"))', "sheet": "R1C1"},
        "('R1C1'!B2)",
    ),
    "a cell that another one spills into": ({"formula": "TRAINING_ROI(3, 1)", "spilled": True}, "gives 2"),
    "a cell without our functions": ({"formula": "1 + 1"}, "This cell calls none of our functions."),
}


@pytest.fixture(scope="module")
def others():
    return dict(zip(OTHERS, explanations([asked for asked, _ in OTHERS.values()]), strict=True))


@pytest.mark.parametrize("name", OTHERS)
def test_other_cells(others, name):
    assert OTHERS[name][1] in others[name]


# The buttons


class Python(VBAObject):
    vba_type_name = "Python"
    fails = ""

    @method
    def CallUDF(self, _, function, *__):  # noqa: N802  # as VBA calls it
        if self.fails:
            raise error(1000, self.fails)
        return "=well" if function == "EXPLAIN" else "0.2.0"


@pytest.fixture
def excel():
    """An Excel with the add-in's buttons."""
    app = ExcelApplication()
    app.add_workbook()
    app.interpreter.host.create = lambda _: Python()
    vba_modules.add_to(app)
    app.add_module('Sub ConnectThisWorkbook()\n    MsgBox "connected"\nEnd Sub\n', name="roi_xl_connect")
    app.add_module(vba_modules.editor_text(vba.ribbon_module()), name="roi_xl_ribbon")
    return app


def pressed(app, button):
    app.run(f"roi_xl_ribbon.{button}FromRibbon", NOTHING)
    return app.dialogs[-1][1]


def test_every_button_has_its_macro(excel):
    buttons = re.findall(r"roi_xl_ribbon\.(\w+)FromRibbon", "".join(vba_modules.ribbon_xml()))
    assert buttons == ["Explain", "Insert", "Connect", "Restart", "Help", "About"]
    for button in buttons:
        assert f"Public Sub {button}FromRibbon(ByVal control As Object)" in vba.ribbon_module()


def test_explaining_a_cell_without_a_formula_says_so(excel):
    assert pressed(excel, "Explain") == "This cell calls none of our functions."


def test_restarting_tells_who_answers(excel):
    assert pressed(excel, "Restart").startswith("Python answers: roi-xl 0.2.0.")


def test_about_tells_the_versions_of_the_add_in_and_of_the_python_that_answers(excel):
    told = pressed(excel, "About")
    assert "The add-in is of roi-xl" in told
    assert "for xlwings 0.37.8" in told
    assert "Python answers: roi-xl 0.2.0." in told


def test_about_tells_why_nobody_answers(excel, monkeypatch):
    monkeypatch.setattr(Python, "fails", 'ImportError: DLL load failed\n  File "C:\\x.py", line 1, in f')
    assert pressed(excel, "About").endswith("ImportError: DLL load failed")


def test_connecting_connects(excel):
    assert pressed(excel, "Connect") == "connected"


def patched(monkeypatch, kind, name, getter):
    member = MemberSpec(name, "method", getter=getter, parameters=("Address",))
    monkeypatch.setitem(kind._vba_members, name.lower(), member)


def refuse(*_):
    raise error(1004, "Excel refuses")


def test_help_opens_the_page_beside_our_settings(excel, monkeypatch):
    asked = []
    patched(monkeypatch, Workbook, "FollowHyperlink", lambda _, address: asked.append(str(address)))
    excel.run("roi_xl_ribbon.HelpFromRibbon", NOTHING)
    assert asked == [f"{vba_modules.PROFILE}\\.roi_xl\\help.html"]


def test_a_page_that_is_gone_ends_in_words(excel, monkeypatch):
    patched(monkeypatch, Workbook, "FollowHyperlink", refuse)
    assert re.search('There is no .*help.html. Run "roi-xl addin install"', pressed(excel, "Help"))


def test_a_wizard_that_excel_doesnt_open_ends_in_words(excel, monkeypatch):
    patched(monkeypatch, Application, "Dialogs", refuse)
    assert pressed(excel, "Insert") == "Select a cell first."


def test_without_a_cell_there_is_nothing_to_explain(excel, monkeypatch):
    nothing = MemberSpec("ActiveCell", "property", getter=lambda *_: NOTHING)
    monkeypatch.setitem(Application._vba_members, "activecell", nothing)
    assert pressed(excel, "Explain") == "Select a cell first."


# What Python raises, as xlwings' DLL hands it over: the lines of its traceback turned round

TURNED_ROUND = (
    "xlwings.XlwingsError: ROI_SIMULATION needs the package numpy\n"
    "    raise xw.XlwingsError(missing_library(function.name)) from error\n"
    '  File "C:\\venv\\Lib\\site-packages\\roi_xl_udfs\\__init__.py", line 53, in udf\n'
)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_of_a_traceback_that_the_dll_turns_round_the_first_line_is_shown(excel, end):
    headline = excel.run("roi_xl_explain.Headline", TURNED_ROUND.replace("\n", end) * 20)
    assert headline == "xlwings.XlwingsError: ROI_SIMULATION needs the package numpy"


def test_a_long_headline_is_cut_to_what_a_box_shows(excel):
    assert len(excel.run("roi_xl_explain.Headline", "x" * 5_000)) == 800


def test_a_message_that_is_no_traceback_is_shown_with_all_its_lines(excel):
    said = "Could not create Python process.\nError message: Access is denied."
    assert excel.run("roi_xl_explain.Headline", said) == said
