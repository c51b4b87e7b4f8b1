"""Formulas that call our functions turned into values: which, how, and what of the file stays as it was."""

from __future__ import annotations

import datetime as dt

import pytest

from roi_xl.calc import FUNCTIONS
from roi_xl.errors import Level
from roi_xl.formulas.calls import Calls
from roi_xl.formulas.spelling import bare
from roi_xl.freeze import frozen
from roi_xl.recalc import Settings
from roi_xl.xlsx import Package, PackageError, read, with_constants, written
from roi_xl.xlsx.formula import TokenKind, tokens

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PART = "xl/worksheets/sheet1.xml"
CALLED = TokenKind.FUNCTION
OURS = "TRAINING_ROI(90000,16000)"
SETTINGS = Settings(dt.date(2026, 1, 1))
CELLS = {
    "number": (f'<c r="A1" s="4"><f>{OURS}</f><v>4.625</v></c>', '<c r="A1" s="4"><v>4.625</v></c>'),
    "all digits of a number": (f'<c r="A1"><f>{OURS}</f><v>0.10000000000000001</v></c>',
                               '<c r="A1"><v>0.10000000000000001</v></c>'),
    "truth value": (f'<c r="A1" t="b"><f>{OURS}&gt;1</f><v>1</v></c>', '<c r="A1" t="b"><v>1</v></c>'),
    "error": (f'<c r="A1" t="e"><f>{OURS}</f><v>#DIV/0!</v></c>', '<c r="A1" t="e"><v>#DIV/0!</v></c>'),
    "text": ('<c r="A1" s="2" t="str"><f>ROI_VERDICT(1,2)</f><v>a&lt;b</v></c>',
             '<c r="A1" s="2" t="inlineStr"><is><t>a&lt;b</t></is></c>'),
    "text with blanks": ('<c r="A1" t="str"><f>ROI_VERDICT(1,2)</f><v xml:space="preserve"> a</v></c>',
                         '<c r="A1" t="inlineStr"><is><t xml:space="preserve"> a</t></is></c>'),
    "text that looks escaped": ('<c r="A1" t="str"><f>ROI_VERDICT(1,2)</f><v>_x005F_x0041_</v></c>',
                                '<c r="A1" t="inlineStr"><is><t>_x005F_x0041_</t></is></c>'),
    "empty text": ('<c r="A1" t="str"><f>ROI_VERDICT(1,2)</f><v></v></c>',
                   '<c r="A1" t="inlineStr"><is><t></t></is></c>'),
    "inline text as old LibreOffice has it": ('<c r="A1" t="inlineStr"><f>ROI_VERDICT(1,2)</f><v>a</v></c>',
                                              '<c r="A1" t="inlineStr"><is><t>a</t></is></c>'),
    "rich value": (f'<c r="A1" vm="3"><f>{OURS}</f><v>4.625</v></c>', '<c r="A1"><v>4.625</v></c>'),
    "extension": (f'<c r="A1"><f>{OURS}</f><v>1</v><extLst/></c>', '<c r="A1"><v>1</v><extLst/></c>'),
    "odd spacing": (f"<c t='n'  r='A1' ><f >{OURS}</f >\n<v>1</v>\n</c >",
                    "<c t='n'  r='A1' >\n<v>1</v>\n</c >"),
}  # fmt: skip


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_keeps_its_value_and_loses_its_formula(rows_of, name):
    old, new = CELLS[name]
    other = '<c r="B1"><f>A1*2</f><v>9.25</v></c>'
    assert rows_of(f'<row r="1">{old}{other}</row>') == f'<row r="1">{new}{other}</row>'


def test_a_prefixed_sheet_stays_prefixed(freeze, parts, zipped):
    sheet = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1" t="str">'
        "<x:f>ROI_VERDICT(1,2)</x:f><x:v>a</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    )
    new = Package(frozen(zipped(parts(sheet)), SETTINGS, cached=True)[0]).read(PART).decode()
    assert '<x:c r="A1" t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c>' in new


SPELLINGS = [
    OURS,
    "training_roi(90000,16000)",
    "_xll.TRAINING_ROI(90000,16000)",
    "[0]!TRAINING_ROI(90000,16000)",
    "_xludf.TRAINING_ROI(90000,16000)",
    "_xldudf_ROI_TRAINING_ROI(90000,16000)",
    "'C:\\add ins\\roi_xl.xlam'!TRAINING_ROI(90000,16000)",
    "IF(ISERROR(SUM(1,TRAINING_ROI(90000,16000))),0,1)",
]


@pytest.mark.parametrize("formula", SPELLINGS)
def test_our_functions_are_found_in_every_spelling(rows_of, formula):
    new = rows_of(f'<row r="1"><c r="A1"><f>{formula}</f><v>4</v></c></row>')
    assert new == '<row r="1"><c r="A1"><v>4</v></c></row>'


OTHERS = ["SUM(1,2)", '"TRAINING_ROI(1,2)"', "OTHER!TRAINING_ROI", "MY_TRAINING_ROI(1,2)", "training_roi"]


@pytest.mark.parametrize("formula", OTHERS)
def test_a_workbook_without_our_functions_is_the_very_same_object(parts, zipped, sheet_xml, formula):
    row = f'<row r="1"><c r="A1"><f>{formula.replace(chr(34), "&quot;")}</f><v>4</v></c></row>'
    data = zipped(parts(sheet_xml(row)))
    new, done = frozen(data, SETTINGS, cached=True)
    assert new is data
    assert not done.cells


UNKNOWN = {"no value": "", "#NAME?": "<v>#NAME?</v>"}


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_cell_whose_value_is_unknown_keeps_its_formula_and_is_named(freeze, name):
    kind = ' t="e"' if UNKNOWN[name] else ""
    rows = f'<row r="1"><c r="A1"{kind}><f>{OURS}</f>{UNKNOWN[name]}</c></row>'
    new, done = freeze(rows)
    assert read(new).sheets[0].formulas
    assert [(f.code, f.level, f.where) for f in done.findings] == [("no-value", Level.ERROR, "S!A1")]


def test_a_signed_workbook_is_refused(freeze):
    with pytest.raises(PackageError) as refusal:
        freeze(f'<row r="1"><c r="A1"><f>{OURS}</f><v>1</v></c></row>', **{"_xmlsignatures/sig1.xml": "<a/>"})
    assert refusal.value.code == "signed"


def test_parts_without_a_frozen_cell_keep_every_byte(samples):
    old = Package((samples / "sales-example-xlam.xlsx").read_bytes())
    new = Package(frozen(old.data, SETTINGS, cached=True)[0])
    touched = {name for name in new.names if new.read(name) != old.read(name)}
    calling = {name for name, _ in Calls(read(old), FUNCTIONS).cells}
    sheets = {sheet.part for sheet in read(old).sheets if sheet.name in calling}
    column = {name for name in old.names if "/tables/" in name and b"ATTRIBUTED_BENEFIT" in old.read(name)}
    link = {"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"}
    shown = {sheet.part: sheet.values for sheet in read(old).sheets}
    changed = {sheet.part for sheet in read(new).sheets if sheet.values != shown[sheet.part]}
    assert touched == sheets | changed | column | link


def forgetting(calls):
    """What a table puts into new rows when it forgets the calls of our functions."""
    return lambda text, sheet: None if calls.is_caller(text, sheet) else text


def test_formulas_of_workbooks_saved_by_excel_become_values_and_no_value_changes(excel_saved):
    """Every second function of each is taken for ours."""
    for path in sorted(excel_saved.glob("*.xlsx")):
        old = read(Package(path.read_bytes()))
        texts = [formula.text for sheet in old.sheets for formula in sheet.formulas.values()]
        called = {
            bare(token.text).upper() for text in texts for token in tokens(text) if token.kind is CALLED
        }
        ours = sorted(called)[::2]
        calls = Calls(old, ours)
        chosen = {
            sheet.name: {cell for name, cell in calls.cells if name == sheet.name} for sheet in old.sheets
        }
        edited = with_constants(old, chosen, {}, forgetting(calls))
        new = read(Package(written(edited)))
        assert edited.sheets == new.sheets, path.name
        for before, after in zip(old.sheets, new.sheets, strict=True):
            left = before.formulas.keys() - chosen[before.name]
            assert after.values == before.values, path.name
            assert {cell: formula.text for cell, formula in after.formulas.items()} == {
                cell: before.formulas[cell].text for cell in left
            }, path.name
        assert not Calls(new, ours).cells, path.name
