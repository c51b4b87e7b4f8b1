"""Errors of the operating system, in words that a person can act on."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator

from roi_xl.files.file_error import FileError

UNSUPPORTED = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EPERM, errno.EACCES}
"""The errors of a call that this file system doesn't support or this user may not make."""

_FAILURES = {
    errno.ENOENT: ("not-found", "there is no such file", "check the path"),
    errno.ENOTDIR: ("not-found", "there is no such file", "check the path"),
    errno.ELOOP: ("not-found", "its links lead in a circle", "check the path"),
    errno.ENAMETOOLONG: ("not-found", "its name is too long", "check the path"),
    errno.EISDIR: ("directory", "it is a folder", "name the workbooks in it"),
    errno.EACCES: ("no-permission", "permission denied", "check the permissions of the file and its folder"),
    errno.EPERM: ("no-permission", "permission denied", "check the permissions of the file and its folder"),
    errno.EROFS: ("read-only", "its folder is read-only", "write to another folder"),
    errno.ENOSPC: ("disk-full", "the disk is full", "free some space; the file is unchanged"),
    errno.EDQUOT: ("disk-full", "the disk quota is used up", "free some space; the file is unchanged"),
    errno.EFBIG: ("disk-full", "the disk doesn't take files of this size", "write to another folder"),
}

_OPEN = ("open-elsewhere", "another program has it open", "close it there first")
_NO_NAME = ("not-found", "Windows has no such name", 'name it without any of < > : " | ? *')
_WINDOWS_FAILURES = {  # where Windows' error number says more
    6: ("not-a-file", "this is the name of a device", "choose another name"),
    32: _OPEN,
    33: _OPEN,
    123: _NO_NAME,
    161: _NO_NAME,
    206: ("not-found", "its path is too long for Windows", "use a folder with a shorter path"),
    234: ("not-found", "its path is too long for Windows", "use a folder with a shorter path"),
}
if os.name == "nt":  # pragma: no cover - Windows, which also reports this if another program has it open
    _FAILURES[errno.EACCES] = (
        "no-permission",
        "permission denied, or another program keeps it to itself",
        "close it there, or check the permissions of the file and its folder",
    )


@contextlib.contextmanager
def explained() -> Iterator[None]:
    """Turn an error of the operating system into one that a person can act on."""
    try:
        yield
    except OSError as error:
        text = error.strerror or type(error).__name__
        known = _FAILURES.get(error.errno or 0, ("io-error", text, "check the disk; the file is unchanged"))
        raise FileError(*_WINDOWS_FAILURES.get(getattr(error, "winerror", 0), known)) from error
