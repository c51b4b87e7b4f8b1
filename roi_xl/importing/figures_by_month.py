"""Plans what an import changes on KPI: the figures of the trained and of the control group by month."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum
from typing import Final

from roi_xl.checks import BLOCKS
from roi_xl.files import FileError
from roi_xl.importing.extract import Extract
from roi_xl.importing.measures import MEAN, Amount
from roi_xl.importing.tables_of_book import BookTable, Target
from roi_xl.template import names
from roi_xl.xlsx import Cell, Input
from roi_xl.xlsx.stored_values import day_of

_MONTH: Final = re.compile(r"(\d{4})-(\d\d)")
_GROUPS: Final = ("trained", "control")
_MOST: Final = 24


@dataclass(frozen=True, slots=True)
class Period:
    """A month of a block.

    Attributes:
        month: Such as `2025-03`.
        number: Its place in time, counted from 1.
        phase: Before or after the training.
        figures: The figure of each group that has one.
    """

    month: str
    number: int
    phase: str
    figures: Mapping[str, float]

    def cells(self) -> dict[str, float | str]:
        """The row by column; the phase as its code."""
        return {"number": float(self.number), "period": self.month, "phase": self.phase, **self.figures}


@dataclass(slots=True)
class Months:
    """The figures of a block.

    Attributes:
        block: The block's table, such as `kpi1`.
        periods: Its months in order.
        header: What has to be written so that the block is the benefit's: a cell of the table of blocks.
        unknown: People whose figures don't count, since they are in neither group.
        during: Months of the training itself, which count neither before nor after.
    """

    block: str
    periods: list[Period] = field(default_factory=list)
    header: dict[Cell, Input] = field(default_factory=dict)
    unknown: int = 0
    during: int = 0


def months(target: Target, extracts: Sequence[Extract], measure: str, groups: Mapping[str, str]) -> Months:
    """The figures of a benefit by month.

    Args:
        target: The workbook.
        extracts: What the sources hold.
        measure: The ID of the benefit.
        groups: The group of each person, trained or control, by pseudonym in small letters.

    Raises:
        FileError: The workbook has no dates of the training, no free block, or too few rows.
    """
    how = next(extract.aggregate for extract in extracts if extract.amounts)
    found = Months(*_block(target, measure))
    start, end = _training(target)
    by_month: dict[str, dict[str, list[Amount]]] = defaultdict(lambda: defaultdict(list))
    unknown: set[str] = set()
    for amount in (amount for extract in extracts for amount in extract.amounts):
        group = groups.get(amount.person.casefold(), "")
        if group in _GROUPS:
            by_month[amount.month][group].append(amount)
        else:
            unknown.add(amount.person)
    found.unknown = len(unknown)
    first = min([*by_month, *_there(target, found.block)], default="")
    for month, parts in sorted(by_month.items()):
        if start <= month <= end:
            found.during += 1
            continue
        figures: dict[str, float] = {group: _figure(amounts, how) for group, amounts in parts.items()}
        phase = "before" if month < start else "after"
        found.periods.append(Period(month, _between(first, month) + 1, phase, figures))
    _check_length(found, first)
    return found


def _figure(amounts: Sequence[Amount], how: str) -> float:
    total = fsum(amount.total for amount in amounts)
    return total / sum(amount.rows for amount in amounts) if how == MEAN else total


def _between(first: str, month: str) -> int:
    """How many months lie between two months."""
    (year, number), (other_year, other) = (map(int, text.split("-")) for text in (first, month))
    return (other_year - year) * 12 + other - number


def _check_length(found: Months, first: str) -> None:
    last = max((period.month for period in found.periods), default=first)
    if found.periods and _between(first, last) >= _MOST:
        reason = f"from {first} to {last} are more than the {_MOST} months that a block on KPI has"
        raise FileError("too-many-rows", reason, "export fewer months")


def _training(target: Target) -> tuple[str, str]:
    """The months in which the training began and ended."""
    found = []
    for field_ in ("start", "end"):
        cell = target.model.cell(names.input_cell(field_))
        held = None if cell is None else target.held(cell)
        day = day_of(held, date1904=target.book.date1904) if isinstance(held, float) else None
        if not isinstance(day, dt.date):
            reason = "it doesn't say when the training began and ended, so no month is before or after it"
            raise FileError("no-training-days", reason, "type both days on Inputs first")
        found.append(f"{day:%Y-%m}")
    return found[0], found[1]


def _block(target: Target, measure: str) -> tuple[str, list[Period], dict[Cell, Input]]:
    """The block that measures a benefit, or the first free one and the cell that makes it the benefit's."""
    table = target.table("measures")
    first = table.stored.area[0] + table.stored.header_rows
    rows = dict(zip(BLOCKS, range(first, first + len(BLOCKS)), strict=True))
    held = {block: str(target.held(table.cell(row, names.KEY)) or "") for block, row in rows.items()}
    for block, id_ in held.items():
        if id_.strip().casefold() == measure.casefold():
            return block, [], {}
    for block, id_ in held.items():
        if not id_ and not any(True for _ in _there(target, block)):
            return block, [], {table.cell(rows[block], names.KEY): measure}
    raise FileError("no-place", "all blocks on KPI measure other benefits", "clear one of them on KPI")


def _there(target: Target, block: str) -> Iterator[str]:
    """The months that a block has.

    Raises:
        FileError: It has a period that is no month.
    """
    for month, _ in periods_of(target.table(block), target):
        if not _MONTH.fullmatch(month):
            reason = f"its block {block} on KPI has the period {month!r}, which is no month such as 2025-03"
            raise FileError("no-place", reason, "clear the block's periods, then import again")
        yield month


def periods_of(table: BookTable, target: Target) -> Iterator[tuple[str, int]]:
    """The periods of a block, each with its row; a row without a period but with figures has an empty one."""
    area = table.stored.area
    for row in range(area[0] + table.stored.header_rows, area[2] + 1):
        held = [target.held(table.cell(row, column)) for column in ("number", "period", "trained", "control")]
        if any(value is not None for value in held):
            yield str(held[1] or ""), row
