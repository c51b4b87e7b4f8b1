"""Takes out of a source what belongs into the workbook's tables, under pseudonyms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from roi_xl.files import FileError
from roi_xl.importing.cells import Reader, Unfit
from roi_xl.importing.grid import Cell
from roi_xl.importing.header import Column, matches, text_of
from roi_xl.importing.mapping import Map
from roi_xl.importing.measures import Amount, Sums
from roi_xl.importing.pseudonyms import pseudonym
from roi_xl.importing.readings import Days, Decimals, UnreadableError
from roi_xl.importing.recognition import Part, Recognised, Wishes, recognised

MOST: Final = 2_000
"""The most rows that a table of the workbook is given: its formulas compare every row with every other."""
_MOST_KNOWN: Final = 200_000
"""The most people of an export that only completes some of them, as a list of all employees."""
_NOBODY: Final = frozenset({"", "-", "anonymous", "anonym", "n/a", "null"})
_LATER: Final = "another row of the same person counts, completed or later"
_NOBODYS: Final = "it doesn't say whose it is"
_BY_MONTH: Final = "figures by month"
_KINDS: Final = {"people": "person", "answers": "answer", "estimates": "estimate"}


@dataclass(frozen=True, slots=True)
class Record:
    """A row for a table of the workbook.

    Attributes:
        table: The table.
        id: The pseudonym.
        cells: What it holds by column: a number, a text, or the code of a choice.
        where: The row of the source that it came from.
    """

    table: str
    id: str
    cells: Mapping[str, float | str]
    where: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows or cells that aren't taken.

    Attributes:
        what: `rows` or `cells`.
        number: How many.
        reason: Why.
        first: Where the first one is.
    """

    what: str
    number: int
    reason: str
    first: str


@dataclass(frozen=True, slots=True)
class Extract:
    """What a source holds for the workbook; no name, no address.

    Attributes:
        preset: The preset; empty for a map of one's own.
        title: The system that it is an export of.
        source: What the workbook's column Source says.
        only_known: Whether it only completes people who are in the workbook.
        said: What was decided about it, in sentences.
        rows: How many rows below the header hold anything.
        taken: How many of them gave something.
        records: What they gave.
        amounts: What people achieved by month.
        aggregate: What a month's figure is made of them: `mean`, `sum` or `count`.
        left_out: What isn't taken.
        missing: What it doesn't say, though one might look for it.
    """

    preset: str
    title: str
    source: str
    only_known: bool
    said: tuple[str, ...]
    rows: int
    taken: int
    records: tuple[Record, ...]
    amounts: tuple[Amount, ...]
    aggregate: str
    left_out: tuple[LeftOut, ...]
    missing: tuple[str, ...]


def extract(data: bytes, wanted: Map | None, wishes: Wishes, key: bytes) -> Extract:
    """Read a source.

    Args:
        data: The file.
        wanted: Its map; None to recognise it among the presets.
        wishes: What the user said about it.
        key: The key of the pseudonyms.

    Raises:
        FileError: It can't be read for certain; the message names the place and what to do.
    """
    return _Work(recognised(data, wanted, wishes), wishes, key).done()


@dataclass(slots=True)
class _Kept:
    """A record while later rows of the same person may still come."""

    cells: dict[str, float | str]
    where: int
    when: Cell
    at: Mapping[str, str]


@dataclass(slots=True)
class _Work:
    """A source while it is read: once to decide, once to take."""

    found: Recognised
    wishes: Wishes
    key: bytes
    person: Column | None = None
    rows: int = 0
    taken: int = 0
    live: Counter[int] = field(default_factory=Counter)
    records: dict[tuple[str, str], _Kept] = field(default_factory=dict)
    responses: Counter[tuple[str, str]] = field(default_factory=Counter)
    left: Counter[tuple[str, str]] = field(default_factory=Counter)
    firsts: dict[tuple[str, str], str] = field(default_factory=dict)
    days: Days = field(default_factory=Days)
    decimals: Decimals = field(default_factory=Decimals)
    sums: Sums | None = None

    def done(self) -> Extract:
        self.days.wanted, self.decimals.wanted = self.wishes.dates, self.wishes.decimal
        if self.found.measured is not None:
            self.sums = Sums(self.found.measured, self.decimals, self.days)
        self._decide()
        reader = Reader(self.decimals, self.found.parts)
        for number, row in self.found.header.rows(self.found.grid):
            self.rows += 1
            reason = self._skipped(row) or self._take(number, row, reader)
            self.taken += not reason
            if reason:
                self._leave("rows", reason, f"row {number}")
        map_ = self.found.map
        return Extract(
            map_.name,
            map_.title,
            map_.source or map_.title,
            map_.only_known,
            tuple(self._said(reader)),
            self.rows,
            self.taken,
            tuple(Record(table, id_, kept.cells, kept.where) for (table, id_), kept in self.records.items()),
            () if self.sums is None else self.sums.amounts(),
            map_.measure.aggregate if map_.measure else "",
            tuple(
                LeftOut(what, number, reason, self.firsts[what, reason])
                for (what, reason), number in self.left.items()
            ),
            self.found.missing,
        )

    def _decide(self) -> None:
        """The first pass: who it is about, decimal sign and order of dates, from all rows that count."""
        filled: Counter[str] = Counter()
        numeric = [part.column for part in self.found.parts if part.column and part.target.format != "text"]
        for number, row in self.found.header.rows(self.found.grid):
            if self._skipped(row):
                continue
            if self.sums is not None:
                self.sums.see(row, number)
            for column in self.found.persons:
                filled[column.name] += not _is_nobody(_cell(row, column))
            for column in numeric:
                self.decimals.see(_cell(row, column), _place(number, column))
            if self.found.when is not None:
                self.days.see(_cell(row, self.found.when), _place(number, self.found.when))
        self.person = next((column for column in self.found.persons if filled[column.name]), None)

    def _skipped(self, row: Sequence[Cell]) -> str:
        """Why a row doesn't count; empty if it does."""
        for skip, column in self.found.skips:
            text = text_of(_cell(row, column))
            is_like = any(matches(text, pattern) for pattern in skip.like)
            if is_like or (skip.unless and not any(matches(text, pattern) for pattern in skip.unless)):
                return skip.reason or f"“{column.name}” says {text!r:.40}"
        return ""

    def _take(self, number: int, row: Sequence[Cell], reader: Reader) -> str:
        """Take a row; returns why nothing of it counts, empty if something does."""
        reasons: dict[str, str] = {}
        tables = dict.fromkeys(part.table for part in self.found.parts)
        for table in tables:
            parts = [part for part in self.found.parts if part.table == table]
            cells = self._cells(number, row, parts, reader)
            if not any(part.column and part.target.id in cells for part in parts):
                reasons[table] = ""
                continue
            id_ = self._id(table, row)
            reason = (
                self._keep(table, id_, cells, number, row, parts) if id_ else "it doesn't say whose it is"
            )
            if reason:
                reasons[table] = reason
        if self.sums is not None:
            tables[_BY_MONTH] = None
            reason = self.sums.take(who, row, number) if (who := self._id("people", row)) else _NOBODYS
            if reason:
                reasons[_BY_MONTH] = reason
        if len(reasons) == len(tables):
            return next(filter(None, reasons.values()), "nothing in it for the workbook")
        for table, reason in reasons.items():
            if reason:
                self._leave("cells", f"{table}: {reason}", f"row {number}")
        return ""

    def _cells(
        self, number: int, row: Sequence[Cell], parts: Sequence[Part], reader: Reader
    ) -> dict[str, float | str]:
        """What a row gives for a table, by column."""
        cells: dict[str, float | str] = {}
        for part in parts:
            where = _place(number, part.column) if part.column else f"row {number}"
            cell = _cell(row, part.column) if part.column else part.field.is_
            try:
                value = reader.value(part, cell, where)
            except Unfit as unfit:
                if unfit.is_error and not self.wishes.leave_out:
                    quoted = f"{where}: {text_of(cell)!r:.60} {unfit.reason}"
                    remedy = f"{unfit.remedy}, or say --leave-out to take the rest"
                    raise FileError("unreadable-cell", quoted, remedy) from None
                self._leave("cells", f"{part.target.id}: {unfit.reason}; {unfit.remedy}", where)
                continue
            if value not in (None, ""):
                cells[part.target.id] = value
        return cells

    def _id(self, table: str, row: Sequence[Cell]) -> str:
        """The pseudonym for a row; empty if it doesn't say whose it is."""
        person = _cell(row, self.person) if self.person is not None else ""
        if not _is_nobody(person):
            return pseudonym(self.key, _KINDS[table], text_of(person))
        response = text_of(_cell(row, self.found.response)) if self.found.response is not None else ""
        if table == "people" or not response:
            return ""
        self.responses[table, response] += 1  # two people may have answered within the same second
        text = f"{self.found.map.name} {response} {self.responses[table, response]}"
        return pseudonym(self.key, _KINDS[table], text)

    def _keep(
        self,
        table: str,
        id_: str,
        cells: dict[str, float | str],
        number: int,
        row: Sequence[Cell],
        parts: Sequence[Part],
    ) -> str:
        """Note a record; returns why it doesn't count, which a later one of the same person causes."""
        at = {part.target.id: _place(number, part.column) for part in parts if part.column}
        when = _cell(row, self.found.when) if self.found.when is not None else ""
        kept, new = self.records.get((table, id_)), _Kept(cells, number, when, at)
        if kept is None:
            self._check_room()
            self.records[table, id_] = new
            self.live[number] += 1
            return ""
        both = [name for name in cells if name in kept.cells and kept.cells[name] != cells[name]]
        if not both:
            kept.cells |= cells
            return ""
        before, after = self._rank(kept), self._rank(new)
        if before == after:
            pair = f"{kept.at[both[0]]} and {at[both[0]]} are of the same person and differ"
            values = f"{kept.cells[both[0]]!r} and {cells[both[0]]!r}"
            raise FileError("twice-different", f"{pair}: {values}", "leave one of the rows out of the export")
        if before > after:
            return _LATER
        self.records[table, id_] = new
        self.live[number] += 1
        self.live[kept.where] -= 1
        if not self.live[kept.where]:
            del self.live[kept.where]
            self.taken -= 1
            self._leave("rows", _LATER, f"row {kept.where}")
        return ""

    def _check_room(self) -> None:
        most = _MOST_KNOWN if self.found.map.only_known else MOST
        if len(self.records) >= most:
            reason = f"it holds more than {most:,} people, too many for the workbook's formulas to compare"
            raise FileError("too-many-rows", reason, "export one programme's participants only")

    def _rank(self, kept: _Kept) -> tuple[bool, str]:
        """Which row of a person counts: a completed one, and then the latest."""
        if self.found.when is None or not text_of(kept.when):
            return kept.cells.get("completed") == "yes", ""
        try:
            when = self.days.moment(kept.when)
        except UnreadableError:
            quoted = f"{_place(kept.where, self.found.when)}: {text_of(kept.when)!r:.40} is no date"
            raise FileError("unreadable-cell", quoted, "correct it in the source") from None
        return kept.cells.get("completed") == "yes", when.isoformat()

    def _leave(self, what: str, reason: str, where: str) -> None:
        self.left[what, reason] += 1
        self.firsts.setdefault((what, reason), where)

    def _said(self, reader: Reader) -> Iterator[str]:
        yield self.found.grid.said
        header = self.found.header
        yield f"header in row {header.first}" + (f" to {header.last}" if header.last > header.first else "")
        yield from filter(None, (self.decimals.said, self.days.said))
        if self.person is not None:
            yield f"people by “{self.person.name}”"
        for part in self.found.parts:
            came = f"“{part.column.name}”" if part.column else f"{part.field.is_} for all"
            yield f"{part.table}.{part.target.id}: {came}"
        yield from reader.said()
        if self.found.measured is not None and self.found.map.measure is not None:
            value, date = self.found.measured.value, self.found.measured.date
            of = f"{self.found.map.measure.aggregate} of " + (f"“{value.name}”" if value else "rows")
            yield f"by month of “{date.name}”: {of}"


def _cell(row: Sequence[Cell], column: Column) -> Cell:
    return row[column.number] if column.number < len(row) else ""


def _place(number: int, column: Column) -> str:
    return f"row {number}, “{column.name}”"


def _is_nobody(cell: Cell) -> bool:
    return text_of(cell).casefold() in _NOBODY
