"""A file is replaced as a whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from roi_xl.files import FileError, Source, replacing, write_new

fcntl = pytest.importorskip("fcntl", reason="these are the answers of POSIX systems")

OLD, NEW = b"PK old", b"PK new, and longer"
WITHOUT_LOCKS = """
import sys
sys.modules["fcntl"] = None
from roi_xl.files import Source
with Source(sys.argv[1], in_place=True) as source:
    source.replace(b"PK new")
"""


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "book.xlsx"
    path.write_bytes(OLD)
    return path


def replace(path, data=NEW):
    with Source(path, in_place=True) as source:
        source.replace(data)


def code_of(action):
    with pytest.raises(FileError) as refusal:
        action()
    return refusal.value.code


def test_the_new_content_stands_under_the_old_name(path):
    replace(path)
    assert path.read_bytes() == NEW


def test_nothing_is_left_beside_it(path):
    replace(path)
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_a_file_that_is_not_replaced_keeps_its_time(path):
    os.utime(path, (1, 1))
    with Source(path, in_place=True) as source:
        assert source.data == OLD
    assert path.stat().st_mtime == 1


def test_permissions_stay(path):
    path.chmod(0o640)
    replace(path)
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="extended attributes are Linux's")
def test_extended_attributes_stay(path):
    try:
        os.setxattr(path, "user.origin", b"finance")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    replace(path)
    assert os.getxattr(path, "user.origin") == b"finance"


def test_a_link_stays_a_link(path):
    link = path.parent / "link.xlsx"
    link.symlink_to(path.name)
    replace(link)
    assert link.is_symlink()
    assert path.read_bytes() == NEW


def test_other_names_of_the_file_keep_the_old_content(path):
    others = [path.with_name(name) for name in ("archive.xlsx", "copy.xlsx")]
    for other in others:
        other.hardlink_to(path)
    with Source(path, in_place=True) as source:
        assert source.other_names == 2
        source.replace(NEW)
    assert [other.read_bytes() for other in others] == [OLD, OLD]


def test_a_name_of_the_greatest_length_is_no_obstacle(tmp_path):
    path = tmp_path / ("x" * 250 + ".xlsx")
    path.write_bytes(OLD)
    write_new(path, NEW, overwrite=True)
    assert path.read_bytes() == NEW


@pytest.mark.parametrize("owner", ["~$book.xlsx", "~$ok.xlsx", ".~lock.book.xlsx#"])
def test_a_workbook_open_elsewhere_is_refused(path, owner):
    (path.parent / owner).touch()
    assert code_of(lambda: replace(path)) == "open-elsewhere"


def test_a_workbook_open_elsewhere_may_be_read(path):
    (path.parent / "~$book.xlsx").touch()
    with Source(path) as source:
        assert source.data == OLD


def test_a_workbook_opened_meanwhile_is_refused(path):
    with Source(path, in_place=True) as source:
        (path.parent / "~$book.xlsx").touch()
        assert code_of(lambda: source.replace(NEW)) == "open-elsewhere"
    assert path.read_bytes() == OLD


def test_a_workbook_that_is_saved_while_it_is_read_is_not_called_damaged(path, monkeypatch):
    read = os.read

    def saved_meanwhile(descriptor, size):
        piece = read(descriptor, size)
        path.write_bytes(NEW * 3)
        return piece

    monkeypatch.setattr(os, "read", saved_meanwhile)
    assert code_of(lambda: Source(path).__enter__()) == "changed-meanwhile"


def test_a_workbook_changed_meanwhile_is_refused(path):
    with Source(path, in_place=True) as source:
        path.write_bytes(b"PK someone else's")
        assert code_of(lambda: source.replace(NEW)) == "changed-meanwhile"
    assert path.read_bytes() == b"PK someone else's"


def test_a_workbook_removed_meanwhile_is_refused_without_litter(path):
    with Source(path, in_place=True) as source:
        path.unlink()
        assert code_of(lambda: source.replace(NEW)) == "not-found"
    assert list(path.parent.iterdir()) == []


def test_a_second_run_on_the_same_file_is_refused(path):
    with Source(path, in_place=True):
        assert code_of(lambda: replace(path)) == "locked"


def test_a_read_only_file_is_refused_even_for_root(path):
    path.chmod(0o444)
    assert code_of(lambda: replace(path)) == "read-only"
    assert path.read_bytes() == OLD


def test_a_file_opened_for_reading_is_not_replaced(path):
    with Source(path) as source, pytest.raises(ValueError, match="reading"):
        source.replace(NEW)
    assert path.read_bytes() == OLD


def test_without_locks_of_the_system_it_works_too(path):
    subprocess.run([sys.executable, "-c", WITHOUT_LOCKS, str(path)], check=True)
    assert path.read_bytes() == b"PK new"


class TestNewFiles:
    def test_a_new_file_appears_whole(self, tmp_path):
        write_new(tmp_path / "new.xlsx", NEW, overwrite=False)
        assert (tmp_path / "new.xlsx").read_bytes() == NEW

    def test_it_has_the_permissions_that_the_user_asks_for(self, tmp_path):
        mask = os.umask(0o027)
        try:
            write_new(tmp_path / "new.xlsx", NEW, overwrite=False)
        finally:
            os.umask(mask)
        assert (tmp_path / "new.xlsx").stat().st_mode & 0o777 == 0o640

    def test_a_file_that_is_there_is_kept(self, path):
        assert code_of(lambda: write_new(path, NEW, overwrite=False)) == "exists"
        assert path.read_bytes() == OLD

    def test_a_file_that_is_there_is_overwritten_when_asked(self, path):
        write_new(path, NEW, overwrite=True)
        assert path.read_bytes() == NEW

    def test_one_that_is_open_elsewhere_is_not_overwritten(self, path):
        (path.parent / "~$book.xlsx").touch()
        assert code_of(lambda: write_new(path, NEW, overwrite=True)) == "open-elsewhere"

    def test_a_read_only_one_is_not_overwritten(self, path):
        path.chmod(0o444)
        assert code_of(lambda: write_new(path, NEW, overwrite=True)) == "read-only"

    def test_a_folder_is_not_overwritten(self, tmp_path):
        assert code_of(lambda: write_new(tmp_path, NEW, overwrite=True)) == "not-a-file"

    def test_what_is_ours_is_overwritten_unasked_and_nothing_else(self, path):
        assert code_of(lambda: write_new(path, NEW, overwrite=False, is_ours=NEW.__eq__)) == "exists"
        assert path.read_bytes() == OLD
        write_new(path, NEW, overwrite=False, is_ours=OLD.__eq__)
        assert path.read_bytes() == NEW

    def test_the_very_same_is_written_again(self, path):
        write_new(path, OLD, overwrite=False)
        assert path.read_bytes() == OLD

    def test_what_is_too_large_to_be_ours_is_not_even_read(self, path):
        os.truncate(path, 513 << 20)
        assert code_of(lambda: write_new(path, NEW, overwrite=False, is_ours=lambda _: True)) == "exists"

    def test_what_takes_the_name_meanwhile_is_kept(self, tmp_path):
        path = tmp_path / "new.xlsx"
        seen = []

        def is_ours(content):
            seen.append(content)
            path.write_bytes(b"somebody's")
            return content == OLD

        path.write_bytes(OLD)
        assert code_of(lambda: write_new(path, NEW, overwrite=False, is_ours=is_ours)) == "exists"
        assert (path.read_bytes(), seen) == (b"somebody's", [OLD, b"somebody's"])
        assert [*tmp_path.iterdir()] == [path]

    def test_what_is_done_at_last_can_prevent_it(self, path):
        def refused():
            raise FileError("disk-full", "full", "free some space")

        assert code_of(lambda: write_new(path, NEW, overwrite=True, at_last=refused)) == "disk-full"
        assert [entry.read_bytes() for entry in path.parent.iterdir()] == [OLD]

    @pytest.mark.parametrize("follow", [True, False])
    def test_a_link_is_followed_or_replaced(self, path, follow):
        link = path.parent / "link.xlsx"
        link.symlink_to(path.name)
        write_new(link, NEW, overwrite=follow, follow=follow)
        assert (link.is_symlink(), path.read_bytes()) == ((True, NEW) if follow else (False, OLD))
        assert link.read_bytes() == NEW

    def test_links_in_a_circle_are_not_followed(self, tmp_path):
        link = tmp_path / "link.xlsx"
        link.symlink_to(link.name)
        assert code_of(lambda: write_new(link, NEW, overwrite=True)) == "not-found"
        write_new(link, NEW, overwrite=False, follow=False)
        assert link.read_bytes() == NEW

    def test_a_folder_that_is_missing_is_said_so(self, tmp_path):
        assert (
            code_of(lambda: write_new(tmp_path / "missing" / "new.xlsx", NEW, overwrite=True)) == "not-found"
        )


class TestSystems:
    """What other systems and file systems answer; the calls of this one are made to answer so."""

    @pytest.fixture
    def answers(self, monkeypatch):
        """Let a call of the operating system fail, from its `after`-th use on, with an error number."""

        def make(name, number, owner=os, after=0):
            original, used = getattr(owner, name), [0]

            def call(*arguments, **others):
                used[0] += 1
                if used[0] > after:
                    raise OSError(number, os.strerror(number))
                return original(*arguments, **others)

            monkeypatch.setattr(owner, name, call)

        return make

    @pytest.mark.parametrize("name", ["fchown", "fchmod", "listxattr"])
    def test_a_system_without_such_attributes_does_without(self, path, monkeypatch, name):
        monkeypatch.delattr(os, name)
        replace(path)
        assert path.read_bytes() == NEW

    @pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOTSUP, errno.EBADF])
    def test_a_file_system_without_locks_is_no_obstacle(self, path, answers, number):
        answers("flock", number, fcntl)
        replace(path)
        assert path.read_bytes() == NEW

    def test_a_lock_that_fails_otherwise_is_an_error(self, path, answers):
        answers("flock", errno.EIO, fcntl)
        assert code_of(lambda: replace(path)) == "io-error"

    @pytest.mark.parametrize("number", [errno.ENOTSUP, errno.EPERM])
    def test_attributes_that_may_not_be_set_are_passed_over(self, path, answers, number):
        answers("listxattr", number)
        replace(path)
        assert path.read_bytes() == NEW

    def test_attributes_that_cannot_be_read_are_an_error(self, path, answers):
        answers("listxattr", errno.EIO)
        assert code_of(lambda: replace(path)) == "io-error"
        assert path.read_bytes() == OLD

    @pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM])
    def test_a_rename_that_is_forbidden_leaves_no_litter(self, path, answers, number):
        answers("replace", number)
        assert code_of(lambda: replace(path)) == "no-permission"
        assert [entry.name for entry in path.parent.iterdir()] == [path.name]

    def test_a_temporary_file_that_cannot_be_removed_hides_no_other_error(self, path, answers):
        answers("replace", errno.ENOSPC)
        answers("unlink", errno.EIO)
        assert code_of(lambda: replace(path)) == "disk-full"

    def test_a_folder_that_cannot_be_flushed_is_left_to_the_system(self, path, answers):
        answers("fsync", errno.EINVAL, after=1)
        replace(path)
        assert path.read_bytes() == NEW

    def test_a_folder_whose_flush_fails_is_said_so(self, path, answers):
        answers("fsync", errno.EIO, after=1)
        assert code_of(lambda: replace(path)) == "not-durable"
        assert path.read_bytes() == NEW

    def test_an_error_that_has_no_name_of_ours_is_told_in_the_system_s_words(self, path, answers):
        answers("fsync", errno.EIO)
        with pytest.raises(FileError, match=re.escape(os.strerror(errno.EIO))):
            replace(path)

    def test_a_file_replaced_between_opening_and_locking_is_refused(self, path, monkeypatch):
        """Another program renames its own file over it just then."""
        original = fcntl.flock

        def flock(*arguments):
            other = path.parent / "other"
            other.write_bytes(b"PK other")
            other.replace(path)
            return original(*arguments)

        monkeypatch.setattr(fcntl, "flock", flock)
        assert code_of(lambda: replace(path)) == "changed-meanwhile"
        assert path.read_bytes() == b"PK other"


@pytest.mark.parametrize(
    ("number", "code"), [(6, "not-a-file"), (32, "open-elsewhere"), (123, "not-found"), (206, "not-found")]
)
def test_where_windows_own_number_says_more_it_is_told(path, monkeypatch, number, code):
    def opened(*_):
        error = OSError(errno.EINVAL, "Invalid argument")
        error.winerror = number
        raise error

    monkeypatch.setattr(os, "open", opened)
    assert code_of(lambda: replace(path)) == code


@pytest.mark.parametrize("name", ["CON", "nul.xlsx", "Com1.xlsx", "LPT9", "aux .xlsx", "prn.a.b"])
def test_windows_keeps_the_names_of_devices(name):
    assert code_of(lambda: replacing._check_name(Path("folder", name), "nt")) == "not-a-file"
    replacing._check_name(Path("folder", name), "posix")


@pytest.mark.parametrize("name", ["console.xlsx", "a con.xlsx", "com.xlsx", "con_.xlsx", "2 nul.xlsx"])
def test_names_that_only_begin_like_a_device_are_names(name):
    replacing._check_name(Path(name), "nt")
