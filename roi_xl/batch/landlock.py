"""Linux' Landlock: a process gives up, for good, every file and connection except those it names.

Two libraries on PyPI wrap it, both young and unmaintained; we need only three system calls.
Source: the kernel's documentation, `userspace-api/landlock`, and `include/uapi/linux/landlock.h`.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from roi_xl.batch.linux_calls import system_call

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # the same numbers on every machine
_VERSION: Final = 1  # LANDLOCK_CREATE_RULESET_VERSION
_PATH_BENEATH: Final = 1

_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_FIRST: Final = (1 << 13) - 1  # execute, write, read, remove, make: the rights of version 1
_FILE_RIGHTS: Final = {1: _FIRST, 2: _FIRST | 1 << 13, 3: _FIRST | 0b11 << 13, 5: _FIRST | 0b111 << 13}
"""The rights added in each version: later ones add renaming between folders, truncating, devices."""
_NETWORK_FROM, _TCP = 4, 0b11  # binding and connecting
_SCOPES_FROM, _SCOPES = 6, 0b11  # abstract sockets and signals to processes outside


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scopes", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("rights", ctypes.c_uint64), ("folder", ctypes.c_int32))


def restrict(readable: Iterable[Path]) -> bool:
    """Give up every file except some to read; needs `PR_SET_NO_NEW_PRIVS` and no other running thread.

    Args:
        readable: Files, and folders with everything in them.

    Returns:
        Whether the kernel enforces it.
    """
    version = system_call(_CREATE, None, 0, _VERSION)
    if version < 1:
        return False
    files = max(right for first, right in _FILE_RIGHTS.items() if first <= version)
    network = _TCP if version >= _NETWORK_FROM else 0
    wanted = _Ruleset(files, network, _SCOPES if version >= _SCOPES_FROM else 0)
    size = 8 if version < _NETWORK_FROM else 16 if version < _SCOPES_FROM else 24
    rules = system_call(_CREATE, ctypes.byref(wanted), size, 0)
    if rules < 0:
        return False
    try:
        for path in readable:
            _allow(rules, path)
        return system_call(_RESTRICT, rules, 0) == 0
    finally:
        os.close(rules)


def _allow(rules: int, path: Path) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:  # not every folder exists on every system
        return
    try:
        rights = _READ_FILE | _READ_FOLDER if path.is_dir() else _READ_FILE
        system_call(_ADD, rules, _PATH_BENEATH, ctypes.byref(_Beneath(rights, place)), 0)
    finally:
        os.close(place)
