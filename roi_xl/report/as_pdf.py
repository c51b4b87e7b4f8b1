"""Prints a page to PDF with a browser that is installed: Chromium, Chrome or Edge."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from roi_xl.files import FileError

_NAMES: Final = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
)
_ON_WINDOWS: Final = ("Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe")
_WINDOWS_FOLDERS: Final = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
_ON_MAC: Final = ("Google Chrome", "Microsoft Edge", "Chromium")
_OPTIONS: Final = (
    "--headless",
    "--disable-gpu",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-pdf-header-footer",
)
_SECONDS: Final = 120
_START: Final = b"%PDF-"
_INSTEAD: Final = "write .html instead, and print it from your browser"


def browser(environment: Mapping[str, str]) -> Path:
    """The program that prints.

    Args:
        environment: The variables of the process, which say where programs are.

    Raises:
        FileError: There is none (code `no-browser`).
    """
    for name in _NAMES:
        found = shutil.which(name, path=environment.get("PATH"))
        if found is not None:
            return Path(found)
    for path in _usual_places(environment):
        if path.is_file():
            return path
    reason = "no Chromium, Chrome or Edge is installed, which prints a page to PDF"
    raise FileError("no-browser", reason, f"name one with --browser, or {_INSTEAD}")


def _usual_places(environment: Mapping[str, str]) -> Iterator[Path]:
    for folder in _WINDOWS_FOLDERS:
        if environment.get(folder):
            yield from (Path(environment[folder], program) for program in _ON_WINDOWS)
    yield from (Path("/Applications", f"{name}.app", "Contents", "MacOS", name) for name in _ON_MAC)


def printed(page: bytes, program: Path) -> bytes:
    """A page as PDF; the browser has a profile of its own that is deleted, and nothing to fetch.

    Args:
        page: The page, self-contained HTML.
        program: The browser.

    Raises:
        FileError: It doesn't start, takes too long, or prints nothing (code `not-printed`).
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        source, target = Path(folder, "report.html"), Path(folder, "report.pdf")
        source.write_bytes(page)
        command = [str(program), *_OPTIONS, *_for_root(), f"--user-data-dir={Path(folder, 'profile')}"]
        command += [f"--print-to-pdf={target}", source.as_uri()]
        try:
            done = subprocess.run(  # noqa: S603 - the user's own browser
                command, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=_SECONDS,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _not_printed(program, getattr(error, "strerror", None) or "it takes too long") from None
        data = target.read_bytes() if target.is_file() else b""
        if not data.startswith(_START):
            said = done.stderr.decode(errors="replace").strip().splitlines()
            raise _not_printed(program, said[-1] if said else f"exit code {done.returncode}")
        return data


def _for_root() -> tuple[str, ...]:
    """Chromium refuses to build its cage for the superuser; the page has no script that it would hold."""
    return ("--no-sandbox",) if getattr(os, "geteuid", lambda: 1)() == 0 else ()


def _not_printed(program: Path, why: str) -> FileError:
    return FileError("not-printed", f"{program.name} printed no PDF: {why}", _INSTEAD)
