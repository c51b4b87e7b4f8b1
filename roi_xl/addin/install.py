"""Installs, inspects and removes the add-in: reads and writes files, returns plain data."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from os.path import normcase
from pathlib import Path
from types import MappingProxyType
from typing import Final

from roi_xl.addin import config
from roi_xl.addin.dll_and_help import is_ours, same_kind
from roi_xl.addin.interpreter import Interpreter
from roi_xl.addin.places import ADDIN, Places
from roi_xl.addin.xlam import built_from, holds_the_same
from roi_xl.errors import Finding, Level
from roi_xl.files import ANYTHING, FileError, put

NOTHING: Final[Mapping[str, bytes]] = MappingProxyType({})
_INSTALL = "run `roi-xl addin install`"
_CLOSE = "close Excel, then run it again; if it is closed, check the permissions of file and folder"


class State(StrEnum):
    """How far an add-in is from working."""

    INSTALLED = "installed"
    OUTDATED = "outdated"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Status:
    """The state of the installed add-in.

    Attributes:
        state: The state in one word.
        addin: The path of the add-in, installed or not.
        settings: The path of our settings, installed or not.
        findings: Why it doesn't work with the roi-xl that asks.
    """

    state: State
    addin: Path
    settings: Path
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What was done with one file.

    Attributes:
        path: The file.
        done: What was done, as the end of a sentence about the file.
    """

    path: Path
    done: str


def status(
    places: Places, fresh: bytes, interpreter: Interpreter, beside: Mapping[str, bytes] = NOTHING
) -> Status:
    """Compare what is installed with what this roi-xl would install.

    Args:
        places: The paths to examine.
        fresh: The add-in as this roi-xl builds it from the xlwings that is installed.
        interpreter: The Python that should answer Excel.
        beside: The files that should lie beside our settings, by name.

    Raises:
        FileError: There is no Excel for this user, or a file can't be read.
    """
    settings = _settings_file(places)
    lines = _read(settings) or b""
    addin = _recorded(lines) or _startup(places) / ADDIN
    there = _read(addin)
    if there is None and config.INTERPRETER not in config.parsed(lines):
        return Status(State.ABSENT, addin, settings, ())
    findings = (
        *_about_addin(addin, there, fresh),
        *_about_second(addin, places.addin),
        *_about_settings(settings, lines, interpreter, addin),
        *_about_beside(settings.parent, beside),
    )
    return Status(State.OUTDATED if findings else State.INSTALLED, addin, settings, findings)


def install(
    places: Places,
    fresh: bytes,
    interpreter: Interpreter,
    beside: Mapping[str, bytes] = NOTHING,
    *,
    folder: Path | None = None,
) -> list[Step]:
    """Write the add-in, our settings and the files beside them; files that are already right stay untouched.

    Args:
        places: The paths to write to.
        fresh: The add-in.
        interpreter: The Python that should answer Excel.
        beside: The files to write beside our settings, by name.
        folder: The folder for the add-in; None for its present folder or, if there is none, the start-up
            folder.

    Returns:
        What was done with each file.

    Raises:
        FileError: The installation failed. Nothing was changed.
    """
    settings = _settings_file(places)
    if interpreter.is_from_store:
        raise FileError(
            "store-python",
            "this Python comes from Microsoft Store: Windows hides from Excel what it writes below APPDATA",
            "install Python from python.org, and roi-xl with it",
        )
    old = _read(settings)
    recorded = _recorded(old or b"")
    addin = _wanted(places, folder, recorded)
    for other in (recorded, places.addin):
        _check_alone(addin, other)
    config.check_folder(settings.parent)
    wanted = config.merged(old or b"", config.settings(interpreter, addin))
    there = {settings.parent / name: _read(settings.parent / name) for name in beside}
    ours = _ours(addin)
    if ours is not None and holds_the_same(ours, fresh):
        fresh = ours  # for example, an add-in that the company has signed
    files = [(addin, fresh, ours), (settings, wanted, old)]
    files += [(path, beside[path.name], before) for path, before in there.items()]
    had_folder = settings.parent.exists()
    steps: list[Step] = []
    try:
        for path, data, before in files:
            steps.append(_put(path, data, before))
    except BaseException:  # an interruption must leave nothing half done, either
        for path, _, before in files[: len(steps) + 1]:
            _put_back(path, before)
        if not had_folder:
            with contextlib.suppress(OSError):
                settings.parent.rmdir()
        raise
    return [*steps, *_without_older(settings.parent, beside)]


def _wanted(places: Places, folder: Path | None, recorded: Path | None) -> Path:
    """The path at which the add-in belongs."""
    if folder is not None:
        return folder.absolute() / ADDIN
    if recorded is not None and _read(recorded) is not None:
        return recorded
    return _startup(places) / ADDIN


def _put_back(path: Path, before: bytes | None) -> None:
    """Undo what was written before the installation failed."""
    with contextlib.suppress(FileError, OSError):  # report the failure that led here, not this one
        if _read(path) == before:
            return
        if before is None:
            path.unlink(missing_ok=True)
        else:
            _write(path, before)


def _without_older(folder: Path, beside: Mapping[str, bytes]) -> Iterator[Step]:
    """Remove DLLs of other versions; a DLL that Excel has loaded stays until the next run."""
    for path in _beside(folder):
        if path.name not in beside and any(same_kind(path.name, name) for name in beside):
            with contextlib.suppress(OSError):
                path.unlink()
                yield Step(path, "removed: of another version")


def _beside(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.iterdir()) if is_ours(path.name)] if folder.is_dir() else []


def fingerprints(files: Mapping[str, bytes]) -> dict[str, str]:
    """The SHA-256 of each file by name, as Get-FileHash and sha256sum print it."""
    return {name: sha256(data).hexdigest() for name, data in files.items()}


def remove(places: Places) -> tuple[list[Step], list[Finding]]:
    """Remove what `install` has written, and nothing else.

    Args:
        places: The paths to examine.

    Returns:
        What was done with each file that was there, and which ones were left.

    Raises:
        FileError: A file can't be removed; the files before it are removed, those after it stay.
    """
    settings = _settings_file(places)
    recorded = _recorded(_read(settings) or b"")
    steps: list[Step] = []
    left: list[Finding] = []
    for addin in dict.fromkeys(path for path in (recorded, places.addin) if path is not None):
        data = _read(addin)
        if data is None:
            continue
        if built_from(data) is None:
            left.append(_foreign(addin))
            continue
        try:
            _unlink(addin)
        except FileError as error:  # perhaps the add-in of all users; this user's files still go
            left.append(_problem(error.code, addin, error.reason.removeprefix(f"{addin} "), error.remedy))
            continue
        steps.append(Step(addin, "removed"))
    for path in _beside(settings.parent):
        _unlink(path)
        steps.append(Step(path, "removed"))
    steps += _without_settings(settings)
    return steps, left


def _without_settings(settings: Path) -> Iterator[Step]:
    old = _read(settings)
    if old is None:
        return
    rest = config.merged(old, {})
    if rest:
        if rest != old:
            _write(settings, rest)
            yield Step(settings, "cleared of our settings; it keeps yours")
        return
    _unlink(settings)
    with contextlib.suppress(OSError):  # the folder holds other files
        settings.parent.rmdir()
    yield Step(settings, "removed")


def _about_addin(addin: Path, there: bytes | None, fresh: bytes) -> Iterator[Finding]:
    if there is None:
        yield _problem("addin-missing", addin, "the add-in isn't there", _INSTALL)
    elif there != fresh and not holds_the_same(there, fresh):
        old, new = built_from(there), built_from(fresh)
        if old is None or new is None:
            yield _foreign(addin)
        elif old.xlwings != new.xlwings:
            detail = f"built for xlwings {old.xlwings}, but {new.xlwings} is installed"
            yield _problem("other-xlwings", addin, detail, _INSTALL)
        else:
            version = f"roi-xl {old.roi_xl or 'before 0.2.0'}, and this is {new.roi_xl}"
            detail = f"built by {version}" if old.roi_xl != new.roi_xl else "built by another state of roi-xl"
            yield _problem("other-roi-xl", addin, detail, _INSTALL)


def _about_second(addin: Path, standard: Path | None) -> Iterator[Finding]:
    if standard is not None and _is_second(standard, addin):
        detail = f"Excel opens a second one, too: {standard}"
        yield _problem("second", addin, detail, f"run `roi-xl addin remove`, then {_INSTALL}")


def _about_settings(settings: Path, lines: bytes, interpreter: Interpreter, addin: Path) -> Iterator[Finding]:
    known = config.parsed(lines)
    if config.INTERPRETER not in known:
        yield _problem("settings-missing", settings, "our settings aren't there", _INSTALL)
        return
    if not config.is_readable(lines):
        detail = "Excel can't read it: not every line is two texts in quotes"
        yield _problem("broken-settings", settings, detail, f"correct or delete it, then {_INSTALL}")
    program = config.program(known)
    if program is not None and not program.is_file():
        detail = f"the Python that it names is gone: {program}"
        yield _problem("interpreter-gone", settings, detail, _INSTALL)
    wanted = config.settings(interpreter, addin)
    if any(normcase(known.get(key, "")) != normcase(wanted.get(key, "")) for key in config.OURS):
        current = config.program(wanted)
        detail = f"it names {program or 'no Python'}, but this roi-xl runs in {current}"
        if program == current:
            detail = "it differs from what this roi-xl writes"
        yield _problem("other-settings", settings, detail, _INSTALL)


def _about_beside(folder: Path, beside: Mapping[str, bytes]) -> Iterator[Finding]:
    for name, wanted in beside.items():
        there = _read(folder / name)
        if there is None:
            detail = "it isn't there; a virus scanner may have taken it"
            yield _problem("missing-beside", folder / name, detail, _INSTALL)
        elif there != wanted:
            yield _problem("other-beside", folder / name, "it is another one than ours", _INSTALL)


def _settings_file(places: Places) -> Path:
    if places.settings is None:
        raise FileError(
            "no-windows",
            "the add-in needs Excel for Windows, and this isn't Windows (no APPDATA or USERPROFILE)",
            "run this on the Windows computer; in Excel for the web or Mac use xlwings Lite (`roi-xl lite`)",
        )
    return places.settings


def _startup(places: Places) -> Path:
    if places.startup is None:
        raise FileError(
            "no-excel",
            "Excel has never been started by this user: its folder below APPDATA is missing",
            "start Excel once, or name a folder with --dir",
        )
    return places.startup


def _recorded(lines: bytes) -> Path | None:
    """The add-in's path as recorded in our settings; None unless it is an absolute path to our file name."""
    path = Path(config.parsed(lines).get(config.ADDIN_PATH, ""))
    return path if path.name == ADDIN and path.is_absolute() else None


def _check_alone(addin: Path, other: Path | None) -> None:
    """Refuse a second copy of the add-in: Excel would open both."""
    if other is not None and _is_second(other, addin) and _ours(other) is not None:
        raise FileError("elsewhere", f"it is installed as {other}", "run `roi-xl addin remove` first")


def _is_second(other: Path, addin: Path) -> bool:
    """Whether a path holds another file, not the same add-in under another spelling of its path."""
    if _read(other) is None:
        return False
    return _read(addin) is None or not other.samefile(addin)


def _ours(addin: Path) -> bytes | None:
    data = _read(addin)
    if data is not None and built_from(data) is None:
        finding = _foreign(addin)
        raise FileError(finding.code, f"{addin}: {finding.detail}", finding.remedy)
    return data


def _put(path: Path, data: bytes, old: bytes | None) -> Step:
    if data == old:
        return Step(path, "up to date already")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        detail = f"its folder can't be made ({error.strerror})"
        raise FileError(
            "no-folder", f"{path}: {detail}", "check what is there and the permissions"
        ) from error
    _write(path, data)
    return Step(path, "written" if old is None else "replaced")


def _write(path: Path, data: bytes) -> None:
    try:
        put(path, data, ANYTHING, force=True)  # leave no file beside it: Excel opens every file in its folder
    except FileError as error:
        remedy = error.remedy
        if error.code in {"open-elsewhere", "no-permission", "locked"}:
            remedy = _CLOSE
        raise FileError(error.code, f"{path}: {error.reason}", remedy) from error


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, ValueError):  # a path with a NUL names nothing
        return None
    except OSError as error:
        raise _unusable(path, "read", error) from error


def _unlink(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        raise _unusable(path, "removed", error) from error


def _unusable(path: Path, verb: str, error: OSError) -> FileError:
    """The system's error in our words: Excel keeps open every add-in that it has loaded."""
    remedy = _CLOSE if isinstance(error, PermissionError) else "check what is there"
    return FileError("unusable", f"{path} can't be {verb} ({error.strerror or error})", remedy)


def _foreign(addin: Path) -> Finding:
    return _problem("foreign", addin, "this file isn't our add-in", "move it away, or give it another name")


def _problem(code: str, path: Path, detail: str, remedy: str) -> Finding:
    return Finding(Level.ERROR, code, str(path), detail, remedy)
