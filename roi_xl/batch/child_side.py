"""What a child does: seal itself off, then one call after the other until the parent hangs up."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import traceback
from collections.abc import Callable, Iterator
from typing import Any, Final

from roi_xl.batch import cage, messages
from roi_xl.batch.limits import DEBUG, Failure
from roi_xl.batch.process import ON_WINDOWS, PIECE
from roi_xl.files import FileError

_SECONDS_OF_GRACE: Final = 5  # the parent's clock comes first; this one is for when the parent is gone
_LENGTH: Final = 8  # bytes that tell how long a call is


def serve(handle: int, seconds: float, mebibytes: int, *, caged: bool) -> None:
    """Serve calls.

    Args:
        handle: This end of the connection.
        seconds: What a call may take.
        mebibytes: What it may allocate.
        caged: Whether to be sealed off.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    if hasattr(signal, "pthread_sigmask"):  # pragma: no branch - Windows
        signal.pthread_sigmask(signal.SIG_SETMASK, [])  # the parent held them while it started us
    if not ON_WINDOWS:
        os.set_inheritable(handle, False)  # noqa: FBT003
    connection = _Connection(handle)
    from roi_xl import engine  # not on a workbook's time

    cage.limit(mebibytes)
    if caged:
        engine.summon(cage.seal)  # while processes can still be made
        engine.prepare()
        cage.seal()
    connection.send(messages.encoded(messages.READY))
    while (call := connection.call()) is not None:
        with _alarm(seconds):
            connection.send(_answer(call))


class _Connection:
    """The child's end: calls come in, messages go out."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._rest = b""
        if ON_WINDOWS:  # pragma: no cover
            from multiprocessing.connection import PipeConnection  # type: ignore[attr-defined]

            self._pipe: Any = PipeConnection(handle)

    def call(self) -> bytes | None:
        """The next call; None if there is none any more."""
        found = bytearray(self._rest)
        while len(found) < _LENGTH or len(found) < _LENGTH + int.from_bytes(found[:_LENGTH], "big"):
            piece = self._piece()
            if not piece:
                return None
            found += piece
        end = _LENGTH + int.from_bytes(found[:_LENGTH], "big")
        self._rest = bytes(found[end:])
        return bytes(found[_LENGTH:end])

    def _piece(self) -> bytes:
        try:
            if ON_WINDOWS:  # pragma: no cover
                return bytes(self._pipe.recv_bytes())
            return os.read(self._handle, PIECE)
        except (EOFError, OSError):  # the parent is gone
            return b""

    def send(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            if ON_WINDOWS:  # pragma: no cover
                self._pipe.send_bytes(rest[:PIECE])
                rest = rest[PIECE:]
            else:
                rest = rest[os.write(self._handle, rest[:PIECE]) :]


def _answer(call: bytes) -> bytes:
    """The message that answers a call as the parent made it."""
    try:
        function, arguments = _loaded(call)
    except BaseException as error:  # noqa: BLE001 - such as a function that isn't there
        return messages.encoded(messages.FAILURE, _failure(error))
    return answered(function, *arguments)


def answered(function: Callable[..., object], *arguments: object) -> bytes:
    """The message that answers a call: a result as plain data, or why there is none.

    Args:
        function: What to call.
        arguments: With what.
    """
    try:
        return messages.encoded(messages.ANSWER, function(*arguments))
    except BaseException as error:  # noqa: BLE001 - a bug is one file's failure; an engine's panic is no Exception
        return messages.encoded(messages.FAILURE, _failure(error))


def _failure(error: BaseException) -> Failure:
    from roi_xl.engine import EngineError

    match error:
        case FileError():
            return Failure.of(error)
        case EngineError():
            return Failure("engine-failed", str(error), "recalculate in Excel")
        case MemoryError():
            reason = "the calculation ran out of memory"
            return Failure("too-large", reason, "raise --memory, or split the workbook")
        case RecursionError():
            reason = "formulas nested too deeply to be calculated"
            return Failure("too-deep", reason, "recalculate in Excel")
    if DEBUG in os.environ:
        traceback.print_exception(error)
    reason = f"{type(error).__name__}: {error}"
    return Failure("internal-error", reason, f"report it, with what {DEBUG}=1 prints")


def _loaded(call: bytes) -> tuple[Callable[..., object], tuple[object, ...]]:
    """A call as the parent made it: what comes from there may be a pickle, what goes there never is."""
    function, arguments = pickle.loads(call)  # noqa: S301 - from the parent
    return function, arguments


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
