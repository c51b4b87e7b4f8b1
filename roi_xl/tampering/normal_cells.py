"""Writes the formulas of a workbook in normal form, with the template's symbols for what they refer to."""

from __future__ import annotations

import re
from collections.abc import Mapping

from roi_xl.calc import FUNCTIONS
from roi_xl.errors import CellError
from roi_xl.formulas.areas import spelled
from roi_xl.formulas.defined_names import Scope, unquoted
from roi_xl.formulas.normal_form import normal_form
from roi_xl.formulas.references import UnresolvedReferenceError, reference_area, table_area
from roi_xl.formulas.spelling import Spelling
from roi_xl.tampering.alignment import AlignedSheet, AlignedTable, Alignment
from roi_xl.tampering.known_cells import Normal, known_cells, remember
from roi_xl.xlsx import Area, Cell, Table, range_a1
from roi_xl.xlsx.formula import Token, TokenKind

_PIECES = re.compile(r'"(?:[^"]|"")*"|\b[A-Z][A-Z0-9_.]*\(|[()]|[^"()A-Z]+|.')
SAME_ROW, PARTNER = "@", "="
UNKNOWN = "?"
"""What the symbol of anything begins with that the template doesn't have."""


class NormalCells:
    """The formulas of a workbook in normal form.

    Args:
        alignment: The workbook beside the template.
    """

    def __init__(self, alignment: Alignment) -> None:
        self._aligned = alignment
        book = alignment.model.book
        self._scope = Scope(book.names, [sheet.name for sheet in book.sheets])
        self._spelling = Spelling(FUNCTIONS, book.links, self._scope)
        self._sheets = {sheet.name.lower(): sheet.name for sheet in book.sheets}
        self._tables: Mapping[str, Table] = {table.name.lower(): table for table in book.tables}
        self._symbols = {
            name.lower(): _form_symbol(alignment, sheet_id, area)
            for sheet_id, sheet in alignment.form.sheets.items()
            for name, area in sheet.names.items()
        }
        self._named_areas = {
            (sheet_id, area): name
            for sheet_id, sheet in alignment.form.sheets.items()
            for name, area in sorted(sheet.names.items(), reverse=True)
        }
        self._structured: dict[tuple[str, str, str | None], str] = {}
        self._known = known_cells(alignment)
        self._of_items: dict[tuple[Cell, str], Normal] | None = None  # while it isn't known where they are
        self._of_cells: dict[Cell, Normal] = {}
        self._everywhere: dict[
            tuple[str, str, str | None], str
        ] = {}  # formulas that mean the same in any row
        self._links: dict[str, int] = {}
        self._is_placed = False
        self._names_items = False

    def of(self, cell: Cell) -> Normal:
        """The formula of a cell in normal form, and the rows of other tables that it refers to, by table.

        Raises:
            KeyError: The cell has no formula.
        """
        if cell not in self._of_cells:
            self._of_cells[cell] = self._read(cell)
        return self._of_cells[cell]

    def rows_are_found(self) -> None:
        """Forget the formulas that refer to fixed rows which weren't known when they were read."""
        unknown = f".{UNKNOWN}."
        self._of_cells = {cell: read for cell, read in self._of_cells.items() if unknown not in read[0]}
        self._of_items = self._known.of_items(self._aligned)

    def _read(self, cell: Cell) -> Normal:
        text = self._aligned.by_name[cell[0]].sheet.formulas[cell[1]].text
        known = self._known.anywhere.get((cell, text))
        if known is None and self._of_items is not None:
            known = self._of_items.get((cell, text))
        if known is None:
            self._names_items = False
            known = self._understood(cell, text)
            if not self._names_items:
                remember(self._known.anywhere, cell, text, known)
            elif self._of_items is not None:
                remember(self._of_items, cell, text, known)
        return known

    def _understood(self, cell: Cell, text: str) -> Normal:
        sheet, (row, column) = cell
        table = self._table_at(sheet, row, column)
        key = text, sheet, table.id if table else None
        known = self._everywhere.get(key)
        if known is not None:
            return known, {}
        self._links, self._is_placed = {}, False

        def refer(prefix: str | None, token: Token) -> str:
            return self._symbol(prefix, token, sheet, (row, column), table)

        def ours(prefix: str | None, name: str) -> str | None:
            return self._spelling.ours(prefix, name, sheet)

        normal = normal_form(text, refer, ours)
        if not self._is_placed and not self._names_items:
            self._everywhere[key] = normal
        return normal, self._links

    def _table_at(self, sheet: str, row: int, column: int) -> AlignedTable | None:
        for table in self._aligned.by_name[sheet].tables.values():
            if row in table.rows and table.stored.area[1] <= column <= table.stored.area[3]:
                return table
        return None

    def _symbol(
        self, prefix: str | None, token: Token, sheet: str, at: tuple[int, int], own: AlignedTable | None
    ) -> str:
        kind, text = token
        if kind is TokenKind.NAME:
            name = self._scope.meant(prefix, text, sheet)
            if name is not None or text.lower() not in self._tables:
                known = self._symbols.get(text.lower())
                is_global = name is None or name.sheet is None
                return known if known and is_global else f"{UNKNOWN}{prefix or ''}{text.lower()}"
            text = f"{text}[]"
        if kind is TokenKind.REFERENCE:
            self._is_placed = True
            place = sheet if prefix is None else self._sheets.get(unquoted(prefix).lower())
            area = reference_area(text)
            if place is None:
                return f"{UNKNOWN}{prefix}{text.upper()}"
            return self._of_area(place, area, at[0], own, is_row=None)
        key = text, sheet, own.id if own else None
        symbol = self._structured.get(key)
        if symbol is None:
            try:
                place, area = table_area(text, self._tables, sheet, *at)
            except UnresolvedReferenceError:
                self._is_placed = True
                return f"{UNKNOWN}{text.lower()}"
            is_row = "@" in text or "#this row" in text.lower()
            symbol = self._of_area(place, area, at[0], own, is_row=is_row)
            if is_row and not symbol.endswith(f"{SAME_ROW}}}"):
                self._is_placed = True  # the row of another table beside it
            elif not self._names_items:
                self._structured[key] = symbol
        return symbol

    def _of_area(
        self, sheet: str, area: Area, row: int, own: AlignedTable | None, *, is_row: bool | None
    ) -> str:
        aligned = self._aligned.by_name.get(sheet)
        if aligned is None:
            return f"{UNKNOWN}{sheet}!{spelled(area)}"
        top, left, bottom, right = area
        for table in aligned.tables.values():
            _, first, bound, last = table.stored.area
            if table.stored.area[0] <= top and bottom <= bound and first <= left and right <= last:
                ids = table.ids
                columns = ":".join(dict.fromkeys(ids.get(at, UNKNOWN) for at in (left, right)))
                is_here = top == bottom == row and (is_row or (is_row is None and table is own))
                if (top, bottom) == (table.first, table.last) and not is_here:
                    return f"{{{table.id}.{columns}}}"
                if top == bottom:
                    return self._of_row(table, top, columns, row, own)
        return self._outside(aligned, area)

    def _of_row(
        self, table: AlignedTable, target: int, columns: str, row: int, own: AlignedTable | None
    ) -> str:
        if target < table.first:
            return f"{{{table.id}.^.{columns}}}"
        if target > table.last:
            return f"{{{table.id}.!.{columns}}}"
        if table is own and target == row:
            return f"{{{table.id}.{columns}{SAME_ROW}}}"
        if table.form.items:
            self._names_items = True
            return f"{{{table.id}.{table.item_of(target) or UNKNOWN}.{columns}}}"
        if own is not None and table is not own and not own.form.items:
            self._links.setdefault(table.id, target)
            if self._links[table.id] == target:
                return f"{{{table.id}.{columns}{PARTNER}}}"
        return f"{{{table.id}.{target - table.first + 1}.{columns}}}"

    def _outside(self, aligned: AlignedSheet, area: Area) -> str:
        top, bottom = (aligned.rows.in_form(row) for row in (area[0], area[2]))
        left, right = (aligned.columns.in_form(column) for column in (area[1], area[3]))
        if top is None or bottom is None or left is None or right is None:
            return f"{UNKNOWN}{aligned.id}!{spelled(area)}"
        there = top, left, bottom, right
        return self._named_areas.get((aligned.id, there)) or f"{aligned.id}!{range_a1(there)}"


def handed_over(formula: str) -> str:
    """A formula in normal form as `roi-xl freeze` leaves it, with `#NAME?` for each call of our functions."""
    kept: list[str] = []
    depth = 0  # of the brackets in a call of ours; 0 outside of any
    for piece in _PIECES.findall(formula):
        if depth:
            depth += piece.endswith("(") and not piece.startswith('"')
            depth -= piece == ")"
        elif piece[:-1] in FUNCTIONS and piece.endswith("("):
            kept.append(CellError.NAME.value)
            depth = 1
        else:
            kept.append(piece)
    return "".join(kept)


def _form_symbol(alignment: Alignment, sheet_id: str, area: Area) -> str:
    """The symbol of a named area of the template."""
    sheet = alignment.form.sheets[sheet_id]
    top, left, bottom, right = area
    for id_, table in sheet.tables.items():
        header, first, last_row, last = table.area
        if header <= top and bottom <= last_row and first <= left and right <= last:
            columns = ":".join(dict.fromkeys(table.columns[at - first] for at in (left, right)))
            if top == bottom == header:
                return f"{{{id_}.^.{columns}}}"
            if (top, bottom) == (header + 1, last_row) and top != bottom:
                return f"{{{id_}.{columns}}}"
            if table.items and top == bottom:
                return f"{{{id_}.{table.items[top - header - 1]}.{columns}}}"
    known = [name for name, named in sheet.names.items() if named == area]
    return min(known)
