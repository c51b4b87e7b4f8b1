"""Packages from npm that tests need: installed when the first test asks for one, if npm is there."""

import shutil
import subprocess
from contextlib import contextmanager
from functools import cache
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

HOSTS = Path(__file__).parents[1]
FOLDER = HOSTS / "node_modules"
SECONDS = 300


@cache
def lacking(name):
    """What is missing to use a package of package.json, or None."""
    if shutil.which("node") is None:
        return "Debian's package nodejs"
    if not (FOLDER / name).is_dir():
        npm = shutil.which("npm")
        if npm is None:
            return "Debian's package npm"
        with _alone():
            if not (FOLDER / name).is_dir():
                subprocess.run([npm, "install", "--silent", "--prefix", HOSTS], check=False, timeout=SECONDS)
    return None if (FOLDER / name).is_dir() else f"the npm package {name}, which npm could not install"


@contextmanager
def _alone():
    """No other worker of the suite installs at the same time."""
    with (HOSTS / ".npm.lock").open("w") as file:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
