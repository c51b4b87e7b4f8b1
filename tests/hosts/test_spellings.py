"""The template with our functions in each spelling under which Excel stores them."""

import datetime as dt
import io
import re
import zipfile

import pytest

from roi_xl.calc import FUNCTIONS
from roi_xl.recalc import Settings, recalculated
from roi_xl.xlsx import Package, read, with_values, written

XLSTART = r"C:\Users\Åsa\AppData\Roaming\Microsoft\Excel\XLSTART\roi_xl.xlam"
SPELLINGS = {
    "as a macro function": "{0}",
    "in lower case": "{1}",
    "in mixed case": "{2}",
    "linked to the .xlam": "[1]!{0}",
    "linked to the .xlam in lower case": "[1]!{1}",
    "by the path of the .xlam": f"'{XLSTART}'!{{0}}",
    "by the name of the .xlam": "roi_xl.xlam!{0}",
    "of an XLL": "_xll.{0}",
    "unknown when saved": "_xludf.{0}",
    "of xlwings Lite": "_xldudf_XLW_{0}",
    "of xlwings Server": "_xldudf_ROI_{0}",
    "of Office.js in lower case": "_xldudf_roi_{1}",
}
CALL = re.compile(rf"(?<![\w.])({'|'.join(FUNCTIONS)})(?=\()")
FORMULA = re.compile(r"<f\b[^>]*>([^<]*)</f>")
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WRONG = 99_999.5


@pytest.fixture(scope="module")
def template(root):
    return (root / "workbooks" / "sales-training.xlsx").read_bytes()


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def formulas(data):
    """The `<f>` elements of every sheet, as they stand in the file."""
    return {name: FORMULA.findall(text) for name, text in parts(data).items() if "/sheet" in name}


def spelled(data, spelling):
    """A workbook with our functions in another spelling, linked to the add-in where it needs to be."""

    def call(match):
        name = match[1]
        return spelling.format(name, name.lower(), name.title())

    new = {
        name: FORMULA.sub(lambda f: CALL.sub(call, f[0]), text) if "/sheet" in name else text
        for name, text in parts(data).items()
    }
    if spelling.startswith("[1]"):
        new |= linked(new)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in new.items():
            package.writestr(name, text)
    return stream.getvalue()


def linked(found):
    """The parts by which Excel links a workbook to an add-in."""
    types, relationships, main = "[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/workbook.xml"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"
    return {
        "xl/externalLinks/externalLink1.xml": (
            f'<externalLink xmlns="{MAIN}">'
            f'<externalBook xmlns:r="{RELATIONSHIPS}" r:id="rId1"/></externalLink>'
        ),
        "xl/externalLinks/_rels/externalLink1.xml.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{RELATIONSHIPS}/externalLinkPath" Target="file:///{XLSTART}" '
            'TargetMode="External"/></Relationships>'
        ),
        types: found[types].replace(
            "</Types>",
            f'<Override PartName="/xl/externalLinks/externalLink1.xml" ContentType="{kind}"/></Types>',
        ),
        relationships: found[relationships].replace(
            "</Relationships>",
            f'<Relationship Id="rId900" Type="{RELATIONSHIPS}/externalLink" '
            'Target="externalLinks/externalLink1.xml"/></Relationships>',
        ),
        main: found[main].replace(
            "</sheets>",
            '</sheets><externalReferences><externalReference r:id="rId900"/></externalReferences>',
        ),
    }


def falsified(data):
    """A workbook in which every number that a formula gave is wrong."""
    book = read(Package(data))
    wrong = {
        sheet.name: {cell: WRONG for cell in sheet.formulas if isinstance(sheet.values.get(cell), float)}
        for sheet in book.sheets
    }
    return written(with_values(book, wrong))


def numbers(sheet):
    return {cell: value for cell, value in sheet.values.items() if isinstance(value, float)}


def others(sheet):
    return {cell: value for cell, value in sheet.values.items() if not isinstance(value, float)}


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
def test_every_call_is_bound_and_gives_the_same_and_keeps_its_spelling(template, spelling):
    stale = falsified(spelled(template, spelling))
    new, done = recalculated(stale, Settings(dt.date(2026, 1, 1)))
    got, want = read(Package(new)), read(Package(template))
    assert done.computed == done.formulas
    assert done.calls == sum(
        len(CALL.findall(formula)) for found in formulas(template).values() for formula in found
    )
    assert done.findings == ()
    for mine, theirs in zip(got.sheets, want.sheets, strict=True):
        assert numbers(mine) == pytest.approx(numbers(theirs), rel=1e-9, abs=1e-12), mine.name
        assert others(mine) == others(theirs), mine.name
    assert formulas(new) == formulas(stale)
    assert formulas(new) != formulas(template) or spelling == "{0}"
