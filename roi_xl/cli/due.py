"""`roi-xl due`: what programmes still ask for, by day and owner."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from roi_xl.batch import Failure, Limits, Outcome, Reported
from roi_xl.cli import options
from roi_xl.cli.command import command
from roi_xl.cli.exit_codes import Exit
from roi_xl.cli.files import check, write
from roi_xl.cli.named_books import Named, named_books
from roi_xl.cli.output import refused
from roi_xl.cli.run import Run, exit_code
from roi_xl.due import Plan
from roi_xl.due.as_text import lines_of
from roi_xl.due.calendar_file import CALENDAR
from roi_xl.due.listing import Listing, State, listing_of
from roi_xl.lang import ENGLISH, LANGUAGES
from roi_xl.tables import document
from roi_xl.tasks.planning import planning
from roi_xl.values_as_text import printable

_DAYS = re.compile(r"(\d{1,4})\s?d?", re.ASCII)


@command(
    exits={
        Exit.FINE: "nothing is overdue",
        Exit.FINDINGS: "something is overdue",
        Exit.FILE: "a workbook couldn't be read, or the calendar not written",
    },
    examples=[
        "roi-xl due workbooks/sales-training.xlsx",
        "roi-xl due programmes --within 30d --ics follow-ups.ics",
        "roi-xl due programmes --quiet",
    ],
)
@named_books()
@click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE",
    help="The day as of which it is said, as YYYY-MM-DD (default: the computer's date).",
)  # fmt: skip
@click.option("--within", default="14d", show_default=True, metavar="DAYS", help="What is due soon.")
@click.option("--ics", type=options.ANYWHERE, metavar="FILE", help="Write a calendar (iCalendar), too.")
@click.option("--language", type=click.Choice(LANGUAGES), default=ENGLISH, help="Language of our words.")
@click.option("--quiet", is_flag=True, help="Print nothing unless something is overdue or due soon.")
@options.force("Replace the calendar if it isn't of roi-xl's making.")
@options.as_json
@options.workers
@options.limits
def due(
    *, named: Named, day: dt.datetime | None, within: str, ics: Path | None, language: str, quiet: bool,
    force: bool, as_json: bool, workers: int | None, limits: Limits,
) -> Exit:  # fmt: skip
    """List what is overdue and due in programmes: follow-ups, readings, agreements, by owner and day.

    It reads what was typed into workbooks of `roi-xl new`; nothing is recalculated or written. In a calendar
    an event keeps its identity while its programme's name, year and day after the training stay: taking in
    the next one changes it. Nobody is invited.
    """
    found = _DAYS.fullmatch(within)
    if found is None:
        raise click.UsageError(f"--within {printable(within)}: give a number of days, such as 14d")
    if ics is not None:
        check(ics, CALENDAR, force=force)
    run: Run[Plan] = Run(named.workbooks().paths)
    show = _nothing if as_json else _shown
    run.carry_out(planning(), Reported(), limits, show, doing="Reading", workers=workers)
    plans = [(str(o.path), o.result) for o in run.outcomes if not isinstance(o.result, Failure)]
    listing = listing_of(plans, options.date_of(day), int(found[1]))
    if ics is not None:
        from roi_xl.due.as_calendar import calendar_of  # loads icalendar

        write(ics, calendar_of(listing, language), CALENDAR, force=force)
    if as_json:
        click.echo(document("roi-xl due", _content(listing, run.outcomes)))
    elif not quiet or listing.of(State.OVERDUE) or listing.of(State.SOON):
        click.echo("\n".join(lines_of(listing, language)))
    late = {entry.book for entry in listing.of(State.OVERDUE)}
    return exit_code(run.outcomes, lambda outcome: str(outcome.path) in late)


def _nothing(_: Outcome[Plan]) -> None:
    """All outcomes are told at the end, as one list."""


def _shown(outcome: Outcome[Plan]) -> None:
    if isinstance(outcome.result, Failure):
        click.echo(refused(outcome.place, outcome.result), err=True)


def _content(listing: Listing, outcomes: Sequence[Outcome[Plan]]) -> dict[str, Any]:
    return {
        "on": str(listing.day),
        "within": listing.within,
        "due": [
            {"file": entry.book, "programme": entry.programme, "state": entry.state, "days": entry.days}
            | asdict(entry.item)
            for entry in listing.entries
        ],
        "without_end": [*listing.without_end],
        "failed": [
            {"file": str(outcome.path), "failure": asdict(outcome.result)}
            for outcome in outcomes
            if isinstance(outcome.result, Failure)
        ],
    }
