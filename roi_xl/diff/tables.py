"""Finds which row and column of a table of one workbook is which of the same table in another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from typing import Final

from roi_xl.diff.book_side import KeyedTable, Side
from roi_xl.diff.lanes import Lanes
from roi_xl.xlsx import Address, Area, Cell, holds

_ALIKE: Final = 0.5
"""The share of its typed cells by which a row is known again although its key is another one."""


class AlignedTable:
    """A table in both workbooks: rows are matched by key, columns by name or header.

    A row of the new table that the old one lacks is matched with a row of the old one that is blank, if there
    is one: it is where the new row would have been typed.

    Args:
        old_side: The old workbook.
        new_side: The new one.
        old: The table in the old workbook.
        new: The table in the new one.

    Attributes:
        old: The table in the old workbook.
        new: The table in the new one.
        rows: From each row of the old table to its row in the new one.
        columns: From each column of the old table to its column in the new one.
    """

    def __init__(self, old_side: Side, new_side: Side, old: KeyedTable, new: KeyedTable) -> None:
        self.old, self.new = old, new
        self._sides = old_side, new_side
        self.columns = {
            position: new.columns[name] for name, position in old.columns.items() if name in new.columns
        }
        lost = [at for at in old.columns.values() if at not in self.columns]
        free = [at for at in new.columns.values() if at not in self.columns.values()]
        if len(lost) == len(free):  # headers were reworded
            self.columns |= dict(zip(lost, free, strict=True))
        self.rows = self._matched_rows()
        self._old_rows = {other: one for one, other in self.rows.items()}
        self._old_columns = {other: one for one, other in self.columns.items()}

    def in_new(self, at: Address) -> Cell | None:
        """The cell in the new workbook of a cell in the old one."""
        row, column = self.rows.get(at[0]), self.columns.get(at[1])
        return None if row is None or column is None else (self.new.table.sheet, (row, column))

    def in_old(self, at: Address) -> Cell | None:
        """The cell in the old workbook of a cell in the new one."""
        row, column = self._old_rows.get(at[0]), self._old_columns.get(at[1])
        return None if row is None or column is None else (self.old.table.sheet, (row, column))

    def area(self, area: Area) -> Area | None:
        """Where an area of the old table is in the new one; None if it isn't one, or has no such place."""
        top, left, bottom, right = area
        body = self.old.body
        columns = self.columns.get(left), self.columns.get(right)
        if not (holds(self.old.table.area, area[:2]) and holds(self.old.table.area, area[2:])):
            return None
        if columns[0] is None or columns[1] is None:
            return None
        first, last = min(columns[0], columns[1]), max(columns[0], columns[1])
        if (top, bottom) == (body[0], body[2]):
            return self.new.body[0], first, self.new.body[2], last
        rows = [self.rows.get(row) for row in range(top, bottom + 1)]
        there = [row for row in rows if row is not None]
        return (min(there), first, max(there), last) if len(there) == len(rows) else None

    def landmarks(self, axis: int) -> Iterator[tuple[int, int]]:
        """Pairs of rows (axis 0) or columns (axis 1) of the sheets that the table has in common."""
        if axis:
            yield from self.columns.items()
            return
        (top, _, bottom, _), (new_top, _, new_bottom, _) = self.old.table.area, self.new.table.area
        yield top, new_top
        yield bottom + 1, new_bottom + 1
        if self.old.table.totals_rows and self.new.table.totals_rows:
            yield bottom, new_bottom

    def _matched_rows(self) -> dict[int, int]:
        if self.old.is_fixed and self.new.is_fixed:
            return dict(zip(self.old.rows, self.new.rows, strict=False))
        old_keys, new_keys = (
            dict(_unique_keys(side, table))
            for side, table in zip(self._sides, (self.old, self.new), strict=True)
        )
        found = {row: new_keys[key] for key, row in old_keys.items() if key in new_keys}
        is_keyed = bool(found)
        ones = [row for row in self.old.rows if row not in found]
        others = [row for row in self.new.rows if row not in found.values()]
        found |= self._known_again(ones, others, is_keyed=is_keyed)
        for is_filled_in_new in (True, False):
            found |= self._into_blank(found, is_filled_in_new=is_filled_in_new)
        return found

    def _known_again(self, ones: list[int], others: list[int], *, is_keyed: bool) -> dict[int, int]:
        """Match rows without a common key by what stands in them; in a table without keys by order, too."""
        old_side, new_side = self._sides
        old = {row: self._content(old_side, self.old, row) for row in ones}
        new = {row: self._content(new_side, self.new, row) for row in others}
        lanes = Lanes(old, new, (), Counter())
        pairs = {row: at for row in ones if (at := lanes.in_new(row)) is not None}
        if not is_keyed:
            return pairs
        return {one: other for one, other in pairs.items() if self._is_alike(one, other)}

    def _is_alike(self, one: int, other: int) -> bool:
        """Whether half of what is typed in two rows is the same; blank ones are."""
        old_side, new_side = self._sides
        pairs = [
            (
                old_side.typed((self.old.table.sheet, (one, left))),
                new_side.typed((self.new.table.sheet, (other, right))),
            )
            for left, right in self.columns.items()
            if left != self.old.key
        ]
        told = [pair for pair in pairs if pair != (None, None)]
        return sum(left == right for left, right in told) >= _ALIKE * len(told)

    def _into_blank(self, found: dict[int, int], *, is_filled_in_new: bool) -> dict[int, int]:
        """Match the rows that one workbook lacks with rows that are blank there."""
        old_side, new_side = self._sides
        ones = [row for row in self.old.rows if row not in found]
        others = [row for row in self.new.rows if row not in found.values()]
        old_blank = [row for row in ones if old_side.is_blank_row(self.old, row)]
        new_blank = [row for row in others if new_side.is_blank_row(self.new, row)]
        if is_filled_in_new:
            return dict(zip(old_blank, (row for row in others if row not in new_blank), strict=False))
        return dict(zip((row for row in ones if row not in old_blank), new_blank, strict=False))

    @staticmethod
    def _content(side: Side, table: KeyedTable, row: int) -> tuple[Hashable, ...]:
        """What stands in a row of a table, by column, so that moved columns change nothing."""
        sheet = side.sheets[table.table.sheet]
        return tuple(side.content(sheet, (row, table.columns[name])) for name in sorted(table.columns))


def _unique_keys(side: Side, table: KeyedTable) -> Iterator[tuple[str, int]]:
    """The keys that identify one row each, with that row."""
    keys = [(side.key(table, row).casefold(), row) for row in table.rows]
    counts = Counter(key for key, _ in keys)
    yield from ((key, row) for key, row in keys if key and counts[key] == 1)
