"""A shipped workbook in memory: typed into, computed again, its failing checks. Nothing is written."""

import datetime as dt
from dataclasses import fields
from functools import cache
from pathlib import Path

from roi_xl.checks import INTEGRITY
from roi_xl.layout.declared import TABLES, list_of, list_words
from roi_xl.recalc import Settings, computed
from roi_xl.study import RECORDS, Study
from roi_xl.template import names
from roi_xl.template.book import BOOK
from roi_xl.workbooks import filled

_WORKBOOKS = Path(__file__).parents[2] / "workbooks"


@cache
def model(example):
    """An example in English, computed."""
    return computed((_WORKBOOKS / f"{example}-training.xlsx").read_bytes(), Settings(dt.date(2026, 1, 1)))


@cache
def bare():
    """An English workbook with nothing in it, computed: without the rows that a new one starts with."""
    return computed(filled(Study(), "en"), Settings(dt.date(2026, 1, 1)))


def inputs(book, changes):
    """The cells to type into: changes are `("inp", field, value)` or `(table, row, column, value)`."""
    typed = {}
    for *where, value in changes:
        if where[0] == "inp":
            cell = book.cell(names.input_cell(where[1]))
        else:
            table, row, column = where
            sheet, (header, at) = book.cell(names.column_header(table, column))
            cell = sheet, (header + 1 + row, at)
        typed[cell] = None if value == "blank" else as_stored(value)
    return typed


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


def figure(book, name):
    """The value of the cell with a defined name."""
    return book.value(book.cell(name))
