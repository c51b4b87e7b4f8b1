"""Tables as CSV in UTF-8, with raw numbers; texts are written so that Excel takes none for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from roi_xl.tables.table import Form, Table, Value
from roi_xl.xlsx.markup import BOM

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a text begins with that Excel takes for a formula."""


def write(table: Table) -> bytes:
    """The file's content: a header and one line for each row."""
    return b"".join(pieces(table.names, table.rows))


def pieces(names: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """The file's content line by line, as its rows come.

    Args:
        names: The headers.
        rows: The values of each row.
    """
    yield BOM + _line(names)
    for row in rows:
        yield _line([harmless(value) for value in row])


def _line(cells: Sequence[object]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)  # the same bytes on every system
    return text.getvalue().encode()


def is_ours(data: bytes, form: Form) -> bool:
    """Whether the header begins with the columns of the form."""
    header = ",".join(column.name for column in form.columns).encode()
    start = data[: len(BOM) + len(header) + 1].removeprefix(BOM)
    return start.startswith((header + b",", header + b"\n"))


def harmless(value: object) -> object:
    """A text that Excel, opening a CSV file, doesn't take for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
