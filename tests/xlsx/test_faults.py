"""Every system call of the write path is made to fail, and to be the last one before the process dies.

`strace` does it: it lets a chosen call return an error, or kills the process when it is reached. Whatever
happens, the old or the new file is there, complete; after an error nothing is left beside it.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter

import pytest

OLD = b"PK" + b"old " * 5000
NEW = b"PK" + b"new " * 6000
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="strace is Linux's")
ACTIONS = {
    "replacing": """
try:
    with Source(path, in_place=True) as source:
        source.replace(b"PK" + b"new " * 6000)
except FileError as error:
    print(error.code)
    status = 3
else:
    status = 0
""",
    "writing": """
try:
    write_new(path, b"PK" + b"new " * 6000, overwrite=True)
except FileError as error:
    print(error.code)
    status = 3
else:
    status = 0
""",
}
PROGRAM = """
import os, sys
from roi_xl.files import Source, write_new
from roi_xl.files import FileError
path = sys.argv[1]
try:
    os.stat("/begin-of-the-write-path")
except OSError:
    pass
{action}
try:
    os.stat("/end-of-the-write-path")
except OSError:
    pass
sys.stdout.flush()
os._exit(status)
"""
REFUSED = 3
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
"""The environment without measuring of coverage, which would add system calls of its own."""
NEEDS_MEMORY_ONLY = {"brk", "mmap", "munmap"}
ERRORS = {"flock": "ENOLCK", "write": "ENOSPC", "rename": "EACCES", "openat": "EMFILE"}


@pytest.fixture(scope="module")
def strace():
    program = shutil.which("strace")
    if program is None:
        message = "strace is missing (Debian package: strace)"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    return program


@pytest.fixture(scope="module")
def calls(strace, tmp_path_factory):
    """The system calls between the two marks by action: name, and how many of this name there were."""
    found = {}
    for action in ACTIONS:
        folder = tmp_path_factory.mktemp(action)
        (folder / "book.xlsx").write_bytes(OLD)
        log = folder / "log"
        program = [sys.executable, "-c", PROGRAM.format(action=ACTIONS[action]), folder / "book.xlsx"]
        subprocess.run([strace, "-o", log, *program], env=PLAIN, check=True)
        found[action] = list(_between_marks(log.read_text()))
    return found


def _between_marks(log):
    counts, inside = Counter(), False
    for name, rest in re.findall(r"^(\w+)\((.*)$", log, re.MULTILINE):
        counts[name] += 1
        if "end-of-the-write-path" in rest:
            return
        if inside and name not in NEEDS_MEMORY_ONLY:
            yield name, counts[name]
        inside = inside or "begin-of-the-write-path" in rest


@pytest.fixture
def with_fault(strace, tmp_path):
    """Run an action while one system call fails or is the last: content, litter, exit status, output."""

    def run(action, name, number, fault):
        folder = tmp_path / f"{name}-{number}-{fault.rpartition('=')[2]}"
        folder.mkdir()
        path, log = folder / "book.xlsx", tmp_path / "log"
        path.write_bytes(OLD)
        command = [strace, "-o", log, f"--trace={name}", f"--inject={name}:{fault}:when={number}"]
        program = [sys.executable, "-c", PROGRAM.format(action=ACTIONS[action]), path]
        done = subprocess.run([*command, *program], env=PLAIN, capture_output=True, text=True, check=False)
        assert "INJECTED" in log.read_text() or done.returncode == -signal.SIGKILL
        content = path.read_bytes() if path.exists() else None
        litter = [entry.name for entry in folder.iterdir() if entry.name != path.name]
        return content, litter, done.returncode, done.stdout.strip()

    return run


@pytest.mark.parametrize("action", ACTIONS)
def test_whatever_call_fails_the_old_or_the_new_file_is_there_and_no_litter(calls, with_fault, action):
    wrong = []
    for name, number in calls[action]:
        content, litter, status, code = with_fault(action, name, number, f"error={ERRORS.get(name, 'EIO')}")
        told = status == 0 if content == NEW and not code else status == REFUSED
        if (
            content not in (OLD, NEW)
            or litter
            or not told
            or (content == NEW and code not in ("", "not-durable"))
        ):
            wrong.append((name, number, content, litter, status, code))
    assert wrong == []


@pytest.mark.parametrize("action", ACTIONS)
def test_whatever_call_is_the_last_the_old_or_the_new_file_is_there(calls, with_fault, action):
    wrong = []
    for name, number in calls[action]:
        content, _, status, _ = with_fault(action, name, number, "signal=KILL")
        if content not in (OLD, NEW) or status != -signal.SIGKILL:
            wrong.append((name, number, content, status))
    assert wrong == []


@pytest.mark.parametrize("action", ACTIONS)
def test_the_faults_reach_every_step(calls, action):
    assert {"openat", "write", "fsync", "rename", "close"} <= {name for name, _ in calls[action]}


@pytest.mark.parametrize(
    ("name", "error", "code", "content"),
    [
        ("write", "ENOSPC", "disk-full", OLD),
        ("write", "EDQUOT", "disk-full", OLD),
        ("write", "EIO", "io-error", OLD),
        ("fchmod", "EIO", "io-error", OLD),
        ("rename", "EACCES", "no-permission", OLD),
        ("rename", "EROFS", "read-only", OLD),
    ],
)
def test_a_failure_is_named(calls, with_fault, name, error, code, content):
    number = next(number for called, number in calls["replacing"] if called == name)
    assert with_fault("replacing", name, number, f"error={error}") == (content, [], REFUSED, code)


def test_a_folder_that_is_not_flushed_is_said_so(calls, with_fault):
    number = [number for called, number in calls["replacing"] if called == "fsync"][-1]
    assert with_fault("replacing", "fsync", number, "error=EIO") == (NEW, [], REFUSED, "not-durable")


def test_a_folder_that_cannot_be_flushed_is_left_to_the_system(calls, with_fault):
    number = [number for called, number in calls["replacing"] if called == "fsync"][-1]
    assert with_fault("replacing", "fsync", number, "error=EINVAL") == (NEW, [], 0, "")


@pytest.mark.parametrize("error", ["ENOLCK", "EOPNOTSUPP"])
def test_a_file_system_without_locks_is_no_obstacle(calls, with_fault, error):
    number = next(number for called, number in calls["replacing"] if called == "flock")
    assert with_fault("replacing", "flock", number, f"error={error}") == (NEW, [], 0, "")


def test_a_user_who_may_not_give_files_away_keeps_the_new_one(calls, with_fault):
    number = next(number for called, number in calls["replacing"] if called == "fchown")
    assert with_fault("replacing", "fchown", number, "error=EPERM") == (NEW, [], 0, "")


def test_a_file_system_without_extended_attributes_is_no_obstacle(calls, with_fault):
    number = next(number for called, number in calls["replacing"] if called == "flistxattr")
    assert with_fault("replacing", "flistxattr", number, "error=EOPNOTSUPP") == (NEW, [], 0, "")
