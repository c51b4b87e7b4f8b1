"""The task of explaining a figure: what a child process computes for one workbook."""

from __future__ import annotations

from roi_xl.batch import Made, Task
from roi_xl.explain import Explanation, explained
from roi_xl.recalc import Settings


def explaining(name: str, settings: Settings, most: int, to: str = "") -> Task[Made[Explanation]]:
    """The task.

    Args:
        name: The cell to explain; empty for the ROI.
        settings: How the workbook is recalculated.
        most: How many typed numbers are tried at 10 % less.
        to: A cell to which the way is wanted; empty for none.
    """
    return Task(_explained, (name, settings, most, to))


def _explained(data: bytes, name: str, settings: Settings, most: int, to: str) -> Made[Explanation]:
    return None, explained(data, name, settings, most, to)
