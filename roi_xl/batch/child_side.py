"""The program that runs in a child process: seal itself, then answer calls until the parent hangs up."""

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
from roi_xl.batch.python_process import ON_WINDOWS, PIECE
from roi_xl.files import FileError

_SECONDS_OF_GRACE: Final = 5  # on top of the limit: this alarm only matters if the parent is gone
_LENGTH: Final = 8  # bytes that hold the length of a call


def serve(handle: int, seconds: float, mebibytes: int, *, caged: bool) -> None:
    """Serve calls.

    Args:
        handle: This end of the connection.
        seconds: Time that a call may take.
        mebibytes: Memory that the process may allocate.
        caged: Whether to seal this process.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent handles Ctrl-C
    if hasattr(signal, "pthread_sigmask"):  # pragma: no branch - Windows
        signal.pthread_sigmask(signal.SIG_SETMASK, [])  # the parent blocked these signals while it started us
    if not ON_WINDOWS:
        os.set_inheritable(handle, False)  # noqa: FBT003
    connection = _Connection(handle)
    from roi_xl import engine  # before a workbook's time limit begins

    cage.limit(mebibytes)
    if caged:
        engine.summon(cage.seal)  # while processes can still be started
        engine.prepare()
        cage.seal()
    connection.send(messages.encoded(messages.READY))
    while (call := connection.call()) is not None:
        with _alarm(seconds):
            connection.send(_answer(call))


class _Connection:
    """The child's end of the connection: it receives calls and sends messages."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._rest = b""
        if ON_WINDOWS:  # pragma: no cover
            from multiprocessing.connection import PipeConnection  # type: ignore[attr-defined]

            self._pipe: Any = PipeConnection(handle)

    def call(self) -> bytes | None:
        """The next call; None if the parent has hung up."""
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
    """The message that answers a call in the form in which the parent sent it."""
    try:
        function, arguments = _loaded(call)
    except BaseException as error:  # noqa: BLE001 - for example, the function doesn't exist
        return messages.encoded(messages.FAILURE, _failure(error))
    return answered(function, *arguments)


def answered(function: Callable[..., object], *arguments: object) -> bytes:
    """The message that answers a call: its result as plain data, or why there is none.

    Args:
        function: The function to call.
        arguments: Its arguments.
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
    """Unpickle a call. Data from the parent may be a pickle; data to the parent never is."""
    function, arguments = pickle.loads(call)  # noqa: S301 - from the parent
    return function, arguments


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Have the system end this process after the time limit, in case the parent is gone by then."""
    if not hasattr(signal, "setitimer"):  # pragma: no cover - Windows
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, seconds + _SECONDS_OF_GRACE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
