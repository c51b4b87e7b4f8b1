"""Ctrl-C, `kill` and a closed terminal: the command ends once, in good order."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Final

BY_SIGNAL: Final = 128  # a shell adds this to the number of the signal that ended a command: Ctrl-C gives 130
MESSAGE: Final = "roi-xl: interrupted; every workbook is either as it was or complete"
_SIGNALS: Final = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class Interruption(KeyboardInterrupt):
    """Someone ends the command: by Ctrl-C, by `kill`, by closing the terminal."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.exit_code = BY_SIGNAL + number


_received: list[int] = []  # the signal that was received; at most one
_put_off: list[None] = []  # while it isn't empty, an interruption waits


def end_at_once() -> None:
    """For the start of the command: a signal ends it at once, without a traceback from inside an import."""
    _have(_end)


def listen() -> None:
    """From here on, a signal ends the command in good order."""
    _have(_interrupt)


def _have(answer: Callable[[int, FrameType | None], None]) -> None:
    """Handle signals, except those that the command was started to ignore, as under nohup."""
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, answer)


def ignore() -> None:
    """For the very end of the command, when nothing is left to be interrupted: ignore signals."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _end(number: int, _: FrameType | None) -> None:
    with contextlib.suppress(OSError):  # the terminal may be gone
        os.write(2, f"{MESSAGE}\n".encode())
    os._exit(BY_SIGNAL + number)


def _interrupt(number: int, _: FrameType | None) -> None:
    ignore()  # once is enough: a second signal must not disturb the cleaning up
    _received.append(number)
    if not _put_off:
        raise Interruption(number)


def check() -> None:
    """Raise an interruption that was lost; called between two workbooks.

    Python drops an exception that is raised while an object is finalised or an import is completed, and a
    signal can arrive at such a moment.

    Raises:
        Interruption: A signal has come.
    """
    if _received:
        raise Interruption(_received[0])


@contextlib.contextmanager
def not_begun() -> Iterator[None]:
    """While a command still loads its modules, before it has a child process or an open file: end at once."""
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
    """Delay an interruption until an indivisible step is done.

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
