"""Order means nothing: the rows of a table in another order give the same figures."""

import pytest
from changes import cell
from in_memory import figure, model, typed_over

from roi_xl.layout.declared import TABLES

PERMUTED = ("costs", "values", "benefits", "attribution", "scenarios", "kpi1", "kpi2")
PERMUTED += ("estimated", "estimates", "projects", "plans", "quarters", "people", "answers", "evidence")
DRAWN = "cal_simulated_"


@pytest.fixture(scope="module")
def before():
    book = model("sales")
    names = [name.name for name in book.book.names if name.name.startswith(("out_", "cal_"))]
    return {name: figure(book, name) for name in names}


def content(book, where):
    """What is typed into a cell: a formula with its equals sign, or a value."""
    formula = book.formula(where)
    return book.value(where) if formula is None else f"={formula.text}"


@pytest.mark.parametrize("table", PERMUTED)
def test_rows_in_another_order_change_no_figure(before, table):
    book, rows = model("sales"), range(TABLES[table].height)
    cells = [[cell(book.book, table, column.id, row + 1) for column in TABLES[table].typed] for row in rows]
    moved = {
        there: content(book, here)
        for row in rows
        for there, here in zip(cells[row], cells[row - 3], strict=True)  # spare rows in front, too
    }
    done = typed_over(book, moved)
    for name, value in before.items():
        if not name.startswith(DRAWN):
            expected = value if isinstance(value, str) else pytest.approx(value, rel=1e-12, abs=1e-12)
            assert figure(done, name) == expected, name
