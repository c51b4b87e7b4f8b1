"""Runs tasks in child processes of this computer, each within limits and sealed off."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from roi_xl.batch.child import Child, answers, not_started
from roi_xl.batch.limits import Failure, Limits
from roi_xl.batch.task import Task


class LocalProcesses:
    """Several child processes side by side, started when needed; on exit they are ended.

    Children import the program's main module: a script must use this below `if __name__ == "__main__":`.
    """

    def __init__(self, limits: Limits | None = None, workers: int = 1) -> None:
        """Keep the settings; no process is started yet.

        Args:
            limits: The limits for the computation of one file.
            workers: The largest number of children at the same time.
        """
        self._limits = limits or Limits()
        self._workers = workers
        self._idle: list[Child] = []
        self._busy: dict[Child, int] = {}
        self._refused: list[tuple[int, Failure]] = []
        self._refusal = not_started(OSError("every process is busy"))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        children = (*self._busy, *self._idle)
        for child in children:
            child.hang_up()
        for child in children:
            child.stop()

    def has_room(self) -> bool:
        """Whether a child is free or can start; True, too, if none can ever start: `submit` reports this."""
        if self._refused or len(self._busy) >= self._workers:
            return False
        while self._idle and not self._idle[-1].is_alive:
            self._idle.pop().stop()
        if self._idle:
            return True
        try:
            self._idle.append(Child(self._limits))
        except OSError as error:
            self._refusal = not_started(error)
            return not self._busy
        return True

    def submit(self, number: int, task: Task[object], data: bytes) -> None:
        """Give a call to a free child; if the system can't start one, that failure is the answer."""
        if self._idle:
            child = self._idle.pop()
            child.ask(task.function, data, *task.arguments)
            self._busy[child] = number
        else:
            self._refused.append((number, self._refusal))

    def finished(self) -> Sequence[tuple[int, object]]:
        """Wait until children report: the answers by number, perhaps none."""
        if self._refused:
            refused, self._refused = self._refused, []
            return refused
        found = []
        for child, answer in answers([*self._busy]):
            found.append((self._busy.pop(child), answer))
            self._idle.append(child)
        return found
