"""Finds which sheet, table, row, column and cell of one workbook is which of another."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

from roi_xl.diff.book_side import KeyedTable, Side
from roi_xl.diff.lanes import Lanes
from roi_xl.diff.tables import AlignedTable
from roi_xl.xlsx import Address, Area, Cell, Sheet, holds

_ALIKE: Final = 0.5
"""The share of what stands in two sheets of different names that makes them one sheet, renamed."""


class AlignedSheet:
    """A sheet in both workbooks.

    Attributes:
        old: The sheet in the old workbook.
        new: The sheet in the new one.
        rows: Which row is which, outside of tables.
        columns: Which column is which.
    """

    def __init__(self, old: Sheet, new: Sheet, rows: Lanes, columns: Lanes) -> None:
        self.old, self.new, self.rows, self.columns = old, new, rows, columns


class Alignment:
    """Two workbooks beside each other.

    Args:
        old: The old workbook.
        new: The new one.

    Attributes:
        old: The old workbook.
        new: The new one.
        tables: The tables that both have, by name in the present template.
        sheets: The sheets that both have, by their name in the old workbook.
    """

    def __init__(self, old: Side, new: Side) -> None:
        self.old, self.new = old, new
        self.tables = {
            name: AlignedTable(old, new, table, new.tables[name])
            for name, table in old.tables.items()
            if name in new.tables
        }
        self._pairs = dict(self._matched())
        self.sheets = {
            one: self._aligned(old.sheets[one], new.sheets[other]) for one, other in self._pairs.items()
        }
        self._by_new = {pair.new.name: pair for pair in self.sheets.values()}

    @property
    def renamed(self) -> Mapping[str, str]:
        """The sheets that both have, by their name in the old workbook."""
        return self._pairs

    @cached_property
    def editions(self) -> Mapping[str, tuple[str, str]]:
        """In what two workbooks of the template are different editions: language, version or kind."""
        old, new = self.old, self.new
        if not (old.is_ours and new.is_ours):
            return {}
        told = {
            "language": (old.language, new.language),
            "version": (str(old.version), str(new.version)),
            "kind": (old.kind, new.kind),
        }
        return {what: pair for what, pair in told.items() if pair[0] != pair[1]}

    @cached_property
    def to_new(self) -> Mapping[Cell, Cell]:
        """The cell of the new workbook that each cell of the old one is now, where it holds anything."""
        found: dict[Cell, Cell] = {}
        taken = set[Cell]()
        for name, cell in self.old.named.items():
            if name in self.new.named and self.new.named[name] not in taken:
                found[cell] = self.new.named[name]
                taken.add(found[cell])
        for sheet in self.old.sheets.values():
            for at in self.old.filled(sheet):
                cell = sheet.name, at
                now = self._in_new(cell) if cell not in found else None
                if now is not None and now not in taken:
                    found[cell] = now
                    taken.add(now)
        return found

    @cached_property
    def only_new(self) -> Sequence[tuple[Cell, Cell | None]]:
        """The cells that only the new workbook has filled, each with its blank cell in the old one."""
        known = set(self.to_new.values())
        return [
            ((sheet.name, at), self._in_old((sheet.name, at)))
            for sheet in self.new.sheets.values()
            for at in self.new.filled(sheet)
            if (sheet.name, at) not in known
        ]

    def area(self, sheet: str, area: Area) -> tuple[str, Area] | None:
        """Where an area of the old workbook is in the new one; None if its sheet isn't there any more."""
        if area[:2] == area[2:]:
            now = self._in_new((sheet, area[:2]))
            return None if now is None else (now[0], (*now[1], *now[1]))
        for table in self.tables.values():
            if table.old.table.sheet == sheet:
                moved = table.area(area)
                if moved is not None:
                    return table.new.table.sheet, moved
        pair = self.sheets.get(sheet)
        if pair is None:
            return None
        top, bottom = pair.rows.span(area[0], area[2])
        left, right = pair.columns.span(area[1], area[3])
        return pair.new.name, (top, left, bottom, right)

    def _in_new(self, cell: Cell) -> Cell | None:
        """The cell in the new workbook by its place, be it blank or not."""
        table = self.old.table_at(cell)
        if table is not None and table.name in self.tables:
            return self.tables[table.name].in_new(cell[1])
        pair = self.sheets.get(cell[0])
        if pair is None:
            return None
        row, column = pair.rows.place_in_new(cell[1][0]), pair.columns.place_in_new(cell[1][1])
        return None if row < 1 or column < 1 else (pair.new.name, (row, column))

    def _in_old(self, cell: Cell) -> Cell | None:
        """The cell of the old workbook in which the content of a new cell would have stood."""
        table = self.new.table_at(cell)
        if table is not None and table.name in self.tables:
            return self.tables[table.name].in_old(cell[1])
        pair = self._by_new.get(cell[0])
        if pair is None:
            return None
        row, column = pair.rows.in_old(cell[1][0]), pair.columns.in_old(cell[1][1])
        old = pair.old.name, (row or 0, column or 0)
        is_there = row is not None and column is not None
        return old if is_there and old not in self.to_new else None

    def _matched(self) -> Iterator[tuple[str, str]]:
        """The sheets that both have: by tab, or else by names and tables on them, or by what they hold."""
        free = {name.casefold(): name for name in self.new.sheets}
        lost = []
        for name in self.old.sheets:
            same = free.pop(name.casefold(), None)
            if same is None:
                lost.append(name)
            else:
                yield name, same
        scores = sorted(
            ((self._likeness(one, other), one, other) for one in lost for other in free.values()),
            key=lambda found: -found[0],
        )
        left, right = set(lost), set(free.values())
        for score, one, other in scores:
            if score >= _ALIKE and one in left and other in right:
                left.remove(one)
                right.remove(other)
                yield one, other

    def _likeness(self, one: str, other: str) -> float:
        """The share of named cells and tables that two sheets have in common, or else of all they hold."""
        marks = [
            {name for name, cell in side.named.items() if cell[0] == sheet}
            | {name for name, table in side.tables.items() if table.table.sheet == sheet}
            for side, sheet in ((self.old, one), (self.new, other))
        ]
        if all(marks):
            return len(marks[0] & marks[1]) / max(map(len, marks))
        ours, theirs = self._all_contents(self.old, one), self._all_contents(self.new, other)
        return sum((ours & theirs).values()) / max(ours.total(), theirs.total(), 1)

    @staticmethod
    def _all_contents(side: Side, name: str) -> Counter[Hashable]:
        sheet = side.sheets[name]
        return Counter(side.content(sheet, at) for at in side.filled(sheet))

    def _aligned(self, old: Sheet, new: Sheet) -> AlignedSheet:
        tables = [
            table
            for table in self.tables.values()
            if (table.old.table.sheet, table.new.table.sheet) == (old.name, new.name)
        ]
        marks = [
            (one[1], other[1])
            for name, one in self.old.named.items()
            if one[0] == old.name and (other := self.new.named.get(name)) is not None and other[0] == new.name
        ]
        ours = dict(_loose(self.old, old, [table.old for table in tables]))
        theirs = dict(_loose(self.new, new, [table.new for table in tables]))
        same = [*_unique_pairs(ours, theirs)]
        rows, columns = (
            Lanes(
                _by_axis(ours, axis),
                _by_axis(theirs, axis),
                [(one[axis], other[axis]) for one, other in marks],
                Counter((one[axis], other[axis]) for one, other in same),
                [pair for table in tables for pair in table.landmarks(axis)],
            )
            for axis in (0, 1)
        )
        return AlignedSheet(old, new, rows, columns)


def _loose(side: Side, sheet: Sheet, tables: Sequence[KeyedTable]) -> Iterator[tuple[Address, Hashable]]:
    """What stands in a sheet outside of the data of tables."""
    bodies = [table.body for table in tables]
    for at in side.filled(sheet):
        if not any(holds(body, at) for body in bodies):
            yield at, side.content(sheet, at)


def _unique_pairs(
    ours: Mapping[Address, Hashable], theirs: Mapping[Address, Hashable]
) -> Iterator[tuple[Address, Address]]:
    """The places of what occurs exactly once in both sheets."""
    here, there = _places(ours), _places(theirs)
    for content, places in here.items():
        if len(places) == 1 == len(there.get(content, ())):
            yield places[0], there[content][0]


def _places(contents: Mapping[Address, Hashable]) -> Mapping[Hashable, list[Address]]:
    found: dict[Hashable, list[Address]] = defaultdict(list)
    for at, content in contents.items():
        found[content].append(at)
    return found


def _by_axis(contents: Mapping[Address, Hashable], axis: int) -> dict[int, tuple[Hashable, ...]]:
    """What stands in each row (axis 0) or column (axis 1), in order."""
    found: dict[int, list[tuple[int, Hashable]]] = defaultdict(list)
    for at, content in contents.items():
        found[at[axis]].append((at[1 - axis], content))
    return {
        position: tuple(content for _, content in sorted(cells, key=lambda cell: cell[0]))
        for position, cells in found.items()
    }
