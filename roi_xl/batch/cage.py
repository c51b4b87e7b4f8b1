"""Seals a child process before it reads a workbook, so that a hijacked formula engine can do no harm outside.

On Linux: no network, no other program, no file to read but Python's own; the child can't regain what it gave
up. On other systems: as much as the system offers; `roi-xl doctor` reports the gaps.
"""

from __future__ import annotations

import mimetypes
import os
import site
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from roi_xl.batch import landlock, linux_calls, seccomp, windows_job
from roi_xl.files.file_error import MEBIBYTE

_SHARED_LIBRARIES: Final = (
    *("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/nix/store", "/gnu/store"),
    *("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d"),
)
_FACTS: Final = (
    *("/etc/localtime", "/usr/share/zoneinfo", "/sys/devices/system/cpu", "/proc/cpuinfo"),
    *mimetypes.knownfiles,  # openpyxl reads them
)

_open: list[str] = []  # what this process could still do; reported by `gaps`


def limit(mebibytes: int) -> None:
    """Limit the memory of this process, and write no core dump when it dies.

    Args:
        mebibytes: Memory that it may allocate.
    """
    try:
        import resource
    except ImportError:  # pragma: no cover - Windows has no such limits; the job object sets one
        return
    # Data, not address space: the second engine reserves address space that it never touches.
    resource.setrlimit(resource.RLIMIT_DATA, (mebibytes * MEBIBYTE, mebibytes * MEBIBYTE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a workbook is confidential, and so is a dump of it
    if sys.platform == "linux":  # if memory runs out, the system kills this process first
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def seal() -> None:
    """Give up every right that computing doesn't need, for good; call it before any other thread runs."""
    if sys.platform == "linux":
        _open.extend(_sealed_linux(tuple(readable())))
    elif sys.platform == "win32":  # pragma: no cover
        _open.extend((*windows_job.missing(), "the user's files", "the network"))
    else:  # pragma: no cover
        _open.extend(("other programs", "the user's files", "the network"))


def gaps() -> tuple[str, ...]:
    """What this process could still do because nothing prevents it; call it in a child process."""
    return tuple(_open)


def _sealed_linux(paths: tuple[Path, ...]) -> Iterator[str]:
    if not linux_calls.gives_up_privileges():
        yield "anything (this kernel doesn't let go of privileges)"
        return
    if not landlock.restrict(paths):
        yield "reading the user's files (this kernel has no Landlock)"
    if not seccomp.restrict():
        yield "the network, other programs (this kernel takes no seccomp filter)"


def readable() -> Iterator[Path]:
    """The paths that computing reads: Python, its installed packages, shared libraries, roi-xl itself."""
    from roi_xl.engine import compiled_folder

    yield from map(Path, (*_SHARED_LIBRARIES, *_FACTS))
    yield from (Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib"))
    yield Path(sys.base_prefix) / "lib"
    libraries = [Path(entry) for entry in sys.path if _holds_libraries(Path(entry))]
    yield from libraries
    yield from (link.resolve() for folder in libraries for link in folder.glob("*") if link.is_symlink())
    yield Path(__file__).parents[1]
    yield from (Path(folder) for folder in os.environ.get("LD_LIBRARY_PATH", "").split(":") if folder)
    if (kept := compiled_folder()) is not None:
        yield kept.parent


def _holds_libraries(folder: Path) -> bool:
    """Whether packages are installed in a folder; another folder on the import path may hold any files."""
    return str(folder) in site.getsitepackages() or any(folder.glob("*.dist-info"))
