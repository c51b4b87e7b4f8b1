"""`roi-xl doctor`: what keeps the functions from working, and what to do about it."""

from __future__ import annotations

import json
import os
import platform
import shutil
import sys
import textwrap
from collections.abc import Iterator
from importlib import import_module
from pathlib import PureWindowsPath
from typing import TYPE_CHECKING, cast

import click

if TYPE_CHECKING:
    from roi_xl.addin.doctor import Surroundings, Verdict
    from roi_xl.addin.interpreter import Interpreter
    from roi_xl.addin.places import Places

_SIGNS = {True: ("✓", "ok", "green"), False: ("✗", "NO", "red"), None: ("–", "-", "bright_black")}
_NAME = 19  # width of a column
_INDENT = " " * (_NAME + 3)
_WITHOUT_EXCEL = "The add-in needs Excel for Windows; all else works here (see `roi-xl addin --help`)."
_WITH_EXCEL = """\
If nothing is wrong above and a cell shows an error all the same, press "Explain this cell" in Excel's tab
Formulas; if Excel was open while something was mended, press "Restart Python" there first.
If it says that access is denied, your IT lets Excel start no program: use xlwings Lite (`roi-xl lite`)."""
_SECONDS, _MEBIBYTES = 60.0, 2048
_PYTHONS = {"python.exe", "pythonw.exe"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print every check as JSON.")
@click.pass_context
def doctor(context: click.Context, *, as_json: bool) -> None:
    """Check everything that the functions need, on the command line and in Excel.

    Each line is a check: ✓ all is well, ✗ something is wrong and the next line says what to do, – it
    doesn't apply here, as the checks of the add-in on a computer without Excel for Windows.

    \b
    Examples:
      roi-xl doctor
      roi-xl doctor --json

    \b
    Exit codes:
      0  all is well
      1  something is wrong
      2  wrong usage
    """  # noqa: D301 - click reads the backspace
    from roi_xl.addin.doctor import examined

    if sys.stderr.isatty():  # making calls takes seconds
        click.echo("looking at this computer …", err=True)
    here = surroundings()
    found = []
    for name, verdict in examined(here):
        found.append((name, verdict))
        if not as_json:
            click.echo("\n".join(_lines(name, verdict)))
    if as_json:
        click.echo(json.dumps([_plain(name, verdict) for name, verdict in found], indent=2))
    else:
        click.echo(f"\n{_WITHOUT_EXCEL if here.places.startup is None else _WITH_EXCEL}")
    context.exit(1 if any(verdict.passed is False for _, verdict in found) else 0)


def surroundings() -> Surroundings:
    """This computer, this user, this Python, as the checks want to know them."""
    from roi_xl.addin import AddInError
    from roi_xl.addin.beside import files
    from roi_xl.addin.doctor import Surroundings, required
    from roi_xl.addin.interpreter import Interpreter
    from roi_xl.addin.places import places
    from roi_xl.addin.registry import excel_program, policies
    from roi_xl.addin.xlam import built
    from roi_xl.calc import FUNCTIONS

    here, interpreter, libraries = places(os.environ), Interpreter.current(), required()
    fresh: bytes | str = b""
    beside: dict[str, bytes] = {}
    if here.settings is not None:
        try:
            fresh = built(FUNCTIONS)
            beside = files(FUNCTIONS, libraries["xlwings"] or "", interpreter)
        except (AddInError, ImportError) as error:  # a library that is missing is one of the checks
            fresh = str(error)
    return Surroundings(
        places=here,
        interpreter=interpreter,
        python=f"{platform.python_version()}, {64 if sys.maxsize > 2**32 else 32} bits",
        libraries=libraries,
        fresh=fresh,
        engines=_engines(),
        gaps=_gaps(),
        door=_door(),
        beside=beside,
        excel=excel_program(),
        policies=tuple(policies()),
        call=_call(here, libraries["xlwings"] or "", interpreter),
    )


def _call(places: Places, xlwings: str, interpreter: Interpreter) -> str | None:
    """Why a call as Excel makes it gives no right figure; tried in a child, which may hang as Excel would."""
    from roi_xl.addin import config
    from roi_xl.addin.calling import called, said_at_start
    from roi_xl.addin.doctor import dll_folders
    from roi_xl.batch import Failure, Limits
    from roi_xl.batch.child import answer

    if places.settings is None or not places.settings.is_file():
        return None
    lines = places.settings.read_bytes()
    settings = config.parsed(lines)
    if config.INTERPRETER not in settings:
        return None
    if not config.is_readable(lines):
        return "Excel can't read the settings"
    program = PureWindowsPath(settings[config.INTERPRETER])
    if not program.is_absolute() or program.name.lower() not in _PYTHONS:
        return f"the settings name no Python by its full path, but {program}"
    folders = dll_folders(places, interpreter)
    limits = Limits(_SECONDS, _MEBIBYTES, caged=False)  # it starts another Python, as Excel does
    found = answer(called, settings, xlwings, folders, limits=limits)
    why = found.reason if isinstance(found, Failure) else str(found).partition("\n")[0].strip()
    said = said_at_start(settings) if why else ""
    return f"{why}; that Python says: {said}" if said else why


def _engines() -> str:
    """Why the two formula engines don't agree on 1+1; asked in a child, which they can't take us with."""
    import datetime as dt

    from roi_xl.batch import Failure, Limits
    from roi_xl.batch.child import answer
    from roi_xl.cli.evaluate import Answer, answered
    from roi_xl.recalc import Settings

    settings = Settings(dt.date(2026, 1, 1), "strict")  # the formula doesn't ask for the day
    found = answer(answered, "=1+1", settings, limits=Limits(_SECONDS, _MEBIBYTES))
    if isinstance(found, Failure):
        return found.reason
    value = cast("Answer", found)
    if value.findings or value.cells != ((2.0,),):
        return "; ".join(finding.detail for finding in value.findings) or f"=1+1 gives {value.cells}"
    return ""


def _gaps() -> tuple[str, ...] | str:
    """What a calculation is kept from by nothing; asked in a child as it meets workbooks."""
    from roi_xl.batch import Failure, Limits
    from roi_xl.batch.cage import gaps
    from roi_xl.batch.child import answer

    found = answer(gaps, limits=Limits(_SECONDS, _MEBIBYTES))
    return found.reason if isinstance(found, Failure) else cast("tuple[str, ...]", found)


def _door() -> str:
    """Why Excel's door can't be imported; tried in a child, since it loads what else only Excel needs."""
    from roi_xl.batch import Failure, Limits
    from roi_xl.batch.child import answer

    found = answer(opened, limits=Limits(_SECONDS, _MEBIBYTES, caged=False))
    return found.reason if isinstance(found, Failure) else str(found)


def opened() -> str:
    """Import Excel's door; it belongs into a child process.

    Returns:
        Why it can't be imported; empty if it can.
    """
    from roi_xl.addin.server import DOOR, imported_xlwings

    try:
        imported_xlwings()
        import_module(DOOR)
    except Exception as error:  # noqa: BLE001 - xlwings raises what it likes, such as pywin32's errors
        return f"{type(error).__name__}: {error}"
    return ""


def _lines(name: str, verdict: Verdict) -> Iterator[str]:
    sign, word, colour = _SIGNS[verdict.passed]
    mark = click.style(sign if _can_show(sign) else word, fg=colour)
    yield f"{mark} {name:<{_NAME}} {_wrapped(verdict.met)}"
    if verdict.remedy:
        yield f"{_INDENT}{'→' if _can_show('→') else '>'} {_wrapped(verdict.remedy)}"


def _wrapped(text: str) -> str:
    """A text in the column of what was met, its paths unbroken."""
    from roi_xl.wording import printable

    width = max(40, min(110, shutil.get_terminal_size().columns) - len(_INDENT) - 2)
    lines = textwrap.wrap(printable(text), width, break_long_words=False, break_on_hyphens=False)
    return f"\n{_INDENT}".join(lines)


def _can_show(text: str) -> bool:
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def _plain(name: str, verdict: Verdict) -> dict[str, object]:
    return {"check": name, "passed": verdict.passed, "met": verdict.met, "remedy": verdict.remedy}
