"""Adds rows below a table's last one, as when its user types there; or says why it can't."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from roi_xl.xlsx.address import Address, Area, place, range_a1
from roi_xl.xlsx.entries import Entry
from roi_xl.xlsx.formula import MAX_ROW, TokenKind, shifted, tokens
from roi_xl.xlsx.formulas_outside_cells import outside_formulas
from roi_xl.xlsx.input_cells import Door
from roi_xl.xlsx.longer_references import Stretch, stretch
from roi_xl.xlsx.markup import Attributes, is_true, local, parse, unescaped
from roi_xl.xlsx.relationships import relationships
from roi_xl.xlsx.workbook import Table, Workbook
from roi_xl.xlsx.xml_edits import Path, with_edits

_BY_HAND = "add the rows in Excel: select the last one and press Tab"
_OF_INSERT_ROW = ("insertRow", "insertRowShift")
_REPEATED = {"conditionalFormatting", "dataValidation"}


class CannotGrowError(Exception):
    """A table can't get more rows without changing more than the table.

    Attributes:
        reason: Why, in one line.
        remedy: What to do about it, as an imperative.
    """

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason, remedy)
        self.reason, self.remedy = reason, remedy


@dataclass(frozen=True, slots=True)
class Growth:
    """A table that gets more rows, and what these hold.

    Attributes:
        table: The table.
        part: The name of its part.
        stretch: Its rows, and its future last row.
        entries: What the new rows hold before values are put in: formulas and formats.
    """

    table: Table
    part: str
    stretch: Stretch
    entries: Mapping[Address, Entry]


@dataclass(frozen=True, slots=True)
class Wish:
    """How tables may get longer.

    Attributes:
        is_protected_too: Whether also on a sheet that is protected without a password, as if its user had
            ended the protection for that moment.
        numbered: By the name of their table, the columns that hold the number of the row; new rows have
            theirs, too.
    """

    is_protected_too: bool = False
    numbered: Mapping[str, Collection[str]] = field(default_factory=dict)


AS_IN_EXCEL = Wish()
"""Tables get longer where their user could make them so by typing."""


def growth(book: Workbook, table: Table, more: int, door: Door, wish: Wish = AS_IN_EXCEL) -> Growth:
    """Work out how a table gets more rows.

    Args:
        book: The workbook.
        table: The table.
        more: How many rows.
        door: The `Door` of its sheet; it knows the cells of the table's last row and of the new ones.
        wish: How it may get longer.

    Raises:
        CannotGrowError: More than the table would change.
        PackageError: A part isn't well-formed.
    """
    _, left, bottom, right = table.area
    below = (bottom + 1, left, bottom + more, right)
    _check_table(table, door, wish)
    _check_below(book, table, below, door)
    rows = stretch(table, more)
    _check_readers(book, rows)
    part, calculated = _stored(book, table)
    entries: dict[Address, Entry] = {}
    for number, column in enumerate(range(left, right + 1)):
        formula = _continued(table, number, calculated[number], door)
        is_numbered = table.columns[number] in wish.numbered.get(table.name, ())
        for row in range(bottom + 1, bottom + more + 1):
            text = shifted(formula, row - bottom, 0)
            count = float(row - table.area[0] - table.header_rows + 1) if is_numbered else None
            entries[row, column] = Entry(count, formula=text, style=door.style((bottom, column)) or None)
    return Growth(table, part, rows, entries)


def _check_table(table: Table, door: Door, wish: Wish) -> None:
    if door.rules.is_protected and not (wish.is_protected_too and not door.rules.has_password):
        reason = "its sheet is protected, where tables can't get more rows"
        raise CannotGrowError(reason, "unprotect the sheet in Excel (Review > Unprotect Sheet)")
    if table.totals_rows:
        reason = "its totals row is in the way of more rows"
        raise CannotGrowError(reason, f"turn the totals row off in Excel and on again, or {_BY_HAND}")
    if table.area[2] < table.area[0] + table.header_rows:
        raise CannotGrowError("it has no row of which the new ones could take their form", _BY_HAND)


def _check_below(book: Workbook, table: Table, below: Area, door: Door) -> None:
    """Refuse if something is in the place of the new rows."""
    if below[2] > MAX_ROW:
        raise CannotGrowError("its new rows would lie outside of the sheet", "split the table")
    cells = [cell for cell in (*door.sheet.values, *door.sheet.formulas) if _overlap((*cell, *cell), below)]
    areas = [formula.area for formula in door.sheet.formulas.values() if formula.area is not None]
    areas += [other.area for other in book.tables if other.sheet == table.sheet and other is not table]
    areas += [*door.rules.merged, *door.rules.pivots, *((*cell, *cell) for cell in cells)]
    taken = [found for found in areas if _overlap(found, below)]
    if taken:
        where = place((table.sheet, min(taken)[:2]))
        raise CannotGrowError(f"{where}, below it, isn't free", f"move what is there, or {_BY_HAND}")


def _overlap(one: Area, other: Area) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _check_readers(book: Workbook, rows: Stretch) -> None:
    """Refuse if formulas or names read all rows by cell references that would have to be rewritten.

    Defined names for the table's own cells get longer with it; those that also reach beside it can't.
    """
    remedy = f"let it name the table's column instead, or {_BY_HAND}"
    for sheet in book.sheets:
        for cell, formula in sheet.formulas.items():
            if rows.is_read_by(formula.text, sheet.name):
                where = place((sheet.name, cell))
                raise CannotGrowError(f"the formula in {where} reads its rows by their cells", remedy)
    for name in book.names:
        # a reference without a sheet may mean any sheet, the table's, too
        if rows.is_read_by(rows.longer_formula(name.text, None), rows.sheet):
            raise CannotGrowError(f"the name {name.name} reads its rows by their cells", remedy)
    last = str(rows.last).encode()
    for found in outside_formulas(book, lambda data: last in data):
        if rows.is_read_by(found.text, found.sheet):
            where = f"{found.sheet}!{found.place}" if found.sheet else found.place
            raise CannotGrowError(f"a {found.kind} ({where}) reads its rows by their cells", remedy)


def _stored(book: Workbook, table: Table) -> tuple[str, list[str]]:
    """A table's part, and the formulas that it keeps for new rows, by column; an empty text for none.

    Raises:
        CannotGrowError: The table is filled from an external source, or a formula is an array formula.
    """
    part = part_of(book, table)
    formulas: list[str] = []
    path: list[str] = []
    pieces: list[str] = []
    is_strange = False

    def start(name: str, attributes: Attributes) -> None:
        nonlocal is_strange
        path.append(local(name))
        pieces.clear()
        if path[-1] == "tableColumn":
            formulas.append("")
        is_array = path[-1] == "calculatedColumnFormula" and is_true(attributes.get("array"))
        is_strange |= is_array or attributes.get("tableType", "worksheet") != "worksheet"

    def end(_: str) -> None:
        if path.pop() == "calculatedColumnFormula":
            formulas[-1] = unescaped("".join(pieces))

    parse(book.package.read(part), part, start, end, pieces.append)
    if is_strange:
        raise CannotGrowError("a query or array formulas fill it", _BY_HAND)
    return part, formulas


def part_of(book: Workbook, table: Table) -> str:
    """The name of a table's part."""
    sheet = next(sheet for sheet in book.sheets if sheet.name == table.sheet)
    links = relationships(book.package, sheet.part).values()
    parts = [link.target for link in links if link.kind == "table" and not link.external]
    return next(part for part in parts if _ispart_of(book, part, table))


def _ispart_of(book: Workbook, part: str, table: Table) -> bool:
    names: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        if local(name) == "table":
            names.append(attributes.get("displayName") or attributes.get("name", ""))

    parse(book.package.read(part), part, start)
    return names[:1] == [table.name]


def _continued(table: Table, number: int, calculated: str, door: Door) -> str:
    """The formula of a column in the table's last row, which the new rows continue; empty for none."""
    top, left, bottom, _ = table.area
    column = left + number
    if not calculated:
        return ""
    if not any(token.kind is TokenKind.REFERENCE for token in tokens(calculated)):
        return calculated
    formulas = door.sheet.formulas
    first = top + table.header_rows
    found = {
        shifted(formulas[row, column].text, bottom - row, 0)
        for row in range(first, bottom + 1)
        if (row, column) in formulas
    }
    if len(found) != 1:  # cell references are relative to a row that the file doesn't name
        reason = f"the formulas of its column {table.columns[number]} differ from row to row"
        raise CannotGrowError(reason, _BY_HAND)
    return found.pop()


def longer_table(data: bytes, grown: Growth) -> bytes:
    """A table part whose area and filter area include the new rows."""
    top, left, _, right = grown.table.area

    def attributes(path: Path, given: Attributes) -> Mapping[str, str]:
        if path not in {("table",), ("table", "autoFilter")} or "ref" not in given:
            return {}
        return {"ref": range_a1((top, left, grown.stretch.new_last, right))}

    return with_edits(data, grown.part, attributes, _as_it_is)


def without_insert_row(data: bytes, part: str) -> bytes:
    """A table part that doesn't say that its only row is the empty one that Excel shows for a first entry.

    Excel doesn't count that row as data (ECMA-376 part 1, 18.5.1.2: `insertRow`), so once the table holds
    values, the part must not say so.

    Returns:
        The new part; the same object if it doesn't say so.
    """

    def attributes(path: Path, given: Attributes) -> Mapping[str, None]:
        return {name: None for name in _OF_INSERT_ROW if path == ("table",) and name in given}

    return with_edits(data, part, attributes, _as_it_is)


def longer_rules(data: bytes, part: str, rows: Stretch) -> bytes:
    """A worksheet part in which validation and conditional formats of all rows also apply to the new ones."""

    def attributes(path: Path, given: Attributes) -> Mapping[str, str]:
        if path[-1] not in _REPEATED or "sqref" not in given:
            return {}
        return _changed("sqref", given["sqref"], rows.longer_areas(given["sqref"]))

    def text(path: Path, _: Attributes, old: str) -> str:
        is_rule = path[-1] == "sqref" and not _REPEATED.isdisjoint(path)
        new = rows.longer_areas(old) if is_rule else old
        return old if new == " ".join(old.split()) else new

    return with_edits(data, part, attributes, text)


def longer_names(data: bytes, part: str, rows: Stretch) -> bytes:
    """The workbook's main part in which defined names for all rows include the new ones."""

    def text(path: Path, _: Attributes, old: str) -> str:
        return rows.longer_formula(old, None) if path[-1] == "definedName" else old

    return with_edits(data, part, lambda _, __: {}, text)


def _changed(name: str, old: str, new: str) -> Mapping[str, str]:
    return {} if new == " ".join(old.split()) else {name: new}


def _as_it_is(_: Path, __: Attributes, old: str) -> str:
    return old
