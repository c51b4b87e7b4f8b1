"""Matches rows of two tables: finds the shares and the scenarios that belong to each benefit.

Each row has a cell that shows the other row's ID: the match is the cell that its formula refers to or, if it
holds a value, the row with this ID. Counting rows would be wrong as soon as one is inserted or deleted.

One edit leaves no trace in a file: if somebody removes the protection and sorts the rows of Attribution or
Range in Excel, the typed values move and the links stay. We read it that way, as the workbook computes it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from roi_xl.errors import CellError, Finding, Level
from roi_xl.layout.field_values import Values, as_text
from roi_xl.layout.records import Row
from roi_xl.layout.source import Source
from roi_xl.study import RECORDS
from roi_xl.template import names
from roi_xl.xlsx import Cell, place

LED = {"attribution": "benefits", "scenarios": "attribution"}
"""The parts whose rows belong to rows of another part, with that other part."""

_LINK_END = '&""'
_NUMBERED = re.compile(r"(.*?)(\d+)")
_REPAIR = "enter it again in the row that shows the ID, or clear it"


def partners(
    part: str, rows: Sequence[Row], leaders: Sequence[Row], source: Source, values: Values
) -> Mapping[int, Row] | None:
    """The row that belongs to each of the leading rows, by the leading row's number.

    A row that belongs to none, or shares its place with another, is left out; if it is filled in, a finding
    says so.

    Args:
        part: The part of a study that the rows hold.
        rows: The rows that belong to others.
        leaders: The rows that they belong to.
        source: The workbook.
        values: Collects the findings.

    Returns:
        The rows, or None if one of the tables has no column that shows an ID.
    """
    keys = {leader.key: leader.number for leader in leaders if leader.key is not None}
    if len(keys) < len(leaders) or any(row.key is None for row in rows):
        return None  # the column is missing, as a finding says
    _warn_if_sorted(part, rows, keys, source, values)
    table, blank = names.table_name(part), RECORDS[part]()
    found = [(row, _leader(row.key, keys, source)) for row in rows if row.key is not None]
    times = Counter(number for row, number in found if number is not None and row.record != blank)
    belonging: dict[int, Row] = {}
    for row, number in found:
        if row.record == blank:
            if number is not None:
                belonging.setdefault(number, row)
        elif number is None:
            detail = f"row {row.number} of {table} is filled in and belongs to no other row"
            values.lacks("row-without-partner", detail, place(row.first), _REPAIR)
        elif times[number] > 1:
            detail = f"row {row.number} of {table} belongs where another row belongs, too"
            values.lacks("row-twice", detail, place(row.first), _REPAIR)
        else:
            belonging[number] = row
    return belonging


def _leader(key: Cell, leaders: Mapping[Cell, int], source: Source) -> int | None:
    """The number of the leading row for a row, from its cell that shows the ID; None if there is none."""
    meant = source.meaning(source.formula(key).removesuffix(_LINK_END), key)
    if meant is not None and (target := (meant[0], meant[1][:2])) in leaders:
        return leaders[target]
    shown = source.value(key)
    text = "" if isinstance(shown, CellError) else as_text(shown).strip()
    same = [leaders[cell] for cell in leaders if as_text(source.value(cell)).strip() == text]
    return same[0] if text and len(same) == 1 else None


def _warn_if_sorted(
    part: str, rows: Sequence[Row], leaders: Collection[Cell], source: Source, values: Values
) -> None:
    """Report if the leading rows may have been sorted, which leaves the rows that belong to them in place.

    The file itself then pairs them wrongly. The only trace is that numbered IDs are out of order.
    """
    ids = [text for cell in leaders if (text := as_text(source.value(cell)).strip())]
    numbered = [match for text in ids if (match := _NUMBERED.fullmatch(text))]
    numbers = [int(match[2]) for match in numbered]
    alike = len(numbered) == len(ids) and len({match[1] for match in numbered}) == 1
    if alike and numbers != sorted(numbers) and any(row.record != RECORDS[part]() for row in rows):
        table, leading = names.table_name(part), names.table_name(LED[part])
        detail = f"the IDs of {leading} are in no order: if its rows were sorted, those of {table} were not"
        remedy = f"compare each row of {table} with what it belongs to, or sort {leading} by ID"
        values.findings.append(Finding(Level.WARNING, "id-order", place(next(iter(leaders))), detail, remedy))
