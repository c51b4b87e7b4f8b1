"""Our settings: their file, and the format that the add-in's VBA reads.

The VBA reads them with `Input #`: two quoted texts per line, in the code page of the Windows language, with
no way to write a quote inside a text. A blank line shifts all lines after it or causes an error.
"""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from roi_xl.addin.interpreter import Interpreter
from roi_xl.addin.short_names import in_code_page
from roi_xl.files import FileError
from roi_xl.version import VERSION

ENCODING: Final = "mbcs" if os.name == "nt" else "utf-8"
"""Windows' code page for programs such as VBA."""

INTERPRETER: Final = "INTERPRETER_WIN"
ADDIN_PATH: Final = "ROI_XL ADDIN"
MODULES: Final = "UDF MODULES"
CONDA_ROOT: Final = "CONDA PATH"
CONDA_ENVIRONMENT: Final = "CONDA ENV"
BUILT_BY: Final = "ROI_XL VERSION"
OUR_MODULE: Final = "roi_xl_udfs"

OURS: Final = (INTERPRETER, CONDA_ROOT, CONDA_ENVIRONMENT, ADDIN_PATH, BUILT_BY)
"""The keys of all our settings; the Python decides which of them are needed."""

_TEXT = r'\s*(?:"([^"]*)"|([^",]*))\s*'
_PAIR = re.compile(f"{_TEXT},{_TEXT}")
_PLAIN = re.compile(r"[\w.+-]+")
_MARKS: Final = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_LONGEST = 259  # characters of a path; LoadLibraryEx and cmd.exe accept no longer ones


def settings(interpreter: Interpreter, addin: Path) -> dict[str, str]:
    """The settings that let Excel start a Python.

    Args:
        interpreter: The Python.
        addin: The path of the add-in. The VBA ignores it; `remove` needs it to find the file.

    Returns:
        The settings by key, with the version that writes them: a later version sees that the add-in is older.
    """
    found = {key: in_code_page(value, ENCODING) for key, value in _interpreter(interpreter).items()}
    folder = in_code_page(str(addin.parent), ENCODING)  # `remove` recognises the add-in by its file name
    return {**found, ADDIN_PATH: str(Path(folder, addin.name)), BUILT_BY: VERSION}


def _interpreter(interpreter: Interpreter) -> dict[str, str]:
    """The program's path; for a conda environment also its name: its DLLs need it activated."""
    root, prefix = interpreter.conda_root, interpreter.prefix
    if root is None:
        return {INTERPRETER: str(interpreter.windowless)}
    environment = "base" if prefix == root else prefix.name
    if _PLAIN.fullmatch(environment) is None:  # cmd.exe or conda.bat would split it
        return {INTERPRETER: str(interpreter.windowless)}
    # cmd.exe, which activates it, waits for a program with a console; nobody sees that window
    return {
        INTERPRETER: str(interpreter.executable),
        CONDA_ROOT: str(root),
        CONDA_ENVIRONMENT: environment,
    }


def program(known: Mapping[str, str]) -> Path | None:
    """The Python that the settings name; None if they name none.

    Args:
        known: Settings by key.
    """
    name = known.get(INTERPRETER)
    return Path(name) if name else None


def plain(data: bytes, encoding: str = ENCODING) -> bytes:
    """Convert settings that an editor has saved as Unicode into the code page that the VBA reads.

    Args:
        data: The file.
        encoding: The code page.
    """
    for mark, unicode in _MARKS.items():
        if data.startswith(mark):
            return data.decode(unicode, "replace").encode(encoding, "replace")
    return data


def parsed(data: bytes, encoding: str = ENCODING) -> dict[str, str]:
    """Settings by key in capitals; lines that aren't two texts are skipped.

    Args:
        data: The file.
        encoding: Its code page.
    """
    pairs = (_pair(line, encoding) for line in _lines(plain(data, encoding)))
    return {pair[0].upper(): pair[1] for pair in pairs if pair is not None}


def is_readable(data: bytes, encoding: str = ENCODING) -> bool:
    """Whether the VBA can read every line: it is in its code page, and no line is blank or broken."""
    is_marked = any(map(data.startswith, _MARKS))
    return not is_marked and all(_pair(line, encoding) is not None for line in _lines(data))


def merged(old: bytes, new: Mapping[str, str], encoding: str = ENCODING) -> bytes:
    """A settings file with our settings first, then the lines that its owner has added.

    Args:
        old: The present file; empty if there is none.
        new: Our settings; an empty mapping removes ours.
        encoding: The code page.

    Raises:
        FileError: A path can't be written so that Excel finds it, or a line added by the owner would keep
            Excel from reading ours.
    """
    for key, value in new.items():
        _check(key, value)
    _check_unchanged(new)
    theirs = []
    for line in _lines(plain(old, encoding)):
        pair = _pair(line, encoding)
        if pair is None:
            if not line.strip():
                continue  # blank lines are dropped
            if new:
                raise _unreadable(line, encoding)
            theirs.append(line)
        elif pair[0].upper() not in OURS:
            theirs.append(line)
    ours = [_encoded(f'"{key}","{value}"', encoding) for key, value in new.items()]
    return b"".join(line + b"\r\n" for line in (*ours, *theirs))


def check_folder(folder: Path, encoding: str = ENCODING) -> None:
    """Refuse a settings folder that the VBA can open neither by its name nor by its short name.

    Args:
        folder: The folder of our settings.
        encoding: The code page.

    Raises:
        FileError: The code page lacks letters of the path, and Windows has no short name for it.
    """
    _encoded(in_code_page(str(folder), encoding), encoding)


def _encoded(text: str, encoding: str) -> bytes:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError as error:
        strange = error.object[error.start : error.end]
        raise FileError(
            "not-in-code-page",
            f"Windows' code page lacks {strange!r}, which is in a path that Excel has to find",
            "install Python and roi-xl in a folder with plain letters, such as C:\\roi; if it is the user's"
            " name, ask IT for short file names on this drive, or use xlwings Lite (`roi-xl lite`)",
        ) from None


def _unreadable(line: bytes, encoding: str) -> FileError:
    text = line.decode(encoding, "replace")
    return FileError(
        "broken-settings",
        f"Excel can't read the line {text!r} in our settings: it isn't two texts in quotes",
        "correct or delete that line, then run it again",
    )


def _check(key: str, value: str) -> None:
    if any(character in value for character in '"\r\n'):
        raise FileError("unusable-path", f"{key} holds a quote or a line break", "choose another folder")
    if len(value) > _LONGEST:
        raise FileError(
            "path-too-long",
            f"{key} has {len(value)} characters, Windows takes {_LONGEST}",
            "install Python and roi-xl in a folder with a shorter path, such as C:\\roi",
        )


def _check_unchanged(new: Mapping[str, str]) -> None:
    """Refuse paths that a program on the way would change before it starts Python.

    xlwings' DLL replaces `$(NAME)` in a command line; cmd.exe, which activates conda, replaces `%NAME%`.
    """
    replaced = re.compile(r"\$\(|%" if CONDA_ROOT in new else r"\$\(")
    for key in (INTERPRETER, CONDA_ROOT):
        if found := replaced.search(new.get(key, "")):
            raise FileError(
                "unusable-path",
                f"{new[key]} holds {found[0]!r}; what follows would be replaced when Python is started",
                "install Python and roi-xl in a folder with plain letters, such as C:\\roi",
            )


def _lines(data: bytes) -> list[bytes]:
    text = data.replace(b"\r\n", b"\n").removesuffix(b"\n")
    return text.split(b"\n") if text else []


def _pair(line: bytes, encoding: str) -> tuple[str, str] | None:
    """The two texts of a line, with or without quotes."""
    found = _PAIR.fullmatch(line.decode(encoding, "replace"))
    return (found[1] or found[2] or "", found[3] or found[4] or "") if found else None
