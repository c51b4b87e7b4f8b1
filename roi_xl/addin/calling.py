"""Calls one of our functions as Excel does: through xlwings' DLL, by COM, in Python."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from roi_xl.addin import config
from roi_xl.addin.dll_and_help import dll_names
from roi_xl.addin.interpreter import Interpreter
from roi_xl.addin.start_command import command_line

QUESTION: Final = ("TRAINING_ROI", (90_000.0, 16_000.0))
ANSWER: Final = 4.625
"""A published example: the first one in README."""

_SAFE_SEARCH: Final = 0x1100  # LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR and _DEFAULT_DIRS, as the VBA asks for
_START: Final = 1  # XLPyDLLActivateAuto: start the server unless it runs
_SECONDS: Final = 60
_READY: Final = "from roi_xl.addin.server import ready; ready()"
_TEXT: Final = 8  # VT_BSTR
_MOST_SAID: Final = 300  # characters


def called(settings: Mapping[str, str], xlwings: str, folders: tuple[Path, ...]) -> str:
    """Compute a published figure as the add-in would; call it in a child process.

    Args:
        settings: Our settings by key; they name the Python.
        xlwings: The version of xlwings in the DLL's name.
        folders: The folders that may hold the DLL, in the order in which the add-in looks.

    Returns:
        Why the figure is wrong or missing; empty if it is right.
    """
    name = dll_names(xlwings)[sys.maxsize <= 2**32]
    found = next((folder / name for folder in folders if (folder / name).is_file()), None)
    if found is None:
        return f"there is no {name} in {' or '.join(map(str, folders))}"
    return _called(found, command_line(settings))


def said_at_start(settings: Mapping[str, str]) -> str:
    """The error that our configured Python reports when it imports what Excel would have it import.

    Excel starts the Python without a console window, so nobody would see the error.

    Args:
        settings: Our settings by key.

    Returns:
        The last line of its complaint; empty if it has none.
    """
    program = config.program(settings)
    if program is None:
        return ""
    spoken = program.with_name("python.exe")
    return _said([str(spoken if spoken.is_file() else program), "-E", "-P", "-B"])


def compiled(interpreter: Interpreter) -> str:
    """Have a Python import what Excel would have it import, so that the compiled code is kept.

    Some installers compile nothing, and the Python that Excel starts writes no files: it would compile at
    each start.

    Args:
        interpreter: The Python.

    Returns:
        The last line of its complaint; empty if it has none, or if this isn't Windows.
    """
    return _said([str(interpreter.executable), "-E", "-P"]) if os.name == "nt" else ""


def _said(line: Sequence[str]) -> str:
    """The last line that a Python prints when the import of the server fails.

    It writes into a file: a pipe would stay open until every process that it has started ends, too.
    """
    with tempfile.TemporaryFile() as complaint:
        try:
            run = subprocess.run(  # noqa: S603 - the user's own Python
                [*line, "-c", _READY],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=complaint,
                check=False, timeout=_SECONDS, creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            return str(error)
        complaint.seek(0)
        lines = complaint.read().decode("utf-8", "replace").split("\n") if run.returncode else []
    return next((text.strip()[:_MOST_SAID] for text in reversed(lines) if text.strip()), "")


class _Variant(ctypes.Structure):
    """A VARIANT of COM, with the fields that we read."""

    _fields_ = (("kind", ctypes.c_ushort), ("reserved", ctypes.c_ushort * 3), ("value", ctypes.c_void_p * 2))


def _called(dll: Path, command: str) -> str:  # pragma: no cover - Windows
    com = import_module("pythoncom")  # pywin32; importing it prepares this thread for COM
    library: Any = ctypes  # parts of it exist only on Windows
    windows = library.WinDLL("kernel32", use_last_error=True)
    windows.LoadLibraryExW.restype = ctypes.c_void_p
    handle = windows.LoadLibraryExW(str(dll), None, _SAFE_SEARCH)
    if not handle:
        return f"Windows can't load {dll} (error {library.get_last_error()})"
    server = _Variant()
    start = library.WinDLL(str(dll), handle=handle).XLPyDLLActivateAuto
    failed = start(ctypes.byref(server), command.encode(config.ENCODING), _START)
    if not failed:
        return _asked(com, server.value[0])
    return ctypes.wstring_at(server.value[0]) if server.kind == _TEXT else f"error {failed:#x}"


def _asked(com: Any, pointer: int) -> str:  # noqa: ANN401  # pragma: no cover - Windows
    server = import_module("win32com.client").Dispatch(com.ObjectFromAddress(pointer, com.IID_IDispatch))
    function, arguments = QUESTION
    try:
        answer = server.CallUDF("roi_xl_udfs", function, arguments)
    except com.com_error as error:
        return str(error.excepinfo[2] if error.excepinfo and error.excepinfo[2] else error).partition("\n")[0]
    return "" if answer == ANSWER else f"{function}{arguments} gives {answer}, not {ANSWER}"
