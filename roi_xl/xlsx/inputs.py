"""Puts inputs into a workbook, typed values and table rows, and leaves everything else unchanged.

All or nothing: if one value can't be put in, none is. Whatever Excel would refuse is refused: values for
cells that formulas fill, for headings, merged or locked cells, or against the rules of data validation.

The cached results of formulas are out of date afterwards: recalculate the workbook.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from roi_xl.catalogue import Scalar
from roi_xl.xlsx.address import Address, Area, Cell, addresses, holds, place
from roi_xl.xlsx.entries import Entry, with_entries
from roi_xl.xlsx.formula import MAX_COLUMN, MAX_ROW
from roi_xl.xlsx.input_cells import Door, InputsRefusedError, Refusal
from roi_xl.xlsx.input_values import Input, UnfitValueError, stored
from roi_xl.xlsx.refusals import PackageError
from roi_xl.xlsx.relationships import relationships, removed
from roi_xl.xlsx.sheet_rules import sheet_rules
from roi_xl.xlsx.stored_values import same
from roi_xl.xlsx.styles import cell_formats
from roi_xl.xlsx.table_growth import (
    AS_IN_EXCEL,
    Growth,
    Wish,
    longer_names,
    longer_rules,
    longer_table,
    part_of,
    without_insert_row,
)
from roi_xl.xlsx.table_rows import Placed, Row, placed
from roi_xl.xlsx.validation_sources import Sources
from roi_xl.xlsx.workbook import Table, Workbook

_WHOLE_SHEET: Area = (1, 1, MAX_ROW, MAX_COLUMN)
_GIVE_ONE = "name it once; upper and lower case are the same"
_NO_VALUES: Mapping[Cell, Input] = MappingProxyType({})
_NO_ROWS: Mapping[str, Sequence[Row]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Edit:
    """The changes that the inputs make.

    Attributes:
        values: The new values by cell, rows of tables included; None for a blank.
        replaced: New content by part name; empty if the workbook already held everything.
        dropped: Parts to leave out.
        is_outdated: Whether results of formulas may be out of date: then recalculate.
        plain_days: Cells that got a day or a time but show it as a number, because their format isn't a date
            format; formats aren't changed.
    """

    values: Mapping[Cell, Scalar]
    replaced: Mapping[str, bytes]
    dropped: Collection[str]
    is_outdated: bool
    plain_days: tuple[Cell, ...] = ()


def with_inputs(
    book: Workbook, values: Mapping[Cell, Input] = _NO_VALUES, rows: Mapping[str, Sequence[Row]] = _NO_ROWS
) -> bytes:
    """The workbook's file with inputs in it; results of formulas aren't updated, so recalculate it.

    Args:
        book: The workbook as it was read.
        values: Values by cell; None or an empty text makes a blank.
        rows: New rows by the name of their table, each with values by the names of columns.

    Returns:
        The new package; the same object that was read if it already held everything.

    Raises:
        InputsRefusedError: Something can't be put in; it says what, why, and what to do.
        PackageError: It carries a digital signature, which any change would void, or it is damaged.
    """
    edit = entered(book, values, rows)
    return book.package.written(edit.replaced, edit.dropped) if edit.replaced else book.package.data


def entered(
    book: Workbook,
    values: Mapping[Cell, Input] = _NO_VALUES,
    rows: Mapping[str, Sequence[Row]] = _NO_ROWS,
    wish: Wish = AS_IN_EXCEL,
) -> Edit:
    """The changes that putting inputs into a workbook makes, part by part.

    Args:
        book: The workbook as it was read.
        values: Values by cell; None or an empty text makes a blank.
        rows: New rows by the name of their table, each with values by the names of columns.
        wish: How tables may get longer.

    Raises:
        InputsRefusedError: Something can't be put in; it says what, why, and what to do.
        PackageError: It carries a digital signature, which any change would void, or it is damaged.
    """
    work = _Work(book, values, rows)
    work.place_rows(wish)
    work.check()
    if work.refusals:
        raise InputsRefusedError(work.refusals)
    work.write()
    if work.replaced and book.signed:
        raise PackageError("signed", "it is digitally signed", "remove the signature in Excel")
    has_formulas = any(sheet.formulas for sheet in book.sheets) or bool(work.grown)
    is_outdated = bool(work.replaced) and has_formulas
    return Edit(work.stored, work.replaced, work.dropped, is_outdated, tuple(work.plain_days()))


class _Work:
    """The inputs while they are checked and written.

    Attributes:
        refusals: Why some can't be put in.
        stored: The new content by cell.
        grown: The tables that get longer.
        replaced: New content by part name.
        dropped: Parts to leave out.
    """

    def __init__(
        self, book: Workbook, values: Mapping[Cell, Input], rows: Mapping[str, Sequence[Row]]
    ) -> None:
        self.refusals: list[Refusal] = []
        self.stored: dict[Cell, Scalar] = {}
        self.grown: list[Growth] = []
        self.replaced: dict[str, bytes] = {}
        self.dropped: Collection[str] = ()
        self._book = book
        self._sheets = {sheet.name.lower(): sheet for sheet in book.sheets}
        self._values: dict[Cell, Input] = {}
        self._rows: list[tuple[Table, Sequence[Row]]] = []
        self._new_rows: dict[Cell, Address] = {}
        self._take(values, rows)
        self._doors = self._opened()

    def _take(self, values: Mapping[Cell, Input], rows: Mapping[str, Sequence[Row]]) -> None:
        """Find the sheets and tables by their names."""
        for cell, value in values.items():
            sheet = self._sheets.get(cell[0].lower())
            if sheet is None:
                self._refuse(place(cell), "unknown-sheet", f"there is no worksheet {cell[0]!r}", self._tabs())
            elif not holds(_WHOLE_SHEET, cell[1]):
                where = f"row {cell[1][0]}, column {cell[1][1]} of {sheet.name}"
                self._refuse(where, "no-cell", "it lies outside of the sheet", "name one of its cells")
            elif (sheet.name, cell[1]) in self._values:
                where = place((sheet.name, cell[1]))
                self._refuse(where, "twice", "two values are given for it", _GIVE_ONE)
            else:
                self._values[sheet.name, cell[1]] = value
        tables = {table.name.lower(): table for table in self._book.tables}
        for name, new in rows.items():
            table = tables.get(name.lower())
            if table is not None and any(table is taken for taken, _ in self._rows):
                self._refuse(table.name, "twice", "rows are given for it under two names", _GIVE_ONE)
            elif table is not None:
                self._rows.append((table, new))
            else:
                known = ", ".join(table.name for table in self._book.tables)
                remedy = f"name one of {known}" if known else "make one in Excel (Insert > Table)"
                self._refuse(name, "unknown-table", "there is no table of this name", remedy)

    def _tabs(self) -> str:
        return f"name one of {', '.join(sheet.name for sheet in self._book.sheets)}"

    def _refuse(self, where: str, code: str, reason: str, remedy: str) -> None:
        self.refusals.append(Refusal(where, code, reason, remedy))

    def _opened(self) -> Mapping[str, Door]:
        """The `Door` of each sheet concerned."""
        cells: dict[str, set[Address]] = {}
        for sheet, cell in self._values:
            cells.setdefault(sheet, set()).add(cell)
        for table, rows in self._rows:
            top, left, bottom, right = table.area
            cells.setdefault(table.sheet, set()).update(addresses((top, left, bottom + len(rows), right)))
        formats = cell_formats(self._book)
        return {
            sheet.name: Door(self._book, sheet, sheet_rules(self._book, sheet), formats, cells[sheet.name])
            for sheet in self._book.sheets
            if sheet.name in cells
        }

    def place_rows(self, wish: Wish) -> None:
        """Turn rows into values of cells."""
        for table, rows in self._rows:
            found = placed(self._book, table, rows, self._doors[table.sheet], wish)
            self.refusals += found.refusals
            self._note(table, found)

    def _note(self, table: Table, found: Placed) -> None:
        for cell in sorted(found.cells):
            if (table.sheet, cell) in self._values:
                where = place((table.sheet, cell))
                reason = f"a new row of {table.name} goes there, too"
                self._refuse(where, "twice", reason, "give it in the row, or put the rows in afterwards")
        for cell, value in found.values.items():
            self._values[table.sheet, cell] = value
        if found.grown is not None:
            self.grown.append(found.grown)
            for cell in found.grown.entries:
                self._new_rows[table.sheet, cell] = (table.area[2], cell[1])

    def check(self) -> None:
        """Refuse inputs that can't be put in, and determine what the cells store."""
        formulas = {
            (grown.table.sheet, cell)
            for grown in self.grown
            for cell, entry in grown.entries.items()
            if entry.formula
        }
        for cell, value in self._values.items():
            refusal = self._doors[cell[0]].refusal(cell[1], self._new_rows.get(cell))
            if refusal is None and cell in formulas:
                remedy = "put the values into the columns that the formula reads"
                refusal = Refusal(place(cell), "formula", "its column is computed", remedy)
            try:
                self.stored[cell] = stored(value, date1904=self._book.date1904)
            except UnfitValueError as error:
                refusal = refusal or Refusal(place(cell), "unfit", error.reason, error.remedy)
            self.refusals += [refusal] if refusal else []
        for name, door in self._doors.items() if not self.refusals else ():
            sources = Sources(self._book, name, self.stored)
            for cell, new in self.stored.items():
                if cell[0] == name:
                    broken = door.broken_rule(cell[1], new, sources, self._new_rows.get(cell))
                    self.refusals += [broken] if broken else []

    def plain_days(self) -> Iterator[Cell]:
        """The cells that show a day as a number."""
        for (sheet, cell), value in self._values.items():
            like = self._new_rows.get((sheet, cell), cell)
            if isinstance(value, dt.date | dt.time) and not self._doors[sheet].shows_days(like):
                yield sheet, cell

    def write(self) -> None:
        """Make the new parts."""
        filled: list[Table] = [grown.table for grown in self.grown]
        for name, door in self._doors.items():
            entries = self._entries(name, door)
            new = [cell for cell, entry in entries.items() if entry.value is not None]
            here = [table for table in self._book.tables if table.sheet == name]
            filled += [table for table in here if any(holds(table.area, cell) for cell in new)]
            if entries:
                styles = {cell: style for cell in entries if (style := door.style(cell))}
                part = door.sheet.part
                self.replaced[part] = with_entries(door.data, part, door.found, entries, styles)
        for grown in self.grown:
            self._lengthen(grown)
        for table in filled:
            part = part_of(self._book, table)
            old = self.replaced.get(part) or self._book.package.read(part)
            if (data := without_insert_row(old, part)) is not old:
                self.replaced[part] = data

    def _entries(self, name: str, door: Door) -> dict[Address, Entry]:
        """The changes on a sheet."""
        entries: dict[Address, Entry] = {}
        for grown in self.grown:
            if grown.table.sheet == name:
                entries.update(grown.entries)
        for (sheet, cell), value in self.stored.items():
            is_there = same(value, door.sheet.values.get(cell)) and cell not in door.sheet.undated
            if sheet == name and (not is_there or cell in entries):
                style = entries[cell].style if cell in entries else None
                entries[cell] = Entry(value, style=style)
        return entries

    def _lengthen(self, grown: Growth) -> None:
        """Make a table longer, with everything that refers to all of its rows."""
        book, replaced = self._book, self.replaced
        sheet = self._doors[grown.table.sheet].sheet.part
        replaced[sheet] = longer_rules(replaced[sheet], sheet, grown.stretch)
        replaced[grown.part] = longer_table(book.package.read(grown.part), grown)
        old = replaced.get(book.part) or book.package.read(book.part)
        new = longer_names(old, book.part, grown.stretch)
        if new is not old:
            replaced[book.part] = new
        if any(entry.formula for entry in grown.entries.values()) and not self.dropped:
            links = relationships(book.package, book.part).items()
            chains = {identifier for identifier, link in links if link.kind == "calcChain"}
            self.dropped = removed(book.package, book.part, chains, replaced)
