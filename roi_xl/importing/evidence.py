"""The figures that an import changes: what was learned, and what participants answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from roi_xl.catalogue import Unit
from roi_xl.computed_workbook import Model
from roi_xl.errors import Finding
from roi_xl.headlines import Figure, Headline
from roi_xl.xlsx import place

FIGURES: Final = (
    Figure("Learning gain", ("cal_learning_gain",), Unit.SCORE, needs=()),
    Figure("Normalised gain", ("cal_normalized_gain",), Unit.PERCENT, needs=()),
    Figure("Effect beside control", ("cal_effect_control",), Unit.RATIO, needs=()),
    Figure("Completed", ("cal_completed",), Unit.PERCENT, needs=()),
    Figure("Answered", ("cal_response_rate",), Unit.PERCENT, needs=()),
    Figure("Net promoter score", ("cal_nps",), Unit.SCORE, needs=()),
    Figure("Relevant", ("cal_relevant",), Unit.PERCENT, needs=()),
    Figure("Will apply it", ("cal_will_apply",), Unit.PERCENT, needs=()),
    Figure("Have applied it", ("cal_applied",), Unit.PERCENT, needs=()),
)
"""The figures of the sheets People and Answers, in their order."""


def evidence(before: Model, after: Model, findings: Sequence[Finding]) -> Iterator[Headline]:
    """The figures that there are after an import, each with what it was before.

    Args:
        before: The workbook before the import.
        after: The same after it, recalculated.
        findings: What recalculating found; a figure that couldn't be computed is marked.
    """
    doubted = {where for finding in findings for where in finding.cells or (finding.where,)}
    for figure in FIGURES:
        (name,) = figure.names
        cell, old_cell = after.cell(name), before.cell(name)
        if cell is None or old_cell is None:
            continue
        old, new, where = before.stored(old_cell), after.stored(cell), place(cell)
        if new not in {None, ""}:
            shown = None if old == "" else old
            yield Headline(figure.label, where, figure.unit.value, shown, new, where not in doubted)
