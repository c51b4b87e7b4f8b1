"""The figures that a reader of a workbook looks for first, each with its unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from roi_xl.catalogue import Scalar, Unit
from roi_xl.template import names
from roi_xl.xlsx import Cell, place

if TYPE_CHECKING:
    from roi_xl.computed_workbook import Model

_OUR_ROI = re.compile(r"^[^(]*TRAINING_ROI\(", re.IGNORECASE)
_MOST = 8
_RATIO = (names.HAS_FIGURES,)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure to report about a workbook.

    Attributes:
        label: What it is, in words.
        names: The defined names that may hold it; the first that exists counts.
        unit: What it measures.
        needs: The switches that may tell whether it exists; the first one in the workbook counts. A
            sum has none: a sum of nothing is 0, a ratio of nothing doesn't exist.
    """

    label: str
    names: tuple[str, ...]
    unit: Unit
    needs: tuple[str, ...] = _RATIO


FIGURES = (
    Figure("ROI", ("out_roi_reported", names.ROI), Unit.PERCENT),
    Figure("ROI, conservative", (names.ROI_LOW, "cal_roi_cons"), Unit.PERCENT),
    Figure("ROI, optimistic", (names.ROI_HIGH, "cal_roi_opt"), Unit.PERCENT),
    Figure(
        "ROI as claimed (view A)", (names.ROI_CLAIMED,), Unit.PERCENT, (names.HAS_VIEWS, names.HAS_FIGURES)
    ),
    Figure("Benefit-cost ratio", (names.BENEFIT_COST_RATIO,), Unit.RATIO),
    Figure("Net benefit", (names.NET_BENEFIT,), Unit.MONEY),
    Figure("Benefits", (names.BENEFIT,), Unit.MONEY, needs=()),
    Figure("Costs", (names.COST,), Unit.MONEY, needs=()),
)
"""The figures to report about a workbook, in their order. A model older than our template has the first one
under `out_roi_reported`."""


@dataclass(frozen=True, slots=True)
class Headline:
    """One figure that a reader looks for first.

    Attributes:
        label: What it is, in words.
        where: The cell that holds it.
        unit: `percent`, `ratio` or `money`.
        old: The value cached in the file; None if that isn't a figure.
        new: The value after recalculation; None if that isn't a figure, for example because the workbook has
            no costs or benefits yet.
        confirmed: Whether it was computed; otherwise it is the file's value, and a finding says why.
    """

    label: str
    where: str
    unit: str
    old: Scalar
    new: Scalar
    confirmed: bool = True


def headlines(model: Model) -> Iterator[Headline]:
    """The figures to report about a workbook: those of the defined names, or else the calls of TRAINING_ROI.

    Args:
        model: The workbook.
    """
    findings = () if model.evaluation is None else model.evaluation.findings
    doubted = {where for finding in findings for where in finding.cells or (finding.where,)}
    for figure, cell in [*_by_name(model)] or [*_calls_of_training_roi(model)]:
        switch = _first(model, figure.needs)
        old = _shown(model.stored(cell)) if switch is None or model.stored(switch) != 0.0 else None
        new = _shown(model.value(cell)) if switch is None or model.value(switch) != 0.0 else None
        where = place(cell)
        yield Headline(figure.label, where, figure.unit.value, old, new, where not in doubted)


def _shown(value: Scalar) -> Scalar:
    """A value, or None for the empty text that stands where there is no figure, as in a range not set."""
    return None if value == "" else value


def _by_name(model: Model) -> Iterator[tuple[Figure, Cell]]:
    for figure in FIGURES:
        cell = _first(model, figure.names)
        if cell is not None:
            yield figure, cell


def _first(model: Model, names_: tuple[str, ...]) -> Cell | None:
    """The cell with the first of these names that exists."""
    return next((cell for name in names_ if (cell := model.cell(name)) is not None), None)


def _calls_of_training_roi(model: Model) -> Iterator[tuple[Figure, Cell]]:
    cells = [
        (sheet.name, address)
        for sheet in model.book.sheets
        for address, formula in sorted(sheet.formulas.items(), key=lambda item: item[0])
        if _OUR_ROI.match(formula.text)
    ]
    for cell in cells[:_MOST]:
        yield Figure("ROI" if len(cells) == 1 else f"ROI in {place(cell)}", (), Unit.PERCENT), cell
