"""Freezing cells that share a formula or a result: shared formulas, arrays, spills, data tables."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from roi_xl.freeze import frozen
from roi_xl.recalc import Settings
from roi_xl.xlsx import Package, read

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PART = "xl/worksheets/sheet1.xml"
OURS = "TRAINING_ROI(90000,16000)"
SETTINGS = Settings(dt.date(2026, 1, 1))


def test_members_of_a_shared_formula_get_their_own_text_when_the_master_goes(rows_of):
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1">'
        '<f t="shared" ref="B1:B3" si="0">TRAINING_ROI(A1,$C$1)</f><v>1</v></c></row>'
        '<row r="2"><c r="B2"><f t="shared" si="0"/></c></row>'
        '<row r="3"><c r="B3"><f t="shared" ca="1" si="0"></f></c></row>'
        '<row r="4"><c r="B4"><f t="shared" si="1">A4</f><v>1</v></c></row>'
        '<row r="5"><c r="B5"><f t="shared" si="1"/><v>1</v></c></row>'
    )
    assert rows_of(rows) == (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>1</v></c></row>'
        '<row r="2"><c r="B2"><f>TRAINING_ROI(A2,$C$1)</f></c></row>'
        '<row r="3"><c r="B3"><f ca="1">TRAINING_ROI(A3,$C$1)</f></c></row>'
        '<row r="4"><c r="B4"><f t="shared" si="1">A4</f><v>1</v></c></row>'
        '<row r="5"><c r="B5"><f t="shared" si="1"/><v>1</v></c></row>'
    )


def test_a_member_with_blanks_around_its_text_keeps_them(rows_of):
    rows = (
        '<row r="1"><c r="B1"><f t="shared" ref="B1:B2" si="0" xml:space="preserve"> TRAINING_ROI(A1,2)</f>'
        '<v>1</v></c></row><row r="2"><c r="B2"><f t="shared" si="0"/></c></row>'
    )
    assert '<f xml:space="preserve"> TRAINING_ROI(A2,2)</f>' in rows_of(rows)


def test_a_shared_formula_is_frozen_as_a_whole(rows_of):
    rows = (
        f'<row r="1"><c r="B1"><f t="shared" ref="B1:B2" si="0">{OURS}+A1</f><v>1</v></c></row>'
        '<row r="2"><c r="B2"><f t="shared" si="0"/><v>2</v></c></row>'
    )
    assert rows_of(rows) == ('<row r="1"><c r="B1"><v>1</v></c></row><row r="2"><c r="B2"><v>2</v></c></row>')


def test_all_that_an_array_formula_fills_becomes_constants(rows_of):
    """Excel leaves an empty formula element in members of volatile arrays."""
    rows = (
        '<row r="1"><c r="A1" cm="1"><f t="array" ref="A1:C1" ca="1">ROI_RANGE({1,2,3},1)</f><v>0</v></c>'
        '<c r="B1" t="str"><f ca="1"/><v>x</v></c><c r="C1" s="1"><f ca="1"/><v>2</v></c>'
        '<c r="D1"><f>C1</f><v>1</v></c></row>'
        '<row r="2"><c r="A2"><f ca="1"/><v>5</v></c></row>'
    )
    assert rows_of(rows) == (
        '<row r="1"><c r="A1"><v>0</v></c><c r="B1" t="inlineStr"><is><t>x</t></is></c>'
        '<c r="C1" s="1"><v>2</v></c>'
        '<c r="D1"><f>C1</f><v>1</v></c></row><row r="2"><c r="A2"><f ca="1"/><v>5</v></c></row>'
    )


def test_a_large_array_becomes_constants_too(rows_of):
    """One of 20,000 cells, which are too many to list; beside it stands what belongs to none."""
    beside = '<c r="B{0}"><f ca="1"/><v>1</v></c>'
    formula = '<f t="array" ref="A1:A20000">ROI_RANGE({1,2,3},1)</f>'
    first = f'<row r="1"><c r="A1">{formula}<v>0</v></c></row>'
    others = [
        f'<row r="{{0}}"><c r="A{{0}}">{each}<v>1</v></c>{beside}</row>' for each in ('<f ca="1"/>', "")
    ]
    before, after = ("".join(map(other.format, range(2, 20_001))) for other in others)
    assert rows_of(first + before) == first.replace(formula, "") + after


SPILLED = (
    '<c r="A1"><f t="array" ref="A1:C1">ROI_RANGE({1,2,3},1)</f><v>0</v></c>'
    '<c r="B1"><v>1</v></c><c r="C1"><v>2</v></c>'
)


NEEDS_THE_SPILL = [
    "SUM(_xlfn.ANCHORARRAY($A$1))",
    "SUM(_xlfn.ANCHORARRAY('S'!A1))",
    "SUM(s!A1#)",
    "SUM(_xlfn.ANCHORARRAY(INDEX(A:A,1)))",
    "area",
]


DOES_NOT = [
    "SUM(A1:C1)",
    "_xlfn.ANCHORARRAY(B2)",
    "_xlfn.ANCHORARRAY(T!A1)",
    "A1",
    "_xlfn.ANCHORARRAY(A1:B1)",
]


AREA = "<definedNames><definedName name='area'>_xlfn.ANCHORARRAY(S!$A$1)</definedName></definedNames>"


@pytest.mark.parametrize("formula", NEEDS_THE_SPILL + DOES_NOT)
def test_what_refers_to_the_spill_of_our_formula_becomes_a_value_too(freeze, formula):
    rows = f'<row r="1">{SPILLED}</row><row r="9"><c r="A9"><f>{formula}</f><v>3</v></c></row>'
    new, _ = freeze(rows, workbook=AREA)
    assert ((9, 1) in read(new).sheets[0].formulas) is (formula in DOES_NOT)


def data_table(corner, first=f'<c r="A1"><f>{OURS}</f><v>4</v></c>'):
    return (
        f'<row r="1">{first}</row><row r="3"><c r="C3"><f>{corner}</f><v>4</v></c></row>'
        '<row r="4"><c r="B4"><v>1</v></c><c r="C4"><f t="dataTable" ref="C4:C5" r1="F1"/><v>7</v></c></row>'
        '<row r="5"><c r="B5"><v>2</v></c><c r="C5"><v>8</v></c></row>'
    )


def test_a_data_table_that_varies_our_result_becomes_values(rows_of):
    """Left alone it would show one value everywhere: the constant that it can't vary any more."""
    assert '<c r="C4"><v>7</v></c>' in rows_of(data_table("A1*2"))


@pytest.mark.parametrize("corner", ["F1*2", "F1+D9"])
def test_a_data_table_that_varies_another_result_stays(rows_of, corner):
    assert '<f t="dataTable"' in rows_of(data_table(corner))


def test_a_data_table_that_varies_a_spilled_result_becomes_values(rows_of):
    assert '<c r="C4"><v>7</v></c>' in rows_of(data_table("B1", SPILLED))


def test_a_data_table_of_another_sheet_stays(parts, zipped, sheet_xml):
    tabs = '<sheet name="S" sheetId="1" r:id="rId1"/><sheet name="T" sheetId="2" r:id="rId2"/>'
    second = f'<Relationship Id="rId2" Type="{OFFICE}/worksheet" Target="worksheets/sheet2.xml"/>'
    contents = parts(sheet_xml(f'<row r="3"><c r="C3"><f>{OURS}</f><v>4</v></c></row>'), relationships=second)
    contents["xl/workbook.xml"] = re.sub(r"<sheet .*?/>", tabs, contents["xl/workbook.xml"])
    table = '<row r="4"><c r="C4"><f t="dataTable" ref="C4:C5" r1="F1"/><v>7</v></c></row>'
    contents["xl/worksheets/sheet2.xml"] = sheet_xml(table)
    new, done = frozen(zipped(contents), SETTINGS, cached=True)
    assert done.cells == ("S!C3",)
    assert Package(new).read("xl/worksheets/sheet2.xml") == sheet_xml(table)
