"""`roi-xl check`: what a controller would object to in workbooks, where it is, and what to do about it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any, Final
from urllib.parse import quote

import click

from roi_xl.audit import Audit, Objection, pages
from roi_xl.audit.as_sarif import sarif
from roi_xl.audit.audit import sheet_of
from roi_xl.batch import Failure, Limits, Nowhere, Outcome
from roi_xl.checks import ADVICE, INTEGRITY
from roi_xl.cli import options
from roi_xl.cli.command import command
from roi_xl.cli.exit_codes import Exit
from roi_xl.cli.named_books import Named, named_books
from roi_xl.cli.output import refused
from roi_xl.cli.run import Run, exit_code
from roi_xl.errors import Level
from roi_xl.recalc import Settings
from roi_xl.tables import document
from roi_xl.tasks.auditing import auditing
from roi_xl.values_as_text import counted, printable

_OWN_RULES = frozenset(check.code for check in (*INTEGRITY, *ADVICE))
_LEVELS: Final = {"error": Level.ERROR, "advice": Level.WARNING, "never": math.inf}
_WORDS: Final = {
    Level.ERROR: ("error", "red"),
    Level.WARNING: ("advice", "yellow"),
    Level.INFO: ("note", "blue"),
}


@command(
    exits={
        Exit.FINE: "nothing to object to (see --fail-on)",
        Exit.FINDINGS: "errors, or with --fail-on advice: advice that nobody has accepted",
        Exit.FILE: "a workbook couldn't be read or computed",
    },
    examples=[
        "roi-xl check workbooks/sales-training.xlsx",
        "roi-xl check --sarif programmes > check.sarif",
        "roi-xl check budget.xlsx --fail-on advice",
    ],
)
@named_books(required=False)
@click.option("--rules", is_flag=True, help="List the rules by code, and check nothing.")
@options.as_json
@click.option("--sarif", "as_sarif", is_flag=True, help="Print the results as SARIF 2.1.0, for code hosts.")
@click.option(
    "--fail-on", type=click.Choice([*_LEVELS]), default="error", show_default=True,
    help="Lowest severity that gives exit code 1; advice that the Log accepts doesn't count.",
)  # fmt: skip
@options.settings
@options.workers
@options.limits
def check(
    *, named: Named, rules: bool, as_json: bool, as_sarif: bool, fail_on: str, settings: Settings,
    workers: int | None, limits: Limits,
) -> Exit:  # fmt: skip
    """Say what a controller would object to in workbooks: where, why, and what to do.

    A workbook of `roi-xl new` is checked by its own rules, recalculated, and compared with the template. Any
    other workbook is searched for mistakes that any model may have. Nothing is written.
    """
    if rules:
        if named.given or as_sarif:
            raise click.UsageError("--rules lists the rules and checks nothing: leave out FILE and --sarif")
        known = [asdict(page) for page in pages().values()]
        click.echo(
            document("roi-xl check", {"workbooks": [], "rules": known}) if as_json else "\n".join(_rules())
        )
        return Exit.FINE
    if not named.given:
        raise click.UsageError("name at least one workbook")
    if as_json and as_sarif:
        raise click.UsageError("--json and --sarif exclude each other")
    run: Run[Audit] = Run(named.workbooks().paths)
    show = _nothing if as_json or as_sarif else _shown
    run.carry_out(auditing(settings), Nowhere(), limits, show, doing="Checking", workers=workers)
    if as_json:
        entries = [_plain(outcome) for outcome in run.outcomes]
        click.echo(document("roi-xl check", {"workbooks": entries}))
    if as_sarif:
        click.echo(sarif(_audits(run.outcomes), _failed(run.outcomes)))
    level = _LEVELS[fail_on]
    return exit_code(run.outcomes, lambda outcome: _is_met(outcome, level))


def _is_met(outcome: Outcome[Audit], level: float) -> bool:
    done = outcome.result
    found = () if isinstance(done, Failure) else done.objections
    return any(one.level >= level and not one.accepted_by for one in found)


def _nothing(_: Outcome[Audit]) -> None:
    """All outcomes are shown at the end, as one document."""


def _shown(outcome: Outcome[Audit]) -> None:
    done = outcome.result
    if isinstance(done, Failure):
        click.echo(refused(outcome.place, done))
        return
    click.echo(f"{printable(outcome.path)}: {_gist(done)}")
    for sheet, objections in groupby(
        (one for one in done.objections if not one.accepted_by and not one.follows),
        lambda one: sheet_of(one.where),
    ):
        click.echo(f"  {printable(sheet) or 'the workbook'}")
        for one in objections:
            click.echo("\n".join(_lines(one)))
    follow = [one for one in done.objections if one.follows and not one.accepted_by]
    if follow:
        click.echo("  May be gone once the errors above are mended")
        for text in _following(follow):
            click.echo(f"    {text}")
    accepted = [one for one in done.objections if one.accepted_by]
    if accepted:
        click.echo("  Accepted in the Log")
        for one in accepted:
            click.echo("\n".join(_lines(one)))


def _gist(done: Audit) -> str:
    accepted = sum(bool(one.accepted_by) for one in done.objections)
    follow = sum(one.follows and not one.accepted_by for one in done.objections)
    errors = sum(one.level is Level.ERROR and not one.follows for one in done.objections)
    advice = len(done.objections) - errors - accepted - follow
    parts = [
        (errors, "red", f"{counted(errors, 'error')}: do not use its figures"),
        (advice, "yellow", f"{advice:,} to review"),
        (follow, None, f"{follow:,} that may follow from them"),
        (accepted, None, f"{accepted:,} accepted in the Log"),
    ]
    told = [click.style(text, fg=colour) for count, colour, text in parts if count]
    if done.is_unfilled and not errors:
        told.append("it has no ROI yet: not enough is filled in")
    return ", ".join(told) or click.style("nothing to object to", fg="green")


def _lines(one: Objection) -> Iterator[str]:
    word, colour = _WORDS[one.level]
    mark = click.style(word, fg=colour)
    is_cell = "!" in one.where
    where = f"{printable(one.where)}  " if is_cell else ""
    broken = ("broken: " if one.is_judged else "can't be judged: ") if one.code in _OWN_RULES else ""
    yield f"    {where}{one.code}  {mark}  {broken}{printable(one.message)}"
    if one.met:
        yield f"      at: {printable(one.met)}"
    if one.accepted_by:
        yield f"      accepted by {printable(one.accepted_by)}"
    elif one.remedy:
        yield f"      fix: {printable(one.remedy)}"


def _following(found: Sequence[Objection]) -> Iterator[str]:
    """What follows from errors, in a line for each kind."""
    unjudged = ", ".join(one.code for one in found if not one.is_judged)
    if unjudged:
        yield f"{unjudged}: rules that can't be judged, as they read cells in error"
    results = ", ".join(one.code for one in found if one.is_judged and one.code in _OWN_RULES)
    if results:
        yield f"{results}: about results, to be judged by the mended figures"
    yield from (printable(one.message) for one in found if one.code not in _OWN_RULES)


def _rules() -> Iterator[str]:
    for about, found in groupby(pages().values(), lambda page: page.about):
        yield f"In {about}:"
        yield from (f"  {page.code}  {page.level:6}  {page.rule}" for page in found)
    yield "`roi-xl findings CODE` says why, what to do, and who describes the mistake."


def _plain(outcome: Outcome[Audit]) -> dict[str, Any]:
    entry: dict[str, Any] = {"file": str(outcome.path)}
    done = outcome.result
    if isinstance(done, Failure):
        return entry | {"failure": asdict(done)}
    objections = [asdict(one) | {"level": one.level.name.lower()} for one in done.objections]
    return entry | {"template": done.is_ours, "objections": objections}


def _audits(outcomes: Sequence[Outcome[Audit]]) -> Iterator[tuple[str, Audit]]:
    for outcome in outcomes:
        if not isinstance(outcome.result, Failure):
            yield quote(outcome.path.as_posix()), outcome.result


def _failed(outcomes: Sequence[Outcome[Audit]]) -> Iterator[tuple[str, str]]:
    for outcome in outcomes:
        if isinstance(outcome.result, Failure):
            reason = f"{outcome.result.reason} [{outcome.result.code}]; {outcome.result.remedy}"
            yield quote(outcome.path.as_posix()), reason
