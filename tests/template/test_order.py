"""Order means nothing: the rows of a table in another order give the same figures."""

import openpyxl
import pytest
from filled_in import TABLES, cell_of, figures

PERMUTED = ("costs", "values", "benefits", "attribution", "scenarios", "kpi1", "kpi2", "evidence")
DRAWN = "cal_simulated_"


@pytest.fixture(scope="module")
def book(root):
    return openpyxl.load_workbook(root / "workbooks" / "sales-training.xlsx")


def named(book):
    return [name for name in book.defined_names if name.startswith(("out_", "cal_"))]


@pytest.fixture(scope="module")
def before(book):
    figure = figures(book)
    return {name: figure(name) for name in named(book)}


def typed(book, table, row):
    return [cell_of(book, (table, row, column.id, None)) for column in TABLES[table].typed]


@pytest.mark.parametrize("table", PERMUTED)
def test_rows_in_another_order_change_no_figure(book, before, table):
    rows = range(TABLES[table].height)
    old = [[cell.value for cell in typed(book, table, row)] for row in rows]
    for row in rows:
        for cell, value in zip(
            typed(book, table, row), old[row - 3], strict=True
        ):  # spare rows in front, too
            cell.value = value
    try:
        figure = figures(book)
        for name, value in before.items():
            if not name.startswith(DRAWN):
                expected = value if isinstance(value, str) else pytest.approx(value, rel=1e-12, abs=1e-12)
                assert figure(name) == expected, name
    finally:
        for row in rows:
            for cell, value in zip(typed(book, table, row), old[row], strict=True):
                cell.value = value
