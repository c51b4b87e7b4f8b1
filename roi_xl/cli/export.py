"""Outcomes as a JSON document, for other programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, Final

from roi_xl.batch import Failure
from roi_xl.catalogue import Reason
from roi_xl.cli.files import FileFailure
from roi_xl.errors import Finding
from roi_xl.tables import document
from roi_xl.tasks.recalculation import Recalculated

RECALC: Final = "roi-xl recalc"
"""The kind that marks JSON documents and tables as results of a recalculation."""


def as_json(records: Iterable[Mapping[str, object]]) -> str:
    """One JSON document with an object for each workbook under `workbooks`.

    Args:
        records: The workbooks, each as `plain_outcome` gives it.
    """
    return document(RECALC, {"workbooks": [*records]})


def failed(kind: str, failure: FileFailure, meaning: str) -> str:
    """The JSON document of a command that has no result.

    Args:
        kind: The command, such as `roi-xl freeze`.
        failure: Why it has none.
        meaning: What its exit code means.
    """
    error = failure.error
    content = {
        "place": failure.place,
        "failure": {"code": error.code, "reason": error.reason, "remedy": error.remedy},
        "exit_code": int(failure.exit_code),
        "meaning": meaning,
    }
    return document(kind, content)


def plain_outcome(outcome: Recalculated) -> dict[str, Any]:
    """An outcome in JSON's types; levels are words, cells are `Sheet!A1`."""
    entry: dict[str, Any] = {"file": str(outcome.path), "status": outcome.status.value}
    if outcome.written is not None:
        entry["written"] = str(outcome.written)
    if outcome.unwritten is not None:
        entry["unwritten"] = str(outcome.unwritten)
    done = outcome.result
    if isinstance(done, Failure):
        return entry | {"failure": asdict(done)}
    return entry | {
        "formulas": done.formulas,
        "computed": done.computed,
        "changed": len(done.changes),
        "calls": done.calls,
        "engines": list(done.engines),
        "usable": done.is_usable,
        "headlines": [asdict(headline) for headline in done.headlines],
        "changes": [{"where": c.where, "old": c.old, "new": c.new} for c in done.changes],
        "findings": [plain_finding(finding) for finding in done.findings],
        "reasons": [
            {
                "where": explained.where,
                **plain_reason(explained.reason, explained.place),
                "place": explained.place,
            }
            for explained in done.reasons
        ],
        "failing_checks": [asdict(check) for check in done.failing_checks],
    }


def plain_finding(finding: Finding) -> dict[str, Any]:
    """A finding in JSON's types, its level as a word."""
    return asdict(finding) | {"level": finding.level.name.lower()}


def plain_reason(reason: Reason, place: str = "") -> dict[str, Any]:
    """The reason of an error in JSON's types, with its sentence.

    Args:
        reason: The reason that a function reports.
        place: The cell or area at fault, such as `Costs!B5`, if it is known.
    """
    keys = ("function", "error", "argument", "row", "column", "problem", "remedy")
    return {key: getattr(reason, key) for key in keys} | {"text": reason.sentence(place)}
