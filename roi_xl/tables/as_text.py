"""Tables as plain text with aligned columns; the first line says what it is."""

from __future__ import annotations

from roi_xl.tables.table import Form, Table
from roi_xl.units import Unit

_GAP = "  "


def write(table: Table) -> bytes:
    """The text: words left-aligned, numbers right-aligned."""
    rows = [table.names, *table.texts()]
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    lines = [
        _GAP.join(
            cell.ljust(width) if column.unit is Unit.TEXT else cell.rjust(width)
            for cell, width, column in zip(row, widths, table.columns, strict=True)
        ).rstrip()
        for row in rows
    ]
    return "\n".join([_first(table.form), "", *lines, ""]).encode()


def is_ours(data: bytes, form: Form) -> bool:
    """Whether the first line marks the content as ours."""
    return data.startswith(f"{_first(form)}\n".encode())


def _first(form: Form) -> str:
    return form.mark.capitalize()
