"""Compares each calculated cell of a workbook with what the template has there, and words the differences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property, partial
from math import isclose

from roi_xl.calc import FUNCTIONS
from roi_xl.computed_workbook import Model
from roi_xl.errors import Finding, Level
from roi_xl.formulas.calls import Calls
from roi_xl.tampering.alignment import AlignedSheet, AlignedTable, Alignment
from roi_xl.tampering.fixed_rows import find_fixed_rows
from roi_xl.tampering.gone import Gone
from roi_xl.tampering.normal_cells import NormalCells, handed_over
from roi_xl.tampering.parts import Parts
from roi_xl.template import names
from roi_xl.template.form import Content, form_digest, form_of, form_text
from roi_xl.values_as_text import grouped, quoted
from roi_xl.xlsx import Address, Cell, Formula, Scalar, holds, place
from roi_xl.xlsx.properties import custom_properties

_FRESH = "copy the cell from a fresh workbook of `roi-xl new`, or start from one"
_COLUMN = "copy the formula from another row of the column"
_DIGITS = 1e-14  # Excel keeps 15
_LONGEST = 60  # characters of a formula that a message quotes


def findings_of(model: Model) -> tuple[Finding, ...]:
    """How a workbook differs from the template that it was built from; none for a workbook that isn't ours.

    Raises:
        PackageError: The workbook's custom properties are damaged.
    """
    properties = custom_properties(model.book.package)
    kind = names.kind_of(properties)
    text = form_text(kind)
    is_known = properties.get(names.VERSION_PROPERTY) == str(names.VERSION)
    if not is_known or properties.get(names.FORM_PROPERTY) != form_digest(text):
        return _why_not_compared(model, properties.get(names.VERSION_PROPERTY, ""))
    left_out = frozenset(properties.get(names.LEFT_OUT_PROPERTY, "").split())
    language = properties.get(names.LANGUAGE_PROPERTY, "")
    alignment = Alignment(model, form_of(text), language, kind, left_out)
    return tuple(_Comparison(alignment, left_out).findings())


def _why_not_compared(model: Model, version: str) -> tuple[Finding, ...]:
    """Why the template of a workbook isn't known here; nothing for a workbook that isn't ours."""
    book = model.book
    if not any(table.name.startswith(names.TABLE) for table in book.tables) and not any(
        name.name.startswith((names.INPUT, names.COLUMN)) for name in book.names
    ):
        return ()
    from roi_xl.layout import version_finding  # imported here: most workbooks don't need the declaration

    refusal = version_finding(book)
    if refusal is not None and refusal.code == "not-a-template":
        return ()
    why = "it was made by a roi_xl whose template has other formulas"
    if refusal is not None:
        why = refusal.detail
    elif version != str(names.VERSION):
        known = f"version {names.VERSION} is the one known here"
        why = f"it was made with version {version} of the template, and {known}"
    detail = f"its formulas were not compared with the template's: {why}"
    remedy = "to have them compared, copy its inputs into a fresh workbook of `roi-xl new`"
    return (Finding(Level.INFO, "not-compared", "", detail, remedy),)


class _Comparison:
    """One workbook compared with its template.

    Args:
        alignment: The workbook beside the template.
        left_out: The sheets that it was built without.
    """

    def __init__(self, alignment: Alignment, left_out: frozenset[str]) -> None:
        self._alignment = alignment
        self._left_out = left_out
        self._gone = Gone(alignment.form, left_out - alignment.sheets.keys())
        self._normal = NormalCells(alignment)
        self._moved: dict[str, Cell] = {}
        self._partners: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)

    @cached_property
    def _is_frozen(self) -> bool:
        """Whether none of our functions is called any more, as `roi-xl freeze` leaves a workbook."""
        return not Calls(self._alignment.model.book, FUNCTIONS).cells

    def findings(self) -> Iterator[Finding]:
        """All differences, the parts that are missing first, then cell by cell."""
        for table in self._alignment.tables.values():
            if table.form.items:
                find_fixed_rows(table, self._alignment, partial(self._held, table))
        self._normal.rows_are_found()
        self._moved = dict(self._cut_and_pasted())
        yield from Parts(self._alignment, self._left_out, self._moved).findings()
        groups: dict[tuple[str, str, int, str], list[Finding]] = defaultdict(list)
        for sheet in self._alignment.sheets.values():
            for block, (_, (_, column)), finding in self._differences(sheet):
                groups[sheet.id, block, column, finding.code].append(finding)
        for group in groups.values():
            yield _together(group)

    def _cut_and_pasted(self) -> Iterator[tuple[str, Cell]]:
        """The named cells that were moved with what they hold, so that nothing is left where they were."""
        for aligned in self._alignment.sheets.values():
            in_tables = [table.area for table in aligned.form.tables.values()]
            for name, form in aligned.form.names.items():
                if any(holds(area, form[:2]) for area in in_tables):
                    continue
                to, place_left = self._alignment.model.cell(name), aligned.area(form)[:2]
                if to is None or to[0] not in self._alignment.by_name or to[1] == place_left:
                    continue
                sheet, content = aligned.sheet, aligned.form.cells.get(form[:2])
                is_empty = place_left not in sheet.formulas and sheet.values.get(place_left) is None
                if is_empty and (content is None or self._difference(to, content, "") is None):
                    yield name, to

    def _held(self, table: AlignedTable, row: int, column: str) -> Content | None:
        """What a cell of a table holds: its formula in normal form, or a number."""
        if column not in table.columns:
            return None
        address = row, table.columns[column]
        sheet = self._alignment.by_name[table.stored.sheet].sheet
        if address in sheet.formulas:
            return self._normal.of((sheet.name, address))[0]
        value = sheet.values.get(address)
        return value if isinstance(value, float) else None

    def _differences(self, sheet: AlignedSheet) -> Iterator[tuple[str, Cell, Finding]]:
        yield from (("", cell, finding) for cell, finding in self._outside(sheet))
        for table in sheet.tables.values():
            for row, contents in self._rows(table):
                for column, content in contents.items():
                    if column in table.columns and not self._gone.silences(table.form, content):
                        cell = table.stored.sheet, (row, table.columns[column])
                        remedy = _FRESH if table.form.items else _COLUMN
                        found = self._difference(cell, content, remedy) or self._led_astray(
                            table, cell, remedy
                        )
                        if found is not None:
                            yield table.id, cell, found

    def _rows(self, table: AlignedTable) -> Iterator[tuple[int, Mapping[str, Content]]]:
        """The rows of a table that hold anything, with what belongs into them."""
        shared = table.form.cells.get("*", {})
        for item, row in table.items.items():
            yield row, {**shared, **table.form.cells.get(item, {})}
        for row in () if table.form.items else table.rows:
            if not self._is_blank(table, row, shared):
                yield row, shared
        if table.form.total and table.stored.totals_rows:
            yield table.stored.area[2], table.form.cells.get("!", {})

    def _is_blank(self, table: AlignedTable, row: int, shared: Mapping[str, Content]) -> bool:
        """Whether a row holds nothing, as one that a program inserted without its formulas."""
        sheet = self._alignment.by_name[table.stored.sheet].sheet
        cells = [(row, at) for c, at in table.columns.items() if c in shared or c in table.form.typed]
        return not any(cell in sheet.formulas or sheet.values.get(cell) is not None for cell in cells)

    def _led_astray(self, table: AlignedTable, cell: Cell, remedy: str) -> Finding | None:
        """How a row that follows one of another table follows two, or one that another row follows, too."""
        formula = self._alignment.by_name[cell[0]].sheet.formulas.get(cell[1])
        links = self._normal.of(cell)[1] if formula is not None and not table.form.items else {}
        for other, target in links.items():
            followed = self._partners[table.id, other]
            row = cell[1][0]
            if followed.setdefault(target, row) != row or [*followed.values()].count(row) > 1:
                detail = f"it shows row {target} of {names.table_name(other)}, which belongs to another row"
                return _differs("formula-changed", cell, detail, remedy)
        return None

    def _outside(self, aligned: AlignedSheet) -> Iterator[tuple[Cell, Finding]]:
        """The cells outside of tables; in rows whose place isn't certain, a formula counts wherever it is."""
        unclaimed: dict[Content, list[Address]] | None = None
        lost = {area[0] for name, area in aligned.form.names.items() if name not in self._alignment.places}
        named = aligned.form.names
        moved = {named[name][:2]: to for name, to in self._moved.items() if name in named}
        for (row, column), content in aligned.form.cells.items():
            if row in lost:
                continue  # the missing name says so
            address = aligned.rows.in_book(row), aligned.columns.in_book(column)
            cell = moved.get((row, column)) or (aligned.sheet.name, address)
            found = self._difference(cell, content, _FRESH)
            if found is not None and not (
                aligned.rows.is_certain(row) and aligned.columns.is_certain(column)
            ):
                unclaimed = self._unclaimed(aligned) if unclaimed is None else unclaimed
                if unclaimed.get(content):
                    unclaimed[content].pop()
                    continue
            if found is not None:
                yield cell, found

    def _unclaimed(self, aligned: AlignedSheet) -> dict[Content, list[Address]]:
        """The formulas of a sheet where the template has none, in normal form."""
        found: dict[Content, list[Address]] = defaultdict(list)
        theirs = {
            (aligned.rows.in_book(row), aligned.columns.in_book(column)): content
            for (row, column), content in aligned.form.cells.items()
        }
        for address in aligned.sheet.formulas:
            text, _ = self._normal.of((aligned.sheet.name, address))
            if theirs.get(address) != text:
                found[text].append(address)
        return found

    def _difference(self, cell: Cell, content: Content, remedy: str) -> Finding | None:
        """How a cell differs from what belongs there; None if it doesn't."""
        content = self._gone.expected(content)
        sheet = self._alignment.by_name[cell[0]].sheet
        formula, value = sheet.formulas.get(cell[1]), sheet.values.get(cell[1])
        if isinstance(content, float):
            if formula is None and isinstance(value, float) and isclose(value, content, rel_tol=_DIGITS):
                return None
            told = _worded(value) if formula is None else f"the formula {_quoted(formula)}"
            detail = f"it holds {told} where the number {grouped(content)} belongs"
            return _differs("number-changed", cell, detail, remedy)
        if formula is not None:
            is_one_cell = formula.area is None or formula.area[:2] == formula.area[2:]
            if is_one_cell and self._is_meant(self._normal.of(cell)[0], content):
                return None
            detail = f"it holds another formula than the template: {_quoted(formula)}"
            return _differs("formula-changed", cell, detail, remedy)
        where = "is blank" if value is None else f"holds {_worded(value)}"
        return _differs("formula-replaced", cell, f"it {where} where a formula belongs", remedy)

    def _is_meant(self, text: str, content: str) -> bool:
        return text == content or (self._is_frozen and text == handed_over(content))


def _quoted(formula: Formula) -> str:
    return f"={formula.text[:_LONGEST]}{'…' * (len(formula.text) > _LONGEST)}"


def _worded(value: Scalar) -> str:
    if isinstance(value, float):
        return f"the number {grouped(value)}"
    return "nothing" if value is None else f"the value {quoted(value)}"


def _differs(code: str, cell: Cell, detail: str, remedy: str) -> Finding:
    return Finding(Level.ERROR, code, place(cell), detail, remedy)


def _together(group: list[Finding]) -> Finding:
    """One finding about the cells of a column that differ in the same way."""
    more = len(group) - 1
    if not more:
        return group[0]
    likewise = f"{'one more cell' if more == 1 else f'{more} more cells'} of the column likewise"
    cells = tuple(finding.where for finding in group)
    return replace(group[0], detail=f"{group[0].detail}; {likewise}", cells=cells)
