"""How the add-in starts Python: which program, with what on its path, and how often it tries."""

import os
import re
import subprocess
import sys
from datetime import datetime, timedelta

import pytest
import vba_modules
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter._objects import VBAObject, method

from roi_xl.addin import vba
from roi_xl.addin.config import merged
from roi_xl.addin.start_command import command_line

MODULE = vba_modules.editor_text(vba.python_module("0.37.8"))
CMD = r"C:\Windows\System32\cmd.exe"
VENV = r"C:\venv\Scripts\pythonw.exe"
DLL = "xlwings64-0.37.8.dll"
MORNING = datetime(2026, 1, 5, 8)  # noqa: DTZ001  # VBA's Now knows no zone
ASKED = """
Public Function Asked() As String
    On Error GoTo failed
    Asked = TypeName(XLPy())
    Exit Function
failed:
    Asked = Err.Description
End Function
"""
"""A caller of ours."""


class Python(VBAObject):
    vba_type_name = "Python"

    @method
    def CallUDF(self, _, function, arguments):  # noqa: N802  # as VBA calls it
        return f"{function}({len(arguments.elements())})"


@pytest.fixture
def excel():
    """An Excel with the module; `given` tells which Python, and at which try it starts."""
    return an_excel()


def an_excel(**played):
    app = ExcelApplication()
    app.interpreter.host.create = lambda _: Python()
    app.add_workbook()
    vba_modules.add_to(app, **played)
    app.add_module(ASKED, name="asked")
    given(app)
    return app


def given(app, program=VENV, works=1, message="no Python", dlls=(f"C:\\venv\\{DLL}",)):
    app.run("roi_xl_python.Given", program, works, message, "|" + "|".join(dlls) + "|")


def asked(app):
    return app.run("asked.Asked")


def noted(app, name):
    """A number or a list that the played Windows has kept."""
    found = str(app.run("roi_xl_python.Noted", name))
    return int(found) if found.isdigit() else found.split("|")[:-1]


def command(program, conda="", environment="", clsid="{506e67c3-55b5-48c3-a035-eed5deea7d6d}"):
    """The command line as the module builds it, with an id in it, as the DLL writes one there."""
    app = ExcelApplication()
    app.add_workbook()
    arguments = re.search(r"(?m)^Private Const PYTHON_ARGUMENTS .*\n", MODULE)[0]
    app.add_module(arguments + vba_modules.procedure(MODULE, "CommandLine"), name="m")
    built = app.run("m.CommandLine", program, conda, environment, CMD)
    assert built.count("$(CLSID)") == 1
    return built.replace("$(CLSID)", clsid)


SERVE = r"from roi_xl\.addin\.server import serve; serve\(.*?\)"
"""The end of the line, for another statement in its place."""


# What is started


def test_python_is_started_by_its_full_path_and_by_no_shell():
    assert command(r"C:\my env\Scripts\pythonw.exe").startswith(
        r'"C:\my env\Scripts\pythonw.exe" -E -P -B -c "'
    )


def test_only_an_environment_of_conda_is_started_by_windows_own_shell_in_condas_folder():
    started = command(r"C:\conda\envs\roi\python.exe", r"C:\conda", "roi")
    assert started.startswith(
        r'"C:\Windows\System32\cmd.exe" /D /S /C "pushd "C:\conda" && "C:\conda\condabin\conda.bat" activate'
        r' roi && "C:\conda\envs\roi\python.exe" -E -P -B -c "'
    )
    assert started.endswith(')""')


@pytest.fixture
def hostile(tmp_path):
    """A folder, such as that of a workbook from the mail, whose files would be run if Python looked there."""
    for name in ("xlwings", "roi_xl_udfs", "sitecustomize", "usercustomize", "win32api", "numpy", "os"):
        (tmp_path / f"{name}.py").write_text("open('run', 'a').close()\n")
    return tmp_path


def started(line, folder):
    """Run a command line in a folder, with variables that lead there, too; what it says on stderr."""
    # double quotes without a dollar, backtick or backslash in them mean the same to sh as to Windows
    assert not set(line) & set("$`\\")
    variables = {"PYTHONPATH": os.pathsep + str(folder), "PYTHONSTARTUP": str(folder / "xlwings.py")}
    done = subprocess.run(
        line, shell=True, cwd=folder, env=os.environ | variables, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def test_no_file_in_the_current_folder_is_run_when_python_starts(hostile):
    said = started(command(sys.executable), hostile)
    assert not (hostile / "run").exists()
    assert "pywin32" in said  # so it came as far as the real xlwings, which serves Windows alone


def test_without_the_two_flags_it_would_be(hostile):
    started(command(sys.executable).replace(" -E -P", ""), hostile)
    assert (hostile / "run").exists()


def test_nor_when_the_functions_are_imported_later(hostile):
    line = re.sub(SERVE, "import roi_xl_udfs; print(roi_xl_udfs.__all__)", command(sys.executable))
    assert "TRAINING_ROI" in started(line, hostile)
    assert not (hostile / "run").exists()


def test_neither_the_current_folder_nor_a_workbooks_is_on_the_path(hostile):
    line = re.sub(SERVE, "print([*map(os.path.abspath, sys.path)])", command(sys.executable))
    said = started(line, hostile)
    assert "site-packages" in said
    assert str(hostile) not in said


def test_python_leaves_the_current_folder(hostile):
    line = re.sub(SERVE, "print(os.getcwd())", command(sys.executable))
    assert started(line, hostile).strip() == sys.prefix


def test_no_workbook_and_no_folder_of_one_is_asked_for_anything():
    code = re.sub(r"(?m)\"[^\"\n]*\"|'.*$", "", MODULE).replace("ThisWorkbook.FullName", "")  # its own name
    assert not re.findall(r"(?i)workbook|curdir|sheet", code)


def test_doctor_calls_by_the_very_line_that_the_vba_builds():
    # so what it finds is what Excel would meet
    for program, conda in ((VENV, ""), (r"C:\my conda\envs\roi\python.exe", r"C:\my conda")):
        settings = {"INTERPRETER_WIN": program, "CONDA PATH": conda, "CONDA ENV": "roi" if conda else ""}
        built = command(program, conda, "roi" if conda else "", "$(CLSID)")
        assert command_line(settings, windows=r"C:\Windows") == built


# Where it is looked for


@pytest.mark.parametrize(
    "program", ["", "python", "pythonw.exe", r"Scripts\python.exe", "C:python.exe", r"\python"]
)
def test_a_python_without_its_full_path_is_not_started(excel, program):
    given(excel, program)
    assert "no Python by its full path" in asked(excel)
    assert (noted(excel, "Tries"), noted(excel, "Loaded")) == (0, [])


OWN = f"{vba_modules.PROFILE}\\.roi_xl\\{DLL}"


@pytest.mark.parametrize("dlls", [(OWN,), (f"C:\\venv\\Scripts\\{DLL}",), (f"C:\\venv\\{DLL}",)])
def test_the_dll_is_our_own_copy_or_lies_beside_python_or_one_folder_up(excel, dlls):
    given(excel, dlls=dlls)
    assert asked(excel) == "Python"
    assert noted(excel, "Loaded")[-1] == dlls[0]


def test_our_own_copy_comes_first(excel):
    given(excel, dlls=(f"C:\\venv\\{DLL}", OWN))
    asked(excel)
    assert noted(excel, "Loaded") == [OWN]


def test_without_its_dll_the_folders_are_named_and_what_to_do(excel):
    given(excel, r"\\server\share\py\python.exe")
    said = asked(excel)
    assert said.startswith(
        f"Windows can't load {DLL} from {vba_modules.PROFILE}\\.roi_xl or \\\\server\\share\\py"
    )
    assert 'A virus scanner may have taken it: run "roi-xl addin install" again' in said


@pytest.mark.parametrize(
    "folder", [r"C:\Program Files\WindowsApps\Microsoft.Office.Desktop_16051_x86__8wekyb3d8bbwe\Office16"]
)
def test_office_from_the_store_is_told_at_once_and_nothing_is_started(folder):
    app = an_excel(office=f'"{folder}"')
    assert asked(app).startswith("This Office comes from Microsoft Store")
    assert noted(app, "Tries") == 0


@pytest.mark.parametrize(
    ("message", "meaning"),
    [
        ("Could not activate Python COM server, hr = -2147221164", "Start Excel as the same user"),
        ("Python process exited before it was possible to create the interface object.", "roi-xl doctor"),
        ("Could not create Python process.\nError message: Access is denied.", "ask IT (roi-xl addin it)"),
    ],
)  # fmt: skip
def test_what_the_dll_says_is_put_into_words_with_a_remedy(excel, message, meaning):
    given(excel, works=9, message=message)
    said = asked(excel)
    assert meaning in said
    assert said.endswith(message)


# How often


def test_settings_are_read_once_and_the_dll_is_asked_once(excel):
    assert [asked(excel) for _ in range(3)] == ["Python"] * 3
    assert (noted(excel, "Reads"), noted(excel, "Tries")) == (3, 1)  # program, conda, environment


def test_where_python_cannot_start_the_next_cell_does_not_try_again_at_once(excel):
    given(excel, works=3)
    excel.freeze_clock(MORNING)
    assert [asked(excel) for _ in range(5)] == ["no Python"] * 5
    assert noted(excel, "Tries") == 1


def test_five_seconds_later_settings_are_read_anew(excel):
    given(excel, works=3)
    for second in (0, 5, 10, 11):
        excel.freeze_clock(MORNING + timedelta(seconds=second))
        last = asked(excel)
    assert (last, noted(excel, "Tries"), noted(excel, "Reads")) == ("Python", 3, 9)


def test_each_try_has_a_command_line_of_its_own(excel):
    # the DLL takes the command line of a Python that has ended for one that runs (seen on Windows' Python)
    given(excel, works=3)
    for second in (0, 5, 10):
        excel.freeze_clock(MORNING + timedelta(seconds=second))
        asked(excel)
    lines = noted(excel, "Commands")
    assert len({*lines}) == 3
    assert len({line.rstrip() for line in lines}) == 1


def test_a_clock_that_is_set_back_stops_nothing(excel):
    given(excel, works=2)
    for hours in (1, 0):
        excel.freeze_clock(MORNING + timedelta(hours=hours))
        last = asked(excel)
    assert last == "Python"


@pytest.fixture
def slow_excel():
    """An Excel that has to wait two minutes for the DLL, in vain the first time."""
    app = an_excel()
    given(app, works=2, message="no answer")
    now = MORNING
    app.freeze_clock(now)

    def create(kind):
        nonlocal now
        if kind == "Clock":
            now += timedelta(seconds=21)  # more than any start that goes well takes
            app.freeze_clock(now)
        return Python()

    app.interpreter.host.create = create
    return app


def test_a_start_that_took_long_is_not_tried_again_until_somebody_asks_for_it(slow_excel):
    assert "press Restart Python" in asked(slow_excel)
    slow_excel.freeze_clock(MORNING + timedelta(hours=1))
    assert "press Restart Python" in asked(slow_excel)
    assert noted(slow_excel, "Tries") == 1
    slow_excel.run("roi_xl_python.RestartedPython")
    assert (asked(slow_excel), noted(slow_excel, "Tries")) == ("Python", 2)


# Anew


def test_restarting_ends_the_python_that_runs_and_starts_one_by_a_new_command_line(excel):
    asked(excel)
    said = excel.run("roi_xl_python.RestartedPython")
    assert said.startswith("Python answers: roi-xl ROI_XL_VERSION(0). Press Ctrl+Alt+F9")
    first, second = noted(excel, "Commands")
    assert noted(excel, "Ended") == [first]
    assert (second.rstrip(), second != first) == (first.rstrip(), True)


def test_restarting_reads_the_settings_anew(excel):
    asked(excel)
    given(excel, r"C:\new\pythonw.exe", dlls=(OWN,))
    excel.run("roi_xl_python.RestartedPython")
    assert noted(excel, "Commands")[-1].startswith('"C:\\new\\pythonw.exe"')


def test_restarting_asks_at_once_even_after_a_failure_just_now(excel):
    excel.freeze_clock(MORNING)
    given(excel, works=2, message="no Python")
    assert asked(excel) == "no Python"
    assert excel.run("roi_xl_python.RestartedPython").startswith("Python answers")


def test_blanks_of_the_command_line_never_fill_what_the_dll_has_room_for():
    # config.cpp of xlwings' DLL: char cmdLine[2048]; the longest paths and name of an environment
    (most,) = re.findall(r"starts = \(starts \+ 1\) Mod (\d+)", MODULE)
    longest = "C:\\" + "x" * 256
    assert len(command(longest, longest, "x" * 256)) + int(most) < 2048


def test_the_dll_is_loaded_with_what_it_needs_from_its_own_folder_and_windows_alone():
    # LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR (&H100) and LOAD_LIBRARY_SEARCH_DEFAULT_DIRS (&H1000)
    assert "Private Const SAFE_SEARCH As Long = &H1100" in MODULE
    assert re.findall(r"LoadLibraryEx\(.*\) <> 0", MODULE) == [
        'LoadLibraryEx(place & "\\" & DLL_NAME, 0, SAFE_SEARCH) <> 0'
    ]


@pytest.mark.parametrize(("seconds", "tries"), [(4, 1), (5, 2)])
def test_a_failure_is_remembered_for_five_seconds(excel, seconds, tries):
    given(excel, works=9)
    for second in (0, seconds):
        excel.freeze_clock(MORNING + timedelta(seconds=second))
        asked(excel)
    assert noted(excel, "Tries") == tries


def test_a_python_in_the_root_of_a_drive_is_started(excel):
    given(excel, "C:\\pythonw.exe", dlls=(OWN,))
    assert asked(excel) == "Python"


def test_restarting_in_vain_says_why(excel):
    given(excel, works=9, message="no Python")
    assert excel.run("roi_xl_python.RestartedPython") == "no Python"


# LibreOffice's Basic, a second implementation of the language, which does open files

CHECK = """
Sub Check()
    Dim said As String
    said = Setting("INTERPRETER_WIN") & "|" & Setting("CONDA PATH") & "|" & Setting("CONDA ENV")
    said = said & "|" & CommandLine("{program}", "{conda}", "roi", "{cmd}")
    Open "{result}" For Output As #9
    Print #9, said
    Close #9
    StarDesktop.terminate()
End Sub
"""


def test_libreoffices_basic_reads_the_settings_and_builds_the_same_line(basic, tmp_path):
    python = "C:\\Users\\O'Neil, Pat\\python.exe"
    settings = tmp_path / "roi_xl.conf"
    settings.write_bytes(
        merged(b"", {"ROI_XL ADDIN": "C:\\x", "INTERPRETER_WIN": python, "CONDA ENV": "roi"})
    )
    constants = re.search(r"(?m)^Private Const PYTHON_ARGUMENTS .*\n", MODULE)[0]
    body = constants + "".join(vba_modules.procedure(MODULE, name) for name in ("CommandLine", "Setting"))
    body = body.replace(r'SettingsFolder() & "\roi_xl.conf"', f'"{settings}"')
    check = CHECK.format(program=python, conda="C:\\conda", cmd=CMD, result=basic.result)
    read, conda, environment, line = basic(body + check).rstrip("\n").split("|")
    assert (read, conda, environment) == (python, "", "roi")
    assert line == command(python, "C:\\conda", "roi", "$(CLSID)")
