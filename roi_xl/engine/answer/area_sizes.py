"""Finds formulas that read areas so large that the engine would fail on the whole workbook."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from roi_xl.formulas.meaning import Analysis, Obstacle
from roi_xl.xlsx import Area, Sheet

MOST: Final = 1 << 27
"""Cells that a formula may read at once. The primary engine cuts an area to its used rows, not columns: 164
million cells took 0.4 GB and 2 s, 1,600 million more than 4 GB."""


class Sizes:
    """How much the formulas of a workbook read."""

    def __init__(self, sheets: Iterable[Sheet]) -> None:
        self._sheets = {sheet.name: sheet for sheet in sheets}
        self._last_rows: dict[str, int] = {}

    def obstacle(self, analysis: Analysis) -> Obstacle | None:
        """Why a formula reads more than an engine can handle; None if it doesn't."""
        for name, area in analysis.inputs:
            if _cells(area) > MOST and (read := self._cells_in_use(name, area)) > MOST:
                detail = f"reads an area of {read // 1_000_000:,} million cells, more than the engine bears"
                return Obstacle("area-too-large", detail, "name the columns and rows that it needs")
        return None

    def _cells_in_use(self, name: str, area: Area) -> int:
        """The cells of an area down to the last row in which its sheet holds anything."""
        if name not in self._last_rows:
            sheet = self._sheets[name]
            rows = (address[0] for cells in (sheet.values, sheet.formulas) for address in cells)
            self._last_rows[name] = max(rows, default=0)
        top, left, bottom, right = area
        return max(0, _cells((top, left, min(bottom, self._last_rows[name]), right)))


def _cells(area: Area) -> int:
    top, left, bottom, right = area
    return (bottom - top + 1) * (right - left + 1)
