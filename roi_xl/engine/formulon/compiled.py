"""Keeps the second engine compiled for this machine, so that it starts in 0.1 s instead of 2 s."""

from __future__ import annotations

import json
import os
import sys
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

_FOLDER: Final = "roi-xl"


@lru_cache(maxsize=1)
def folder() -> Path | None:
    """The folder of the compiled engine, one for each version; None if nothing can be stored.

    We run the code in this folder. A child process that reads workbooks can't write there.
    """
    name = f"formulon-{version('formulon')}-wasmtime-{version('wasmtime')}"
    try:
        found = _caches() / _FOLDER / name
        found.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):  # no home folder, or it can't be written to
        return None
    return found


def _caches() -> Path:
    """The user's cache folder, by the convention of each system."""
    if sys.platform == "win32":  # pragma: no cover
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":  # pragma: no cover
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def is_kept() -> bool:
    """Whether the compiled engine is stored already."""
    kept = folder()
    return kept is not None and any(path.stat().st_size for path in kept.glob("modules/*/*"))


def settings() -> Path | None:
    """The file that sets wasmtime's cache folder; None if nothing can be stored."""
    kept = folder()
    if kept is None:
        return None
    path = kept.with_name(f"{kept.name}.toml")  # beside the folder, not in it: wasmtime cleans up its folder
    text = f"[cache]\ndirectory = {json.dumps(str(kept))}\n"
    try:
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    except OSError:
        return None
    return path
