"""Laws of inputs: what was put in is there, everything else is as it was, to the byte where it isn't a cell.

Made-up sheets in every form, the workbooks that we ship, 48 saved by Excel and some written by scripts are
the witnesses.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from patterns.sheets import CELLS, LIKE_ESCAPES, NUMBERS, TEXTS, sheets

from roi_xl.computed_workbook import Model
from roi_xl.xlsx import InputsRefusedError, Package, a1, address, entered, read, with_inputs

PART = "xl/worksheets/sheet1.xml"
TESTS = Path(__file__).parent.parent
FILES = [
    *sorted((TESTS / "data" / "excel-saved").glob("*.xlsx")),
    *sorted((TESTS / "data" / "faults").glob("*.xlsx")),
    *sorted((TESTS / "data" / "samples").glob("*.xlsx")),
    *sorted((TESTS.parent / "workbooks").glob("*.xlsx")),
]
DAYS = st.dates(dt.date(1900, 3, 1))
MOMENTS = st.datetimes(dt.datetime.fromisoformat("1900-03-01")).map(lambda moment: moment.replace(fold=0))
WHOLE = st.integers(-(2**53), 2**53)
INPUTS = st.one_of(st.none(), st.booleans(), WHOLE, NUMBERS, TEXTS, LIKE_ESCAPES, DAYS, MOMENTS, st.times())
TYPICAL = (1.5, " a <text> & more ", True, dt.date(2024, 2, 29), None)


def put(found, values):
    """The values that may be put in, and the workbook with them."""
    while True:
        try:
            return values, with_inputs(found, values)
        except InputsRefusedError as error:
            closed = {refusal.where.rpartition("!")[2] for refusal in error.refusals}
            values = {cell: value for cell, value in values.items() if a1(cell[1]) not in closed}


@given(sheets(), st.dictionaries(CELLS, INPUTS, max_size=12))
def test_inputs_stand_beside_all_that_was_there(book, rows, values):
    found = book(rows)
    taken, new = put(found, {("S", cell): value for cell, value in values.items()})
    old, after = found.sheets[0], read(Package(new)).sheets[0]
    stored = {cell: value for (_, cell), value in entered(found, taken).values.items()}
    expected = {cell: value for cell, value in {**old.values, **stored}.items() if value is not None}
    assert after.values == expected
    assert {cell: type(value) for cell, value in after.values.items()} == {
        cell: type(value) for cell, value in expected.items()
    }
    assert after.formulas == old.formulas
    assert {cell for cell in values if ("S", cell) not in taken} <= {
        cell
        for cell in values
        if f'<c r="{a1(cell)}"' in rows  # the formulas among them
    }


@given(sheets(), st.dictionaries(CELLS, INPUTS, max_size=12))
def test_putting_the_same_in_again_changes_nothing(book, rows, values):
    found = book(rows)
    taken, new = put(found, {("S", cell): value for cell, value in values.items()})
    once = read(Package(new))
    assert with_inputs(once, taken) is once.package.data


@given(st.dictionaries(CELLS, INPUTS, max_size=6), st.dictionaries(CELLS, INPUTS, max_size=6))
def test_one_after_the_other_is_the_same_as_both_at_once(book, first, second):
    def named(values):
        return {("S", cell): value for cell, value in values.items()}

    found = book('<row r="2"><c r="B2" s="1"><v>1</v></c></row>')
    once = read(Package(with_inputs(found, named({**first, **second}))))
    twice = read(Package(with_inputs(read(Package(with_inputs(found, named(first)))), named(second))))
    assert once.sheets[0].values == twice.sheets[0].values


@given(DAYS | MOMENTS | st.times(), st.booleans())
def test_a_moment_is_the_same_after_storing_and_back(book, moment, is_1904):
    """The number of a day, told back by the calendar: to the millisecond, as Excel keeps it."""
    if is_1904 and not isinstance(moment, dt.time) and moment.year < 1904:
        return
    found = book("", workbook=f'<workbookPr date1904="{int(is_1904)}"/>')
    number = entered(found, {("S", (1, 1)): moment}).values["S", (1, 1)]
    epoch = dt.datetime.fromisoformat("1904-01-01" if is_1904 else "1899-12-30")
    back = epoch + dt.timedelta(days=number)
    if isinstance(moment, dt.time):
        moment = dt.datetime.combine(epoch, moment)
    elif not isinstance(moment, dt.datetime):
        moment = dt.datetime.combine(moment, dt.time())
    assert abs(back - moment) < dt.timedelta(milliseconds=1)


@pytest.fixture(scope="module", params=FILES, ids=lambda path: f"{path.parent.stem}-{path.stem}")
def case(request):
    """A workbook, values put into some of its cells and beside them, and the new file."""
    found = read(Package(request.param.read_bytes()))
    values = {}
    for sheet in found.sheets:
        constants = [cell for cell in sorted(sheet.values) if cell not in sheet.formulas]
        chosen = constants[:: max(1, len(constants) // 12)]
        below = [(cell[0] + 1, cell[1]) for cell in chosen[:4] if cell[0] < 1_048_576]
        for number, cell in enumerate([*chosen, *below, (1, 1), (3, 16_384), (1_048_576, 2)]):
            values[sheet.name, cell] = TYPICAL[number % len(TYPICAL)]
    model = Model(found)  # a blank workbook of ours has nothing typed, but cells to type into
    inputs = (model.cell(name.name) for name in found.names if name.name.startswith("inp_"))
    for number, cell in enumerate(cell for cell in inputs if cell is not None):
        values[cell] = TYPICAL[number % len(TYPICAL)]
    taken, new = put(found, values)
    return found, taken, read(Package(new))


def bare(data, cells):
    """A sheet's canonical XML without some cells, rows that hold nothing, spans and dimension."""
    root = etree.fromstring(data)
    for row in [*root.iterfind("{*}sheetData/{*}row")]:
        row.attrib.pop("spans", None)
        column = 0
        for cell in [*row.iterfind("{*}c")]:
            column = address(cell.get("r"))[1] if "r" in cell.attrib else column + 1
            if (int(row.get("r", 0)), column) in cells:
                row.remove(cell)
        if not len(row) and set(row.attrib) <= {"r"}:
            row.getparent().remove(row)
    for element in root.iterfind("{*}dimension"):
        root.remove(element)
    return etree.tostring(root, method="c14n")


def test_inputs_are_read_back_from_every_workbook(case):
    found, taken, new = case
    values = {sheet.name: sheet.values for sheet in new.sheets}
    assert taken
    for (sheet, cell), value in entered(found, taken).values.items():
        assert (type(values[sheet].get(cell)), values[sheet].get(cell)) == (type(value), value)


def test_all_other_cells_of_every_workbook_are_as_they_were(case):
    found, taken, new = case
    for old, after in zip(found.sheets, new.sheets, strict=True):
        cells = {cell for sheet, cell in taken if sheet == old.name}
        assert bare(new.package.read(after.part), cells) == bare(found.package.read(old.part), cells)


def test_all_other_parts_of_every_workbook_keep_every_byte(case):
    found, taken, new = case
    touched = {sheet.part for sheet in found.sheets if any(name == sheet.name for name, _ in taken)}
    assert new.package.names == found.package.names
    changed = [name for name in found.package.names if found.package.read(name) != new.package.read(name)]
    assert set(changed) <= touched


def test_the_formats_of_cells_stay(case):
    found, _, new = case
    for old in found.sheets:
        before, after = (etree.fromstring(book.package.read(old.part)) for book in (found, new))
        styles = {cell.get("r"): cell.get("s") for cell in before.iter("{*}c") if "r" in cell.attrib}
        apart = [
            cell.get("r") for cell in after.iter("{*}c")
            if cell.get("r") in styles and cell.get("s") != styles[cell.get("r")]
        ]  # fmt: skip
        assert apart == []


def test_putting_the_same_into_every_workbook_again_changes_nothing(case):
    _, taken, new = case
    assert with_inputs(new, taken) is new.package.data
