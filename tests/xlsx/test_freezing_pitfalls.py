"""What an unusual workbook must not make freezing do: change a figure, or miss one, in silence."""

from __future__ import annotations

import datetime as dt

import pytest

from roi_xl.errors import Level
from roi_xl.freeze import frozen
from roi_xl.recalc import Settings
from roi_xl.xlsx import Package, read

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
SETTINGS = Settings(dt.date(2026, 1, 1))
OURS = "TRAINING_ROI(90000,16000)"
A1_OURS = f'<c r="A1"><f>{OURS}</f><v>4.625</v></c>'


@pytest.fixture
def freeze(parts, zipped, sheet_xml):
    """Freeze a one-sheet workbook with the values in its file; the new workbook and what was done."""

    def make(rows, after="", **others):
        new, done = frozen(zipped(parts(sheet_xml(rows, "", after), **others)), SETTINGS, cached=True)
        return read(Package(new)), done

    return make


def errors(done):
    """Code and place of what is wrong with a frozen workbook."""
    return [(finding.code, finding.where) for finding in done.findings if finding.level is Level.ERROR]


def in_utf_16(text):
    return f'<?xml version="1.0" encoding="UTF-16"?>{text}'.encode("utf-16")


# --- words in unusual spellings ---


def defined(name):
    return f'<definedNames><definedName name="{name}">{OURS}</definedName></definedNames>'


@pytest.mark.parametrize(
    ("name", "used"),
    [
        ("\u0130NCOME", "\u0130ncome"),
        ("\u0130NCOME", "\u0130NCOME"),
        ("\u212aOST", "kost"),
        ("\u00c5R", "\u00e5r"),
    ],
)
def test_a_name_is_found_whatever_its_letters_do_in_lower_case(freeze, name, used):
    book, _ = freeze(f'<row r="1"><c r="A1"><f>{used}</f><v>4</v></c></row>', workbook=defined(name))
    assert not book.sheets[0].formulas


def test_a_shared_formula_is_known_when_its_attributes_are_spelled_with_entities(freeze):
    rows = (
        f'<row r="1"><c r="A1"><f t="&#115;hared" ref="A1:A2" si="&#48;">{OURS}+B1</f><v>1</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/></c></row>'
    )
    book, _ = freeze(rows)
    assert book.sheets[0].formulas[2, 1].text == f"{OURS}+B2"


def test_a_text_is_known_when_its_type_is_spelled_with_entities(freeze):
    book, _ = freeze('<row r="1"><c r="A1" t="s&#116;r"><f>ROI_VERDICT(1,2)</f><v>a</v></c></row>')
    assert b't="inlineStr"' in book.package.read("xl/worksheets/sheet1.xml")


# --- links ---

LINKED = {
    "workbook": '<externalReferences><externalReference r:id="rId9"/></externalReferences>',
    "relationships": (
        f'<Relationship Id="rId9" Type="{OFFICE}/externalLink" Target="externalLinks/externalLink1.xml"/>'
    ),
    "xl/externalLinks/externalLink1.xml": (
        f'<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{OFFICE}" r:id="rId1"/></externalLink>'
    ),
    "xl/externalLinks/_rels/externalLink1.xml.rels": (
        f'<Relationships xmlns="{RELS}"><Relationship Id="rId1" Type="{OFFICE}/externalLinkPath" '
        'Target="roi_xl.xlam" TargetMode="External"/></Relationships>'
    ),
}
USERS_OF_A_LINK = {
    "a part in UTF-16": ("xl/charts/chart1.xml", in_utf_16("<c><f>[1]T!A1</f></c>")),
    "a bracket as an entity": ("xl/charts/chart1.xml", "<c><f>&#x5B;1]T!A1</f></c>"),
    "a digit as an entity": ("xl/charts/chart1.xml", "<c><f>[&#49;]T!A1</f></c>"),
    "a drawing of old Excel": ("xl/drawings/vmlDrawing1.vml", "<x:FmlaMacro>[1]!Run</x:FmlaMacro><br>"),
    "a macro sheet": ("xl/macrosheets/sheet1.xml", "<m><sheetData><f>[1]T!A1</f></sheetData></m>"),
}


@pytest.mark.parametrize("user", USERS_OF_A_LINK)
def test_a_link_that_another_part_uses_stays(freeze, user):
    part, content = USERS_OF_A_LINK[user]
    book, _ = freeze(f'<row r="1"><c r="A1"><f>[1]!{OURS}</f><v>1</v></c></row>', **LINKED, **{part: content})
    assert book.links == {1: "roi_xl.xlam"}


def test_a_line_break_as_an_entity_holds_no_link(freeze):
    book, _ = freeze(
        f'<row r="1"><c r="A1"><f>[1]!{OURS}</f><v>1</v></c><c r="B1"><f>1+&#10;1</f><v>2</v></c></row>',
        **LINKED,
    )
    assert book.links == {}


# --- formulas outside of worksheets' cells ---

OUTSIDE = {
    "chart in UTF-16": ("xl/charts/chart1.xml", in_utf_16(f"<c><f>{OURS}</f></c>"), "a chart"),
    "chart with an entity": ("xl/charts/chart1.xml", "<c><f>TRAINING&#95;ROI(2,1)</f></c>", "a chart"),
    "macro sheet": (
        "xl/macrosheets/sheet1.xml",
        f"<m><sheetData><row><c><f>{OURS}</f></c></row></sheetData></m>",
        "a macro sheet",
    ),
    "form control of old Excel": (
        "xl/drawings/vmlDrawing1.vml",
        f"<xml><br><x:FmlaRange>{OURS}</x:FmlaRange></xml>",
        "a form control",
    ),
    "form control": ("xl/ctrlProps/ctrlProp1.xml", f'<formControlPr fmlaLink="{OURS}"/>', "a form control"),
    "text of a shape": ("xl/drawings/drawing1.xml", f'<d><sp textlink="{OURS}"/></d>', "a drawing"),
}


@pytest.mark.parametrize("kind", OUTSIDE)
def test_a_formula_in_another_part_is_named_as_an_error(freeze, kind):
    part, content, named = OUTSIDE[kind]
    _, done = freeze(f'<row r="1">{A1_OURS}</row>', **{part: content})
    found = [finding for finding in done.findings if finding.code == "left-formula"]
    assert [(finding.where, finding.detail.partition(" calls")[0]) for finding in found] == [(part, named)]


def test_a_picture_among_the_drawings_is_no_formula(freeze):
    _, done = freeze(f'<row r="1">{A1_OURS}</row>', **{"xl/drawings/a.png": OURS})
    assert not done.findings


def test_a_conditional_format_of_a_sheet_in_utf_16_is_named(parts, zipped):
    rule = f"<cfRule><formula>{OURS}</formula></cfRule>"
    rule = f'<conditionalFormatting sqref="A2">{rule}</conditionalFormatting>'
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{A1_OURS}</row></sheetData>{rule}</worksheet>'
    _, done = frozen(zipped(parts(in_utf_16(sheet))), SETTINGS, cached=True)
    assert errors(done) == [("left-formula", "S: A2")]


# --- subtotals within subtotals ---


def subtotal_of(inner, outer, *, more="", workbook=""):
    """10 and 20, their subtotal in A3 as our formula, and another one in A4 that leaves it out."""
    return {
        "rows": (
            '<row r="1"><c r="A1"><v>10</v></c></row><row r="2"><c r="A2"><v>20</v></c></row>'
            f'<row r="3"><c r="A3"><f>{inner}</f><v>30</v></c></row>'
            f'<row r="4"><c r="A4"><f>{outer}</f><v>30</v></c></row>{more}'
        ),
        "workbook": workbook,
    }


def named(name, text):
    return f'<definedNames><definedName name="{name}">{text}</definedName></definedNames>'


INNER = "MARGIN_VALUE(SUBTOTAL(9,A1:A2),1)"
OUTER = "SUBTOTAL(9,A1:A3)"
COUNTED_TWICE = {
    "SUBTOTAL": subtotal_of(INNER, OUTER),
    "AGGREGATE": subtotal_of("MARGIN_VALUE(_xlfn.AGGREGATE(9,0,A1:A2),1)", "1*aggregate(9,0,A:A)"),
    "through a name": subtotal_of(INNER, "rows", workbook=named("rows", "SUBTOTAL(9,S!$A$1:$A$3)")),
    "inside of a name": subtotal_of(
        "MARGIN_VALUE(n,1)", OUTER, workbook=named("n", "SUBTOTAL(9,S!$A$1:$A$2)")
    ),
    "a range that is computed": subtotal_of(INNER, "SUBTOTAL(9,OFFSET(A1,0,0,3,1))"),
    "a range by its name in a text": subtotal_of(INNER, 'SUBTOTAL(9,INDIRECT("A1:A3"))'),
    "an array's member": {
        "rows": (
            '<row r="1"><c r="A1"><f t="array" ref="A1:B1">MARGIN_VALUE(SUBTOTAL(9,D1:D2),{1,2})</f>'
            '<v>1</v></c><c r="B1"><v>2</v></c></row>'
            '<row r="4"><c r="A4"><f>SUBTOTAL(9,B1:C1)</f><v>0</v></c></row>'
            '<row r="5"><c r="A5"><f t="array" ref="A5:B5">{1,2}</f><v>1</v></c><c r="B5"><v>2</v></c></row>'
        ),
    },
}  # fmt: skip


@pytest.mark.parametrize("name", COUNTED_TWICE)
def test_a_subtotal_that_would_count_a_frozen_one_is_an_error(freeze, name):
    _, done = freeze(**COUNTED_TWICE[name])
    assert errors(done) == [("counted-twice", "S!A4")]


COUNTED_ONCE = {
    "it doesn't reach the frozen one": subtotal_of(INNER, "SUBTOTAL(9,A1:A2)"),
    "it never left the frozen one out": subtotal_of(INNER, "SUM(A1:A3)"),
    "it becomes a value as well": subtotal_of(INNER, "MARGIN_VALUE(SUBTOTAL(9,A1:A3),1)"),
}


@pytest.mark.parametrize("name", COUNTED_ONCE)
def test_a_subtotal_whose_value_stays_true_is_no_error(freeze, name):
    _, done = freeze(**COUNTED_ONCE[name])
    assert errors(done) == []


def test_every_frozen_subtotal_is_named(freeze):
    more = f'<row r="5"><c r="A5"><f>{INNER}</f><v>30</v></c></row>'
    _, done = freeze(**subtotal_of(INNER, "SUM(A1:A3)", more=more))
    assert [(found.code, found.level, found.cells) for found in done.findings] == [
        ("subtotal", Level.WARNING, ("S!A3", "S!A5"))
    ]


# --- results that the file doesn't tell ---


def array(members, ref="A1:C1", anchor="<v>1.3</v>"):
    return (
        f'<row r="1"><c r="A1"><f t="array" ref="{ref}">ROI_RANGE({{1,2,3}},1)</f>{anchor}</c>{members}</row>'
    )


UNTOLD = {
    "#NAME? in a member": (array('<c r="B1" t="e"><v>#NAME?</v></c><c r="C1"><v>1</v></c>'), "#NAME? for B1"),
    "an empty member": (array('<c r="B1"><v>1</v></c><c r="C1"/>'), "no value for C1"),
    "a missing member": (array('<c r="B1"><v>1</v></c>'), "no value for C1"),
    "a member of a large array": (array("", "A1:A20000"), "no value for A2"),
    "a blocked spill": (
        array("", "A1", "<v>#VALUE!</v>").replace('r="A1"', 'r="A1" t="e" vm="1"'), "an error that only"
    ),
    **{
        error: (f'<row r="1"><c r="A1" t="e"><f>{OURS}</f><v>{error}</v></c></row>', f"{error} for it")
        for error in ("#SPILL!", "#CALC!", "#GETTING_DATA", "#BLOCKED!", "#BUSY!", "#PYTHON!", "#CONNECT!")
    },
    "a text without an element": (
        '<row r="1"><c r="A1" t="str"><f>ROI_VERDICT(1,2)</f></c></row>', "no value for it"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", UNTOLD)
def test_a_formula_without_a_result_in_the_file_stays_as_a_whole(freeze, name):
    rows, met = UNTOLD[name]
    book, done = freeze(rows)
    assert (1, 1) in book.sheets[0].formulas
    assert [(found.code, found.where) for found in done.findings] == [("no-value", "S!A1")]
    assert f"the file holds {met}" in done.findings[0].detail


def test_a_text_that_looks_like_an_error_is_a_result(freeze):
    book, _ = freeze(f'<row r="1"><c r="A1" t="str"><f>IF({OURS},"#BUSY!")</f><v>#BUSY!</v></c></row>')
    assert not book.sheets[0].formulas


def test_an_empty_text_that_the_file_left_out_is_frozen_after_recalculation(parts, zipped, sheet_xml):
    rows = f'<row r="1"><c r="A1" t="str"><f>IF({OURS}&gt;0,"","x")</f></c></row>'
    new, done = frozen(zipped(parts(sheet_xml(rows))), SETTINGS)
    assert done.cells == ("S!A1",)
    assert read(Package(new)).sheets[0].values == {(1, 1): ""}


def test_an_array_that_gives_blanks_is_frozen_after_recalculation(parts, zipped, sheet_xml):
    rows = array("").replace("ROI_RANGE({1,2,3},1)", f"IF({{1,0,1}},A5:C5,{OURS})")
    _, done = frozen(zipped(parts(sheet_xml(rows))), SETTINGS)
    assert done.cells == ("S!A1",)


SMALL, LARGE = "A1:C1", "A1:C9000"


@pytest.mark.parametrize("ref", [SMALL, LARGE])
def test_a_formula_of_its_own_within_an_array_stays(freeze, ref):
    """Excel writes no such file; other programs do. That of the array and its values are still frozen."""
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><v>1</v></c><c r="B{row}"><v>1</v></c><c r="C{row}"><v>1</v></c></row>'
        for row in range(2, 9001 if ref == LARGE else 2)
    )
    book, done = freeze(array('<c r="B1"><f>1+1</f><v>2</v></c><c r="C1"><v>1</v></c>', ref) + rows)
    assert {cell: formula.text for cell, formula in book.sheets[0].formulas.items()} == {(1, 2): "1+1"}
    assert done.cells == ("S!A1",)


# --- two formulas for one cell ---

TWO_FORMULAS = (
    f'<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">{OURS}</f><v>1</v></c></row>'
    '<row r="2"><c r="A2"><f t="shared" si="0"/><v>1</v></c></row>'
    '<row r="3"><c r="A3"><f t="shared" ref="A3:A4" si="0">1+1</f><v>2</v></c></row>'
    '<row r="4"><c r="A4"><f t="shared" si="0"/><v>2</v></c></row>'
)


def test_a_shared_formula_with_two_texts_stays_whole_and_every_cell_is_named(freeze):
    book, done = freeze(TWO_FORMULAS)
    assert b"<f>" not in book.package.read("xl/worksheets/sheet1.xml")
    assert errors(done) == [("no-value", f"S!A{row}") for row in range(1, 5)]
    assert "two formulas for it" in done.findings[0].detail


def test_a_shared_formula_that_may_call_by_its_second_text_is_named(freeze):
    rows = TWO_FORMULAS.replace(OURS, "2+2").replace("1+1", OURS)
    _, done = freeze(rows + f'<row r="5">{A1_OURS.replace("A1", "A5")}</row>')
    assert errors(done) == [("shared-formula", "S!A1")]
