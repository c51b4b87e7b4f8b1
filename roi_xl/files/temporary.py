"""New files that aren't there under their own names yet, and what killed runs have left of them.

Its writer keeps a lock on a temporary file until the file has its own name. The system ends that lock with
the process, so a file whose lock can be had belongs to nobody any more.
"""

from __future__ import annotations

import contextlib
import os
import platform
import re
import stat
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

from roi_xl.files.errors import FileError
from roi_xl.files.failures import UNSUPPORTED
from roi_xl.files.locks import CAN_LOCK, Lock, lock

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_FOUND = os.O_RDWR | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_NAME = re.compile(r"\.roixl-(?:([0-9a-f]{8})-)?[0-9a-f]{16}\.tmp")  # older: no computer
_RENAME_WAITS = (0.1, 0.3, 1.0)  # seconds; on Windows scanners hold new files for a moment
_DAY = 86_400.0  # seconds; a temporary file is written within seconds
_MINUTE = 60.0


class New:
    """A file that isn't there under its own name yet.

    Attributes:
        descriptor: Where its content is written to; -1 once it is closed.
    """

    def __init__(self, target: Path, mode: int) -> None:
        """Create it in the target's folder.

        Args:
            target: What it will be called.
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
            self.discard()  # another run that cleans up was faster than the lock

    def _is_kept(self) -> bool:
        """Lock it; false if it was taken for a leftover just then."""
        if not CAN_LOCK:
            return True
        self._lock = os.dup(self.descriptor)
        return lock(self._lock) is not Lock.TAKEN and os.path.lexists(self._temporary)

    def rename(self) -> None:
        """Let it appear."""
        self._close()  # Windows doesn't rename what is open, and what fails here must fail before the rename
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
        """Leave nothing behind: the file itself stays only if it has its own name."""
        with contextlib.suppress(OSError):
            self._close()
        if not self._is_renamed:
            with contextlib.suppress(OSError):
                self._temporary.unlink()
        if self._lock >= 0:
            descriptor, self._lock = self._lock, -1
            with contextlib.suppress(OSError):  # it was only a lock
                os.close(descriptor)


@contextlib.contextmanager
def beside(target: Path, data: bytes, mode: int) -> Iterator[New]:
    """A new file with its content in the target's folder; removed again unless it is renamed.

    Args:
        target: What it will be called.
        data: Its content.
        mode: Its permissions, before the user's mask.

    Raises:
        OSError: It can't be written.
    """
    new = New(target, mode)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(new.descriptor, rest) :]
        yield new
    finally:
        new.discard()


def clean(folder: str | os.PathLike[str]) -> None:
    """Remove the temporary files of killed runs from a folder; what isn't surely theirs stays.

    Args:
        folder: Where; one that isn't there or can't be read is left to who writes into it.
    """
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        names = [match for entry in entries if (match := _NAME.fullmatch(entry.name))]
        for match in names:
            with contextlib.suppress(OSError):
                _remove_if_abandoned(Path(folder, match[0]), is_from_here=match[1] == _here())


def _remove_if_abandoned(path: Path, *, is_from_here: bool) -> None:
    """Remove a temporary file whose writer is gone.

    A lock that can be had proves it where the writer ran on this computer; locks of others may not reach it,
    so theirs have to be old as well. Windows has none, but doesn't remove what is open.
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
    """A mark of this computer."""
    return f"{zlib.crc32(platform.node().encode()):08x}"


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
        if error.errno not in UNSUPPORTED:
            reason = f"the new file is in place, but may not survive a power cut ({error.strerror})"
            raise FileError("not-durable", reason, "check the disk") from error
