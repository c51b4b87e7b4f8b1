"""Tables as plain text with aligned columns; the first line and the header say what it is."""

from __future__ import annotations

import re

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
    """Whether the first line marks the content as ours, and the header begins with the form's columns."""
    names = f" {{{len(_GAP)},}}".join(re.escape(column.name) for column in form.columns)
    begins = f"{re.escape(_first(form))}\n\n *{names}(?: {{{len(_GAP)},}}|\n)"
    return re.match(begins.encode(), data) is not None


def _first(form: Form) -> str:
    return form.mark.capitalize()
