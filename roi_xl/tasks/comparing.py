"""The tasks of comparing two workbooks, and of writing one as lines: what a child process computes."""

from __future__ import annotations

from roi_xl.batch import Task
from roi_xl.diff import Difference, compared
from roi_xl.diff.as_lines import text_of
from roi_xl.recalc import Settings


def comparing(new: bytes, settings: Settings) -> Task[Difference]:
    """The task of comparing an old workbook with a new one.

    Args:
        new: The new workbook.
        settings: How both are recalculated.
    """
    return Task(compared, (new, settings))


def writing_lines(settings: Settings) -> Task[str]:
    """The task of writing a workbook as lines.

    Args:
        settings: How it is recalculated.
    """
    return Task(text_of, (settings,))
