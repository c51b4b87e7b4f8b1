"""Calls of the Linux kernel for which Python has no function."""

from __future__ import annotations

import ctypes
from typing import Any, Final

_NO_NEW_PRIVILEGES: Final = 38  # PR_SET_NO_NEW_PRIVS


def system_call(number: int, *arguments: object) -> int:
    """The result of a system call; -1 if the kernel refuses.

    Args:
        number: The call's number on this machine.
        arguments: Numbers, None for nothing, or what ctypes passes by reference.
    """
    call: Any = ctypes.CDLL(None, use_errno=True).syscall
    call.restype = ctypes.c_long
    passed = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    return int(call(ctypes.c_long(number), *passed))


def gives_up_privileges() -> bool:
    """Give up every way to gain privileges, for good; returns whether the kernel enforces it."""
    control: Any = ctypes.CDLL(None, use_errno=True).prctl
    arguments = [ctypes.c_ulong(one) for one in (1, 0, 0, 0)]
    return bool(control(_NO_NEW_PRIVILEGES, *arguments) == 0)
