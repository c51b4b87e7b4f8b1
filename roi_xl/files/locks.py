"""Locks on open files, kept by the system: they end with the process that holds them, even if it crashes."""

from __future__ import annotations

import errno
from enum import Enum

from roi_xl.files.failures import UNSUPPORTED

try:
    import fcntl
except ImportError:  # Windows itself locks open files
    CAN_LOCK = False
else:
    CAN_LOCK = True


class Lock(Enum):
    """The result of a request for a lock."""

    HELD = "held"
    TAKEN = "taken"
    NONE = "none"


def lock(descriptor: int) -> Lock:
    """Lock an open file against other runs, without waiting.

    Args:
        descriptor: The open file; the lock lasts until it and all its duplicates are closed.

    Returns:
        Whether we hold the lock, another process holds it, or this file system has no locks.

    Raises:
        OSError: The system reports another error.
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
