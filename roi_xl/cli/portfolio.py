"""`roi-xl portfolio`: many programmes side by side, and what they cost and brought together."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import click

from roi_xl.batch import Failure, Limits, Outcome, Reported
from roi_xl.cli import options
from roi_xl.cli.command import command
from roi_xl.cli.exit_codes import Exit
from roi_xl.cli.files import FileFailure, about, check, write
from roi_xl.cli.named_books import Named, named_books
from roi_xl.cli.output import refused
from roi_xl.cli.run import Run, exit_code
from roi_xl.files import FileError, Kind
from roi_xl.files.failures import explained
from roi_xl.lang import ENGLISH, LANGUAGES
from roi_xl.portfolio.as_table import KIND, form, gist, table_of
from roi_xl.portfolio.as_workbook import is_ours, workbook_of
from roi_xl.portfolio.programme import Programme
from roi_xl.portfolio.summary import Key, Portfolio, portfolio_of
from roi_xl.recalc import Settings
from roi_xl.tables import FORMATS, document, is_table
from roi_xl.tables.as_json import SCHEMA
from roi_xl.tasks.assessing import assessing
from roi_xl.values_as_text import printable

_WORKBOOK: Final = ".xlsx"
_ROWS: Final = "workbooks"


@command(
    exits={
        Exit.FINE: "every programme counts",
        Exit.FINDINGS: "some don't: their checks fail, their figures are unconfirmed, or they have none yet",
        Exit.FILE: "a workbook couldn't be read or computed, or OUT not written",
    },
    examples=[
        "roi-xl portfolio programmes",
        "roi-xl portfolio programmes -o portfolio.xlsx",
        "roi-xl portfolio programmes -o june.json --previous may.json",
    ],
)
@named_books()
@click.option(
    "-o", "--output", "out", type=options.ANYWHERE, metavar="OUT",
    help=f"Write the portfolio, too; its end chooses the format: {', '.join(FORMATS)}. An earlier one is "
    "replaced, with what was typed into it.",
)  # fmt: skip
@click.option(
    "--previous", type=options.ANYWHERE, metavar="P.json",
    help="An earlier portfolio: each programme's ROI then is shown beside.",
)  # fmt: skip
@click.option("--language", type=click.Choice(LANGUAGES), default=ENGLISH, help="Language of our words.")
@options.force("Replace OUT if it isn't a portfolio of roi-xl's making.")
@options.as_json
@options.settings
@options.workers
@options.limits
def portfolio(
    *, named: Named, out: Path | None, previous: Path | None, language: str, force: bool, as_json: bool,
    settings: Settings, workers: int | None, limits: Limits,
) -> Exit:  # fmt: skip
    """Put programmes side by side, by net benefit, with their sums: each recalculated and checked first.

    The ROI of all is the sum of net benefits over the sum of costs, never the mean of ROIs. A programme whose
    checks fail, or whose figures can't be confirmed, is listed and not counted. Currencies aren't mixed. A
    measure that two programmes claim for the same people is told.
    """
    suffix = "" if out is None else out.suffix.lower()
    if out is not None and suffix not in FORMATS:
        raise click.UsageError(f"-o {printable(str(out))}: name a file that ends in {', '.join(FORMATS)}")
    kind = Kind("a portfolio of roi-xl", lambda data: is_ours(data) or is_table(data, form(language)))
    books = named.workbooks(without=[place for place in (out, previous) if place is not None])
    before = {} if previous is None else _before(previous)
    if out is not None:
        with about(out):
            FORMATS[suffix].check()
        check(out, kind, force=force)
    run: Run[Programme] = Run(books.paths)
    run.carry_out(assessing(settings), Reported(), limits, _shown, doing="Computing", workers=workers)
    known = [(str(o.path), o.result) for o in run.outcomes if not isinstance(o.result, Failure)]
    failed = [(str(o.path), o.result.code) for o in run.outcomes if isinstance(o.result, Failure)]
    found = portfolio_of(known, before, failed)
    told = document(KIND, _content(found, run.outcomes))
    if out is not None:
        write(out, _file(suffix, found, told, language), kind, force=force)
    if as_json:
        click.echo(told)
    else:
        click.echo("\n".join(gist(found, language)))
        click.echo()
        click.echo(FORMATS[".txt"].write(table_of(found, language)).decode().partition("\n\n")[2], nl=False)
    others = {entry.book for entry in found.others}
    return exit_code(run.outcomes, lambda outcome: str(outcome.path) in others)


def _shown(outcome: Outcome[Programme]) -> None:
    if isinstance(outcome.result, Failure):
        click.echo(refused(outcome.place, outcome.result), err=True)


def _file(suffix: str, found: Portfolio, told: str, language: str) -> bytes:
    if suffix == _WORKBOOK:
        return workbook_of(found, language)
    return f"{told}\n".encode() if suffix == ".json" else FORMATS[suffix].write(table_of(found, language))


def _content(found: Portfolio, outcomes: Sequence[Outcome[Programme]]) -> dict[str, Any]:
    return {
        _ROWS: [
            {"file": entry.book}
            | asdict(entry.programme)
            | {"net": entry.programme.net, "counted": entry.is_counted, "before": entry.before}
            | {"same_as": entry.same_as}
            for entry in found.entries
        ],
        "totals": [asdict(total) | {"net": total.net, "roi": total.roi} for total in found.totals],
        "claimed_twice": [asdict(twice) for twice in found.twice],
        "failed": [
            {"file": str(outcome.path), "failure": asdict(outcome.result)}
            for outcome in outcomes
            if isinstance(outcome.result, Failure)
        ],
    }


def _before(previous: Path) -> Mapping[Key, float | None]:
    """The ROI of each programme that counted in an earlier portfolio.

    Raises:
        FileFailure: It can't be read, or isn't one.
    """
    with about(previous), explained():
        data = previous.read_bytes()
    try:
        told = json.loads(data)
        if told["kind"] == KIND and told["schema"] == SCHEMA:
            return dict(_known(told[_ROWS]))
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    reason = "it isn't a portfolio that roi-xl wrote as .json"
    raise FileFailure(previous, FileError("not-a-portfolio", reason, "name the file of an earlier -o P.json"))


def _known(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Key, float | None]]:
    """The programmes that counted and can be told apart, each with its ROI."""
    keys = [(str(row["name"]), str(row["start"]), str(row["currency"])) for row in rows]
    for key, row in zip(keys, rows, strict=True):
        roi = row["roi"]
        if not isinstance(roi, int | float | None) or (roi is not None and not math.isfinite(roi)):
            raise TypeError("the ROI isn't a number")
        if row["counted"] and keys.count(key) == 1:
            yield key, roi
