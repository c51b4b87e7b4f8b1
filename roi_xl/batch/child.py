"""A child process that computes within limits: whatever becomes of it, its parent has an answer."""

from __future__ import annotations

import contextlib
import math
import multiprocessing
import os
import signal
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Final, Self

from roi_xl.xlsx import PackageError

DEBUG = "ROI_XL_DEBUG"
"""The environment variable that lets children speak: tracebacks and what the engines print."""

_MEBIBYTE = 1 << 20
_SECONDS_TO_START = 60.0  # a cold disk and a virus scanner are slow, and no fault of the workbook
_SECONDS_OF_GRACE = 5  # the parent's clock comes first; the child's own is for when the parent is gone
_CAN_HOLD_SIGNALS = hasattr(signal, "pthread_sigmask")  # Windows can't, and lacks what the tracker needs
_INTERRUPTIONS = {getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)}


class _Silence(Enum):
    SILENCE = "silence"


SILENCE: Final = _Silence.SILENCE
"""Stands for an answer that isn't there yet; a child's first word, too."""


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
    """Why there is no result.

    Attributes:
        code: A stable name, such as `encrypted` or `time-limit`.
        reason: What was met.
        remedy: What to do.
    """

    code: str
    reason: str
    remedy: str


class Child:
    """A process that calls one function after the other; a context manager that ends it.

    Attributes:
        connection: Where it speaks; ready to be waited for.
        deadline: When its time for the call in hand is up, on the monotonic clock; infinite between calls.
    """

    def __init__(self, limits: Limits) -> None:
        """Start it, without waiting for it.

        Args:
            limits: What each call may cost.
        """
        self._limits = limits
        self._call: tuple[Callable[..., object], tuple[object, ...]] | None = None
        self._is_ready = False
        self.deadline = math.inf
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, limits), daemon=True)
        if _CAN_HOLD_SIGNALS:
            resource_tracker.ensure_running()  # its start would release the signals that are held below
        with held_signals():  # a starting interpreter answers Ctrl-C with a traceback
            self._process.start()
        theirs.close()

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.is_alive()

    def ask(self, function: Callable[..., object], *arguments: object) -> None:
        """Have it call a function; its time begins as soon as it is there to do it.

        Args:
            function: One that the child can import.
            arguments: What can be pickled.
        """
        self._call = (function, arguments)
        self.deadline = time.monotonic() + _SECONDS_TO_START
        if self._is_ready:
            self._send()

    def _send(self) -> None:
        self.deadline = time.monotonic() + self._limits.seconds
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # a dead child is met at the answer
            self.connection.send(self._call)

    def heard(self) -> object:
        """What it has come to: the function's result, a `Failure`, or `SILENCE`."""
        if not self.connection.poll():
            return SILENCE if time.monotonic() < self.deadline else self._out_of_time()
        try:
            answer = self.connection.recv()
        except (EOFError, OSError):
            return self._death()
        if answer is SILENCE:
            self._is_ready = True
            self._send()
        else:
            self.deadline = math.inf
        return answer

    def _out_of_time(self) -> Failure:
        self._process.kill()
        self._process.join()
        if self._is_ready:
            reason = f"took more than {self._limits.seconds:g} s"
            return Failure("time-limit", reason, "raise --timeout, or split the workbook")
        reason = f"the calculation did not start within {_SECONDS_TO_START:g} s"
        return Failure("no-start", reason, "run it again when the computer is less busy")

    def _death(self) -> Failure:
        self._process.join(_SECONDS_OF_GRACE)
        self._process.kill()
        code = self._process.exitcode or 0
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        reason = f"the calculation died ({how}; memory limit {self._limits.mebibytes} MB)"
        return Failure("engine-died", reason, "raise --memory, or recalculate in Excel")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def hang_up(self) -> None:
        """Tell it to end: between calls it goes by itself, in the middle of one it is killed."""
        self.connection.close()
        if self.deadline < math.inf:
            self._process.kill()

    def stop(self) -> None:
        """End it and wait until it is gone."""
        self.hang_up()
        self._process.join(_SECONDS_OF_GRACE)
        self._process.kill()
        self._process.join()


def answers(children: Sequence[Child]) -> list[tuple[Child, object]]:
    """Wait until there is news from some of the children.

    Args:
        children: Those with a call in hand; at least one.

    Returns:
        The children that have come to an end with their call, each with the function's result or a
        `Failure`; none if one has only started.
    """
    left = min(child.deadline for child in children) - time.monotonic()
    wait([child.connection for child in children], max(0.0, left))
    heard = [(child, child.heard()) for child in children]
    return [(child, answer) for child, answer in heard if answer is not SILENCE]


def answer(function: Callable[..., object], *arguments: object, limits: Limits) -> object:
    """The result of one call in a child of its own, or a `Failure`."""
    try:
        started = Child(limits)
    except OSError as error:  # the system starts no further process
        reason = f"the calculation can't be started ({error.strerror or error})"
        return Failure("no-start", reason, "run it again when the computer is less busy")
    with started as child:
        child.ask(function, *arguments)
        while not (found := answers([child])):
            pass
        return found[0][1]


@contextlib.contextmanager
def held_signals() -> Iterator[None]:
    """Put off Ctrl-C and the wish to end the process until something that can't be halved is done.

    A child started meanwhile puts them off for good.
    """
    if not _CAN_HOLD_SIGNALS:
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _INTERRUPTIONS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(connection: Connection, limits: Limits) -> None:
    """What a child does: one call after the other until the parent hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    if _CAN_HOLD_SIGNALS:  # pragma: no branch - Windows
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _INTERRUPTIONS)
    if DEBUG not in os.environ:
        _fall_silent()
    _limit_memory(limits.mebibytes)
    import roi_xl.engine  # noqa: F401 - not on a workbook's time

    connection.send(SILENCE)
    while True:
        try:
            function, arguments = connection.recv()
        except EOFError:
            return
        with _alarm(limits.seconds):
            connection.send(_result(function, arguments))


def _result(function: Callable[..., object], arguments: tuple[object, ...]) -> object:
    from roi_xl.engine import EngineError

    try:
        return function(*arguments)
    except PackageError as error:
        return Failure(error.code, error.reason, error.remedy)
    except EngineError as error:
        return Failure("engine-failed", str(error), "recalculate in Excel")
    except MemoryError:
        return Failure(
            "too-large", "the calculation ran out of memory", "raise --memory, or split the workbook"
        )
    except RecursionError:
        return Failure("too-deep", "formulas nested too deeply to be calculated", "recalculate in Excel")
    except BaseException as error:  # noqa: BLE001 - a bug is one file's failure; an engine's panic is no Exception
        if DEBUG in os.environ:
            traceback.print_exc()
        reason = f"{type(error).__name__}: {error}"
        return Failure("internal-error", reason, f"report it, with what {DEBUG}=1 prints")


def _fall_silent() -> None:
    """Send to nowhere what the engines, native code, print when they panic: the parent says what matters."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


def _limit_memory(mebibytes: int) -> None:
    try:
        import resource
    except ImportError:  # pragma: no cover - Windows has no such limit
        return
    # Data, not address space: the second engine reserves address space that it never touches.
    resource.setrlimit(resource.RLIMIT_DATA, (mebibytes * _MEBIBYTE, mebibytes * _MEBIBYTE))


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Have the system end this process should the parent be gone when its time is up."""
    if not hasattr(signal, "setitimer"):  # pragma: no cover - Windows
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, seconds + _SECONDS_OF_GRACE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
