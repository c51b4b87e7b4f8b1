"""One of two workbooks that are compared: its tables with their keys and columns, and what its cells hold."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from roi_xl.computed_workbook import Model
from roi_xl.diff.relative_form import relative_form
from roi_xl.explain.labels import Labels
from roi_xl.lang import LANGUAGES
from roi_xl.layout import version_finding
from roi_xl.layout.declared import declared
from roi_xl.template import declaration, names
from roi_xl.template.books import BOOKS
from roi_xl.template.words import Content
from roi_xl.xlsx import Address, Cell, Scalar, Sheet, Table, holds
from roi_xl.xlsx.properties import custom_properties


@dataclass(frozen=True)
class KeyedTable:
    """A table, with what its columns and rows are called.

    Attributes:
        table: The table.
        name: Its name in lower case, as the present template has it.
        columns: The positions of its columns by what they are called: by the defined name of their header in
            a workbook of ours, or else by the header.
        key: The column that identifies its rows for whoever names one.
        is_fixed: Whether its rows are always there, as a table of the template declares; then their order
            tells them apart.
    """

    table: Table
    name: str
    columns: Mapping[str, int]
    key: int
    is_fixed: bool = False

    @property
    def rows(self) -> range:
        """Its rows of data."""
        top, _, bottom, _ = self.table.area
        return range(top + self.table.header_rows, bottom - self.table.totals_rows + 1)

    @property
    def body(self) -> tuple[int, int, int, int]:
        """The area of its data."""
        return self.rows.start, self.table.area[1], self.rows.stop - 1, self.table.area[3]

    @cached_property
    def called(self) -> Mapping[int, str]:
        """What its columns are called, by position."""
        return {position: name for name, position in self.columns.items()}


class Side:
    """One of two workbooks that are compared.

    Args:
        model: The workbook, computed.

    Attributes:
        model: The workbook.
        labels: The words about its cells.
        sheets: Its sheets by name.
        refusal: Why it isn't a workbook of the template of a version that can be read; None if it is one.
        is_ours: Whether it is one.
        kind: The kind of workbook that it says it is.
        language: The language that it states.
        version: The version of the template that it states.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self.labels = Labels(model)
        self.sheets: Mapping[str, Sheet] = {sheet.name: sheet for sheet in model.book.sheets}
        properties = custom_properties(model.book.package)
        self.refusal = version_finding(model.book)
        self.is_ours = self.refusal is None
        self.kind = names.kind_of(properties)
        self.language = properties.get(names.LANGUAGE_PROPERTY, "")
        self.version = int(properties[names.VERSION_PROPERTY]) if self.is_ours else -1
        migration = names.migration(self.version) if self.is_ours else None
        renamed = migration.renamed if migration else {}
        self._now = {old.lower(): new.lower() for old, new in renamed.items()}

    def now(self, name: str) -> str:
        """What the present template calls a name or a table, in lower case."""
        return self._now.get(name, name)

    @cached_property
    def named(self) -> Mapping[str, Cell]:
        """The cells that have a name of their own, by what the present template calls them."""
        found: dict[str, Cell] = {}
        for name in self.model.book.names:
            lower = name.name.lower()
            if name.sheet is None and not lower.startswith(("_xlnm.", names.COLUMN, names.LIST)):
                cell = self.model.cell(name.name)
                if cell is not None:
                    found[self.now(lower)] = cell
        return found

    @cached_property
    def tables(self) -> Mapping[str, KeyedTable]:
        """Its tables by name in lower case."""
        return {table.name: table for table in map(self._keyed, self.model.book.tables)}

    def _keyed(self, table: Table) -> KeyedTable:
        name = self.now(table.name.lower())
        left = table.area[1]
        columns: dict[str, int] = {}
        by_name = self._headers.get((table.sheet, table.area[0]), {})
        for number, header in enumerate(table.columns, left):
            fitting = next((word for start, word in by_name.get(number, ()) if start == name), None)
            columns.setdefault(fitting or "_".join(header.casefold().split()), number)
        known = self.declared.get(name.removeprefix(names.TABLE))
        is_fixed = known is not None and bool(known.items)
        return KeyedTable(table, name, columns, columns.get(names.KEY, left), is_fixed)

    @cached_property
    def declared(self) -> Mapping[str, declaration.Table]:
        """The tables that its template declares; none for another workbook."""
        return declared(self.kind).tables if self.is_ours else {}

    @cached_property
    def _headers(self) -> Mapping[tuple[str, int], Mapping[int, list[tuple[str, str]]]]:
        """The tables and columns that defined names give cells of headers, by sheet, row and column."""
        found: dict[tuple[str, int], dict[int, list[tuple[str, str]]]] = {}
        tables = {self.now(table.name.lower()) for table in self.model.book.tables}
        starts = [(table, names.column_header(table.removeprefix(names.TABLE), "")) for table in tables]
        for name in self.model.book.names:
            lower = self.now(name.name.lower())
            cell = self.model.cell(name.name) if lower.startswith(names.COLUMN) else None
            if cell is not None:
                row = found.setdefault((cell[0], cell[1][0]), {}).setdefault(cell[1][1], [])
                row += [
                    (table, lower.removeprefix(start)) for table, start in starts if lower.startswith(start)
                ]
        return found

    def is_of_template(self, sheet: str) -> bool:
        """Whether a sheet is one of the template's: something of ours is on it, or it has the name of one."""
        return self.is_ours and (
            any(
                table.table.sheet == sheet
                for table in self.tables.values()
                if table.name.startswith(names.TABLE)
            )
            or any(cell[0] == sheet for name, cell in self.named.items() if name.startswith(names.INPUT))
            or sheet in self._tabs
        )

    @cached_property
    def _tabs(self) -> frozenset[str]:
        """The names of the template's sheets, as it ships them in this language."""
        if self.language not in LANGUAGES or self.kind not in names.KINDS:
            return frozenset()
        words = Content("", self.language, {}, self.kind).words()
        return frozenset(words.text("sheet", sheet.id, "tab") for sheet in BOOKS[self.kind].sheets)

    def table_at(self, cell: Cell) -> KeyedTable | None:
        """The table in whose data a cell lies."""
        for table in self._on_sheet.get(cell[0], ()):
            if holds(table.body, cell[1]):
                return table
        return None

    def is_header(self, cell: Cell) -> bool:
        """Whether a cell is the header of a table's column."""
        return any(
            table.table.header_rows
            and cell[1][0] == table.table.area[0]
            and table.table.area[1] <= cell[1][1] <= table.table.area[3]
            for table in self._on_sheet.get(cell[0], ())
        )

    @cached_property
    def doubted(self) -> frozenset[str]:
        """The cells whose value isn't certain, as `Sheet!A1`."""
        findings = self.model.findings
        return frozenset(where for finding in findings for where in finding.cells or (finding.where,))

    @cached_property
    def _on_sheet(self) -> Mapping[str, list[KeyedTable]]:
        found: dict[str, list[KeyedTable]] = {}
        for table in self.tables.values():
            found.setdefault(table.table.sheet, []).append(table)
        return found

    def filled(self, sheet: Sheet) -> Iterator[Address]:
        """The cells of a sheet that hold anything."""
        yield from sheet.values
        yield from (cell for cell in sheet.formulas if cell not in sheet.values)

    def is_computed(self, cell: Cell) -> bool:
        """Whether a formula fills a cell, its own or that of an array."""
        sheet = self.sheets[cell[0]]
        return cell[1] in sheet.formulas or cell[1] in sheet.members

    def is_form(self, cell: Cell) -> bool:
        """Whether a cell is a part of the template, not one of its inputs."""
        return self.is_ours and self.is_of_template(cell[0]) and not self.is_input(cell)

    def is_input(self, cell: Cell) -> bool:
        """Whether a cell is one that the template has for typing."""
        table = self.table_at(cell)
        if table is None:
            return self.names_of.get(cell, "").startswith(names.INPUT)
        return table.called.get(cell[1][1]) in self._typed(table)

    def _typed(self, table: KeyedTable) -> Collection[str]:
        """The columns of a table of the template that are filled in; none of another table."""
        known = self.declared.get(table.name.removeprefix(names.TABLE))
        return {column.id for column in known.typed} if known else ()

    @cached_property
    def names_of(self) -> Mapping[Cell, str]:
        """The names of cells, by cell, as the present template calls them."""
        return {cell: name for name, cell in self.named.items()}

    def typed(self, cell: Cell) -> Scalar:
        """The typed value of a cell; None for a formula and a blank."""
        if self.is_computed(cell):
            return None
        value = self.sheets[cell[0]].values.get(cell[1])
        return None if value == "" else value

    def content(self, sheet: Sheet, at: Address) -> Hashable:
        """What a cell holds, whatever its place: a formula in relative form, or its value."""
        formula = sheet.formulas.get(at)
        return ("=", relative_form(formula.text, at)) if formula is not None else sheet.values.get(at)

    def is_blank_row(self, table: KeyedTable, row: int) -> bool:
        """Whether nothing is typed in a row of a table but what identifies it."""
        sheet, typed = table.table.sheet, self._typed(table)
        return not any(
            position != table.key and self.typed((sheet, (row, position))) is not None
            for position, column in table.called.items()
            if not typed or column in typed
        )

    def key(self, table: KeyedTable, row: int) -> str:
        """What identifies a row of a table; empty if nothing does."""
        value = self.model.value((table.table.sheet, (row, table.key)))
        return f"{value:.15g}" if isinstance(value, float) else "" if value is None else str(value)
