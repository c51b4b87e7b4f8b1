"""Plans what an import changes in a workbook, before anything is changed.

A row belongs to a person or an answer by its pseudonym. What is blank is filled in, what is equal stays, and
what was typed is replaced only if the user says so. The same import again changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from roi_xl.catalogue import Scalar
from roi_xl.files import FileError
from roi_xl.importing.extract import MOST, Extract, Record
from roi_xl.importing.figures_by_month import Months, months, periods_of
from roi_xl.importing.mapping import TARGETS
from roi_xl.importing.tables_of_book import LOG, BookTable, Target
from roi_xl.lang import texts
from roi_xl.template import names
from roi_xl.xlsx import Cell, Input, place

SMALLEST: Final = 5
"""The fewest people of a team that is named: of fewer ones, a team tells who they are."""
_TEAM: Final = "team"
_LONGEST: Final = 40


@dataclass(frozen=True, slots=True)
class Counts:
    """What an import does in one table.

    Attributes:
        table: The table, as a study calls it.
        new: Rows that are new.
        completed: Rows in which blank cells are filled in.
        unchanged: Rows that hold everything already.
        kept: Cells that hold something else, and keep it.
        replaced: Cells that held something else, which is replaced.
        unknown: Rows of people who aren't in the workbook, from a source that adds nobody.
        hidden: People whose team isn't named, since it has fewer than five.
        during: Months of the training itself, which count neither before nor after it.
    """

    table: str
    new: int = 0
    completed: int = 0
    unchanged: int = 0
    kept: int = 0
    replaced: int = 0
    unknown: int = 0
    hidden: int = 0
    during: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that holds something else than the source.

    Attributes:
        where: The cell, as `Sheet!A1`.
        held: What it holds.
        given: What the source has.
        is_replaced: Whether the source's value takes its place.
    """

    where: str
    held: Scalar
    given: Scalar
    is_replaced: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import changes.

    Attributes:
        values: New values of cells that are there.
        rows: New rows by table.
        counts: What happens in each table.
        differences: The cells that hold something else.
        numbered: The columns by table that count the rows, which new rows continue.
    """

    values: Mapping[Cell, Input]
    rows: Mapping[str, Sequence[Mapping[str, Input]]]
    counts: tuple[Counts, ...]
    differences: tuple[Difference, ...]
    numbered: Mapping[str, tuple[str, ...]]


@dataclass(slots=True)
class _Row:
    """All that the sources say about one person or answer."""

    cells: dict[str, float | str]
    came: dict[str, str]
    source: str
    adds: bool


@dataclass(slots=True)
class _Work:
    target: Target
    is_replacing: bool
    values: dict[Cell, Input] = field(default_factory=dict)
    rows: dict[str, list[Mapping[str, Input]]] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    numbered: dict[str, tuple[str, ...]] = field(default_factory=dict)


def planned(
    target: Target,
    extracts: Sequence[Extract],
    key: str,
    today: dt.date,
    measure: str = "",
    *,
    is_replacing: bool,
) -> Plan:
    """What an import changes.

    Args:
        target: The workbook.
        extracts: What the sources hold, in the order given.
        key: The fingerprint of the key of the pseudonyms.
        today: The day under which the import is noted in the workbook's log.
        measure: The ID of the benefit that figures by month measure.
        is_replacing: Whether cells that hold something else are replaced.

    Raises:
        FileError: The workbook has pseudonyms by another key, or two sources contradict each other.
    """
    others = sorted({known for _, known in target.notes() if known != key})
    if others:
        reason = f"the people in it have pseudonyms by the key {others[0]}, this one is {key}"
        raise FileError("other-key", reason, "name the key file of the first import by --key")
    work = _Work(target, is_replacing)
    counts = [counted for part in TARGETS if (counted := _of_table(part, extracts, work)) is not None]
    if any(extract.amounts for extract in extracts):
        counts.append(_by_month(months(target, extracts, measure, _groups(extracts, target)), extracts, work))
    if any(count.new or count.completed or count.replaced for count in counts):
        _note(work, extracts, key, today)
    return Plan(work.values, work.rows, tuple(counts), tuple(work.differences), work.numbered)


def _of_table(part: str, extracts: Sequence[Extract], work: _Work) -> Counts | None:
    """Plan one table; None if no source has anything for it."""
    found = _merged(part, extracts)
    if not found:
        return None
    table = work.target.table(part)
    known = {id_: row for id_, row in found.items() if row.adds or id_.casefold() in table.rows}
    hidden = _hide_small_teams(known, table, work.target) if part == "people" else 0
    counts = Counts(part, unknown=len(found) - len(known), hidden=hidden)
    new = [(id_, row) for id_, row in known.items() if id_.casefold() not in table.rows]
    if len(new) + len(table.rows) > MOST:
        reason = f"{table.stored.name} would have more than {MOST:,} rows, too many for its formulas"
        raise FileError("too-many-rows", reason, "import one programme's participants only")
    for id_, row in known.items():
        if id_.casefold() in table.rows:
            counts = _compared(counts, row, table, table.rows[id_.casefold()], work)
    if new:
        work.rows[table.stored.name] = [_new_row(id_, row, table) for id_, row in new]
        work.numbered[table.stored.name] = table.numbered
    return replace(counts, new=len(new))


def _groups(extracts: Sequence[Extract], target: Target) -> Mapping[str, str]:
    """The group of each person, by pseudonym in small letters: in the workbook, else in the sources."""
    table = target.table("people")
    codes = {word.casefold(): code for code, word in table.choices["group"].items()}
    groups = {
        record.id.casefold(): str(record.cells.get("group", ""))
        for source in extracts
        for record in source.records
        if record.table == "people"
    }
    held = {id_: target.held(table.cell(row, "group")) for id_, row in table.rows.items()}
    return groups | {id_: codes.get(str(word).casefold(), "") for id_, word in held.items() if word}


def _by_month(found: Months, extracts: Sequence[Extract], work: _Work) -> Counts:
    """Plan the figures of a block on KPI."""
    table = work.target.table(found.block)
    work.values |= found.header
    there = dict(periods_of(table, work.target))
    counts = Counts(found.block, unknown=found.unknown, during=found.during)
    source = next(source.source for source in extracts if source.amounts)
    new = []
    for period in found.periods:
        row = _Row(period.cells(), {}, source, adds=True)
        if period.month in there:
            counts = _compared(counts, row, table, there[period.month], work)
        else:
            new.append(_values(row, table))
    if new:
        work.rows[table.stored.name] = new
    return replace(counts, new=len(new))


def _merged(part: str, extracts: Sequence[Extract]) -> dict[str, _Row]:
    """What all sources say, by pseudonym."""
    found: dict[str, _Row] = {}
    for number, source in enumerate(extracts, 1):
        for record in (record for record in source.records if record.table == part):
            row = found.setdefault(record.id, _Row({}, {}, source.source, adds=False))
            row.adds |= not source.only_known
            _join(row, record, f"source {number} ({source.source}), row {record.where}")
    return found


def _join(row: _Row, record: Record, came: str) -> None:
    for column, value in record.cells.items():
        if row.cells.setdefault(column, value) != value:
            pair = f"{row.came[column]} and {came} are of the same person and differ in {column}"
            reason = f"{pair}: {row.cells[column]!r} and {value!r}"
            raise FileError("twice-different", reason, "import one of them alone, then the other one")
        row.came.setdefault(column, came)


def _hide_small_teams(rows: Mapping[str, _Row], table: BookTable, target: Target) -> int:
    """Call teams of fewer than five people a small group; returns how many people that concerns."""
    here = {id_.casefold() for id_ in rows}
    others = (target.held(table.cell(number, _TEAM)) for id_, number in table.rows.items() if id_ not in here)
    sizes = Counter(str(team).casefold() for team in others)
    sizes.update(str(row.cells[_TEAM]).casefold() for row in rows.values() if _TEAM in row.cells)
    small = [
        row
        for row in rows.values()
        if _TEAM in row.cells and sizes[str(row.cells[_TEAM]).casefold()] < SMALLEST
    ]
    for row in small:
        row.cells[_TEAM] = texts(target.language)["import.small_group"]
    return len(small)


def _compared(counts: Counts, row: _Row, table: BookTable, number: int, work: _Work) -> Counts:
    """Compare a row of the workbook with what the sources say about it."""
    completed = kept = replaced = 0
    for column, value in row.cells.items():
        cell, given = table.cell(number, column), table.shown(column, value)
        held = work.target.held(cell)
        if held is None or _is_hidden_team(column, held, given, work.target):
            work.values[cell] = given
            completed += 1
        elif not _is_same(held, given):
            work.differences.append(Difference(place(cell), held, given, work.is_replacing))
            if work.is_replacing:
                work.values[cell] = given
            replaced += work.is_replacing
            kept += not work.is_replacing
    return replace(
        counts,
        completed=counts.completed + bool(completed),
        unchanged=counts.unchanged + (not (completed or replaced or kept)),
        kept=counts.kept + kept,
        replaced=counts.replaced + replaced,
    )


def _is_hidden_team(column: str, held: Scalar, given: float | str, target: Target) -> bool:
    """Whether an earlier import hid a team that has enough people now."""
    hidden = texts(target.language)["import.small_group"]
    return column == _TEAM and held == hidden and given != hidden


def _is_same(held: Scalar, given: float | str) -> bool:
    if isinstance(held, str) and isinstance(given, str):
        return held.strip().casefold() == given.strip().casefold()
    return held == given


def _new_row(id_: str, row: _Row, table: BookTable) -> Mapping[str, Input]:
    return {table.header(names.KEY): id_, **_values(row, table)}


def _values(row: _Row, table: BookTable) -> Mapping[str, Input]:
    values: dict[str, Input] = {}
    for column, value in row.cells.items():
        values[table.header(column)] = table.shown(column, value)
    if "source" in table.columns:
        values[table.header("source")] = row.source
    return values


def _note(work: _Work, extracts: Sequence[Extract], key: str, today: dt.date) -> None:
    """Note the import in the workbook's log, with the fingerprint of the key; in the row of the last one."""
    part, change, day = LOG
    log = work.target.table(part)
    sources = ", ".join(dict.fromkeys(source.source for source in extracts))
    shown = sources if len(sources) <= _LONGEST else f"{sources[: _LONGEST - 1]}…"  # one line of the log
    text = texts(work.target.language)["import.log"].format(sources=shown, key=key)
    for row, _ in work.target.notes():
        work.values |= {log.cell(row, change): text, log.cell(row, day): today}
        return
    work.rows[log.stored.name] = [{log.header(change): text, log.header(day): today}]
