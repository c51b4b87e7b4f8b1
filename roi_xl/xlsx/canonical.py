"""The form in which Excel itself writes rows and cells, recognised by regular expressions.

Excel writes attributes in the order `r s t cm vm`, double quotes, `<f>` before `<v>`, no blanks between
elements; XlsxWriter, openpyxl, EPPlus and ClosedXML do the same. An expression reads such cells several times
faster than a parser's callbacks. It is only applied where it can't be fooled: to well-formed XML without
comments, CDATA and processing instructions, in which every `<` begins a tag, and whose one default namespace
is SpreadsheetML's.
"""

from __future__ import annotations

import re

from roi_xl.xlsx.markup import BOM, MAIN

_ATTRIBUTES = rb'((?: [\w:]+="[^"<>]*")*)'
_CELL = (
    rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="[0-9]+")?(?: t="([a-zA-Z]+)")?'
    rb'(?: cm="([0-9]+)")?(?: vm="[0-9]+")?'
)
_FORMULA = rb"<f" + _ATTRIBUTES + rb"(?:/>|>([^<]*)</f>)"
_VALUE = rb'<v(?: xml:space="preserve")?>([^<]*)</v>|<v/>'
_INLINE = rb'<is><t(?: xml:space="preserve")?>([^<]*)</t></is>'

LINE = re.compile(
    rb'<row r="([1-9][0-9]{0,6})"' + _ATTRIBUTES + rb"/?>|</row>|"
    + _CELL + rb"(?:/>|>(?:" + _FORMULA + rb")?(?:" + _VALUE + rb"|" + _INLINE + rb")?</c>)"
)  # fmt: skip
"""A row's start or end, or a whole cell. Groups: row, its attributes; letters, row, type, cm, formula's
attributes and text, value, inline text of a cell."""

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
_NAMESPACE = re.compile(rb'<worksheet [^<>]*?xmlns="([^"<>]*)"')
_NAMESPACES = {namespace.encode() for namespace in MAIN}


def canonical_rows(data: bytes) -> tuple[int, int] | None:
    """Where the rows of a worksheet lie, if the expressions above may be applied to them.

    Args:
        data: A well-formed worksheet part in UTF-8.
    """
    declaration = _DECLARATION.match(data)
    start = declaration.end() if declaration else len(BOM) * data.startswith(BOM)
    namespace = _NAMESPACE.match(data[start : start + 4096].lstrip())
    if namespace is None or namespace[1] not in _NAMESPACES:
        return None
    if data.count(b' xmlns="') != 1 or b"xmlns='" in data:
        return None
    if b"<!" in data or data.find(b"<?", start) >= 0:
        return None
    first, last = data.find(b"<sheetData>"), data.find(b"</sheetData>")
    if first < 0 or last < 0 or data.count(b"<sheetData") != 1:
        return None
    return first + len(b"<sheetData>"), last
