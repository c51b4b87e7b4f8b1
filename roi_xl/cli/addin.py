"""`roi-xl addin`: our functions in Excel for Windows, by an add-in that is built where it is used."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from roi_xl.cli.paths import NamedPath
from roi_xl.cli.texts import printable

if TYPE_CHECKING:
    from roi_xl.addin.install import Step
    from roi_xl.addin.interpreter import Interpreter
    from roi_xl.addin.places import Places
    from roi_xl.cli.files import Kind

_FILE = NamedPath(path_type=Path, dir_okay=False)
_ANYWHERE = NamedPath(path_type=Path)
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


@addin.command()
@click.option("-o", "--output", type=_FILE, default=Path("roi_xl.xlam"), show_default=True, metavar="FILE")
@click.option(
    "--force",
    is_flag=True,
    help="Replace FILE whatever it is; an older add-in is replaced anyway unless it was signed.",
)
def build(*, output: Path, force: bool) -> None:
    """Build the add-in for the xlwings that is installed here; needs no Excel.

    It works with this version of xlwings alone, and where our settings name a Python: `install` writes both.

    \b
    Examples:
      roi-xl addin build
      roi-xl addin build -o build/roi_xl.xlam

    \b
    Exit codes:
      0  written
      1  another file has that name, or it can't be written
      2  wrong usage
    """  # noqa: D301 - click reads the backspace
    from roi_xl.addin.xlam import built_from, is_as_built
    from roi_xl.cli.files import Kind

    if output.suffix.lower() != ".xlam":
        raise click.UsageError(f"{printable(output)}: name a file that ends in .xlam")
    data = _fresh()
    _write(output, data, Kind("an unsigned add-in of roi-xl", is_as_built), force=force)
    if (versions := built_from(data)) is not None:
        made = f"by roi-xl {versions.roi_xl}, for xlwings {versions.xlwings}"
        click.echo(f"{printable(output)}: written {made}")


@addin.command()
@click.option("--all", "everything", is_flag=True, help="Every module, and the XML of the ribbon's buttons.")
@click.option(
    "-o",
    "--output",
    type=_ANYWHERE,
    metavar="PATH",
    help="Write to a .bas file, or with --all into a folder, instead of to the terminal.",
)
@click.option("--force", is_flag=True, help="Replace files that exist.")
def export(*, everything: bool, output: Path | None, force: bool) -> None:
    """Print the add-in's VBA: to read it, or to import it into a workbook of your own.

    Without --all that is the module of the worksheet functions, one of eight. With --all it is all that
    is in the add-in, as it stands there: its modules (.bas, .cls), its buttons (customUI.xml), and the hints
    that the add-in Excel-DNA IntelliSense shows while a formula is typed (intellisense.xml).

    \b
    Examples:
      roi-xl addin export
      roi-xl addin export -o roi_xl.bas
      roi-xl addin export --all -o to-review

    \b
    Exit codes:
      0  printed or written
      1  a file exists already, or can't be written
      2  wrong usage
    """  # noqa: D301 - click reads the backspace
    from roi_xl.addin.vba import exported
    from roi_xl.addin.xlam import texts
    from roi_xl.calc import FUNCTIONS
    from roi_xl.cli.files import ANYTHING

    found = texts(_fresh()) if everything else {_ONE: exported(FUNCTIONS)}
    if output is None:
        for name, text in found.items():
            title = f"' ===== {name}\n" if everything else ""
            click.echo(title + text.replace("\r\n", "\n").rstrip("\n"))
        return
    if everything:
        _export_all(output, found, force=force)
        return
    if output.suffix.lower() != ".bas":
        raise click.UsageError(f"{printable(output)}: name a file that ends in .bas")
    _write(output, found[_ONE].encode("ascii"), ANYTHING, force=force)
    click.echo(f"{printable(output)}: written")


def _export_all(folder: Path, found: Mapping[str, str], *, force: bool) -> None:
    from roi_xl.cli.files import write_all

    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise click.ClickException(
            f"{printable(folder)}: the folder can't be made ({error.strerror})"
        ) from None
    write_all(folder, found, force=force)


@addin.command()
@click.option(
    "--dir", "folder", type=NamedPath(path_type=Path, exists=True, file_okay=False), metavar="FOLDER",
    help="Put the add-in here instead of Excel's start-up folder.",
)  # fmt: skip
def install(*, folder: Path | None) -> None:
    """Put the add-in where Excel opens it at every start, and tell it which Python to use.

    It writes roi_xl.xlam into Excel's start-up folder, %APPDATA%\\Microsoft\\Excel\\XLSTART, and into
    %USERPROFILE%\\.roi_xl our settings, a copy of xlwings' DLLs and a help page; the settings of xlwings
    itself stay as they are. Run it again whenever roi-xl or Python was updated or moved; an add-in that
    lies elsewhere stays there, one that your company has signed stays signed.

    \b
    Examples:
      roi-xl addin install
      roi-xl addin install --dir "C:\\Excel add-ins"

    \b
    Exit codes:
      0  installed, or up to date already
      1  it can't be done, and nothing was changed; or this Python can't answer Excel yet
      2  wrong usage
    """  # noqa: D301 - click reads the backspace
    from roi_xl.addin import install as installing
    from roi_xl.addin.calling import compiled
    from roi_xl.files import FileError

    places, interpreter = _here()
    try:
        steps = installing.install(places, _fresh(), interpreter, _beside(interpreter), folder=folder)
    except FileError as error:
        raise click.ClickException(f"{error}; nothing was changed") from None
    _echo(steps)
    if complaint := compiled(interpreter):
        raise click.ClickException(
            f"this Python can't answer Excel yet: {printable(complaint)}; run `roi-xl doctor`"
        )
    if folder is None or folder.name.upper() == "XLSTART":
        click.echo(
            "Next: close Excel and start it again; our functions are then in the category Training ROI."
        )
    else:
        click.echo("Next: in Excel choose File, Options, Add-ins, Excel Add-ins, Go, Browse, and that file.")


@addin.command()
@click.pass_context
def status(context: click.Context) -> None:
    """Say whether the add-in is installed and fits this roi-xl and its xlwings.

    \b
    Exit codes:
      0  installed
      1  outdated or absent; the lines say why and what to do
      2  wrong usage
    """  # noqa: D301 - click reads the backspace
    from roi_xl.addin import install as installing
    from roi_xl.cli.output import finding_line
    from roi_xl.files import FileError

    places, interpreter = _here()
    try:
        found = installing.status(places, _fresh(), interpreter, _beside(interpreter))
    except FileError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{found.state}: {printable(found.addin)}")
    for finding in found.findings:
        click.echo(f"  {finding_line(finding)}")
    if found.state is installing.State.ABSENT:
        click.echo("  run `roi-xl addin install`")
    context.exit(0 if found.state is installing.State.INSTALLED else 1)


@addin.command()
@click.pass_context
def remove(context: click.Context) -> None:
    """Take away what `install` has written, and nothing else.

    \b
    Exit codes:
      0  removed, or there was nothing
      1  something can't be removed
      2  wrong usage
    """  # noqa: D301 - click reads the backspace
    from roi_xl.addin import install as installing
    from roi_xl.cli.output import finding_line
    from roi_xl.files import FileError

    places, _ = _here()
    try:
        steps, left = installing.remove(places)
    except FileError as error:
        raise click.ClickException(str(error)) from None
    _echo(steps)
    for finding in left:
        click.echo(finding_line(finding), err=True)
    if not steps and not left:
        click.echo("nothing to remove: the add-in isn't installed")
    context.exit(1 if left else 0)


@addin.command()
def it() -> None:
    """Print the page for IT: what runs and what is written, how to sign, allow and deploy it, and hashes."""
    from importlib.resources import files

    from roi_xl.addin.install import fingerprints
    from roi_xl.version import VERSION

    _, interpreter = _here()
    shown = {"roi_xl.xlam": _fresh(), **_beside(interpreter)}
    hashes = "\n".join(f"    {digest}  {name}" for name, digest in fingerprints(shown).items())
    page = files("roi_xl.addin").joinpath("it.md").read_text(encoding="utf-8")
    click.echo(page.replace("{version}", VERSION).replace("{hashes}", hashes), nl=False)


@addin.command()
def server() -> None:
    """Say how to offer the functions by xlwings Server, and what its licence asks."""
    from roi_xl.addin.lite import DIFFERENCES

    click.echo(f"{_SERVER}\n{DIFFERENCES}", nl=False)


def _here() -> tuple[Places, Interpreter]:
    from roi_xl.addin.interpreter import Interpreter
    from roi_xl.addin.places import places

    return places(os.environ), Interpreter.current()


def _fresh() -> bytes:
    from roi_xl.addin import AddInError
    from roi_xl.addin.xlam import built
    from roi_xl.calc import FUNCTIONS

    try:
        return built(FUNCTIONS)
    except AddInError as error:
        raise click.ClickException(str(error)) from None


def _beside(interpreter: Interpreter) -> dict[str, bytes]:
    from importlib.metadata import version

    from roi_xl.addin.beside import files
    from roi_xl.calc import FUNCTIONS

    return files(FUNCTIONS, version("xlwings"), interpreter)


def _write(path: Path, data: bytes, kind: Kind, *, force: bool) -> None:
    from roi_xl.cli.files import check, write

    if not path.parent.is_dir():
        reason = f"there is no folder {path.parent}; make it, or name another"
        raise click.ClickException(f"{printable(path)}: {printable(reason)}")
    check(path, kind, force=force, data=data)
    write(path, data, kind, force=force)


def _echo(steps: Iterable[Step]) -> None:
    for step in steps:
        click.echo(f"{printable(step.path)}: {step.done}")
