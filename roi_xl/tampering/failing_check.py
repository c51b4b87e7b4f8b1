"""An integrity check of a workbook that fails, as plain data for every process."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FailingCheck:
    """An integrity check of a workbook that fails: do not use its figures.

    Attributes:
        where: The cell with its result.
        check: Its number and its words, as the workbook has them.
    """

    where: str
    check: str
