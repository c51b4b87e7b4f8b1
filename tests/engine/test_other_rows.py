"""A formula is read once for all rows of a table: in each it means what reading it there says."""

from dataclasses import replace
from pathlib import Path

import pytest
from patterns.samples import book as pattern_book

from roi_xl.calc import FUNCTIONS
from roi_xl.formulas import other_rows
from roi_xl.formulas.reader import Analyst
from roi_xl.formulas.structure import Structure, structure_of
from roi_xl.xlsx import DefinedName, Filters, Package, Table, read, with_linked_values

ROOT = Path(__file__).parents[2]
FILES = [
    *sorted((ROOT / "tests" / "data" / "excel-saved").glob("*.xlsx")),
    *sorted((ROOT / "tests" / "data" / "samples").glob("*.xlsx")),
    *sorted((ROOT / "workbooks").glob("sales-*.xlsx")),
]
TABLE = Table("Costs", "Costs", (4, 2, 9, 4), ("Quantity", "Price", "Amount"), 1, 0)
NAMES = (DefinedName("left", "Costs!A1", None), DefinedName("rate", "Costs!$B$6", None))
STRUCTURE = Structure((("Costs", frozenset(), Filters()),), NAMES, (TABLE,), (), frozenset(FUNCTIONS))
HARD = {
    "another reference to a cell of the row": "Costs[[#This Row],[Price]]*$C$6",
    "a name of a cell of the row": "Costs[[#This Row],[Price]]*rate",
    "a name that moves": "Costs[[#This Row],[Price]]*left",
    "several columns": "SUM(Costs[[#This Row],[Quantity]:[Price]])",
    "a text like a reference": 'Costs[[#This Row],[Price]]&"sheet_1!$C$6"',
    "a reference counted from the row": 'Costs[[#This Row],[Price]]*INDIRECT("B"&ROW())',
    "a range in place of one value": "Costs[[#This Row],[Price]]*Costs[Quantity]",
    "the table around the cell": "[@Price]*2",
    "compared, and a criterion": "(Costs[@Price]=B1)*COUNTIFS(Costs[Price],Costs[@Price])",
    "no row of its own": "SUM(Costs[Price])",
}


def both(package):
    """What each formula of a workbook means, read once for all rows, and read where it is."""
    book = with_linked_values(read(package))
    shared, apart = (Analyst(structure_of(book, FUNCTIONS)) for _ in range(2))
    for sheet in book.sheets:
        for at, formula in sheet.formulas.items():
            is_array = formula.kind != "normal"
            once = shared.analysis(formula.text, sheet.name, at, in_array=is_array)
            apart._in_rows.clear()
            apart._first.clear()
            yield (sheet.name, at), once, apart.analysis(formula.text, sheet.name, at, in_array=is_array)


def differing(package):
    return [cell for cell, once, there in both(package) if once != there]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_formula_means_in_each_row_what_reading_it_there_says(path):
    assert differing(Package(path.read_bytes())) == []


@pytest.mark.parametrize("seed", range(3))
def test_so_it_does_in_made_up_workbooks(seed):
    written = pattern_book(f"rows {seed}", formulas=12).written()
    assert differing(Package(written)) == []


@pytest.mark.parametrize("formula", HARD.values(), ids=HARD)
def test_what_depends_on_more_than_the_row_is_read_where_it_is(formula):
    for rows in ((6, 7, 8, 12), (7, 6, 8, 12)):  # row 12 is below the table
        shared = Analyst(STRUCTURE)
        for row in rows:
            there = Analyst(STRUCTURE).analysis(formula, "Costs", (row, 4), in_array=False)
            assert shared.analysis(formula, "Costs", (row, 4), in_array=False) == there


def test_a_column_of_a_table_is_read_once(monkeypatch):
    shared, read = Analyst(STRUCTURE), []
    there = shared._read
    monkeypatch.setattr(shared, "_read", lambda *args, **more: read.append(args) or there(*args, **more))
    for row in range(5, 10):
        shared.analysis("Costs[[#This Row],[Price]]*2", "Costs", (row, 4), in_array=False)
    assert len(read) == 1


def test_the_law_finds_a_row_that_is_not_moved(root, monkeypatch):
    moved = other_rows.InOneRow.in_row

    def without_inputs(self, row):
        meaning = moved(self, row)
        return meaning and replace(meaning, inputs=self.meaning.inputs)

    monkeypatch.setattr(other_rows.InOneRow, "in_row", without_inputs)
    assert differing(Package((root / "workbooks" / "sales-training.xlsx").read_bytes()))
