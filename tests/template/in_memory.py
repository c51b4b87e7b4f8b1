"""A shipped workbook in memory: typed into, computed again, its failing checks. Nothing is written."""

import datetime as dt
from dataclasses import fields
from functools import cache, lru_cache, partial
from pathlib import Path

from changes import cell, line, put

from roi_xl.checks import INTEGRITY
from roi_xl.layout.declared import TABLES, list_of, list_words
from roi_xl.recalc import Settings, computed
from roi_xl.shipped_workbooks import filled
from roi_xl.study import RECORDS, Study
from roi_xl.template import names
from roi_xl.template.book import BOOK

_WORKBOOKS = Path(__file__).parents[2] / "workbooks"


_SETTINGS = Settings(dt.date(2026, 1, 1))


@cache
def shipped(filename):
    """A shipped workbook, computed."""
    return computed((_WORKBOOKS / filename).read_bytes(), _SETTINGS)


def model(example):
    """An example in English, computed."""
    return shipped(f"{example}-training.xlsx")


def typed(book, changes):
    """The workbook computed again after these changes; an input may hold a formula of the example."""
    cells = inputs(book, changes)
    if any(book.formula(where) is not None for where in cells):
        return typed_over(book, cells)
    return book.with_inputs(cells) if cells else book


@lru_cache(maxsize=32)
def _typed(example, changes):
    return typed(model(example), changes)


def figures(changes=(), example="sales"):
    """After these changes to an example, the value of a cell by its defined name."""
    return partial(figure, _typed(example, tuple(map(tuple, changes))))


def typed_over(book, cells):
    """The workbook computed anew with other contents of cells, also of those that hold formulas."""
    return computed(put(book.book, cells), _SETTINGS)


@cache
def bare():
    """An English workbook with nothing in it, computed: without the rows that a new one starts with."""
    return computed(filled(Study(), "en"), Settings(dt.date(2026, 1, 1)))


def inputs(book, changes):
    """The cells to type into.

    Changes are `("inp", field, value)`, `(table, row, column, value)` with rows counted from 0, or
    `("addin", name, value)` for the cell beside a figure that our function gives.
    """
    cells = {}
    for *where, value in changes:
        if where[0] == "inp":
            there = book.cell(names.input_cell(where[1]))
        elif where[0] == "addin":
            there = line(book.book, where[1], right=1)
        else:
            table, row, column = where
            there = cell(book.book, table, column, row + 1)
        cells[there] = None if value == "blank" else as_stored(value)
    return cells


def as_stored(value):
    if isinstance(value, dt.date):
        return float((value - dt.date(1899, 12, 30)).days)
    return float(value) if isinstance(value, int) else value


def changes_of(study):
    """What is typed to put a study into an English workbook."""
    changes = [("inp", field.name, getattr(study.inputs, field.name)) for field in fields(study.inputs)]
    for part in RECORDS:
        columns = {column.id: list_of(column) for column in TABLES[part].columns}
        for row, record in enumerate(getattr(study, part)):
            for field in fields(record):
                column, value = field.name.rstrip("_"), getattr(record, field.name)
                if columns[column] and value:
                    value = list_words("en", columns[column])[BOOK.lists[columns[column]].index(value)]
                changes.append((part, row, column, value))
    return [change for change in changes if change[-1] not in (None, "")]


def rows_of_checks(book):
    """Each row of both tables of checks: code, rule, measured, result, sheet, first place and the rest."""
    for id_ in ("integrity", "advice"):
        table = book.table(names.table_name(id_))
        top, left, bottom, right = table.area
        for row in range(top + 1, bottom + 1):
            yield [book.value((table.sheet, (row, column))) for column in range(left, right + 1)]


def failing(book):
    """The first place of each check that fails, by code."""
    return {row[0]: row[5] or "" for row in rows_of_checks(book) if row[3] != 0}


def errors(book):
    """The codes of the integrity checks that fail."""
    return {check.code for check in INTEGRITY} & failing(book).keys()


def value(book, table, row, column):
    """The value in a table, its rows counted from 0."""
    return book.value(cell(book.book, table, column, row + 1))


def figure(book, name):
    """The value of the cell with a defined name."""
    return book.value(book.cell(name))
