"""Laws that hold for any value in any cell."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from patterns.sheets import CELLS, LIKE_ESCAPES, NUMBERS, SCALARS, TEXTS, sheets

from roi_xl.xlsx import Package, a1, address, area, range_a1, read, with_values, written
from roi_xl.xlsx.as_excel_writes import canonical_rows
from roi_xl.xlsx.cell_reader import any_cells, canonical_cells
from roi_xl.xlsx.markup import character_data, escaped, unescaped
from roi_xl.xlsx.patch import patched
from roi_xl.xlsx.sheet import Grid
from roi_xl.xlsx.stored_values import spelled

PART = "xl/worksheets/sheet1.xml"
ROW_NUMBERS = st.integers(1, 1_048_576)
COLUMNS = st.integers(1, 16_384)
COMMENT = b"<!-- for the parser -->"


def grid():
    return Grid(tuple, frozenset({"1"}), 1000)


@given(SCALARS)
def test_what_is_written_is_read_back(book, value):
    found = book('<row r="1"><c r="A1"><f>B1</f><v>0.123</v></c></row>')
    new = read(Package(written(with_values(found, {"S": {(1, 1): value}})))).sheets[0].values[1, 1]
    assert (type(new), new) == (type(value), value)


@given(TEXTS | LIKE_ESCAPES)
def test_text_is_the_same_after_escaping_and_back(text):
    assert unescaped(character_data(escaped(text))) == text


@given(NUMBERS)
def test_a_number_is_the_same_after_spelling_and_back(value):
    assert float(spelled(value)) == value


@given(NUMBERS)
def test_a_number_is_spelled_as_a_sheet_allows(value):
    assert re.fullmatch(rb"-?[0-9]+(\.[0-9]+)?(E[+-]?[0-9]+)?", spelled(value))


@given(ROW_NUMBERS, COLUMNS)
def test_a_cell_is_the_same_after_naming_and_back(row, column):
    assert address(a1((row, column))) == (row, column)


@given(ROW_NUMBERS, COLUMNS, ROW_NUMBERS, COLUMNS)
def test_an_area_is_the_same_after_naming_and_back(top, left, bottom, right):
    corners = (min(top, bottom), min(left, right), max(top, bottom), max(left, right))
    assert area(range_a1(corners)) == corners


@given(sheets())
def test_expression_and_parser_read_the_same_cells(sheet_xml, rows):
    data = sheet_xml(rows)
    quick = canonical_cells(data, canonical_rows(data), grid())
    assert quick.sheet("S", PART) == any_cells(data, PART, grid()).sheet("S", PART)


@given(sheets(), st.dictionaries(CELLS, SCALARS | st.none(), max_size=12))
def test_expression_and_parser_write_the_same_bytes(sheet_xml, rows, values):
    formulas = any_cells(sheet_xml(rows), PART, grid()).formulas
    quick = patched(sheet_xml(rows), PART, values, {}, formulas)
    slow = patched(sheet_xml(rows, after=COMMENT.decode()), PART, values, {}, formulas)
    assert slow.replace(COMMENT, b"") == quick


@given(sheets(), st.dictionaries(CELLS, SCALARS | st.none(), max_size=12))
def test_new_values_stand_beside_all_the_old_ones(book, rows, values):
    found = book(rows)
    new = read(Package(written(with_values(found, {"S": values})))).sheets[0]
    expected = {**found.sheets[0].values, **values}
    assert new.values == {cell: value for cell, value in expected.items() if value is not None}
    assert new.formulas == found.sheets[0].formulas


ODD = st.sampled_from(
    [-0.0, float("inf"), float("nan"), "\ud800 half", "\ud83d\ude00", "_xD83D_", "\ufffe", "\r\n"]
)


@given(sheets(), st.dictionaries(CELLS, SCALARS | ODD | st.none(), max_size=12))
def test_an_edited_sheet_is_in_memory_what_its_file_is_read_as(book, rows, values):
    edited = with_values(book(rows), {"S": values})
    again = read(Package(written(edited)))
    assert [*edited.sheets[0].values.items()] == [*again.sheets[0].values.items()]
    assert list(map(repr, edited.sheets[0].values.values())) == list(
        map(repr, again.sheets[0].values.values())
    )
    assert edited.sheets == again.sheets


@given(sheets(), st.dictionaries(CELLS, SCALARS | st.none(), max_size=12))
def test_writing_twice_changes_nothing_the_second_time(book, rows, values):
    once = read(Package(written(with_values(book(rows), {"S": values}))))
    assert written(with_values(once, {"S": values})) is once.package.data


@given(sheets(), st.dictionaries(CELLS, SCALARS | st.none(), max_size=12))
def test_cells_elsewhere_keep_their_bytes(book, rows, values):
    found = book(rows)
    new = Package(written(with_values(found, {"S": values}))).read(PART)
    for name, cell in re.findall(r'(?=<c r="([A-Z0-9]+)")(<c .*?(?:</c>))', rows):
        if address(name) not in values:
            assert cell.encode() in new
