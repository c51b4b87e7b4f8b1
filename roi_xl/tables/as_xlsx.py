"""Tables as a workbook with one sheet; numbers have the number format of their unit."""

from __future__ import annotations

import io
import re
from typing import Final

from roi_xl.files.file_error import MEBIBYTE
from roi_xl.tables.table import Form, Table
from roi_xl.units import Unit
from roi_xl.xlsx import Limits, Package, PackageError
from roi_xl.xlsx.properties import custom_properties

_PROPERTY: Final = "roi_xl_kind"
_LARGEST: Final = 64 * MEBIBYTE  # bytes of a part: a report of about 100,000 workbooks
_SHEET: Final = re.compile(rb"<(?:\w+:)?sheet\s")


def write(table: Table) -> bytes:
    """The workbook's bytes."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_custom_property(_PROPERTY, table.form.mark)
        sheet = book.add_worksheet("Report")
        sheet.write_row(0, 0, table.names, book.add_format({"bold": True}))
        formats = {unit: book.add_format({"num_format": unit.number_format()}) for unit in Unit}
        for number, column in enumerate(table.columns):
            is_text = column.unit is Unit.TEXT
            look = None if is_text else formats[column.unit]
            sheet.write_column(1, number, [row[number] for row in table.rows], look)
        sheet.freeze_panes(1, 1)
    return buffer.getvalue()


def is_ours(data: bytes, form: Form) -> bool:
    """Whether the workbook's property marks it as ours, and it has one sheet."""
    try:
        package = Package(data, Limits(part=_LARGEST))
        if custom_properties(package).get(_PROPERTY) != form.mark:
            return False
        return len(_SHEET.findall(package.read("xl/workbook.xml"))) == 1
    except (PackageError, KeyError):
        return False
