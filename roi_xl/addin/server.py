"""The Python that Excel starts: xlwings' COM server, without the hook that could end Excel's processes."""

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
"""Packages that xlwings imports if they are installed; our functions don't need xlwings to load them."""


def serve(clsid: str) -> None:
    """Answer Excel's calls until Excel ends.

    Args:
        clsid: The class id under which xlwings' DLL looks for the server.

    Raises:
        ImportError: xlwings, pywin32 or our functions aren't installed.
    """
    ready().serve(clsid)


def ready() -> ModuleType:
    """Import everything that is needed to answer Excel.

    The module of worksheet functions is imported before Excel's first call and never reloaded. Otherwise
    xlwings would reload it as soon as an update replaces its file, while the other modules are still those of
    the older roi-xl.

    Returns:
        xlwings.

    Raises:
        ImportError: xlwings, pywin32 or our functions aren't installed.
    """
    xlwings = imported_xlwings()
    import_module("xlwings.com_server")
    served = import_module("xlwings.udfs").udf_modules
    for name in (DOOR, f"{DOOR}.explain"):
        module = import_module(name)
        served[name] = {"filename": module.__file__, "filetime": None, "module": module}
    return xlwings


def imported_xlwings() -> ModuleType:
    """Import xlwings without its exit hook and without packages that we don't need.

    When a process ends, xlwings for Windows kills every Excel that shows no workbook, even one that another
    program drives or that has just been opened. We don't let it register that hook. Nor do we let it load
    pandas, NumPy and others merely because they are installed; code that needs them imports them later.

    Returns:
        The package; unchanged if it was imported before.
    """
    with _hidden(_LOOKED_FOR), _deaf_to("xlwings"):
        return import_module("xlwings")


@contextmanager
def _hidden(names: tuple[str, ...]) -> Iterator[None]:
    """Make the import of some packages fail unless they are loaded already."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None makes Python's import fail
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


@contextmanager
def _deaf_to(package: str) -> Iterator[None]:
    """Ignore the exit hooks that a package registers."""
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
