"""`roi-xl addin`: builds, installs, inspects and removes the add-in for Excel for Windows."""

from __future__ import annotations

import os
from collections.abc import Iterable
from importlib import resources
from importlib.metadata import version
from pathlib import Path

import click

from roi_xl.addin import AddInError, dll_and_help
from roi_xl.addin import install as installing
from roi_xl.addin.calling import compiled
from roi_xl.addin.install import State, Step
from roi_xl.addin.interpreter import Interpreter
from roi_xl.addin.lite import DIFFERENCES
from roi_xl.addin.places import places
from roi_xl.addin.vba import exported
from roi_xl.addin.xlam import built, built_from, is_as_built, texts
from roi_xl.calc import FUNCTIONS
from roi_xl.cli import options
from roi_xl.cli.command import command
from roi_xl.cli.exit_codes import Exit
from roi_xl.cli.files import FileFailure, about, check, make, write, write_all
from roi_xl.cli.output import finding_line
from roi_xl.files import ANYTHING, FileError, Kind, check_folder
from roi_xl.values_as_text import printable
from roi_xl.version import VERSION

_ONE = "roi_xl_udfs.bas"
_SERVER = """\
xlwings Server: the same functions in Excel for Windows, Mac and the web, computed on a server of yours.

1. In the xlwings Server project (`pip install xlwings-server`, `xlwings-server init`) install roi-xl, and
   let custom_functions/__init__.py say

       from roi_xl_udfs import *

2. In the project's .env choose the namespace, a short word that stands before every function:

       XLWINGS_FUNCTIONS_NAMESPACE=ROI

   Then the cells say =ROI.TRAINING_ROI(…). Excel stores that as _xldudf_ROI_TRAINING_ROI(…), which
   `roi-xl recalc` understands like every other spelling.

3. Take the manifest from the running server (its page /manifest) and have your Microsoft 365 administrator
   deploy it: admin centre, Settings, Integrated apps, Upload custom apps.

Licence: roi-xl is free, but xlwings Server is not open source. Its licence is PolyForm Noncommercial, or a
paid one from xlwings; tools for internal use in a company count as commercial. The add-in (`roi-xl addin
install`) and xlwings Lite (`roi-xl lite`) don't need it.
"""


@click.group()
def addin() -> None:
    """Build and install the add-in for Excel for Windows.

    The add-in offers our functions in every workbook, .xlsx as well: no macros in the workbook, no trust
    setting, no import. It starts this Python, so roi-xl has to stay installed where it is.

    If you use xlwings' own ribbon and want no second add-in, two of its settings are enough: Interpreter,
    the Python that has roi-xl, and UDF Modules, roi_xl_udfs. Then press Import Functions in each macro
    workbook (.xlsm). We never write to xlwings' settings ourselves.

    What IT should know, and how to sign, allow or deploy it: `roi-xl addin it`.
    """


@command(
    exits={Exit.FINE: "written", Exit.FILE: "another file has that name, or it can't be written"},
    examples=["roi-xl addin build", "roi-xl addin build -o build/roi_xl.xlam"],
)
@click.option(
    "-o", "--output", type=options.ANYWHERE, default=Path("roi_xl.xlam"), show_default=True, metavar="FILE"
)
@options.force("Replace FILE whatever it is; an older add-in is replaced anyway unless it was signed.")
def build(*, output: Path, force: bool) -> Exit:
    """Build the add-in for the xlwings that is installed here; needs no Excel.

    It works with this version of xlwings alone, and where our settings name a Python: `install` writes both.
    """
    if output.suffix.lower() != ".xlam":
        raise click.UsageError(f"{printable(output)}: name a file that ends in .xlam")
    data = _fresh()
    _write(output, data, Kind("an unsigned add-in of roi-xl", is_as_built), force=force)
    if (versions := built_from(data)) is not None:
        made = f"by roi-xl {versions.roi_xl}, for xlwings {versions.xlwings}"
        click.echo(f"{printable(output)}: written {made}")
    return Exit.FINE


@command(
    exits={Exit.FINE: "printed or written", Exit.FILE: "a file exists already, or can't be written"},
    examples=[
        "roi-xl addin export",
        "roi-xl addin export -o roi_xl.bas",
        "roi-xl addin export --all -o to-review",
    ],
)
@click.option("--all", "everything", is_flag=True, help="Every module, and the XML of the ribbon's buttons.")
@click.option(
    "-o",
    "--output",
    type=options.ANYWHERE,
    metavar="PATH",
    help="Write to a .bas file, or with --all into a folder, instead of to the terminal.",
)
@options.force("Replace files that exist.")
def export(*, everything: bool, output: Path | None, force: bool) -> Exit:
    """Print the add-in's VBA: to read it, or to import it into a workbook of your own.

    Without --all that is the module of the worksheet functions, one of eight. With --all it is all that
    is in the add-in, as it stands there: its modules (.bas, .cls), its buttons (customUI.xml), and the hints
    that the add-in Excel-DNA IntelliSense shows while a formula is typed (intellisense.xml).
    """
    found = texts(_fresh()) if everything else {_ONE: exported(FUNCTIONS)}
    if output is None:
        for name, text in found.items():
            title = f"' ===== {name}\n" if everything else ""
            click.echo(title + text.replace("\r\n", "\n").rstrip("\n"))
    elif everything:
        make(output)
        write_all(output, found, force=force)
    elif output.suffix.lower() != ".bas":
        raise click.UsageError(f"{printable(output)}: name a file that ends in .bas")
    else:
        _write(output, found[_ONE].encode("ascii"), ANYTHING, force=force)
        click.echo(f"{printable(output)}: written")
    return Exit.FINE


@command(
    exits={
        Exit.FINE: "installed, or up to date already",
        Exit.FINDINGS: "installed, but this Python can't answer Excel yet",
        Exit.FILE: "it can't be done, and nothing was changed",
    },
    examples=["roi-xl addin install", 'roi-xl addin install --dir "C:\\Excel add-ins"'],
)
@click.option(
    "--dir", "folder", type=options.ANYWHERE, metavar="FOLDER",
    help="Put the add-in here instead of Excel's start-up folder.",
)  # fmt: skip
def install(*, folder: Path | None) -> Exit:
    r"""Put the add-in where Excel opens it at every start, and tell it which Python to use.

    It writes roi_xl.xlam into Excel's start-up folder, %APPDATA%\Microsoft\Excel\XLSTART, and into
    %USERPROFILE%\.roi_xl our settings, a copy of xlwings' DLLs and a help page; the settings of xlwings
    itself stay as they are. Run it again whenever roi-xl or Python was updated or moved; an add-in that
    lies elsewhere stays there, one that your company has signed stays signed.
    """
    here, interpreter = places(os.environ), Interpreter.current()
    with about():
        if folder is not None:
            check_folder(folder)
        steps = installing.install(here, _fresh(), interpreter, _beside(interpreter), folder=folder)
    _echo(steps)
    if complaint := compiled(interpreter):
        sentence = f"this Python can't answer Excel yet: {printable(complaint)}; run `roi-xl doctor`"
        click.echo(f"Error: {sentence}", err=True)
        return Exit.FINDINGS
    if folder is None or folder.name.upper() == "XLSTART":
        click.echo(
            "Next: close Excel and start it again; our functions are then in the category Training ROI."
        )
    else:
        click.echo("Next: in Excel choose File, Options, Add-ins, Excel Add-ins, Go, Browse, and that file.")
    return Exit.FINE


@command(
    exits={
        Exit.FINE: "installed",
        Exit.FINDINGS: "outdated or absent; the lines say why and what to do",
        Exit.FILE: "this isn't Windows, or a file can't be read",
    }
)
def status() -> Exit:
    """Say whether the add-in is installed and fits this roi-xl and its xlwings."""
    interpreter = Interpreter.current()
    with about():
        found = installing.status(places(os.environ), _fresh(), interpreter, _beside(interpreter))
    click.echo(f"{found.state}: {printable(found.addin)}")
    for finding in found.findings:
        click.echo(f"  {finding_line(finding)}")
    if found.state is State.ABSENT:
        click.echo("  run `roi-xl addin install`")
    return Exit.FINE if found.state is State.INSTALLED else Exit.FINDINGS


@command(
    exits={
        Exit.FINE: "removed, or there was nothing",
        Exit.FINDINGS: "a file was left: it isn't ours, or can't be removed",
        Exit.FILE: "this isn't Windows, or a file can't be read or removed",
    }
)
def remove() -> Exit:
    """Take away what `install` has written, and nothing else."""
    with about():
        steps, left = installing.remove(places(os.environ))
    _echo(steps)
    for finding in left:
        click.echo(finding_line(finding), err=True)
    if not steps and not left:
        click.echo("nothing to remove: the add-in isn't installed")
    return Exit.FINDINGS if left else Exit.FINE


@command(exits={Exit.FINE: "printed", Exit.FILE: "the add-in can't be built here"})
def it() -> Exit:
    """Print the page for IT: what runs and what is written, how to sign, allow and deploy it, and hashes."""
    shown = {"roi_xl.xlam": _fresh(), **_beside(Interpreter.current())}
    hashes = "\n".join(f"    {digest}  {name}" for name, digest in installing.fingerprints(shown).items())
    page = resources.files("roi_xl.addin").joinpath("it_department.md").read_text(encoding="utf-8")
    click.echo(page.replace("{version}", VERSION).replace("{hashes}", hashes), nl=False)
    return Exit.FINE


@command(exits={Exit.FINE: "printed"})
def server() -> Exit:
    """Say how to offer the functions by xlwings Server, and what its licence asks."""
    click.echo(f"{_SERVER}\n{DIFFERENCES}", nl=False)
    return Exit.FINE


for _command in (build, export, install, status, remove, it, server):
    addin.add_command(_command)


def _fresh() -> bytes:
    try:
        return built(FUNCTIONS)
    except AddInError as error:
        raise FileFailure("", FileError("not-built", error.reason, error.remedy)) from None


def _beside(interpreter: Interpreter) -> dict[str, bytes]:
    return dll_and_help.files(FUNCTIONS, version("xlwings"), interpreter)


def _write(path: Path, data: bytes, kind: Kind, *, force: bool) -> None:
    check(path, kind, force=force, data=data)
    write(path, data, kind, force=force)


def _echo(steps: Iterable[Step]) -> None:
    for step in steps:
        click.echo(f"{printable(step.path)}: {step.done}")
