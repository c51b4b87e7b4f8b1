"""The results of scenarios: a row for each, and the spread of each figure."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from roi_xl.scenarios.given import NAME
from roi_xl.scenarios.loaded import Answer, Base, Value
from roi_xl.tables import Column, Form, Table
from roi_xl.units import Unit
from roi_xl.values_as_text import counted, figure, printable

KIND: Final = "roi-xl scenarios"
FORM: Final = Form(KIND, "scenarios", (Column(NAME), Column("unconfirmed"), Column("errors")))
"""The first columns of every result; the cells that vary and those that are read follow."""

SHARES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
"""The percentiles of the summary, as shares."""

_WIDTH: Final = 14


@dataclass(slots=True)
class Spread:
    """The numbers that a cell took, over the scenarios in which it is confirmed.

    Attributes:
        name: The cell, as it was named.
        unit: What it measures; TEXT if unknown.
        numbers: Its numbers, in the order of the scenarios.
    """

    name: str
    unit: Unit
    numbers: array[float] = field(default_factory=lambda: array("d"))

    def note(self, value: Value) -> None:
        """Take the value of one scenario."""
        if isinstance(value, float) and not isinstance(value, bool):
            self.numbers.append(value)

    def percentiles(self) -> tuple[float, ...]:
        """The percentiles of the summary, as Excel's PERCENTILE.INC gives them; none without a number."""
        known = sorted(self.numbers)
        return tuple(_percentile(known, share) for share in SHARES) if known else ()


def _percentile(known: Sequence[float], share: float) -> float:
    """The value below which a share of sorted numbers lies, between two of them in proportion."""
    at = share * (len(known) - 1)
    low = min(int(at), len(known) - 1)
    high = min(low + 1, len(known) - 1)
    return known[low] + (at - low) * (known[high] - known[low])


@dataclass(slots=True)
class Results:
    """The results of a run while they come.

    Attributes:
        headers: The cells that vary.
        reads: The cells that are read.
        base: What is known of the workbook itself.
        spreads: The numbers of each cell that is read.
        done: How many scenarios are computed.
        unconfirmed: In how many of them a result isn't confirmed.
        failing: In how many of them a cell shows an error.
    """

    headers: Sequence[str]
    reads: Sequence[str]
    base: Base
    spreads: tuple[Spread, ...] = ()
    done: int = 0
    unconfirmed: int = 0
    failing: int = 0

    def __post_init__(self) -> None:
        """Make room for the numbers."""
        self.spreads = tuple(
            Spread(name, Unit(unit)) for name, unit in zip(self.reads, self.base.units, strict=True)
        )

    def row(self, name: str, given: Sequence[Value], answer: Answer) -> list[Value]:
        """The row of one scenario, whose numbers are noted.

        Args:
            name: What it is called; empty for its number.
            given: Its inputs.
            answer: What it gives.
        """
        self.done += 1
        self.unconfirmed += bool(answer.unconfirmed)
        self.failing += bool(answer.errors)
        for spread, value in zip(self.spreads, answer.values, strict=True):
            spread.note(value)
        told = "; ".join(answer.unconfirmed) or None, "; ".join(answer.errors) or None
        shown = [printable(value) if isinstance(value, str) else value for value in answer.values]
        return [printable(name or str(self.done)), *told, *given, *shown]

    @property
    def names(self) -> list[str]:
        """The headers of a result."""
        return [*(column.name for column in FORM.columns), *self.headers, *self.reads]

    def table(self, rows: Sequence[Sequence[Value]]) -> Table:
        """A result as a table.

        Args:
            rows: As `row` gives them.
        """
        figures = [Column(spread.name, spread.unit) for spread in self.spreads]
        return Table(FORM, (*map(Column, self.headers), *figures), rows)

    def summary(self) -> Iterator[str]:
        """The lines that people read: percentiles, and in how many scenarios there is no figure."""
        wide = max(len(printable(name)) for name in self.reads)
        yield f"  {'':<{wide}}" + "".join(f"{f'{share * 100:.0f} %':>{_WIDTH}}" for share in SHARES)
        for spread in self.spreads:
            cells = [_shown(value, spread.unit) for value in spread.percentiles()]
            missing = self.done - len(spread.numbers)
            note = f"  without a number in {counted(missing, 'scenario')}" if missing else ""
            yield f"  {printable(spread.name):<{wide}}" + "".join(f"{c:>{_WIDTH}}" for c in cells) + note
        if self.unconfirmed:
            yield (
                f"{counted(self.unconfirmed, 'scenario')} of {self.done:,} with results that couldn't be "
                "confirmed: left empty, and named under `unconfirmed`"
            )
        if self.failing:
            yield f"{counted(self.failing, 'scenario')} of {self.done:,} with errors, named under `errors`"


def _shown(value: float, unit: Unit) -> str:
    return f"{value:,.6g}" if unit is Unit.TEXT else figure(value, unit)
