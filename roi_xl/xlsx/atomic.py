"""Files replaced as a whole: at any moment, whatever fails, the old or the new one is there, complete.

The order is that of every careful program: write a new file beside the old one, flush it to the disk, rename
it over the old one, flush the folder.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from roi_xl.xlsx.directory import DEFAULT_LIMITS, MEBIBYTE, Limits, too_large
from roi_xl.xlsx.refusal import PackageError

try:
    import fcntl
except ImportError:  # Windows keeps others out of open files by itself
    CAN_LOCK = False
else:
    CAN_LOCK = True

_ZIP = b"PK"
_DIAGNOSIS = 16 * MEBIBYTE  # enough of a file that isn't a workbook to say what it is
_CHUNK = 8 * MEBIBYTE
_READ = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_ANY_WRITE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
_RENAME_WAITS = (0.1, 0.3, 1.0)  # seconds; on Windows scanners hold new files for a moment
_UNSUPPORTED = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EPERM, errno.EACCES}

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
_WINDOWS_FAILURES = {  # where Windows' own number says more
    6: ("not-a-file", "this is the name of a device", "choose another name"),
    32: _OPEN,
    33: _OPEN,
    123: _NO_NAME,
    161: _NO_NAME,
    206: ("not-found", "its path is too long for Windows", "use a folder with a shorter path"),
    234: ("not-found", "its path is too long for Windows", "use a folder with a shorter path"),
}
if os.name == "nt":  # pragma: no cover - Windows, which says so, too, if another program keeps it to itself
    _FAILURES[errno.EACCES] = (
        "no-permission",
        "permission denied, or another program keeps it to itself",
        "close it there, or check the permissions of the file and its folder",
    )
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d) *(\..*)?")


@contextlib.contextmanager
def _explained() -> Iterator[None]:
    """Turn what the operating system says into what a person can act on."""
    try:
        yield
    except OSError as error:
        text = error.strerror or type(error).__name__
        known = _FAILURES.get(error.errno or 0, ("io-error", text, "check the disk; the file is unchanged"))
        raise PackageError(*_WINDOWS_FAILURES.get(getattr(error, "winerror", 0), known)) from error


def _check_name(path: Path, system: str = os.name) -> None:
    """Refuse a name that Windows keeps for a device, with any ending: what is written there is gone."""
    if system == "nt" and _DEVICE.fullmatch(path.name):
        raise PackageError("not-a-file", f"Windows keeps the name {path.stem} for a device", "choose another")


class Source:
    """A workbook's file, held from reading to replacing; a context manager.

    Attributes:
        path: The file itself, links followed.
        data: Its bytes, once entered.
    """

    _status: os.stat_result

    def __init__(
        self, path: str | os.PathLike[str], *, in_place: bool = False, limits: Limits = DEFAULT_LIMITS
    ) -> None:
        """Name the file; nothing is opened yet.

        Args:
            path: The file.
            in_place: Whether `replace` is going to be called: then nobody else may have it open.
            limits: How large it may be.
        """
        self.path = Path(path)
        self.data = b""
        self._in_place = in_place
        self._limits = limits
        self._descriptor = -1

    def __enter__(self) -> Self:
        _check_name(self.path)
        with _explained():
            self.path = Path(os.path.realpath(self.path, strict=True))
            if self.path.is_dir():  # which Windows doesn't open
                raise PackageError("directory", "it is a folder", "name the workbooks in it")
            self._descriptor = os.open(self.path, _READ)
        try:
            with _explained():
                self._check()
                self.data = self._read()
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _close(self) -> None:
        with contextlib.suppress(OSError):  # it was only read from
            os.close(self._descriptor)
        self._descriptor = -1

    def _check(self) -> None:
        self._status = os.fstat(self._descriptor)
        mode = self._status.st_mode
        if not stat.S_ISREG(mode):
            raise PackageError("not-a-file", "it isn't a regular file", "name a workbook")
        if self._status.st_size > self._limits.package:
            raise too_large(self._status.st_size, self._limits.package)
        if self._in_place:
            _check_free(self.path)
            _check_writable(self.path, mode)
            _lock(self._descriptor)
            if not os.path.samestat(self.path.stat(), self._status):
                raise _changed()

    @property
    def other_names(self) -> int:
        """How many hard links lead to the file beside the one it was opened by; they keep the old file."""
        return self._status.st_nlink - 1

    def _read(self) -> bytes:
        """All of it, or as much as it takes to say what it is if it isn't a package."""
        pieces = [os.read(self._descriptor, _CHUNK)]
        most = self._limits.package if pieces[0].startswith(_ZIP) else _DIAGNOSIS
        size = len(pieces[0])
        while pieces[-1] and size <= most:
            pieces.append(os.read(self._descriptor, _CHUNK))
            size += len(pieces[-1])
        return b"".join(pieces)

    def replace(self, data: bytes) -> None:
        """Replace the file by a new one with the same owner, permissions and extended attributes.

        Args:
            data: The new content.

        Raises:
            PackageError: It can't be written, or someone has opened or changed the file meanwhile. The file
                is as it was and nothing is left beside it, unless the code is `not-durable`.
        """
        if not self._in_place:
            raise ValueError("opened for reading only")
        with _explained(), _beside(self.path, data, 0o600) as new:
            self._copy_attributes(new.descriptor)
            os.fsync(new.descriptor)
            self._check_unchanged()
            if os.name == "nt":  # pragma: no cover - Windows doesn't replace what is open
                self._close()
            new.rename()

    def _copy_attributes(self, descriptor: int) -> None:
        if hasattr(os, "fchown"):
            with contextlib.suppress(PermissionError):  # only root may give files away
                os.fchown(descriptor, self._status.st_uid, self._status.st_gid)
        if hasattr(os, "fchmod"):
            os.fchmod(descriptor, stat.S_IMODE(self._status.st_mode))
        if hasattr(os, "listxattr"):
            with _where_supported():
                for name in os.listxattr(self._descriptor):
                    with _where_supported():
                        os.setxattr(descriptor, name, os.getxattr(self._descriptor, name))

    def _check_unchanged(self) -> None:
        _check_free(self.path)
        now, then = self.path.stat(), self._status
        if (now.st_dev, now.st_ino, now.st_size, now.st_mtime_ns) != (
            then.st_dev, then.st_ino, then.st_size, then.st_mtime_ns,
        ):  # fmt: skip
            raise _changed()


def write_new(path: str | os.PathLike[str], data: bytes, *, overwrite: bool) -> None:
    """Write a file that is complete from the moment at which it appears.

    Args:
        path: Where.
        data: Its content.
        overwrite: Whether a file of that name may be replaced.

    Raises:
        PackageError: It can't be written, or is there already. Nothing was changed.
    """
    _check_name(Path(path))
    with _explained():
        target = Path(os.path.realpath(path))
        _check_folder(Path(path).parent)
        _check_replaceable(target, overwrite=overwrite)
        with _beside(target, data, 0o666) as new:
            os.fsync(new.descriptor)
            _check_replaceable(target, overwrite=overwrite)
            new.rename()


def _check_folder(folder: Path) -> None:
    """Refuse a folder that isn't there by its name: of the file itself nobody expects that it exists."""
    if not folder.is_dir():
        raise PackageError("not-found", f"there is no folder {folder}", "make it, or check the path")


def _check_replaceable(target: Path, *, overwrite: bool) -> None:
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return
    if not overwrite:
        raise PackageError("exists", f"{target.name} is there already", "name another folder, or remove it")
    if not stat.S_ISREG(mode):
        raise PackageError("not-a-file", f"{target.name} isn't a regular file", "name another folder")
    _check_free(target)
    _check_writable(target, mode)


def _check_writable(path: Path, mode: int) -> None:
    """Refuse a file without any write permission even where root could replace it: its owner meant it."""
    if not mode & _ANY_WRITE or not os.access(path, os.W_OK):
        raise PackageError("read-only", "the file is read-only", "allow writing, or write to another folder")


def _check_free(path: Path) -> None:
    """Refuse a workbook beside which Excel or LibreOffice keep the file that marks it as open."""
    name = path.name
    for owner in (f"~${name}", f"~${name[2:]}", f".~lock.{name}#"):  # Excel cuts long names by two
        if os.path.lexists(path.parent / owner):
            raise PackageError("open-elsewhere", f"it is open elsewhere ({owner})", "close it there first")


def _lock(descriptor: int) -> None:
    """Keep other runs out; a file system without locks is left to the check for changes."""
    if not CAN_LOCK:
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise PackageError("locked", "another run is working on it", "wait for it to finish") from None
    except OSError as error:
        if error.errno not in _UNSUPPORTED | {errno.ENOLCK, errno.EBADF}:
            raise


def _changed() -> PackageError:
    return PackageError("changed-meanwhile", "someone changed the file meanwhile", "run it again")


@contextlib.contextmanager
def _where_supported() -> Iterator[None]:
    """Pass over what this file system or this user may not do."""
    try:
        yield
    except OSError as error:
        if error.errno not in _UNSUPPORTED:
            raise


class _New:
    """A file that isn't there under its own name yet."""

    def __init__(self, target: Path, temporary: Path, descriptor: int) -> None:
        self._target = target
        self._temporary = temporary
        self.descriptor = descriptor
        self.is_renamed = False

    def rename(self) -> None:
        """Let it appear."""
        self.close()  # Windows doesn't rename what is open, and what fails here must fail before the rename
        for wait in _RENAME_WAITS:
            try:
                self._temporary.replace(self._target)
                break
            except PermissionError:
                if os.name != "nt":
                    raise
                time.sleep(wait)  # pragma: no cover - Windows
        else:  # pragma: no cover - Windows
            raise PackageError("open-elsewhere", "it is open in Excel", "close it there first")
        self.is_renamed = True
        _flush_folder(self._target.parent)

    def close(self) -> None:
        """Close it, once."""
        if self.descriptor >= 0:
            descriptor, self.descriptor = self.descriptor, -1
            os.close(descriptor)

    def discard(self) -> None:
        """Leave nothing behind."""
        with contextlib.suppress(OSError):
            self.close()
        if not self.is_renamed:
            with contextlib.suppress(OSError):
                self._temporary.unlink()


@contextlib.contextmanager
def _beside(target: Path, data: bytes, mode: int) -> Iterator[_New]:
    """A new file in the target's folder; removed again unless it is renamed."""
    temporary = target.parent / f".roixl-{os.urandom(8).hex()}.tmp"  # short: names may be 255 bytes long
    new = _New(target, temporary, os.open(temporary, _NEW, mode))
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(new.descriptor, rest) :]
        yield new
    finally:
        new.discard()


def _flush_folder(folder: Path) -> None:
    """Put the new name on the disk, too; where folders can't be flushed the file system does it by itself."""
    if os.name == "nt":  # pragma: no cover - Windows has no such call
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno not in _UNSUPPORTED:
            reason = f"the new file is in place, but may not survive a power cut ({error.strerror})"
            raise PackageError("not-durable", reason, "check the disk") from error
