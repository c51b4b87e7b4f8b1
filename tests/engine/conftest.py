"""Workbooks made for one question each, by XlsxWriter."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import xlsxwriter

from roi_xl.calc import FUNCTIONS
from roi_xl.engine import Engines, evaluate
from roi_xl.xlsx import Package, address, read

STALE = -12345.0


@pytest.fixture
def made():
    """Turn a function that fills an XlsxWriter workbook into our reading of the file."""

    def make(fill):
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
            fill(book)
        return read(Package(buffer.getvalue()))

    return make


@pytest.fixture
def sheet(made):
    """A one-sheet workbook from a mapping of cells; formulas (text with `=`) are given a stale value."""

    def make(cells, names=()):
        def fill(book):
            page = book.add_worksheet("S")
            for place, content in cells.items():
                if isinstance(content, str) and content.startswith("{="):
                    page.write_array_formula(place, content, None, STALE)
                elif isinstance(content, str) and content.startswith("="):
                    page.write_formula(place, content, None, STALE)
                elif content is not None:
                    page.write(place, content)
            for name, text in names:
                book.define_name(name, text)

        return made(fill)

    return make


@pytest.fixture
def evaluated():
    """Evaluate a workbook: new values by place such as `A1` on its first sheet, and the findings by code."""

    def run(book, engines=Engines.DOUBLE, today=dt.date(2026, 1, 2)):
        evaluation = evaluate(book, FUNCTIONS, engines=engines, today=today)
        values = evaluation.values.get(book.sheets[0].name, {})
        return _Values(values), {finding.code: finding for finding in evaluation.findings}, evaluation

    return run


class _Values:
    def __init__(self, values):
        self._values = values

    def __getitem__(self, place):
        return self._values[address(place)]

    def __contains__(self, place):
        return address(place) in self._values
