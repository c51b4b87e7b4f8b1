"""A child process that computes within limits: its parent gets an answer even if the child dies."""

from __future__ import annotations

import contextlib
import math
import pickle
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from threading import Thread
from typing import Final, Self, TypeVar, cast

from roi_xl.batch import messages
from roi_xl.batch.limits import Failure, Limits
from roi_xl.batch.python_process import Process, wait

_SECONDS_TO_START = 60.0  # a cold disk or a virus scanner is slow; that isn't the workbook's fault
_SECONDS_OF_GRACE = 5  # how long we wait for a child to end or to take a call
_CAN_HOLD_SIGNALS = hasattr(signal, "pthread_sigmask")  # Windows has no such call
_INTERRUPTIONS = {getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)}


T = TypeVar("T")


class _Pending(Enum):
    PENDING = "pending"


PENDING: Final = _Pending.PENDING
"""Stands for an answer that hasn't arrived yet."""


class Child:
    """A process that runs one call at a time; as a context manager it ends the process on exit.

    Attributes:
        process: The process.
        deadline: When the time of the current call ends, on the monotonic clock; infinite between calls.
    """

    def __init__(self, limits: Limits) -> None:
        """Start the process without waiting for it.

        Args:
            limits: The limits of each call.

        Raises:
            OSError: The system can't start another process.
        """
        self._limits = limits
        self._call = b""
        self._read: Callable[[bytes, memoryview], object] | None = None
        self._inbox = messages.Inbox(limits.mebibytes)
        self._post: Thread | None = None
        self._is_ready = False
        self.deadline = math.inf
        with held_signals():  # a starting interpreter answers Ctrl-C with a traceback
            self.process = Process(limits)

    @property
    def pid(self) -> int:
        """The process id."""
        return self.process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs and can take a call."""
        return self.process.exit_code is None

    def ask(self, function: Callable[..., object], *arguments: object) -> None:
        """Have the child call a function; the time limit begins when the child is ready.

        Args:
            function: One that the child can import. Its return annotation says what it returns, unless that
                is a plain value.
            arguments: The arguments; each can be pickled.
        """
        self._call = pickle.dumps((function, arguments), pickle.HIGHEST_PROTOCOL)
        self._read = messages.reader(function)
        self.deadline = time.monotonic() + _SECONDS_TO_START
        if self._is_ready:
            self._send()

    def _send(self) -> None:
        """Send the call from a thread: a child that never takes it must not block us."""
        self.deadline = time.monotonic() + self._limits.seconds
        self._post = Thread(target=self.process.send, args=(self._call,), daemon=True)
        self._post.start()

    def heard(self) -> object:
        """The answer so far: the function's result, a `Failure`, or `PENDING`."""
        if time.monotonic() >= self.deadline:
            return self._out_of_time()
        if not wait([self.process], 0):
            return PENDING
        try:
            message = self._inbox.message(self.process.received())
            return PENDING if message is None else self._read_message(*message)
        except (EOFError, OSError):
            return self._death()
        except messages.MalformedError as error:
            return self._nonsense(error)

    def _read_message(self, kind: bytes, words: bytes, blobs: memoryview) -> object:
        if kind == messages.READY and not self._is_ready:
            self._is_ready = True
            self._send()
            return PENDING
        if self._post is None or self._read is None or kind not in {messages.ANSWER, messages.FAILURE}:
            raise messages.MalformedError("what nobody asked")
        self._post.join(_SECONDS_OF_GRACE)
        if self._post.is_alive():
            raise messages.MalformedError("an answer before it was asked")
        answer = messages.failure(words, blobs) if kind == messages.FAILURE else self._read(words, blobs)
        self._post, self._call, self.deadline = None, b"", math.inf
        return answer

    def _out_of_time(self) -> Failure:
        self._end()
        if self._is_ready:
            reason = f"took more than {self._limits.seconds:g} s"
            return Failure("time-limit", reason, "raise --timeout, or split the workbook")
        reason = f"the calculation did not start within {_SECONDS_TO_START:g} s"
        return Failure("no-start", reason, "run it again when the computer is less busy")

    def _death(self) -> Failure:
        self.process.wait(_SECONDS_OF_GRACE)
        self._end()
        code = self.process.exit_code or 0
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        reason = f"the calculation died ({how}; memory limit {self._limits.mebibytes} MB)"
        return Failure("engine-died", reason, "raise --memory, or recalculate in Excel")

    def _nonsense(self, error: messages.MalformedError) -> Failure:
        self._end()
        reason = f"the calculation answered {error}: a fault of ours, or the workbook took it over"
        return Failure("malformed-answer", reason, "don't trust the workbook; else raise --memory")

    def _end(self) -> None:
        """End the process and stop what is still being sent to it."""
        self.process.kill()
        if self._post is not None:
            self._post.join(_SECONDS_OF_GRACE)
            self._post = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def hang_up(self) -> None:
        """Tell the process to end: between calls it ends by itself, during a call it is killed."""
        if self.deadline < math.inf:
            self._end()
        self.process.hang_up()

    def stop(self) -> None:
        """End the process and wait until it is gone."""
        self.hang_up()
        self.process.wait(_SECONDS_OF_GRACE)
        self._end()


def answers(children: Sequence[Child]) -> list[tuple[Child, object]]:
    """Wait until some of the children answer.

    Args:
        children: The children that have a call to answer; at least one.

    Returns:
        The children that have finished their call, each with the function's result or a `Failure`; may be
        empty, for example when a child has only started.
    """
    left = min(child.deadline for child in children) - time.monotonic()
    wait([child.process for child in children], max(0.0, left))
    heard = [(child, child.heard()) for child in children]
    return [(child, answer) for child, answer in heard if answer is not PENDING]


def answer(function: Callable[..., T], *arguments: object, limits: Limits) -> T | Failure:
    """The result of one call in a child process of its own, or a `Failure`.

    Args:
        function: One that the child can import. Its return annotation says what it returns, unless that is a
            plain value.
        arguments: The arguments; each can be pickled.
        limits: The limits of the call.
    """
    try:
        started = Child(limits)
    except OSError as error:
        return not_started(error)
    with started as child:
        child.ask(function, *arguments)
        while not (found := answers([child])):
            pass
        return cast("T | Failure", found[0][1])


def not_started(error: OSError) -> Failure:
    """The failure to report when the system can't start another process."""
    reason = f"the calculation can't be started ({error.strerror or error})"
    return Failure("no-start", reason, "run it again when the computer is less busy")


@contextlib.contextmanager
def held_signals() -> Iterator[None]:
    """Delay Ctrl-C and requests to end the process until an indivisible step is done.

    A child started meanwhile inherits this and never receives them.
    """
    if not _CAN_HOLD_SIGNALS:
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _INTERRUPTIONS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
