"""Puts rows into a table: first into its blank rows at the end, then into new rows below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from roi_xl.xlsx.address import Address, addresses
from roi_xl.xlsx.input_cells import Door, Refusal
from roi_xl.xlsx.input_values import Input
from roi_xl.xlsx.table_growth import AS_IN_EXCEL, CannotGrowError, Growth, Wish, growth
from roi_xl.xlsx.workbook import Table, Workbook

Row = Mapping[str, Input]
"""The values of a row by column name; the cells of other columns don't change."""


@dataclass(slots=True)
class Placed:
    """The cells for the rows of a table.

    Attributes:
        values: The values by cell of the table's sheet.
        cells: All cells of the rows that get values, new ones included.
        grown: How the table gets longer; None if its blank rows are enough.
        refusals: Why rows can't be put in.
    """

    values: dict[Address, Input] = field(default_factory=dict)
    cells: set[Address] = field(default_factory=set)
    grown: Growth | None = None
    refusals: list[Refusal] = field(default_factory=list)


def placed(book: Workbook, table: Table, rows: Sequence[Row], door: Door, wish: Wish = AS_IN_EXCEL) -> Placed:
    """Find the cells for new rows.

    Args:
        book: The workbook.
        table: The table.
        rows: The new rows, in their order.
        door: The `Door` of its sheet; it knows all cells of the table and those below it.
        wish: How it may get longer.
    """
    found = Placed(refusals=[*_unknown_columns(table, rows), *_repeated_columns(table, rows)])
    if found.refusals or not rows:
        return found
    blank = _blank_rows(table, door)
    more = len(rows) - len(blank)
    bottom = table.area[2]
    if more > 0:
        try:
            found.grown = growth(book, table, more, door, wish)
        except CannotGrowError as error:
            reason = f"it has {_counted(len(blank))} for {len(rows)} new ones, and {error.reason}"
            found.refusals.append(Refusal(table.name, "no-room", reason, error.remedy))
            return found
    columns = {name.lower(): table.area[1] + number for number, name in enumerate(table.columns)}
    for number, row in zip([*blank, *range(bottom + 1, bottom + 1 + more)], rows, strict=False):
        found.cells.update(addresses((number, table.area[1], number, table.area[3])))
        found.values.update(
            {(number, columns[name.lower()]): value for name, value in row.items() if value is not None}
        )
    return found


def _counted(blank: int) -> str:
    return "no blank row at its end" if not blank else f"{blank} blank row{'s'[: blank > 1]} at its end"


def _unknown_columns(table: Table, rows: Sequence[Row]) -> Iterator[Refusal]:
    known = {name.lower() for name in table.columns}
    for name in dict.fromkeys(name for row in rows for name in row):
        if name.lower() not in known:
            reason, remedy = f"it has no column {name!r}", f"name one of {', '.join(table.columns)}"
            yield Refusal(table.name, "unknown-column", reason, remedy)


def _repeated_columns(table: Table, rows: Sequence[Row]) -> Iterator[Refusal]:
    """Refuse rows that name a column twice, in different cases."""
    for number, row in enumerate(rows, 1):
        seen: set[str] = set()
        for name in row:
            if name.lower() in seen:
                reason = f"row {number} of the new ones has two values for the column {name!r}"
                yield Refusal(
                    table.name, "twice", reason, "give one of them; upper and lower case are the same"
                )
            seen.add(name.lower())


def _blank_rows(table: Table, door: Door) -> list[int]:
    """The rows at the table's end without typed values; results of formulas don't count."""
    top, _, bottom, _ = table.area
    first, last = top + table.header_rows, bottom - table.totals_rows
    start = last + 1
    while start > first and _is_blank(table, start - 1, door):
        start -= 1
    return [*range(start, last + 1)]


def _is_blank(table: Table, row: int, door: Door) -> bool:
    """Whether a row's input cells are all blank and it has any; locked and computed cells don't count."""
    cells = [(row, column) for column in range(table.area[1], table.area[3] + 1)]
    free = [cell for cell in cells if not door.is_computed(cell) and not door.is_locked(cell)]
    return bool(free) and all(door.sheet.values.get(cell) in {None, ""} for cell in free)
