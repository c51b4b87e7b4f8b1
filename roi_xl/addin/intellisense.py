"""Hints while a formula is typed, for users of the add-in Excel-DNA IntelliSense.

Excel shows no hints for functions of VBA. That free add-in does: it looks in every open workbook and add-in
for a custom XML part of its own namespace. If it isn't installed, nothing reads the part.
Source: github.com/Excel-DNA/IntelliSense, VBASamples/VBAFunctions.CustomXMLPart.xml; ECMA-376 part 1, 15.2.5.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from xml.sax.saxutils import quoteattr

from roi_xl.catalogue import Function

PART: Final = "customXml/item1.xml"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NAMESPACE: Final = "http://schemas.excel-dna.net/intellisense/1.0"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006"
_PROPERTIES_PART: Final = "customXml/itemProps1.xml"
_ID: Final = "{6C1B0E33-6F4D-4E57-9B60-0E1F0D3A9A51}"  # any id works if it never changes
_PROPERTIES: Final = (
    f'{_HEAD}<ds:datastoreItem ds:itemID="{_ID}" xmlns:ds="{_OFFICE}/customXml">'
    f'<ds:schemaRefs><ds:schemaRef ds:uri="{_NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
)
_LINKS: Final = (
    f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/relationships/customXmlProps" Target="itemProps1.xml"/>'
    "</Relationships>"
)
_LINK: Final = (
    f'<Relationship Id="rIdHints" Type="{_OFFICE}/relationships/customXml" Target="../{PART}"/>'
    "</Relationships>"
)
_TYPE: Final = (
    f'<Override PartName="/{_PROPERTIES_PART}"'
    ' ContentType="application/vnd.openxmlformats-officedocument.customXmlProperties+xml"/></Types>'
)


def added(parts: Mapping[str, bytes], functions: Mapping[str, Function]) -> dict[str, bytes]:
    """A workbook's parts with the hints added.

    Args:
        parts: The parts of the package by name.
        functions: The catalogue.
    """
    links, types = "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
    return {
        **parts,
        types: parts[types].replace(b"</Types>", _TYPE.encode()),
        links: parts[links].replace(b"</Relationships>", _LINK.encode()),
        PART: hints(functions).encode(),
        _PROPERTIES_PART: _PROPERTIES.encode(),
        "customXml/_rels/item1.xml.rels": _LINKS.encode(),
    }


def hints(functions: Mapping[str, Function]) -> str:
    """The XML that describes every function and its arguments.

    Args:
        functions: The catalogue.
    """
    described = "".join(map(_described, functions.values()))
    return (
        f'{_HEAD}<IntelliSense xmlns="{_NAMESPACE}"><FunctionInfo>{described}</FunctionInfo></IntelliSense>'
    )


def _described(function: Function) -> str:
    arguments = "".join(
        f"<Argument Name={quoteattr(param.name if param.required else f'[{param.name}]')}"
        f" Description={quoteattr(param.text)}/>"
        for param in function.params
    )
    head = f"<Function Name={quoteattr(function.name)} Description={quoteattr(function.summary)}>"
    return f"{head}{arguments}</Function>"
