"""Enough of Windows that the real xlwings for Windows runs anywhere: pywin32, its DLLs, Excel's cells.

Only what Excel and pywin32 would do is played here; every line of xlwings is xlwings' own. Import this before
xlwings, in a process that does nothing else.
"""

import asyncio  # noqa: F401  # before the platform is played: it looks at it, too
import concurrent.futures  # noqa: F401
import ctypes
import datetime as dt
import subprocess  # noqa: F401
import sys
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType, SimpleNamespace

LEFT_OUT = -2147352572
"""What pywin32 makes of an argument that VBA was not given (DISP_E_PARAMNOTFOUND)."""

ERRORS = {
    "#NULL!": -2146826288, "#DIV/0!": -2146826281, "#VALUE!": -2146826273, "#REF!": -2146826265,
    "#NAME?": -2146826259, "#NUM!": -2146826252, "#N/A": -2146826246,
}  # fmt: skip
"""What pywin32 makes of an error cell: VBA's xlErr… number in an HRESULT (0x800A0000 + number)."""

_RANGE = "{00020846-0000-0000-C000-000000000046}"
_EPOCH = dt.datetime(1899, 12, 30, tzinfo=dt.UTC)


class Date(dt.datetime):
    """pywintypes.TimeType: a datetime that always carries a zone."""


class Dispatch:
    """win32com.client.CDispatch, the class of every COM object."""


_WORKSHEET = Dispatch()
_WORKSHEET.Parent = Dispatch()
_WORKSHEET.Parent.Application = Dispatch()
_WORKSHEET.Parent.Application.Hwnd = 1


class Range(Dispatch):
    """Cells as `Application.Caller` and arguments bring them.

    Args:
        value: What pywin32 gives for `.Value`: a scalar for one cell, a tuple of tuples for more.
    """

    def __init__(self, value):
        self.Value = self.Value2 = value
        self.Row = self.Column = 1
        self.Worksheet = _WORKSHEET
        rows, columns = (len(value), len(value[0])) if isinstance(value, tuple) else (1, 1)
        self.Rows, self.Columns = SimpleNamespace(Count=rows), SimpleNamespace(Count=columns)
        self.Count = rows * columns
        information = SimpleNamespace(GetTypeAttr=lambda: SimpleNamespace(iid=_RANGE))
        self._oleobj_ = SimpleNamespace(GetTypeInfo=lambda: information)


def date(serial):
    """A date cell as pywin32 hands it over."""
    moment = _EPOCH + dt.timedelta(days=serial)
    return Date(*moment.timetuple()[:6], moment.microsecond, dt.UTC)


class _Anything:
    """A name of pywin32 that xlwings mentions while it is being imported and this lane never uses."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return _Anything()

    def __call__(self, *_, **__):
        return 0

    def __mro_entries__(self, _):
        return ()


class _Module(ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return _Anything()


def _module(name, **contents):
    module = _Module(name)
    vars(module).update(contents)
    sys.modules[name] = module
    parent, _, child = name.rpartition(".")
    if parent:
        vars(sys.modules[parent])[child] = module


class _Dll:
    """A DLL whose functions nobody calls."""

    def __init__(self, _):
        self.PyCom_PyObjectFromIUnknown = SimpleNamespace()


def xlwings():
    """The xlwings package as it is on Windows, and its COM server.

    Returns:
        The package, `xlwings.com_server` and `xlwings.udfs` loaded.
    """
    with played():
        from roi_xl.addin.server import imported_xlwings

        found = imported_xlwings()
        import_module("xlwings.com_server")
        import_module("xlwings.udfs")
    return found


@contextmanager
def played():
    """Windows, as long as xlwings is being imported; pywin32 stays."""
    error = type("com_error", (Exception,), {})
    _module("pywintypes", com_error=error, error=error, TimeType=Date, IID=str)
    _module(
        "pythoncom", com_error=error, ole_error=error, CoInitialize=lambda: None, __file__=None,
        IID_IDispatch="IDispatch", TypeIIDs={"IDispatch": Dispatch},
    )  # fmt: skip
    _module("win32api")
    _module("win32con")
    _module("win32gui")
    _module("win32event")
    _module("win32process", GetWindowThreadProcessId=lambda _: (1, 1))
    _module("win32timezone", TimeZoneInfo=SimpleNamespace(utc=lambda: dt.UTC))
    _module("win32com")
    _module(
        "win32com.client", CDispatch=Dispatch, DispatchBaseClass=type("DispatchBaseClass", (), {}),
        CoClassBaseClass=type("CoClassBaseClass", (), {}), Dispatch=lambda found: found,
    )  # fmt: skip
    _module("win32com.server")
    for name in ("dispatcher", "policy", "exception"):
        _module(f"win32com.server.{name}")
    _module("win32com.server.util", wrap=lambda found, *_, **__: found, unwrap=_not_wrapped)
    ctypes.windll = ctypes.oledll = _Anything()
    kept = sys.platform, ctypes.PyDLL
    sys.platform, ctypes.PyDLL = "win32", _Dll
    try:
        yield
    finally:
        sys.platform, ctypes.PyDLL = kept


def _not_wrapped(_):
    raise TypeError("not a Python object")
