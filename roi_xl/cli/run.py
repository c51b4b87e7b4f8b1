"""Runs a command over many files: opens, computes, prints, sets the exit code; handles interruptions."""

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

Known = TypeVar("Known", bound=Outcome[Any])


@dataclass(slots=True)
class Run(Generic[R]):
    """A task over several files.

    Attributes:
        paths: The files, each once.
        settled: The outcomes by number; after an interruption, those reached so far.
    """

    paths: Sequence[Path]
    settled: dict[int, Outcome[R]] = field(default_factory=dict)

    @property
    def outcomes(self) -> list[Outcome[R]]:
        """The outcomes, in the order of the files."""
        return [self.settled[number] for number in sorted(self.settled)]

    @property
    def with_unreached(self) -> list[Outcome[R]]:
        """One outcome for every file, including those that an interrupted run didn't reach."""
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
        """Compute a task for every file; print each outcome as soon as it and all before it are known.

        Args:
            task: What to compute for each file.
            deliver: Puts the results where they belong.
            limits: Limits for the computation of one file.
            show: Prints one outcome.
            doing: What is being done, for the progress bar.
            workers: How many files are computed at the same time; None for the number of processors.
        """
        shown = 0
        has_bar = len(self.paths) > 1 and sys.stderr.isatty() and not _is_pipe(sys.stdout)
        is_held = has_bar and sys.stdout.isatty()  # lines would break the progress bar
        bar = click.progressbar(
            length=len(self.paths), label=doing, file=sys.stderr, hidden=not has_bar, show_pos=True
        )
        executor = LocalProcesses(limits, min(workers or os.cpu_count() or 1, len(self.paths)))
        try:
            with bar:
                for _ in each(self.paths, task, deliver, executor, interruption.check, self._note):
                    bar.update(1)
                    while shown in self.settled and not is_held:
                        show(self.settled[shown])
                        shown += 1
        finally:  # also when interrupted: the user must know what was written
            for number in sorted(self.settled):
                if number >= shown:
                    show(self.settled[number])

    def _note(self, outcome: Outcome[R]) -> None:
        self.settled[outcome.number] = outcome


def exit_code(outcomes: Iterable[Known], is_trouble: Callable[[Known], bool]) -> Exit:
    """The exit code of a command.

    Args:
        outcomes: The outcomes of its files.
        is_trouble: Whether an outcome that isn't a failure must change the exit code.
    """
    code = Exit.FINE
    for outcome in outcomes:
        if isinstance(outcome.result, Failure):
            return Exit.FILE
        if is_trouble(outcome):
            code = Exit.FINDINGS
    return code


def _is_pipe(stream: TextIO) -> bool:
    """Whether another program reads a stream; that program may print on the same terminal."""
    return stat.S_ISFIFO(os.fstat(stream.fileno()).st_mode)
