"""Laws of freezing, over workbooks with formulas of every kind."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from roi_xl.calc import FUNCTIONS
from roi_xl.errors import CellError
from roi_xl.formulas.calls import Calls
from roi_xl.freeze import frozen
from roi_xl.recalc import Settings
from roi_xl.xlsx import Package, a1, read, with_constants, with_values, written

PART = "xl/worksheets/sheet1.xml"
OURS = "TRAINING_ROI(90000,16000)"
SETTINGS = Settings(dt.date(2026, 1, 1))

NUMBERS = st.floats(allow_nan=False, allow_infinity=False, width=32)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
VALUES = st.one_of(NUMBERS, st.booleans(), st.sampled_from([CellError.NA, CellError.DIV0]), TEXTS)
FORMULAS = [
    *("A1+1", "SUM(A1:B3)", "name_of_ours", "name_of_other", OURS),
    *("_xll.net_benefit(A1,B1)", "IF(A1,roi_range(B1:D1,1),2)"),
]


@st.composite
def workbooks(draw, *, shared=True):
    """Rows of a sheet with constants, formulas of all kinds and arrays."""
    rows = []
    for row in range(1, draw(st.integers(1, 5)) + 1):
        columns = sorted(draw(st.sets(st.integers(1, 5), max_size=5)))
        cells = [draw(_cell(a1((row, column)), shared=shared)) for column in columns]
        rows.append(f'<row r="{row}">{"".join(cells)}</row>')
    return "".join(rows)


@st.composite
def _cell(draw, place, *, shared):
    text, group = draw(st.sampled_from(FORMULAS)), draw(st.integers(0, 2))
    kinds = ["", f"<f>{text}</f>", f'<f t="array" ref="{place}">{text}</f>']
    if shared:
        members = f'<f t="shared" si="{group}"/>', f'<f t="shared" ref="A1:E5" si="{group}">{text}</f>'
        kinds += members
    formula = draw(st.sampled_from(kinds))
    kind, content = draw(
        st.sampled_from([
            ("", "<v>1.5</v>"), ("", ""), (' t="str"', "<v>a&lt;</v>"), (' t="str"', "<v></v>"),
            (' t="b"', "<v>1</v>"), (' t="e"', "<v>#N/A</v>"), (' t="e"', "<v>#NAME?</v>"),
        ])
    )  # fmt: skip
    return f'<c r="{place}"{kind}>{formula}{content}</c>'


NAMES = (
    f'<definedNames><definedName name="name_of_ours">{OURS}</definedName>'
    '<definedName name="name_of_other">S!$A$1</definedName></definedNames>'
)


SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
TYPES_OF_PARTS = (
    f'<Override PartName="/xl/workbook.xml" ContentType="{SPREADSHEET}.sheet.main+xml"/>'
    f'<Override PartName="/{PART}" ContentType="{SPREADSHEET}.worksheet+xml"/>'
)


def as_openpyxl_reads(data, *, data_only):
    """The cells that aren't blank, array formulas by their texts."""
    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=data_only)["S"]
    cells = (cell for row in sheet.iter_rows() for cell in row)
    found = {cell.coordinate: getattr(cell.value, "text", cell.value) for cell in cells}
    return {place: value for place, value in found.items() if value not in {None, ""}}


@given(workbooks())
def test_only_the_cells_of_our_functions_change_and_no_value_does(parts, zipped, sheet_xml, rows):
    data = zipped(parts(sheet_xml(rows), workbook=NAMES))
    new, done = frozen(data, SETTINGS, cached=True)
    old_sheet, new_sheet = read(Package(data)).sheets[0], read(Package(new)).sheets[0]
    chosen = {place.removeprefix("S!") for place in done.cells}
    assert new_sheet.values == old_sheet.values
    settled = {  # where two formulas are shared under one number, a member is left with the one we read
        a1(cell): replace(formula, kind="normal") if formula.kind == "contested" else formula
        for cell, formula in old_sheet.formulas.items()
        if a1(cell) not in chosen
    }
    left = {a1(cell): formula for cell, formula in new_sheet.formulas.items()}
    assert settled == {
        place: replace(formula, kind="normal") if formula.kind == "contested" else formula
        for place, formula in left.items()
    }


@given(workbooks())
def test_what_calls_after_freezing_is_what_has_no_value(parts, zipped, sheet_xml, rows):
    new, done = frozen(zipped(parts(sheet_xml(rows), workbook=NAMES)), SETTINGS, cached=True)
    left = {f"S!{a1(cell)}" for _, cell in Calls(read(Package(new)), FUNCTIONS).cells}
    assert left == {finding.where for finding in done.findings if finding.code == "no-value"}


@given(workbooks())
def test_freezing_twice_changes_nothing(parts, zipped, sheet_xml, rows):
    once = frozen(zipped(parts(sheet_xml(rows), workbook=NAMES)), SETTINGS, cached=True)[0]
    assert frozen(once, SETTINGS, cached=True)[0] is once


@given(workbooks(), st.data())
def test_frozen_cells_are_in_memory_what_their_file_is_read_as(parts, zipped, sheet_xml, rows, data):
    old = read(Package(zipped(parts(sheet_xml(rows), workbook=NAMES))))
    formulas = old.sheets[0].formulas
    chosen = {cell for cell in formulas if data.draw(st.booleans(), label=a1(cell))}
    others = [cell for cell in formulas if cell not in chosen and formulas[cell].kind == "normal"]
    texts = {cell: "1+1" for cell in others if data.draw(st.booleans(), label=a1(cell))}
    edited = with_constants(old, {"S": chosen}, {"S": texts}, lambda text, _: text)
    assert edited.sheets == read(Package(written(edited))).sheets


@given(workbooks(), st.dictionaries(st.tuples(st.integers(1, 5), st.integers(1, 5)), VALUES), st.data())
def test_edits_that_follow_each_other_are_written_as_if_each_had_been(
    parts, zipped, sheet_xml, rows, values, data
):
    old = read(Package(zipped(parts(sheet_xml(rows), workbook=NAMES))))
    cells = [cell for cell in old.sheets[0].formulas if data.draw(st.booleans(), label=a1(cell))]
    edits = [
        lambda book: with_values(book, {"S": values}),
        lambda book: with_constants(book, {"S": cells}, {}, lambda text, _: text),
        lambda book: with_values(book, {"S": dict.fromkeys(values, "after")}),
    ]
    in_memory = in_files = old
    for edit in edits:
        in_memory, in_files = edit(in_memory), read(Package(written(edit(in_files))))
    assert written(in_memory) == in_files.package.data


@given(workbooks(shared=False))
def test_openpyxl_reads_the_same_values(parts, zipped, sheet_xml, rows):
    data = zipped(parts(sheet_xml(rows), workbook=NAMES, overrides=TYPES_OF_PARTS))
    new, _ = frozen(data, SETTINGS, cached=True)
    assert as_openpyxl_reads(new, data_only=True) == as_openpyxl_reads(data, data_only=True)


@given(workbooks(shared=False))
def test_openpyxl_reads_the_same_formulas_in_all_other_cells(parts, zipped, sheet_xml, rows):
    data = zipped(parts(sheet_xml(rows), workbook=NAMES, overrides=TYPES_OF_PARTS))
    new, done = frozen(data, SETTINGS, cached=True)
    before, after = (as_openpyxl_reads(each, data_only=False) for each in (data, new))
    chosen = {place.removeprefix("S!") for place in done.cells}
    assert {place: value for place, value in before.items() if place not in chosen} == {
        place: value for place, value in after.items() if place not in chosen
    }


@given(VALUES)
def test_a_frozen_value_is_the_cached_one(book, value):
    found = book(f'<row r="1"><c r="A1"><f>{OURS}</f><v>0.123</v></c></row>')
    data = written(with_values(found, {"S": {(1, 1): value}}))
    new = read(Package(frozen(data, SETTINGS, cached=True)[0])).sheets[0].values[1, 1]
    assert (type(new), new) == (type(value), value)
