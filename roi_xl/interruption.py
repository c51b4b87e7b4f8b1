"""Ctrl-C, `kill` and a closed terminal: the command ends once, in good order."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Final

BY_SIGNAL: Final = 128  # what a shell adds to the number of the signal that ended a command: Ctrl-C gives 130
MESSAGE: Final = "roi-xl: interrupted; every workbook is either as it was or complete"
_SIGNALS: Final = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class Interruption(KeyboardInterrupt):
    """Someone ends the command: by Ctrl-C, by `kill`, by closing the terminal."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.exit_code = BY_SIGNAL + number


_received: list[int] = []  # the signal that came; at most one
_put_off: list[None] = []  # something in it: an interruption waits


def end_at_once() -> None:
    """Until anything is begun: end without unwinding, which could show the inside of an import."""
    _have(_end)


def listen() -> None:
    """From here on have signals end the command in good order."""
    _have(_interrupt)


def _have(answer: Callable[[int, FrameType | None], None]) -> None:
    """Answer signals, but for those that the command was started to ignore, as under nohup."""
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, answer)


def ignore() -> None:
    """At the very end: what is done is done, and nothing is left to be ended."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _end(number: int, _: FrameType | None) -> None:
    with contextlib.suppress(OSError):  # the terminal may be gone
        os.write(2, f"{MESSAGE}\n".encode())
    os._exit(BY_SIGNAL + number)


def _interrupt(number: int, _: FrameType | None) -> None:
    ignore()  # once is enough: cleaning up isn't to be disturbed
    _received.append(number)
    if not _put_off:
        raise Interruption(number)


def check() -> None:
    """Between two workbooks: end now if an interruption was lost.

    Python drops an exception that is raised while an object is being finalised or an import is settled, and a
    signal comes when it likes.

    Raises:
        Interruption: A signal has come.
    """
    if _received:
        raise Interruption(_received[0])


@contextlib.contextmanager
def not_begun() -> Iterator[None]:
    """While a command still loads what it needs, before it has a child or a file: end at once again."""
    listening = [number for number in _SIGNALS if signal.getsignal(number) is _interrupt]
    for number in listening:
        signal.signal(number, _end)
    try:
        yield
    finally:
        for number in listening:
            signal.signal(number, _interrupt)


@contextlib.contextmanager
def put_off() -> Iterator[None]:
    """Let an interruption wait until something that can't be halved is done.

    Raises:
        Interruption: A signal has come meanwhile.
    """
    was_received = bool(_received)
    _put_off.append(None)
    try:
        yield
    finally:
        _put_off.pop()
    if not was_received:
        check()
