"""A table as data: columns that know their unit, and rows of values, independent of any file format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from roi_xl.units import Unit
from roi_xl.values_as_text import figure

Value = float | str | bool | None
"""The value of a table's cell; None for an empty cell."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        name: Its header.
        unit: What its numbers measure; TEXT for words.
    """

    name: str
    unit: Unit = Unit.TEXT


@dataclass(frozen=True, slots=True)
class Form:
    """What all tables of one kind have in common; it lets us recognise a file that we wrote.

    Attributes:
        kind: The command that writes it, such as `roi-xl recalc`.
        rows: What a row is about, in the plural, such as `workbooks`.
        columns: The first columns, which every such table has.
    """

    kind: str
    rows: str
    columns: tuple[Column, ...]

    @property
    def mark(self) -> str:
        """The mark that identifies a file, in formats that have a place for it."""
        return f"report of {self.kind}"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of values under columns.

    Attributes:
        form: The kind of table.
        more: Columns after those of the form.
        rows: The values, one for each column.
        records: The rows for programs, with everything known about each; empty if the columns hold all of it.
        currency: The header of the column with the currency of each row's money; empty if there is none.
        details: A second table, for formats that have room for one, and what it is called.
    """

    form: Form
    more: tuple[Column, ...]
    rows: Sequence[Sequence[Value]]
    records: Sequence[Mapping[str, object]] = field(default=())
    currency: str = ""
    details: tuple[str, Table] | None = None

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns from left to right."""
        return self.form.columns + self.more

    @property
    def names(self) -> list[str]:
        """The headers from left to right."""
        return [column.name for column in self.columns]

    def texts(self) -> list[list[str]]:
        """The rows as people read them; an empty text for an empty cell."""
        return [
            ["" if value is None else figure(value, column.unit) for value, column in self._pairs(row)]
            for row in self.rows
        ]

    def objects(self) -> list[Mapping[str, object]]:
        """The rows as programs read them."""
        if self.records:
            return list(self.records)
        return [{column.name: value for value, column in self._pairs(row)} for row in self.rows]

    def _pairs(self, row: Sequence[Value]) -> zip[tuple[Value, Column]]:
        return zip(row, self.columns, strict=True)
