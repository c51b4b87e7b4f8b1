"""What a report reads from a workbook of ours, and which of it isn't certain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from roi_xl.computed_workbook import Model
from roi_xl.lang import ENGLISH, LANGUAGES
from roi_xl.layout import study_from
from roi_xl.layout.declared import declared, row_labels
from roi_xl.study import Study
from roi_xl.template import names
from roi_xl.template.words import Content
from roi_xl.xlsx import Cell, Scalar, Table, place
from roi_xl.xlsx.properties import custom_properties


class Source:
    """A workbook of ours, as a report reads it.

    Args:
        model: The workbook, computed.

    Attributes:
        model: The workbook.
        kind: The kind of workbook that it is.
        language: The language of its words.
        doubtful: The cells, as `Sheet!A1`, that were read although their values aren't certain.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        properties = custom_properties(model.book.package)
        stated = properties.get(names.LANGUAGE_PROPERTY, "")
        self.kind = names.kind_of(properties)
        self.language = stated if stated in LANGUAGES else ENGLISH
        self.doubtful: dict[str, None] = {}
        self._unconfirmed = {
            where for finding in model.findings for where in finding.cells or (finding.where,)
        }

    @cached_property
    def study(self) -> Study:
        """What was typed in."""
        return study_from(self.model)[0]

    def where(self, name: str) -> str:
        """The cell with a defined name, as `Sheet!A1`; empty if there is none."""
        cell = self.model.cell(name)
        return "" if cell is None else place(cell)

    def number(self, name: str) -> float | None:
        """The number in the cell with a defined name; None for a blank, a text, an error or no such cell."""
        cell = self.model.cell(name)
        return None if cell is None else self.number_in(cell)

    def number_in(self, cell: Cell) -> float | None:
        """The number in a cell, likewise."""
        value = self._value(cell)
        return value if isinstance(value, float) and not isinstance(value, bool) else None

    def text(self, name: str) -> str:
        """The text in the cell with a defined name; empty for anything else."""
        cell = self.model.cell(name)
        return "" if cell is None else self.text_in(cell)

    def text_in(self, cell: Cell) -> str:
        """The text in a cell; empty for anything else."""
        value = self._value(cell)
        return value if type(value) is str else ""

    def _value(self, cell: Cell) -> Scalar:
        if place(cell) in self._unconfirmed:
            self.doubtful[place(cell)] = None
        return self.model.value(cell)

    def rows(self, id_: str) -> Sequence[Mapping[str, Cell]]:
        """The cells of a table by row and column; none if the workbook has no such table.

        Args:
            id_: What the template calls the table; its columns are called likewise.
        """
        table, known = self.model.table(names.table_name(id_)), declared(self.kind).tables.get(id_)
        if table is None or known is None:
            return ()
        at = self._positions(id_, table, [column.id for column in known.columns])
        top, _, bottom, _ = table.area
        lines = range(top + table.header_rows, bottom - table.totals_rows + 1)
        return [{column: (table.sheet, (line, left)) for column, left in at.items()} for line in lines]

    def items(self, id_: str) -> Mapping[str, Mapping[str, Cell]]:
        """The cells of a table whose rows are always there, by the code of the row and by column."""
        known = declared(self.kind).tables.get(id_)
        codes = [item.id for item in known.items] if known else []
        rows = self.rows(id_)
        if known is None or len(codes) != len(rows):
            return {}
        labels = row_labels(self.language, id_, self.kind)
        shown = [self.text_in(row[known.label]) for row in rows]
        if len(set(labels)) == len(labels) and sorted(shown) == sorted(labels):  # also where they were sorted
            return {code: rows[shown.index(label)] for code, label in zip(codes, labels, strict=True)}
        return dict(zip(codes, rows, strict=True))

    def _positions(self, id_: str, table: Table, columns: Sequence[str]) -> Mapping[str, int]:
        """The columns of the sheet by what the template calls them, wherever a user has moved them.

        They are known by the defined names of their headers, then by the words of the headers; those that
        were renamed are the rest, in order.
        """
        words = Content("", self.language, {}, self.kind).words()
        headers = {header.casefold(): at for at, header in enumerate(table.columns, table.area[1])}
        found = {}
        for column in columns:
            named = self.model.cell(names.column_header(id_, column))
            if named is not None and (named[0], named[1][0]) == (table.sheet, table.area[0]):
                found[column] = named[1][1]
            elif (at := headers.get(words.text("column", id_, column).casefold())) is not None:
                found[column] = at
        lost = [column for column in columns if column not in found]
        free = [at for at in headers.values() if at not in found.values()]
        return found | dict(zip(lost, free, strict=True)) if len(lost) == len(free) else found
