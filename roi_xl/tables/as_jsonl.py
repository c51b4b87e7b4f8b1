"""Tables as JSON lines: the first line says what they are, each other line is a row."""

from __future__ import annotations

import json

from roi_xl.tables.as_json import SCHEMA
from roi_xl.tables.table import Form, Table


def write(table: Table) -> bytes:
    """The file's content, in pure ASCII."""
    lines = [_head(table.form), *table.objects()]
    return "".join(f"{json.dumps(line)}\n" for line in lines).encode("ascii")


def is_ours(data: bytes, form: Form) -> bool:
    """Whether the first line is that of the form."""
    return data.startswith(f"{json.dumps(_head(form))}\n".encode("ascii"))


def _head(form: Form) -> dict[str, object]:
    return {"schema": SCHEMA, "kind": form.kind, "rows": form.rows}
