"""Windows' job objects: a child ends with its parent, starts no other process, and has bounded memory.

Not tested on Windows itself: Wine lacks these limits, and `roi-xl doctor` reports that there.
Source: Microsoft's documentation of `SetInformationJobObject` and its structures.
"""

from __future__ import annotations

import ctypes
import os
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import subprocess

_ACTIVE_PROCESS: Final = 0x0008
_PROCESS_MEMORY: Final = 0x0100
_DIE_ON_UNHANDLED_EXCEPTION: Final = 0x0400  # no dialog after a crash
_KILL_ON_JOB_CLOSE: Final = 0x2000
_LIMITS: Final = _ACTIVE_PROCESS | _PROCESS_MEMORY | _DIE_ON_UNHANDLED_EXCEPTION | _KILL_ON_JOB_CLOSE

_UI_RESTRICTIONS: Final = 4  # JobObjectBasicUIRestrictions
_EXTENDED_LIMITS: Final = 9  # JobObjectExtendedLimitInformation
_NO_DESKTOP: Final = 0xFF  # no clipboard, no other program's windows, no logging off


class _Basic(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION."""

    _fields_ = (
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("least_working_set", ctypes.c_size_t),
        ("most_working_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    )


class _Extended(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("basic", _Basic),
        ("counters", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


class Job:
    """A job for one child on Windows; on other systems it does nothing."""

    def __init__(self, mebibytes: int) -> None:
        """Create the job.

        Args:
            mebibytes: Memory that the child may allocate.
        """
        self._windows = _kernel()
        self._handle: int | None = None
        if self._windows is None:
            return
        limits = _Extended(process_memory=mebibytes << 20)  # pragma: no cover - Windows
        limits.basic.flags, limits.basic.active_processes = _LIMITS, 1  # pragma: no cover
        self._handle = self._windows.CreateJobObjectW(None, None)  # pragma: no cover
        self._set(_EXTENDED_LIMITS, limits)  # pragma: no cover
        self._set(_UI_RESTRICTIONS, ctypes.c_uint32(_NO_DESKTOP))  # pragma: no cover

    def _set(self, kind: int, what: Any) -> None:  # noqa: ANN401  # pragma: no cover - Windows
        assert self._windows is not None  # noqa: S101
        self._windows.SetInformationJobObject(self._handle, kind, ctypes.byref(what), ctypes.sizeof(what))

    def take(self, process: subprocess.Popen[bytes]) -> None:
        """Put a process into the job before it reads a workbook; if Windows refuses, the child reports it."""
        if self._windows is not None:  # pragma: no cover - Windows
            self._windows.AssignProcessToJobObject(self._handle, int(process._handle))  # type: ignore[attr-defined]  # noqa: SLF001

    def close(self) -> None:
        """Close the job; Windows then ends any process still in it."""
        if self._windows is not None and self._handle:  # pragma: no cover - Windows
            self._windows.CloseHandle(self._handle)
            self._handle = None


def missing() -> tuple[str, ...]:  # pragma: no cover - Windows
    """The restrictions that the job of this process, if it has one, doesn't impose, in words."""
    windows, limits = _kernel(), _Extended()
    if windows is None:
        return ()
    found = windows.QueryInformationJobObject(
        None, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits), None
    )
    flags = limits.basic.flags if found else 0
    words = {_ACTIVE_PROCESS: "other programs", _PROCESS_MEMORY: "memory beyond --memory"}
    return tuple(word for flag, word in words.items() if not flags & flag)


def _kernel() -> Any:  # noqa: ANN401
    """Windows' functions; None on other systems."""
    if os.name != "nt":
        return None
    library: Any = ctypes  # its WinDLL exists only on Windows  # pragma: no cover
    windows = library.WinDLL("kernel32", use_last_error=True)  # pragma: no cover
    handle, number, pointer = ctypes.c_void_p, ctypes.c_uint32, ctypes.c_void_p  # pragma: no cover
    windows.CreateJobObjectW.restype = handle  # pragma: no cover
    windows.CreateJobObjectW.argtypes = (pointer, ctypes.c_wchar_p)  # pragma: no cover
    windows.SetInformationJobObject.argtypes = (handle, number, pointer, number)  # pragma: no cover
    windows.QueryInformationJobObject.argtypes = (
        handle,
        number,
        pointer,
        number,
        pointer,
    )  # pragma: no cover
    windows.AssignProcessToJobObject.argtypes = (handle, handle)  # pragma: no cover
    windows.CloseHandle.argtypes = (handle,)  # pragma: no cover
    return windows  # pragma: no cover
