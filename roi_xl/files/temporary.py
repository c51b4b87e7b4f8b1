"""New files before they get their own names, and the removal of those that killed runs have left.

The writer of a temporary file keeps it locked until the file has its own name. The system ends the lock with
the process, so a temporary file that can be locked is abandoned.
"""

from __future__ import annotations

import contextlib
import os
import platform
import re
import stat
import time
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from roi_xl.files.failures import UNSUPPORTED
from roi_xl.files.file_error import FileError
from roi_xl.files.locks import CAN_LOCK, Lock, lock

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_FOUND = os.O_RDWR | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_NAME = re.compile(r"\.roixl-(?:([0-9a-f]{8})-)?[0-9a-f]{16}\.tmp")  # older versions name no computer
_RENAME_WAITS = (0.1, 0.3, 1.0)  # seconds; on Windows scanners hold new files for a moment
_DAY = 86_400.0  # seconds; a temporary file is written within seconds
_MINUTE = 60.0


class New:
    """A file that doesn't have its own name yet.

    Attributes:
        descriptor: The descriptor for writing its content; -1 once it is closed.
    """

    def __init__(self, target: Path, mode: int) -> None:
        """Create it in the target's folder.

        Args:
            target: The path that it will get.
            mode: Its permissions, before the user's mask.
        """
        self._target = target
        self._is_renamed = False
        self._lock = -1
        while True:
            self._temporary = target.parent / f".roixl-{_here()}-{os.urandom(8).hex()}.tmp"
            self.descriptor = os.open(self._temporary, _NEW, mode)
            try:
                if self._is_kept():
                    return
            except BaseException:
                self.discard()
                raise
            self.discard()  # another run removed the file before we could lock it

    def _is_kept(self) -> bool:
        """Lock the file; False if another run has just removed it as a leftover."""
        if not CAN_LOCK:
            return True
        self._lock = os.dup(self.descriptor)
        return lock(self._lock) is not Lock.TAKEN and os.path.lexists(self._temporary)

    def rename(self) -> None:
        """Give the file its own name, so that it appears."""
        self._close()  # Windows renames no open file, and a failure to close must come before the rename
        for wait in _RENAME_WAITS:
            try:
                self._temporary.replace(self._target)
                break
            except PermissionError:
                if os.name != "nt":
                    raise
                time.sleep(wait)  # pragma: no cover - Windows
        else:  # pragma: no cover - Windows
            raise FileError("open-elsewhere", "it is open in Excel", "close it there first")
        self._is_renamed = True
        _flush_folder(self._target.parent)

    def _close(self) -> None:
        if self.descriptor >= 0:
            descriptor, self.descriptor = self.descriptor, -1
            os.close(descriptor)

    def discard(self) -> None:
        """Clean up: the file stays only if it has its own name."""
        with contextlib.suppress(OSError):
            self._close()
        if not self._is_renamed:
            with contextlib.suppress(OSError):
                self._temporary.unlink()
        if self._lock >= 0:
            descriptor, self._lock = self._lock, -1
            with contextlib.suppress(OSError):  # it only held the lock
                os.close(descriptor)


@contextlib.contextmanager
def beside(target: Path, data: bytes | Iterable[bytes], mode: int) -> Iterator[New]:
    """A complete new file in the target's folder; it is removed again unless it is renamed.

    Args:
        target: The path that it will get.
        data: Its content, or pieces of it, which are written as they come.
        mode: Its permissions, before the user's mask.

    Raises:
        OSError: It can't be written.
    """
    new = New(target, mode)
    try:
        for piece in [data] if isinstance(data, bytes) else data:
            rest = memoryview(piece)
            while rest:
                rest = rest[os.write(new.descriptor, rest) :]
        yield new
    finally:
        new.discard()


def clean(folder: str | os.PathLike[str]) -> None:
    """Remove the temporary files of killed runs from a folder; a file that might not be theirs stays.

    Args:
        folder: The folder; if it is missing or unreadable, nothing happens: the writer will report it.
    """
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        names = [match for entry in entries if (match := _NAME.fullmatch(entry.name))]
        for match in names:
            with contextlib.suppress(OSError):
                _remove_if_abandoned(Path(folder, match[0]), is_from_here=match[1] == _here())


def _remove_if_abandoned(path: Path, *, is_from_here: bool) -> None:
    """Remove a temporary file whose writer is gone.

    If the writer ran on this computer, a free lock proves it. Locks of other computers may not be visible
    here, so their files must be old as well. Windows has no such locks, but doesn't remove open files.
    """
    descriptor = os.open(path, _FOUND)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_nlink != 1:
            return
        state, age = lock(descriptor), time.time() - status.st_mtime
        if state is Lock.HELD and (is_from_here or age > _DAY):
            path.unlink()
    finally:
        os.close(descriptor)
    if not CAN_LOCK and age > _MINUTE:  # pragma: no cover - Windows
        path.unlink()


def _here() -> str:
    """A mark that identifies this computer."""
    return f"{zlib.crc32(platform.node().encode()):08x}"


def _flush_folder(folder: Path) -> None:
    """Flush the new name to the disk, too; if folders can't be flushed, the file system does it by itself."""
    if os.name == "nt":  # pragma: no cover - Windows has no such call
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno not in UNSUPPORTED:
            reason = f"the new file is in place, but may not survive a power cut ({error.strerror})"
            raise FileError("not-durable", reason, "check the disk") from error
