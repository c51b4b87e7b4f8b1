"""An integrity check of a workbook that fails, as plain data for every process."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FailingCheck:
    """An integrity check of a workbook that fails: do not use its figures.

    Attributes:
        where: The cell with its result.
        check: Its code and its words, as the workbook has them.
        first: The first place that breaks it, as the workbook says it; empty if it doesn't.
        remedy: What to do, as the workbook says it; empty if it doesn't.
    """

    where: str
    check: str
    first: str = ""
    remedy: str = ""
