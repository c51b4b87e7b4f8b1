"""What Excel's part of the add-in meets on Windows: xlwings' real DLL, COM, and the Python that it starts."""

import shutil

import pytest
from com import call, command_line, dll, prepared, told
from session import named

DIED = -2147023174  # RPC_S_SERVER_UNAVAILABLE
RAISED = -2147352567  # DISP_E_EXCEPTION
ONE = call("TRAINING_ROI", [90000, 16000])
FIRST = "import os, sys; os.chdir(sys.prefix); import xlwings; xlwings.serve('$(CLSID)')"


@pytest.fixture
def excel(windows):
    """The stand-in for Excel, which knows the DLL and the command line; what it tells after those."""

    def told_by(*orders, program=None, **options):
        loaded, *answers = windows.excel(*prepared(windows, program), *orders, **options)
        assert loaded == {"loaded": True, "found": True}
        return answers

    return told_by


def test_one_python_answers_every_call(excel):
    first, *results, children = excel("activate", ONE, ONE, "keep 1", ONE, "children")
    assert (first["hr"], first["text"]) == (0, None)
    assert results == [{"result": 4.625}] * 3
    assert children == ["pythonw.exe"]


def test_a_range_of_ten_thousand_cells_is_one_call(excel):
    assert excel("call TRAINING_ROI f10000x1 n8 n16000") == [{"result": 4}]


def test_texts_survive_both_ways(excel):
    order = call(
        "ROI_SENSITIVITY", [[[80, 100, 120], [90, 100, 150]], [[125, 100, 80]], [["äö€"], ["Ł"], ["☃😀"]]]
    )
    (answer,) = excel(order)
    assert {row[0] for row in told(answer["result"])} == {"äö€", "Ł", "☃😀"}


def test_an_array_constant_of_one_dimension_is_a_row(excel):
    (answer,) = excel("call ROI_RANGE a3 n230 n252 n270 n100")
    assert told(answer["result"]) == [[pytest.approx(1.3), pytest.approx(1.52), pytest.approx(1.7)]]


def test_the_dll_turns_a_traceback_round_so_that_what_happened_is_its_first_line(excel):
    (answer,) = excel("call NO_SUCH n1")
    assert answer["hr"] == RAISED
    first, *rest = answer["raised"].splitlines()
    assert first == "AttributeError: module 'roi_xl_udfs' has no attribute 'NO_SUCH'"
    assert any(line.startswith("  File ") for line in rest)
    assert not any(line.startswith("AttributeError") for line in rest)


def test_a_missing_library_is_named_in_the_first_line(excel, windows):
    found = windows.site / "numpy"
    hidden = found.rename(windows.site / "numpy hidden")
    try:
        (answer,) = excel(call("ROI_SIMULATION", [[[200, 200, 200]], 100]))
    finally:
        hidden.rename(found)
    assert answer["raised"].splitlines()[0] == (
        "xlwings.XlwingsError: ROI_SIMULATION needs the package numpy: install it (pip install numpy; "
        "in xlwings Lite and Server add it to requirements.txt) and start Python anew"
    )


def test_a_python_that_has_died_is_lost_to_its_command_line_and_back_with_another(excel):
    """The DLL keeps one class id for each command line, and COM the dead server's registration."""
    line = command_line_of(excel)
    before, ended, left, same, other, after, children = excel(
        ONE, "kill", "children", "activate", f"command {line} ", "activate", ONE, "children"
    )[:7]
    assert before == {"result": 4.625}
    assert (ended, left) == (["pythonw.exe"], [])
    assert same["hr"] == DIED
    assert str(DIED) in same["text"]
    assert other["hr"] == 0
    assert after == {"result": 4.625}
    assert children == ["pythonw.exe"]


def command_line_of(excel):
    return excel.line


@pytest.fixture(autouse=True)
def _line(excel, windows):
    excel.line = command_line(named(windows.python(program="pythonw.exe")))


STRANGE = "Jörg O'Neil (x86) & Söhne"


def test_a_path_of_python_with_every_letter_that_breaks_careless_code(excel, windows):
    strange = windows.folder / STRANGE
    if not strange.exists():
        strange.symlink_to(windows.python().parent)
    assert excel(ONE, program=named(strange / "pythonw.exe")) == [{"result": 4.625}]


@pytest.mark.parametrize("variable", ["TEMP", "USERPROFILE", "APPDATA"])
def test_variables_that_lead_nowhere_keep_no_python_from_starting(excel, variable):
    assert excel(ONE, environment={variable: r"C:\gone\Jörg"}) == [{"result": 4.625}]


def test_python_ends_with_excel(excel, windows):
    assert excel(ONE, "children") == [{"result": 4.625}, ["pythonw.exe"]]
    code = (
        "import time, win32com.client as c; w = c.GetObject('winmgmts:')\n"
        "print([p.Name for p in w.ExecQuery('select Name from Win32_Process')])"
    )
    done = windows.wine.run(windows.python(), "-c", code)
    assert "python.exe" in done.out, done
    assert "pythonw.exe" not in done.out


def test_an_environment_of_conda_is_activated_by_way_of_cmd(excel, windows):
    conda = windows.folder / "conda home"
    (conda / "condabin").mkdir(parents=True)
    (conda / "condabin" / "conda.bat").write_text(
        '@echo off\r\nif not "%1 %2"=="activate roi" exit /b 3\r\nset ROI_ACTIVATED=%1 %2\r\n',
        encoding="ascii",
    )
    try:
        line = command_line(named(windows.python()), named(conda), "roi")
        answers = windows.excel(f"dll {named(dll(windows))}", f"command {line}", ONE, "children")
    finally:
        shutil.rmtree(conda)
    assert answers[1:] == [{"result": 4.625}, ["cmd.exe"]]


HOOKS = """
import atexit, sys
registered, register = [], atexit.register
def noted(function, *args, **kwargs):
    registered.append(function.__module__)
    return register(function, *args, **kwargs)
atexit.register = noted
IMPORT
print([name for name in registered if name.startswith("xlwings")])
"""


@pytest.mark.parametrize(
    ("statement", "hooks"),
    [
        ("import xlwings", "['xlwings._xlwindows']"),
        ("from roi_xl.addin.server import imported_xlwings; imported_xlwings()", "[]"),
    ],
)
def test_xlwings_would_end_excels_at_its_end_and_the_server_does_not(windows, statement, hooks):
    code = HOOKS.replace("IMPORT", statement) + "atexit._clear()\n"
    assert windows.wine.run(windows.python(), "-c", code).out.strip() == hooks
