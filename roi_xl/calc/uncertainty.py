"""A range instead of a single figure."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from roi_xl.calc.returns import training_roi
from roi_xl.catalogue import (
    Cells,
    Example,
    Labels,
    Scalar,
    Scenarios,
    Unit,
    column,
    row,
    worksheet_function,
)
from roi_xl.errors import BadArgumentError, CellError, OutOfRangeError, RoiError

_NAMES = ("conservative", "expected", "optimistic")
_SCENARIOS = len(_NAMES)
_IN_COLUMN = [f"in the {name} column" for name in _NAMES]
_ONE_CHANGED = "when one line is conservative or optimistic"
_EXPECTED = 1
_ROUNDING = 1e-12  # three equal scenarios summed from different parts aren't out of order


@worksheet_function(
    "ROI_RANGE",
    unit=Unit.PERCENT,
    shape=(1, 3),
    examples=[
        Example(
            (row(230, 252, 270), 100), row(1.3, 1.52, 1.7), "Project brief: 130–170 % around 152 %, by hand"
        ),
        Example(
            (((100, 150, 200), (20, 50, 100)), ((110, 100, 90), (10, 10, 10))),
            row(0.0, 90 / 110, 2.0),
            "By hand: 120 on 120, 200 on 110, 300 on 100",
        ),
        Example((row(100, 200), 100), CellError.VALUE, "Methodology, section 9: three columns"),
        Example((row(300, 200, 100), 100), CellError.NUM, "Methodology, section 9: results out of order"),
    ],
)
def roi_range(benefits: Scenarios, costs: Scenarios) -> Cells:
    """Conservative, expected and optimistic ROI, side by side, from one model with three columns.

    The conservative column holds low benefits and high costs. The range needn't be symmetric around the
    expected figure.

    Args:
        benefits: Money credited to the training, three columns: conservative, expected, optimistic; one row
            for each benefit.
        costs: Fully loaded costs, positive, three columns in the same order (conservative is the highest
            cost), or one column used for all three.

    Returns:
        Three fractions in a row: conservative, expected, optimistic.

    Raises:
        BadArgumentError: There aren't three columns.
        NoCostError: The costs of a scenario sum to 0.
        OutOfRangeError: The costs of a scenario sum to less than 0, or the three results aren't in ascending
            order.

    Source:
        ROI Institute, Phillips ROI Methodology: guiding principle 4, choose the most
        conservative alternative.
    """
    gains = zip(*benefit_lines(benefits), strict=True)
    spendings = zip(*cost_lines(costs), strict=True)
    conservative, expected, optimistic = map(_roi, _IN_COLUMN, gains, spendings)
    if conservative > expected + _ROUNDING or expected > optimistic + _ROUNDING:
        figures = ", ".join(f"{100 * roi:.1f}%" for roi in (conservative, expected, optimistic))
        raise OutOfRangeError(
            f"the ROI doesn't rise from conservative to optimistic: {figures}".replace("-", "−"),
            argument="benefits",
            remedy=f"order the columns of benefits and costs: {', '.join(_NAMES)}",
        )
    return ((conservative, expected, optimistic),)


@worksheet_function(
    "ROI_SENSITIVITY",
    unit=Unit.PERCENT,
    shape=(None, 3),
    examples=[
        Example(
            (((80, 100, 120), (90, 100, 150)), row(125, 100, 80)),
            ((3.0, 0.6, 1.5), (2.0, 0.9, 1.5), (1.0, 0.8, 1.2)),
            "By hand: 200 on 125 and on 80; 190 and 250 on 100; 180 and 220 on 100",
        ),
        Example(
            (row(80, 100, 120), 100, column("time saved", "trainer")),
            (("time saved", -0.2, 0.2), ("trainer", 0.0, 0.0)),
            "By hand: a cost without a range has no swing",
        ),
        Example((row(80, 100, 120), 100, "time saved"), CellError.VALUE, "Methodology, section 9: two lines"),
    ],
)
def roi_sensitivity(benefits: Scenarios, costs: Scenarios, labels: Labels | None = None) -> Cells:
    """Which line moves the ROI most: one row per benefit and cost line, the widest swing first (tornado).

    Each row recomputes the whole model with this line at its conservative and at its optimistic figure and
    all others at the expected one. Lines of nothing but zeros and blanks are left out.

    Args:
        benefits: Money credited to the training, three columns: conservative, expected, optimistic; one row
            for each benefit.
        costs: Fully loaded costs, positive, three columns in the same order (conservative is the highest
            cost), or one column used for all three.
        labels: A name for each line, benefits first, then costs; left out or blank, its number.

    Returns:
        For each line: label, ROI with the line conservative, ROI with it optimistic.

    Raises:
        BadArgumentError: There aren't three columns, or not one label for each line.
        NoCostError: The costs sum to 0, in all or with one line changed.
        OutOfRangeError: The costs sum to less than 0.

    Source:
        Eschenbach 1992, Interfaces 22(6): tornado diagrams.
    """
    gained, spent = benefit_lines(benefits), cost_lines(costs)
    names = _names(labels, len(gained) + len(spent))
    gain, cost = fsum(cells[_EXPECTED] for cells in gained), fsum(cells[_EXPECTED] for cells in spent)
    training_roi([gain], [cost])  # without a cost there is no ROI, even where no line is left to show
    swings = [
        (
            name,
            _roi(_ONE_CHANGED, [gain, -expected, low], [cost]),
            _roi(_ONE_CHANGED, [gain, -expected, high], [cost]),
        )
        for name, (low, expected, high) in zip(names, gained, strict=False)
        if low or expected or high
    ] + [
        (
            name,
            _roi(_ONE_CHANGED, [gain], [cost, -expected, high]),
            _roi(_ONE_CHANGED, [gain], [cost, -expected, low]),
        )
        for name, (high, expected, low) in zip(names[len(gained) :], spent, strict=True)
        if low or expected or high
    ]
    return tuple(sorted(swings, key=lambda swing: -abs(swing[2] - swing[1])))


def _roi(when: str, benefits: Sequence[float], costs: Sequence[float]) -> float:
    try:
        return training_roi(benefits, costs)
    except RoiError as error:
        problem = f"{when} {error.problem}"
        raise type(error)(problem, argument=error.argument, remedy=error.remedy) from None


def benefit_lines(benefits: Scenarios) -> list[tuple[float, float, float]]:
    """The rows of the benefits: conservative, expected, optimistic.

    Raises:
        BadArgumentError: There aren't three columns.
    """
    return _triples("benefits", benefits)


def cost_lines(costs: Scenarios) -> list[tuple[float, float, float]]:
    """The rows of the costs: conservative, expected, optimistic; one column stands for all three.

    Raises:
        BadArgumentError: There aren't three columns, and not one.
    """
    return _triples(
        "costs", [cells * _SCENARIOS if len(cells) == 1 else cells for cells in map(tuple, costs)]
    )


def _triples(name: str, rows: Scenarios) -> list[tuple[float, float, float]]:
    if not rows or any(len(cells) != _SCENARIOS for cells in rows):
        width = len(rows[0]) if rows else 0
        raise BadArgumentError(
            f"it has {width} {'column' if width == 1 else 'columns'}",
            argument=name,
            remedy=f"give it three columns: {', '.join(_NAMES)}",
        )
    return [(conservative, expected, optimistic) for conservative, expected, optimistic in rows]


def _names(labels: Labels | None, lines: int) -> list[Scalar]:
    numbers: list[Scalar] = [float(number) for number in range(1, lines + 1)]
    if labels is None:
        return numbers
    if len(labels) != lines:
        raise BadArgumentError(
            f"{len(labels)} {'name' if len(labels) == 1 else 'names'} for {lines} lines",
            argument="labels",
            remedy="name each line of the benefits, then each of the costs",
        )
    return [number if label is None else label for label, number in zip(labels, numbers, strict=True)]
