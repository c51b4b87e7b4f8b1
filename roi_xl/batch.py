"""Many workbooks: each computed in a child process with limits, written by the parent alone.

The parent opens, locks and replaces files and never looks inside them. What is inside meets only a child,
whose memory and time are bounded: if it dies, that is an error of one file.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Self

from roi_xl.errors import Level
from roi_xl.recalc import Recalculation, Settings
from roi_xl.xlsx import PackageError, Source, write_new

MEBIBYTE = 1 << 20


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


@dataclass(frozen=True, slots=True)
class Limits:
    """What one workbook may cost.

    Attributes:
        seconds: Wall-clock time in the child.
        mebibytes: Memory that the child may allocate (enforced where the system can: Linux).
    """

    seconds: float = 120.0
    mebibytes: int = 4096


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a workbook was left alone.

    Attributes:
        code: A stable name, such as `encrypted` or `time-limit`.
        reason: What was met.
        remedy: What to do.
    """

    code: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one workbook.

    Attributes:
        path: The workbook as it was named.
        status: How it fared.
        recalculation: What was computed, unless it failed.
        failure: Why it failed, if it did.
        written: Where the result was written, if anywhere.
    """

    path: Path
    status: Status
    recalculation: Recalculation | None = None
    failure: Failure | None = None
    written: Path | None = None

    @property
    def is_stale(self) -> bool:
        """Whether cached values were out of date."""
        return self.recalculation is not None and not self.recalculation.is_current

    def has(self, level: Level) -> bool:
        """Whether it failed or has a finding of at least this level."""
        if self.recalculation is None:
            return True
        return any(finding.level >= level for finding in self.recalculation.findings)


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for.

    Attributes:
        paths: The workbooks.
        settings: How to recalculate them.
        destination: What becomes of the results.
        folder: Where results go when the destination is a folder.
        limits: What one workbook may cost.
        workers: How many child processes work side by side.
    """

    paths: Sequence[Path]
    settings: Settings
    destination: Destination = Destination.NOWHERE
    folder: Path | None = None
    limits: Limits = Limits()
    workers: int = 1


class _Worker:
    """A child process and the workbook it has in hand."""

    def __init__(self, limits: Limits) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process: BaseProcess = context.Process(
            target=_serve, args=(theirs, limits.mebibytes), daemon=True
        )
        self._process.start()
        theirs.close()
        self.path = Path()
        self.source: Source | None = None
        self._stack = ExitStack()
        self.deadline = float("inf")

    def take(self, path: Path, order: Order) -> None:
        """Open a workbook and hand its bytes to the child.

        Raises:
            PackageError: It can't be opened or isn't free.
        """
        with ExitStack() as stack:
            in_place = order.destination is Destination.IN_PLACE
            self.source = stack.enter_context(Source(path, in_place=in_place))
            self.path = path
            data = self.source.data
            self._stack = stack.pop_all()
        self.deadline = time.monotonic() + order.limits.seconds
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # a dead child is met at the answer
            self.connection.send((data, order.settings))

    def release(self) -> None:
        """Let go of the workbook in hand."""
        self._stack.close()
        self.source, self.deadline = None, float("inf")

    def stop(self) -> None:
        """End the child, whatever it does."""
        self.release()
        self.connection.close()
        self._process.kill()
        self._process.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def recalculate(order: Order) -> Iterator[Outcome]:
    """Recalculate workbooks, yielding each as soon as it is settled.

    Args:
        order: What is asked for. One bad file never stops the others.

    Yields:
        One outcome for each path, in the order in which they are finished.
    """
    waiting = list(reversed(order.paths))
    idle: list[_Worker] = []
    busy: list[_Worker] = []
    try:
        while waiting or busy:
            while waiting and len(busy) < max(1, order.workers):
                path = waiting.pop()
                worker = idle.pop() if idle else _Worker(order.limits)
                try:
                    worker.take(path, order)
                except PackageError as error:
                    idle.append(worker)
                    yield _failed(path, error)
                else:
                    busy.append(worker)
            for worker in _ready(busy):
                busy.remove(worker)
                outcome, alive = _answer(worker, order)
                if alive:
                    worker.release()
                    idle.append(worker)
                else:
                    worker.stop()
                yield outcome
    finally:
        for worker in (*idle, *busy):
            worker.stop()


def _ready(busy: Sequence[_Worker]) -> list[_Worker]:
    """The workers that have answered, died or run out of time; waits until there is one."""
    if not busy:
        return []
    left = max(0.0, min(worker.deadline for worker in busy) - time.monotonic())
    answered = set(wait([worker.connection for worker in busy], left))
    now = time.monotonic()
    return [worker for worker in busy if worker.connection in answered or worker.deadline <= now]


def _answer(worker: _Worker, order: Order) -> tuple[Outcome, bool]:
    """The outcome of the workbook a worker has in hand, and whether the worker can go on."""
    path, limits = worker.path, order.limits
    if not worker.connection.poll():
        reason, remedy = f"took more than {limits.seconds:g} s", "raise --timeout, or split the workbook"
        failure = Failure("time-limit", reason, remedy)
        return Outcome(path, Status.FAILED, failure=failure), False
    try:
        answer = worker.connection.recv()
    except (EOFError, OSError):
        reason = f"the calculation died (memory limit {limits.mebibytes} MB, or a crash of the engine)"
        failure = Failure("engine-died", reason, "raise --memory, or recalculate in Excel")
        return Outcome(path, Status.FAILED, failure=failure), False
    if isinstance(answer, Failure):
        return Outcome(path, Status.FAILED, failure=answer), True
    new, recalculation = answer
    try:
        return _delivered(worker, new, recalculation, order), True
    except PackageError as error:
        return _failed(path, error), True


def _delivered(worker: _Worker, new: bytes | None, recalculation: Recalculation, order: Order) -> Outcome:
    path, source = worker.path, worker.source
    status = Status.CURRENT if recalculation.is_current else Status.STALE
    if order.destination is Destination.FOLDER and order.folder is not None and source is not None:
        target = order.folder / path.name
        write_new(target, source.data if new is None else new, overwrite=True)
        return Outcome(path, Status.WRITTEN, recalculation, written=target)
    if order.destination is Destination.IN_PLACE and new is not None and source is not None:
        source.replace(new)
        return Outcome(path, Status.WRITTEN, recalculation, written=path)
    return Outcome(path, status, recalculation)


def _failed(path: Path, error: PackageError) -> Outcome:
    return Outcome(path, Status.FAILED, failure=Failure(error.code, error.reason, error.remedy))


def _serve(connection: Connection, mebibytes: int) -> None:
    """What a child does: recalculate one workbook after the other until the parent hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    _limit_memory(mebibytes)
    from roi_xl.engine import EngineError
    from roi_xl.recalc import recalculated

    while True:
        try:
            data, settings = connection.recv()
        except EOFError:
            return
        try:
            new, recalculation = recalculated(data, settings)
        except PackageError as error:
            connection.send(Failure(error.code, error.reason, error.remedy))
        except EngineError as error:
            connection.send(Failure("engine-failed", str(error), "recalculate in Excel"))
        except (MemoryError, RecursionError) as error:
            connection.send(
                Failure("too-large", f"{type(error).__name__} while calculating", "raise --memory")
            )
        else:
            connection.send((None if new is data else new, recalculation))


def _limit_memory(mebibytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows: no such limit
        return
    # Data, not address space: the second engine reserves address space that it never touches.
    resource.setrlimit(resource.RLIMIT_DATA, (mebibytes * MEBIBYTE, mebibytes * MEBIBYTE))
