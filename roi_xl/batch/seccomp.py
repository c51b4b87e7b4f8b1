"""Linux' seccomp: a process gives up, for good, every system call that computing doesn't need.

The maintained library for it needs a system library that isn't installed everywhere; a filter is just a list
of numbers. Every call that isn't named below is refused: no network, no other program, no second process,
files only for reading, no signal to another process, and no call that future kernels add.
Source: the kernel's documentation, `userspace-api/seccomp_filter`; the numbers: its `unistd.h`.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Iterator
from typing import Final

from roi_xl.batch.linux_calls import system_call

CALLS: Final[dict[str, tuple[int | None, int | None]]] = {
    "futex": (202, 98), "read": (0, 63), "write": (1, 64), "readv": (19, 65), "writev": (20, 66),
    "pread64": (17, 67), "pwrite64": (18, 68), "lseek": (8, 62), "close": (3, 57), "close_range": (436, 436),
    "mmap": (9, 222), "munmap": (11, 215), "mprotect": (10, 226), "mremap": (25, 216), "madvise": (28, 233),
    "brk": (12, 214), "mincore": (27, 232), "memfd_create": (319, 279), "ftruncate": (77, 46),
    "fstat": (5, 80), "newfstatat": (262, 79), "statx": (332, 291), "stat": (4, None), "lstat": (6, None),
    "access": (21, None), "faccessat": (269, 48), "faccessat2": (439, 439), "readlink": (89, None),
    "readlinkat": (267, 78), "getcwd": (79, 17), "getdents64": (217, 61), "fadvise64": (221, 223),
    "dup": (32, 23), "dup2": (33, None), "dup3": (292, 24), "pipe2": (293, 59), "eventfd2": (290, 19),
    "poll": (7, None), "ppoll": (271, 73), "select": (23, None), "pselect6": (270, 72),
    "set_robust_list": (273, 99), "get_robust_list": (274, 100), "rseq": (334, 293),
    "set_tid_address": (218, 96), "membarrier": (324, 283), "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123), "getcpu": (309, 168), "arch_prctl": (158, None),
    "gettid": (186, 178), "getpid": (39, 172), "getppid": (110, 173), "getuid": (102, 174),
    "geteuid": (107, 175), "getgid": (104, 176), "getegid": (108, 177),
    "sigaltstack": (131, 132), "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139), "rt_sigtimedwait": (128, 137), "restart_syscall": (219, 128),
    "exit": (60, 93), "exit_group": (231, 94), "clock_gettime": (228, 113), "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115), "nanosleep": (35, 101), "gettimeofday": (96, 169), "time": (201, None),
    "setitimer": (38, 103), "getitimer": (36, 102), "getrusage": (98, 165), "getrlimit": (97, 163),
    "getrandom": (318, 278), "uname": (63, 160), "sysinfo": (99, 179),
    "open": (2, None), "openat": (257, 56), "clone": (56, 220), "kill": (62, 129), "tgkill": (234, 131),
    "fcntl": (72, 25), "ioctl": (16, 29), "prctl": (157, 167), "prlimit64": (302, 261),
    "clone3": (435, 435), "openat2": (437, 437), "mkdir": (83, None), "mkdirat": (258, 34),
}  # fmt: skip
"""The allowed calls, by their numbers on x86_64 and aarch64; `_rule` restricts those of the last three
lines."""

_MACHINES: Final = {"x86_64": (0xC000003E, 0, 317), "aarch64": (0xC00000B7, 1, 277)}
"""The kernel's name for a machine, its column above, and the number of `seccomp` itself."""
_UNKNOWN_FROM: Final = 441  # a C library tries these calls and does without them if the kernel lacks them
_SET_FILTER, _ALL_THREADS = 1, 1
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000, 0x80000000

_LOAD, _JUMP_IF_EQUAL, _JUMP_IF_AT_LEAST, _JUMP_IF_ANY, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets in the data that the filter sees

_WRITING: Final = (
    os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND | 0o20000000
)  # O_TMPFILE's own
_THREAD: Final = 0x00010000  # CLONE_THREAD
_FCNTL: Final = (0, 1, 2, 3, 4, 1030, 1033, 1034)  # F_DUPFD … F_SETFL, F_DUPFD_CLOEXEC, seals
_IOCTL: Final = (0x5401, 0x5413, 0x5450, 0x5451)  # TCGETS, TIOCGWINSZ, FIONCLEX, FIOCLEX
_PRCTL: Final = (15, 16, 0x53564D41)  # PR_SET_NAME, PR_GET_NAME, PR_SET_VMA

_Instruction = tuple[int, int, int, int]  # operation, jump if true, jump if false, operand


def restrict() -> bool:
    """Give up every call except those of the table; needs `PR_SET_NO_NEW_PRIVS`.

    Returns:
        Whether the kernel enforces it.
    """
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        return False
    code = b"".join(struct.pack("HBBI", *one) for one in _program(*machine[:2]))
    buffer = ctypes.create_string_buffer(code, len(code))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    program = Program(len(code) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    return system_call(machine[2], _SET_FILTER, _ALL_THREADS, ctypes.byref(program)) == 0


def _program(architecture: int, column: int) -> list[_Instruction]:
    """The filter: the first rule that matches a call decides."""
    found: list[_Instruction] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_JUMP_IF_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),  # calls of another architecture have other numbers
        (_LOAD, 0, 0, _NUMBER),
    ]
    for name, numbers in CALLS.items():
        number = numbers[column]
        if number is not None:
            rule = list(_rule(name))
            found += [(_JUMP_IF_EQUAL, 0, len(rule), number), *rule]
    found += [(_JUMP_IF_AT_LEAST, 0, 1, _UNKNOWN_FROM), _refused(errno.ENOSYS), _refused(errno.EPERM)]
    return found


def _rule(name: str) -> Iterator[_Instruction]:
    """The instructions for one call; every path through them ends with a decision."""
    if name in {"open", "openat"}:
        yield from (_argument(1 + (name == "openat")), (_JUMP_IF_ANY, 0, 1, _WRITING), _refused(errno.EACCES))
    elif name == "clone":
        yield from (_argument(0), (_JUMP_IF_ANY, 1, 0, _THREAD), _refused(errno.EPERM))
    elif name in {"kill", "tgkill"}:
        yield from (_argument(0), (_JUMP_IF_EQUAL, 1, 0, os.getpid()), _refused(errno.EPERM))
    elif name in {"fcntl", "ioctl", "prctl"}:
        allowed = {"fcntl": _FCNTL, "ioctl": _IOCTL, "prctl": _PRCTL}[name]
        yield _argument(int(name != "prctl"))
        for left, value in zip(range(len(allowed), 0, -1), allowed, strict=True):
            yield (_JUMP_IF_EQUAL, left, 0, value)
        yield _refused(errno.EPERM)
    elif name == "prlimit64":  # reading a limit is allowed, setting one isn't
        yield from (_argument(2), (_JUMP_IF_EQUAL, 0, 2, 0), _argument(2, high=True))
        yield from ((_JUMP_IF_EQUAL, 1, 0, 0), _refused(errno.EPERM))
    elif name in {"clone3", "openat2"}:  # the filter can't see their arguments: use the older calls
        yield _refused(errno.ENOSYS)
        return
    elif name in {"mkdir", "mkdirat"}:  # wasmtime creates its folder unless the error says that it exists
        yield _refused(errno.EEXIST)
        return
    yield (_RETURN, 0, 0, _ALLOW)


def _argument(number: int, *, high: bool = False) -> _Instruction:
    return (_LOAD, 0, 0, _ARGUMENTS + 8 * number + 4 * high)  # little-endian: the low half first


def _refused(error: int) -> _Instruction:
    return (_RETURN, 0, 0, _REFUSE | error)
