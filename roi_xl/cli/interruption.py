"""Ctrl-C, `kill` and a closed terminal: the command ends once, in good order."""

from __future__ import annotations

import signal
from types import FrameType
from typing import Final

BY_SIGNAL: Final = 128  # what a shell adds to the number of the signal that ended a command: Ctrl-C gives 130
_SIGNALS: Final = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class Interruption(KeyboardInterrupt):
    """Someone wants the command to end: by Ctrl-C, by `kill`, by closing the terminal."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.exit_code = BY_SIGNAL + number


_met: list[int] = []  # the signal that was met; at most one


def listen() -> None:
    """Have signals end the command, but for those that it was started to ignore, as under nohup."""
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _interrupt)


def _interrupt(number: int, _: FrameType | None) -> None:
    for each in _SIGNALS:  # once is enough: cleaning up isn't to be disturbed
        signal.signal(each, signal.SIG_IGN)
    _met.append(number)
    raise Interruption(number)


def check() -> None:
    """Between two workbooks: end now if an interruption was lost.

    Python drops an exception that is raised while an object is being finalised or an import is settled, and a
    signal comes when it likes.

    Raises:
        Interruption: A signal has come.
    """
    if _met:
        raise Interruption(_met[0])
