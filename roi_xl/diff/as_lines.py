"""A workbook as stable lines of text, one for each entered value, formula and result, for `git diff`.

Formulas are in relative form, and rows of tables in the order of their keys: neither a row that was shifted
nor a table that was sorted makes other lines where cells have names.
"""

from __future__ import annotations

from collections.abc import Iterator

from roi_xl.computed_workbook import Model
from roi_xl.diff.book_side import Side
from roi_xl.diff.naming import name_of
from roi_xl.diff.relative_form import relative_form
from roi_xl.errors import CellError
from roi_xl.recalc import Settings, computed
from roi_xl.values_as_text import plain, printable
from roi_xl.xlsx import Address, Cell, Scalar, Sheet, place


def text_of(data: bytes, settings: Settings) -> str:
    """A workbook as lines; results are recalculated first.

    Args:
        data: The workbook's bytes.
        settings: How it is recalculated.

    Raises:
        FileError: It can't be read.
        EngineError: A formula engine refused it.
    """
    return "".join(f"{line}\n" for line in _lines(computed(data, settings)))


def _lines(model: Model) -> Iterator[str]:
    side = Side(model)
    for sheet in model.book.sheets:
        yield f"[{printable(sheet.name)}]"
        cells = [at for at in {*side.filled(sheet)} if not _is_word(side, (sheet.name, at))]
        for at in sorted(cells, key=lambda at: _order(side, sheet, at)):
            yield from _cell(side, (sheet.name, at))


def _is_word(side: Side, cell: Cell) -> bool:
    """Whether a cell holds a word of the template, which nobody may change."""
    return side.is_ours and not side.is_computed(cell) and side.labels.is_locked(cell)


def _order(side: Side, sheet: Sheet, at: Address) -> tuple[int, str, Address]:
    """By row; the rows of a table by key, where the table stands."""
    table = side.table_at((sheet.name, at))
    key = "" if table is None else side.key(table, at[0])
    return (at[0] if table is None else table.rows.start, f"{len(key):06}{key}" if key else "~", at)


def _cell(side: Side, cell: Cell) -> Iterator[str]:
    name, formula = printable(name_of(side, cell)), side.model.formula(cell)
    value = side.model.value(cell)
    if formula is not None:
        yield f"{name} = {printable(relative_form(formula.text, cell[1]))}"
    if side.is_computed(cell):
        shown = "(not evaluated)" if place(cell) in side.doubted else _told(value)
        yield f"{name} → {shown}"
    elif value not in {None, ""}:
        yield f"{name}: {_told(value)}"


def _told(value: Scalar) -> str:
    """A value on one line; a text in quotes, so that it can't be taken for a number."""
    if isinstance(value, str) and not isinstance(value, CellError):
        return f'"{printable(value)}"'
    return plain(value)
