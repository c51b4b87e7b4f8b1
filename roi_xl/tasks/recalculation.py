"""The task of recalculating workbooks: what a child process computes for one, and the outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from roi_xl.batch import Failure, Made, Outcome, Task
from roi_xl.model import Model
from roi_xl.recalc import Recalculation, Settings, recalculated
from roi_xl.tasks.filling import named
from roi_xl.xlsx import Package, read, with_inputs


class Status(StrEnum):
    """The result of recalculating a workbook, in one word."""

    CURRENT = "current"
    STALE = "stale"
    WRITTEN = "written"
    FAILED = "failed"
    NOT_REACHED = "not reached"


class Recalculated(Outcome[Recalculation]):
    """The outcome of one workbook."""

    __slots__ = ()

    @classmethod
    def of(cls, outcome: Outcome[Recalculation]) -> Recalculated:
        """An outcome, with the findings about the writing added to its findings."""
        result = outcome.result
        if outcome.findings and isinstance(result, Recalculation):
            result = replace(result, findings=(*result.findings, *outcome.findings))
        return cls(outcome.number, outcome.path, result, outcome.written, unwritten=outcome.unwritten)

    @property
    def status(self) -> Status:
        """Its result in one word."""
        match self.result:
            case Failure("not-reached"):
                return Status.NOT_REACHED
            case Failure():
                return Status.FAILED
        if self.written is not None:
            return Status.WRITTEN
        return Status.STALE if self.is_stale else Status.CURRENT

    @property
    def is_stale(self) -> bool:
        """Whether cached values were out of date."""
        return isinstance(self.result, Recalculation) and not self.result.is_current

    def fails_at(self, level: float) -> bool:
        """Whether it failed or has a finding of at least this level; infinity is above all levels."""
        return isinstance(self.result, Failure) or any(f.level >= level for f in self.result.findings)

    @property
    def leaves_cells(self) -> bool:
        """Whether some formulas weren't computed; in a failed workbook none were."""
        return isinstance(self.result, Failure) or self.result.computed < self.result.formulas


def recalculation(settings: Settings, values: Sequence[tuple[str, str]] = ()) -> Task[Made[Recalculation]]:
    """The task.

    Args:
        settings: How the workbooks are recalculated.
        values: Cells, each with a value that is typed into it first, as by `roi-xl fill`.
    """
    return Task(new_values, (settings, tuple(values)))


def new_values(
    data: bytes, settings: Settings, values: Sequence[tuple[str, str]] = ()
) -> Made[Recalculation]:
    """What a child process computes: the new workbook (None if unchanged) and the report about it.

    Args:
        data: The workbook.
        settings: How it is recalculated.
        values: As for `recalculation`.

    Raises:
        FileError: It can't be read, has no such cell, or a value is refused; then none is put in.
        EngineError: A formula engine refused it.
    """
    new, recalculation = recalculated(_typed_into(data, values) if values else data, settings)
    return None if new is data else new, recalculation


def _typed_into(data: bytes, values: Sequence[tuple[str, str]]) -> bytes:
    """The workbook with the values in it, not yet recalculated."""
    book = read(Package(data))
    return with_inputs(book, named(values, Model(book)))
