"""Compares two workbooks cell by cell: what was typed, the formulas, the structure and the results."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import isclose
from typing import Final

from roi_xl.diff.alignment import Alignment
from roi_xl.diff.book_side import Side
from roi_xl.diff.difference import Change, RowChange
from roi_xl.diff.naming import Naming
from roi_xl.diff.same_formula import SameFormula
from roi_xl.layout.declared import declared
from roi_xl.template import names
from roi_xl.xlsx import Cell, Scalar, place

_SAME: Final = 1e-9
"""Relative; computed values that differ by less, such as sums in another order, are the same."""
_DIGITS: Final = 1e-14
"""Relative; Excel and LibreOffice write 15 digits of a number."""
_ZERO: Final = 1e-8
"""What a difference of sums may leave where another order of them leaves exactly 0."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A cell in both workbooks.

    Attributes:
        old: The cell in the old workbook; None if it has no such place.
        new: The cell in the new workbook; None if it has no such place.
    """

    old: Cell | None
    new: Cell | None


class Comparison:
    """Two workbooks compared.

    Args:
        alignment: The workbooks beside each other.

    Attributes:
        alignment: The workbooks beside each other.
        naming: What their cells are called.
        unknown: How many pairs of results were not compared, since one of them isn't certain.
    """

    def __init__(self, alignment: Alignment) -> None:
        self.alignment = alignment
        self.naming = Naming(alignment.old, alignment.new)
        self._formulas = SameFormula(alignment)
        self.unknown = 0

    @property
    def _old(self) -> Side:
        return self.alignment.old

    @property
    def _new(self) -> Side:
        return self.alignment.new

    @cached_property
    def entered(self) -> list[Pair]:
        """The typed cells that differ, those of rows that only one workbook has among them."""
        return [pair for pair in self._pairs if self._is_entered_otherwise(pair)]

    @cached_property
    def formulas(self) -> list[Pair]:
        """The cells whose formula differs, or that have a formula in one of the workbooks only.

        Cells on sheets and in columns that only one workbook has are left out: the structure tells of those.
        """
        return [pair for pair in self._pairs if self._is_computed_otherwise(pair)]

    @cached_property
    def results(self) -> list[Pair]:
        """The computed cells of both workbooks that have another value."""
        found = []
        for pair in self._pairs:
            old, new = pair.old, pair.new
            if old is None or new is None:
                continue
            if not (self._old.is_computed(old) and self._new.is_computed(new)):
                continue
            if place(old) in self._old.doubted or place(new) in self._new.doubted:
                self.unknown += 1
            elif not self._is_same_result(self._old.model.value(old), self._new.model.value(new)):
                found.append(pair)
        return found

    @cached_property
    def rows(self) -> list[tuple[RowChange, list[Pair]]]:
        """The rows of tables that only one of the workbooks has filled in, with their typed cells."""
        by_row: dict[tuple[str, bool, int], list[Pair]] = {}
        for pair in self.entered:
            place_ = self._row_of(pair)
            if place_ is not None:
                by_row.setdefault(place_, []).append(pair)
        found = []
        for (name, is_added, row), pairs in by_row.items():
            side = self._new if is_added else self._old
            table = side.tables[name]
            cells = tuple(self.change(pair) for pair in pairs)
            called = table.name.removeprefix(names.TABLE)
            found.append((RowChange(called, side.key(table, row), is_added, cells), pairs))
        return found

    def change(self, pair: Pair, *, of_formulas: bool = False) -> Change:
        """A pair of cells in words.

        Args:
            pair: The cells.
            of_formulas: Whether their formulas are what differs, not their values.
        """
        return self.naming.change(pair.old, pair.new, of_formulas=of_formulas)

    def _is_same_result(self, old: Scalar, new: Scalar) -> bool:
        """Whether two computed values are the same; sentences in two languages aren't compared."""
        if self._is_of_other_language and all(type(value) is str for value in (old, new)):
            return True
        if type(old) is float and type(new) is float:
            noise = _ZERO if 0.0 in {old, new} else 0.0
            return isclose(old, new, rel_tol=_SAME, abs_tol=noise)
        if old in {None, ""} and new in {None, ""}:
            return True
        return type(old) is type(new) and old == new

    @cached_property
    def _words(self) -> set[tuple[Scalar, Scalar]]:
        """The words of our lists that mean the same in both workbooks."""
        return set(words_by_list(self._old, self._new))

    @cached_property
    def _pairs(self) -> list[Pair]:
        """All cells that hold anything in one of the workbooks, in the order of the old one."""
        pairs = [
            Pair((sheet.name, at), self.alignment.to_new.get((sheet.name, at)))
            for sheet in self._old.sheets.values()
            for at in self._old.filled(sheet)
        ]
        return pairs + [Pair(old, new) for new, old in self.alignment.only_new]

    def _is_entered_otherwise(self, pair: Pair) -> bool:
        if not self._is_told(pair) or self._has_formula(pair):
            return False
        old, new = (
            None if cell is None else side.typed(cell)
            for side, cell in zip((self._old, self._new), (pair.old, pair.new), strict=True)
        )
        if _same_typed(old, new) or (old, new) in self._words or self._is_of_place(pair):
            return False
        return not (self.alignment.editions and self._is_of_form(pair))

    def _is_of_place(self, pair: Pair) -> bool:
        """Whether both cells only number the rows of a table, which stay where they are when it is sorted."""
        old, new = pair.old, pair.new
        if old is None or new is None:
            return False
        return _is_number_of_row(self._old, old) and _is_number_of_row(self._new, new)

    def _is_computed_otherwise(self, pair: Pair) -> bool:
        if not self._is_told(pair) or not self._has_formula(pair):
            return False
        if self.alignment.editions and self._is_of_form(pair):
            return False
        old, new = pair.old, pair.new
        if old is None or new is None:
            return not self._is_in_other_row(pair)
        formulas = self._old.model.formula(old), self._new.model.formula(new)
        if None in formulas:
            return formulas != (None, None)  # both may be filled by an array
        return not self._formulas.is_same(old, new)

    def _has_formula(self, pair: Pair) -> bool:
        return (pair.old is not None and self._old.is_computed(pair.old)) or (
            pair.new is not None and self._new.is_computed(pair.new)
        )

    @property
    def _is_of_other_language(self) -> bool:
        return "language" in self.alignment.editions

    def _is_of_form(self, pair: Pair) -> bool:
        """Whether a cell is a part of the template, which in another edition holds something else."""
        return any(
            cell is not None and side.is_form(cell)
            for side, cell in ((self._old, pair.old), (self._new, pair.new))
        )

    def _is_told(self, pair: Pair) -> bool:
        """Whether a cell is told of by itself, not with its sheet or its column of a table."""
        sides = (self._old, pair.old), (self._new, pair.new)
        if any(cell is not None and side.is_header(cell) for side, cell in sides):
            return False
        return not any(
            cell is not None and other is None and (cell[0] in lost or self._is_in_lost_column(side, cell))
            for side, cell, other, lost in (
                (self._old, pair.old, pair.new, self._lost_sheets[0]),
                (self._new, pair.new, pair.old, self._lost_sheets[1]),
            )
        )

    @cached_property
    def _lost_sheets(self) -> tuple[set[str], set[str]]:
        """The sheets that only one of the workbooks has."""
        renamed = self.alignment.renamed
        return set(self._old.sheets) - renamed.keys(), set(self._new.sheets) - set(renamed.values())

    def _is_in_lost_column(self, side: Side, cell: Cell) -> bool:
        """Whether a cell is in a column of a table that the other workbook lacks, or in such a table."""
        table = side.table_at(cell)
        if table is None:
            return False
        aligned = self.alignment.tables.get(table.name)
        if aligned is None:
            return True
        known = aligned.columns.keys() if side is self._old else set(aligned.columns.values())
        return cell[1][1] not in known

    def _is_in_other_row(self, pair: Pair) -> bool:
        """Whether a formula fills a row of a table that the other workbook hasn't got, with its column."""
        tables = (
            side.table_at(cell)
            for side, cell in ((self._old, pair.old), (self._new, pair.new))
            if cell is not None
        )
        return any(table is not None for table in tables)

    def _row_of(self, pair: Pair) -> tuple[str, bool, int] | None:
        """The table and row of a pair, if only one of the workbooks has filled that row in: added or not."""
        tables = [
            None if cell is None else side.table_at(cell)
            for side, cell in ((self._old, pair.old), (self._new, pair.new))
        ]
        table = tables[0] or tables[1]
        if table is None or (None not in (pair.old, pair.new) and None in tables):
            return None
        is_blank = [
            cell is None or there is None or side.is_blank_row(there, cell[1][0])
            for side, cell, there in zip((self._old, self._new), (pair.old, pair.new), tables, strict=True)
        ]
        if is_blank[0] == is_blank[1]:
            return None
        cell = pair.new if is_blank[0] else pair.old
        return None if cell is None else (table.name, is_blank[0], cell[1][0])


def words_by_list(old: Side, new: Side) -> Iterator[tuple[Scalar, Scalar]]:
    """The words of the lists of two workbooks of ours that mean the same."""
    if not (old.is_ours and new.is_ours):
        return
    for list_ in declared(old.kind).choices:
        places = [side.model.named(names.list_cells(list_)) for side in (old, new)]
        words = [
            [] if place_ is None else _column(side, *place_)
            for side, place_ in zip((old, new), places, strict=True)
        ]
        if len(words[0]) == len(words[1]):
            yield from zip(*words, strict=True)


def _column(side: Side, sheet: str, area: tuple[int, int, int, int]) -> list[Scalar]:
    return [side.model.value((sheet, (row, area[1]))) for row in range(area[0], area[2] + 1)]


def _same_typed(old: Scalar, new: Scalar) -> bool:
    """Whether two typed values are the same to the digits that programs keep when they save."""
    if type(old) is float and type(new) is float:
        return isclose(old, new, rel_tol=_DIGITS)
    return type(old) is type(new) and old == new


def _is_number_of_row(side: Side, cell: Cell) -> bool:
    """Whether a cell, not of an input column, only says the how-manieth row of its table it is in."""
    table = side.table_at(cell)
    if table is None or not side.is_ours or side.labels.is_in_input_column(cell):
        return False
    return side.typed(cell) == cell[1][0] - table.rows.start + 1
