"""Small workbooks written part by part: each provokes one finding."""

from __future__ import annotations

import io
import re
import zipfile
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
SHEET = "xl/worksheets/sheet1.xml"
STALE = 999
"""The cached value of every formula."""


def zipped(parts, compression=zipfile.ZIP_DEFLATED):
    """A zip file from parts by name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def parts(cells, *, names=(), properties="", after="", workbook="", rows=None, relations="", **others):
    """The parts of a workbook with one sheet, S, and with a sheet T that holds a 1 in A1.

    Args:
        cells: What each place holds: a number, a text, a formula with its equals sign (in braces with the
            area in front for an array formula, such as `C1:C2{=A1:A2}`), or the XML inside of the cell.
        names: Pairs of a defined name and what it stands for.
        properties: XML before the rows.
        after: XML after them.
        workbook: XML after the defined names.
        rows: The rows' XML in place of the cells.
        relations: Further relationships of the workbook.
        others: Further parts by name.
    """
    defined = "".join(
        f"<definedName name={quoteattr(name)}>{escape(text)}</definedName>" for name, text in names
    )
    defined = f"<definedNames>{defined}</definedNames>" if defined else ""
    head = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in (1, 2)
    )
    tabs = (
        '<sheets><sheet name="S" sheetId="1" r:id="rId1"/><sheet name="T" sheetId="2" r:id="rId2"/></sheets>'
    )
    main = f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    xml = '<Default Extension="xml" ContentType="application/xml"/>'
    made = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}">{xml}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}">{main}</Relationships>',
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{tabs}{defined}{workbook}</workbook>'
        ),
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}">{head}{relations}</Relationships>',
        SHEET: worksheet(rows_of(cells) if rows is None else rows, properties, after),
        "xl/worksheets/sheet2.xml": worksheet('<row r="1"><c r="A1"><v>1</v></c></row>'),
    }
    return made | others


def linked(target, kept=""):
    """Further options of a workbook with a link to another one, [1].

    Args:
        target: The other workbook.
        kept: XML of what is kept of it.
    """
    part = "externalLinks/externalLink1.xml"
    external = f'Id="rId1" Type="{OFFICE}/externalLinkPath" Target="{target}" TargetMode="External"'
    return {
        "workbook": '<externalReferences><externalReference r:id="rId9"/></externalReferences>',
        "relations": f'<Relationship Id="rId9" Type="{OFFICE}/externalLink" Target="{part}"/>',
        f"xl/{part}": f'<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{OFFICE}" r:id="rId1">{kept}'
        "</externalBook></externalLink>",
        "xl/externalLinks/_rels/externalLink1.xml.rels": (
            f'<Relationships xmlns="{RELATIONS}"><Relationship {external}/></Relationships>'
        ),
    }


def worksheet(rows, properties="", after=""):
    """A worksheet part around rows."""
    return f'<worksheet xmlns="{MAIN}">{properties}<sheetData>{rows}</sheetData>{after}</worksheet>'


def rows_of(cells):
    """The rows of cells by place."""
    by_row = {}
    for place, content in cells.items():
        letters, row = re.fullmatch(r"([A-Z]+)(\d+)", place).groups()
        by_row.setdefault(int(row), []).append((len(letters), letters, cell(place, content)))
    return "".join(
        f'<row r="{row}">{"".join(text for *_, text in sorted(found))}</row>'
        for row, found in sorted(by_row.items())
    )


def cell(place, content):
    """The XML of one cell."""
    if not isinstance(content, str):
        return f'<c r="{place}"><v>{content!r}</v></c>'
    array = re.fullmatch(r"(\S+)\{=(.*)\}", content, re.DOTALL)
    if array:
        formula = f'<f t="array" ref="{array[1]}">{escape(array[2])}</f>'
        return f'<c r="{place}">{formula}<v>{STALE}</v></c>'
    if content.startswith("="):
        return f'<c r="{place}"><f>{escape(content[1:])}</f><v>{STALE}</v></c>'
    if content.startswith("<"):
        return content if content.startswith("<c ") else f'<c r="{place}">{content}</c>'
    return f'<c r="{place}" t="str"><v>{escape(content)}</v></c>'


def book(cells, **options):
    """The bytes of such a workbook."""
    return zipped(parts(cells, **options))
