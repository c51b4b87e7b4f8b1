"""The task of putting a programme into a portfolio: what a child process computes for one workbook."""

from __future__ import annotations

from roi_xl.batch import Task
from roi_xl.portfolio.programme import Programme, programme_of
from roi_xl.recalc import Settings


def assessing(settings: Settings) -> Task[Programme]:
    """The task.

    Args:
        settings: How the workbooks are recalculated first.
    """
    return Task(programme_of, (settings,))
