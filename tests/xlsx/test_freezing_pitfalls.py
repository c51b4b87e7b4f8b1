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
