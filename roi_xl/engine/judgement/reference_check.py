"""Checks with the second engine which cells a table's column or a defined name means.

Both engines read formulas in which we have replaced such references by cells, so neither would notice if they
were the wrong cells. So the second engine gets the tables and names of the workbook as they are in the file,
and is asked about each reference that a changed cell uses, as written in its formula: what its first cell
contains, and how many rows and columns it has. Every cell in question holds a unique number that identifies
its place.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

from roi_xl.engine.answer.first_answer import FirstAnswer
from roi_xl.engine.formulon import adapter as formulon
from roi_xl.engine.plain_copy import Content, Surroundings, Written, engine_copy
from roi_xl.formulas.meaning import IN_EXCEL, Obstacle, Place
from roi_xl.formulas.structure import Structure
from roi_xl.xlsx import Address, Cell, DefinedName, Table

Reference = tuple[str, str, int]
"""The text of a reference, and the sheet and row of a formula that uses it."""

_FIRST_COLUMN = 15_001  # of the questions: far to the right of any real data
_ROWS, _SHEETS = 1 << 14, 1 << 34  # a number for each cell: sheet, row and column
_ANY_DAY = dt.date(2026, 1, 1)


def disputed(answer: FirstAnswer, cells: Collection[Cell]) -> dict[Cell, Obstacle]:
    """The cells whose formulas use a reference that means other cells to the second engine.

    Args:
        answer: The answer.
        cells: Cells whose values have changed.
    """
    structure = answer.question.formulas.structure
    known = _verdicts(structure)
    tables = {table.name.lower(): table for table in structure.tables}
    analyses = answer.question.analyses
    used = {
        cell: _references(tables, cell, resolved) for cell in cells if (resolved := analyses[cell].resolved)
    }
    new = {
        reference: meant
        for references in used.values()
        for reference, meant in references.items()
        if (reference, meant) not in known
    }
    known.update(_asked(structure, new))
    found = {}
    for cell, references in used.items():
        wrong = [reference[0] for reference, meant in references.items() if not known[reference, meant]]
        if wrong:
            detail = f"the engines don't agree which cells {wrong[0]} means"
            found[cell] = Obstacle("reference-disputed", detail, IN_EXCEL)
    return found


@lru_cache(maxsize=2)
def _verdicts(structure: Structure) -> dict[tuple[Reference, Place], bool]:
    """The verdicts so far on references, shared by all workbooks of one structure."""
    del structure
    return {}


def _references(
    tables: Mapping[str, Table], cell: Cell, resolved: Iterable[tuple[str, Place]]
) -> dict[Reference, Place]:
    """The references of a formula that need checking, each with the cells that we think it means."""
    found = {}
    for text, place in resolved:
        name, bracket, _ = text.partition("[")
        if not bracket:
            found[text, cell[0], 1] = place
            continue
        table = tables.get(name.lower()) or _around(tables.values(), cell)
        if table is None or _is_clear(table, text):
            continue
        of_row = "@" in text or "#this row" in text.lower()
        found[table.name + text[len(name) :], cell[0], cell[1][0] if of_row else 1] = place
    return found


def _around(tables: Iterable[Table], cell: Cell) -> Table | None:
    sheet, (row, column) = cell
    for table in tables:
        top, left, bottom, right = table.area
        if table.sheet == sheet and top <= row <= bottom and left <= column <= right:
            return table
    return None


def _is_clear(table: Table, text: str) -> bool:
    """Whether a reference needs no check: all data of a table, or columns the second engine mixes up.

    It confuses columns whose names differ only in case, or in blanks around them; we take the exact one.
    """
    return text.endswith("[]") or _has_columns_alike(table.columns)


@lru_cache(maxsize=256)
def _has_columns_alike(columns: tuple[str, ...]) -> bool:
    return len({column.strip().casefold() for column in columns}) < len(columns)


def _asked(
    structure: Structure, references: Mapping[Reference, Place]
) -> dict[tuple[Reference, Place], bool]:
    """Whether each reference means the same cells to the second engine as to us."""
    if not references:
        return {}
    sheets = [name for name, *_ in structure.sheets]
    contents: dict[str, dict[Address, Content]] = {name: {} for name in sheets}
    columns: dict[tuple[str, int], int] = defaultdict(lambda: _FIRST_COLUMN)
    questions: dict[Reference, list[Cell]] = {}
    for (text, sheet, row), (on, area) in references.items():
        contents[on][area[:2]] = _number(sheets, on, area[:2])
        first = columns[sheet, row]
        columns[sheet, row] += 3
        questions[text, sheet, row] = [(sheet, (row, first + offset)) for offset in range(3)]
        asked = (f"INDEX({text},1,1)", f"ROWS({text})", f"COLUMNS({text})")
        for cell, formula in zip(questions[text, sheet, row], asked, strict=True):
            contents[sheet][cell[1]] = Written(formula)
    wanted = [cell for cells in questions.values() for cell in cells]
    surroundings = Surroundings(sheets, structure.tables, _places(structure, references))
    copy = engine_copy(list(contents.values()), date1904=False, surroundings=surroundings)
    try:
        values = formulon.values(copy, sheets, wanted, _ANY_DAY)
    except formulon.SecondOpinionError:
        return dict.fromkeys(references.items(), False)
    found = {}
    for reference, place in references.items():
        on, (top, left, bottom, right) = place
        expected = [_number(sheets, on, (top, left)), bottom - top + 1.0, right - left + 1.0]
        found[reference, place] = [values[cell] for cell in questions[reference]] == expected
    return found


def _places(structure: Structure, references: Iterable[Reference]) -> list[DefinedName]:
    """The names that are asked about; the second engine needn't know the others."""
    asked = {text.rpartition("!")[2].casefold() for text, *_ in references if "[" not in text}
    return [name for name in structure.names if name.name.casefold() in asked]


def _number(sheets: Sequence[str], sheet: str, address: Address) -> float:
    return float((sheets.index(sheet) + 1) * _SHEETS + address[0] * _ROWS + address[1])
