"""Regular expressions for rows and cells in the form in which Excel itself writes them.

Excel writes attributes in the order `r s t cm vm`, double quotes, `<f>` before `<v>`, no blanks between
elements; XlsxWriter, openpyxl, EPPlus and ClosedXML do the same. An expression reads such cells several times
faster than a parser's callbacks. It is only applied where it can't go wrong: to well-formed XML without
comments, CDATA and processing instructions, in which every `<` begins a tag, and whose only namespace is
SpreadsheetML as the default.
"""

from __future__ import annotations

import re

from roi_xl.xlsx.markup import BOM, MAIN

_ATTRIBUTES = rb'((?: [\w:]+="[^"<>&\n\r\t]*")*)'  # only characters that need no decoding
_CELL = (
    rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="[0-9]+")?(?: t="([a-zA-Z]+)")?'
    rb'(?: cm="([0-9]+)")?(?: vm="[0-9]+")?'
)
_FORMULA = rb"<f" + _ATTRIBUTES + rb"(?:/>|>([^<]*)</f>)"
_VALUE = rb'<v(?: xml:space="preserve")?>([^<]*)</v>|<v/>'
_INLINE = rb'<is><t(?: xml:space="preserve")?>([^<]*)</t></is>'

LINE = re.compile(
    _CELL + rb"(?:/>|>(?:" + _FORMULA + rb")?(?:" + _VALUE + rb"|" + _INLINE + rb")?</c>)"
    + rb'|<row r="([1-9][0-9]{0,6})"' + _ATTRIBUTES + rb"/?>|</row>|(.)", re.DOTALL
)  # fmt: skip
"""A whole cell, or a row's start or end, or a byte of anything else.

Groups: letters, row, type, cm, formula's attributes and text, value and inline text of a cell; row and its
attributes; anything else.
"""

_HEAD = (
    rb'<c r="([A-Z]{1,3}[1-9][0-9]{0,6})"( s="[0-9]+")?(?: t="[a-zA-Z]+")?( cm="[0-9]+")?(?: vm="[0-9]+")?'
)
_WHOLE_FORMULA = rb'(<f(?: [\w:]+="[^"<>]*")*(?:/>|>[^<]*</f>))'
_OLD_VALUE = rb'(?:<v(?: xml:space="preserve")?>[^<]*</v>|<v/>)?'
FORMULA_CELL = re.compile(_HEAD + rb">" + _WHOLE_FORMULA + _OLD_VALUE + rb"</c>")
"""A formula cell. Groups: cell, style, cm, formula element."""
ANY_CELL = re.compile(_HEAD + rb"(?:/>|>" + _WHOLE_FORMULA + rb"?" + _OLD_VALUE + rb"</c>)")
"""The same for any cell."""

_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml [^?]*\?>")
_ROOT = re.compile(rb'\s*<worksheet(?: [\w:]+="[^"<>]*")*? xmlns="([^"<>]*)"')
_NAMESPACES = {namespace.encode() for namespace in MAIN}


def canonical_rows(data: bytes) -> tuple[int, int] | None:
    """The position of a worksheet's rows, if the expressions above may be applied to them.

    Args:
        data: A well-formed worksheet part in UTF-8.
    """
    # Searching backwards is several times faster here: most of a sheet has none of these.
    declaration = _DECLARATION.match(data)
    start = declaration.end() if declaration else len(BOM) * data.startswith(BOM)
    root = _ROOT.match(data, start, start + 4096)
    if root is None or root[1] not in _NAMESPACES:
        return None
    if data.rfind(b' xmlns="') > root.end() or data.rfind(b"xmlns='") >= 0:
        return None
    if data.rfind(b"<!") >= 0 or data.rfind(b"<?") >= start:
        return None
    first, last = data.find(b"<sheetData>"), data.rfind(b"</sheetData>")
    if first < 0 or last < 0 or data.rfind(b"<sheetData") != first:
        return None
    return first + len(b"<sheetData>"), last
