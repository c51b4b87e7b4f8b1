"""Workbooks with a table of costs, and what is refused of their new rows."""

from __future__ import annotations

import io

import openpyxl
import pytest
import xlsxwriter

from roi_xl.xlsx import InputsRefusedError, Package, read, with_inputs

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def written(make):
    """A workbook that XlsxWriter writes."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    make(book, book.add_worksheet("Costs"))
    book.close()
    return read(Package(buffer.getvalue()))


COLUMNS = [
    {"header": "Item"},
    {"header": "Number"},
    {"header": "Price"},
    {"header": "Cost", "formula": "costs[[#This Row],[Number]]*costs[[#This Row],[Price]]"},
]


DATA = [["Trainer", 2, 500.0, 0], ["Room", 1, 300.0, 0]]


def costs(rows=3, more=None, **options):
    """A table of costs in B2:E5 with its last row blank."""

    def make(book, sheet):
        money = book.add_format({"num_format": "#,##0.00"})
        columns = [dict(column) for column in COLUMNS]
        columns[2]["format"] = columns[3]["format"] = money
        sheet.add_table(1, 1, 1 + rows, 4, {"name": "costs", "columns": columns, "data": DATA} | options)
        sheet.write_blank(1 + rows, 3, None, money)
        if more:
            more(book, sheet)

    return written(make)


def tables(data):
    """The area of each table, by openpyxl."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return dict(pair for sheet in book for pair in sheet.tables.items())


def refused(book, rows, values=None):
    with pytest.raises(InputsRefusedError) as caught:
        with_inputs(book, values or {}, rows)
    return caught.value.refusals
