"""`roi-xl recalc`: recalculates workbooks without Excel."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import click

from roi_xl.batch import Limits, Outcome
from roi_xl.cli import options
from roi_xl.cli.command import command
from roi_xl.cli.earlier import Earlier, Way
from roi_xl.cli.exit_codes import Exit
from roi_xl.cli.export import as_json as rendered
from roi_xl.cli.log import Log
from roi_xl.cli.named_books import Named, Workbooks, named_books
from roi_xl.cli.night import Night
from roi_xl.cli.output import outcome_text, totals
from roi_xl.cli.recalc_places import Places
from roi_xl.cli.reports import Entry, Unchanged, record_of
from roi_xl.cli.run import Run, exit_code
from roi_xl.cli.settings_file import settings_file
from roi_xl.errors import Level
from roi_xl.recalc import Recalculation, Settings
from roi_xl.tasks.recalculation import Recalculated, recalculation, settings_text, versions

_LEVELS: Final = {"error": Level.ERROR, "warning": Level.WARNING, "never": math.inf}
_UNEVALUATED: Final = "unevaluated"


@command(
    exits={
        Exit.FINE: "",
        Exit.FINDINGS: "error findings (see --fail-on), or stale values under --check",
        Exit.FILE: "a workbook couldn't be read, computed or written, or the report not written",
    },
    examples=[
        "roi-xl recalc workbooks/sales-training.xlsx",
        "roi-xl recalc --in-place *.xlsx",
        "roi-xl recalc programmes --output computed --report night.csv",
        "roi-xl recalc --check --json model.xlsx",
        "roi-xl recalc programmes --in-place --resume night.xlsx --log night.jsonl --quiet",
        "roi-xl recalc model.xlsx --set 'Inputs!E24=0.4' --set inp_participants=24 -o what-if.xlsx",
    ],
)
@named_books()
@click.option("--in-place", is_flag=True, help="Put new values into the workbooks themselves (atomically).")
@click.option(
    "--output",
    "folder",
    type=options.ANYWHERE,
    metavar="DIR",
    help="Write the results into a folder under the same names; the workbooks stay.",
)
@click.option(
    "--check",
    "is_check",
    is_flag=True,
    help="Change nothing; say whether the cached values are current (exit 1 if not).",
)
@options.values
@click.option(
    "-o", "--into", "into", type=options.ANYWHERE, metavar="OUT",
    help="Write the result of a single workbook into this file; the workbook stays.",
)  # fmt: skip
@options.as_json
@options.verbose
@click.option(
    "--report",
    type=options.ANYWHERE,
    metavar="FILE",
    help="Also write one row per workbook to a file, also when interrupted; its end chooses the format: "
    ".csv, .xlsx, .html and others.",
)
@click.option(
    "--changed-since", "since", type=options.ANYWHERE, metavar="REPORT",
    help="Leave out workbooks that are as an earlier report says (.csv, .xlsx, .json, .jsonl, .parquet). It "
    "may be missing if it is the file of --report itself.",
)  # fmt: skip
@click.option(
    "--resume", type=options.ANYWHERE, metavar="REPORT",
    help="Go on where an interrupted run stopped: the same as --report and --changed-since with this file.",
)  # fmt: skip
@click.option(
    "--log", type=options.ANYWHERE, metavar="FILE", help="Add a line of JSON to a file for every workbook."
)
@click.option("-q", "--quiet", is_flag=True, help="Print only what is wrong.")
@settings_file
@options.force("Let --report and --output replace files that aren't of roi-xl's making.")
@options.settings
@click.option(
    "--fail-on",
    type=click.Choice([*_LEVELS, _UNEVALUATED]),
    default="error",
    show_default=True,
    help="Lowest severity that gives exit code 1; `unevaluated` adds formulas that weren't evaluated.",
)
@click.option("--verify", is_flag=True, help="Read every result back with openpyxl before it is written.")
@options.workers
@options.limits
def recalc(
    *, named: Named, in_place: bool, folder: Path | None, is_check: bool, values: Sequence[tuple[str, str]],
    into: Path | None, as_json: bool, verbose: bool, report: Path | None, since: Path | None,
    resume: Path | None, log: Path | None, quiet: bool, force: bool, settings: Settings, fail_on: str,
    verify: bool, workers: int | None, limits: Limits,
) -> Exit:  # fmt: skip
    """Recalculate workbooks without Excel; only cached values change, no other byte.

    Without --in-place, --into, --output or --check nothing is written: the results are shown. --set types
    values into cells first, as `roi-xl fill` does; all of them, or none if one is refused.
    A folder stands for all workbooks in it and below; with --output they keep their places below it. Hidden
    files, Excel's lock files, results and --output's own folder are left out. A pattern such as *.xlsx works
    on Windows, too; @LIST is a file with one name in each line, - such a list on standard input. A file that
    is named twice is done once.
    --changed-since leaves out workbooks that an earlier run read and left as they are now, with the same
    versions and options; those with TODAY are done anew every day. They stand in the new report as well, and
    their errors count.
    """
    places = Places(in_place, folder, into, is_check)
    if is_check and values:
        raise click.UsageError("--set and --check exclude each other: other inputs have other results")
    if resume is not None and (report is not None or since is not None):
        raise click.UsageError("--resume REPORT stands for --report and --changed-since: give it alone")
    report, since = resume or report, resume or since
    books = named.workbooks(without=[one for one in (folder, report, into, log, since) if one is not None])
    places.check(books, report, force=force)
    way = Way(versions(), settings_text(settings, values), str(settings.today), places)
    left = _left_out(books, since, way, may_be_missing=since == report)
    task = recalculation(replace(settings, verify=verify), values, is_detailed=report is not None)
    run: Run[Recalculation] = Run([path for path in books.paths if path not in left])
    night = Night(books.paths, left, run, report, force)

    def is_trouble(outcome: Recalculated) -> bool:
        return _is_trouble(outcome, fail_on, is_check=is_check)

    with Log.opened(log) as journal:
        journal.note("start", version=way.version, workbooks=len(books.paths), unchanged=len(left))
        is_shown = _never if as_json else is_trouble if quiet else _always
        show = _shown(journal, is_shown, verbose=verbose or len(books.paths) == 1)
        with night.reported():
            deliver = places.delivery(books, force=force)
            run.carry_out(task, deliver, limits, show, doing="Recalculating", workers=workers)
        if as_json:
            click.echo(rendered(map(record_of, night.entries())))
        elif not quiet:
            _summarise(night.entries(), since, is_dry_run=places.is_dry)
        code = exit_code(map(Recalculated.of, run.outcomes), is_trouble)
        if not code and any(_was_trouble(entry, fail_on) for entry in left.values()):
            code = Exit.FINDINGS
        code = code if night.is_written else Exit.FILE
        journal.note("end", exit_code=int(code))
    return code


def _left_out(
    books: Workbooks, since: Path | None, way: Way, *, may_be_missing: bool
) -> Mapping[Path, Unchanged]:
    """The workbooks that an earlier report says are done."""
    if since is None:
        return {}
    earlier = Earlier.read(since, may_be_missing=may_be_missing)
    found = ((path, earlier.unchanged(path, way.places.target(path, books), way)) for path in books.paths)
    return {path: entry for path, entry in found if entry is not None}


def _always(_: Recalculated) -> bool:
    return True


def _never(_: Recalculated) -> bool:
    return False


def _shown(
    journal: Log, is_shown: Callable[[Recalculated], bool], *, verbose: bool
) -> Callable[[Outcome[Recalculation]], None]:
    def show(outcome: Outcome[Recalculation]) -> None:
        known = Recalculated.of(outcome)
        journal.note_workbook(known)
        if is_shown(known):
            click.echo(outcome_text(known, verbose=verbose))

    return show


def _summarise(entries: Sequence[Entry], since: Path | None, *, is_dry_run: bool) -> None:
    outcomes = [entry for entry in entries if isinstance(entry, Recalculated)]
    if len(entries) > 1 or since is not None:
        click.echo(totals(outcomes, len(entries) - len(outcomes), since))
    if is_dry_run and any(outcome.is_stale for outcome in outcomes):
        click.echo("Nothing was written: give --in-place, --into OUT or --output DIR to keep the new values.")


def _is_trouble(outcome: Recalculated, fail_on: str, *, is_check: bool) -> bool:
    return (
        outcome.fails_at(_LEVELS.get(fail_on, Level.ERROR))
        or (fail_on == _UNEVALUATED and outcome.leaves_cells)
        or (is_check and outcome.is_stale)
    )


def _was_trouble(entry: Unchanged, fail_on: str) -> bool:
    """The same of a workbook that wasn't computed again."""
    level = _LEVELS.get(fail_on, Level.ERROR)
    is_left = fail_on == _UNEVALUATED and entry.number("computed") < entry.number("formulas")
    return (
        is_left
        or (level <= Level.ERROR and entry.number("errors") > 0)
        or (level <= Level.WARNING and entry.number("warnings") > 0)
    )
