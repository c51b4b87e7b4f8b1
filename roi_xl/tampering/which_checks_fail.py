"""Counts the integrity checks that fail, from the rows of their table: no single cell decides."""

from __future__ import annotations

from collections.abc import Iterator

from roi_xl.computed_workbook import Model
from roi_xl.errors import CellError, Finding, Level
from roi_xl.tampering.failing_check import FailingCheck
from roi_xl.tampering.fixed_rows import title_of
from roi_xl.template import names
from roi_xl.template.form import TableForm, form_of, form_text
from roi_xl.xlsx import Table, place
from roi_xl.xlsx.properties import custom_properties


def failing_checks(model: Model) -> tuple[FailingCheck, ...]:
    """The integrity checks of a workbook that fail, in the order of their rows.

    None in a workbook whose table of checks isn't found or has other columns.

    Args:
        model: The workbook.
    """
    return tuple(_failing(model))


def verdict(model: Model, failing: tuple[FailingCheck, ...]) -> Iterator[Finding]:
    """The findings about the checks that fail; where no row says which, what the workbook itself counts.

    Args:
        model: The workbook.
        failing: Its failing checks.
    """
    for one in failing:
        at = f" at “{one.first}”" if one.first else ""
        detail = f"the check “{one.check}” fails{at}: do not use the workbook's figures"
        remedy = one.remedy or "correct the inputs that it is about"
        yield Finding(Level.ERROR, "model-checks", one.where, detail, remedy)
    cell = model.cell(names.CHECKS)
    counted = None if cell is None else model.value(cell)
    if cell is not None and not failing and isinstance(counted, float) and counted > 0:
        detail = f"{counted:g} of the workbook's own integrity checks fail: do not use its figures"
        yield Finding(
            Level.ERROR,
            "model-checks",
            place(cell),
            detail,
            f"open the {cell[0]} sheet and correct the inputs",
        )


def _failing(model: Model) -> Iterator[FailingCheck]:
    kind = names.kind_of(custom_properties(model.book.package))
    text = form_text(kind)
    for sheet in form_of(text).sheets.values() if text else ():
        for id_, form in sheet.tables.items():
            stored = model.table(names.table_name(id_)) if form.verdict else None
            if stored is not None and len(stored.columns) == len(form.columns):
                yield from _of_table(model, form, stored)


def _of_table(model: Model, form: TableForm, stored: Table) -> Iterator[FailingCheck]:
    columns = {column: stored.area[1] + at for at, column in enumerate(form.columns)}
    for row in range(stored.area[0] + stored.header_rows, stored.area[2] - stored.totals_rows + 1):
        cell = stored.sheet, (row, columns[form.verdict])
        result = model.value(cell)
        if isinstance(result, CellError) or (isinstance(result, float) and result != 0):
            told = {column: model.value((stored.sheet, (row, at))) for column, at in columns.items()}
            check = title_of(told[column] for column in (names.KEY, *form.worded))
            first, remedy = (title_of([told.get(column)]) for column in (names.FIRST, names.REMEDY))
            yield FailingCheck(place(cell), check, first, remedy)
