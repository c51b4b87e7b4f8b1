"""Reads the rows of a table as records; columns are found by the defined names of their headers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import repeat

from roi_xl.layout.declared import row_labels
from roi_xl.layout.field_values import Values, as_text, out_of_order
from roi_xl.layout.skeleton import skeleton
from roi_xl.layout.source import Source
from roi_xl.template import names
from roi_xl.template.declaration import Item, Table
from roi_xl.xlsx import Cell, place
from roi_xl.xlsx import Table as StoredTable


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    Attributes:
        number: On its sheet, counted from 1.
        record: What is filled in.
        first: A cell of the row, for messages.
        is_filled: Whether anything is filled in. What a new workbook holds already is nothing: the ID of a
            spare row, and the rows of its skeleton as they are.
        id: The ID of the benefit that it belongs to; empty in other tables.
    """

    number: int
    record: object
    first: Cell
    is_filled: bool
    id: str = ""


def rows_of(part: str, record: type, source: Source, values: Values) -> Sequence[Row] | None:
    """The rows of a table, including blank ones; None if it can't be read, which a finding reports.

    Args:
        part: The part of a study that the table holds.
        record: The dataclass of its rows.
        source: The workbook.
        values: Reads its cells, and collects the findings.
    """
    table, stored = source.declared.tables[part], source.table(names.table_name(part))
    if stored is None:
        if not source.is_newer(names.table_name(part)):
            detail = f"the table {names.table_name(part)} is missing"
            values.lacks("table-missing", detail)
        return None
    if not stored.header_rows:
        detail = f"the table {stored.name} has no header row"
        values.lacks("header-missing", detail, _corner(stored), "switch it on (Table Design, Header Row)")
        return None
    columns = _columns(table, stored, source, values)
    numbers = range(stored.area[0] + 1, stored.area[2] - stored.totals_rows + 1)
    if table.items and not _are_the_fixed_rows(table, stored, numbers, columns, source, values):
        return None
    given = skeleton(source.language).get(part, ())
    return [*_rows(table, record, stored, numbers, columns, values, given)]


def _rows(
    table: Table,
    record: type,
    stored: StoredTable,
    numbers: range,
    columns: Mapping[str, int],
    values: Values,
    given: Sequence[object],
) -> Iterator[Row]:
    typed = {column.id: column for column in table.typed}
    read = [
        (field.name, columns[id_], typed[id_])
        for field in fields(record)
        if (id_ := field.name.rstrip("_")) in columns
    ]
    items = table.items or repeat(Item(""))
    for row, item in zip(numbers, items, strict=False):
        filled = {
            name: values.read((stored.sheet, (row, number)), column.format, values.list_of(column))
            for name, number, column in read
            if column.id not in item.cells  # what the template gives isn't filled in
        }
        id_ = str(filled.get(names.KEY, "")) if table.id in names.KEYED else ""
        is_filled = record(**filled) not in (record(**{names.KEY: id_} if id_ else {}), *given)
        yield Row(row, record(**filled), (stored.sheet, (row, stored.area[1])), is_filled, id_)


def _columns(table: Table, stored: StoredTable, source: Source, values: Values) -> Mapping[str, int]:
    """The position of each column to read; one that isn't certain is left out and reported."""
    found: dict[str, int] = {}
    for id_ in table.named:
        name = names.column_header(table.id, id_)
        meant = source.area(name)
        if meant is None:
            if not source.is_newer(name):
                detail = f"the column {id_} of {stored.name} was deleted, or its name {name}"
                values.lacks("column-missing", detail, _corner(stored))
            continue
        sheet, (top, left, bottom, right) = meant
        is_header = (sheet, top, bottom) == (stored.sheet, stored.area[0], stored.area[0]) and left == right
        if not (is_header and stored.area[1] <= left <= stored.area[3]):
            detail = f"the name {name} means no header of {stored.name}"
            values.lacks("column-outside", detail, place((sheet, (top, left))))
            continue
        found[id_] = left
    for number in (number for number, times in Counter(found.values()).items() if times > 1):
        twice = [id_ for id_, left in found.items() if left == number]
        detail = f"{' and '.join(names.column_header(table.id, id_) for id_ in twice)} mean the same column"
        values.lacks("column-twice", detail, place((stored.sheet, (stored.area[0], number))))
        for id_ in twice:
            del found[id_]
    return found


def _are_the_fixed_rows(
    table: Table,
    stored: StoredTable,
    numbers: range,
    columns: Mapping[str, int],
    source: Source,
    values: Values,
) -> bool:
    """Whether the fixed rows are all present and in order."""
    known = source.fixed_rows(table.id, len(table.items))
    if len(numbers) != known:
        detail = f"the table {stored.name} has {len(numbers)} rows instead of {known}"
        values.lacks("rows-changed", detail, _corner(stored))
        return False
    if table.label in columns:
        labels = [as_text(source.value((stored.sheet, (row, columns[table.label])))) for row in numbers]
        if moved := out_of_order(labels, row_labels(source.language, table.id, source.declared.kind)[:known]):
            detail = f"the rows of {stored.name} are in another order: {moved!r} has moved"
            values.lacks("row-order", detail, _corner(stored), "sort them by their first column")
            return False
    return True


def _corner(stored: StoredTable) -> str:
    return place((stored.sheet, stored.area[:2]))
