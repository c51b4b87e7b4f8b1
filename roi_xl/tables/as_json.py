"""Tables, and all other answers for programs, as JSON with the version of its schema."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from roi_xl.tables.table import Form, Table
from roi_xl.xlsx.markup import BOM

SCHEMA: Final = 1
"""The version of our JSON: a new key keeps the version; removing a key or changing its meaning needs a new
one."""

_START: Final = 64 << 10  # bytes; longer than any path
_BEFORE_SCHEMAS: Final = re.compile(
    rb'\[\n  \{\n    "file": "(?:[^"\\]|\\.)*",\n    "status": '
    rb'"(?:written|stale|current|failed|not reached)"[,\n]'
)
"""A report of `roi-xl recalc` from before the schema had a version."""


def document(kind: str, content: dict[str, Any]) -> str:
    """An answer for programs: the version, the command, and the content.

    Pure ASCII, so that the document is valid with any terminal encoding and any file name.

    Args:
        kind: The command, such as `roi-xl recalc`.
        content: All other entries by key.
    """
    return json.dumps({"schema": SCHEMA, "kind": kind, **content}, indent=2)


def write(table: Table) -> bytes:
    """The document of a table, as a command prints it with --json."""
    return f"{document(table.form.kind, {table.form.rows: table.objects()})}\n".encode()


def is_ours(data: bytes, form: Form) -> bool:
    """Whether the content begins with a version and the kind of the form, or is an old report of recalc."""
    start = data[:_START].removeprefix(BOM)
    begins = re.compile(rb'\{\n  "schema": \d+,\n  "kind": %b,\n  %b: \[' % (
        re.escape(json.dumps(form.kind).encode()), re.escape(json.dumps(form.rows).encode())
    ))  # fmt: skip
    is_old = form.kind == "roi-xl recalc" and _BEFORE_SCHEMAS.match(start) is not None
    return is_old or begins.match(start) is not None
