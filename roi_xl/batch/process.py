"""Another Python, with nothing of ours but one connection: no environment, no open files, no terminal.

`multiprocessing` would hand down the whole environment, where secrets are kept, import the program's main
module, and read what the child answers as pickles.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from roi_xl.batch.limits import DEBUG, Limits
from roi_xl.batch.windows_job import Job

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

ON_WINDOWS: Final = os.name == "nt"
PIECE: Final = 1 << 20  # bytes sent or received at once

_LAUNCHER: Final = "__PYVENV_LAUNCHER__"  # tells Windows' base Python for which virtual environment it works
_NEEDED: Final = {
    *("HOME", "USERPROFILE", "XDG_CACHE_HOME", "LOCALAPPDATA"),  # where compiled engines are kept
    *("SYSTEMROOT", "WINDIR", "SYSTEMDRIVE", "PATH", "PATHEXT", "COMSPEC"),  # Windows starts nothing without
    *(
        "PROCESSOR_ARCHITECTURE",
        "PROCESSOR_ARCHITEW6432",
    ),  # Windows tells its machine by these
    *("TMPDIR", "TEMP", "TMP", "LANG", "LC_ALL", "LC_CTYPE", "TZ"),
    *("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"),  # where shared libraries are
    *("RAYON_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"),  # how many threads the user allows
    DEBUG,
}
_MEASURED: Final = "COVERAGE_"  # how the tests see what a child runs
_PROGRAM: Final = """\
import json, sys
given = json.loads(sys.argv[1])
sys.path[:] = given.pop("path")
from roi_xl.batch.child_side import serve
serve(**given)
"""


def clean_environment(given: Mapping[str, str]) -> dict[str, str]:
    """What a child has to know of an environment; nothing else in it is its business.

    Args:
        given: The environment.
    """
    return {
        name: value for name, value in given.items() if name.upper() in _NEEDED or name.startswith(_MEASURED)
    }


class Process:
    """A Python that serves calls at the other end of a connection.

    Attributes:
        connection: Where it speaks; ready to be waited for.
    """

    def __init__(self, limits: Limits) -> None:
        """Start it.

        Args:
            limits: What each call may cost and touch.

        Raises:
            OSError: The system starts no further process, or has no room for a connection.
        """
        import multiprocessing  # here, since a child does without

        self.connection: Connection[Any, Any]
        self.connection, theirs = multiprocessing.Pipe()
        self._job = Job(limits.mebibytes) if limits.caged else None
        environment, program = clean_environment(os.environ), sys.executable
        if (
            ON_WINDOWS and sys.prefix != sys.base_prefix
        ):  # there the environment's own would start another one
            program = getattr(sys, "_base_executable", program)
            environment[_LAUNCHER] = sys.executable
        given = asdict(limits) | {"handle": theirs.fileno(), "path": list(_path())}
        options = ["-I", *(["-B"] if sys.dont_write_bytecode else []), "-c", _PROGRAM, json.dumps(given)]
        is_spoken = DEBUG in os.environ
        try:
            self._popen = subprocess.Popen(  # noqa: S603 - ourselves
                [program, *options],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=None if is_spoken else subprocess.DEVNULL,
                stderr=None if is_spoken else subprocess.DEVNULL,
                **_inherited(theirs.fileno()),
            )
        except BaseException:
            self.connection.close()
            raise
        finally:
            theirs.close()
        if self._job is not None:
            self._job.take(self._popen)

    @property
    def pid(self) -> int:
        """The number by which the system knows it."""
        return self._popen.pid

    @property
    def exit_code(self) -> int | None:
        """How it ended, the number of a signal negative; None while it runs."""
        return self._popen.poll()

    def send(self, data: bytes) -> None:
        """Send it something, however long it takes to take it; that it is dead is noticed later."""
        rest = memoryview(len(data).to_bytes(8, "big") + data)
        try:
            while rest:
                rest = rest[self._sent(rest[:PIECE]) :]
        except OSError:
            return

    def _sent(self, piece: memoryview) -> int:
        if ON_WINDOWS:  # pragma: no cover - its pipes know messages, no streams
            self.connection.send_bytes(piece)
            return len(piece)
        return os.write(self.connection.fileno(), piece)

    def received(self) -> bytes:
        """What it has sent by now, at least one byte; asked when there is something.

        Raises:
            EOFError: It has gone.
            OSError: The same, or it sent more at once than it may.
        """
        if ON_WINDOWS:  # pragma: no cover
            return self.connection.recv_bytes(PIECE)
        data = os.read(self.connection.fileno(), PIECE)
        if not data:
            raise EOFError
        return data

    def wait(self, seconds: float) -> None:
        """Give it some time to end."""
        try:
            self._popen.wait(seconds)
        except subprocess.TimeoutExpired:
            return

    def kill(self) -> None:
        """End it at once and wait until it is gone."""
        self._popen.kill()
        self._popen.wait()
        if self._job is not None:
            self._job.close()

    def hang_up(self) -> None:
        """Close the connection: it ends as soon as it notices."""
        self.connection.close()


def wait(processes: Sequence[Process], seconds: float) -> bool:
    """Whether one of some processes has something to say, or has gone, within some time."""
    from multiprocessing.connection import wait as waited

    return bool(waited([process.connection for process in processes], seconds))


def _path() -> Iterator[str]:
    """Where we import from, as it means the same from anywhere."""
    for entry in sys.path:
        yield str(Path(entry).absolute())


def _inherited(handle: int) -> dict[str, Any]:
    """How to hand down one end of a connection and nothing else."""
    if not ON_WINDOWS:
        return {"pass_fds": [handle]}
    os.set_handle_inheritable(handle, True)  # type: ignore[attr-defined]  # noqa: FBT003  # pragma: no cover
    startup = subprocess.STARTUPINFO(lpAttributeList={"handle_list": [handle]})  # type: ignore[attr-defined]  # pragma: no cover
    return {"startupinfo": startup}  # pragma: no cover
