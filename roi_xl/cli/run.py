"""The frame of a command over many files: open, compute, show, exit code; interrupted in good order."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TextIO, TypeVar

import click

from roi_xl import interruption
from roi_xl.batch import Delivery, Failure, Limits, LocalProcesses, Outcome, Task, each, not_reached
from roi_xl.batch.task import R, T
from roi_xl.cli.exit_codes import Exit
from roi_xl.cli.paths import real

Known = TypeVar("Known", bound=Outcome[Any])


@dataclass(slots=True)
class Run(Generic[R]):
    """A task over some files.

    Attributes:
        paths: The files, each once.
        settled: What became of them, by number; of an interrupted run, as far as it came.
    """

    paths: Sequence[Path]
    settled: dict[int, Outcome[R]] = field(default_factory=dict)

    @property
    def outcomes(self) -> list[Outcome[R]]:
        """What became of the files, in their order."""
        return [self.settled[number] for number in sorted(self.settled)]

    @property
    def with_unreached(self) -> list[Outcome[R]]:
        """One outcome for every file, also where the run was interrupted before it."""
        left: list[Outcome[R]] = not_reached(self.paths, self.settled)
        return sorted([*self.settled.values(), *left], key=lambda outcome: outcome.number)

    def carry_out(
        self,
        task: Task[T],
        deliver: Delivery[T, R],
        limits: Limits,
        show: Callable[[Outcome[R]], None],
        *,
        doing: str,
        workers: int | None = None,
    ) -> None:
        """Compute a task for every file; show each outcome as soon as it and those before it are known.

        Args:
            task: What is computed of each.
            deliver: Puts the results where they belong.
            limits: What one file may cost.
            show: Shows one outcome.
            doing: What is done, as the progress bar says it.
            workers: How many are computed side by side; None for as many as there are processors.
        """
        shown = 0
        has_bar = len(self.paths) > 1 and sys.stderr.isatty() and not _is_pipe(sys.stdout)
        is_held = has_bar and sys.stdout.isatty()  # lines would tear the bar
        bar = click.progressbar(
            length=len(self.paths), label=doing, file=sys.stderr, hidden=not has_bar, show_pos=True
        )
        executor = LocalProcesses(limits, min(workers or os.cpu_count() or 1, len(self.paths)))
        try:
            with bar:
                for outcome in each(self.paths, task, deliver, executor, interruption.check):
                    self.settled[outcome.number] = outcome
                    bar.update(1)
                    while shown in self.settled and not is_held:
                        show(self.settled[shown])
                        shown += 1
        finally:  # also when interrupted: what was written is to be known
            for number in sorted(self.settled):
                if number >= shown:
                    show(self.settled[number])


def once_each(files: Iterable[Path]) -> list[Path]:
    """The files without those that are one already named, perhaps through a link."""
    found: dict[str, Path] = {}
    for path in files:
        found.setdefault(real(path), path)
    return list(found.values())


def exit_code(outcomes: Iterable[Known], is_trouble: Callable[[Known], bool]) -> Exit:
    """How a command ends.

    Args:
        outcomes: What became of its files.
        is_trouble: Whether an outcome, which is no failure, is something that the exit code tells.
    """
    code = Exit.FINE
    for outcome in outcomes:
        if isinstance(outcome.result, Failure):
            return Exit.FILE
        if is_trouble(outcome):
            code = Exit.FINDINGS
    return code


def _is_pipe(stream: TextIO) -> bool:
    """Whether another program reads a stream: what it shows of it may stand on the same terminal."""
    return stat.S_ISFIFO(os.fstat(stream.fileno()).st_mode)
