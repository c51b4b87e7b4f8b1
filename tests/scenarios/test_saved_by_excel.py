"""Workbooks that Excel saved: a scenario equals a full computation, cell by cell, confirmed or not."""

import random

import pytest
import scenarios as bench

from roi_xl.recalc import computed
from roi_xl.scenarios import loaded
from roi_xl.scenarios.loaded import Loaded
from roi_xl.xlsx.address import a1

NAMES = [
    "ironcalc-ACCRINT_ACCRINTM", "ironcalc-BITs", "ironcalc-CONVERT", "ironcalc-SUMIFS",
    "ironcalc-TIME_HOUR_MINUTE_SECOND",
]  # fmt: skip
MOST_INPUTS, MOST_FIGURES, ROWS = 3, 12, 2


def named(cell):
    sheet = cell[0].replace("'", "''")
    return f"'{sheet}'!{a1(cell[1])}"


def differences(data, seed):
    """How scenarios of random inputs differ from the whole workbook under the same inputs."""
    dice, model = random.Random(seed), computed(data, bench.SETTINGS)
    filled = {(sheet.name, at) for sheet in model.book.sheets for at in (*sheet.formulas, *sheet.members)}
    typed = [
        (sheet.name, at)
        for sheet in model.book.sheets
        for at, value in sheet.values.items()
        if isinstance(value, float) and (sheet.name, at) not in filled and model.readers([(sheet.name, at)])
    ]
    inputs = dice.sample(typed, min(MOST_INPUTS, len(typed)))
    reached = sorted(model.dependents(inputs))
    figures = dice.sample(reached, min(MOST_FIGURES, len(reached)))
    reads = [*map(named, figures)]
    ready = Loaded(data, bench.SETTINGS, [*map(named, inputs)], reads)
    for _ in range(ROWS):
        row = [
            None if dice.random() < 0.2 else model.stored(c) * dice.choice([0.5, 1.1, 2, 0, -1])
            for c in inputs
        ]
        given = {cell: value for cell, value in zip(inputs, row, strict=True) if value is not None}
        whole = model.with_inputs(given)
        left = [name for name, cell in zip(reads, figures, strict=True) if cell in whole.unconfirmed]
        values = [whole.value(cell) for cell in figures]
        yield from bench.differences(ready.answer(row), reads, values, left)


@pytest.mark.parametrize("seed", [5, 6, 7])
@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_equals_the_whole_workbook_under_the_same_inputs(excel_saved, name, seed):
    assert [*differences((excel_saved / f"{name}.xlsx").read_bytes(), seed)] == []


def test_the_law_notices_that_the_jury_is_not_asked(excel_saved, monkeypatch):
    monkeypatch.setattr(loaded, "CONTESTED", frozenset())
    assert [*differences((excel_saved / "ironcalc-SUMIFS.xlsx").read_bytes(), 5)]
