"""Small workbooks compared, and the worked example with other inputs in memory."""

import datetime as dt

import pytest
from small_workbooks import book

from roi_xl.diff import compared, difference
from roi_xl.recalc import Settings, computed

SETTINGS = Settings(dt.date(2026, 1, 2))


@pytest.fixture(scope="session")
def small():
    """Compares two workbooks with one sheet, from what their cells hold."""

    def compare(old, new, *, old_names=(), new_names=()):
        return compared(book(old, names=old_names), book(new, names=new_names), SETTINGS)

    return compare


@pytest.fixture(scope="session")
def sales(root):
    """The worked example, computed."""
    return computed((root / "workbooks" / "sales-training.xlsx").read_bytes(), SETTINGS)


@pytest.fixture(scope="session")
def against(sales):
    """Compares the worked example with itself after other inputs, by the names of their cells."""

    def compare(inputs, base=sales):
        from roi_xl.cells_by_name import cell_named

        new = base.with_inputs({cell_named(name, base): value for name, value in inputs.items()})
        return difference(base, new, SETTINGS)

    return compare
