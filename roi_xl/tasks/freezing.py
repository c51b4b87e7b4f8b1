"""The task of freezing workbooks: what a child process computes for one workbook."""

from __future__ import annotations

from functools import partial

from roi_xl.batch import Made, Task
from roi_xl.freeze import Freezing, frozen
from roi_xl.recalc import Settings


def freezing(settings: Settings, *, cached: bool) -> Task[Made[Freezing]]:
    """The task.

    Args:
        settings: How the workbooks are recalculated before freezing.
        cached: Whether they are frozen with their cached values, without recalculating.
    """
    return Task(partial(frozen, cached=cached), (settings,))
