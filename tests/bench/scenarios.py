"""Scenarios against separate recalculations: whether they give the same, and how many a second.

    python tests/bench/scenarios.py [WORKBOOK] [ROWS]

Takes random rows of typed numbers of a workbook (the shipped sales example; 200 rows), computes them by one
loaded workbook as `roi-xl scenarios` does, and each by itself: the values typed in as by `roi-xl fill`, and
the workbook recalculated. Prints how many rows are equal, and rows a second of processor time of both ways;
exit status 1 if a row differs.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
import time
from math import isclose
from pathlib import Path

from roi_xl.cells_by_name import cell_named
from roi_xl.computed_workbook import Model
from roi_xl.errors import CellError
from roi_xl.recalc import Settings, computed
from roi_xl.scenarios.loaded import Loaded
from roi_xl.xlsx import Package, read
from roi_xl.xlsx.inputs import with_inputs

SETTINGS = Settings(dt.date(2026, 1, 1))
SALES = Path(__file__).parents[2] / "workbooks" / "sales-training.xlsx"
HEADERS = (
    "inp_margin", "inp_participants", "inp_hours_each", "inp_salary", "inp_discount", "costs.C2.unit_cost",
)  # fmt: skip
READS = (
    "out_roi", "out_net", "out_cost", "out_benefit", "out_bcr", "out_payback", "out_npv", "out_irr",
    "out_roi_low", "out_sentence", "out_checks",
)  # fmt: skip
WHOLE = {"inp_participants"}


def rows(data: bytes, headers, count, seed=1):
    """Random rows around the typed numbers; some cells are left blank."""
    model, dice = Model(read(Package(data))), random.Random(seed)
    stored = [model.stored(cell_named(header, model)) for header in headers]
    for _ in range(count):
        yield tuple(_drawn(header, value, dice) for header, value in zip(headers, stored, strict=True))


def _drawn(header, value, dice):
    if dice.random() < 0.15:
        return None
    drawn = value * dice.uniform(0.7, 1.3)
    return float(round(drawn)) if header in WHOLE else drawn


def separately(data: bytes, headers, reads, row):
    """What a workbook of its own gives with these values: values, and the cells that aren't confirmed."""
    book = read(Package(data))
    known = Model(book)
    given = {
        cell_named(header, known): value
        for header, value in zip(headers, row, strict=True)
        if value is not None
    }
    model = computed(with_inputs(book, given), SETTINGS)
    cells = [cell_named(name, model) for name in reads]
    values = [model.value(cell) for cell in cells]
    return values, [name for name, cell in zip(reads, cells, strict=True) if cell in model.unconfirmed]


def differences(answer, reads, values, unconfirmed):
    """How a scenario differs from a workbook of its own."""
    if [told.partition(" [")[0] for told in answer.unconfirmed] != unconfirmed:
        yield f"unconfirmed {answer.unconfirmed}, by itself {unconfirmed}"
    for name, mine, theirs in zip(reads, answer.values, values, strict=True):
        if name in unconfirmed or isinstance(theirs, CellError):
            is_same = mine is None
        elif isinstance(theirs, float) and isinstance(mine, float):
            is_same = isclose(mine, theirs, rel_tol=1e-12, abs_tol=1e-12)
        else:
            is_same = mine == theirs
        if not is_same:
            yield f"{name} is {mine!r}, by itself {theirs!r}"


def main(path: Path = SALES, count: int = 200) -> int:
    data = path.read_bytes()
    known = Model(read(Package(data)))
    names = {name.name for name in known.book.names}
    headers = [h for h in HEADERS if h in names or (h.startswith("costs.") and known.table("tbl_costs"))]
    reads = [name for name in READS if name in names]
    table = list(rows(data, headers, count))
    start = time.process_time()
    loaded = Loaded(data, SETTINGS, headers, reads)
    loading, start = time.process_time() - start, time.process_time()
    answers = [loaded.answer(row) for row in table]
    together, start = time.process_time() - start, time.process_time()
    wrong = 0
    for number, (row, answer) in enumerate(zip(table, answers, strict=True), 1):
        found = [*differences(answer, reads, *separately(data, headers, reads, row))]
        wrong += bool(found)
        for line in found:
            print(f"row {number}: {line}")
    apart = time.process_time() - start
    print(f"{path.name}: {count} rows of {len(headers)} inputs and {len(reads)} figures, {wrong} differ")
    print(f"loading {loading:.2f} s, with {loaded.base().formulas:,} formulas that vary")
    print(f"scenarios {count / together:8.1f} rows a second of processor time")
    print(f"separate  {count / apart:8.1f} rows a second; scenarios are {apart / together:.0f} times as fast")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:2]), *map(int, sys.argv[2:3])))
