"""Runs a task over many files: opens and writes here, computes in children; a bad file stops no others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, cast

from roi_xl import interruption
from roi_xl.batch.limits import Failure
from roi_xl.batch.task import Delivery, Executor, Outcome, R, T, Task
from roi_xl.files import FileError, Source, clean

_OPEN_IN_EXCEL = "~$"


def _nothing(*_: object) -> None:
    """The default for the caller's functions: do nothing."""


def not_reached(paths: Sequence[Path], settled: Collection[int]) -> list[Outcome[R]]:
    """An outcome for each file that an interrupted run left unchanged.

    Args:
        paths: The files that were asked for.
        settled: The numbers of the files that have an outcome.
    """
    failure = Failure("not-reached", "the run was interrupted before it", "run it again")
    return [Outcome(number, path, failure) for number, path in enumerate(paths) if number not in settled]


def each(
    paths: Sequence[Path],
    task: Task[T],
    deliver: Delivery[T, R],
    executor: Executor,
    between: Callable[[], None] = _nothing,
    note: Callable[[Outcome[R]], None] = _nothing,
) -> Iterator[Outcome[R]]:
    """Compute a task for each of many files, yielding each outcome as soon as it is settled.

    Args:
        paths: The files, each once.
        task: What to compute for each file.
        deliver: Puts the results where they belong.
        executor: Computes the tasks; this function enters and leaves it. Its limits apply to each single
            file.
        between: Called before each step; an exception from it ends the executor and the run.
        note: Called with each outcome before it is yielded. An interruption can't come between the delivery
            of a result and this call, so what was noted is all that was written.

    Yields:
        One outcome for each path, in the order in which they finish.
    """
    for folder in deliver.folders(paths):
        clean(folder)
    with ExitStack() as stack:
        work: _Work[T, R] = _Work(task, deliver, executor, note)
        stack.callback(work.let_go)
        stack.enter_context(executor)
        for number, path in enumerate(paths):
            while not executor.has_room():
                between()
                yield from work.finished()
            between()
            refused = work.taken(number, path)
            if refused is not None:
                yield refused
        while work.held:
            between()
            yield from work.finished()


def opened(path: Path, *, in_place: bool = False) -> Source:
    """A workbook's file as a context manager.

    Args:
        path: The file as it was named.
        in_place: Whether it is going to be replaced.

    Raises:
        FileError: The file isn't a workbook but Excel's lock file of a workbook that it has open.
    """
    if path.name.startswith(_OPEN_IN_EXCEL):
        remedy = "close the workbook in Excel, or leave this file out"
        raise FileError("owner-file", "this is Excel's lock file: a workbook is open", remedy)
    return Source(path, in_place=in_place)


@dataclass(frozen=True, slots=True)
class _Held:
    """A file that is being computed, kept open."""

    path: Path
    source: Source
    until: ExitStack


@dataclass(slots=True)
class _Work(Generic[T, R]):
    """The files that are being computed, by number."""

    task: Task[T]
    deliver: Delivery[T, R]
    executor: Executor
    note: Callable[[Outcome[R]], None]
    held: dict[int, _Held] = field(default_factory=dict)

    def taken(self, number: int, path: Path) -> Outcome[R] | None:
        """Open a file and submit it; returns the outcome only if it can't be opened."""
        with ExitStack() as stack:
            try:
                source = stack.enter_context(opened(path, in_place=self.deliver.in_place))
            except FileError as error:
                refused: Outcome[R] = Outcome(number, path, Failure.of(error))
                self.note(refused)
                return refused
            self.executor.submit(number, cast("Task[object]", self.task), source.data)
            self.held[number] = _Held(path, source, stack.pop_all())
        return None

    def finished(self) -> Iterator[Outcome[R]]:
        """Wait until files are finished: their outcomes, perhaps none."""
        for number, answer in self.executor.finished():
            file = self.held.pop(number)
            with file.until, interruption.put_off():
                outcome = self._settled(number, file, answer)
                self.note(outcome)
            yield outcome

    def _settled(self, number: int, file: _Held, answer: object) -> Outcome[R]:
        if isinstance(answer, Failure):
            return Outcome(number, file.path, answer)
        try:
            done = self.deliver.put(file.path, file.source, cast("T", answer))
        except FileError as error:
            target = self.deliver.target(file.path)
            return Outcome(number, file.path, Failure.of(error), unwritten=target)
        return Outcome(number, file.path, done.result, done.written, done.findings)

    def let_go(self) -> None:
        """Close the files that are still open."""
        for file in self.held.values():
            file.until.close()
