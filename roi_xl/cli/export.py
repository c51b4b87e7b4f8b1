"""Outcomes for other programs: one JSON document, or a table with one row per workbook."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from roi_xl.batch import Failure, Outcome
from roi_xl.batch.child import held_signals
from roi_xl.catalogue import Reason
from roi_xl.errors import Finding, Level
from roi_xl.xlsx import write_new

SUFFIXES = (".csv", ".xlsx")
"""What a report's name may end in."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def as_json(outcomes: Iterable[Outcome]) -> str:
    """All outcomes as JSON: a list with one object per workbook; levels are words, cells `Sheet!A1`.

    Pure ASCII, so that it is one valid document whatever the terminal's encoding or a file's name.
    """
    return json.dumps([_plain(outcome) for outcome in outcomes], indent=2)


def write_report(outcomes: Iterable[Outcome], target: Path) -> None:
    """Write one row per workbook to a CSV or Excel file.

    Args:
        outcomes: What became of the workbooks.
        target: A path that ends in one of `SUFFIXES`.

    Raises:
        PackageError: It can't be written.
    """
    import pandas as pd

    frame = pd.DataFrame([_row(outcome) for outcome in outcomes])
    if target.suffix.lower() == ".csv":
        text = frame.map(_harmless).to_csv(index=False, lineterminator="\n")  # the same bytes everywhere
        data = text.encode("utf-8-sig", "backslashreplace")
    else:
        buffer = io.BytesIO()
        options = {"options": {"strings_to_formulas": False, "strings_to_urls": False}}
        with pd.ExcelWriter(buffer, engine="xlsxwriter", engine_kwargs=options) as writer:
            frame.to_excel(writer, index=False, freeze_panes=(1, 1))
        data = buffer.getvalue()
    with held_signals():
        write_new(target, data, overwrite=True)


def _harmless(value: object) -> object:
    """A text that Excel, opening a CSV file, doesn't take for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


def _plain(outcome: Outcome) -> dict[str, Any]:
    entry: dict[str, Any] = {"file": str(outcome.path), "status": outcome.status.value}
    if outcome.written is not None:
        entry["written"] = str(outcome.written)
    done = outcome.result
    if isinstance(done, Failure):
        return entry | {"failure": asdict(done)}
    return entry | {
        "formulas": done.formulas,
        "computed": done.computed,
        "changed": len(done.changes),
        "calls": done.calls,
        "engines": list(done.engines),
        "headlines": [asdict(headline) for headline in done.headlines],
        "changes": [{"where": c.where, "old": c.old, "new": c.new} for c in done.changes],
        "findings": [plain_finding(finding) for finding in done.findings],
        "reasons": [
            {"where": told.where, **plain_reason(told.reason, told.place), "place": told.place}
            for told in done.reasons
        ],
    }


def plain_finding(finding: Finding) -> dict[str, Any]:
    """A finding as JSON has it, its level in words."""
    return asdict(finding) | {"level": finding.level.name.lower()}


def plain_reason(reason: Reason, place: str = "") -> dict[str, Any]:
    """The reason of an error as JSON has it, with its sentence.

    Args:
        reason: What a function says.
        place: The cell or area at fault, such as `Costs!B5`, where it is known.
    """
    keys = ("function", "error", "argument", "row", "column", "problem", "remedy")
    return {key: getattr(reason, key) for key in keys} | {"text": reason.sentence(place)}


def _row(outcome: Outcome) -> dict[str, object]:
    row: dict[str, object] = {"file": str(outcome.path), "status": outcome.status.value, "failure": ""}
    done = outcome.result
    if isinstance(done, Failure):
        return row | {"failure": f"{done.reason}; {done.remedy}"}
    levels = [finding.level for finding in done.findings]
    row |= {
        "formulas": done.formulas,
        "computed": done.computed,
        "changed": len(done.changes),
        "calls": done.calls,
        "errors": levels.count(Level.ERROR),
        "warnings": levels.count(Level.WARNING),
    }
    return row | {headline.label: headline.new for headline in done.headlines}
