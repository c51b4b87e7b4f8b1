"""What can go wrong, as a cell, a file or Python reports it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class CellError(StrEnum):
    """An error value in a cell: the seven that every version of Excel knows."""

    DIV0 = "#DIV/0!"
    NA = "#N/A"
    NAME = "#NAME?"
    NULL = "#NULL!"
    NUM = "#NUM!"
    REF = "#REF!"
    VALUE = "#VALUE!"


class RoiError(Exception):
    """Base of every error that a calculation raises on purpose; each knows its error value in a cell.

    Its text is the argument, the problem and the remedy in one line.

    Attributes:
        problem: What was found, with the value.
        argument: The name of the argument at fault; empty if the call as a whole is wrong.
        item: Index, from 0, of the number at fault within the argument, or of the line if the argument has
            scenarios; None for all of them.
        remedy: What to do about it, as an imperative sentence.
    """

    cell_error = CellError.VALUE

    def __init__(
        self, problem: str, *, argument: str = "", item: int | None = None, remedy: str = ""
    ) -> None:
        super().__init__(problem)
        self.problem, self.argument, self.item, self.remedy = problem, argument, item, remedy

    def __str__(self) -> str:
        place = f"{self.argument}: " if self.argument else ""
        return f"{place}{self.problem}; {self.remedy}" if self.remedy else f"{place}{self.problem}"


class BadArgumentError(RoiError):
    """An argument has the wrong type or shape: pass numbers, and ranges of the shape the help names."""


class OutOfRangeError(RoiError):
    """A number lies outside what the calculation allows, such as a share above 1: correct the input."""

    cell_error = CellError.NUM


class NoSolutionError(RoiError):
    """The equation has no answer for these inputs, such as a payback that never comes."""

    cell_error = CellError.NUM


class NoCostError(RoiError):
    """A ratio to costs was asked for and there are none: enter the programme's costs."""

    cell_error = CellError.DIV0


class ZeroDivisorError(RoiError):
    """A number that divides is zero or there is nothing to take the mean of: fill the cells it comes from."""

    cell_error = CellError.DIV0


class Level(IntEnum):
    """How much a finding matters; ordered, so that a threshold is a comparison."""

    INFO = 0
    WARNING = 1
    ERROR = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """A fact about a file that its owner should know; never raised as an exception.

    Attributes:
        level: How much it matters.
        code: A stable, machine-readable name, such as `not-evaluated`.
        where: `Sheet!Cell` as Excel writes it, or empty for the whole file.
        detail: What was found, with the value.
        remedy: What to do about it, as an imperative sentence.
        cells: Every cell concerned, if there are more than `where` names.
    """

    level: Level
    code: str
    where: str
    detail: str
    remedy: str
    cells: tuple[str, ...] = ()
