"""What people do to a workbook of ours, in memory: cells by the template's own names, never by address."""

from dataclasses import replace
from functools import cache

from roi_xl.computed_workbook import Model
from roi_xl.template import names
from roi_xl.template.form import form_of, form_text
from roi_xl.xlsx import Formula, place
from roi_xl.xlsx.properties import custom_properties

FORM = form_of(form_text())


@cache
def tables_of(kind):
    """The tables of one kind of workbook, by id."""
    sheets = form_of(form_text(kind)).sheets.values()
    return {id_: table for sheet in sheets for id_, table in sheet.tables.items()}


TABLES = tables_of(names.FULL)


def table_of(book, table):
    return next(each for each in book.tables if each.name == names.table_name(table))


def cell(book, table, column, row=1):
    """A cell of a table: its row counted from 1, by the key of a fixed row, or `!` for the total row."""
    kind = names.kind_of(custom_properties(book.package))
    stored, form = table_of(book, table), tables_of(kind)[table]
    number = {"!": len(rows_of(book, table)) + 1}.get(row, row)
    number = form.items.index(row) + 1 if row in form.items else number
    return stored.sheet, (stored.area[0] + number, stored.area[1] + form.columns.index(column))


def rows_of(book, table):
    """The numbers of a table's rows of data."""
    stored = table_of(book, table)
    return range(stored.area[0] + 1, stored.area[2] - stored.totals_rows + 1)


def line(book, name, right=0):
    """The cell of a defined name, or one to the right of it."""
    sheet, (row, column) = Model(book).cell(name)
    return sheet, (row, column + right)


def shown(where):
    """A cell as findings name it."""
    return place(where)


def formula(book, where):
    return sheet_of(book, where).formulas[where[1]].text


def sheet_of(book, where):
    return next(sheet for sheet in book.sheets if sheet.name == where[0])


def put(book, contents):
    """The workbook with other cells: a number, a text, a formula with its equals sign, None for nothing."""
    for where, content in contents.items():
        is_formula = isinstance(content, str) and content.startswith("=")
        values = {} if is_formula else {where[1]: content}
        formulas = {where[1]: Formula(content[1:]) if is_formula else None}
        sheet = sheet_of(book, where)
        book = with_sheet(book, sheet, sheet.with_cells(values, formulas))
    return book


def with_sheet(book, old, new):
    return replace(book, sheets=tuple(new if sheet is old else sheet for sheet in book.sheets))


def rewritten(book, where, old, new):
    """The workbook with a part of a formula replaced."""
    text = formula(book, where)
    assert old in text, text
    return put(book, {where: f"={text.replace(old, new, 1)}"})


def renamed(book, name, text):
    """The workbook with another meaning of a defined name; None removes it."""
    kept = [each if each.name != name else replace(each, text=text) for each in book.names]
    assert kept != [*book.names]
    return replace(book, names=tuple(each for each in kept if each.text is not None))


def with_table(book, table, **changes):
    """The workbook with a table of another area or kind."""
    old = table_of(book, table)
    return replace(
        book, tables=tuple(replace(each, **changes) if each is old else each for each in book.tables)
    )


def shorter(book, table, rows=1):
    """The workbook with a table's area made shorter; its cells stay."""
    top, left, bottom, right = table_of(book, table).area
    return with_table(book, table, area=(top, left, bottom - rows, right))


def row_deleted(book, table, row):
    """The workbook without a row of a table, as Excel's Delete, Table Rows."""
    stored = table_of(book, table)
    _, left, bottom, right = stored.area
    number = cell(book, table, TABLES[table].columns[0], row)[1][0]
    sheet = sheet_of(book, (stored.sheet, None))
    moved = {}
    for at in range(number, bottom + 1):
        for column in range(left, right + 1):
            below = at + 1, column
            formula_below = sheet.formulas.get(below) if at < bottom else None
            value = sheet.values.get(below) if at < bottom else None
            moved[stored.sheet, (at, column)] = f"={formula_below.text}" if formula_below else value
    return shorter(put(book, moved), table)


def hidden(book, sheet_name, row):
    sheet = sheet_of(book, (sheet_name, None))
    return with_sheet(book, sheet, replace(sheet, hidden_rows=frozenset({row})))


def without_sheet(book, name):
    return replace(
        book,
        sheets=tuple(sheet for sheet in book.sheets if sheet.name != name),
        tables=tuple(table for table in book.tables if table.sheet != name),
        names=tuple(
            replace(each, text="#REF!") if each.text.startswith((f"'{name}'!", f"{name}!")) else each
            for each in book.names
        ),
    )
