"""Runs risky code in a separate process: if it crashes or takes too long, there is just no answer.

A child process gives up the right to start processes before it reads a workbook (`batch.cage`). So the
process that it may need is started earlier, sealed off in the same way, and waits until it is asked.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import time
import warnings
from collections.abc import Callable, Collection

Answer = Callable[[bytes], bytes]
"""The code that runs in the other process: bytes in, bytes out."""

_LENGTH = 8  # bytes that state the length of a message
_PIECE = 1 << 16
_MOST_FILES = 1 << 16
_standing: list[Helper] = []

MAY_BE_MADE = hasattr(os, "fork")
"""Whether this system can fork a process; Windows can't."""


class Helper:
    """A copy of this process that answers one request after the other.

    Args:
        answer: Answers a request.
        seal: Makes the process give up the rights it doesn't need; by default none.

    Raises:
        OSError: No further process is allowed.
    """

    def __init__(self, answer: Answer, seal: Callable[[], None] | None = None) -> None:
        theirs, self._requests = os.pipe()
        self._answers, ours = os.pipe()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # no other thread runs in the copy
                self._process = os.fork()
        except OSError:
            for handle in (theirs, self._requests, self._answers, ours):
                os.close(handle)
            raise
        if not self._process:
            _serve(answer, seal, theirs, ours)
        os.close(theirs)
        os.close(ours)

    def ask(self, request: bytes, seconds: float) -> bytes:
        """Its answer; empty if it died or takes longer."""
        deadline = time.monotonic() + seconds
        message = memoryview(len(request).to_bytes(_LENGTH, "big") + request)
        try:
            while message and _is_ready([], [self._requests], deadline):
                message = message[os.write(self._requests, message[: select.PIPE_BUF]) :]
            return _received(self._answers, deadline)
        except OSError:
            return b""

    def dismiss(self) -> None:
        """End the process, if it hasn't ended yet."""
        for handle in (self._requests, self._answers):
            os.close(handle)
        with contextlib.suppress(OSError):  # a sealed process can't end another; the copy ends by itself
            os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)


def summon(answer: Answer, seal: Callable[[], None]) -> None:
    """Start a helper in advance, for a process that can't start one later."""
    if MAY_BE_MADE:
        with contextlib.suppress(OSError):
            _standing.append(Helper(answer, seal))


def ask(answer: Answer, request: bytes, seconds: float) -> bytes:
    """The answer of the helper started in advance, or of one started for this request; empty if none."""
    if _standing:
        reply = _standing[-1].ask(request, seconds)
        if not reply:
            _standing.pop().dismiss()
        return reply
    try:
        helper = Helper(answer)
    except OSError:
        return b""
    try:
        return helper.ask(request, seconds)
    finally:
        helper.dismiss()


def _is_ready(reading: Collection[int], writing: Collection[int], deadline: float) -> bool:
    left = max(deadline - time.monotonic(), 0.0)
    return any(select.select(reading, writing, [], left)[:2])


def _received(source: int, deadline: float) -> bytes:
    """A message; empty if it doesn't arrive in time and complete."""
    found = b""
    while len(found) < _LENGTH or len(found) < _LENGTH + int.from_bytes(found[:_LENGTH], "big"):
        piece = os.read(source, _PIECE) if _is_ready([source], [], deadline) else b""
        if not piece:
            return b""
        found += piece
    return found[_LENGTH:]


def _serve(
    answer: Answer, seal: Callable[[], None] | None, source: int, target: int
) -> None:  # pragma: no cover - the copy's part
    """Answer requests until there are no more, then end; print nothing and keep no inherited file open."""
    try:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nowhere, stream)
        first, last = sorted((source, target))
        os.closerange(3, first)
        os.closerange(first + 1, last)
        os.closerange(last + 1, _MOST_FILES)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        if seal is not None:
            seal()
        while request := _received(source, time.monotonic() + _FOR_EVER):
            reply = answer(request)
            rest = memoryview(len(reply).to_bytes(_LENGTH, "big") + reply)
            while rest:
                rest = rest[os.write(target, rest) :]
    finally:
        os._exit(0)


_FOR_EVER = 10_000_000.0  # seconds: it ends when its parent does
