"""How outcomes are printed for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import click

from roi_xl.batch import Failure
from roi_xl.cli.files import FileFailure
from roi_xl.errors import Finding, Level
from roi_xl.headlines import Headline
from roi_xl.recalc import Change, Recalculation
from roi_xl.tasks.recalculation import Recalculated, Status
from roi_xl.units import Unit
from roi_xl.values_as_text import change, counted, printable, quoted

T = TypeVar("T")

_MOST_FINDINGS = 12
_MOST_ERRORS = 3
_MOST_CHANGES = 5
_MOST_PLACES = 3
_MOST_REASONS = 5
_MARKS = {Level.ERROR: ("error", "red"), Level.WARNING: ("warning", "yellow"), Level.INFO: ("note", "blue")}
_LABEL, _FIGURE = 24, 12  # widths of columns


def outcome_text(outcome: Recalculated, *, verbose: bool) -> str:
    """The text about one workbook.

    Args:
        outcome: The workbook's outcome.
        verbose: Whether to print everything, instead of one line and the findings that matter.
    """
    if isinstance(outcome.result, Failure):
        return refused(outcome.place, outcome.result)
    lines = _everything(outcome, outcome.result) if verbose else _gist(outcome, outcome.result)
    return "\n".join(lines)


def refused(path: Path | str, failure: Failure) -> str:
    """One line about a failure: where, why, and what to do."""
    return FileFailure(path, failure.error).message


def totals(outcomes: Sequence[Recalculated], unchanged: int = 0, since: Path | None = None) -> str:
    """One summary line for many workbooks.

    Args:
        outcomes: Those that were computed.
        unchanged: How many were left out.
        since: The report that says that they are done.
    """
    words = {
        Status.WRITTEN: "written",
        Status.STALE: "out of date",
        Status.CURRENT: "current",
        Status.FAILED: "failed",
        Status.NOT_REACHED: "not reached",
    }
    counts = [(sum(outcome.status is status for outcome in outcomes), word) for status, word in words.items()]
    untouched = sum(_is_unevaluated(outcome) for outcome in outcomes)
    counts.append((untouched, f"{'has' if untouched == 1 else 'have'} no formula evaluated"))
    if since is not None:
        counts.insert(0, (unchanged, f"left out, unchanged since {printable(since)}"))
    return f"{counted(len(outcomes) + unchanged, 'workbook')}: " + ", ".join(
        f"{count} {word}" for count, word in counts if count
    )


def _is_unevaluated(outcome: Recalculated) -> bool:
    done = outcome.result
    return not isinstance(done, Failure) and done.formulas > 0 and not done.computed


def _gist(outcome: Recalculated, done: Recalculation) -> Iterator[str]:
    """One line, and the findings that change its meaning."""
    roi = next((headline for headline in done.headlines if headline.label.startswith("ROI")), None)
    known = (
        ""
        if roi is None
        else f"; ROI {_figure(roi)}{_was(roi)}{'' if done.is_usable else ', not to be used'}"
    )
    yield f"{printable(outcome.path)}: {_status(outcome, done, f' ({_places(done)})')}{known}"
    errors = [finding for finding in done.findings if finding.level is Level.ERROR]
    yield from _first(errors, _MOST_ERRORS, "error", finding_line)


def _everything(outcome: Recalculated, done: Recalculation) -> Iterator[str]:
    but = "" if done.is_usable else f", but {click.style('not to be used', fg='red')}"
    yield f"{printable(outcome.path)}: {_status(outcome, done)}{but}"
    yield (
        f"  {counted(done.formulas, 'formula')}, {done.computed:,} computed, "
        f"{counted(done.calls, 'call')} of our functions, by {' and '.join(done.engines)}"
    )
    if not done.is_usable:
        yield click.style("  These figures are not to be used; the errors below say why.", fg="red")
    for headline in done.headlines:
        yield headline_line(headline)
    yield from _changes(done)
    yield from finding_lines(done.findings)
    yield from _reasons(done)


def _first(things: Sequence[T], most: int, noun: str, line: Callable[[T], str]) -> Iterator[str]:
    """The lines of the first of many things, and how many more there are."""
    yield from (f"  {line(thing)}" for thing in things[:most])
    if len(things) > most:
        yield f"  … and {counted(len(things) - most, f'more {noun}')} (--json lists all)"


def _status(outcome: Recalculated, done: Recalculation, places: str = "") -> str:
    count = len(done.changes)
    kept = done.formulas - done.computed
    doubt = f", {kept:,} of {counted(done.formulas, 'formula')} not evaluated" if kept else ""
    match outcome.status:
        case Status.WRITTEN:
            where = "" if outcome.written == outcome.path else f" to {printable(outcome.written)}"
            news = f"{counted(count, 'value')} changed" if count else "unchanged"
            return click.style("written", fg="green") + f"{where}, {news}{doubt}"
        case Status.STALE:
            return click.style("out of date", fg="yellow") + f" in {counted(count, 'cell')}{places}{doubt}"
        case _:
            if _is_unevaluated(outcome):
                return (
                    click.style("nothing evaluated", fg="yellow") + f": {counted(done.formulas, 'formula')}"
                )
            return click.style("current", fg="green") + (f" as far as evaluated{doubt}" if kept else "")


def headline_line(headline: Headline) -> str:
    """One line about a figure: what it is, how much, where, and what it was."""
    label, where = printable(headline.label), printable(headline.where)
    return f"  {label:<{_LABEL}} {_figure(headline):>{_FIGURE}}  {where}{_was(headline)}"


def _figure(headline: Headline) -> str:
    return change(headline.old, headline.new, Unit(headline.unit))[1]


def _was(headline: Headline) -> str:
    if not headline.confirmed:
        return " (not evaluated: as the file has it)"
    if headline.old == headline.new:
        return ""
    return f" (was {change(headline.old, headline.new, Unit(headline.unit))[0]})"


def _changes(done: Recalculation) -> Iterator[str]:
    """The first changed cells that aren't headlines."""
    headlines = {headline.where for headline in done.headlines}
    others = [one for one in done.changes if one.where not in headlines]
    yield from _first(others, _MOST_CHANGES, "changed cell", _change)


def _reasons(done: Recalculation) -> Iterator[str]:
    """Why cells show errors of our functions, for the first few."""
    word, colour = _MARKS[Level.INFO]
    mark = click.style(word, fg=colour)
    yield from _first(
        done.reasons,
        _MOST_REASONS,
        "reason",
        lambda one: f"{mark} {printable(one.where)} shows {one.reason.error}: {printable(one.text)}",
    )


def _places(done: Recalculation) -> str:
    first = [printable(one.where) for one in done.changes[:_MOST_PLACES]]
    return ", ".join(first + ["…"] * (len(done.changes) > len(first)))


def _change(changed: Change) -> str:
    return f"{printable(changed.where)}: {quoted(changed.old)} → {quoted(changed.new)}"


def finding_lines(findings: Iterable[Finding]) -> Iterator[str]:
    """The lines of the gravest findings, and how many more there are."""
    by_level = sorted(findings, key=lambda finding: -finding.level)
    yield from _first(by_level, _MOST_FINDINGS, "finding", finding_line)


def finding_line(finding: Finding) -> str:
    """One line about a finding: how much it matters, where it is, what was found, what to do."""
    word, colour = _MARKS[finding.level]
    where = f"{printable(finding.where)}: " if finding.where else ""
    mark = click.style(word, fg=colour)
    return f"{mark} [{finding.code}] {where}{printable(finding.detail)}; {printable(finding.remedy)}"
