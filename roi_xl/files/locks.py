"""Locks that the system keeps on open files: they end with the process that holds them, however it ends."""

from __future__ import annotations

import errno
from enum import Enum

from roi_xl.files.failures import UNSUPPORTED

try:
    import fcntl
except ImportError:  # Windows keeps others out of open files by itself
    CAN_LOCK = False
else:
    CAN_LOCK = True


class Lock(Enum):
    """What became of a request for a lock."""

    HELD = "held"
    TAKEN = "taken"
    NONE = "none"


def lock(descriptor: int) -> Lock:
    """Keep other runs out of an open file, without waiting.

    Args:
        descriptor: The open file; the lock lasts until it and all its duplicates are closed.

    Returns:
        Whether it is held now, another process has it, or there are no locks on this file system.

    Raises:
        OSError: The system fails otherwise.
    """
    if not CAN_LOCK:
        return Lock.NONE
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return Lock.TAKEN
    except OSError as error:
        if error.errno not in UNSUPPORTED | {errno.ENOLCK, errno.EBADF}:
            raise
        return Lock.NONE
    return Lock.HELD
