"""How the add-in starts Python: which program, with what on its path, and how often it tries."""

import os
import re
import subprocess
import sys
from datetime import datetime, timedelta

import pytest
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter._objects import VBAObject

from roi_xl.addin import vba
from roi_xl.addin.config import merged

MODULE = re.sub(r"(?m)^Attribute .*\n", "", vba.python_module("0.37.8").replace("\r\n", "\n"))
CMD = r"C:\Windows\System32\cmd.exe"
VENV = r"C:\venv\Scripts\pythonw.exe"
MORNING = datetime(2026, 1, 5, 8)  # noqa: DTZ001  # VBA's Now knows no zone
WINDOWS = """\
Option Explicit
Public Tries As Long
Public Reads As Long
Public Loaded As String
Private Program As String
Private Works As Long
Const DLL_NAME As String = "xlwings64-0.37.8.dll"
Const SAFE_SEARCH As Long = &H1100

Private Function LoadLibraryEx(path, reserved, flags) As Long
    Loaded = Loaded & path & "|"
    LoadLibraryEx = IIf(path = "C:\\venv\\" & DLL_NAME, 1, 0)
End Function

Private Function XLPyDLLActivateAuto(answer, command, mode) As Long
    Tries = Tries + 1
    If Tries < Works Then
        answer = "no Python"
        XLPyDLLActivateAuto = 1
    Else
        Set answer = CreateObject("Python")
    End If
End Function

Private Function Setting(key) As String
    Reads = Reads + 1
    If key = "INTERPRETER_WIN" Then Setting = Program
End Function

Private Function Environ(key) As String
    Environ = "C:\\Windows"
End Function

Public Sub Given(path, first_try_that_works)
    Program = path
    Works = first_try_that_works
End Sub

Public Function Asked() As String
    On Error GoTo failed
    Asked = TypeName(XLPy())
    Exit Function
failed:
    Asked = Err.Description
End Function

"""
"""What the interpreter, which calls no DLL and opens no file, lacks of Windows; and a caller of ours."""


class Python(VBAObject):
    vba_type_name = "Python"


@pytest.fixture
def excel():
    """An Excel with the module; `Given` tells which Python, and at which try it starts."""
    app = ExcelApplication()
    app.interpreter.host.create = lambda _: Python()
    app.add_workbook()
    body = MODULE[MODULE.index("Public Function XLPy()") : MODULE.index("Private Function Setting")]
    app.add_module(WINDOWS + body.replace("Environ$", "Environ"), name="m")
    app.run("m.Given", VENV, 1)
    return app


def command(program, conda="", environment="", clsid="{506e67c3-55b5-48c3-a035-eed5deea7d6d}"):
    """The command line as the module builds it, with an id in it, as the DLL writes one there."""
    app = ExcelApplication()
    app.add_workbook()
    body = re.search(r"(?s)Private Function CommandLine\(.*?End Function\n", MODULE).group()
    app.add_module(body, name="m")
    built = app.run("m.CommandLine", program, conda, environment, CMD)
    assert built.count("$(CLSID)") == 1
    return built.replace("$(CLSID)", clsid)


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


def test_the_longest_paths_fit_what_the_dll_has_room_for():
    longest = "C:\\" + "x" * 256
    assert len(command(longest, longest, "x" * 256)) < 2048  # config.cpp of xlwings' DLL: char cmdLine[2048]


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
    line = re.sub(
        r"xlwings\.serve\(.*?\)", "import roi_xl_udfs; print(roi_xl_udfs.__all__)", command(sys.executable)
    )
    assert "TRAINING_ROI" in started(line, hostile)
    assert not (hostile / "run").exists()


def test_neither_the_current_folder_nor_a_workbooks_is_on_the_path(hostile):
    line = re.sub(
        r"xlwings\.serve\(.*?\)", "print([*map(os.path.abspath, sys.path)])", command(sys.executable)
    )
    said = started(line, hostile)
    assert "site-packages" in said
    assert str(hostile) not in said


def test_python_leaves_the_current_folder(hostile):
    line = re.sub(r"xlwings\.serve\(.*?\)", "print(os.getcwd())", command(sys.executable))
    assert started(line, hostile).strip() == sys.prefix


def test_no_workbook_and_no_folder_of_one_is_asked_for_anything():
    assert not re.findall(r"(?i)workbook|curdir|sheet", re.sub(r"(?m)'.*$", "", MODULE))


# Where it is looked for


@pytest.mark.parametrize(
    "program", ["", "python", "pythonw.exe", r"Scripts\python.exe", "C:python.exe", r"\python"]
)
def test_a_python_without_its_full_path_is_not_started(excel, program):
    excel.run("m.Given", program, 1)
    assert "no Python by its full path" in excel.evaluate("Asked()")
    assert (excel.evaluate("Tries"), excel.evaluate("Loaded")) == (0, "")


@pytest.mark.parametrize("program", [VENV, r"C:\venv\python.exe"])
def test_the_dll_is_found_beside_python_or_one_folder_up(excel, program):
    excel.run("m.Given", program, 1)
    assert excel.evaluate("Asked()") == "Python"


def test_without_its_dll_the_folder_is_named(excel):
    excel.run("m.Given", r"\\server\share\py\python.exe", 1)
    assert excel.evaluate("Asked()") == (
        r"Windows can't load xlwings64-0.37.8.dll from \\server\share\py or the folder above."
    )


# How often


def test_settings_are_read_once(excel):
    assert [excel.evaluate("Asked()") for _ in range(3)] == ["Python"] * 3
    assert excel.evaluate("Reads") == 3  # program, conda, environment


def test_where_python_cannot_start_the_next_cell_does_not_try_again_at_once(excel):
    excel.run("m.Given", VENV, 3)
    excel.freeze_clock(MORNING)
    assert [excel.evaluate("Asked()") for _ in range(5)] == ["no Python"] * 5
    assert excel.evaluate("Tries") == 1


def test_five_seconds_later_settings_are_read_anew(excel):
    excel.run("m.Given", VENV, 3)
    for second in (0, 5, 10, 11):
        excel.freeze_clock(MORNING + timedelta(seconds=second))
        last = excel.evaluate("Asked()")
    assert (last, excel.evaluate("Tries"), excel.evaluate("Reads")) == ("Python", 4, 9)


def test_a_clock_that_is_set_back_stops_nothing(excel):
    excel.run("m.Given", VENV, 2)
    for hours in (1, 0):
        excel.freeze_clock(MORNING + timedelta(hours=hours))
        last = excel.evaluate("Asked()")
    assert last == "Python"


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
    body = MODULE[MODULE.index("Private Function CommandLine") :].replace(
        r'Environ$("USERPROFILE") & "\.roi_xl\roi_xl.conf"', f'"{settings}"'
    )
    check = CHECK.format(program=python, conda="C:\\conda", cmd=CMD, result=basic.result)
    read, conda, environment, line = basic(body + check).rstrip("\n").split("|")
    assert (read, conda, environment) == (python, "", "roi")
    assert line == command(python, "C:\\conda", "roi", "$(CLSID)")
