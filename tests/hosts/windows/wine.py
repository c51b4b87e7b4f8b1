"""Wine: one Windows that stays up while its programs come and go."""

import os
import signal
import subprocess
from dataclasses import dataclass

SECONDS = 300
ABANDONED = 300  # seconds after the last program at which it ends by itself, should nobody have ended it

NO_PROCESS = b"Internal error"
"""What Wine 8 answers now and then on a busy machine, most likely to CreateProcess."""

VARIABLES = {
    "WINEARCH": "win64",
    "WINEDEBUG": "-all",
    "WINEDLLOVERRIDES": "mscoree,mshtml=",  # it would ask whether to download them
    "LC_ALL": "C.UTF-8",  # names of files; the code page of Windows is 1252 all the same
}


def clean_environment():
    """This process' variables without those that reach into Python, Wine or a measurement of coverage."""
    return {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("PYTHON", "WINE", "COVERAGE_", "COV_", "ROI_XL_", "LC_")) and key != "LANG"
    }


def named(path):
    """A path of this machine as Windows names it."""
    return "Z:" + str(path).replace("/", "\\")


@dataclass(frozen=True)
class Done:
    """What a program came to."""

    code: int
    stdout: bytes
    stderr: bytes

    @property
    def out(self):
        """What it printed, as UTF-8."""
        return self.stdout.decode()

    @property
    def err(self):
        """What it said on stderr, as UTF-8."""
        return self.stderr.decode()

    @property
    def is_wines_fault(self):
        """Whether Wine didn't start a program, so that it is to be tried once more.

        Wine says so, or the program ended at once without a word, as no command of ours does.
        """
        said = self.stdout + self.stderr
        return NO_PROCESS in said or (self.code == 1 and not said)


class Wine:
    """A Windows in a folder; a context manager that starts it and ends it with all that runs in it.

    Attributes:
        prefix: The folder.
    """

    def __init__(self, prefix, home):
        """Name the folders; nothing is started yet.

        Args:
            prefix: Drive C: and the registry, as `wineboot` makes them.
            home: What stands for the user's own folder, which Wine links to.
        """
        self.prefix = prefix
        self._variables = VARIABLES | {"WINEPREFIX": str(prefix), "HOME": str(home)}

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.end()

    def start(self, program=("wine", "cmd", "/c", "exit")):
        """Have its server and services up: started by a program with pipes they would keep those open."""
        self._quietly("wineserver", f"-p{ABANDONED}")
        self._quietly(*program).check_returncode()

    def end(self):
        """End whatever runs in it, and wait until it is gone."""
        self._quietly("wineserver", "-k")
        self._quietly("wineserver", "-w")

    def _quietly(self, *command):
        return subprocess.run(
            command, env=clean_environment() | self._variables, stdin=subprocess.DEVNULL, check=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, timeout=SECONDS,
        )  # fmt: skip

    def popen(self, program, *arguments, folder=None, environment=()):
        """A program with pipes, in a process group of its own."""
        return subprocess.Popen(
            ["wine", str(program), *map(str, arguments)], cwd=folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
            env=clean_environment() | self._variables | dict(environment),
        )  # fmt: skip

    def run(self, program, *arguments, folder=None, environment=(), seconds=SECONDS, is_first=True):
        """What a program comes to.

        Raises:
            TimeoutExpired: It took too long; Windows was started afresh, since what hangs may hang others.
        """
        process = self.popen(program, *arguments, folder=folder, environment=environment)
        try:
            out, err = process.communicate(timeout=seconds)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            self.end()
            self.start()
            raise
        done = Done(process.returncode, out, err)
        if is_first and done.is_wines_fault:
            return self.run(
                program, *arguments, folder=folder, environment=environment, seconds=seconds, is_first=False
            )
        return done
