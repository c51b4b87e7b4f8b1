"""Workbooks that were refused without need: every cell of theirs that can be right is right.

The values are Excel's where it shows one (EPPlus' issue 1687, Microsoft's XIRR example, Google Sheets' stored
results), else worked out by hand.
"""

import datetime as dt

import pytest

from roi_xl.calc import FUNCTIONS
from roi_xl.engine import evaluate
from roi_xl.errors import CellError
from roi_xl.xlsx import Package, address, read

NA, REF = CellError.NA, CellError.REF
RIGHT = {
    "circ_if": {"Sheet!B1": 0.8, "Sheet!E1": 0.1},
    "circ_index": {"Sheet!D2": 800.0, "Sheet!B3": 800.0, "Sheet!D3": 580.0, "Sheet!D4": 338.0},
    "epplus1687": {"Sheet!D5": 44.0},
    "amort_and0": {"S!C2": 100.0, "S!D4": 300.0, "S!E2": 800.0, "S!E4": 338.0, "S!E5": 71.8},
    "names": {
        "Data!F1": 2026.0, "Data!F2": 3.0, "Data!D1": 25.0, "Data!E3": 600.0, "Data!E4": 1800.0,
        "Data!E5": 200.0, "Data!E6": 200.0, "Data!D5": 250.0,
    },
    "consol": {"Year!A1": 60.0, "Jan!B1": 20.0},
    "xirr": {"Sheet!J3": 0.373362535, "Sheet!J1": 0.1882953623, "Sheet!J4": 2086.647602},
    "google": {"S!B1": 5.0, "S!D1": 10.52, "S!E1": 25.52, "S!B2": 7.0, "S!C2": 9.0},
    "cse": {
        "Sheet!F1": 1.0, "Sheet!F4": 4.0, "Sheet!F5": NA, "Sheet!F6": NA, "Sheet!D2": 2.0, "Sheet!E2": 2.0,
        "Sheet!D3": 101.0, "Sheet!D4": 102.0, "Sheet!N3": 5.0, "Sheet!P3": 5.0, "Sheet!M4": 30.0,
        "Sheet!K1": 5.0, "Sheet!L1": -5.0,
    },
    "tbl_openpyxl": {"D!F6": 3.0, "D!F8": 3.0, "D!F9": 129.0, "D!F7": 3.0},
    "subtot": {"Sheet!C3": REF, "Sheet!C10": 0.0, "Sheet!C11": REF, "Sheet!C13": "err", "Sheet!C5": 1.0},
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_what_was_refused_without_need_is_right(root, name):
    book = read(Package((root / "tests/data/faults" / f"{name}.xlsx").read_bytes()))
    evaluation = evaluate(book, FUNCTIONS, today=dt.date(2026, 1, 2))
    shown = {}
    for place in RIGHT[name]:
        sheet, _, at = place.partition("!")
        stored = next(one for one in book.sheets if one.name == sheet).values.get(address(at))
        shown[place] = evaluation.values.get(sheet, {}).get(address(at), stored)
    numbers = {place: value for place, value in RIGHT[name].items() if isinstance(value, float)}
    assert {place: shown[place] for place in numbers} == pytest.approx(numbers, rel=1e-8)
    others = RIGHT[name].keys() - numbers.keys()
    assert {place: shown[place] for place in others} == {place: RIGHT[name][place] for place in others}
    kept = {cell for finding in evaluation.findings for cell in (finding.where, *finding.cells)}
    assert not kept & RIGHT[name].keys()
