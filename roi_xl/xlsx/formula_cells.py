"""The cells that formulas fill: their own cells, and the areas of array formulas and data tables."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import product

from roi_xl.xlsx.address import Address, Area, holds, size
from roi_xl.xlsx.sheet import Formula

_MANY = 10_000  # cells


class Filled:
    """The cells that some formulas of a sheet fill, without cells that have a formula of their own.

    Attributes:
        cells: The cells that hold the formulas, and those that small array formulas fill.
        areas: The areas of large array formulas; there are never many.
    """

    def __init__(self, anchors: Collection[Address], formulas: Mapping[Address, Formula]) -> None:
        """Collect the cells.

        Args:
            anchors: The cells that hold the formulas.
            formulas: All formulas of the sheet.
        """
        self.cells = set(anchors)
        self.areas: list[Area] = []
        self._formulas = formulas
        for area in [formulas[anchor].area for anchor in anchors]:
            if area is not None:
                if size(area) > _MANY:
                    self.areas.append(area)
                else:
                    self.cells.update(cell for cell in inside(area) if cell not in formulas)

    def __contains__(self, cell: Address) -> bool:
        is_member = cell not in self._formulas and any(holds(area, cell) for area in self.areas)
        return cell in self.cells or is_member


def inside(area: Area) -> product[Address]:
    """The cells of an area, row by row."""
    top, left, bottom, right = area
    return product(range(top, bottom + 1), range(left, right + 1))
