"""Formulas that call our functions turned into values: which, how, and what of the file stays as it was."""

from __future__ import annotations

import datetime as dt
import re

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
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
PART = "xl/worksheets/sheet1.xml"
CHAIN = "xl/calcChain.xml"
LINK = "xl/externalLinks/externalLink1.xml"
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


# --- shared formulas, arrays, spills, data tables ---


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


# --- defined names ---


def names(*pairs, scope=""):
    inside = "".join(f'<definedName name="{name}"{scope}>{text}</definedName>' for name, text in pairs)
    return f"<definedNames>{inside}</definedNames>"


THROUGH_NAMES = {
    "a name": ("roi", names(("roi", OURS))),
    "a name of a name, in another case": ("ROI_of*2", names(("Roi_Of", "base+1"), ("base", OURS))),
    "a name of the sheet": ("S!roi", names(("roi", OURS), scope=' localSheetId="0"')),
    "a name of the workbook in full": ("[0]!roi", names(("roi", OURS))),
    "a name that holds a LAMBDA": (
        "mine(3)",
        names(("mine", "_xlfn.LAMBDA(_xlpm.x,TRAINING_ROI(_xlpm.x,1))")),
    ),
}


@pytest.mark.parametrize("name", THROUGH_NAMES)
def test_a_cell_that_calls_through_a_name_becomes_a_value(rows_of, name):
    formula, defined = THROUGH_NAMES[name]
    new = rows_of(f'<row r="1"><c r="A1"><f>{formula}</f><v>4</v></c></row>', workbook=defined)
    assert new == '<row r="1"><c r="A1"><v>4</v></c></row>'


def test_a_name_of_the_sheet_hides_the_workbooks(parts, zipped, sheet_xml):
    local = '<definedName name="roi" localSheetId="0">1</definedName>'
    defined = names(("roi", OURS)).replace("</definedNames>", f"{local}</definedNames>")
    data = zipped(parts(sheet_xml('<row r="1"><c r="A1"><f>roi</f><v>1</v></c></row>'), workbook=defined))
    assert frozen(data, SETTINGS, cached=True)[0] is data


def test_a_name_that_calls_is_told_of(freeze):
    _, done = freeze(f'<row r="1"><c r="A1"><f>{OURS}</f><v>1</v></c></row>', workbook=names(("roi", OURS)))
    assert [(finding.code, finding.level) for finding in done.findings] == [("left-name", Level.INFO)]


# --- the calculation chain ---

CHAIN_LINK = {
    "relationships": f'<Relationship Id="rId9" Type="{OFFICE}/calcChain" Target="calcChain.xml"/>',
    "overrides": f'<Override PartName="/{CHAIN}" ContentType="application/x"/>',
}
TWO_FORMULAS = f'<row r="1"><c r="A1"><f>{OURS}</f><v>1</v></c><c r="B1"><f>A1</f><v>1</v></c></row>'


def chain(entries):
    return {**CHAIN_LINK, CHAIN: f'<calcChain xmlns="{MAIN}">{entries}</calcChain>'}


CHAINS = {
    "the first of a sheet": ('<c r="A1" i="1"/><c r="B1"/>', '<c r="B1" i="1"/>'),
    "the last": ('<c r="B1" i="1"/><c r="A1"/>', '<c r="B1" i="1"/>'),
    "one that begins a level and a thread": (
        '<c r="A1" i="1" l="1" t="1"/><c r="B1" s="1" a="1"/>', '<c r="B1" s="1" i="1" l="1" t="1" a="1"/>'
    ),
    "the same cell of another sheet": (
        '<c r="A1" i="1"/><c r="A1" i="2"/><c r="C1"/>', '<c r="A1" i="2"/><c r="C1"/>'
    ),
    "an entry with an end tag": ('<c r="A1" i="1"></c> <c r="B1" i="1"></c>', ' <c r="B1" i="1"></c>'),
    "none of them": ('<c r="B1" i="1"/>', '<c r="B1" i="1"/>'),
}  # fmt: skip


@pytest.mark.parametrize("name", CHAINS)
def test_the_calculation_chain_loses_exactly_the_frozen_cells(freeze, name):
    old, expected = CHAINS[name]
    new, _ = freeze(TWO_FORMULAS, **chain(old))
    found = new.read(CHAIN).decode().partition(">")[2].removesuffix("</calcChain>")
    order = sorted(re.findall(r'\w+="\w+"', expected))
    assert sorted(re.findall(r'\w+="\w+"', found)) == order
    assert re.sub(r' [ilstar]="\w+"', "", found) == re.sub(r' [ilstar]="\w+"', "", expected)


def test_members_of_a_frozen_array_leave_the_chain_too(freeze):
    entries = '<c r="A1" i="1" a="1"/><c r="B1" a="1"/><c r="C1" a="1"/><c r="D1"/>'
    new, _ = freeze(f'<row r="1">{SPILLED}<c r="D1"><f>A1</f><v>1</v></c></row>', **chain(entries))
    assert re.findall(r'r="(\w+)"', new.read(CHAIN).decode()) == ["D1"]


def test_a_chain_without_cells_goes_with_its_relationship_and_type(freeze):
    new, _ = freeze(TWO_FORMULAS, **chain('<c r="A1" i="1"/>'))
    assert CHAIN not in new
    assert b"calcChain" not in new.read("xl/_rels/workbook.xml.rels")
    assert b"calcChain" not in new.read("[Content_Types].xml")


# --- tables ---


def table(column):
    root = f'<table xmlns="{MAIN}" id="1" name="T" displayName="T" ref="A1:B3" totalsRowCount="1">'
    second = f'<tableColumn id="2" name="b"{column}</tableColumn>'
    columns = f'<tableColumns count="2"><tableColumn id="1" name="a"/>{second}</tableColumns>'
    target = f'<Relationship Id="rId1" Type="{OFFICE}/table" Target="../tables/table1.xml"/>'
    return {
        "xl/tables/table1.xml": f"{root}{columns}</table>",
        "xl/worksheets/_rels/sheet1.xml.rels": f'<Relationships xmlns="{RELS}">{target}</Relationships>',
    }


COLUMNS = {
    "a formula for new rows": (f"><calculatedColumnFormula>{OURS}</calculatedColumnFormula>", ">"),
    "a formula of the totals row": (
        f' totalsRowFunction="custom"><totalsRowFormula>{OURS}</totalsRowFormula>', ">"
    ),
    "another formula": ("><calculatedColumnFormula>[@a]*2</calculatedColumnFormula>",) * 2,
}  # fmt: skip


@pytest.mark.parametrize("name", COLUMNS)
def test_a_table_forgets_our_formulas(freeze, name):
    old, expected = COLUMNS[name]
    new, _ = freeze(f'<row r="2"><c r="B2"><f>{OURS}</f><v>1</v></c></row>', **table(old))
    assert new.read("xl/tables/table1.xml").decode() == table(expected)["xl/tables/table1.xml"]


# --- links to the add-in ---


def links(*targets, workbook=""):
    """What a workbook with links to these targets has more."""
    references, relationships, others = "", "", {}
    for number, target in enumerate(targets, 1):
        name = f"externalLink{number}.xml"
        references += f'<externalReference r:id="rId{8 + number}"/>'
        relationships += (
            f'<Relationship Id="rId{8 + number}" Type="{OFFICE}/externalLink" Target="externalLinks/{name}"/>'
        )
        book = f'<externalBook xmlns:r="{OFFICE}" r:id="rId1"/>'
        path = f'Type="{OFFICE}/externalLinkPath" Target="{target}" TargetMode="External"'
        outside = f'<Relationship Id="rId1" {path}/>'
        others[f"xl/externalLinks/{name}"] = f'<externalLink xmlns="{MAIN}">{book}</externalLink>'
        others[f"xl/externalLinks/_rels/{name}.rels"] = (
            f'<Relationships xmlns="{RELS}">{outside}</Relationships>'
        )
    return {
        "workbook": f"<externalReferences>{references}</externalReferences>{workbook}",
        "relationships": relationships,
        "overrides": f'<Override PartName="/{LINK}" ContentType="application/x"/>',
        **others,
    }


def linked(number, more=""):
    return f'<row r="1"><c r="A1"><f>[{number}]!{OURS}</f><v>1</v></c>{more}</row>'


def test_a_link_that_only_our_formulas_used_goes_with_all_that_names_it(freeze):
    new, done = freeze(linked(1), **links("file:///C:\\roi_xl.xlam"))
    assert not [name for name in new.names if "externalLink" in name]
    others = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml")
    assert not [name for name in others if b"external" in new.read(name)]
    assert [finding.code for finding in done.findings] == ["link"]


def test_the_links_before_the_one_that_goes_stay(freeze):
    new, _ = freeze(linked(2, '<c r="B1"><f>[1]T!A1</f><v>1</v></c>'), **links("other.xlsx", "roi_xl.xlam"))
    assert read(new).links == {1: "other.xlsx"}


STAYING = {
    "not the last one": (linked(1), links("roi_xl.xlam", "other.xlsx")),
    "used by a name": (linked(1), links("roi_xl.xlam", workbook=names(("f", "[1]!OTHER_FUNCTION")))),
    "used by a cell": (linked(1, '<c r="B1"><f>[1]!OTHER_FUNCTION()</f></c>'), links("roi_xl.xlam")),
}


@pytest.mark.parametrize("name", STAYING)
def test_a_link_that_can_not_go_safely_stays_and_is_told_of(freeze, name):
    rows, others = STAYING[name]
    new, done = freeze(rows, **others)
    assert read(new).links[1] == "roi_xl.xlam"
    assert "stays" in next(finding.detail for finding in done.findings if finding.code == "link")


# --- what can't be frozen ---

ELSEWHERE = {
    "conditional format": (
        f'<conditionalFormatting sqref="A1:A9"><cfRule type="expression"><formula>{OURS}</formula></cfRule>'
        "</conditionalFormatting>"
    ),
    "data validation": (
        '<dataValidations><dataValidation sqref="A1:A9"><formula1>roi</formula1></dataValidation>'
        "</dataValidations>"
    ),
}


@pytest.mark.parametrize("kind", ELSEWHERE)
def test_a_formula_outside_of_cells_is_named_as_an_error(freeze, kind):
    rows = f'<row r="1"><c r="A1"><f>{OURS}</f><v>1</v></c></row>'
    _, done = freeze(rows, after=ELSEWHERE[kind], workbook=names(("roi", OURS)))
    found = next(finding for finding in done.findings if finding.code == "left-formula")
    assert (found.level, found.where) == (Level.ERROR, "S: A1:A9")
    assert found.detail.startswith(f"a {kind} calls our functions")


EXTENSIONS = {
    "sparkline": "<sparkline><f>roi</f></sparkline>",
    "conditional format": "<cfRule><f>roi</f></cfRule>",
    "data validation": "<formula1><f>roi</f></formula1>",
}


@pytest.mark.parametrize("kind", EXTENSIONS)
def test_a_formula_in_an_extension_is_named(freeze, kind):
    after = f'<extLst><ext xmlns="urn:x">{EXTENSIONS[kind]}</ext></extLst>'
    rows = f'<row r="1"><c r="A1"><f>{OURS}</f><v>1</v></c></row>'
    _, done = freeze(rows, after=after, workbook=names(("roi", OURS)))
    assert f"a {kind} calls our functions" in done.findings[0].detail


def test_a_chart_that_shows_a_name_of_ours_is_named(freeze):
    chart = '<c:chart xmlns:c="urn:c"><c:f>[0]!roi</c:f><c:f>S!A1</c:f></c:chart>'
    rows = f'<row r="1"><c r="A1"><f>{OURS}</f><v>1</v></c></row>'
    _, done = freeze(rows, workbook=names(("roi", OURS)), **{"xl/charts/chart1.xml": chart})
    assert [(f.code, f.where) for f in done.findings if f.level is Level.ERROR] == [
        ("left-formula", "xl/charts/chart1.xml")
    ]


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
