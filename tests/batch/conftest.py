"""What the tests of the batch share: two executors, to which the same tests are put, and small workbooks."""

import pytest
import xlsxwriter
from in_process import InProcess

from roi_xl.batch import Limits, LocalProcesses

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
