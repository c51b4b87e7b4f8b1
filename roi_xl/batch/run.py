"""Workbooks handed to children one by one, and their results to the disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import cast

from roi_xl.batch.child import Child, answers, held_signals, not_started
from roi_xl.batch.contract import Failure, Limits
from roi_xl.errors import Finding, Level
from roi_xl.files import FileError, Source, clean
from roi_xl.files.results import Results
from roi_xl.recalc import Recalculation, Settings, recalculated

_OPEN_IN_EXCEL = "~$"


class Destination(StrEnum):
    """What becomes of the result."""

    NOWHERE = "nowhere"
    IN_PLACE = "in place"
    FOLDER = "folder"


class Status(StrEnum):
    """How a workbook fared."""

    CURRENT = "current"
    STALE = "stale"
    WRITTEN = "written"
    FAILED = "failed"
    NOT_REACHED = "not reached"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one workbook.

    Attributes:
        number: Its place among those that were asked for, from 0.
        path: The workbook as it was named.
        status: How it fared.
        result: What was computed, or why nothing was.
        written: Where the new workbook was written, if anywhere.
    """

    number: int
    path: Path
    status: Status
    result: Recalculation | Failure
    written: Path | None = None

    @property
    def is_stale(self) -> bool:
        """Whether cached values were out of date."""
        return isinstance(self.result, Recalculation) and not self.result.is_current

    def fails_at(self, level: float) -> bool:
        """Whether it failed or has a finding of at least this level; infinity is above every level."""
        return isinstance(self.result, Failure) or any(f.level >= level for f in self.result.findings)

    @property
    def leaves_cells(self) -> bool:
        """Whether there are formulas that nobody computed: in a workbook that failed, all of them."""
        return isinstance(self.result, Failure) or self.result.computed < self.result.formulas


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for.

    Attributes:
        paths: The workbooks, each once.
        settings: How to recalculate them.
        destination: What becomes of the results.
        folder: Where results go when the destination is a folder; it is there.
        force: Whether they replace files there that aren't results of ours.
        limits: What one workbook may cost.
        workers: How many children work side by side.
    """

    paths: Sequence[Path]
    settings: Settings
    destination: Destination = Destination.NOWHERE
    folder: Path = Path()
    force: bool = False
    limits: Limits = field(default_factory=Limits)
    workers: int = 1


def _nothing() -> None:
    """What is done between two steps unless the caller has something to do."""


def not_reached(order: Order, settled: Collection[int]) -> list[Outcome]:
    """An outcome for each workbook that an interrupted run left as it was.

    Args:
        order: What was asked for.
        settled: The numbers of the workbooks that have an outcome.
    """
    failure = Failure("not-reached", "the run was interrupted before it", "run it again")
    return [
        Outcome(number, path, Status.NOT_REACHED, failure)
        for number, path in enumerate(order.paths)
        if number not in settled
    ]


def recalculate(order: Order, between: Callable[[], None] = _nothing) -> Iterator[Outcome]:
    """Recalculate workbooks, yielding each as soon as it is settled.

    Children import the program's main module: a script calls this below `if __name__ == "__main__":`.

    Args:
        order: What is asked for. One bad file never stops the others.
        between: Called before each step; what it raises ends the children and the work.

    Yields:
        One outcome for each path, in the order in which they are finished.
    """
    with _Workshop(order) as workshop:
        for number, path in enumerate(order.paths):
            while not workshop.has_room():
                between()
                yield from workshop.finished()
            between()
            refusal = workshop.taken(number, path)
            if refusal is not None:
                yield refusal
        while workshop.is_busy:
            between()
            yield from workshop.finished()


@dataclass(frozen=True, slots=True)
class _Job:
    """A workbook that a child has in hand, held open."""

    number: int
    path: Path
    source: Source
    held: ExitStack


class _Workshop:
    """The children, and what each has in hand; leaving it ends them and lets go of every file."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._results = Results(order.folder, force=order.force)
        self._idle: list[Child] = []
        self._busy: dict[Child, _Job] = {}
        self._refusal: Failure | None = None

    def __enter__(self) -> _Workshop:
        for folder in _folders_written_to(self._order):
            clean(folder)
        return self

    def __exit__(self, *_: object) -> None:
        children = (*self._busy, *self._idle)
        for child in children:
            child.hang_up()
        for child in children:
            child.stop()
        for job in self._busy.values():
            job.held.close()

    @property
    def is_busy(self) -> bool:
        return bool(self._busy)

    def has_room(self) -> bool:
        """Whether a child is free, started if need be and the system starts any; or none ever will be."""
        if len(self._busy) >= self._order.workers:
            return False
        while self._idle and not self._idle[-1].is_alive:
            self._idle.pop().stop()
        if self._idle:
            return True
        try:
            self._idle.append(Child(self._order.limits))
        except OSError as error:
            self._refusal = not_started(error)
            return not self._busy
        return True

    def taken(self, number: int, path: Path) -> Outcome | None:
        """Open a workbook and give it to a child; the outcome if it can't be opened or no child started."""
        if not self._idle and self._refusal is not None:
            return Outcome(number, path, Status.FAILED, self._refusal)
        with ExitStack() as stack:
            try:
                in_place = self._order.destination is Destination.IN_PLACE
                source = stack.enter_context(opened(path, in_place=in_place))
            except FileError as error:
                return _failed(number, path, error)
            child = self._idle.pop()
            child.ask(_result, source.data, self._order.settings)
            self._busy[child] = _Job(number, path, source, stack.pop_all())
        return None

    def finished(self) -> Iterator[Outcome]:
        """Wait for news from the children: the workbooks that are settled by it, perhaps none."""
        for child, answer in answers([*self._busy]):
            job = self._busy.pop(child)
            self._idle.append(child)
            with job.held:
                outcome = self._outcome(job, answer)
            yield outcome

    def _outcome(self, job: _Job, answer: object) -> Outcome:
        if isinstance(answer, Failure):
            return Outcome(job.number, job.path, Status.FAILED, answer)
        new, recalculation = cast("tuple[bytes | None, Recalculation]", answer)
        try:
            with held_signals():
                return self._delivered(job, new, recalculation)
        except FileError as error:
            return _failed(job.number, job.path, error)

    def _delivered(self, job: _Job, new: bytes | None, recalculation: Recalculation) -> Outcome:
        status, written = Status.CURRENT if recalculation.is_current else Status.STALE, None
        if self._order.destination is Destination.FOLDER:
            written = self._results.put(job.path.name, job.source.data if new is None else new)
        elif self._order.destination is Destination.IN_PLACE and new is not None:
            written = job.path
            job.source.replace(new)
            findings = (*recalculation.findings, *_left_behind(job.source.other_names))
            recalculation = replace(recalculation, findings=findings)
        return Outcome(job.number, job.path, Status.WRITTEN if written else status, recalculation, written)


def opened(path: Path, *, in_place: bool = False) -> Source:
    """A workbook's file, to be entered.

    Args:
        path: As it was named.
        in_place: Whether it is going to be replaced.

    Raises:
        FileError: It is no workbook but the file by which Excel marks one as open.
    """
    if path.name.startswith(_OPEN_IN_EXCEL):
        reason = "it isn't a workbook but Excel's mark that one is open"
        raise FileError("owner-file", reason, "close the workbook in Excel, or leave this out")
    return Source(path, in_place=in_place)


def _result(data: bytes, settings: Settings) -> tuple[bytes | None, Recalculation]:
    """What a child answers: the new package only if it is another one."""
    new, recalculation = recalculated(data, settings)
    return None if new is data else new, recalculation


def _folders_written_to(order: Order) -> set[str]:
    if order.destination is Destination.FOLDER:
        return {str(order.folder)}
    if order.destination is Destination.NOWHERE:
        return set()
    found = set()
    for path in order.paths:
        with suppress(OSError):  # a name that Windows can't look up
            found.add(os.path.dirname(os.path.realpath(path)))  # noqa: PTH120 - as text
    return found


def _left_behind(names: int) -> Iterator[Finding]:
    """What to say of hard links, which a replaced file leaves: a backup may have made them on purpose."""
    if names:
        detail = (
            f"{names} other name{'s' if names > 1 else ''} of the file (hard links) kept the old workbook"
        )
        remedy = "recalculate those, too, or use symbolic links"
        yield Finding(Level.WARNING, "hard-links", "", detail, remedy)


def _failed(number: int, path: Path, error: FileError) -> Outcome:
    return Outcome(number, path, Status.FAILED, Failure(error.code, error.reason, error.remedy))
