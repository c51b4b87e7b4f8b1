"""`roi-xl recalc`: recalculate workbooks without Excel."""

from __future__ import annotations

import datetime as dt
import math
import os
import stat
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from roi_xl import interruption
from roi_xl.cli.paths import NamedPath, real
from roi_xl.cli.texts import printable
from roi_xl.errors import Level

if TYPE_CHECKING:
    from roi_xl.batch import Order, Outcome
    from roi_xl.recalc import Engines

_LEVELS = {"error": Level.ERROR, "warning": Level.WARNING, "never": math.inf}
_UNEVALUATED = "unevaluated"
_DONE, _TROUBLE = 0, 1
_FIRST_YEAR = 1900
_ANY_WRITE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH

today_option = click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="What TODAY gives, as YYYY-MM-DD (default: the computer's date).",
)
engines_option = click.option(
    "--engines",
    type=click.Choice(["double", "strict"]),
    default="double",
    show_default=True,
    help="double: a second engine confirms what isn't proven; strict: it is asked about every cell.",
)
WORKBOOK = NamedPath(path_type=Path, readable=False)
"""A workbook to read; one that can't be read fails by itself and stops no others."""

timeout_option = click.option(
    "--timeout",
    type=click.FloatRange(min=0.1, max=86_400),
    default=120.0,
    show_default=True,
    metavar="SECONDS",
    help="The most that one workbook may take.",
)
memory_option = click.option(
    "--memory",
    type=click.IntRange(min=256, max=1 << 20),
    default=4096,
    show_default=True,
    metavar="MB",
    help="The most memory that one workbook may take.",
)


@click.command()
@click.argument("files", nargs=-1, required=True, type=WORKBOOK, metavar="FILE...")
@click.option("--in-place", is_flag=True, help="Put new values into the workbooks themselves (atomically).")
@click.option(
    "--output",
    type=NamedPath(path_type=Path),
    metavar="DIR",
    help="Write the results into a folder under the same names; the workbooks stay.",
)
@click.option(
    "--check", is_flag=True, help="Change nothing; say whether the cached values are current (exit 1 if not)."
)
@click.option("--json", "as_json", is_flag=True, help="Print the results, every change included, as JSON.")
@click.option("-v", "--verbose", is_flag=True, help="Tell of each of many workbooks as of a single one.")
@click.option(
    "--report",
    type=NamedPath(path_type=Path),
    metavar="FILE",
    help="Also write one row per workbook to a file, also when interrupted; its end chooses the format: "
    ".csv, .xlsx, .html and others.",
)
@click.option(
    "--force", is_flag=True, help="Let --report and --output replace files that aren't of roi-xl's making."
)
@today_option
@engines_option
@click.option(
    "--fail-on",
    type=click.Choice([*_LEVELS, _UNEVALUATED]),
    default="error",
    show_default=True,
    help="What makes the exit code 1: the mildest finding, or any formula that isn't evaluated; "
    "a workbook that fails always does.",
)
@click.option("--verify", is_flag=True, help="Read every result back with openpyxl before it is written.")
@click.option(
    "--workers", type=click.IntRange(1, 64), help="Workbooks computed side by side (default: processors)."
)
@timeout_option
@memory_option
@click.pass_context
def recalc(
    context: click.Context,
    *,
    files: Sequence[Path],
    in_place: bool,
    output: Path | None,
    check: bool,
    as_json: bool,
    verbose: bool,
    report: Path | None,
    force: bool,
    today: dt.datetime | None,
    engines: Engines,
    fail_on: str,
    verify: bool,
    workers: int | None,
    timeout: float,
    memory: int,
) -> None:
    """Recalculate workbooks without Excel; only cached values change, no other byte.

    Without --in-place, --output or --check nothing is written: the results are shown.
    FILE may be a pattern such as *.xlsx on Windows, too. A file named twice is done once.

    \b
    Examples:
      roi-xl recalc workbooks/sales-training.xlsx
      roi-xl recalc --in-place *.xlsx
      roi-xl recalc --check --json model.xlsx

    \b
    Exit codes:
      0    fine
      1    finished, with error findings, failed workbooks, or stale values under --check
      2    wrong usage
      130  interrupted: every workbook is either as it was or complete
    """  # noqa: D301 - click reads the backspace
    with interruption.not_begun():
        from roi_xl.batch import Destination, Limits, Order
        from roi_xl.recalc import Settings

    if sum((in_place, output is not None, check)) > 1:
        raise click.UsageError("--in-place, --output and --check exclude each other")
    paths = _once_each(files)
    if report is not None:
        results = [output / path.name for path in paths] if output else []
        _check_report(report, [*paths, *results], output, force=force)
    if output is not None:
        _prepare_folder(output, paths)
    order = Order(
        paths,
        Settings(date_or_today(today), engines, verify),
        Destination.IN_PLACE if in_place else Destination.FOLDER if output else Destination.NOWHERE,
        output or Path(),
        force,
        Limits(timeout, memory),
        min(workers or os.cpu_count() or 1, len(paths)),
    )
    settled: dict[int, Outcome] = {}
    is_report_written = True
    try:
        _carry_out(order, settled, _shown(quiet=as_json, verbose=verbose or len(paths) == 1))
    finally:
        if report is not None:
            is_report_written = _is_written(report, order, settled, force=force)
    outcomes = [settled[number] for number in sorted(settled)]
    if as_json:
        from roi_xl.cli.export import as_json as rendered

        click.echo(rendered(outcomes))
    else:
        _summarise(outcomes, is_dry_run=not (in_place or output or check))
    context.exit(_exit_code(outcomes, fail_on, check=check) if is_report_written else _TROUBLE)


def date_or_today(given: dt.datetime | None) -> dt.date:
    """The date that was given, or the computer's.

    Raises:
        UsageError: Excel has no such day.
    """
    if given is not None:
        if given.year < _FIRST_YEAR:
            raise click.UsageError(f"--today {given:%Y-%m-%d}: Excel's days begin with {_FIRST_YEAR}")
        return given.date()
    return dt.datetime.now(dt.UTC).astimezone().date()  # noqa: TID251 - the command line may read the clock


def _once_each(files: Iterable[Path]) -> list[Path]:
    """The files without those that are one already named, perhaps through a link."""
    found: dict[str, Path] = {}
    for path in files:
        found.setdefault(real(path), path)
    return list(found.values())


def _check_report(report: Path, paths: Iterable[Path], output: Path | None, *, force: bool) -> None:
    from roi_xl.cli.files import check
    from roi_xl.cli.reports import REPORT, SUFFIXES

    if report.suffix.lower() not in SUFFIXES:
        raise _wrong(report, f"name a file that ends in {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}")
    if report.is_dir():
        raise _wrong(report, "it is a folder")
    is_to_be_made = output is not None and real(output) == real(report.parent)
    if not report.parent.is_dir() and not is_to_be_made:
        raise _wrong(report, f"there is no folder {report.parent}")
    if real(report) in map(real, paths):
        raise _wrong(report, "this is a workbook or the result of one")
    if report.is_file():
        try:
            check(report, REPORT, force=force)
        except click.ClickException as error:
            raise click.UsageError(f"--report {error.message}") from None


def _wrong(report: Path, why: str) -> click.UsageError:
    return click.UsageError(f"--report {printable(report)}: {printable(why)}")


def _prepare_folder(folder: Path, paths: Iterable[Path]) -> None:
    """Make the folder for the results, unless one would overwrite another or a workbook."""
    sources = {real(path): path for path in paths}
    names: dict[str, Path] = {}
    for path in paths:
        target = folder / path.name
        other = names.setdefault(path.name.casefold(), path)
        if other is not path:
            both = f"{printable(other)} and {printable(path)}"
            raise click.UsageError(f"{both} would both be written to {printable(target)}")
        if real(target) in sources:
            raise click.UsageError(f"{printable(target)} is a workbook to be read: use --in-place")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        reason = "a file is in the way; name a folder for the results"
        raise click.UsageError(f"--output {printable(folder)}: {reason}") from None
    except OSError as error:
        raise click.UsageError(f"--output {printable(folder)}: {error.strerror}") from error
    # Without any write permission its owner meant it, also where root could write.
    if not folder.stat().st_mode & _ANY_WRITE or not os.access(folder, os.W_OK | os.X_OK):
        raise click.UsageError(f"--output {printable(folder)}: permission denied")


def _shown(*, quiet: bool, verbose: bool) -> Callable[[Outcome], None]:
    from roi_xl.cli.output import told

    return lambda outcome: None if quiet else click.echo(told(outcome, verbose=verbose))


def _carry_out(order: Order, settled: dict[int, Outcome], show: Callable[[Outcome], None]) -> None:
    """Recalculate, and show each outcome in the order of the files as soon as it and those before are known.

    Args:
        order: What is asked for.
        settled: Is given the outcomes by number; when interrupted, those that there are.
        show: Shows one.
    """
    from roi_xl.batch import recalculate

    shown = 0
    has_bar = len(order.paths) > 1 and sys.stderr.isatty() and not _is_pipe(sys.stdout)
    is_held = has_bar and sys.stdout.isatty()  # lines would tear the bar
    bar = click.progressbar(
        length=len(order.paths), label="Recalculating", file=sys.stderr, hidden=not has_bar, show_pos=True
    )
    try:
        with bar:
            for outcome in recalculate(order, between=interruption.check):
                settled[outcome.number] = outcome
                bar.update(1)
                while shown in settled and not is_held:
                    show(settled[shown])
                    shown += 1
    finally:  # also when interrupted: what was written is to be known
        for number in sorted(settled):
            if number >= shown:
                show(settled[number])


def _is_pipe(stream: TextIO) -> bool:
    """Whether another program reads a stream: what it shows of it may stand on the same terminal."""
    return stat.S_ISFIFO(os.fstat(stream.fileno()).st_mode)


def _is_written(report: Path, order: Order, settled: Mapping[int, Outcome], *, force: bool) -> bool:
    """Write the report, with a row for each workbook that wasn't reached; an interruption waits for it."""
    with interruption.put_off():
        from roi_xl.batch import Failure, not_reached
        from roi_xl.cli.output import refused
        from roi_xl.cli.reports import write_report
        from roi_xl.files import FileError

        rows = sorted([*settled.values(), *not_reached(order, settled)], key=lambda outcome: outcome.number)
        try:
            write_report(rows, report, force=force)
        except FileError as error:
            click.echo(refused(report, Failure(error.code, error.reason, error.remedy)), err=True)
            return False
    return True


def _summarise(outcomes: Sequence[Outcome], *, is_dry_run: bool) -> None:
    from roi_xl.cli.output import totals

    if len(outcomes) > 1:
        click.echo(totals(outcomes))
    if is_dry_run and any(outcome.is_stale for outcome in outcomes):
        click.echo("Nothing was written: give --in-place or --output DIR to keep the new values.")


def _exit_code(outcomes: Iterable[Outcome], fail_on: str, *, check: bool) -> int:
    level = _LEVELS.get(fail_on, Level.ERROR)
    is_trouble = any(
        outcome.fails_at(level)
        or (fail_on == _UNEVALUATED and outcome.leaves_cells)
        or (check and outcome.is_stale)
        for outcome in outcomes
    )
    return _TROUBLE if is_trouble else _DONE
