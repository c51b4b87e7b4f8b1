"""`roi-xl recalc`: recalculate workbooks without Excel."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from roi_xl.errors import Level

if TYPE_CHECKING:
    from roi_xl.batch import Order, Outcome

_LEVELS = {"error": Level.ERROR, "warning": Level.WARNING}


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--in-place", is_flag=True, help="Put new values into the workbooks themselves (atomically).")
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write the results into a folder under the same names; the workbooks stay.",
)
@click.option(
    "--check", is_flag=True, help="Change nothing; say whether the cached values are current (exit 1 if not)."
)
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Also write one row per workbook to a .csv or .xlsx file.",
)
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="What TODAY gives, as YYYY-MM-DD (default: the computer's date).",
)
@click.option(
    "--engines",
    type=click.Choice(["double", "fast", "strict"]),
    default="double",
    show_default=True,
    help="double: a second engine confirms what isn't proven; fast: one engine; strict: both.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "never"]),
    default="error",
    show_default=True,
    help="The mildest finding that makes the exit code 1; a workbook that fails always does.",
)
@click.option("--verify", is_flag=True, help="Read every result back with openpyxl before it is written.")
@click.option(
    "--workers", type=click.IntRange(1, 64), help="Workbooks computed side by side (default: processors)."
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.1),
    default=120.0,
    show_default=True,
    metavar="SECONDS",
    help="The most that one workbook may take.",
)
@click.option(
    "--memory",
    type=click.IntRange(min=256),
    default=4096,
    show_default=True,
    metavar="MB",
    help="The most memory that one workbook may take.",
)
@click.pass_context
def recalc(
    context: click.Context,
    *,
    files: Sequence[Path],
    in_place: bool,
    output: Path | None,
    check: bool,
    as_json: bool,
    report: Path | None,
    today: dt.datetime | None,
    engines: str,
    fail_on: str,
    verify: bool,
    workers: int | None,
    timeout: float,
    memory: int,
) -> None:
    r"""Recalculate workbooks without Excel; only cached values change, no other byte.

    Without --in-place, --output or --check nothing is written: the results are shown.

    \b
    Examples:
      roi-xl recalc workbooks/sales-training.xlsx
      roi-xl recalc --in-place *.xlsx
      roi-xl recalc --check --json model.xlsx

    \b
    Exit codes:
      0  fine
      1  finished, with error findings, failed workbooks, or stale values under --check
      2  wrong usage
    """
    from roi_xl.batch import Destination, Limits, Order
    from roi_xl.engine import Engines
    from roi_xl.recalc import Settings

    _refuse_contradictions(files, output, in_place=in_place, check=check, report=report)
    destination = Destination.IN_PLACE if in_place else Destination.FOLDER if output else Destination.NOWHERE
    clock = dt.datetime.now(dt.UTC).astimezone()  # noqa: TID251 - the command line may read the clock
    if output is not None:
        output.mkdir(parents=True, exist_ok=True)
    order = Order(
        files,
        Settings((today or clock).date(), Engines(engines), verify),
        destination,
        output,
        Limits(timeout, memory),
        min(workers or os.cpu_count() or 1, len(files)),
    )
    outcomes = _carried_out(order, quiet=as_json)
    if as_json:
        from roi_xl.cli.output import as_json as rendered

        click.echo(rendered(outcomes))
    elif len(files) > 1:
        from roi_xl.cli.output import totals

        click.echo(totals(outcomes))
    if report is not None:
        from roi_xl.cli.output import write_report

        write_report(outcomes, report)
    if not as_json and destination is Destination.NOWHERE and not check and any(o.is_stale for o in outcomes):
        click.echo("Nothing was written: give --in-place or --output DIR to keep the new values.")
    context.exit(_exit_code(outcomes, fail_on, check=check))


def _refuse_contradictions(
    files: Iterable[Path], output: Path | None, *, in_place: bool, check: bool, report: Path | None
) -> None:
    if sum((in_place, output is not None, check)) > 1:
        raise click.UsageError("--in-place, --output and --check exclude each other")
    if report is not None and report.suffix.lower() not in {".csv", ".xlsx"}:
        raise click.UsageError(f"--report {report}: name a .csv or .xlsx file")
    seen: dict[str, Path] = {}
    for path in files if output is not None else ():
        target = (output or Path()) / path.name
        other = seen.setdefault(path.name.lower(), path)
        if other is not path:
            raise click.UsageError(f"{other} and {path} would both be written to {target}")
        if path.exists() and target.exists() and path.samefile(target):
            raise click.UsageError(f"{path} lies in {output} already: use --in-place")


def _carried_out(order: Order, *, quiet: bool) -> list[Outcome]:
    """The outcomes in the order of the files, each told as soon as it is known."""
    from roi_xl.batch import recalculate
    from roi_xl.cli.output import described

    position = {path: index for index, path in reversed(list(enumerate(order.paths)))}
    outcomes: list[Outcome] = []
    stream = click.get_text_stream("stderr")
    shows_bar = len(order.paths) > 1 and stream.isatty()
    with click.progressbar(
        length=len(order.paths), label="Recalculating", file=stream, hidden=not shows_bar, show_pos=True
    ) as bar:
        for outcome in recalculate(order):
            outcomes.append(outcome)
            if not quiet and not shows_bar:
                click.echo(described(outcome))
            bar.update(1)
    outcomes.sort(key=lambda outcome: position[outcome.path])
    if not quiet and shows_bar:  # after the bar, which would be torn otherwise
        for outcome in outcomes:
            click.echo(described(outcome))
    return outcomes


def _exit_code(outcomes: Iterable[Outcome], fail_on: str, *, check: bool) -> int:
    for outcome in outcomes:
        if outcome.failure is not None or (check and outcome.is_stale):
            return 1
        if fail_on in _LEVELS and outcome.has(_LEVELS[fail_on]):
            return 1
    return 0
