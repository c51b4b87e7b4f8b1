"""`roi-xl import`: brings exports of other systems into a workbook's tables, people as pseudonyms."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import click

from roi_xl.batch import Delivery, Failure, Limits, Made, Outcome, Reported, Task
from roi_xl.cli import options
from roi_xl.cli.command import command
from roi_xl.cli.exit_codes import Exit
from roi_xl.cli.files import FileFailure
from roi_xl.cli.import_key import KeyFile
from roi_xl.cli.import_report import as_json as as_json_of
from roi_xl.cli.import_report import detected_json, detected_text, text
from roi_xl.cli.import_sources import chosen_map, source_options
from roi_xl.cli.paths import real
from roi_xl.cli.put_in import destination, shown_later
from roi_xl.cli.run import Run, exit_code
from roi_xl.errors import Level
from roi_xl.importing.extract import Extract
from roi_xl.importing.recognition import Wishes
from roi_xl.recalc import Settings
from roi_xl.tasks.importing import Import, detecting, importing, reading

T = TypeVar("T")


@command(
    exits={
        Exit.FINE: "imported, or nothing was new; without -o or --in-place only planned",
        Exit.FINDINGS: "nothing could be taken, a cell keeps what it holds, or figures aren't to be used yet",
        Exit.FILE: "a source or BOOK couldn't be read, a value was refused, or OUT not written",
    },
    examples=[
        "roi-xl import grades.csv --into course.xlsx --key people.key --dry-run",
        "roi-xl import grades.csv survey.csv --into course.xlsx --key people.key --in-place",
        "roi-xl import --detect grades.csv > map.toml",
    ],
)
@click.argument("sources", nargs=-1, required=True, type=options.WORKBOOK, metavar="SOURCE...")
@click.option("--into", "book", type=options.WORKBOOK, metavar="BOOK", help="The workbook, one of ours.")
@click.option("--detect", is_flag=True, help="Only say what each SOURCE is, and print a map to edit.")
@click.option(
    "--key", "key_file", type=options.ANYWHERE, metavar="FILE",
    help="The key of the pseudonyms, kept outside of BOOK; made if it isn't there.",
)  # fmt: skip
@source_options
@click.option("--replace", "is_replacing", is_flag=True, help="Replace cells that hold something else.")
@click.option("--dry-run", is_flag=True, help="Show the plan with its counts; write nothing.")
@click.option("-o", "--output", "out", type=options.ANYWHERE, metavar="OUT", help="Where the result goes.")
@click.option("--in-place", is_flag=True, help="Put everything into BOOK itself (atomically).")
@options.force("Replace OUT if it exists.")
@options.as_json
@options.settings
@options.limits
def import_(
    *, sources: Sequence[Path], book: Path | None, detect: bool, key_file: Path | None, preset: str | None,
    map_file: Path | None, wishes: Wishes, is_replacing: bool, dry_run: bool, out: Path | None,
    in_place: bool, force: bool, as_json: bool, settings: Settings, limits: Limits,
) -> Exit:  # fmt: skip
    """Bring exports of other systems into BOOK's People, Answers, Estimates and KPI.

    What is decided about a SOURCE (encoding, delimiter, header, decimal sign, order of dates) is said; where
    its cells contradict each other, it is refused. People become pseudonyms: no name or address is written.
    All or nothing: the plan says what is taken and what is left out, and why. The same import again changes
    nothing, and what is typed in BOOK stays unless --replace says otherwise.
    """
    paths = [*{real(path): path for path in sources}.values()]  # each once, also through links
    map_ = chosen_map(preset, map_file)
    if detect:
        found = _outcomes(paths, detecting(map_, wishes), limits)
        click.echo(detected_json(found) if as_json else "\n".join(map(detected_text, found)))
        return Exit.FINE
    if book is None:
        raise click.UsageError("--into BOOK is missing: name the workbook, or say --detect")
    if dry_run and (out is not None or in_place):
        raise click.UsageError("--dry-run writes nothing: leave out -o and --in-place")
    deliver: Delivery[Made[Import], Import] = destination(book, out, in_place=in_place, force=force)
    written = (out or book) if out is not None or in_place else None
    if key_file is None and written is not None:
        raise click.UsageError("--key FILE is missing: it is where the key of the pseudonyms is, or is made")
    key = KeyFile.of(key_file)
    read = _outcomes(paths, reading(map_, wishes, key.key), limits)
    extracts = [outcome.result for outcome in read if isinstance(outcome.result, Extract)]
    run: Run[Import] = Run([book])
    with key.kept_for(written):
        task = importing(extracts, key.key, settings, wishes.measure, is_replacing=is_replacing)
        run.carry_out(task, deliver, limits, shown_later, doing="Importing")
        (outcome,) = run.outcomes
        if isinstance(outcome.result, Failure):
            raise FileFailure(outcome.place, outcome.result.error)
        key.is_used = outcome.result.is_changed
    shown = as_json_of if as_json else text
    click.echo(shown(read, book, written, outcome.result))
    return max(exit_code(run.outcomes, _is_doubtful), _taken(extracts))


def _outcomes(paths: Sequence[Path], task: Task[T], limits: Limits) -> list[Outcome[T]]:
    """What a task gives for each source; the command ends at the first that can't be read."""
    run: Run[T] = Run(paths)
    run.carry_out(task, Reported(), limits, shown_later, doing="Reading")
    for outcome in run.outcomes:
        if isinstance(outcome.result, Failure):
            raise FileFailure(outcome.place, outcome.result.error)
    return run.outcomes


def _taken(extracts: Sequence[Extract]) -> Exit:
    return Exit.FINE if any(extract.taken for extract in extracts) else Exit.FINDINGS


def _is_doubtful(outcome: Outcome[Import]) -> bool:
    done = outcome.result
    if not isinstance(done, Import):
        return False
    has_kept = any(not difference.is_replaced for difference in done.differences)
    return has_kept or any(finding.level is Level.ERROR for finding in done.recalculation.findings)
