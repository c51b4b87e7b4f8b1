"""Results in a folder: what we put there is replaced, everything else stays."""

import errno
import os
from hashlib import sha256

import pytest

from roi_xl.files import FileError, result_folder
from roi_xl.files.folders import Choice, workbooks_in
from roi_xl.files.result_folder import LIST, Results

ONE, TWO, THREE = b"PK one", b"PK two", b"PK three"


def put(folder, data, name="a.xlsx", *, force=False):
    return Results(folder, force=force).put(name, data)


def code_of(action):
    with pytest.raises(FileError) as refusal:
        action()
    return refusal.value.code


def test_a_result_is_replaced_by_the_next(tmp_path):
    for data in (ONE, TWO, THREE):
        assert put(tmp_path, data).read_bytes() == data


def test_the_list_can_be_checked_by_anybody(tmp_path):
    put(tmp_path, ONE)
    title, line = (tmp_path / LIST).read_text().splitlines()
    assert title.startswith("# Results that roi-xl put here")
    assert line == f'{sha256(ONE).hexdigest()} "a.xlsx"'


def test_the_same_result_again_makes_the_list_no_longer(tmp_path):
    put(tmp_path, ONE)
    before = (tmp_path / LIST).read_bytes()
    put(tmp_path, ONE)
    assert (tmp_path / LIST).read_bytes() == before


@pytest.mark.parametrize("there", [b"somebody's", TWO])
def test_a_file_that_isn_t_listed_stays(tmp_path, there):
    put(tmp_path, TWO, "b.xlsx")  # the same content under another name is another file
    (tmp_path / "a.xlsx").write_bytes(there)
    assert code_of(lambda: put(tmp_path, ONE)) == "exists"
    assert (tmp_path / "a.xlsx").read_bytes() == there
    assert put(tmp_path, ONE, force=True).read_bytes() == ONE
    assert put(tmp_path, THREE).read_bytes() == THREE


def test_of_a_run_that_was_killed_before_or_after_the_result_appeared_the_next_goes_on(tmp_path, monkeypatch):
    put(tmp_path, ONE)
    replace = os.replace

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        put(tmp_path, TWO)
    monkeypatch.setattr(os, "replace", replace)
    assert (tmp_path / "a.xlsx").read_bytes() == ONE
    assert put(tmp_path, THREE).read_bytes() == THREE


def test_half_a_line_of_a_killed_run_spoils_no_other(tmp_path):
    put(tmp_path, ONE)
    with (tmp_path / LIST).open("ab") as file:
        file.write(b"0123")
    put(tmp_path, TWO)
    assert put(tmp_path, THREE).read_bytes() == THREE


@pytest.mark.parametrize(
    "line", [b"", b"x", b'%s "a\\q"' % (b"0" * 64), b"%s a.xlsx" % (b"0" * 64), b"\xff" * 80]
)
def test_lines_that_tell_nothing_are_passed_over(tmp_path, line):
    put(tmp_path, ONE)
    with (tmp_path / LIST).open("ab") as file:
        file.write(line + b"\n")
    assert put(tmp_path, TWO).read_bytes() == TWO


@pytest.mark.parametrize("name", [os.fsdecode(b"\xff.xlsx"), 'a"\\\n\x1b.xlsx', "Łódź.xlsx"])
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_names_of_any_kind_are_known_again(tmp_path, name):
    put(tmp_path, ONE, name)
    assert put(tmp_path, TWO, name).read_bytes() == TWO


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.write_text("somebody's"),
        lambda path: path.mkdir(),
        lambda path: path.symlink_to("elsewhere"),
        os.mkfifo,
    ],
    ids=["text", "folder", "link", "pipe"],
)
@pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX systems")
def test_a_list_that_isn_t_ours_is_left_alone_and_nothing_written(tmp_path, make):
    make(tmp_path / LIST)
    code = code_of(lambda: put(tmp_path, ONE))
    assert code in ("foreign", "directory")
    assert [path.name for path in tmp_path.iterdir()] == [LIST]


@pytest.mark.parametrize("size", [0, 40])
def test_a_disk_that_fills_up_leaves_the_list_as_it_was(tmp_path, monkeypatch, size):
    put(tmp_path, ONE)
    before = (tmp_path / LIST).read_bytes()

    class Full(result_folder.FileIO):
        def write(self, data):
            if len(data) <= size:
                raise OSError(errno.ENOSPC, "full")
            return super().write(data[:size]) or self.write(b"")

    monkeypatch.setattr(result_folder, "FileIO", Full)
    assert code_of(lambda: put(tmp_path, TWO)) == "disk-full"
    assert (tmp_path / LIST).read_bytes() == before
    assert (tmp_path / "a.xlsx").read_bytes() == ONE


def test_a_list_that_has_grown_is_made_shorter(tmp_path, monkeypatch):
    monkeypatch.setattr(result_folder, "_FEW", 3)
    put(tmp_path, b"PK b", "b.xlsx")
    put(tmp_path, b"PK gone", "gone.xlsx").unlink()
    for number in range(9):
        put(tmp_path, b"PK %d" % number)
    assert (tmp_path / LIST).read_text().count('"a.xlsx"') < 9
    assert put(tmp_path, ONE).read_bytes() == ONE
    assert put(tmp_path, TWO, "b.xlsx").read_bytes() == TWO


def test_a_list_that_has_grown_keeps_what_the_files_are(tmp_path, monkeypatch):
    """The disk was full for nights: what is there was listed long before."""
    put(tmp_path, ONE)
    with (tmp_path / LIST).open("ab") as file:
        file.writelines(b'%064x "a.xlsx"\n' % number for number in range(2_000))
    assert put(tmp_path, TWO).read_bytes() == TWO
    assert len((tmp_path / LIST).read_bytes().splitlines()) == 1 + 3 + 1  # title, three kept, the new one


def test_it_knows_its_results_from_what_others_put_there_or_changed(tmp_path):
    results = Results(tmp_path, force=False)
    results.put("ours.xlsx", b"a result")
    results.put("changed.xlsx", b"a result")
    (tmp_path / "changed.xlsx").write_bytes(b"somebody's work")
    (tmp_path / "theirs.xlsx").write_bytes(b"a result")
    for each in (results, Results(tmp_path, force=False)):
        assert [each.holds(f"{name}.xlsx") for name in ("ours", "changed", "theirs")] == [True, False, False]


def test_where_the_list_is_not_ours_every_workbook_of_a_folder_is_found(tmp_path):
    (tmp_path / LIST).write_bytes(b"somebody's notes\n")
    (tmp_path / "theirs.xlsx").write_bytes(b"a workbook")
    assert [*workbooks_in(tmp_path, Choice())] == [tmp_path / "theirs.xlsx"]


def test_where_there_is_no_list_nothing_is_a_result_and_nothing_is_read(tmp_path):
    assert not Results(tmp_path, force=False).holds("not even there.xlsx")
