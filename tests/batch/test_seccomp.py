"""The numbers of the kernel's calls are the kernel's, on both machines."""

import re
import struct
from pathlib import Path

import pytest

from roi_xl.batch import seccomp

HEADERS = {
    0: Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    1: Path("/usr/include/asm-generic/unistd.h"),  # which aarch64 uses
}
ARGUMENTS = struct.Struct("<IIQ6Q")
ARCHITECTURES = (0xC000003E, 0xC00000B7)
ALLOWED, NOT_PERMITTED, NO_ACCESS, UNKNOWN, KILLED = 0x7FFF0000, 0x50001, 0x5000D, 0x50026, 0x80000000


@pytest.mark.parametrize("column", HEADERS)
def test_every_number_is_the_kernels(column):
    if not HEADERS[column].is_file():
        pytest.skip(f"{HEADERS[column]} isn't there: install linux-libc-dev")
    text = HEADERS[column].read_text()
    known = {name: int(number) for name, number in re.findall(r"__NR(?:3264)?_(\w+) (\d+)", text)}
    known.setdefault("newfstatat", known.get("fstatat"))
    ours = {name: numbers[column] for name, numbers in seccomp.CALLS.items()}
    assert {name: number for name, number in ours.items() if number is not None} == {
        name: known[name] for name, number in ours.items() if number is not None
    }
    assert all(name not in known for name, number in ours.items() if number is None)


def verdict(column, number, *arguments, architecture=None):
    """What the filter answers to a call, worked out as the kernel does."""
    data = ARGUMENTS.pack(
        number, architecture or ARCHITECTURES[column], 0, *arguments, *[0] * (6 - len(arguments))
    )
    program = seccomp._program(ARCHITECTURES[column], column)
    at, met = 0, 0
    while True:
        what, if_so, if_not, operand = program[at]
        at += 1
        if what == 0x20:
            met = struct.unpack_from("<I", data, operand)[0]
        elif what == 0x06:
            return operand
        else:
            holds = {0x15: met == operand, 0x35: met >= operand, 0x45: bool(met & operand)}[what]
            at += if_so if holds else if_not


@pytest.mark.parametrize("column", [0, 1])
def test_what_computing_takes_is_allowed_and_the_rest_refused(column):
    import os

    number = {name: numbers[column] for name, numbers in seccomp.CALLS.items()}
    assert verdict(column, number["read"], 3) == ALLOWED
    assert verdict(column, number["mmap"]) == ALLOWED
    assert verdict(column, number["openat"], 0, 0, os.O_RDONLY | os.O_CLOEXEC) == ALLOWED
    for flags in (os.O_WRONLY, os.O_RDWR, os.O_CREAT, os.O_TRUNC, os.O_APPEND, 0o20000000):
        assert verdict(column, number["openat"], 0, 0, flags) == NO_ACCESS
    assert verdict(column, number["clone"], 0x00010000 | 0x100) == ALLOWED
    assert verdict(column, number["clone"], 17) == NOT_PERMITTED  # SIGCHLD alone: a process
    assert verdict(column, number["tgkill"], os.getpid(), 1, 6) == ALLOWED
    assert verdict(column, number["tgkill"], os.getppid(), 1, 6) == NOT_PERMITTED
    assert verdict(column, number["kill"], os.getpid(), 6) == ALLOWED
    assert verdict(column, number["kill"], 2**32 - 1, 9) == NOT_PERMITTED  # everyone
    assert verdict(column, number["fcntl"], 3, 1) == ALLOWED
    assert verdict(column, number["fcntl"], 3, 8, 1) == NOT_PERMITTED  # F_SETOWN: a signal to another process
    assert verdict(column, number["ioctl"], 0, 0x5412) == NOT_PERMITTED  # TIOCSTI: types into the terminal
    assert verdict(column, number["ioctl"], 0, 0x5401) == ALLOWED
    assert verdict(column, number["prctl"], 15) == ALLOWED
    assert verdict(column, number["prctl"], 4, 1) == NOT_PERMITTED
    assert verdict(column, number["prlimit64"], 0, 3, 0, 7) == ALLOWED
    for new in (5, 5 << 32):
        assert verdict(column, number["prlimit64"], 0, 3, new) == NOT_PERMITTED
    assert verdict(column, number["clone3"]) == UNKNOWN
    assert verdict(column, 9_999) == UNKNOWN


NAMES_AND_NUMBERS = [
    ("socket", 41, 198), ("connect", 42, 203), ("sendto", 44, 206), ("sendmsg", 46, 211), ("bind", 49, 200),
    ("execve", 59, 221), ("execveat", 322, 281), ("ptrace", 101, 117), ("process_vm_readv", 310, 270),
    ("unlinkat", 263, 35), ("renameat2", 316, 276), ("linkat", 265, 37), ("symlinkat", 266, 36),
    ("fchmodat", 268, 53), ("mount", 165, 40), ("bpf", 321, 280), ("io_uring_setup", 425, 425),
    ("keyctl", 250, 219), ("unshare", 272, 97), ("pidfd_send_signal", 424, 424), ("userfaultfd", 323, 282),
    ("perf_event_open", 298, 241), ("tkill", 200, 130), ("setxattr", 188, 5), ("truncate", 76, 45),
]  # fmt: skip


@pytest.mark.parametrize("call", NAMES_AND_NUMBERS, ids=[name for name, *_ in NAMES_AND_NUMBERS])
@pytest.mark.parametrize("column", [0, 1])
def test_harmful_calls_are_refused(call, column):
    assert verdict(column, call[1 + column]) == NOT_PERMITTED


def test_another_machines_calls_end_the_process():
    assert verdict(0, 0, architecture=0x40000003) == KILLED  # i386 on x86_64
    assert verdict(0, 0x40000000 + 59) == UNKNOWN  # x32: numbers of its own
