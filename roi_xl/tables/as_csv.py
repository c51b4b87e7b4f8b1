"""Tables as CSV in UTF-8, with raw numbers; texts are written so that Excel takes none for a formula."""

from __future__ import annotations

import csv
import io
from typing import Final

from roi_xl.tables.table import Form, Table
from roi_xl.xlsx.markup import BOM

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def write(table: Table) -> bytes:
    """The file's content: a header and one line for each row."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")  # the same bytes on every system
    lines.writerow(table.names)
    lines.writerows([_harmless(value) for value in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def is_ours(data: bytes, form: Form) -> bool:
    """Whether the header begins with the columns of the form."""
    header = ",".join(column.name for column in form.columns).encode()
    start = data[: len(BOM) + len(header) + 1].removeprefix(BOM)
    return start.startswith((header + b",", header + b"\n"))


def _harmless(value: object) -> object:
    """A text that Excel, opening a CSV file, doesn't take for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value
