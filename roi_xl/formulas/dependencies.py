"""Finds the formulas that read some cells, directly or through other formulas."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from roi_xl.formulas.meaning import Analysis
from roi_xl.xlsx import Address, Area, Cell


class Dependencies:
    """The inputs of a workbook's formulas, indexed by input.

    A range is one entry however many cells it has, and isn't examined again once it is reached: running sums
    over 100,000 rows stay linear in memory.

    Args:
        analyses: Every formula cell's analysis.
        members: The cells that an array formula fills beside its anchor, by anchor.
    """

    def __init__(self, analyses: Mapping[Cell, Analysis], members: Mapping[Cell, Iterable[Address]]) -> None:
        self._members = members
        self._single: dict[Cell, list[Cell]] = defaultdict(list)
        self._areas: dict[str, dict[Area, list[Cell]]] = defaultdict(lambda: defaultdict(list))
        self._unbounded = [cell for cell, analysis in analyses.items() if analysis.unbounded]
        for cell, analysis in analyses.items():
            for sheet, area in analysis.inputs:
                if area[:2] == area[2:]:
                    self._single[sheet, area[:2]].append(cell)
                else:
                    self._areas[sheet][area].append(cell)

    def reached(self, seeds: Iterable[Cell], stops: Collection[Cell] = ()) -> set[Cell]:
        """The formula cells that read any of some cells, directly or through others.

        Args:
            seeds: Where to start.
            stops: Cells that pass nothing on and aren't reached.

        Returns:
            The cells reached, without the seeds.
        """
        seeds = set(seeds)
        if not seeds:
            return set()
        areas = {sheet: dict(entries) for sheet, entries in self._areas.items()}
        done = set(seeds)
        frontier = seeds | {cell for cell in self._unbounded if cell not in stops}
        done |= frontier
        while frontier:
            found = self._readers(self._filled(frontier), areas)
            frontier = {cell for cell in found if cell not in done and cell not in stops}
            done |= frontier
        return done - seeds

    def direct(self, cells: Iterable[Cell]) -> set[Cell]:
        """The formula cells that read any of some cells themselves."""
        areas = {sheet: dict(entries) for sheet, entries in self._areas.items()}
        return self._readers(self._filled(cells), areas)

    def _filled(self, cells: Iterable[Cell]) -> set[Cell]:
        everything = set(cells)
        for sheet, address in list(everything):
            everything.update((sheet, member) for member in self._members.get((sheet, address), ()))
        return everything

    def _readers(self, cells: set[Cell], areas: Mapping[str, dict[Area, list[Cell]]]) -> set[Cell]:
        found: set[Cell] = set()
        columns: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for cell in cells:
            found.update(self._single.get(cell, ()))
            sheet, (row, column) = cell
            columns[sheet][column].append(row)
        for sheet, rows in columns.items():
            for listed in rows.values():
                listed.sort()
            waiting = areas.get(sheet, {})
            for area in [area for area in waiting if _holds(area, rows)]:
                found.update(waiting.pop(area))
        return found


def _holds(area: Area, rows: Mapping[int, list[int]]) -> bool:
    top, left, bottom, right = area
    for column, listed in rows.items():
        if left <= column <= right:
            at = bisect_left(listed, top)
            if at < len(listed) and listed[at] <= bottom:
                return True
    return False
