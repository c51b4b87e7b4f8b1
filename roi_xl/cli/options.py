"""Options and arguments that several commands share, each declared once."""

from __future__ import annotations

import datetime as dt
import functools
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import click

from roi_xl.batch import Limits
from roi_xl.cli.paths import NamedPath
from roi_xl.recalc import Engines, Settings
from roi_xl.values_as_text import printable

_FIRST_YEAR: Final = 1900

Function = Callable[..., Any]


class _Seconds(click.FloatRange):
    """A number within limits; click takes `nan`, which is above no limit, for one."""

    name = "seconds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:  # noqa: ANN401 - click's own
        number: float = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(f"{value} is no number.", param, ctx)
        return number


WORKBOOK: Final = NamedPath(path_type=Path, readable=False)
"""A workbook to read; an unreadable one fails alone and doesn't stop the others."""

ANYWHERE: Final = NamedPath(path_type=Path)
"""A path that click doesn't check: every command reports file errors in the same way."""

as_json: Final = click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
"""`as_json`: whether the results are for another program."""

verbose: Final = click.option(
    "-v", "--verbose", is_flag=True, help="Show details for every workbook, even when there are many."
)
"""`verbose`: whether to print everything."""

workers: Final = click.option(
    "--workers", type=click.IntRange(1, 64), help="Workbooks computed side by side (default: processors)."
)
"""`workers`: how many workbooks are computed at the same time; None for the number of processors."""

_TODAY = click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="What TODAY gives, as YYYY-MM-DD (default: the computer's date).",
)
_ENGINES = click.option(
    "--engines",
    type=click.Choice(["double", "strict"]),
    default="double",
    show_default=True,
    help="double: a second engine confirms what isn't proven; strict: it is asked about every cell.",
)
_TIMEOUT = click.option(
    "--timeout",
    type=_Seconds(min=0.1, max=86_400),
    default=120.0,
    show_default=True,
    metavar="SECONDS",
    help="The most that one workbook may take.",
)
_MEMORY = click.option(
    "--memory",
    type=click.IntRange(min=256, max=1 << 20),
    default=4096,
    show_default=True,
    metavar="MB",
    help="The most memory that one workbook may take.",
)


def values(function: Function) -> Function:
    """`values`: what to type into cells, from --set: pairs of a cell's name and a text."""

    @click.option(
        "--set", "values", multiple=True, metavar="CELL=VALUE",
        help="A cell (a defined name, Sheet!A1 or table.ID.column) and its new value; nothing after = clears "
        "it.",
    )  # fmt: skip
    @functools.wraps(function)
    def given(*, values: Sequence[str], **rest: object) -> object:
        return function(values=[*map(_split, values)], **rest)

    return given


def _split(value: str) -> tuple[str, str]:
    name, sign, text = value.partition("=")
    if not sign or not name.strip():
        raise click.UsageError(f"--set {printable(value)}: write CELL=VALUE, such as inp_margin=0.35")
    return name.strip(), text


def book(function: Function) -> Function:
    """`book`: the one named workbook."""
    return click.argument("book", type=WORKBOOK, metavar="BOOK")(function)


def force(what: str) -> Callable[[Function], Function]:
    """`force`: whether to replace a file that isn't ours.

    Args:
        what: What is replaced, for the help.
    """
    return click.option("--force", is_flag=True, help=what)


def settings(function: Function) -> Function:
    """`settings`: how workbooks are computed, from --today and --engines."""

    @_TODAY
    @_ENGINES
    @functools.wraps(function)
    def given(*, today: dt.datetime | None, engines: Engines, **rest: object) -> object:
        return function(settings=Settings(date_of(today), engines), **rest)

    return given


def limits(function: Function) -> Function:
    """`limits`: time and memory for the computation of one workbook, from --timeout and --memory."""

    @_TIMEOUT
    @_MEMORY
    @functools.wraps(function)
    def given(*, timeout: float, memory: int, **rest: object) -> object:
        return function(limits=Limits(timeout, memory), **rest)

    return given


def date_of(given: dt.datetime | None) -> dt.date:
    """The given date, or the computer's.

    Raises:
        UsageError: Excel has no such day.
    """
    if given is None:
        now = dt.datetime.now(dt.UTC).astimezone()  # noqa: TID251 - the command line may read the clock
        return now.date()
    if given.year < _FIRST_YEAR:
        raise click.UsageError(f"--today {given:%Y-%m-%d}: Excel's days begin with {_FIRST_YEAR}")
    return given.date()
