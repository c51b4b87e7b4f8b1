"""Tables as a workbook with one sheet; numbers have the number format of their unit."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any, Final

from roi_xl.files.file_error import MEBIBYTE
from roi_xl.tables.table import Form, Table
from roi_xl.units import Unit
from roi_xl.xlsx import Limits, Package, PackageError
from roi_xl.xlsx.properties import custom_properties

_PROPERTY: Final = "roi_xl_kind"
_SHEETS: Final = "roi_xl_sheets"
_LARGEST: Final = 64 * MEBIBYTE  # bytes of a part: a report of about 100,000 workbooks
_NARROWEST, _WIDEST, _MARGIN = 8, 60, 2  # characters
_SEEN: Final = 500  # rows by which a column's width is chosen
_SHEET: Final = re.compile(rb"<(?:\w+:)?sheet\s")


def write(table: Table) -> bytes:
    """The workbook's bytes."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_custom_property(_PROPERTY, table.form.mark)
        looks = _Looks(book)
        _fill(book.add_worksheet("Report"), table, looks)
        if table.details is not None:
            title, details = table.details
            book.set_custom_property(_SHEETS, 2)
            _fill(book.add_worksheet(title), details, looks)
    return buffer.getvalue()


class _Looks:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 - the library has no types
        self._book = book
        self._known: dict[str, Any] = {}
        self.head = book.add_format({"bold": True})

    def of(self, unit: Unit, currency: str = "") -> Any:  # noqa: ANN401
        """The format of a number; None for texts.

        Args:
            unit: What it measures.
            currency: The code of its currency, if it is money and that is known.
        """
        if unit is Unit.TEXT:
            return None
        code = unit.number_format()
        if unit is Unit.MONEY and currency:
            code = f'{code} "{currency.replace(chr(34), "")}"'
        if code not in self._known:
            self._known[code] = self._book.add_format({"num_format": code})
        return self._known[code]


def _fill(sheet: Any, table: Table, looks: _Looks) -> None:  # noqa: ANN401
    """Write a table into a sheet: a bold header that stays, a filter, columns as wide as their cells."""
    sheet.write_row(0, 0, table.names, looks.head)
    at = table.names.index(table.currency) if table.currency in table.names else None
    for number, row in enumerate(table.rows, 1):
        currency = "" if at is None else str(row[at] or "")
        for place, (value, column) in enumerate(zip(row, table.columns, strict=True)):
            sheet.write(number, place, value, looks.of(column.unit, currency))
    for place, (name, texts) in enumerate(
        zip(table.names, zip(*replace(table, rows=table.rows[:_SEEN]).texts(), strict=True), strict=False)
    ):
        widest = max(map(len, (name, *texts)), default=0)
        sheet.set_column(place, place, min(max(widest + _MARGIN, _NARROWEST), _WIDEST))
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    sheet.freeze_panes(1, 1)


def is_ours(data: bytes, form: Form) -> bool:
    """Whether the workbook's property marks it as ours, and it has no sheet more than we made."""
    try:
        package = Package(data, Limits(part=_LARGEST))
        if custom_properties(package).get(_PROPERTY) != form.mark:
            return False
        sheets = len(_SHEET.findall(package.read("xl/workbook.xml")))
        return str(sheets) == custom_properties(package).get(_SHEETS, "1")
    except (PackageError, KeyError):
        return False
