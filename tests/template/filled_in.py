"""A workbook as somebody has filled it in: types values by table or name, and recalculates."""

import datetime as dt
import io

import openpyxl

from roi_xl.calc import FUNCTIONS
from roi_xl.engine import evaluate
from roi_xl.template.book import BOOK
from roi_xl.template.declaration import Table
from roi_xl.xlsx import Package, read

TABLES = {block.id: block for sheet in BOOK.sheets for block in sheet.blocks if isinstance(block, Table)}


def put(book, changes):
    """Types values into the workbook; gives back what stood there."""
    before = []
    for change in changes:
        *_, value = change
        cell = cell_of(book, change)
        before.append((*change[:-1], cell.value))
        cell.value = value
    return before


def cell_of(book, change):
    if change[0] == "inp":
        ((sheet, address),) = book.defined_names[f"inp_{change[1]}"].destinations
        return book[sheet][address]
    if change[0] == "addin":  # of a line with four cells, beside its value
        ((sheet, address),) = book.defined_names[change[1]].destinations
        return book[sheet][address].offset(column=1)
    table, row, column, _ = change
    sheet = next(sheet for sheet in book if f"tbl_{table}" in sheet.tables)
    left, top, _, _ = openpyxl.utils.range_boundaries(sheet.tables[f"tbl_{table}"].ref)
    return sheet.cell(top + 1 + row, left + TABLES[table].index(column))


def recalculated(book, name):
    """The values of a sheet after a recalculation."""
    file = io.BytesIO()
    book.save(file)
    read_back = read(Package(file.getvalue()))
    done = evaluate(read_back, FUNCTIONS, today=dt.date(2026, 1, 1))
    sheet = next(sheet for sheet in read_back.sheets if sheet.name == name)
    return {**sheet.values, **done.values[name]}


def figures(book):
    """After a recalculation: the value of a cell by its defined name."""
    file = io.BytesIO()
    book.save(file)
    read_back = read(Package(file.getvalue()))
    done = evaluate(read_back, FUNCTIONS, today=dt.date(2026, 1, 1))
    sheets = {sheet.name: sheet.values for sheet in read_back.sheets}

    def figure(name):
        ((sheet, address),) = book.defined_names[name].destinations
        cell = book[sheet][address]
        place = (cell.row, cell.column)
        return done.values[sheet].get(place, sheets[sheet].get(place))

    return figure
