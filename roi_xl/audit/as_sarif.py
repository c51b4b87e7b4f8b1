"""Objections as SARIF 2.1.0, the format in which code hosts and editors show what a checker found.

Source: OASIS, Static Analysis Results Interchange Format Version 2.1.0 (2020). A cell has no line, so its
place is a logical location: the fully qualified name is `Sheet!A1`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from roi_xl.audit.objection import Audit, Objection
from roi_xl.audit.rule_book import pages
from roi_xl.errors import Level
from roi_xl.version import VERSION

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final = {Level.INFO: "note", Level.WARNING: "warning", Level.ERROR: "error"}


def sarif(audits: Iterable[tuple[str, Audit]], failed: Iterable[tuple[str, str]] = ()) -> str:
    """The document.

    Args:
        audits: Each workbook's URI, relative or absolute, with what there is to object to.
        failed: The URIs of the workbooks that couldn't be checked, each with the reason.
    """
    results = [_result(uri, one) for uri, audit in audits for one in audit.objections]
    notes = [
        {"level": "error", "message": {"text": reason}, "locations": [{"physicalLocation": _artifact(uri)}]}
        for uri, reason in failed
    ]
    invocation: dict[str, Any] = {"executionSuccessful": not notes, "toolExecutionNotifications": notes}
    codes = sorted({result["ruleId"] for result in results})
    driver = {"name": "roi-xl", "version": VERSION, "rules": [_rule(code) for code in codes]}
    run: dict[str, Any] = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    run["invocations"] = [invocation]
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _artifact(uri: str) -> dict[str, Any]:
    return {"artifactLocation": {"uri": uri}}


def _rule(code: str) -> dict[str, Any]:
    known = pages().get(code)
    if known is None:
        return {"id": code}
    return {
        "id": code,
        "shortDescription": {"text": known.rule},
        "fullDescription": {"text": known.why},
        "help": {"text": f"{known.remedy}. {known.source}"},
    }


def _result(uri: str, one: Objection) -> dict[str, Any]:
    place: dict[str, Any] = {"physicalLocation": _artifact(uri)}
    if one.where:
        kind = {"kind": "cell"} if "!" in one.where else {}
        place["logicalLocations"] = [{"fullyQualifiedName": one.where, **kind}]
    result: dict[str, Any] = {
        "ruleId": one.code,
        "level": _LEVELS[one.level],
        "message": {"text": "; ".join(text for text in (one.message, one.met, one.remedy) if text)},
        "locations": [place],
    }
    if one.follows:
        result["properties"] = {"followsFromErrors": True}
    if one.accepted_by:
        result["suppressions"] = [{"kind": "external", "justification": f"accepted by {one.accepted_by}"}]
    return result
