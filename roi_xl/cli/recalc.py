"""`roi-xl recalc`: recalculates workbooks without Excel."""

from __future__ import annotations

import math
import os
import stat
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import click

from roi_xl import interruption
from roi_xl.batch import Delivery, InPlace, IntoFile, IntoFolder, Limits, Made, Nowhere, Outcome
from roi_xl.cli import options
from roi_xl.cli.command import command
from roi_xl.cli.exit_codes import Exit
from roi_xl.cli.export import as_json as rendered
from roi_xl.cli.files import FileFailure, about, check, check_result, make
from roi_xl.cli.named_books import Named, Workbooks, named_books
from roi_xl.cli.output import outcome_text, totals
from roi_xl.cli.paths import real
from roi_xl.cli.reports import REPORT, SUFFIXES, write_report
from roi_xl.cli.run import Run, exit_code
from roi_xl.errors import Level
from roi_xl.files import FileError, check_folder
from roi_xl.recalc import Recalculation, Settings
from roi_xl.tasks.recalculation import Recalculated, recalculation
from roi_xl.values_as_text import printable

_LEVELS: Final = {"error": Level.ERROR, "warning": Level.WARNING, "never": math.inf}
_UNEVALUATED: Final = "unevaluated"
_ANY_WRITE: Final = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


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
    *,
    named: Named,
    in_place: bool,
    folder: Path | None,
    is_check: bool,
    values: Sequence[tuple[str, str]],
    into: Path | None,
    as_json: bool,
    verbose: bool,
    report: Path | None,
    force: bool,
    settings: Settings,
    fail_on: str,
    verify: bool,
    workers: int | None,
    limits: Limits,
) -> Exit:
    """Recalculate workbooks without Excel; only cached values change, no other byte.

    Without --in-place, --into, --output or --check nothing is written: the results are shown. --set types
    values into cells first, as `roi-xl fill` does; all of them, or none if one is refused.
    A folder stands for all workbooks in it and below; with --output they keep their places below it. Hidden
    files, Excel's lock files, results and --output's own folder are left out. A pattern such as *.xlsx works
    on Windows, too; @LIST is a file with one name in each line, - such a list on standard input. A file that
    is named twice is done once.
    """
    if sum((in_place, folder is not None, is_check, into is not None)) > 1:
        raise click.UsageError("--in-place, --output, --into and --check exclude each other")
    if is_check and values:
        raise click.UsageError("--set and --check exclude each other: other inputs have other results")
    books = named.workbooks(without=[place for place in (folder, report, into) if place is not None])
    run: Run[Recalculation] = Run(books.paths)
    _check_places(books, folder, report, force=force)
    deliver = _destination(folder, books, in_place=in_place, force=force)
    if into is not None:
        deliver = _into(into, books, force=force)
    show = _shown(quiet=as_json, verbose=verbose or len(run.paths) == 1)
    is_report_written = True
    try:
        task = recalculation(replace(settings, verify=verify), values)
        run.carry_out(task, deliver, limits, show, doing="Recalculating", workers=workers)
    finally:
        if report is not None:
            is_report_written = _is_written(report, run, force=force)
    outcomes = [*map(Recalculated.of, run.outcomes)]
    if as_json:
        click.echo(rendered(outcomes))
    else:
        _summarise(outcomes, is_dry_run=not (in_place or folder or into or is_check))
    code = exit_code(outcomes, lambda outcome: _is_trouble(outcome, fail_on, is_check=is_check))
    return code if is_report_written else Exit.FILE


def _check_places(books: Workbooks, folder: Path | None, report: Path | None, *, force: bool) -> None:
    """Refuse places that can't take the results, before anything is computed; create their folder."""
    results = (
        {} if folder is None else {path: folder / books.names.get(path, path.name) for path in books.paths}
    )
    if report is not None:
        _check_report(report, [*books.paths, *results.values()], folder, force=force)
    if folder is not None:
        _check_names(results)
        make(folder, parents=True)
        # A file without any write permission is protected on purpose, even if root could write it.
        if not folder.stat().st_mode & _ANY_WRITE or not os.access(folder, os.W_OK | os.X_OK):
            denied = FileError("no-permission", "permission denied", "allow writing, or name another folder")
            raise FileFailure(folder, denied)


def _check_report(report: Path, paths: Iterable[Path], folder: Path | None, *, force: bool) -> None:
    if report.suffix.lower() not in SUFFIXES:
        raise _wrong(report, f"name a file that ends in {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}")
    if real(report) in map(real, paths):
        raise _wrong(report, "this is a workbook or the result of one")
    is_to_be_made = folder is not None and real(folder) == real(report.parent)
    with about(report):
        if report.is_dir():
            raise FileError("directory", "it is a folder", "name a file")
        if not is_to_be_made:
            check_folder(report.parent)
    if report.is_file():
        check(report, REPORT, force=force)


def _wrong(report: Path, why: str) -> click.UsageError:
    return click.UsageError(f"--report {printable(report)}: {why}")


def _check_names(results: Mapping[Path, Path]) -> None:
    """Refuse result names if a result would overwrite another result or a workbook."""
    sources = {real(path) for path in results}
    names: dict[str, Path] = {}
    for path, target in results.items():
        other = names.setdefault(str(target).casefold(), path)
        if other is not path:
            both = f"{printable(other)} and {printable(path)}"
            raise click.UsageError(f"{both} would both be written to {printable(target)}")
        if real(target) in sources:
            raise click.UsageError(f"{printable(target)} is a workbook to be read: use --in-place")


def _destination(
    folder: Path | None, books: Workbooks, *, in_place: bool, force: bool
) -> Delivery[Made[Recalculation], Recalculation]:
    if in_place:
        return InPlace()
    return Nowhere() if folder is None else IntoFolder(folder, names=books.names, force=force)


def _into(out: Path, books: Workbooks, *, force: bool) -> Delivery[Made[Recalculation], Recalculation]:
    if len(books.paths) != 1:
        raise click.UsageError("--into takes the result of one workbook: name one, or give --output DIR")
    check_result(books.paths[0], out, ": give --in-place to change it", force=force)
    return IntoFile(out, force=force)


def _shown(*, quiet: bool, verbose: bool) -> Callable[[Outcome[Recalculation]], None]:
    def show(outcome: Outcome[Recalculation]) -> None:
        if not quiet:
            click.echo(outcome_text(Recalculated.of(outcome), verbose=verbose))

    return show


def _is_written(report: Path, run: Run[Recalculation], *, force: bool) -> bool:
    """Write the report, including workbooks that weren't reached; an interruption waits for it."""
    with interruption.put_off():
        try:
            with about(report):
                write_report([*map(Recalculated.of, run.with_unreached)], report, force=force)
        except FileFailure as failure:
            failure.show()
            return False
    return True


def _summarise(outcomes: Sequence[Recalculated], *, is_dry_run: bool) -> None:
    if len(outcomes) > 1:
        click.echo(totals(outcomes))
    if is_dry_run and any(outcome.is_stale for outcome in outcomes):
        click.echo("Nothing was written: give --in-place, --into OUT or --output DIR to keep the new values.")


def _is_trouble(outcome: Recalculated, fail_on: str, *, is_check: bool) -> bool:
    return (
        outcome.fails_at(_LEVELS.get(fail_on, Level.ERROR))
        or (fail_on == _UNEVALUATED and outcome.leaves_cells)
        or (is_check and outcome.is_stale)
    )
