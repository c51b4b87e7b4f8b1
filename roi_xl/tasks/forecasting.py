"""The task of freezing a forecast: the figures of now become the forecast that was approved."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Final

from roi_xl.batch import Made, Task
from roi_xl.computed_workbook import Model
from roi_xl.errors import Level
from roi_xl.files import FileError
from roi_xl.recalc import Settings, account, computed
from roi_xl.tasks.filling import Filling, put_in
from roi_xl.template.sheets.forecast import APPROVED_BY, APPROVED_ON, FORECAST_LINES
from roi_xl.values_as_text import printable
from roi_xl.xlsx import Cell, Input, place

_NEEDED: Final = "the figures of a programme before its training starts"


def forecasting(
    settings: Settings, approved_by: str, approved_on: dt.date, *, anew: bool
) -> Task[Made[Filling]]:
    """The task.

    Args:
        settings: How the workbook is recalculated.
        approved_by: The role or person who approved the forecast.
        approved_on: The day of approval.
        anew: Whether it may take the place of a forecast that the workbook has already.
    """
    return Task(partial(_frozen, anew=anew), (settings, approved_by, approved_on))


def _frozen(
    data: bytes, settings: Settings, approved_by: str, approved_on: dt.date, *, anew: bool
) -> Made[Filling]:
    """The workbook with its own figures as its forecast, recalculated.

    Raises:
        FileError: It has no place for a forecast, has one already, or figures that can't be used.
    """
    model = computed(data, settings)
    amounts = {_cell(model, typed): _cell(model, now) for typed, now in FORECAST_LINES.items()}
    said = [_cell(model, name) for name in (APPROVED_ON, APPROVED_BY)]
    there = [cell for cell in (*amounts, *said) if model.stored(cell) is not None]
    if there and not anew:
        reason = (
            f"there is a forecast already: {place(there[0])} holds {printable(str(model.stored(there[0])))}"
        )
        raise FileError("forecast-there", reason, "with --anew it is replaced")
    _check_figures(model)
    inputs: dict[Cell, Input] = {
        _cell(model, APPROVED_ON): approved_on,
        _cell(model, APPROVED_BY): approved_by,
    }
    inputs |= {typed: _amount(model, now) for typed, now in amounts.items()}
    return put_in(model, inputs, settings)


def _cell(model: Model, name: str) -> Cell:
    """The cell with a name of the sheet Forecast.

    Raises:
        FileError: There is none.
    """
    cell = model.cell(name)
    if cell is None:
        reason = f"it has no cell named {name}, as a full workbook of this version has"
        raise FileError("no-place-for-forecast", reason, "make one of it with `roi-xl new FILE --from BOOK`")
    return cell


def _check_figures(model: Model) -> None:
    """Refuse figures that nobody should approve.

    Raises:
        FileError: A check fails, a formula differs from the template's, or there is no ROI yet.
    """
    found = account(model)
    if not found.is_usable or any(finding.level is Level.ERROR for finding in found.findings):
        reason = "its figures are not to be used yet"
        raise FileError("forecast-unready", reason, "mend what `roi-xl check` says, then freeze the forecast")
    if model.value(_cell(model, "cal_has_figures")) != 1:
        reason = "there is no ROI yet: a cost and a complete benefit line are needed"
        raise FileError("forecast-unready", reason, f"fill in {_NEEDED}")


def _amount(model: Model, cell: Cell) -> float:
    """A figure as it is now.

    Raises:
        FileError: It is no number, or nobody confirmed it.
    """
    value = model.value(cell)
    unconfirmed = {named for finding in model.findings for named in (finding.cells or (finding.where,))}
    if not isinstance(value, float) or place(cell) in unconfirmed:
        reason = f"{place(cell)} could not be confirmed"
        raise FileError("forecast-unready", reason, "`roi-xl recalc BOOK` says which cells it hangs on")
    return value
