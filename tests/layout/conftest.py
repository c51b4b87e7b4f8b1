"""Workbooks changed by a program that knows nothing of ours."""

import io
import pickle

import openpyxl
import pytest
from law import reading
from openpyxl.worksheet.table import TableList


@pytest.fixture(scope="session")
def original(root):
    """The study in the workbook before it is changed."""
    return reading((root / "workbooks" / "sales-training.xlsx").read_bytes())[0]


@pytest.fixture(scope="session")
def pickled(root):
    """The workbook in openpyxl, with the cached values in place of formulas: five times as fast as loading.

    The tables are kept apart, because what openpyxl keeps them in doesn't survive.
    """
    book = openpyxl.load_workbook(root / "workbooks" / "sales-training.xlsx", data_only=True)
    tables = {sheet.title: [*sheet.tables.values()] for sheet in book}
    return pickle.dumps((book, tables))


@pytest.fixture
def changed(pickled):
    """Changes the workbook in openpyxl and reads it."""

    def apply(change):
        book, tables = pickle.loads(pickled)
        for sheet in book:
            sheet._tables = TableList()
            for table in tables[sheet.title]:
                sheet._tables.add(table)
        change(book)
        file = io.BytesIO()
        book.save(file)
        return reading(file.getvalue())

    return apply
