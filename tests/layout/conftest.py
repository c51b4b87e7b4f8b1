"""Workbooks changed by a program that knows nothing of ours."""

import io

import openpyxl
import pytest
from law import reading


@pytest.fixture(scope="session")
def original(root):
    """The study in the workbook before it is changed."""
    return reading((root / "workbooks" / "sales-training.xlsx").read_bytes())[0]


@pytest.fixture
def changed(root):
    """Changes the workbook in openpyxl, with the cached values in place of formulas, and reads it."""

    def apply(change):
        book = openpyxl.load_workbook(root / "workbooks" / "sales-training.xlsx", data_only=True)
        change(book)
        file = io.BytesIO()
        book.save(file)
        return reading(file.getvalue())

    return apply
