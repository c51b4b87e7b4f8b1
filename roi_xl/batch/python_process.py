"""Starts another Python that shares one connection with us: no environment, open files or terminal.

`multiprocessing` would pass on the whole environment with its secrets, import the program's main module, and
unpickle the child's answers.
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
PIECE: Final = 1 << 20  # most bytes sent or received at once

_LAUNCHER: Final = "__PYVENV_LAUNCHER__"  # names the virtual environment for Windows' base Python
_NEEDED: Final = {
    *("HOME", "USERPROFILE", "XDG_CACHE_HOME", "LOCALAPPDATA"),  # folders of the compiled engines
    *("SYSTEMROOT", "WINDIR", "SYSTEMDRIVE", "PATH", "PATHEXT", "COMSPEC"),  # Windows needs these
    *(
        "PROCESSOR_ARCHITECTURE",
        "PROCESSOR_ARCHITEW6432",
    ),  # these identify the machine on Windows
    *("TMPDIR", "TEMP", "TMP", "LANG", "LC_ALL", "LC_CTYPE", "TZ"),
    *("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"),  # folders of shared libraries
    *("RAYON_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"),  # how many threads the user allows
    DEBUG,
}
_MEASURED: Final = "COVERAGE_"  # for the tests' measurement of coverage in a child
_PROGRAM: Final = """\
import json, sys
given = json.loads(sys.argv[1])
sys.path[:] = given.pop("path")
from roi_xl.batch.child_side import serve
serve(**given)
"""


def clean_environment(given: Mapping[str, str]) -> dict[str, str]:
    """The environment variables that a child needs, without all others.

    Args:
        given: The environment.
    """
    return {
        name: value for name, value in given.items() if name.upper() in _NEEDED or name.startswith(_MEASURED)
    }


class Process:
    """A Python process that answers calls at the other end of a connection.

    Attributes:
        connection: Our end of the connection; `wait` can wait for it.
    """

    def __init__(self, limits: Limits) -> None:
        """Start the process.

        Args:
            limits: The limits of each call.

        Raises:
            OSError: The system can't start another process or open another connection.
        """
        import multiprocessing  # imported here because a child doesn't need it

        self.connection: Connection[Any, Any]
        self.connection, theirs = multiprocessing.Pipe()
        self._job = Job(limits.mebibytes) if limits.caged else None
        environment, program = clean_environment(os.environ), sys.executable
        if (
            ON_WINDOWS and sys.prefix != sys.base_prefix
        ):  # there the virtual environment's Python would start another process
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
        """The process id."""
        return self._popen.pid

    @property
    def exit_code(self) -> int | None:
        """How the process ended, a signal as its negative number; None while it runs."""
        return self._popen.poll()

    def send(self, data: bytes) -> None:
        """Send bytes, blocking until the process takes them; if it has died, return silently."""
        rest = memoryview(len(data).to_bytes(8, "big") + data)
        try:
            while rest:
                rest = rest[self._sent(rest[:PIECE]) :]
        except OSError:
            return

    def _sent(self, piece: memoryview) -> int:
        if ON_WINDOWS:  # pragma: no cover - its pipes carry messages, not streams
            self.connection.send_bytes(piece)
            return len(piece)
        return os.write(self.connection.fileno(), piece)

    def received(self) -> bytes:
        """The bytes sent so far, at least one; call it only when there is something to read.

        Raises:
            EOFError: The process has gone.
            OSError: The process has gone, or it sent more at once than allowed.
        """
        if ON_WINDOWS:  # pragma: no cover
            return self.connection.recv_bytes(PIECE)
        data = os.read(self.connection.fileno(), PIECE)
        if not data:
            raise EOFError
        return data

    def wait(self, seconds: float) -> None:
        """Give the process some time to end."""
        try:
            self._popen.wait(seconds)
        except subprocess.TimeoutExpired:
            return

    def kill(self) -> None:
        """Kill the process and wait until it is gone."""
        self._popen.kill()
        self._popen.wait()
        if self._job is not None:
            self._job.close()

    def hang_up(self) -> None:
        """Close the connection: the process ends as soon as it notices."""
        self.connection.close()


def wait(processes: Sequence[Process], seconds: float) -> bool:
    """Whether one of the processes sends something, or ends, within some seconds."""
    from multiprocessing.connection import wait as waited

    return bool(waited([process.connection for process in processes], seconds))


def _path() -> Iterator[str]:
    """Our import path, made absolute so that it works from any folder."""
    for entry in sys.path:
        yield str(Path(entry).absolute())


def _inherited(handle: int) -> dict[str, Any]:
    """The options that let the child inherit one end of a connection and nothing else."""
    if not ON_WINDOWS:
        return {"pass_fds": [handle]}
    os.set_handle_inheritable(handle, True)  # type: ignore[attr-defined]  # noqa: FBT003  # pragma: no cover
    startup = subprocess.STARTUPINFO(lpAttributeList={"handle_list": [handle]})  # type: ignore[attr-defined]  # pragma: no cover
    return {"startupinfo": startup}  # pragma: no cover
