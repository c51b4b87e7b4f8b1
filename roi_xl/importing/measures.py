"""Sums up what people achieved by month: resolved tickets, their minutes, the amounts of deals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from roi_xl.files import FileError
from roi_xl.importing.grid import Cell
from roi_xl.importing.header import Column, text_of
from roi_xl.importing.readings import Days, Decimals, UnreadableError

COUNT: Final = "count"
MEAN: Final = "mean"
_MOST: Final = 200_000
AGGREGATES: Final = (MEAN, "sum", COUNT)


@dataclass(frozen=True, slots=True)
class Amount:
    """What one person achieved in one month.

    Attributes:
        person: The pseudonym.
        month: The month, such as `2025-03`.
        rows: How many rows of the source it is made of.
        total: The sum of their values; the number of rows where rows are counted.
    """

    person: str
    month: str
    rows: int
    total: float


@dataclass(frozen=True, slots=True)
class Measured:
    """Where the figures by month come from.

    Attributes:
        date: The column with the day that decides the month.
        value: The column that is summed up; None where rows are counted.
    """

    date: Column
    value: Column | None


@dataclass(slots=True)
class Sums:
    """The sums while a source is read.

    Attributes:
        measured: The columns.
        decimals: The source's decimal sign.
        days: The source's order of dates.
    """

    measured: Measured
    decimals: Decimals
    days: Days
    _rows: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    _totals: dict[tuple[str, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def see(self, row: Sequence[Cell], number: int) -> None:
        """Take a row as evidence of how numbers and dates are written."""
        self.days.see(_cell(row, self.measured.date), _place(number, self.measured.date))
        if self.measured.value is not None:
            self.decimals.see(_cell(row, self.measured.value), _place(number, self.measured.value))

    def take(self, person: str, row: Sequence[Cell], number: int) -> str:
        """Take a row; returns why it doesn't count, empty if it does.

        Raises:
            FileError: Its day or its value can't be read.
        """
        day, value = _cell(row, self.measured.date), 1.0
        if not text_of(day):
            return f"no “{self.measured.date.name}”: it isn't done yet"
        if self.measured.value is not None:
            amount = _cell(row, self.measured.value)
            if not text_of(amount):
                return f"no “{self.measured.value.name}”"
            value = self._number(amount, _place(number, self.measured.value))
        try:
            month = f"{self.days.moment(day):%Y-%m}"
        except UnreadableError:
            quoted = f"{_place(number, self.measured.date)}: {text_of(day)!r:.40} is no date"
            raise FileError("unreadable-cell", quoted, "correct it in the source") from None
        if len(self._rows) > _MOST:
            reason = f"it has more than {_MOST:,} pairs of a person and a month"
            raise FileError("too-many-rows", reason, "name the column of the person by --person")
        self._rows[person, month] += 1
        self._totals[person, month] += Decimal(repr(value))
        return ""

    def amounts(self) -> tuple[Amount, ...]:
        """What each person achieved in each month."""
        return tuple(
            Amount(person, month, rows, float(self._totals[person, month]))
            for (person, month), rows in self._rows.items()
        )

    def _number(self, cell: Cell, where: str) -> float:
        try:
            return self.decimals.number(cell)
        except UnreadableError:
            quoted = f"{where}: {text_of(cell)!r:.40} is no number"
            raise FileError("unreadable-cell", quoted, "correct it in the source") from None


def _cell(row: Sequence[Cell], column: Column) -> Cell:
    return row[column.number] if column.number < len(row) else ""


def _place(number: int, column: Column) -> str:
    return f"row {number}, “{column.name}”"
