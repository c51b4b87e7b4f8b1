"""A child seals itself off before it meets a workbook: a formula engine that is taken over stays alone.

On Linux: no network, no other program, no file but Python's own to be read, and what it gave up it can't take
back. Elsewhere as much as the system offers; `roi-xl doctor` says what that is.
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

_MEBIBYTE: Final = 1 << 20
_SHARED_LIBRARIES: Final = (
    *("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/nix/store", "/gnu/store"),
    *("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d"),
)
_FACTS: Final = (
    *("/etc/localtime", "/usr/share/zoneinfo", "/sys/devices/system/cpu", "/proc/cpuinfo"),
    *mimetypes.knownfiles,  # openpyxl looks into them
)

_open: list[str] = []  # what nothing keeps this process from; reported by `gaps`


def limit(mebibytes: int) -> None:
    """Bound the memory of this process, and leave no copy of it behind when it dies.

    Args:
        mebibytes: What it may allocate.
    """
    try:
        import resource
    except ImportError:  # pragma: no cover - Windows has no such limits; its job has one
        return
    # Data, not address space: the second engine reserves address space that it never touches.
    resource.setrlimit(resource.RLIMIT_DATA, (mebibytes * _MEBIBYTE, mebibytes * _MEBIBYTE))
    resource.setrlimit(
        resource.RLIMIT_CORE, (0, 0)
    )  # a workbook is confidential, and so is what is read of it
    if sys.platform == "linux":  # should memory run out, this process goes first
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def seal() -> None:
    """Give up what computing doesn't take, for good, before any other thread runs."""
    if sys.platform == "linux":
        _open.extend(_sealed_linux(tuple(readable())))
    elif sys.platform == "win32":  # pragma: no cover
        _open.extend((*windows_job.missing(), "the user's files", "the network"))
    else:  # pragma: no cover
        _open.extend(("other programs", "the user's files", "the network"))


def gaps() -> tuple[str, ...]:
    """What nothing keeps this process from; to be called in a child process."""
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
    """What computing reads: Python, what is installed for it, the system's shared libraries, ourselves."""
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
    """Whether libraries are installed in a folder; one that merely lies on the path may hold anything."""
    return str(folder) in site.getsitepackages() or any(folder.glob("*.dist-info"))
