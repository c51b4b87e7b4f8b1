"""One worksheet: its values, formulas and array areas."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from roi_xl.catalogue import Scalar
from roi_xl.xlsx.address import Address, Area, a1, area, holds
from roi_xl.xlsx.formula import MAX_COLUMN, MAX_ROW, shifted
from roi_xl.xlsx.markup import unescaped
from roi_xl.xlsx.refusals import PackageError, broken_sheet
from roi_xl.xlsx.stored_values import decoded, serial_number, stored

Kind = Literal["normal", "array", "dynamic", "table", "contested"]


@dataclass(frozen=True, slots=True)
class Formula:
    """The formula of a cell.

    Attributes:
        text: The formula without `=`; members of a shared formula have their own, moved text.
        kind: `normal`; `array`: entered with Ctrl+Shift+Enter; `dynamic`: an array formula that spills;
            `table`: a what-if data table, which has no text; `contested`: a member of a shared formula for
            which the file has two texts and the standard no rule.
        area: The cells that it fills, for arrays and tables.
    """

    text: str
    kind: Kind = "normal"
    area: Area | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet as stored in the file.

    Attributes:
        name: The name on its tab.
        part: The name of its part in the package.
        values: Constants and cached results; blank cells are absent.
        formulas: The formulas by cell.
        undated: Cells whose value is a date that can't be read with certainty; `values` has its text.
        members: From each cell that an array formula fills to the cell that holds the formula.
        hidden_rows: Rows that are hidden, by hand or by a filter.
        number: Its number in the calculation chain; it doesn't change when tabs move.
        filter_mode: Whether the sheet says that rows are filtered now, by its own filter or by an advanced
            filter, of which the file stores nothing else; filters of tables don't count.
        hidden: Whether its tab isn't shown.
        lotus: Whether its formulas follow the rules of Lotus 1-2-3 (`transitionEvaluation`).
    """

    name: str
    part: str
    values: dict[Address, Scalar] = field(repr=False)
    formulas: dict[Address, Formula] = field(repr=False)
    members: dict[Address, Address] = field(repr=False)
    hidden_rows: frozenset[int] = frozenset()
    number: str = ""
    undated: frozenset[Address] = frozenset()
    filter_mode: bool = False
    lotus: bool = False
    hidden: bool = False

    def with_cells(
        self, values: Mapping[Address, Scalar], formulas: Mapping[Address, Formula | None]
    ) -> Sheet:
        """The sheet with other cells, as if read from a file that holds them.

        Args:
            values: New values by cell; None clears.
            formulas: New formulas by cell; None removes one.
        """
        known = self.values | {cell: stored(value) for cell, value in values.items()}
        filled = {cell: known[cell] for cell in sorted(known) if known[cell] is not None}
        left = self.formulas
        if formulas:
            texts = {**self.formulas, **formulas}
            left = {cell: formula for cell, formula in texts.items() if formula is not None}
        areas = [(cell, formula.area) for cell, formula in left.items() if formula.area is not None]
        return replace(
            self,
            values=filled,
            formulas=left,
            members=_members(areas, filled, left),
            undated=self.undated - values.keys(),
        )


@dataclass(slots=True)
class _Sharing:
    """Collects the cells of one shared formula.

    Attributes:
        texts: The cells with a formula text, each with the area that shares it, as stored.
        silent: The cells without a text.
    """

    texts: list[tuple[Address, str, str | None]] = field(default_factory=list)
    silent: list[Address] = field(default_factory=list)

    def formulas(self) -> Iterator[tuple[Address, Formula]]:
        """The formula of every cell.

        The master is the first cell with a text. The texts of others are ignored. For cells outside the
        master's area, or with an area of their own, the standard doesn't say which text applies, and readers
        differ. Source: ECMA-376 part 1, 18.3.1.40, attribute `si`.
        """
        if not self.texts:
            return
        (row, column), master, shared = self.texts[0]
        moved = {
            cell: shifted(master, cell[0] - row, cell[1] - column)
            for cell in (*(cell for cell, _, _ in self.texts), *self.silent)
        }
        is_contested = any(
            text != moved[cell] and (own is not None or shared is None or not holds(area(shared), cell))
            for cell, text, own in self.texts
        )
        for cell, text in moved.items():
            yield cell, Formula(text, "contested" if is_contested else "normal")


class Grid:
    """Collects cells row by row, in the order in which a sheet must list them.

    Args:
        strings: Returns the shared strings; called when the first one is needed.
        dynamic: The `cm` attributes that mark a spilling formula.
        most: How many cells a sheet may have.
        date1904: Whether days count from 1904.
    """

    __slots__ = (
        "_date1904", "_dynamic", "_last", "_most", "_sharing", "_strings",
        "areas", "formulas", "hidden", "row", "undated", "values",
    )  # fmt: skip

    def __init__(
        self,
        strings: Callable[[], Sequence[str]],
        dynamic: frozenset[str],
        most: int,
        *,
        date1904: bool = False,
    ) -> None:
        self.values: dict[Address, Scalar] = {}
        self.formulas: dict[Address, Formula] = {}
        self.areas: list[tuple[Address, Area]] = []
        self.hidden: set[int] = set()
        self.undated: set[Address] = set()
        self.row = 0
        self._last = 0
        self._sharing: dict[str, _Sharing] = {}
        self._strings = strings
        self._dynamic = dynamic
        self._most = most
        self._date1904 = date1904

    def begin_row(self, row: int, *, hidden: bool) -> None:
        """A row begins."""
        if not self.row < row <= MAX_ROW:
            raise broken_sheet(f"row {row} after row {self.row}")
        self._check_size(len(self.values))
        self.row = row
        self._last = 0
        if hidden:
            self.hidden.add(row)

    def _check_size(self, cells: int) -> None:
        if cells > self._most:
            raise PackageError(
                "too-many-cells", f"over {self._most:,} cells in a sheet", "split the workbook"
            )

    def at(self, row: int, column: int) -> Address:
        """The address of the next cell, which must come after all previous cells."""
        if row != self.row or not self._last < column <= MAX_COLUMN:
            raise broken_sheet(f"cell {a1((row, column))} in row {self.row} after column {self._last}")
        self._last = column
        return row, column

    def value(self, cell: Address, kind: str | None, text: str | None) -> None:
        """A cell's constant or cached result."""
        value = decoded(kind, text, self._strings() if kind == "s" else ())
        if kind == "d" and isinstance(value, str):
            value = self._day(cell, value)
        if value is not None:
            self.values[cell] = value

    def _day(self, cell: Address, text: str) -> Scalar:
        number = serial_number(text, date1904=self._date1904)
        if number is None:
            self.undated.add(cell)
            return text
        return number

    def formula(self, cell: Address, attributes: Mapping[str, str], text: str, cm: str | None) -> None:
        """A cell's formula element."""
        kind, covered = attributes.get("t"), attributes.get("ref")
        if kind in {"array", "dataTable"} and covered is not None:
            filled = area(covered)
            self.areas.append((cell, filled))
            kinds: Kind = "table" if kind == "dataTable" else "dynamic" if cm in self._dynamic else "array"
            self.formulas[cell] = Formula(unescaped(text), kinds, filled)
        elif kind == "shared" and "si" in attributes:
            sharing = self._sharing.setdefault(attributes["si"], _Sharing())
            if text:
                sharing.texts.append((cell, unescaped(text), covered))
            else:
                sharing.silent.append(cell)
        elif text:  # Excel writes an empty element into members of volatile arrays
            self.formulas[cell] = Formula(unescaped(text))

    def sheet(self, name: str, part: str) -> Sheet:
        """The finished sheet."""
        self._check_size(len(self.values))
        for sharing in self._sharing.values():
            self.formulas.update(sharing.formulas())
        return Sheet(
            name,
            part,
            self.values,
            self.formulas,
            self._members(),
            hidden_rows=frozenset(self.hidden),
            undated=frozenset(self.undated),
        )

    def _members(self) -> dict[Address, Address]:
        covered = sum((bottom - top + 1) * (right - left + 1) for _, (top, left, bottom, right) in self.areas)
        self._check_size(covered)
        return _members(self.areas, self.values, self.formulas)


def _members(
    areas: Iterable[tuple[Address, Area]],
    values: Mapping[Address, Scalar],
    formulas: Mapping[Address, Formula],
) -> dict[Address, Address]:
    """From each cell that an array formula fills to the cell that holds the formula."""
    members: dict[Address, Address] = {}
    for anchor, filled in areas:
        for cell in _inside(filled, values):
            if cell not in formulas:
                members[cell] = anchor
    return members


def _inside(filled: Area, values: Mapping[Address, Scalar]) -> list[Address]:
    """The cells of an area that have a value; searches the smaller of the two sets."""
    top, left, bottom, right = filled
    if (bottom - top + 1) * (right - left + 1) > len(values):
        return [(row, column) for row, column in values if top <= row <= bottom and left <= column <= right]
    cells = ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
    return [cell for cell in cells if cell in values]
