"""What a figure hangs on: the formulas of which it is computed, and the areas that they read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property

from roi_xl.computed_workbook import Model
from roi_xl.formulas.meaning import Place
from roi_xl.xlsx import Address, Cell, holds


class Cone:
    """What a cell hangs on.

    Args:
        model: The workbook.
        cell: The cell.

    Attributes:
        formulas: The formula cells on which it may depend, and itself if it has a formula.
        is_certain: Whether the formulas' texts show everything that they read.
    """

    def __init__(self, model: Model, cell: Cell) -> None:
        self._model = model
        self._sheets = {sheet.name: sheet for sheet in model.book.sheets}
        self._areas: dict[str, set[tuple[int, int, int, int]]] = defaultdict(set)
        self.formulas = set[Cell]()
        self.is_certain = True
        waiting = [cell]
        while waiting:
            one = waiting.pop()
            formula = model.formula(one)
            if one in self.formulas or formula is None:
                continue
            self.formulas.add(one)
            self.is_certain &= not model.meaning(formula.text, one).unbounded
            for area in model.reads(one):
                waiting.extend(self._new_formulas(area))

    def reads(self, cell: Cell) -> bool:
        """Whether a formula of the cone reads a cell."""
        return any(holds(area, cell[1]) for area in self._areas.get(cell[0], ()))

    def _new_formulas(self, area: Place) -> Iterator[Cell]:
        """The formula cells of an area that wasn't met before."""
        name, (top, left, bottom, right) = area
        if name not in self._sheets or area[1] in self._areas[name]:
            return
        self._areas[name].add(area[1])
        if (top, left) == (bottom, right):
            yield name, self._sheets[name].members.get((top, left), (top, left))
            return
        for row in self._rows[name].keys() & range(top, bottom + 1):
            yield from ((name, anchor) for at, anchor in self._rows[name][row] if left <= at <= right)

    @cached_property
    def _rows(self) -> Mapping[str, Mapping[int, list[tuple[int, Address]]]]:
        """By sheet and row the columns that formulas fill, each with the cell that holds the formula."""
        found: dict[str, dict[int, list[tuple[int, Address]]]] = {}
        for sheet in self._model.book.sheets:
            rows: dict[int, list[tuple[int, Address]]] = defaultdict(list)
            for at in sheet.formulas:
                rows[at[0]].append((at[1], at))
            for at, anchor in sheet.members.items():
                rows[at[0]].append((at[1], anchor))
            found[sheet.name] = rows
        return found
