"""`roi-xl doctor`: reports what keeps the functions from working, and how to fix it."""

from __future__ import annotations

import datetime as dt
import os
import platform
import shutil
import sys
import textwrap
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path, PureWindowsPath

import click

from roi_xl.addin import AddInError, config, dll_and_help
from roi_xl.addin.calling import called, said_at_start
from roi_xl.addin.doctor import Surroundings, Verdict, dll_folders, examined, required
from roi_xl.addin.interpreter import Interpreter
from roi_xl.addin.places import Places, places
from roi_xl.addin.registry import excel_program, policies
from roi_xl.addin.server import DOOR, imported_xlwings
from roi_xl.addin.xlam import built
from roi_xl.batch import Failure, Limits, answer
from roi_xl.batch.cage import gaps
from roi_xl.batch.many_files import opened as opened_file
from roi_xl.calc import FUNCTIONS
from roi_xl.cli import options
from roi_xl.cli.command import command
from roi_xl.cli.exit_codes import Exit
from roi_xl.cli.files import about
from roi_xl.computed_workbook import Model
from roi_xl.errors import Finding, Level
from roi_xl.layout import version_finding
from roi_xl.recalc import Settings
from roi_xl.single_formula import answered
from roi_xl.tables import document
from roi_xl.tampering.comparison import findings_of
from roi_xl.values_as_text import counted, printable
from roi_xl.xlsx import Package, read

_SIGNS = {True: ("✓", "ok", "green"), False: ("✗", "NO", "red"), None: ("–", "-", "bright_black")}
_NAME = 19  # width of a column
_INDENT = " " * (_NAME + 3)
_WITHOUT_EXCEL = "The add-in needs Excel for Windows; all else works here (see `roi-xl addin --help`)."
_WITH_EXCEL = """\
If nothing is wrong above and a cell shows an error all the same, press "Explain this cell" in Excel's tab
Formulas; if Excel was open while something was fixed, press "Restart Python" there first.
If it says that access is denied, your IT lets Excel start no program: use xlwings Lite (`roi-xl lite`)."""
_KNOWN = "made by a version of the template that is known here"
_SECONDS, _MEBIBYTES = 60.0, 2048
_PYTHONS = {"python.exe", "pythonw.exe"}


@command(
    exits={Exit.FINE: "all is well", Exit.FINDINGS: "something is wrong", Exit.FILE: "BOOK couldn't be read"},
    examples=["roi-xl doctor", "roi-xl doctor --json", "roi-xl doctor my-course.xlsx"],
)
@click.argument("book", type=options.WORKBOOK, required=False, metavar="[BOOK]")
@options.as_json
def doctor(*, book: Path | None, as_json: bool) -> Exit:
    """Check everything that the functions need, on the command line and in Excel.

    With BOOK, also check that this roi-xl knows the version of the template that made the workbook, and that
    nobody has changed its formulas.

    Each line is a check: ✓ all is well, ✗ something is wrong and the next line says what to do, – it
    doesn't apply here, as the checks of the add-in on a computer without Excel for Windows.
    """
    if sys.stderr.isatty():  # a test call takes seconds
        click.echo("looking at this computer …", err=True)
    workbook = [] if book is None else [("workbook", _workbook(book))]
    here = surroundings()
    found = []
    for name, verdict in [*workbook, *examined(here)]:
        found.append((name, verdict))
        if not as_json:
            click.echo("\n".join(_lines(name, verdict)))
    if as_json:
        click.echo(document("roi-xl doctor", {"checks": [_plain(name, verdict) for name, verdict in found]}))
    else:
        click.echo(f"\n{_WITHOUT_EXCEL if here.places.startup is None else _WITH_EXCEL}")
    return Exit.FINDINGS if any(verdict.passed is False for _, verdict in found) else Exit.FINE


def surroundings() -> Surroundings:
    """The facts about this computer, user and Python that the checks need."""
    here, interpreter, libraries = places(os.environ), Interpreter.current(), required()
    fresh: bytes | str = b""
    files: dict[str, bytes] = {}
    if here.settings is not None:
        try:
            fresh = built(FUNCTIONS)
            files = dll_and_help.files(FUNCTIONS, libraries["xlwings"] or "", interpreter)
        except (AddInError, ImportError) as error:  # a check reports a missing library
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
        beside=files,
        excel=excel_program(),
        policies=tuple(policies()),
        call=_call(here, libraries["xlwings"] or "", interpreter),
    )


def _workbook(book: Path) -> Verdict:
    """Whether a workbook's version of the template is known here, and its formulas are the template's."""
    with about(book), opened_file(book) as source:
        found = answer(differences, source.data, limits=Limits(_SECONDS, _MEBIBYTES))
        if isinstance(found, Failure):
            raise found.error
    if not found:
        return Verdict(passed=True, detail=f"{book.name}: {_KNOWN}, and its formulas are the template's")
    first, more = found[0], len(found) - 1
    where = f"{first.where}: " if first.where else ""
    others = f" (and {counted(more, 'more finding')}: `roi-xl recalc --check` lists them)" if more else ""
    detail = f"{book.name}: {where}{first.detail}{others}"
    if first.level is Level.INFO:
        return Verdict(passed=True, detail=f"{book.name}: {_KNOWN}; {first.detail}")
    if first.code == "not-a-template":
        return Verdict(passed=None, detail=detail)
    return Verdict(passed=False, detail=detail, remedy=first.remedy)


def differences(data: bytes) -> tuple[Finding, ...]:
    """How a workbook differs from the template, or why it can't be read; run it in a child process."""
    book = read(Package(data))
    refusal = version_finding(book)
    return findings_of(Model(book)) if refusal is None else (refusal,)


def _call(here: Places, xlwings: str, interpreter: Interpreter) -> str | None:
    """Why a call as Excel makes it gives no right figure; made in a child process because it may hang."""
    if here.settings is None or not here.settings.is_file():
        return None
    lines = here.settings.read_bytes()
    settings = config.parsed(lines)
    if config.INTERPRETER not in settings:
        return None
    if not config.is_readable(lines):
        return "Excel can't read the settings"
    program = PureWindowsPath(settings[config.INTERPRETER])
    if not program.is_absolute() or program.name.lower() not in _PYTHONS:
        return f"the settings name no Python by its full path, but {program}"
    folders = dll_folders(here, interpreter)
    limits = Limits(_SECONDS, _MEBIBYTES, caged=False)  # the call starts another Python, as Excel does
    found = answer(called, settings, xlwings, folders, limits=limits)
    why = found.reason if isinstance(found, Failure) else str(found).partition("\n")[0].strip()
    said = said_at_start(settings) if why else ""
    return f"{why}; that Python says: {said}" if said else why


def _engines() -> str:
    """Why the two formula engines don't agree on 1+1; computed in a child process because they may crash."""
    settings = Settings(dt.date(2026, 1, 1), "strict")  # the formula doesn't depend on the day
    found = answer(answered, "=1+1", settings, limits=Limits(_SECONDS, _MEBIBYTES))
    if isinstance(found, Failure):
        return found.reason
    if found.findings or found.cells != ((2.0,),):
        return "; ".join(finding.detail for finding in found.findings) or f"=1+1 gives {found.cells}"
    return ""


def _gaps() -> tuple[str, ...] | str:
    """What a calculation could still do; reported by a child process that is sealed as for a workbook."""
    found = answer(gaps, limits=Limits(_SECONDS, _MEBIBYTES))
    return found.reason if isinstance(found, Failure) else found


def _door() -> str:
    """Why the functions' module can't be imported; tried in a child: it loads packages only Excel needs."""
    found = answer(opened, limits=Limits(_SECONDS, _MEBIBYTES, caged=False))
    return found.reason if isinstance(found, Failure) else found


def opened() -> str:
    """Import the module that Excel calls; run it in a child process.

    Returns:
        Why the import fails; empty if it works.
    """
    try:
        imported_xlwings()
        import_module(DOOR)
    except Exception as error:  # noqa: BLE001 - xlwings raises errors of any type, such as pywin32's
        return f"{type(error).__name__}: {error}"
    return ""


def _lines(name: str, verdict: Verdict) -> Iterator[str]:
    sign, word, colour = _SIGNS[verdict.passed]
    mark = click.style(sign if _can_show(sign) else word, fg=colour)
    yield f"{mark} {name:<{_NAME}} {_wrapped(verdict.detail)}"
    if verdict.remedy:
        yield f"{_INDENT}{'→' if _can_show('→') else '>'} {_wrapped(verdict.remedy)}"


def _wrapped(text: str) -> str:
    """A text wrapped for the column of findings; paths aren't broken."""
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
    return {"check": name, "passed": verdict.passed, "met": verdict.detail, "remedy": verdict.remedy}
