"""Workbooks made by hand, part by part, so that a test sees every byte."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from lxml import etree

from roi_xl.freeze import frozen
from roi_xl.recalc import Settings
from roi_xl.xlsx import Package, read

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


@pytest.fixture(scope="session")
def sheet_xml():
    """A worksheet part around rows."""

    def make(rows, before="", after=""):
        text = f'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="{MAIN}">{before}'
        return f"{text}<sheetData>{rows}</sheetData>{after}</worksheet>".encode()

    return make


@pytest.fixture(scope="session")
def parts():
    """The parts of a one-sheet workbook; keyword arguments replace the sheet or add to the workbook part."""

    def make(sheet, workbook="", relationships="", overrides="", **others):
        default = '<Default Extension="xml" ContentType="application/xml"/>'
        office = f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        first = f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        links = first + relationships
        tab = '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets>'
        return {
            "[Content_Types].xml": f'<Types xmlns="{TYPES}">{default}{overrides}</Types>',
            "_rels/.rels": f'<Relationships xmlns="{RELS}">{office}</Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{tab}{workbook}</workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELS}">{links}</Relationships>',
            "xl/worksheets/sheet1.xml": sheet,
            **others,
        }

    return make


@pytest.fixture(scope="session")
def zipped():
    """A zip file from parts by name."""

    def make(contents, compression=zipfile.ZIP_DEFLATED):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", compression) as package:
            for name, content in contents.items():
                package.writestr(name, content)
        return buffer.getvalue()

    return make


@pytest.fixture(scope="session")
def book(parts, zipped, sheet_xml):
    """Our reading of a one-sheet workbook around rows, or around a whole worksheet part."""

    def make(rows="", **others):
        sheet = rows if isinstance(rows, bytes) else sheet_xml(rows)
        return read(Package(zipped(parts(sheet, **others))))

    return make


@pytest.fixture(scope="session")
def canonical():
    """Canonical XML of a worksheet in which numbers of some cells are spelled alike.

    Excel writes 0.1 with seventeen digits; what matters is the number. `vm` and `xml:space`
    go with the value.
    """

    def make(data, cells):
        root = etree.fromstring(data)
        for cell in root.iter("{*}c"):
            if cell.get("r") not in cells:
                continue
            cell.attrib.pop("vm", None)
            for value in cell.iterfind("{*}v"):
                value.attrib.clear()
                if cell.get("t", "n") == "n" and value.text:
                    cell.attrib.pop("t", None)
                    value.text = repr(float(value.text))
                elif not value.text and "t" not in cell.attrib:
                    cell.remove(value)
        return etree.tostring(root, method="c14n")

    return make


@pytest.fixture
def freeze(parts, zipped, sheet_xml):
    """Freeze a one-sheet workbook with the values in its file; the new package and what was done."""

    def make(rows, before="", after="", **others):
        data = zipped(parts(sheet_xml(rows, before, after), **others))
        new, done = frozen(data, Settings(dt.date(2026, 1, 1)), cached=True)
        return Package(new), done

    return make


@pytest.fixture
def rows_of(freeze):
    """The rows of the only sheet after freezing."""

    def make(rows, **others):
        new = freeze(rows, **others)[0].read("xl/worksheets/sheet1.xml").decode()
        return new.partition("<sheetData>")[2].partition("</sheetData>")[0]

    return make
