"""Matches a workbook with the template: which sheet, table, row and column is which."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from roi_xl.computed_workbook import Model
from roi_xl.lang import ENGLISH, LANGUAGES
from roi_xl.tampering.moved_positions import MovedPositions
from roi_xl.template import names
from roi_xl.template.form import Form, SheetForm, TableForm
from roi_xl.xlsx import Area, Sheet, Table, holds

if TYPE_CHECKING:
    from roi_xl.template.words import Words


@dataclass(frozen=True)
class AlignedTable:
    """A table of the template and where it is now.

    Attributes:
        id: Its id.
        form: What the template says about it.
        stored: The table in the workbook.
        columns: Positions of its columns in the workbook, by the column's id; a deleted one is absent.
        items: Rows in the workbook by fixed row; filled by whoever compares the rows.
    """

    id: str
    form: TableForm
    stored: Table
    columns: Mapping[str, int]
    items: dict[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> range:
        """Its rows of data in the workbook."""
        return range(self.first, self.last + 1)

    @property
    def first(self) -> int:
        """Its first row of data in the workbook."""
        return self.stored.area[0] + self.stored.header_rows

    @property
    def last(self) -> int:
        """Its last row of data in the workbook."""
        return self.stored.area[2] - self.stored.totals_rows

    @cached_property
    def ids(self) -> Mapping[int, str]:
        """The ids of its columns by position in the workbook."""
        return {position: id_ for id_, position in self.columns.items()}

    def item_of(self, row: int) -> str | None:
        """The fixed row that a row of the workbook is, if it is one."""
        return next((item for item, number in self.items.items() if number == row), None)


@dataclass(frozen=True)
class AlignedSheet:
    """A sheet of the template and where it is now.

    Attributes:
        id: Its id.
        form: What the template says about it.
        sheet: The sheet in the workbook.
        tables: Its tables that are still there, by id.
        rows: Where its rows are.
        columns: Where its columns are.
    """

    id: str
    form: SheetForm
    sheet: Sheet
    tables: Mapping[str, AlignedTable]
    rows: MovedPositions
    columns: MovedPositions

    def area(self, form: Area) -> Area:
        """The area in the workbook of one in the template, outside of tables."""
        top, left, bottom, right = form
        rows, columns = self.rows, self.columns
        return rows.in_book(top), columns.in_book(left), rows.in_book(bottom), columns.in_book(right)


class Alignment:
    """A workbook beside the template.

    Args:
        model: The workbook.
        form: The template.
        language: The language that the workbook states.
        kind: The kind of workbook that it is.
        left_out: The ids of the sheets that it was built without.

    Attributes:
        sheets: The sheets that were found, by id.
        tables: The tables that were found, by id.
    """

    def __init__(
        self, model: Model, form: Form, language: str, kind: str, left_out: Collection[str] = ()
    ) -> None:
        self.model, self.form = model, form
        self._language = language if language in LANGUAGES else ENGLISH
        self._kind, self._left_out = kind, left_out
        self.places = {
            name: found
            for sheet in form.sheets.values()
            for name in sheet.names
            if (found := model.named(name)) is not None
        }
        stored = {table.name.lower(): table for table in model.book.tables}
        self._stored = {
            id_: stored[name]
            for sheet in form.sheets.values()
            for id_ in sheet.tables
            if (name := names.table_name(id_)) in stored
        }
        self.sheets = {id_: self._aligned(id_, sheet) for id_, sheet in self._matched()}
        self.tables = {id_: table for sheet in self.sheets.values() for id_, table in sheet.tables.items()}
        self.by_name = {sheet.sheet.name: sheet for sheet in self.sheets.values()}

    @cached_property
    def words(self) -> Words:
        """The words of the workbook's language; read only if something isn't found without them."""
        from roi_xl.template.words import Content  # imported here: it reads files that are rarely needed

        return Content("", self._language, {}, self._kind).words()

    def _matched(self) -> Iterator[tuple[str, Sheet]]:
        """The sheets of the template with the workbook's: by what is on them, or else by tab and number."""
        votes: dict[str, Counter[str]] = defaultdict(Counter)
        for id_, form in self.form.sheets.items():
            votes[id_].update(self.places[name][0] for name in form.names if name in self.places)
            votes[id_].update(self._stored[table].sheet for table in form.tables if table in self._stored)
        left = {sheet.name: sheet for sheet in self.model.book.sheets}
        found: dict[str, Sheet] = {}
        for id_, counted in sorted(votes.items(), key=lambda item: -max(item[1].values(), default=0)):
            name = next((name for name, _ in counted.most_common() if name in left), None)
            if name is not None:
                found[id_] = left.pop(name)
        expected = [id_ for id_ in self.form.sheets if id_ not in self._left_out]
        for number, id_ in enumerate(expected, 1):
            if id_ not in found and not votes[id_]:
                by_number = next((s.name for s in left.values() if s.number == str(number)), None)
                tab = self.words.text("sheet", id_, "tab") if by_number is None else by_number
                if tab in left:
                    found[id_] = left.pop(tab)
        return ((id_, found[id_]) for id_ in self.form.sheets if id_ in found)

    def _aligned(self, id_: str, sheet: Sheet) -> AlignedSheet:
        form = self.form.sheets[id_]
        there = {
            table: told
            for table, told in form.tables.items()
            if table in self._stored and self._stored[table].sheet == sheet.name
        }
        in_order = {table: self._in_order(table, told, sheet.name) for table, told in there.items()}
        is_shuffled = None in in_order.values()  # a column that moves does so through all tables of the sheet
        tables = {
            table: AlignedTable(
                table,
                told,
                self._stored[table],
                (None if is_shuffled else in_order[table]) or self._by_header(table, told, sheet.name),
            )
            for table, told in there.items()
        }
        rows: list[tuple[int, int]] = []
        columns: list[tuple[int, int]] = []
        for name, area in form.names.items():
            place = self.places.get(name)
            if place is not None and place[0] == sheet.name:
                if not any(holds(told.area, area[:2]) for told in form.tables.values()):
                    rows += [(area[0], place[1][0]), (area[2], place[1][2])]
                columns += [(area[1], place[1][1]), (area[3], place[1][3])]
        for table in tables.values():
            top, left, bottom, _ = table.form.area
            rows += [(top, table.stored.area[0])] * 2 + [(bottom + table.form.total, table.stored.area[2])]
            columns += [(left + table.form.columns.index(c), at) for c, at in table.columns.items()]
        return AlignedSheet(id_, form, sheet, tables, MovedPositions(rows), MovedPositions(columns))

    def _in_order(self, id_: str, form: TableForm, sheet: str) -> Mapping[str, int] | None:
        """The columns of a table if they are in the template's order, as far as the names of headers tell."""
        stored = self._stored[id_]
        in_order = {column: stored.area[1] + at for at, column in enumerate(form.columns)}
        named = self._named_columns(id_, form, sheet)
        is_so = len(stored.columns) == len(form.columns) and named.items() <= in_order.items()
        return in_order if is_so else None

    def _named_columns(self, id_: str, form: TableForm, sheet: str) -> dict[str, int]:
        _, left, _, right = self._stored[id_].area
        return {
            column: found[1][1]
            for column in form.columns
            if (found := self.model.named(names.column_header(id_, column))) is not None
            and found[0] == sheet
            and left <= found[1][1] <= right
        }

    def _by_header(self, id_: str, form: TableForm, sheet: str) -> Mapping[str, int]:
        """The columns of a table by the names of their headers, or else by the headers themselves."""
        stored = self._stored[id_]
        left = stored.area[1]
        known = self._named_columns(id_, form, sheet)
        headers = {header.strip().casefold(): left + at for at, header in enumerate(stored.columns)}
        for column in form.columns:
            at = headers.get(self.words.text("column", id_, column).casefold())
            if column not in known and at is not None and at not in known.values():
                known[column] = at
        return _completed(form.columns, range(left, left + len(stored.columns)), known)


def _completed(columns: Sequence[str], positions: range, found: dict[str, int]) -> Mapping[str, int]:
    """Columns with other headers, if there are as many of them as positions without a column."""
    lost = [column for column in columns if column not in found]
    free = [at for at in positions if at not in found.values()]
    return found | dict(zip(lost, free, strict=True)) if len(lost) == len(free) else found
