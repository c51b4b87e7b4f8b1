"""What else in the package names a frozen formula: names, calculation chain, tables, links, rules, charts."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from roi_xl.errors import Level
from roi_xl.freeze import frozen
from roi_xl.recalc import Settings
from roi_xl.xlsx import read

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
PART = "xl/worksheets/sheet1.xml"
CHAIN = "xl/calcChain.xml"
LINK = "xl/externalLinks/externalLink1.xml"
OURS = "TRAINING_ROI(90000,16000)"
SETTINGS = Settings(dt.date(2026, 1, 1))
SPILLED = (
    '<c r="A1"><f t="array" ref="A1:C1">ROI_RANGE({1,2,3},1)</f><v>0</v></c>'
    '<c r="B1"><v>1</v></c><c r="C1"><v>2</v></c>'
)


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


# --- formulas outside of cells ---


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
