"""The one rule by which a file that is there may be replaced: nothing of anybody's is lost with it."""

import os

import pytest

from roi_xl.files import ANYTHING, FileError, Kind, put
from roi_xl.files.ownership import check

OURS = Kind("a note of ours", lambda data: data.startswith(b"ours"))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "note.txt"


def test_a_new_file_is_written(path):
    check(path, ANYTHING, force=False)
    put(path, b"new", ANYTHING, force=False)
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize(
    ("there", "kind", "may_go"),
    [
        (b"ours: old", OURS, True),
        (b"somebody's", OURS, False),
        (b"ours: old", ANYTHING, False),
        (b"ours: new", ANYTHING, True),  # to the byte what is to be written
    ],
    ids=["marked as ours", "not marked", "no mark to know it by", "the very same"],
)
def test_a_file_goes_only_where_nothing_is_lost_with_it(path, there, kind, may_go):
    path.write_bytes(there)
    for act in (
        lambda: check(path, kind, force=False, data=b"ours: new"),
        lambda: put(path, b"ours: new", kind, force=False),
    ):
        if may_go:
            act()
            continue
        with pytest.raises(FileError) as met:
            act()
        assert met.value.code == "exists"
        assert "--force" in met.value.remedy
    assert path.read_bytes() == (b"ours: new" if may_go else there)


def test_what_isnt_ours_is_told_by_what_it_would_have_to_be(path):
    path.write_bytes(b"somebody's")
    with pytest.raises(FileError, match=r"^it is there already and isn't a note of ours; name another file"):
        check(path, OURS, force=False)
    with pytest.raises(FileError, match=r"^it exists already; choose another name, or give --force$"):
        check(path, ANYTHING, force=False)


def test_force_replaces_whatever_is_there(path):
    path.write_bytes(b"somebody's")
    check(path, ANYTHING, force=True)
    put(path, b"new", ANYTHING, force=True)
    assert path.read_bytes() == b"new"


def test_a_folder_or_a_file_that_cant_be_read_is_somebodys(path, monkeypatch):
    path.mkdir()
    with pytest.raises(FileError, match=r"^it exists already"):
        check(path, ANYTHING, force=False)
    path.rmdir()
    path.write_bytes(b"ours")
    monkeypatch.setattr("roi_xl.files.ownership.may_be_replaced", lambda *_: (path / "in a file").stat())
    with pytest.raises(FileError, match=r"isn't a note of ours"):
        check(path, OURS, force=False)


def test_a_link_is_followed_only_where_the_file_itself_was_named(path, tmp_path):
    target = tmp_path / "target.txt"
    target.write_bytes(b"ours: old")
    path.symlink_to(target)
    put(path, b"ours: new", OURS, force=False)
    assert (path.is_symlink(), target.read_bytes()) == (True, b"ours: new")
    put(path, b"ours: newer", OURS, force=False, is_inside=True)
    assert (path.is_symlink(), target.read_bytes()) == (False, b"ours: new")


def test_what_a_killed_run_left_beside_it_goes(path):
    left = path.parent / ".roixl-0123456789abcdef.tmp"
    left.write_bytes(b"half")
    os.utime(left, (0, 0))
    put(path, b"new", ANYTHING, force=False)
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_other_failures_stay_what_they_are(path):
    with pytest.raises(FileError) as met:
        put(path / "in" / "no folder", b"new", ANYTHING, force=False)
    assert met.value.code == "not-found"
