"""Values of other workbooks: used as stored in this one, and reported to its owner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from roi_xl.errors import Finding, Level
from roi_xl.formulas.excel_functions import CRITERIA, SUBTOTALS
from roi_xl.formulas.meaning import Analysis, Obstacle
from roi_xl.xlsx import Cell, Sheet, place, range_a1

_OPEN_ONLY = (
    CRITERIA | SUBTOTALS | {"COUNTBLANK", "DAVERAGE", "DCOUNT", "DGET", "DMAX", "DMIN", "DSUM", "OFFSET"}
)
"""Functions that can't read a workbook that isn't open: in Excel they give #VALUE! (Microsoft, article "A
formula that contains the SUMIF, SUMIFS, COUNTIF … functions may return #VALUE!")."""


def is_linked(sheet: str) -> bool:
    """Whether a sheet belongs to another workbook; a sheet's own name can't contain a bracket."""
    return sheet.startswith("[")


def unkept(analysis: Analysis, sheets: Mapping[str, Sheet]) -> Obstacle | None:
    """Why a formula can't be computed from the stored values of other workbooks; None if it can.

    Args:
        analysis: The formula.
        sheets: All sheets by name, with those of other workbooks.
    """
    linked = [(sheet, area) for sheet, area in analysis.inputs if is_linked(sheet)]
    if not linked:
        return None
    remedy = "open both workbooks in Excel and save"
    needs_open = sorted(analysis.functions & _OPEN_ONLY)
    if needs_open:
        detail = f"{', '.join(needs_open)} of another workbook, which Excel computes only while it is open"
        return Obstacle("external-link", detail, remedy)
    for sheet, (top, left, bottom, right) in linked:
        values = sheets[sheet].values
        if not any(top <= row <= bottom and left <= column <= right for row, column in values):
            area = range_a1((top, left, bottom, right))
            detail = f"{sheet}!{area} of another workbook, of which nothing is kept there"
            return Obstacle("external-link", detail, remedy)
    return None


def linked_findings(
    analyses: Mapping[Cell, Analysis], links: Mapping[int, str], cells: Iterable[Cell]
) -> tuple[Finding, ...]:
    """Findings about cells that were computed from stored values of other workbooks.

    Args:
        analyses: What each formula means.
        links: The target of each link by its number.
        cells: The cells whose values are believed.

    Returns:
        One finding for each sheet and link.
    """
    groups: dict[tuple[str, int], list[Cell]] = defaultdict(list)
    for cell in cells:
        for sheet in {sheet for sheet, _ in analyses[cell].inputs if is_linked(sheet)}:
            groups[cell[0], int(sheet[1:].partition("]")[0])].append(cell)
    return tuple(
        Finding(
            Level.INFO,
            "linked-values",
            place(min(cells)),
            f"reads {links.get(number) or 'another workbook'} as it was when last open beside this one"
            f" (cells: {len(cells)})",
            "open both in Excel and save if it has changed since",
            tuple(place(cell) for cell in sorted(cells)) if len(cells) > 1 else (),
        )
        for (_, number), cells in groups.items()
    )
