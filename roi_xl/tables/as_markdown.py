"""Tables as a Markdown page; the first line, invisible to readers, and the header say what it is."""

from __future__ import annotations

from roi_xl.tables.table import Form, Table
from roi_xl.units import Unit


def write(table: Table) -> bytes:
    """The page: words left-aligned, numbers right-aligned."""
    ends = ["---" if column.unit is Unit.TEXT else "---:" for column in table.columns]
    head, *rows = [[_escaped(text) for text in row] for row in (table.names, *table.texts())]
    lines = [f"| {' | '.join(row)} |" for row in (head, ends, *rows)]
    return "\n".join([_first(table.form), "", *lines, ""]).encode()


def is_ours(data: bytes, form: Form) -> bool:
    """Whether the first line marks the content as ours, and the header begins with the form's columns."""
    names = " | ".join(_escaped(column.name) for column in form.columns)
    return data.startswith(f"{_first(form)}\n\n| {names} |".encode())


def _first(form: Form) -> str:
    return f"<!-- {form.mark} -->"


def _escaped(text: str) -> str:
    """A text that no reader of Markdown takes for markup."""
    return "".join(f"\\{character}" if character in r"\`*_[]<>|~$&" else character for character in text)
