"""Opening what is no workbook file: a folder, a pipe, a circle of links, a file that is too large."""

from __future__ import annotations

import os

import pytest

from roi_xl.files import FileError, Source


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda folder: folder / "missing.xlsx", "not-found"),
        (lambda folder: folder, "directory"),
        (lambda folder: folder / ("x" * 300), "not-found"),
        (lambda folder: _loop(folder / "loop.xlsx"), "not-found"),
        (lambda folder: _pipe(folder / "pipe.xlsx"), "not-a-file"),
        (lambda folder: _file(folder / "file") / "book.xlsx", "not-found"),
    ],
    ids=["missing", "folder", "long name", "links in a circle", "pipe", "file as folder"],
)
def test_what_is_no_file_is_refused(tmp_path, make, code):
    with pytest.raises(FileError) as refusal, Source(make(tmp_path)):
        pass
    assert refusal.value.code == code


def _loop(path):
    path.symlink_to(path)
    return path


def _pipe(path):
    os.mkfifo(path)
    return path


def _file(path):
    path.write_bytes(b"")
    return path


def test_a_large_file_that_is_no_workbook_is_not_read_whole(tmp_path):
    path = tmp_path / "film.xlsx"
    with path.open("wb") as film:
        film.truncate(400 << 20)
    with Source(path) as source:
        assert len(source.data) < 64 << 20


def test_a_file_above_the_limit_is_not_read(tmp_path):
    path = tmp_path / "book.xlsx"
    path.write_bytes(b"PK" + bytes(1000))
    with pytest.raises(FileError) as refusal, Source(path, largest=100):
        pass
    assert refusal.value.code == "too-large"
