"""The JSON Schema of a study as a file: what may stand in it, as the template declares its cells."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from roi_xl.lang import ENGLISH, LANGUAGES
from roi_xl.layout.declared import Declared, declared
from roi_xl.template import names
from roi_xl.template.declaration import Column, Line

_DRAFT: Final = "http://json-schema.org/draft-07/schema#"
_FORMULA: Final = "^="
"""A text in place of a number is a formula, as it would be typed, with names of cells."""
DAY: Final = r"^(\d{4}-\d{2}-\d{2}$|=)"
"""What a day looks like; a formula may stand in its place."""
_TEXTS: Final = {"text", "plain"}
_OF_EXAMPLES: Final[Mapping[str, Mapping[str, str]]] = {
    "order": {"type": "number", "description": "Only for the examples that we ship: their order."},
    "words": {"type": "object", "description": "Only for our examples: words of the workbook for this one."},
}


def study_schema() -> dict[str, Any]:
    """The schema of a study's file, of either kind of workbook."""
    quick = {"properties": {"kind": {"const": names.QUICK}}, "required": ["kind"]}
    return {
        "$schema": _DRAFT,
        "title": "A training programme for `roi-xl new FILE --from STUDY`, as TOML or JSON",
        "description": "Input lines by the names of their cells, rows of tables by the names of their "
        "columns. Rates and shares are fractions, money is in one currency, days are written 2026-03-31. A "
        "text may be one for each language; a text that starts with = is a formula.",
        "if": quick,
        "then": schema_of(names.QUICK),
        "else": schema_of(names.FULL),
    }


@cache
def schema_of(kind: str) -> dict[str, Any]:
    """The schema of a study for one kind of workbook.

    Args:
        kind: The kind.
    """
    known = declared(kind)
    lines = {names.input_cell(field): _cell(known, line) for field, line in known.lines.items()}
    tables = {
        id_: {
            "type": "array",
            "items": _record({column.id: _cell(known, column) for column in table.typed}),
            **({"maxItems": len(table.items)} if table.items else {}),
        }
        for id_, table in known.tables.items()
        if table.typed
    }
    head = {"$schema": {"type": "string"}, "kind": {"const": kind}, **_OF_EXAMPLES}
    return _record({**head, "line": _record(lines), **tables})


def _record(properties: Mapping[str, object]) -> dict[str, Any]:
    return {"type": "object", "properties": dict(properties), "additionalProperties": False}


def _cell(known: Declared, cell: Line | Column) -> dict[str, Any]:
    """What a cell may hold."""
    list_ = known.list_of(cell)
    if list_:
        return {"enum": [*known.book.lists[list_], ""]}
    if cell.format == "date":
        return {"type": "string", "pattern": DAY}
    if cell.format in _TEXTS:
        by_language = {"properties": {one: {"type": "string"} for one in LANGUAGES}, "required": [ENGLISH]}
        return {"type": ["string", "object"], **by_language, "additionalProperties": False}
    found: dict[str, Any] = {"type": ["number", "string"], "pattern": _FORMULA}
    if cell.rule is not None and cell.rule.kind in {"decimal", "integer"}:
        found |= {"minimum": cell.rule.low, "maximum": cell.rule.high}
        if cell.rule.kind == "integer":
            found["type"] = ["integer", "string"]
    return found
