"""A workbook that calls our functions, computed from scratch by LibreOffice Calc with the add-in, or without.

Arguments are the workbook, a new folder and perhaps `--without-add-in`; it prints where the result is.
"""

import sys
from pathlib import Path

import openpyxl
from calc_addin.names import stored
from calc_addin.office import recalculated

from roi_xl.calc import FUNCTIONS
from roi_xl.xlsx.formula import TokenKind, tokens


def bound(formula):
    """A formula with our functions under the names that LibreOffice binds."""
    return "".join(
        stored(text) if kind is TokenKind.FUNCTION and text in FUNCTIONS else text
        for kind, text in tokens(formula)
    )


def rebind(source, target):
    """Save a workbook with its formulas bound to the add-in; openpyxl drops what was cached."""
    book = openpyxl.load_workbook(source)
    for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row):
        if cell.data_type == "f":
            cell.value = bound(cell.value)
    book.save(target)


if __name__ == "__main__":
    source, folder, *without = sys.argv[1:]
    book, folder = Path(source), Path(folder)
    if not without:
        folder.mkdir(parents=True)
        rebind(book, folder / book.name)
        book = folder / book.name
    print(recalculated(book, folder / "office", with_add_in=not without))
