"""A call on Excel's way, and a Python that says why it can't answer; Windows' Python tries the real way."""

import sys
from pathlib import Path

from roi_xl.addin import calling
from roi_xl.addin.calling import called, compiled, said_at_start
from roi_xl.addin.interpreter import Interpreter
from roi_xl.addin.start_command import command_line

HERE = {"INTERPRETER_WIN": sys.executable}


def test_without_a_dll_the_folders_are_named(tmp_path):
    said = called(HERE, "0.37.8", (tmp_path, tmp_path / "above"))
    assert said == f"there is no xlwings64-0.37.8.dll in {tmp_path} or {tmp_path / 'above'}"


def test_a_python_that_lacks_something_says_so_in_its_last_line():
    # here it lacks pywin32, as on every system but Windows
    said = said_at_start(HERE)
    assert "pywin32" in said
    assert "\n" not in said


def test_a_python_that_has_nothing_to_complain_of_says_nothing(monkeypatch):
    monkeypatch.setattr(calling, "_READY", "pass")
    assert said_at_start(HERE) == ""


def test_a_python_that_is_gone_is_told(tmp_path):
    assert "No such file" in said_at_start({"INTERPRETER_WIN": str(tmp_path / "pythonw.exe")})


def test_a_python_that_doesnt_end_is_told(monkeypatch):
    monkeypatch.setattr(calling, "_SECONDS", 0.5)
    monkeypatch.setattr(calling, "_READY", "import time; time.sleep(60)")
    assert "timed out" in said_at_start(HERE)


def test_what_a_python_has_started_keeps_nobody_waiting(monkeypatch):
    # seen on Windows' Python: a pipe ends only when all who hold it have ended
    monkeypatch.setattr(calling, "_SECONDS", 20)
    child = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(40)'])"
    monkeypatch.setattr(calling, "_READY", child)
    assert said_at_start(HERE) == ""


def test_settings_without_a_python_have_nothing_to_say():
    assert said_at_start({}) == ""


def test_elsewhere_nothing_is_compiled_for_excel(tmp_path):
    assert compiled(Interpreter(Path(sys.executable), tmp_path, tmp_path)) == ""


def test_conda_is_activated_by_windows_own_shell():
    line = command_line(
        {"INTERPRETER_WIN": r"C:\conda\python.exe", "CONDA PATH": r"C:\conda", "CONDA ENV": "roi"},
        windows=r"C:\Windows",
    )
    assert line.startswith(r'"C:\Windows\System32\cmd.exe" /D /S /C "pushd "C:\conda" && ')
    assert line.endswith("serve('$(CLSID)')\"\"")
