"""What Excel's part of the add-in meets on Windows: xlwings' real DLL, COM, and the Python that it starts."""

import shutil
import time
from contextlib import suppress
from pathlib import Path

import pytest
from com import call, command_line, dll, prepared, told
from session import named

DIED = -2147023174  # RPC_S_SERVER_UNAVAILABLE
RAISED = -2147352567  # DISP_E_EXCEPTION
ONE = call("TRAINING_ROI", [90000, 16000])
BLOCK = "call TRAINING_ROI f10000x1 n8 n16000"
ROW = "call ROI_RANGE a3 n230 n252 n270 n100"
UNKNOWN = "call NO_SUCH n1"
LABELS = [["äö€"], ["Ł"], ["☃😀"]]
LABELLED = call("ROI_SENSITIVITY", [[[80, 100, 120], [90, 100, 150]], [[125, 100, 80]], LABELS])


@pytest.fixture(scope="module")
def excel(windows):
    """The stand-in for Excel, which knows the DLL and the command line; what it tells after those."""

    def told_by(*orders, program=None, **options):
        loaded, *answers = windows.excel(*prepared(windows, program), *orders, **options)
        assert loaded == {"loaded": True, "found": True}
        return answers

    return told_by


@pytest.fixture(scope="module")
def answered(excel):
    """One Excel's calls: the answer to each order."""
    orders = ["activate", ONE, ONE, "keep 1", ONE, BLOCK, LABELLED, ROW, UNKNOWN, "children"]
    asked = [order for order in orders if order != "keep 1"]  # which tells nothing
    return [*zip(asked, excel(*orders), strict=True)]


def only(answered, order):
    """What was told of an order, each time."""
    return [answer for asked, answer in answered if asked == order]


def test_one_python_answers_every_call(answered):
    (first,) = only(answered, "activate")
    assert (first["hr"], first["text"]) == (0, None)
    assert only(answered, ONE) == [{"result": 4.625}] * 3
    assert only(answered, "children") == [["pythonw.exe"]]


def test_a_range_of_ten_thousand_cells_is_one_call(answered):
    assert only(answered, BLOCK) == [{"result": 4}]


def test_texts_survive_both_ways(answered):
    (answer,) = only(answered, LABELLED)
    assert {row[0] for row in told(answer["result"])} == {"äö€", "Ł", "☃😀"}


def test_an_array_constant_of_one_dimension_is_a_row(answered):
    (answer,) = only(answered, ROW)
    assert told(answer["result"]) == [[pytest.approx(1.3), pytest.approx(1.52), pytest.approx(1.7)]]


def test_the_dll_turns_a_traceback_round_so_that_what_happened_is_its_first_line(answered):
    (answer,) = only(answered, UNKNOWN)
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


def test_a_python_that_has_died_is_lost_to_its_command_line_and_back_with_another(excel, windows):
    """The DLL keeps one class id for each command line, and COM the dead server's registration."""
    line = command_line(named(windows.python(program="pythonw.exe")))
    before, ended, left, same, other, after, children = excel(
        ONE, "kill", "children", "activate", f"command {line} ", "activate", ONE, "children"
    )
    assert before == {"result": 4.625}
    assert (ended, left) == (["pythonw.exe"], [])
    assert same["hr"] != 0
    assert str(DIED) in same["text"]
    assert other["hr"] == 0
    assert after == {"result": 4.625}
    assert children == ["pythonw.exe"]


STRANGE = "Jörg O'Neil (x86) & Söhne"


def test_a_path_of_python_with_every_letter_that_breaks_careless_code(excel, windows):
    strange = windows.folder / STRANGE
    if not strange.exists():
        strange.symlink_to(windows.python().parent)
    assert excel(ONE, program=named(strange / "pythonw.exe")) == [{"result": 4.625}]


def test_variables_that_lead_nowhere_keep_no_python_from_starting(excel):
    gone = dict.fromkeys(("TEMP", "TMP", "USERPROFILE", "APPDATA"), r"C:\gone\Jörg")
    assert excel(ONE, environment=gone) == [{"result": 4.625}]


def test_python_ends_with_excel(excel, windows):
    assert excel(ONE, "children") == [{"result": 4.625}, ["pythonw.exe"]]
    patience = time.monotonic() + 60
    while any(_started_in(windows.folder)) and time.monotonic() < patience:
        time.sleep(0.1)
    assert [*_started_in(windows.folder)] == []


def _started_in(folder):
    """The command lines of the Pythons without a window that run in a session."""
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            line = process.read_bytes().decode("utf-8", "replace")
            if "pythonw.exe" in line and named(folder) in line:
                yield line


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
