"""Tables as a self-contained HTML page: no script, and no style or picture from another file."""

from __future__ import annotations

from html import escape
from typing import Final

from roi_xl.tables.table import Column, Form, Table
from roi_xl.units import Unit

_STYLE: Final = (
    "body{font:14px/1.4 sans-serif;margin:2em}table{border-collapse:collapse}"
    "th,td{border:1px solid #c9d1db;padding:.3em .6em;text-align:left}"
    "th{background:#1f3864;color:#fff}.number{text-align:right;font-variant-numeric:tabular-nums}"
)


def write(table: Table) -> bytes:
    """The page with a title and the table."""
    title = table.form.mark.capitalize()
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.names)
    rows = "\n".join(f"<tr>{_cells(row, table.columns)}</tr>" for row in table.texts())
    return f"""{_start(table.form)}<title>{escape(title)}</title>
<style>{_STYLE}</style>
<h1>{escape(title)}</h1>
<table>
<thead><tr>{head}</tr></thead>
<tbody>
{rows}
</tbody>
</table>
""".encode()


def is_ours(data: bytes, form: Form) -> bool:
    """Whether the page begins with the generator tag of this form."""
    return data.startswith(_start(form).encode())


def _start(form: Form) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<meta charset="utf-8">\n'
        f'<meta name="generator" content="{escape(form.mark)}">\n'
    )


def _cells(row: list[str], columns: tuple[Column, ...]) -> str:
    tags = ["<td>" if column.unit is Unit.TEXT else '<td class="number">' for column in columns]
    return "".join(f"{tag}{escape(text)}</td>" for tag, text in zip(tags, row, strict=True))
