"""Finds the rows that no other row belongs to: shares and scenarios belong to a benefit by its ID."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from roi_xl.layout.field_values import Values
from roi_xl.layout.records import Row
from roi_xl.template import names
from roi_xl.xlsx import place

_REPAIR = "give the row the ID of its benefit, or clear it"


def report_lost_rows(rows: Mapping[str, Sequence[Row] | None], values: Values) -> None:
    """Report benefits without a row of their own in another table, and rows without a benefit of their own.

    Args:
        rows: The rows of the tables with IDs of benefits, by table, the leading table first; None if a table
            can't be read, which a finding says.
        values: What takes the findings.
    """
    (leading, benefits), *others = rows.items()
    if benefits is None:
        return
    known = {_key(row) for row in benefits if row.is_filled}
    _report_twice(leading, benefits, values)
    for part, found in others:
        if found is None:
            continue
        table, leader = names.table_name(part), names.table_name(leading)
        _report_twice(part, found, values)
        for row in found:
            if row.is_filled and _key(row) not in known:
                detail = f"row {row.number} of {table} is filled in and no benefit has its ID {row.id!r}"
                values.lacks("row-without-partner", detail, place(row.first), _REPAIR)
        there = {_key(row) for row in found}
        for row in benefits:
            if row.is_filled and _key(row) not in there:
                detail = f"row {row.number} of {leader}, ID {row.id!r}, has no row of its own in {table}"
                values.lacks("row-missing", detail, place(row.first))


def _report_twice(part: str, rows: Sequence[Row], values: Values) -> None:
    times = Counter(_key(row) for row in rows if row.is_filled)
    for row in rows:
        if row.is_filled and times[_key(row)] > 1:
            table = names.table_name(part)
            detail = f"the ID {row.id!r} in row {row.number} of {table} stands in another row, too"
            values.lacks("row-twice", detail, place(row.first), "give each benefit an ID of its own")


def _key(row: Row) -> str:
    """The ID as Excel compares it: capital and small letters are alike."""
    return row.id.casefold()
