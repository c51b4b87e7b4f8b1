"""The command line: the only place that reads arguments, the clock and the terminal."""

from __future__ import annotations

import contextlib
import io
import os
import re
import signal
import sys
from typing import TYPE_CHECKING, Final, cast

import click

from roi_xl.addin import config
from roi_xl.addin.places import places
from roi_xl.cli.command import LazyGroup
from roi_xl.cli.exit_codes import Exit
from roi_xl.interruption import BY_SIGNAL, MESSAGE, Interruption, ignore, listen
from roi_xl.values_as_text import printable, printable_lines
from roi_xl.version import VERSION

if TYPE_CHECKING:
    from io import TextIOWrapper


COMMANDS: Final = {
    "recalc": "roi_xl.cli.recalc:recalc",
    "freeze": "roi_xl.cli.freeze:freeze",
    "new": "roi_xl.cli.new:new",
    "fill": "roi_xl.cli.fill:fill",
    "forecast": "roi_xl.cli.forecast:forecast",
    "import": "roi_xl.cli.importing:import_",
    "check": "roi_xl.cli.check:check",
    "explain": "roi_xl.cli.explain:explain",
    "scenarios": "roi_xl.cli.scenarios:scenarios",
    "diff": "roi_xl.cli.diff:diff",
    "due": "roi_xl.cli.due:due",
    "portfolio": "roi_xl.cli.portfolio:portfolio",
    "report": "roi_xl.cli.report:report",
    "template": "roi_xl.cli.template:template",
    "functions": "roi_xl.cli.functions:functions",
    "findings": "roi_xl.cli.findings:findings",
    "eval": "roi_xl.cli.evaluate:evaluate",
    "addin": "roi_xl.cli.addin:addin",
    "doctor": "roi_xl.cli.doctor:doctor",
    "lite": "roi_xl.cli.lite:lite",
    "docs": "roi_xl.cli.docs:docs",
}
"""The location of each command: `module:attribute`."""


@click.group(
    cls=LazyGroup,
    modules=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(package_name="roi-xl", prog_name="roi-xl")
@click.pass_context
def cli(context: click.Context) -> None:
    """Training ROI in Excel: recalculates workbooks without Excel and without losing a byte."""
    context.call_on_close(_say_of_another_add_in)


def _say_of_another_add_in() -> None:
    """Warn on stderr if the add-in in Excel has another version than this command."""
    settings = places(os.environ).settings
    if settings is None or not settings.is_file():
        return
    with contextlib.suppress(OSError):  # the settings can't be read, or stderr is closed
        known = config.parsed(settings.read_bytes())
        installed_by = known.get(config.BUILT_BY, "before 0.2.0")
        if config.INTERPRETER in known and installed_by != VERSION:
            remedy = "run `roi-xl addin install`"
            if _numbers(installed_by) > _numbers(VERSION):
                remedy = "update this roi-xl"
            message = f"the add-in in Excel is of roi-xl {installed_by}, this is {VERSION}"
            click.echo(f"note: {message}; {remedy}", err=True)


def _numbers(version: str) -> list[int]:
    return [*map(int, re.findall(r"\d+", version))] if version[:1].isdigit() else []


def main() -> None:
    """Run the command line and end the process with its exit code (see `roi_xl.cli.exit_codes`)."""
    try:
        listen()
        _open_streams()
        code = cli.main(standalone_mode=False) or 0
    except click.ClickException as error:
        shown = io.StringIO()  # click doesn't escape file names
        error.show(shown)
        click.echo(printable_lines(shown.getvalue()), err=True, nl=False)
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt) as end:
        with contextlib.suppress(OSError):  # the terminal may be gone
            click.echo(MESSAGE, err=True)
        cause = end.__cause__ if isinstance(end, click.Abort) else end
        code = cause.exit_code if isinstance(cause, Interruption) else BY_SIGNAL + signal.SIGINT
    except SystemExit:  # click exits like this when the reader of a pipe has gone
        code = Exit.FILE
    except OSError as error:  # the system can't write, for example because the disk is full
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the rest can't be written, either
        place = f"{error.filename}: " if error.filename else ""
        click.echo(f"roi-xl: {printable(place)}{error.strerror or error}", err=True)
        code = Exit.FILE
    ignore()
    sys.exit(code)


def _open_streams() -> None:
    """Make the streams usable: reopen closed ones on the null device, escape unencodable characters."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:  # also occupies its number: a workbook must not get it
            setattr(sys, name, open(os.devnull, "r+", encoding="utf-8"))  # noqa: PTH123, SIM115 - to the end
    for output in (sys.stdout, sys.stderr):
        _fit(cast("TextIOWrapper", output), is_windows=os.name == "nt")


def _fit(output: TextIOWrapper, *, is_windows: bool) -> None:
    """Write the same output on every system: in UTF-8 to files and other programs on Windows, too.

    Windows would use its code page, which lacks our arrows and dashes, and end lines with CR LF.
    """
    output.reconfigure(errors="backslashreplace")  # a name that can't be encoded must not stop us
    if is_windows and not output.isatty():
        output.reconfigure(encoding="utf-8", newline="\n")
