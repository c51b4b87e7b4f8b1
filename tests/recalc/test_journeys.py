"""How often a package is parsed and written, and a sheet read, on the way of a workbook through the house.

What the second engine hands back is a package, too, and is read as one; it isn't the user's workbook and is
counted apart.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections import Counter

import pytest

from roi_xl.freeze import frozen
from roi_xl.layout import study_from
from roi_xl.recalc import Settings, computed, recalculated
from roi_xl.xlsx import Package, workbook, write, written

SETTINGS = Settings(dt.date(2026, 1, 1))
SALES = "workbooks/sales-training.xlsx"
STALE = "tests/data/samples/sales-example-stale.xlsx"
CHECKED = "sheets checked before they are written"


@pytest.fixture
def counted(monkeypatch):
    """What was done since it was last cleared, by kind."""
    done = Counter()

    def count(owner, name, kind):
        original = getattr(owner, name)

        def counting(*args, **options):
            done["of the engines" if is_the_engines() else kind] += 1
            return original(*args, **options)

        monkeypatch.setattr(owner, name, counting)

    count(Package, "__init__", "parsed")
    count(Package, "_packed", "written")
    count(workbook, "sheet", "sheets read")
    count(write, "check_worksheet", CHECKED)
    return done


def is_the_engines():
    """Whether an engine's room asks."""
    frame = sys._getframe(2)
    while frame is not None and not frame.f_globals.get("__name__", "").startswith("roi_xl.engine"):
        frame = frame.f_back
    return frame is not None


@pytest.mark.parametrize("name", [SALES, STALE])
def test_freeze_parses_a_workbook_once_and_writes_it_once(root, counted, name):
    data = (root / name).read_bytes()
    count = len(workbook.read(Package(data)).sheets)
    counted.clear()
    new, done = frozen(data, SETTINGS)
    assert new is not data
    assert done.cells or done.handed_over
    assert (counted["parsed"], counted["written"], counted["sheets read"]) == (1, 1, count)
    assert 0 < counted[CHECKED] <= count


def test_freeze_with_the_values_of_the_file_does_too(root, counted):
    frozen((root / STALE).read_bytes(), SETTINGS, cached=True)
    assert (counted["parsed"], counted["written"]) == (1, 1)


def test_recalc_parses_a_workbook_once_and_writes_it_once(root, counted):
    data = (root / STALE).read_bytes()
    count = len(workbook.read(Package(data)).sheets)
    counted.clear()
    new, done = recalculated(data, SETTINGS)
    assert new is not data
    assert done.changes
    assert (counted["parsed"], counted["written"], counted["sheets read"]) == (1, 1, count)


def test_recalc_of_a_current_workbook_writes_nothing(root, counted):
    data = (root / SALES).read_bytes()
    assert recalculated(data, SETTINGS)[0] is data
    assert (counted["parsed"], counted["written"]) == (1, 0)


def test_a_typed_cost_goes_from_the_file_to_the_study_and_back_into_a_file(root, counted):
    """Computed and read as a study; another cost typed, computed and read as a study; then written."""
    model = computed((root / SALES).read_bytes(), SETTINGS)
    costs = model.table("tbl_costs")
    cell = costs.sheet, (costs.area[0] + 1, costs.area[1] + costs.columns.index("Unit cost"))
    other = model.with_inputs({cell: 5_500.0})
    typed = [study_from(each)[0].costs[0].unit_cost for each in (model, other)]
    assert typed == [5_000.0, 5_500.0]
    assert (counted["parsed"], counted["written"]) == (1, 0)
    new = written(other.updated())
    assert (counted["parsed"], counted["written"]) == (1, 1)
    assert study_from(workbook.read(Package(new)))[0].costs[0].unit_cost == 5_500.0
