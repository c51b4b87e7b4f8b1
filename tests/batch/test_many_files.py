"""Any task over many files, by whatever executor: a bad file stops no others, and nothing is half done."""

import datetime as dt
import os

import pytest

from roi_xl.batch import Failure, InPlace, IntoFile, IntoFolder, Nowhere, Reported, Task, each, not_reached
from roi_xl.files import Source
from roi_xl.recalc import Settings
from roi_xl.tasks.freezing import freezing
from roi_xl.tasks.recalculation import Recalculated, Status, recalculation

RECALCULATION = recalculation(Settings(dt.date(2026, 1, 2)))


@pytest.fixture
def files(tmp_path):
    """Write files; their paths."""

    def written(*contents):
        paths = [tmp_path / f"{number}.txt" for number in range(len(contents))]
        for path, content in zip(paths, contents, strict=True):
            path.write_bytes(content)
        return paths

    return written


def outcomes(paths, task, deliver, executor, **options):
    """The outcomes in the order of the files, of which each has one."""
    found = sorted(each(paths, task, deliver, executor, **options), key=lambda outcome: outcome.number)
    assert [(outcome.number, outcome.path) for outcome in found] == [*enumerate(paths)]
    return found


def results(*arguments):
    return [outcome.result for outcome in outcomes(*arguments)]


# ---- what a task gives ------------------------------------------------------------------------------------


def test_each_file_has_an_outcome_with_what_the_task_gives(files, executor):
    assert results(files(b"a", b"", b"abc", b"ab", b"abcd"), Task(len), Reported(), executor) == [
        1,
        0,
        3,
        2,
        4,
    ]


def test_a_task_is_given_its_arguments_after_the_content(files, executor):
    assert results(files(b"ff", b"10"), Task(int, (16,)), Reported(), executor) == [255, 16]


def test_a_bug_in_a_task_is_a_failure_of_one_file(files, executor):
    first, second, third = results(files(b"1", b"one", b"3"), Task(int), Reported(), executor)
    assert (first, third) == (1, 3)
    assert second.code == "internal-error"
    assert second.reason.startswith("ValueError: invalid literal")


def test_what_is_no_plain_data_is_a_failure(files, executor):
    (met,) = results(files(b"1"), Task(memoryview), Reported(), executor)
    assert met.code == "internal-error"
    assert "plain data" in met.reason


def test_a_file_that_is_no_workbook_says_so_in_the_words_of_the_task(files, book, executor):
    paths = [*files(b"no workbook"), book("good.xlsx")]
    bad, good = results(paths, RECALCULATION, Nowhere(), executor)
    assert (bad.code, [change.new for change in good.changes]) == ("not-a-zip", [4.0, 2.0])


def test_a_file_that_cant_be_opened_stops_no_other(files, tmp_path, executor):
    (tmp_path / "folder").mkdir()
    paths = [tmp_path / "none", *files(b"1"), tmp_path / "folder", tmp_path / "~$open.xlsx"]
    met = results(paths, Task(int), Reported(), executor)
    assert [getattr(one, "code", one) for one in met] == ["not-found", 1, "directory", "owner-file"]


# ---- where results go -------------------------------------------------------------------------------------


def test_a_result_replaces_its_file_and_one_that_is_none_leaves_it(book, executor):
    path = book("a.xlsx")
    (first,) = outcomes([path], RECALCULATION, InPlace(), executor)
    assert (first.written, Recalculated.of(first).status) == (path, Status.WRITTEN)
    before = path.stat()
    (again,) = outcomes([path], RECALCULATION, InPlace(), executor)
    assert (again.written, Recalculated.of(again).status) == (None, Status.CURRENT)
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_results_go_into_a_folder_under_their_names_also_those_that_are_the_old_ones(
    book, tmp_path, executor
):
    (tmp_path / "done").mkdir()
    paths = [book("a.xlsx"), book("b.xlsx")]
    outcomes(paths, RECALCULATION, InPlace(), executor)
    found = outcomes(paths, RECALCULATION, IntoFolder(tmp_path / "done"), executor)
    assert [outcome.written for outcome in found] == [tmp_path / "done" / path.name for path in paths]
    assert all(outcome.written.read_bytes() == outcome.path.read_bytes() for outcome in found)


def test_freezing_is_a_task_over_many_files_too(book, tmp_path, executor):
    (tmp_path / "done").mkdir()
    paths = [book("a.xlsx", "=TRAINING_ROI(3,2)"), book("b.xlsx")]
    task = freezing(Settings(dt.date(2026, 1, 2)), cached=False)
    one, other = outcomes(paths, task, IntoFolder(tmp_path / "done"), executor)
    assert (one.result.cells, other.result.cells) == (("S!A1",), ())
    assert other.written.read_bytes() == paths[1].read_bytes()


def test_what_cant_be_written_names_where(book, tmp_path, executor):
    (tmp_path / "mine.xlsx").write_bytes(b"mine")
    (met,) = outcomes([book("a.xlsx")], RECALCULATION, IntoFile(tmp_path / "mine.xlsx"), executor)
    assert (met.result.code, met.unwritten, met.written) == ("exists", tmp_path / "mine.xlsx", None)
    assert (tmp_path / "mine.xlsx").read_bytes() == b"mine"


def test_a_hard_link_that_keeps_the_old_workbook_is_a_finding(book, tmp_path, executor):
    path = book("a.xlsx")
    os.link(path, tmp_path / "other.xlsx")
    (met,) = outcomes([path], RECALCULATION, InPlace(), executor)
    assert [finding.code for finding in met.findings] == ["hard-links"]
    assert "hard-links" in [finding.code for finding in Recalculated.of(met).result.findings]


# ---- an end in the middle ---------------------------------------------------------------------------------


class EndError(Exception):
    """What `between` raises."""


def test_what_comes_between_ends_the_work_and_lets_go_of_every_file(book, executor):
    paths, seen, steps = [book(f"{name}.xlsx") for name in "abcd"], [], []

    def between():
        steps.append(None)
        if seen:
            raise EndError

    work = each(paths, RECALCULATION, InPlace(), executor, between)
    seen.append(next(work).number)
    with pytest.raises(EndError):
        next(work)
    (done,) = seen
    assert len(steps) > 1
    left = not_reached(paths, seen)
    assert [outcome.path for outcome in left] == [path for number, path in enumerate(paths) if number != done]
    assert {Recalculated.of(outcome).status for outcome in left} == {Status.NOT_REACHED}
    for path in paths:
        with Source(path, in_place=True):  # whose lock is free again
            pass


def test_an_executor_that_computes_nothing_is_a_failure_of_every_file(files):
    class Down:
        def __init__(self):
            self._calls = []

        def __enter__(self):
            return self

        def __exit__(self, *_): ...

        def has_room(self):
            return not self._calls

        def submit(self, number, *_):
            self._calls.append((number, Failure("down", "no computer answers", "ask IT")))

        def finished(self):
            calls, self._calls = self._calls, []
            return calls

    assert {met.code for met in results(files(b"1", b"2"), Task(int), Reported(), Down())} == {"down"}


def test_no_file_is_no_outcome(executor):
    assert outcomes([], Task(len), Reported(), executor) == []
