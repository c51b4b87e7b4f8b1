"""Cells that take no input, each with its reason; nothing is put in if one value can't be."""

from __future__ import annotations

import datetime as dt

import pytest

from roi_xl.xlsx import InputsRefusedError, Package, PackageError, address, entered, read, with_inputs

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
PART = "xl/worksheets/sheet1.xml"
BESIDE = "xl/worksheets/_rels/sheet1.xml.rels"


def relationships(*links):
    inside = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(links)
    )
    return f'<Relationships xmlns="{RELS}">{inside}</Relationships>'


@pytest.fixture
def refusals(book):
    """Why inputs are refused, from the codes by cell."""

    def make(found, values):
        with pytest.raises(InputsRefusedError) as caught:
            with_inputs(found, values)
        return {each.where: each.code for each in caught.value.refusals}

    return make


SHARED = '<c r="A1"><f t="shared" ref="A1:B1" si="0">C1</f></c><c r="B1"><f t="shared" si="0"/></c>'
FORMULAS = {
    "formula": ('<c r="A1"><f>B1</f><v>1</v></c>', (1, 1)),
    "shared formula": (SHARED, (1, 2)),
    "array formula": ('<c r="A1"><f t="array" ref="A1:A3">C1:C3</f><v>1</v></c>', (1, 1)),
    "cell that an array formula fills": ('<c r="A1"><f t="array" ref="A1:A3">C1:C3</f><v>1</v></c>', (3, 1)),
    "data table": ('<c r="A1"><f t="dataTable" ref="A1:B2" dt2D="1" dtr="1" r1="D1" r2="D2"/><v>1</v></c>',
                   (2, 2)),
    "empty formula": ('<c r="A1"><f ca="1"/><v>1</v></c>', (1, 1)),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMULAS)
def test_what_formulas_fill_takes_no_input(book, refusals, name):
    cells, cell = FORMULAS[name]
    found = book(f'<row r="1">{cells}</row>')
    assert set(refusals(found, {("S", cell): 5}).values()) == {"formula"}


def test_beside_an_array_formula_there_is_room(book):
    found = book('<row r="1"><c r="A1"><f t="array" ref="A1:A3">C1:C3</f><v>1</v></c></row>')
    assert entered(found, {("S", (4, 1)): 5, ("S", (1, 2)): 5}).replaced


def test_the_first_cell_of_a_merged_area_takes_the_input(book, sheet_xml, refusals):
    merged = '<mergeCells><mergeCell ref="B2:C4"/></mergeCells>'
    found = book(sheet_xml('<row r="2"><c r="B2"/></row>', after=merged))
    assert refusals(found, {("S", (3, 3)): 5, ("S", (2, 3)): 5}) == {"S!C3": "merged", "S!C2": "merged"}
    assert entered(found, {("S", (2, 2)): 5, ("S", (5, 3)): 5}).replaced
    with pytest.raises(InputsRefusedError, match=r"merged into S!B2; put the value into S!B2"):
        with_inputs(found, {("S", (4, 2)): 5})


STYLES = f"""<styleSheet xmlns="{MAIN}"><cellStyleXfs><xf><protection locked="0"/></xf></cellStyleXfs>
<cellXfs><xf/><xf><protection locked="0"/></xf>
<xf><protection hidden="1"/></xf><xf><protection locked="1"/></xf>
</cellXfs></styleSheet>"""


@pytest.fixture
def protected(book, sheet_xml):
    """A protected sheet whose cells have one of four formats: only the second is unlocked."""

    def make(rows, before="", protection='<sheetProtection sheet="1"/>', styles=STYLES):
        return book(
            sheet_xml(rows, before, protection),
            relationships=f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/>',
            **({"xl/styles.xml": styles} if styles else {}),
        )

    return make


CELLS = "".join(f'<c r="{letter}1" s="{style}"/>' for style, letter in enumerate("ABCD"))


def test_a_protected_sheet_takes_inputs_in_unlocked_cells_alone(protected, refusals):
    found = protected(f'<row r="1">{CELLS}</row>')
    values = {("S", (1, column)): 5 for column in range(1, 6)}
    locked = dict.fromkeys(["S!A1", "S!C1", "S!D1", "S!E1"], "protected")
    assert refusals(found, values) == locked
    assert entered(found, {("S", (1, 2)): 5}).replaced


def test_cells_that_are_not_there_are_locked_as_their_row_or_column_is(protected, refusals):
    columns = '<cols><col min="3" max="3" style="1"/><col min="4" max="4" style="0"/></cols>'
    rows = '<row r="2" s="1" customFormat="1"/><row r="3" s="0" customFormat="1"/>'
    found = protected(rows, columns)
    assert entered(found, {("S", (1, 3)): 5, ("S", (2, 4)): 5, ("S", (2, 9)): 5}).replaced
    assert refusals(found, {("S", (3, 3)): 5, ("S", (1, 4)): 5, ("S", (9, 9)): 5}) == dict.fromkeys(
        ["S!C3", "S!D1", "S!I9"], "protected"
    )


BROKEN = {
    "first column": ("", '<cols><col min="x" max="3" style="1"/></cols>', STYLES, "column number 'x'"),
    "last column": ("", '<cols><col min="1" max="" style="1"/></cols>', STYLES, "column number ''"),
    "format of a column": ("", '<cols><col min="1" max="3" style="x"/></cols>', STYLES, "cell format 'x'"),
    "format of a row": ('<row r="1" s="x" customFormat="1"/>', "", STYLES, "cell format 'x'"),
    "format of a cell": ('<row r="1"><c r="A1" s="1.5"/></row>', "", STYLES, "cell format '1.5'"),
    "number format": ("", "", STYLES.replace("<cellXfs><xf/>", '<cellXfs><xf numFmtId="x"/>'),
                      "number format 'x'"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("value", [5, dt.date(2024, 2, 29)], ids=repr)
def test_a_sheet_whose_formats_are_no_numbers_is_refused(protected, name, value):
    rows, before, styles, reason = BROKEN[name]
    with pytest.raises(PackageError) as caught:
        entered(protected(rows, before, styles=styles), {("S", (1, 1)): value})
    assert (caught.value.code, reason in str(caught.value)) == ("broken-sheet", True)


@pytest.mark.parametrize("protection", ["", '<sheetProtection sheet="0"/>', "<sheetProtection/>"])
def test_no_lock_counts_on_a_sheet_that_is_not_protected(protected, protection):
    assert entered(protected(f'<row r="1">{CELLS}</row>', protection=protection), {("S", (1, 1)): 5}).replaced


def test_without_its_formats_everything_is_locked(protected, refusals):
    found = protected(f'<row r="1">{CELLS}</row>', styles=None)
    assert refusals(found, {("S", (1, 2)): 5}) == {"S!B1": "protected"}


def table(ref, columns, more=""):
    inside = "".join(f'<tableColumn id="{number}" name="{name}"/>' for number, name in enumerate(columns, 1))
    return (
        f'<table xmlns="{MAIN}" id="1" name="t" displayName="t" ref="{ref}" {more}>'
        f"<tableColumns>{inside}</tableColumns></table>"
    )


def test_headings_and_totals_of_tables_take_no_input(book, refusals):
    others = {
        BESIDE: relationships(("table", "../t.xml")),
        "xl/t.xml": table("B2:C5", ["a", "b"], 'totalsRowCount="1"'),
    }
    found = book("", **others)
    assert refusals(found, {("S", (2, 2)): 5, ("S", (5, 3)): 5}) == {"S!B2": "heading", "S!C5": "totals"}
    around = [(2, 1), (2, 4), (1, 2), (6, 2), (3, 2), (4, 3)]
    assert entered(found, {("S", cell): 5 for cell in around}).replaced


def test_a_table_without_headings_takes_inputs_from_its_first_row_on(book):
    others = {
        BESIDE: relationships(("table", "../t.xml")),
        "xl/t.xml": table("B2:C5", ["a", "b"], 'headerRowCount="0"'),
    }
    assert entered(book("", **others), {("S", (2, 2)): 5, ("S", (5, 2)): 5}).replaced


def test_pivot_tables_take_no_input(book, refusals):
    others = {
        BESIDE: relationships(("pivotTable", "../p.xml"), ("comments", "../nothing.xml")),
        "xl/p.xml": f'<pivotTableDefinition xmlns="{MAIN}"><location ref="B2:C5"/></pivotTableDefinition>',
    }
    found = book("", **others)
    assert refusals(found, {("S", (3, 3)): 5}) == {"S!C3": "pivot"}
    assert entered(found, {("S", (6, 3)): 5}).replaced


def test_a_sheet_that_is_not_there_is_named_with_those_that_are(book):
    with pytest.raises(InputsRefusedError, match=r"no worksheet 'T'; name one of S"):
        with_inputs(book(""), {("T", (1, 1)): 5})


def test_two_values_for_a_cell_are_refused_whatever_the_case_of_the_sheet(book, refusals):
    values = {("S", (5, 1)): 1, ("s", (5, 1)): 2}
    assert refusals(book(""), values) == {"S!A5": "twice"}
    assert refusals(book(""), dict.fromkeys(values, 1)) == {"S!A5": "twice"}
    assert entered(book(""), {("S", (5, 1)): 1, ("s", (5, 2)): 2}).replaced


@pytest.mark.parametrize("cell", [(0, 1), (1, 0), (1_048_577, 1), (1, 16_385), (-1, 1)])
def test_a_cell_outside_of_the_sheet_is_refused(book, cell):
    with pytest.raises(InputsRefusedError, match="of S: it lies outside of the sheet"):
        with_inputs(book(""), {("S", cell): 5})


def test_all_reasons_are_given_and_nothing_is_put_in(book):
    found = book('<row r="1"><c r="A1"><f>B1</f></c></row>')
    values = {("S", (1, 1)): 5, ("S", (2, 1)): float("nan"), ("S", (3, 1)): 5}
    with pytest.raises(InputsRefusedError) as caught:
        with_inputs(found, values)
    first, second = caught.value.refusals
    assert str(first) == "S!A1: it holds a formula; put the values into the cells that the formula reads"
    assert str(second).startswith("S!A2: nan isn't a number")
    assert caught.value.code == "formula"
    assert str(caught.value) == (
        "S!A1: it holds a formula (and 1 more); put the values into the cells that the formula reads"
    )


def test_a_formula_that_takes_an_unfit_value_is_one_refusal(book, refusals):
    found = book('<row r="1"><c r="A1"><f>B1</f></c></row>')
    assert refusals(found, {("S", (1, 1)): float("nan")}) == {"S!A1": "formula"}


@pytest.mark.parametrize("edition", ["sales-training", "blank-training-sv"])
def test_the_input_cells_of_our_workbooks_are_open_and_those_beside_them_locked(root, edition):
    found = read(Package((root / "workbooks" / f"{edition}.xlsx").read_bytes()))
    sheets = {sheet.name: sheet for sheet in found.sheets}
    named = [name.text.rpartition("!") for name in found.names if name.name.startswith("inp_")]
    cells = [(sheet.strip("'"), address(where)) for sheet, _, where in named]
    inputs = [cell for cell in cells if cell[1] not in sheets[cell[0]].formulas]
    assert len(inputs) > 20
    assert set(entered(found, dict.fromkeys(inputs)).values.values()) == {None}
    beside = [(sheet, (row, column - 1)) for sheet, (row, column) in inputs]
    with pytest.raises(InputsRefusedError) as caught:
        entered(found, dict.fromkeys(beside))
    assert len(caught.value.refusals) == len(beside)
