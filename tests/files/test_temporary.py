"""What killed runs leave goes with the next run; what isn't surely theirs stays."""

from __future__ import annotations

import errno
import os
import subprocess
import sys

import pytest

from roi_xl.files import FileError, Source, clean, locks, temporary, write_new
from roi_xl.files.locks import Lock

fcntl = pytest.importorskip("fcntl", reason="on Windows the system itself keeps others out of open files")

KILLED = """
import os, sys
from pathlib import Path
from roi_xl.files import temporary
with temporary.beside(Path(sys.argv[1]), b"PK half", 0o600):
    os._exit(9)
"""
OLD = 2 * 86_400  # seconds: two days


@pytest.fixture
def leftover(tmp_path):
    """A temporary file whose writer is gone."""
    subprocess.run([sys.executable, "-c", KILLED, tmp_path / "book.xlsx"], check=False)
    (path,) = tmp_path.iterdir()
    assert path.name.startswith(".roixl-")
    return path


def named(folder, name, age=0):
    path = folder / name
    path.write_bytes(b"PK half")
    then = path.stat().st_mtime - age
    os.utime(path, (then, then))
    return path


def test_what_a_killed_run_has_left_goes(leftover, tmp_path):
    clean(tmp_path)
    assert not leftover.exists()


def test_what_a_run_is_writing_stays(tmp_path):
    with temporary.beside(tmp_path / "book.xlsx", b"PK", 0o600) as new:
        clean(tmp_path)
        new.rename()
    assert [path.name for path in tmp_path.iterdir()] == ["book.xlsx"]


def test_what_is_complete_but_not_yet_named_stays(tmp_path, monkeypatch):
    """Its content is closed by then; the lock lasts longer."""
    replace = os.replace

    def replaced(*arguments):
        clean(tmp_path)
        replace(*arguments)

    monkeypatch.setattr(os, "replace", replaced)
    write_new(tmp_path / "book.xlsx", b"PK", overwrite=False)
    assert (tmp_path / "book.xlsx").read_bytes() == b"PK"


@pytest.mark.parametrize(
    "name",
    [
        "book.tmp",
        ".roixl-.tmp",
        ".roixl-0123456789abcdef.tmp.xlsx",
        ".roixl-0123456789abcdeg.tmp",
        "x.roixl-0123456789abcdef.tmp",
        ".ROIXL-0123456789abcdef.tmp",
    ],
)
def test_files_of_other_names_stay(tmp_path, name):
    path = named(tmp_path, name, OLD)
    clean(tmp_path)
    assert path.exists()


@pytest.mark.parametrize("mark", ["", "ffffffff-"], ids=["of an older version", "of another computer"])
def test_what_may_be_another_computer_s_goes_only_when_it_is_old(tmp_path, mark):
    old = named(tmp_path, f".roixl-{mark}0123456789abcdef.tmp", OLD)
    new = named(tmp_path, f".roixl-{mark}fedcba9876543210.tmp")
    clean(tmp_path)
    assert (old.exists(), new.exists()) == (False, True)


def test_what_only_bears_such_a_name_stays(leftover, tmp_path):
    name = leftover.name
    leftover.unlink()
    somebodys = tmp_path / "somebody's"
    somebodys.write_bytes(b"work")
    for make in (
        lambda path: path.mkdir(),
        lambda path: path.symlink_to(somebodys),
        lambda path: path.hardlink_to(somebodys),
        os.mkfifo,
    ):
        make(tmp_path / name)
        clean(tmp_path)
        assert os.path.lexists(tmp_path / name)
        (tmp_path / name).rmdir() if (tmp_path / name).is_dir() else (tmp_path / name).unlink()
    assert somebodys.read_bytes() == b"work"


def test_where_there_are_no_locks_nothing_is_sure(leftover, tmp_path, monkeypatch):
    monkeypatch.setattr(temporary, "lock", lambda _: Lock.NONE)
    os.utime(leftover, (1, 1))
    clean(tmp_path)
    assert leftover.exists()


def test_a_folder_that_isn_t_there_is_left_to_who_writes(tmp_path):
    clean(tmp_path / "none")
    clean(__file__)


def test_who_is_taken_for_a_leftover_before_its_lock_begins_anew(tmp_path, monkeypatch):
    """Another run cleans up between the making of the file and its lock."""
    answers = [Lock.TAKEN, None, Lock.HELD]
    lock = locks.lock

    def locked(descriptor):
        answer = answers.pop(0)
        if answer is None:
            (path,) = tmp_path.iterdir()
            path.unlink()
        return answer or lock(descriptor)

    monkeypatch.setattr(temporary, "lock", locked)
    write_new(tmp_path / "book.xlsx", b"PK", overwrite=False)
    assert answers == []
    assert [path.name for path in tmp_path.iterdir()] == ["book.xlsx"]


def test_a_lock_that_fails_leaves_nothing(tmp_path, monkeypatch):
    def fails(_):
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(temporary, "lock", fails)
    with pytest.raises(FileError):
        write_new(tmp_path / "book.xlsx", b"PK", overwrite=False)
    assert [*tmp_path.iterdir()] == []


def test_a_run_in_place_works_beside_a_leftover(leftover, tmp_path):
    path = tmp_path / "book.xlsx"
    path.write_bytes(b"PK old")
    with Source(path, in_place=True) as source:
        source.replace(b"PK new")
    assert path.read_bytes() == b"PK new"
    assert leftover.exists()  # only whole runs clean up
