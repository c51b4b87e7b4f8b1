"""How outcomes are shown: to people, as JSON, and as a table with one row per workbook."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from roi_xl.batch import Outcome, Status
from roi_xl.errors import Finding, Level
from roi_xl.recalc import Headline
from roi_xl.xlsx import Scalar

_MOST_FINDINGS = 12
_MARKS = {Level.ERROR: ("error", "red"), Level.WARNING: ("warning", "yellow"), Level.INFO: ("note", "blue")}
_WORDS = {
    Status.CURRENT: "current: every value that was computed is the one in the file",
    Status.STALE: "out of date",
    Status.WRITTEN: "written",
    Status.FAILED: "failed",
}


def described(outcome: Outcome) -> str:
    """One workbook's outcome for a person: a line for the file, its headline figures, its findings."""
    if outcome.failure is not None:
        failure = outcome.failure
        mark = click.style("error", fg="red")
        return f"{outcome.path}: {mark} [{failure.code}] {failure.reason}; {failure.remedy}"
    done = outcome.recalculation
    if done is None:
        return str(outcome.path)
    lines = [f"{outcome.path}: {_status(outcome)}"]
    lines.append(
        f"  {done.formulas:,} formulas, {done.computed:,} computed, {done.changed:,} values changed, "
        f"{done.calls:,} calls of our functions, by {' and '.join(done.engines)}"
    )
    lines += [f"  {_headline(headline)}" for headline in done.headlines]
    lines += [f"  {line}" for finding in _worst(done.findings) for line in _finding(finding)]
    if len(done.findings) > _MOST_FINDINGS:
        lines.append(f"  … and {len(done.findings) - _MOST_FINDINGS} more findings (--json lists all)")
    return "\n".join(lines)


def totals(outcomes: Sequence[Outcome]) -> str:
    """One line about many workbooks."""
    counts = {status: sum(outcome.status is status for outcome in outcomes) for status in Status}
    told = [f"{count} {status.value}" for status, count in counts.items() if count]
    return f"{len(outcomes)} workbooks: {', '.join(told)}"


def as_json(outcomes: Iterable[Outcome]) -> str:
    """All outcomes as JSON: a list with one object per workbook; levels are words, cells `Sheet!A1`."""
    return json.dumps([_plain(outcome) for outcome in outcomes], indent=2, ensure_ascii=False)


def write_report(outcomes: Iterable[Outcome], target: Path) -> None:
    """Write one row per workbook to a CSV or Excel file.

    Args:
        outcomes: What became of the workbooks.
        target: A path that ends in `.csv` or `.xlsx`.
    """
    import pandas as pd

    frame = pd.DataFrame([_row(outcome) for outcome in outcomes])
    if target.suffix.lower() == ".csv":
        frame.to_csv(target, index=False)
    else:
        frame.to_excel(target, index=False, engine="xlsxwriter", freeze_panes=(1, 1))


def shown(value: Scalar, unit: str) -> str:
    """A figure as finance writes it: 152.0 %, 2.52×, 24,320."""
    if not isinstance(value, float):
        return "blank" if value is None else str(value)
    if unit == "percent":
        return f"{100 * value:,.1f} %"
    return f"{value:,.2f}×" if unit == "ratio" else f"{value:,.2f}".removesuffix(".00")


def _status(outcome: Outcome) -> str:
    where = f" to {outcome.written}" if outcome.written not in {None, outcome.path} else ""
    colour = {Status.CURRENT: "green", Status.WRITTEN: "green"}.get(outcome.status, "yellow")
    return click.style(_WORDS[outcome.status], fg=colour) + where


def _headline(headline: Headline) -> str:
    figure = shown(headline.new, headline.unit)
    was = "" if headline.old == headline.new else f"  (was {shown(headline.old, headline.unit)})"
    return f"{headline.label:<24} {figure:>12}  {headline.where}{was}"


def _worst(findings: Sequence[Finding]) -> Sequence[Finding]:
    return sorted(findings, key=lambda finding: -finding.level)[:_MOST_FINDINGS]


def _finding(finding: Finding) -> list[str]:
    word, colour = _MARKS[finding.level]
    where = f"{finding.where}: " if finding.where else ""
    return [f"{click.style(word, fg=colour)} [{finding.code}] {where}{finding.detail}; {finding.remedy}"]


def _plain(outcome: Outcome) -> dict[str, Any]:
    done = outcome.recalculation
    entry: dict[str, Any] = {"file": str(outcome.path), "status": outcome.status.value}
    if outcome.written is not None:
        entry["written"] = str(outcome.written)
    if outcome.failure is not None:
        entry["failure"] = asdict(outcome.failure)
    if done is not None:
        entry |= {
            "formulas": done.formulas,
            "computed": done.computed,
            "changed": done.changed,
            "calls": done.calls,
            "engines": list(done.engines),
            "headlines": [asdict(headline) for headline in done.headlines],
            "findings": [
                asdict(finding) | {"level": finding.level.name.lower()} for finding in done.findings
            ],
        }
    return entry


def _row(outcome: Outcome) -> dict[str, object]:
    row: dict[str, object] = {"file": str(outcome.path), "status": outcome.status.value}
    row["failure"] = "" if outcome.failure is None else outcome.failure.reason
    done = outcome.recalculation
    if done is not None:
        levels = [finding.level for finding in done.findings]
        row |= {
            "formulas": done.formulas,
            "computed": done.computed,
            "changed": done.changed,
            "calls": done.calls,
        }
        row |= {"errors": levels.count(Level.ERROR), "warnings": levels.count(Level.WARNING)}
        row |= {headline.label: headline.new for headline in done.headlines}
    return row
