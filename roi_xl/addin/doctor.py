"""Checks that must pass for the functions to work, each with what was found and how to fix it."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Final

from roi_xl.addin import config
from roi_xl.addin.dll_and_help import dll_names
from roi_xl.addin.install import State, Status, status
from roi_xl.addin.interpreter import Interpreter
from roi_xl.addin.places import Places
from roi_xl.addin.registry import Policy, is_from_store
from roi_xl.files import FileError

XLWINGS: Final = ((0, 37), (1, 0))
"""The supported versions of xlwings: at least the first, below the second."""

_REINSTALL = "install roi-xl again, from the folder or file from which it was installed"
_OWN_ENVIRONMENT = (
    "install roi-xl again, from where it was installed, but in an environment of its own (`py -m venv`) and "
    "not with --user; then run `roi-xl addin install`"
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The facts that the checks examine.

    Attributes:
        places: The paths of Excel and of our settings.
        interpreter: The Python that runs this command.
        python: Its version and whether it is 32-bit or 64-bit, in words.
        libraries: The version of each library that we need; None if it is missing.
        fresh: The add-in as it would be built now, or a text that says why it can't be.
        engines: Why the formula engines don't answer; empty if they do.
        door: Why the worksheet functions can't be loaded; empty if they can.
        gaps: The restrictions of a calculation that this computer can't enforce; or a text that says why they
            are unknown.
        beside: The files that should lie beside our settings, by name.
        excel: The path of Excel; None if Windows has none registered.
        policies: The policies that keep our add-in from working.
        call: Why a test call made as Excel makes it gives no right figure; empty if it does, None if nothing
            is installed to call.
    """

    places: Places
    interpreter: Interpreter
    python: str
    libraries: Mapping[str, str | None]
    fresh: bytes | str
    engines: str
    door: str
    gaps: tuple[str, ...] | str = ()
    beside: Mapping[str, bytes] = field(default_factory=dict)
    excel: str | None = None
    policies: tuple[Policy, ...] = ()
    call: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of a check.

    Attributes:
        passed: Whether the check passed; None if it doesn't apply.
        detail: What was found.
        remedy: How to fix it, as an imperative; empty if nothing is wrong.
    """

    passed: bool | None
    detail: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One condition that must be true.

    Attributes:
        name: What the check is about.
        verdict: Function that runs the check.
    """

    name: str
    verdict: Callable[[Surroundings], Verdict]


def examined(surroundings: Surroundings) -> Iterator[tuple[str, Verdict]]:
    """The name and the verdict of every check, in the order in which problems should be fixed."""
    for check in CHECKS:
        yield check.name, check.verdict(surroundings)


def required() -> dict[str, str | None]:
    """The installed version of each library that roi-xl needs; None if it is missing."""
    needed = [
        re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
        for requirement in requires("roi-xl") or []
        if "extra ==" not in requirement
    ]
    if os.name == "nt":  # without it xlwings silently offers Excel no functions
        needed.append("pywin32")
    return {name: _version(name) for name in needed}


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _python(here: Surroundings) -> Verdict:
    detail = f"{here.python}, {here.interpreter.executable}"
    if here.interpreter.is_from_store and here.places.startup is not None:
        return Verdict(
            passed=False,
            detail=f"{detail}: from Microsoft Store; Windows hides from Excel what it writes below APPDATA",
            remedy="install Python from python.org, and roi-xl with it",
        )
    return Verdict(passed=True, detail=detail)


def _libraries(here: Surroundings) -> Verdict:
    missing = [name for name, found in here.libraries.items() if found is None]
    if missing:
        return Verdict(passed=False, detail=f"missing: {', '.join(missing)}", remedy=_REINSTALL)
    return Verdict(passed=True, detail=", ".join(f"{name} {found}" for name, found in here.libraries.items()))


def _xlwings(here: Surroundings) -> Verdict:
    found = here.libraries.get("xlwings")
    at_least, below = (".".join(map(str, bound)) for bound in XLWINGS)
    remedy = f'`pip install "xlwings>={at_least},<{below}"`, then run `roi-xl addin install`'
    if found is None:
        return Verdict(passed=False, detail="not installed", remedy=remedy)
    number = tuple(map(int, re.findall(r"\d+", found)[:2]))
    if not XLWINGS[0] <= number < XLWINGS[1]:
        return Verdict(passed=False, detail=f"{found}, we know {at_least} up to {below}", remedy=remedy)
    return Verdict(passed=True, detail=found)


def _engines(here: Surroundings) -> Verdict:
    if here.engines:
        return Verdict(passed=False, detail=here.engines, remedy=_REINSTALL)
    return Verdict(passed=True, detail="both give 2 for =1+1")


def _calculation(here: Surroundings) -> Verdict:
    """Whether a calculation, which reads unknown workbooks, is denied everything it doesn't need."""
    if isinstance(here.gaps, str):
        return Verdict(passed=None, detail=f"not asked: {here.gaps}")
    if here.gaps:
        detail = (
            f"runs in a process of its own with limits, which nothing here keeps from {', '.join(here.gaps)}"
        )
        return Verdict(passed=None, detail=detail)
    detail = (
        "runs in a cage: no network, no other program, nothing written, only Python and its libraries read"
    )
    return Verdict(passed=True, detail=detail)


def _door(here: Surroundings) -> Verdict:
    if here.door:
        return Verdict(passed=False, detail=here.door, remedy=_REINSTALL)
    return Verdict(passed=True, detail="roi_xl_udfs can be imported")


def _dll(here: Surroundings) -> Verdict:
    """Whether xlwings' DLL is there for 32-bit and 64-bit Excel: our copy, or the one in Python's folders."""
    if (without := _without_excel(here)) is not None:
        return without
    found = here.libraries.get("xlwings")
    folders = dll_folders(here.places, here.interpreter)
    names = dll_names(found or "")
    missing = [name for name in names if not any((folder / name).is_file() for folder in folders)]
    if not missing:
        return Verdict(passed=True, detail=" and ".join(names))
    others = {dll.name for folder in folders for dll in folder.glob("xlwings*.dll")} - set(names)
    beside = f"; there is {', '.join(sorted(others))}" if others else ""
    detail = f"no {' and no '.join(missing)} in {' or '.join(map(str, folders))}{beside}"
    return Verdict(passed=False, detail=detail, remedy=_OWN_ENVIRONMENT)


def dll_folders(places: Places, interpreter: Interpreter) -> tuple[Path, ...]:
    """The folders in which the add-in looks for xlwings' DLL, in its order.

    Args:
        places: The paths of our settings.
        interpreter: The Python that should answer Excel.
    """
    ours = () if places.settings is None else (places.settings.parent,)
    return (*ours, *interpreter.library_folders)


def _excel(here: Surroundings) -> Verdict:
    """Whether Excel is installed and can reach Python."""
    if (without := _without_excel(here)) is not None:
        return without
    if here.excel is None:
        return Verdict(passed=None, detail="Windows knows no Excel on this computer")
    if is_from_store(here.excel):
        return Verdict(
            passed=False,
            detail=f"{here.excel}: this Office comes from Microsoft Store and can't reach Python",
            remedy="install Office from office.com instead, or use xlwings Lite (`roi-xl lite`)",
        )
    return Verdict(passed=True, detail=here.excel)


def _policies(here: Surroundings) -> Verdict:
    if (without := _without_excel(here)) is not None:
        return without
    for policy in here.policies:
        return Verdict(passed=False, detail=policy.detail, remedy=policy.remedy)
    return Verdict(passed=True, detail="none that we know keeps the add-in from working")


def _call(here: Surroundings) -> Verdict:
    """Whether a test call made as Excel makes it succeeds."""
    if (without := _without_excel(here)) is not None:
        return without
    if here.call is None:
        return Verdict(passed=None, detail="not tried: the add-in isn't installed")
    if here.call:
        remedy = (
            "fix what is wrong above, else install roi-xl and pywin32 again (pip install --force-reinstall"
            " roi-xl's own file or folder), run `roi-xl addin install`, or restart Windows"
        )
        return Verdict(passed=False, detail=here.call, remedy=remedy)
    return Verdict(passed=True, detail="TRAINING_ROI(90000,16000) gives 4.625 through xlwings' DLL")


def _folders(here: Surroundings) -> Verdict:
    if (without := _without_excel(here)) is not None:
        return without
    wanted = [path.parent for path in (here.places.addin, here.places.settings) if path is not None]
    locked = [folder for folder in wanted if not _is_writable(folder)]
    if locked:
        detail = f"nothing can be written to {' and '.join(map(str, locked))}"
        return Verdict(passed=False, detail=detail, remedy="allow writing, or name another folder with --dir")
    return Verdict(passed=True, detail=" and ".join(map(str, wanted)))


def _addin(here: Surroundings) -> Verdict:
    if (without := _without_excel(here)) is not None:
        return without
    found = _status(here)
    if isinstance(found, Verdict):
        return found
    if found.state is State.ABSENT:
        detail = f"not installed; {found.addin} isn't there"
        return Verdict(passed=False, detail=detail, remedy="run `roi-xl addin install`")
    return _first(found, found.addin)


def _settings(here: Surroundings) -> Verdict:
    if (without := _without_excel(here)) is not None:
        return without
    found = _status(here)
    if isinstance(found, Verdict) or found.state is State.ABSENT:
        return Verdict(passed=None, detail="see the add-in")
    return _first(found, found.settings)


def _first(found: Status, path: Path) -> Verdict:
    """The first finding about a file; for our settings, findings about the files beside them count, too."""
    for finding in found.findings:
        about = Path(finding.where)
        if about == path or (path == found.settings and about.parent == path.parent and about != found.addin):
            return Verdict(passed=False, detail=f"{finding.where}: {finding.detail}", remedy=finding.remedy)
    return Verdict(passed=True, detail=str(path))


def _status(here: Surroundings) -> Status | Verdict:
    if isinstance(here.fresh, str):
        return Verdict(passed=False, detail=f"it can't be built: {here.fresh}", remedy=_REINSTALL)
    try:
        return status(here.places, here.fresh, here.interpreter, here.beside)
    except FileError as error:
        return Verdict(passed=False, detail=error.reason, remedy=error.remedy)


def _other_addins(here: Surroundings) -> Verdict:
    """Whether xlwings' own ribbon offers our functions, too: a workbook may then see them twice."""
    if (without := _without_excel(here)) is not None:
        return without
    theirs = here.places.xlwings
    if theirs is None or not theirs.is_file():
        return Verdict(passed=True, detail="xlwings' own ribbon has no settings")
    try:
        modules = config.parsed(theirs.read_bytes()).get(config.MODULES, "")
    except OSError as error:
        detail = f"{theirs} can't be read ({error.strerror})"
        return Verdict(passed=False, detail=detail, remedy="check its permissions")
    is_named = config.OUR_MODULE in [module.strip() for module in modules.split(";")]
    found = _status(here)
    if is_named and isinstance(found, Status) and found.state is not State.ABSENT:
        return Verdict(
            passed=False,
            detail=f"{theirs} names {config.OUR_MODULE}, too: Import Functions would define each one twice",
            remedy=f"take {config.OUR_MODULE} out of UDF Modules in the xlwings ribbon, or remove our add-in",
        )
    return Verdict(passed=True, detail=f"{theirs} {'names our functions' if is_named else 'leaves us alone'}")


def _without_excel(here: Surroundings) -> Verdict | None:
    """Why the checks of Excel don't apply here; None if they do."""
    if here.places.settings is None:
        return Verdict(passed=None, detail="no Excel for Windows on this computer")
    if here.places.startup is None:
        return Verdict(passed=None, detail="Excel has never been started by this user")
    return None


def _is_writable(folder: Path) -> bool:
    """Whether a file can be created in a folder, or in the nearest folder above it that exists."""
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


CHECKS: Final = (
    Check("Python", _python),
    Check("libraries", _libraries),
    Check("xlwings", _xlwings),
    Check("formula engines", _engines),
    Check("calculation", _calculation),
    Check("worksheet functions", _door),
    Check("xlwings' DLL", _dll),
    Check("folders", _folders),
    Check("add-in", _addin),
    Check("settings", _settings),
    Check("Excel", _excel),
    Check("policies", _policies),
    Check("call", _call),
    Check("other add-ins", _other_addins),
)
"""Every check, in order."""
