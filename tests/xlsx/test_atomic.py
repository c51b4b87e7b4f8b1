"""A file is replaced as a whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from roi_xl.xlsx import PackageError, Source, write_new

OLD, NEW = b"PK old", b"PK new, and longer"
WITHOUT_LOCKS = """
import sys
sys.modules["fcntl"] = None
from roi_xl.xlsx import Source
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
    with pytest.raises(PackageError) as refusal:
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

    def test_a_folder_that_is_missing_is_said_so(self, tmp_path):
        assert (
            code_of(lambda: write_new(tmp_path / "missing" / "new.xlsx", NEW, overwrite=True)) == "not-found"
        )
