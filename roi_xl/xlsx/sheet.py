"""One worksheet: its values, formulas and array areas."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from roi_xl.catalogue import Scalar
from roi_xl.xlsx.address import Address, Area, a1, area
from roi_xl.xlsx.formula import MAX_COLUMN, MAX_ROW, shifted
from roi_xl.xlsx.markup import unescaped
from roi_xl.xlsx.refusal import PackageError, broken_sheet
from roi_xl.xlsx.values import decoded

Kind = Literal["normal", "array", "dynamic", "table"]


@dataclass(frozen=True, slots=True)
class Formula:
    """What stands in a formula cell.

    Attributes:
        text: The formula without `=`; members of a shared formula have their own, moved text.
        kind: `normal`; `array`: entered with Ctrl+Shift+Enter; `dynamic`: an array formula that spills;
            `table`: a what-if data table, which has no text.
        area: The cells that it fills, unless it is normal.
    """

    text: str
    kind: Kind = "normal"
    area: Area | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet as it is stored.

    Attributes:
        name: On its tab.
        part: Where it is in the package.
        values: Constants and cached results; blank cells are absent.
        formulas: By cell.
        members: From each cell that an array formula fills to the cell that holds the formula.
        hidden_rows: Rows that are hidden, by hand or by a filter.
        number: By which the calculation chain knows it; it stays when tabs move.
    """

    name: str
    part: str
    values: dict[Address, Scalar] = field(repr=False)
    formulas: dict[Address, Formula] = field(repr=False)
    members: dict[Address, Address] = field(repr=False)
    hidden_rows: frozenset[int] = frozenset()
    number: str = ""


class Grid:
    """Cells gathered row by row, in the order in which a sheet must list them.

    Args:
        strings: Gives the shared strings when the first is met.
        dynamic: The `cm` attributes that mark a spilling formula.
        most: How many cells a sheet may have.
    """

    __slots__ = (
        "_dynamic", "_followers", "_last", "_masters", "_most", "_strings",
        "areas", "formulas", "hidden", "row", "values",
    )  # fmt: skip

    def __init__(self, strings: Callable[[], Sequence[str]], dynamic: frozenset[str], most: int) -> None:
        self.values: dict[Address, Scalar] = {}
        self.formulas: dict[Address, Formula] = {}
        self.areas: list[tuple[Address, Area]] = []
        self.hidden: set[int] = set()
        self.row = 0
        self._last = 0
        self._masters: dict[str, tuple[Address, str]] = {}
        self._followers: list[tuple[Address, str]] = []
        self._strings = strings
        self._dynamic = dynamic
        self._most = most

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
        """The address of the next cell, which must lie behind all before it."""
        if row != self.row or not self._last < column <= MAX_COLUMN:
            raise broken_sheet(f"cell {a1((row, column))} in row {self.row} after column {self._last}")
        self._last = column
        return row, column

    def value(self, cell: Address, kind: str | None, text: str | None) -> None:
        """A cell's constant or cached result."""
        value = decoded(kind, text, self._strings() if kind == "s" else ())
        if value is not None:
            self.values[cell] = value

    def formula(self, cell: Address, attributes: Mapping[str, str], text: str, cm: str | None) -> None:
        """A cell's formula element."""
        kind, covered = attributes.get("t"), attributes.get("ref")
        if kind in {"array", "dataTable"} and covered is not None:
            filled = area(covered)
            self.areas.append((cell, filled))
            kinds: Kind = "table" if kind == "dataTable" else "dynamic" if cm in self._dynamic else "array"
            self.formulas[cell] = Formula(unescaped(text), kinds, filled)
        elif kind == "shared" and not text:
            self._followers.append((cell, attributes.get("si", "")))
        elif text:  # Excel leaves an empty element in members of volatile arrays
            text = unescaped(text)
            self.formulas[cell] = Formula(text)
            if kind == "shared":
                self._masters.setdefault(attributes.get("si", ""), (cell, text))

    def sheet(self, name: str, part: str) -> Sheet:
        """The finished sheet."""
        self._check_size(len(self.values))
        for cell, group in self._followers:
            if group in self._masters:
                (row, column), text = self._masters[group]
                self.formulas[cell] = Formula(shifted(text, cell[0] - row, cell[1] - column))
        return Sheet(name, part, self.values, self.formulas, self._members(), frozenset(self.hidden))

    def _members(self) -> dict[Address, Address]:
        members: dict[Address, Address] = {}
        covered = sum((bottom - top + 1) * (right - left + 1) for _, (top, left, bottom, right) in self.areas)
        self._check_size(covered)
        for anchor, filled in self.areas:
            for cell in _inside(filled, self.values):
                if cell not in self.formulas:
                    members[cell] = anchor
        return members


def _inside(filled: Area, values: Mapping[Address, Scalar]) -> list[Address]:
    """The cells of an area that have a value, found from the smaller of the two sides."""
    top, left, bottom, right = filled
    if (bottom - top + 1) * (right - left + 1) > len(values):
        return [(row, column) for row, column in values if top <= row <= bottom and left <= column <= right]
    cells = ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
    return [cell for cell in cells if cell in values]
