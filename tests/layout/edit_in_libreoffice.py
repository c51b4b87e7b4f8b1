"""What people do to a workbook, really done in LibreOffice Calc through its own interface.

Run by the Python that has `uno`, with a free folder as its argument. It reads a JSON list of jobs from the
standard input, each with `source`, `target` and `edits`, and carries out the edits of each job one after the
other: the name of a function below, and its arguments. Addresses are those of the sheet at that moment.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.sheet.CellDeleteMode import LEFT, UP
from com.sun.star.sheet.CellInsertMode import DOWN, RIGHT
from com.sun.star.table import TableSortField

SECONDS = 120
PIPE = f"roi_xl_edits_{os.getpid()}"


def _property(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def _range(sheet, area):
    return sheet.getCellRangeByName(area)


def insert_columns(_, sheet, at, count=1):
    sheet.Columns.insertByIndex(_range(sheet, f"{at}1").RangeAddress.StartColumn, count)


def delete_columns(_, sheet, at, count=1):
    sheet.Columns.removeByIndex(_range(sheet, f"{at}1").RangeAddress.StartColumn, count)


def move_column(document, sheet, column, before):
    """Cut a column and insert it before another, as people drag it with a key held down."""
    insert_columns(document, sheet, before)
    old, new = (_range(sheet, f"{each}1").RangeAddress.StartColumn for each in (column, before))
    old += old >= new
    cells = sheet.Columns.getByIndex(old).RangeAddress
    sheet.moveRange(sheet.getCellByPosition(new, 0).CellAddress, cells)
    sheet.Columns.removeByIndex(old, 1)


def insert_rows(_, sheet, at, count=1):
    sheet.Rows.insertByIndex(at - 1, count)


def delete_rows(_, sheet, at, count=1):
    sheet.Rows.removeByIndex(at - 1, count)


def move_row(document, sheet, row, before):
    insert_rows(document, sheet, before)
    old = row - 1 + (row >= before)
    cells = sheet.Rows.getByIndex(old).RangeAddress
    sheet.moveRange(sheet.getCellByPosition(0, before - 1).CellAddress, cells)
    sheet.Rows.removeByIndex(old, 1)


def insert_cells(_, sheet, area, direction):
    sheet.insertCells(_range(sheet, area).RangeAddress, {"right": RIGHT, "down": DOWN}[direction])


def delete_cells(_, sheet, area, direction):
    sheet.removeRange(_range(sheet, area).RangeAddress, {"left": LEFT, "up": UP}[direction])


def move_cells(_, sheet, area, corner):
    """Cut cells and paste them elsewhere."""
    sheet.moveRange(
        _range(sheet, corner).getCellByPosition(0, 0).CellAddress, _range(sheet, area).RangeAddress
    )


def write(_, sheet, cell, text):
    _range(sheet, cell).Formula = text


def sort(_, sheet, area, column, direction="up"):
    """Sort the rows of an area by one of its columns, counted from 0."""
    field = TableSortField()
    field.Field, field.IsAscending = column, direction == "up"
    fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
    _range(sheet, area).sort((_property("SortFields", fields), _property("ContainsHeader", False)))


def rename_sheet(_, sheet, name):
    sheet.Name = name


def move_sheet(document, sheet, position):
    document.Sheets.moveByName(sheet.Name, position)


def copy_sheet(document, sheet, name):
    document.Sheets.copyByName(sheet.Name, name, document.Sheets.Count)


def delete_sheet(document, sheet):
    document.Sheets.removeByName(sheet.Name)


def delete_name(document, _, name):
    document.NamedRanges.removeByName(name)


def rename_table(document, _, name, new):
    document.DatabaseRanges.getByName(name).Name = new


EDITS = (
    insert_columns, delete_columns, move_column, insert_rows, delete_rows, move_row, insert_cells,
    delete_cells, move_cells, write, sort, rename_sheet, move_sheet, copy_sheet, delete_sheet, delete_name,
    rename_table,
)  # fmt: skip


def done(desktop, source, target, edits):
    """Load a workbook, edit it, compute it as one without our functions is computed, and save it."""
    document = desktop.loadComponentFromURL(Path(source).as_uri(), "_blank", 0, (_property("Hidden", True),))
    by_name = {edit.__name__: edit for edit in EDITS}
    for sheet in document.Sheets:
        sheet.unprotect("")
    for name, sheet, *arguments in edits:
        by_name[name](document, document.Sheets.getByName(sheet), *arguments)
    document.calculateAll()
    kind = _property("FilterName", "Calc MS Excel 2007 XML")
    document.storeToURL(Path(target).as_uri(), (kind,))
    document.close(True)


def desktop_of(office):
    """The program's desktop, as soon as it answers."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            context = resolver.resolve(f"uno:pipe,name={PIPE};urp;StarOffice.ComponentContext")
            break
        except Exception:
            if office.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.2)
    return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)


if __name__ == "__main__":
    profile = Path(sys.argv[1]).resolve().as_uri()
    command = [shutil.which("soffice"), "--headless", "--norestore", f"-env:UserInstallation={profile}"]
    office = subprocess.Popen([*command, f"--accept=pipe,name={PIPE};urp;"])
    try:
        desktop = desktop_of(office)
        for job in json.load(sys.stdin):
            done(desktop, **job)
        desktop.terminate()
        office.wait(SECONDS)
    finally:
        office.kill()
