"""Makes many calls about one file, side by side; the answers come in the order of the calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import cast

from roi_xl.batch.limits import Failure
from roi_xl.batch.task import Executor, T, Task


def in_order(
    tasks: Iterable[Task[T]], data: bytes, executor: Executor, between: Callable[[], None]
) -> Iterator[T | Failure]:
    """The answers to calls; a call is made only when a process is free for it.

    Args:
        tasks: The calls. They are taken one by one, so there may be any number.
        data: The content of the file, which every call gets.
        executor: Computes them; its limits apply to each single call. The caller enters and leaves it.
        between: Called before each step; an exception from it ends the run.

    Yields:
        One answer for each call, or why there is none.
    """
    answers: dict[int, T | Failure] = {}
    given, sent = 0, 0
    for task in tasks:
        while not executor.has_room():
            between()
            answers.update(cast("Iterable[tuple[int, T | Failure]]", executor.finished()))
        between()
        executor.submit(sent, cast("Task[object]", task), data)
        sent += 1
        while given in answers:
            yield answers.pop(given)
            given += 1
    while given < sent:
        while given not in answers:
            between()
            answers.update(cast("Iterable[tuple[int, T | Failure]]", executor.finished()))
        yield answers.pop(given)
        given += 1
