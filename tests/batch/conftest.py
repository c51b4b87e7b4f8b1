"""What the tests of the batch share: two executors, to which the same tests are put, and small workbooks."""

import pytest
import xlsxwriter

from roi_xl.batch import Limits, LocalProcesses
from roi_xl.batch.child_side import answered
from roi_xl.batch.messages import FAILURE, Inbox, failure, reader


class InProcess:
    """An executor without processes: computes when it is asked for news, the last call first."""

    def __init__(self, room=2):
        self._room = room
        self._calls = []
        self.is_entered = False

    def __enter__(self):
        self.is_entered = True
        return self

    def __exit__(self, *_):
        self.is_entered = False
        self._calls.clear()

    def has_room(self):
        assert self.is_entered
        return len(self._calls) < self._room

    def submit(self, number, task, data):
        self._calls.append((number, task, data))

    def finished(self):
        number, task, data = self._calls.pop()
        kind, words, blobs = Inbox(1024).message(answered(task.function, data, *task.arguments))
        read = failure if kind == FAILURE else reader(task.function)
        return [(number, read(words, blobs))]


EXECUTORS = {
    "processes": lambda: LocalProcesses(Limits(seconds=120, mebibytes=1024), workers=2),
    "this process": InProcess,
}


@pytest.fixture(params=EXECUTORS)
def executor(request):
    """Where tasks are computed: each test holds for both."""
    return EXECUTORS[request.param]()


@pytest.fixture
def book(tmp_path):
    """Write a workbook with one formula and a stale =1+1, and a sheet T that is filled in its corners."""

    def make(name, formula="=2+2"):
        path = tmp_path / name
        with xlsxwriter.Workbook(path) as book:
            page, other = book.add_worksheet("S"), book.add_worksheet("T")
            page.write_array_formula("A1", f"{{{formula}}}", None, -1)
            page.write_formula("A2", "=1+1", None, -1)
            other.write("A1", 1)
            other.write("XFD1048576", 1)
        return path

    return make
