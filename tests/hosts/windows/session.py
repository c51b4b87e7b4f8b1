"""A Windows for one run of the tests: the bench with this checkout's roi-xl in it, thrown away at the end."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

HERE = Path(__file__).parent
sys.path += [str(HERE), str(HERE.parent / "lanes")]
from bench import PYTHONS, built  # noqa: E402
from lite import wheel  # noqa: E402
from wine import Wine, named  # noqa: E402

JOINED = "ROI_XL_WINDOWS_SESSION"
"""The environment variable by which a lane's program finds the session of the test that calls it."""

NEWEST = "3.12"
PYTHON = "3.11"


class Session:
    """Windows, its Pythons and the stand-in for Excel.

    Attributes:
        folder: Everything of this session; tests make their own folders in it.
        wine: What runs programs.
    """

    def __init__(self, folder):
        self.folder = folder
        self.wine = Wine(folder / "prefix", folder / "home")

    def python(self, version=PYTHON, program="python.exe"):
        """A Python's program."""
        return self.folder / version / program

    @property
    def site(self):
        """Where the packages of the first Python are."""
        return self.folder / PYTHON / "Lib" / "site-packages"

    @property
    def profile(self):
        """The folder of Windows' user."""
        return next(p for p in (self.folder / "prefix/drive_c/users").iterdir() if p.name != "Public")

    def roi_xl(self, *arguments, version=PYTHON, **options):
        """What our command comes to."""
        return self.wine.run(self.python(version), "-m", "roi_xl", *arguments, **options)

    def excel(self, *orders, **options):
        """What the stand-in for Excel tells, order by order."""
        file = self.folder / "orders"
        file.write_text("\n".join(orders) + "\n", encoding="utf-8")
        done = self.wine.run(self.folder / "excel.exe", named(file), **options)
        assert done.code == 0, (done.code, done.err)
        return [*map(json.loads, done.out.splitlines())]


@contextmanager
def session():
    """A session of this process' own, or that which it has been called to join."""
    if os.environ.get(JOINED):
        yield Session(Path(os.environ[JOINED]))
        return
    bench = built()
    _clear(bench)
    folder = Path(tempfile.mkdtemp(prefix=f"{bench.name}-session-", dir=bench.parent))
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            _furnish(folder, bench)
            own = Session(folder)
            with own.wine:
                _install(own)
                yield own
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _clear(bench):
    """Remove what sessions have left that were killed: nobody holds their lock."""
    for folder in bench.parent.glob(f"{bench.name}-session-*"):
        with (folder / "lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            shutil.rmtree(folder, ignore_errors=True)


def _furnish(folder, bench):
    """The bench's files, those that nobody writes to by hard links; Excel has been open once."""
    _copied(bench / "prefix", folder / "prefix", "--link")
    for registry in (bench / "prefix").glob("*.reg"):
        (folder / "prefix" / registry.name).unlink()
        shutil.copy(registry, folder / "prefix")
    for version in PYTHONS:
        _copied(bench / version, folder / version, "--link")
    for name in ("excel.exe", "home"):
        _copied(bench / name, folder / name)
    (Session(folder).profile / "AppData" / "Roaming" / "Microsoft" / "Excel").mkdir(parents=True)


def _copied(source, target, *options):
    subprocess.run(["cp", "--archive", *options, source, target], check=True, timeout=300)


def _install(own):
    """The wheel of this checkout: in one Python as a user has pip install it, in the others as files."""
    with tempfile.TemporaryDirectory(dir=own.folder) as folder:
        ours = wheel(Path(folder))
        for version in PYTHONS:
            if version != PYTHON:
                with ZipFile(ours) as archive:
                    archive.extractall(own.folder / version / "Lib" / "site-packages")
        options = "--no-deps", "--no-index", "--no-warn-script-location", "--disable-pip-version-check"
        done = own.wine.run(own.python(), "-m", "pip", "install", "--quiet", *options, named(ours))
        assert done.code == 0, done.err
