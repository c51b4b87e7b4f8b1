"""The Python that Excel starts: xlwings' COM server, and nothing that could end a process of Excel's."""

from __future__ import annotations

import atexit
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Final

DOOR: Final = "roi_xl_udfs"
"""The module of worksheet functions."""

_LOOKED_FOR: Final = ("pandas", "numpy", "matplotlib", "PIL", "plotly", "polars")
"""What xlwings imports if it is there; none of our functions needs it of xlwings."""


def serve(clsid: str) -> None:
    """Answer Excel until it ends.

    Args:
        clsid: The class id under which xlwings' DLL looks for the server.

    Raises:
        ImportError: xlwings, pywin32 or the functions aren't there.
    """
    ready().serve(clsid)


def ready() -> ModuleType:
    """Import all that answers Excel.

    The door is imported before Excel calls it, and from then on it stays as it is: xlwings would load it
    anew, over the other modules of an older roi-xl, as soon as an update replaces its file.

    Returns:
        xlwings.

    Raises:
        ImportError: xlwings, pywin32 or the functions aren't there.
    """
    xlwings = imported_xlwings()
    import_module("xlwings.com_server")
    served = import_module("xlwings.udfs").udf_modules
    for name in (DOOR, f"{DOOR}.explain"):
        module = import_module(name)
        served[name] = {"filename": module.__file__, "filetime": None, "module": module}
    return xlwings


def imported_xlwings() -> ModuleType:
    """Import xlwings without what it brings along unasked.

    At the end of a process, xlwings for Windows ends by force every Excel that shows no workbook: one that
    another program drives, or one that has just been opened. That hook isn't registered. Nor does xlwings
    load pandas, NumPy and others, which it would only because they are installed; who needs them imports them
    later.

    Returns:
        The package; as it is if something has imported it before.
    """
    with _hidden(_LOOKED_FOR), _deaf_to("xlwings"):
        return import_module("xlwings")


@contextmanager
def _hidden(names: tuple[str, ...]) -> Iterator[None]:
    """Let an import of some packages fail that aren't loaded yet."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None is Python's own sign for it
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


@contextmanager
def _deaf_to(package: str) -> Iterator[None]:
    """Register nothing for the end of the process that a package asks for."""
    register = atexit.register

    def registered(function: Callable[..., object], *args: object, **kwargs: object) -> Callable[..., object]:
        if (getattr(function, "__module__", None) or "").partition(".")[0] == package:
            return function
        return register(function, *args, **kwargs)

    atexit.register = registered  # type: ignore[assignment]
    try:
        yield
    finally:
        atexit.register = register
