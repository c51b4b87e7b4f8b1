"""Short file names, for programs such as VBA that know only the letters of Windows' code page."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any


def short_name(path: str) -> str | None:
    """Windows' short name of a file in plain letters, such as UKASZ~1.

    Args:
        path: The file, which needn't exist if its folder does.

    Returns:
        None if there is none: on other systems, and on drives where short names are switched off.
    """
    return _short_name(path) if os.name == "nt" else None


def _short_name(path: str) -> str | None:  # pragma: no cover - Windows
    buffer = ctypes.create_unicode_buffer(1024)
    library: Any = ctypes  # which has WinDLL on Windows alone
    if library.WinDLL("kernel32").GetShortPathNameW(path, buffer, len(buffer)):
        return buffer.value
    parent = Path(path).parent
    folder = None if str(parent) == path else _short_name(str(parent))
    return None if folder is None else str(Path(folder, Path(path).name))


def in_code_page(path: str, encoding: str, short: Callable[[str], str | None] = short_name) -> str:
    """A path in letters of a code page: the path itself or its short name; unchanged if neither fits.

    Args:
        path: A path, or any other text.
        encoding: The code page.
        short: Function that returns the short name.
    """
    try:
        path.encode(encoding)
    except UnicodeEncodeError:
        return short(path) or path
    return path
