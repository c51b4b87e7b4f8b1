"""The law of scenarios: a row equals a recalculation of its own, whatever it leaves unconfirmed."""

import openpyxl
import pytest
import scenarios as bench
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from small_workbooks import STALE, book

from roi_xl.computed_workbook import Model
from roi_xl.files import FileError
from roi_xl.scenarios.loaded import Answer, Loaded

ROWS = 4


@pytest.fixture(scope="module")
def data(root):
    return (root / "workbooks" / "sales-training.xlsx").read_bytes()


@pytest.fixture(scope="module")
def apart(data):
    """Random rows, each with what a recalculation of its own gives."""
    rows = [*bench.rows(data, bench.HEADERS, ROWS)]
    return [(row, bench.separately(data, bench.HEADERS, bench.READS, row)) for row in rows]


def broken(data, rows, headers=bench.HEADERS, reads=bench.READS):
    """The rows that differ."""
    loaded = Loaded(data, bench.SETTINGS, headers, reads)
    return [
        found for row, known in rows if (found := [*bench.differences(loaded.answer(row), reads, *known)])
    ]


def test_a_scenario_equals_a_recalculation_of_its_own(data, apart):
    assert broken(data, apart) == []


def test_the_law_notices_a_formula_that_is_left_out(data, apart, monkeypatch):
    monkeypatch.setattr(Model, "dependents", lambda self, cells: self.readers(cells))
    assert len(broken(data, apart)) == ROWS


CELLS = {
    "A1": 2,
    "B1": "=A1*3",
    "B2": "=RAND()*A1",  # never confirmed
    "B3": "=B2+B1",  # hangs on it
    "B4": "=1/(A1-3)",
    "B5": "=RAND()",  # and doesn't hang on what varies
    "B6": "=B5+A1",
    "B7": '="1"&A2',
    "B8": "=B7+A1",
    "B9": "=SUM(B7,A1)",
    "A2": 5,
}
READS = ("S!B1", "S!B2", "S!B3", "S!B4", "S!B6", "S!B8", "S!B9", "S!A2")


def small(row, headers=("S!A1",), reads=READS):
    return Loaded(book(CELLS), bench.SETTINGS, headers, reads).answer(row)


def test_what_cannot_be_confirmed_is_named_and_left_empty():
    answer = small((4.0,))
    assert answer.values == (12.0, None, None, 1.0, None, 19.0, answer.values[6], 5.0)
    assert [name.partition(" ")[0] for name in answer.unconfirmed[:3]] == ["S!B2", "S!B3", "S!B6"]
    assert answer.unconfirmed[0] == "S!B2 [volatile]"


def test_an_error_is_named_and_left_empty():
    assert small((3.0,), reads=("S!B4", "S!B1")) == Answer((None, 9.0), (), ("S!B4 #DIV/0!",))


def test_a_blank_leaves_the_workbook_s_own_value():
    assert small((None,), reads=("S!B1",)).values == (6.0,)


@pytest.mark.parametrize("value", [3.0, 4.0, -1.5, 1e300])
@pytest.mark.parametrize("header", ["S!A1", "S!A2"])
def test_small_workbooks_keep_the_law_and_no_old_value_remains(header, value):
    data = book(CELLS)
    known = bench.separately(data, (header,), READS, (value,))
    assert broken(data, [((value,), known)], (header,), READS) == []
    answer = small((value,), (header,))
    assert STALE not in answer.values


def test_a_workbook_whose_days_count_from_1904_is_refused(tmp_path):
    """A day of a table would stand four years later in it."""
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active["B1"] = "=YEAR(A1)"
    book.save(tmp_path / "1904.xlsx")
    data = (tmp_path / "1904.xlsx").read_bytes()
    with pytest.raises(FileError, match="count from 1904"):
        Loaded(data, bench.SETTINGS, ["Sheet!A1"], ["Sheet!B1"])
