"""A process apart: what crashes in it, or takes too long, has merely no answer.

A child that computes workbooks gives up making processes before it meets one (`batch.cage`), so the process
that it may need is made before, sealed off like itself, and waits until it is asked.
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
"""What runs apart: bytes in, bytes out."""

_LENGTH = 8  # bytes that tell how long a message is
_PIECE = 1 << 16
_MOST_FILES = 1 << 16
_standing: list[Helper] = []

MAY_BE_MADE = hasattr(os, "fork")
"""Whether this system copies a process; Windows doesn't."""


class Helper:
    """A copy of this process that answers one request after the other.

    Args:
        answer: What answers a request.
        seal: Has the process give up what it doesn't need; by default nothing.

    Raises:
        OSError: No further process is allowed.
    """

    def __init__(self, answer: Answer, seal: Callable[[], None] | None = None) -> None:
        theirs, self._requests = os.pipe()
        self._answers, ours = os.pipe()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # the copy runs nothing of other threads
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
        """Its answer; nothing if it died or takes longer."""
        deadline = time.monotonic() + seconds
        message = memoryview(len(request).to_bytes(_LENGTH, "big") + request)
        try:
            while message and _is_ready([], [self._requests], deadline):
                message = message[os.write(self._requests, message[: select.PIPE_BUF]) :]
            return _received(self._answers, deadline)
        except OSError:
            return b""

    def dismiss(self) -> None:
        """End it, if that is still to be done."""
        for handle in (self._requests, self._answers):
            os.close(handle)
        with contextlib.suppress(OSError):  # a sealed process can end no other; this one ends by itself
            os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)


def summon(answer: Answer, seal: Callable[[], None]) -> None:
    """Have a helper stand by, for a process that can make none later."""
    if MAY_BE_MADE:
        with contextlib.suppress(OSError):
            _standing.append(Helper(answer, seal))


def ask(answer: Answer, request: bytes, seconds: float) -> bytes:
    """The answer of a helper: of the one that stands by, or of one made for this request; empty if none."""
    if _standing:
        told = _standing[-1].ask(request, seconds)
        if not told:
            _standing.pop().dismiss()
        return told
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
    """A message; empty if it doesn't come in time or in full."""
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
    """Answer requests until there are no more, and end; nothing is printed, and no file of others is held."""
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
            told = answer(request)
            rest = memoryview(len(told).to_bytes(_LENGTH, "big") + told)
            while rest:
                rest = rest[os.write(target, rest) :]
    finally:
        os._exit(0)


_FOR_EVER = 10_000_000.0  # seconds: it ends when its parent does
