"""Tells which parts of the template a workbook lacks, which names moved, and which rows are left out."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from roi_xl.errors import Finding, Level
from roi_xl.tampering.alignment import AlignedSheet, AlignedTable, Alignment
from roi_xl.tampering.fixed_rows import title
from roi_xl.template import names
from roi_xl.xlsx import Area, Sheet, a1, holds, place

_FRESH = "copy your inputs into a fresh workbook of `roi-xl new`"


class Parts:
    """The parts of a workbook compared with those of its template.

    Args:
        alignment: The workbook beside the template; the fixed rows of its tables are found.
        left_out: The sheets that it was built without.
        moved: The names of cells that were cut and pasted elsewhere.
    """

    def __init__(self, alignment: Alignment, left_out: Collection[str], moved: Collection[str]) -> None:
        self._alignment = alignment
        self._left_out, self._moved = left_out, moved

    def findings(self) -> Iterator[Finding]:
        """What is missing or means something else, sheet by sheet."""
        for id_, form in self._alignment.form.sheets.items():
            aligned = self._alignment.sheets.get(id_)
            if aligned is not None:
                yield from self._of_sheet(aligned)
            elif id_ not in self._left_out and (form.names or form.tables):
                tab = self._alignment.words.text("sheet", id_, "tab")
                yield _missing("", f"the sheet {tab} is missing, with all that it calculates")

    def _of_sheet(self, aligned: AlignedSheet) -> Iterator[Finding]:
        for id_ in aligned.form.tables:
            if id_ in aligned.tables:
                yield from self._of_table(aligned.tables[id_], aligned)
            else:
                where = place((aligned.sheet.name, (1, 1)))
                yield _missing(where, f"the table {names.table_name(id_)} is missing on this sheet")
        for name, form in aligned.form.names.items():
            yield from self._of_name(name, form, aligned)

    def _of_name(self, name: str, form: Area, aligned: AlignedSheet) -> Iterator[Finding]:
        found = self._alignment.places.get(name)
        expected = self._expected(form, aligned)
        if found is None:
            where = "" if expected is None else place((aligned.sheet.name, expected[:2]))
            yield _missing(where, f"the name {name} is missing, or means no cell")
        elif expected is not None and name not in self._moved:
            grows = any(holds(told.area, form[:2]) for told in aligned.form.tables.values())
            if _is_meant(found, (aligned.sheet.name, expected), may_be_short=grows):
                return
            belongs = _place(aligned.sheet.name, expected)
            detail = f"the name {name} means {_place(*found)}, where {belongs} belongs"
            remedy = "point it back in Formulas, Name Manager"
            yield Finding(Level.ERROR, "name-moved", place((found[0], found[1][:2])), detail, remedy)

    def _expected(self, form: Area, aligned: AlignedSheet) -> Area | None:
        """The area that a name should mean; None if it lies in a part that is missing anyway."""
        top, left, bottom, right = form
        for id_, told in aligned.form.tables.items():
            header, first, last_row, last = told.area
            if header <= top and bottom <= last_row and first <= left and right <= last:
                table = aligned.tables.get(id_)
                at = None if table is None else table.columns.get(told.columns[left - first])
                if table is None or at is None:
                    return None
                if bottom > top:
                    return table.first, at, table.last, at
                item = told.items[top - header - 1] if told.items and top > header else ""
                row = table.items.get(item) if item else table.stored.area[0]
                return None if row is None else (row, at, row, at)
        return aligned.area(form)

    def _of_table(self, table: AlignedTable, aligned: AlignedSheet) -> Iterator[Finding]:
        sheet, stored = aligned.sheet, table.stored
        corner = place((stored.sheet, stored.area[:2]))
        needed = {column for told in table.form.cells.values() for column in told}
        for column in table.form.columns:
            if column in needed and column not in table.columns:
                yield _missing(corner, f"the column {column} of {stored.name} is missing")
        for item in table.form.items:
            if item not in table.items:
                told = title(table, self._alignment, item)
                yield _missing(corner, f"the row “{told}” of {stored.name} is missing")
        if table.form.total and not stored.totals_rows:
            yield _missing(corner, f"the total row of {stored.name} is missing")
        if table.form.items:
            known = {*table.items.values()}
            for row in table.rows:
                if row not in known and _holds_anything(sheet, row, stored.area):
                    yield _row(
                        table, row, "row-added", f"the template has no such row in {stored.name}", "delete it"
                    )
            return
        yield from self._left_out_rows(table, aligned)

    def _left_out_rows(self, table: AlignedTable, aligned: AlignedSheet) -> Iterator[Finding]:
        """The rows of a table that its figures leave out: hidden ones of a total, and those just below it."""
        stored, sheet = table.stored, aligned.sheet
        totals = [table.columns[c] for c in table.form.cells.get("!", {}) if c in table.columns]
        for row in sorted(sheet.hidden_rows & {*table.rows}):
            if any(sheet.values.get((row, at)) not in (None, 0.0) for at in totals):
                detail = f"it is hidden, so the totals of {stored.name} leave it out"
                yield _row(table, row, "row-left-out", detail, "show all rows, or delete it")
        row = stored.area[2] + 1
        if not _is_known(aligned, row) and _is_like_a_row(table, sheet, row):
            detail = f"it is filled in, but lies below {stored.name}, so no figure counts it"
            remedy = "move it into the table, or drag the table's corner over it"
            yield _row(table, row, "row-left-out", detail, remedy)


def _place(sheet: str, area: Area) -> str:
    """An area as Excel writes it, such as `ROI!E14` or `Costs!B7:B9`."""
    first, last = place((sheet, area[:2])), a1(area[2:])
    return first if area[:2] == area[2:] else f"{first}:{last}"


def _is_meant(found: tuple[str, Area], expected: tuple[str, Area], *, may_be_short: bool) -> bool:
    """Whether a name means the expected area; a list in a growing column may not have grown with it."""
    if found == expected:
        return True
    (sheet, area), (there, whole) = found, expected
    is_inside = whole[0] <= area[0] <= area[2] <= whole[2] and (area[1], area[3]) == (whole[1], whole[3])
    return may_be_short and sheet == there and is_inside and area[0] == whole[0]


def _is_known(aligned: AlignedSheet, row: int) -> bool:
    """Whether the template has something of its own in a row."""
    form = aligned.rows.in_form(row)
    return form is not None and any(cell[0] == form for cell in aligned.form.cells)


def _is_like_a_row(table: AlignedTable, sheet: Sheet, row: int) -> bool:
    """Whether cells below a table are those of one of its rows, not a note or a sum of somebody's own."""
    calculated = [at for c, at in table.columns.items() if c in table.form.cells.get("*", {})]
    typed = [at for c, at in table.columns.items() if c in table.form.typed]
    formulas = sum((row, at) in sheet.formulas for at in calculated)
    values = [sheet.values.get((row, at)) for at in typed]
    filled = sum(value is not None for value in values)
    return formulas > 1 or (filled > 1 and any(isinstance(value, float) for value in values))


def _holds_anything(sheet: Sheet, row: int, area: Area) -> bool:
    cells = [(row, at) for at in range(area[1], area[3] + 1)]
    return any(cell in sheet.formulas or sheet.values.get(cell) is not None for cell in cells)


def _missing(where: str, detail: str) -> Finding:
    return Finding(Level.ERROR, "part-missing", where, detail, _FRESH)


def _row(table: AlignedTable, row: int, code: str, detail: str, remedy: str) -> Finding:
    return Finding(
        Level.ERROR, code, place((table.stored.sheet, (row, table.stored.area[1]))), detail, remedy
    )
