"""Replaces files as a whole: at any moment, whatever fails, either the old or the new file is complete.

The usual safe order: write a new file beside the old one, flush it to the disk, rename it over the old one,
flush the folder.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from roi_xl.files.failures import UNSUPPORTED, explained
from roi_xl.files.file_error import MEBIBYTE, FileError, too_large_reason
from roi_xl.files.locks import Lock, lock
from roi_xl.files.temporary import beside

LARGEST: Final = 512 * MEBIBYTE
"""The largest file that is read as a whole, in bytes; real workbooks are much smaller."""

_ZIP = b"PK"
_DIAGNOSIS = 16 * MEBIBYTE  # enough bytes to recognise a file that isn't a workbook
_CHUNK = 8 * MEBIBYTE
_READ = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_ANY_WRITE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d) *(\..*)?")


def _check_name(path: Path, system: str = os.name) -> None:
    """Refuse a name that Windows reserves for a device, with any extension: written data would be lost."""
    if system == "nt" and _DEVICE.fullmatch(path.name):
        raise FileError("not-a-file", f"Windows keeps the name {path.stem} for a device", "choose another")


def _is_nobodys(_: bytes) -> bool:
    """The default: no file's content is known to be ours."""
    return False


def _nothing() -> None:
    """The default for the call before a file appears: do nothing."""


class Source:
    """A workbook's file, held open from reading to replacing; a context manager.

    Attributes:
        path: The file, links followed.
        data: Its bytes, after the context is entered.
    """

    _status: os.stat_result

    def __init__(
        self, path: str | os.PathLike[str], *, in_place: bool = False, largest: int = LARGEST
    ) -> None:
        """Take the path; nothing is opened yet.

        Args:
            path: The file.
            in_place: Whether `replace` is going to be called; then no other program may have the file open.
            largest: The largest accepted size, in bytes.
        """
        self.path = Path(path)
        self.data = b""
        self._in_place = in_place
        self._largest = largest
        self._descriptor = -1

    def __enter__(self) -> Self:
        _check_name(self.path)
        with explained():
            self.path = Path(os.path.realpath(self.path, strict=True))
            if self.path.is_dir():  # Windows can't open these
                raise FileError("directory", "it is a folder", "name the workbooks in it")
            self._descriptor = os.open(self.path, _READ)
        try:
            with explained():
                self._check()
                self.data = self._read()
                self._check_still(os.fstat(self._descriptor))  # else it would look damaged
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
            raise FileError("not-a-file", "it isn't a regular file", "name a workbook")
        if self._status.st_size > self._largest:
            reason = too_large_reason(self._status.st_size, self._largest)
            raise FileError("too-large", reason, "split the workbook")
        if self._in_place:
            _check_free(self.path)
            _check_writable(self.path, mode)
            _lock(self._descriptor)
            if not os.path.samestat(self.path.stat(), self._status):
                raise _changed()

    @property
    def other_names(self) -> int:
        """How many other hard links the file has; they keep the old content."""
        return self._status.st_nlink - 1

    def _read(self) -> bytes:
        """All bytes, or only enough to recognise the file if it isn't a package."""
        pieces = [os.read(self._descriptor, _CHUNK)]
        most = self._largest if pieces[0].startswith(_ZIP) else _DIAGNOSIS
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
            FileError: It can't be written, or someone has opened or changed the file meanwhile. The file is
                unchanged and nothing is left beside it, unless the code is `not-durable`.
        """
        if not self._in_place:
            raise ValueError("opened for reading only")
        with explained(), beside(self.path, data, 0o600) as new:
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
        self._check_still(self.path.stat())

    def _check_still(self, now: os.stat_result) -> None:
        then = self._status
        if (now.st_dev, now.st_ino, now.st_size, now.st_mtime_ns) != (
            then.st_dev, then.st_ino, then.st_size, then.st_mtime_ns,
        ):  # fmt: skip
            raise _changed()


def write_new(
    path: str | os.PathLike[str],
    data: bytes | Iterable[bytes],
    *,
    overwrite: bool,
    is_ours: Callable[[bytes], bool] = _is_nobodys,
    follow: bool = True,
    at_last: Callable[[], None] = _nothing,
    mode: int = 0o666,
) -> None:
    """Write a file that appears only when it is complete.

    Args:
        path: The path to write.
        data: Its content, or pieces of it, written as they come; an error on the way leaves nothing.
        overwrite: Whether any existing file of that name may be replaced.
        is_ours: Otherwise: whether an existing file with this content may be replaced.
        follow: Whether to write to a link's target; otherwise the link itself is replaced.
        at_last: Called when the file is complete, just before it appears; an exception prevents that.
        mode: Its permissions, before the user's mask.

    Raises:
        FileError: It can't be written, or already exists. Nothing was changed.
    """
    _check_name(Path(path))
    known = data if isinstance(data, bytes) else None

    def check() -> None:
        if _is_in_the_way(target, follow=follow) and not (
            overwrite or may_be_replaced(target, known, is_ours)
        ):
            raise FileError("exists", f"{target.name} is there already", "name another folder, or remove it")

    with explained():
        folder = Path(path).parent
        check_folder(folder)
        target = Path(os.path.realpath(path)) if follow else Path(os.path.realpath(folder), Path(path).name)
        check()
        with beside(target, data, mode) as new:
            os.fsync(new.descriptor)
            check()
            at_last()
            new.rename()


def check_folder(folder: Path) -> None:
    """Refuse a folder that doesn't exist; a file that is to be written there need not exist.

    Raises:
        FileError: There is no such folder.
    """
    if not folder.is_dir():
        raise FileError("not-found", f"there is no folder {folder}", "make it, or check the path")


def _is_in_the_way(target: Path, *, follow: bool) -> bool:
    """Whether a file exists whose content would be lost.

    Raises:
        FileError: The path holds something that can't be replaced.
    """
    try:
        mode = (target.stat() if follow else target.lstat()).st_mode
    except FileNotFoundError:
        return False
    if stat.S_ISLNK(mode):
        return False
    if not stat.S_ISREG(mode):
        raise FileError("not-a-file", f"{target.name} isn't a regular file", "name another folder")
    _check_free(target)
    _check_writable(target, mode)
    return True


def may_be_replaced(path: Path, data: bytes | None, is_ours: Callable[[bytes], bool]) -> bool:
    """Whether a file may be replaced without losing work: it has the same content, or its content is ours.

    Args:
        path: The file.
        data: The new content; None if it isn't known yet.
        is_ours: Whether content may be replaced without losing work.

    Raises:
        OSError: It can't be read.
    """
    if path.stat().st_size > LARGEST:
        return False
    there = path.read_bytes()
    return there == data or is_ours(there)


def _check_writable(path: Path, mode: int) -> None:
    """Refuse a file without any write permission, even for root: it is protected on purpose."""
    if not mode & _ANY_WRITE or not os.access(path, os.W_OK):
        raise FileError("read-only", "the file is read-only", "allow writing, or write to another folder")


def _check_free(path: Path) -> None:
    """Refuse a workbook that Excel or LibreOffice has marked as open by a file beside it."""
    name = path.name
    for owner in (f"~${name}", f"~${name[2:]}", f".~lock.{name}#"):  # Excel shortens long names by two
        if os.path.lexists(path.parent / owner):
            raise FileError("open-elsewhere", f"it is open elsewhere ({owner})", "close it there first")


def _lock(descriptor: int) -> None:
    """Lock the file against other runs; without locks, the check for changes must suffice."""
    if lock(descriptor) is Lock.TAKEN:
        raise FileError("locked", "another run is working on it", "wait for it to finish")


def _changed() -> FileError:
    return FileError("changed-meanwhile", "someone changed the file meanwhile", "run it again")


@contextlib.contextmanager
def _where_supported() -> Iterator[None]:
    """Ignore errors of calls that the file system doesn't support or the user may not make."""
    try:
        yield
    except OSError as error:
        if error.errno not in UNSUPPORTED:
            raise
