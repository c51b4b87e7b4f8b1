"""Finds formulas that can't be computed because of cell values or of what the primary engine lacks."""

from __future__ import annotations

import re
from collections.abc import Mapping

from roi_xl.engine.answer.area_sizes import Sizes
from roi_xl.engine.answer.linked_workbooks import unkept
from roi_xl.engine.formualizer import adapter
from roi_xl.errors import CellError
from roi_xl.formulas.excel_functions import ONE_ARRAY
from roi_xl.formulas.meaning import IN_EXCEL, Analysis, Obstacle
from roi_xl.formulas.spelling import question
from roi_xl.formulas.workbook_formulas import Formulas
from roi_xl.xlsx import Cell, Sheet

_ODD_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f]|_x[0-9A-Fa-f]{4}_|^#[A-Z_/0-9]+[!?]?$")


def obstacles_in(
    formulas: Formulas, analyses: Mapping[Cell, Analysis], sheets: Mapping[str, Sheet]
) -> dict[Cell, Obstacle]:
    """The formula cells that can't be computed, with the reason; reasons in the formula itself come first.

    Args:
        formulas: What is known of the formulas without any cell's value.
        analyses: What each formula means, now that the values of cells are known.
        sheets: The worksheets by name.
    """
    detail = "reads a text with control characters, or an error the engines don't know"
    odd = Obstacle("odd-text", detail, IN_EXCEL)
    detail = "reads a date stored as a text that Excel may count otherwise"
    undated = Obstacle("odd-date", detail, IN_EXCEL)
    sizes = Sizes(sheets.values())
    of_values = {
        **{cell: sizes.obstacle(analyses[cell]) for cell in formulas.wide},
        **{cell: obstacle for cell in formulas.linked if (obstacle := unkept(analyses[cell], sheets))},
    }
    return {
        **dict.fromkeys(_readers_of_odd_texts(formulas, sheets), odd),
        **dict.fromkeys(_readers_of_odd_dates(formulas, sheets), undated),
        **{cell: obstacle for cell, obstacle in of_values.items() if obstacle is not None},
        **_unsupported(formulas),
        **formulas.obstacles,
    }


def _unsupported(formulas: Formulas) -> dict[Cell, Obstacle]:
    """The formulas that call functions the primary engine doesn't have."""
    called = formulas.called - formulas.functions.keys() - set(ONE_ARRAY.values())
    unknown = adapter.unsupported(sorted(called))
    found = {}
    for cell, analysis in formulas.analyses.items() if unknown else ():
        missing = sorted(analysis.functions & unknown)
        if missing:
            remedy = question(missing, formulas.functions) or IN_EXCEL
            detail = f"{', '.join(missing)} isn't supported"
            found[cell] = Obstacle("unsupported-function", detail, remedy)
    return found


def _readers_of_odd_texts(formulas: Formulas, sheets: Mapping[str, Sheet]) -> set[Cell]:
    """The formulas that read a text which the engines would change on reading."""
    texts = {
        (sheet.name, address)
        for sheet in sheets.values()
        for address, value in sheet.values.items()
        if isinstance(value, str) and not isinstance(value, CellError)
        if address not in sheet.formulas and _ODD_TEXT.search(value)
    }
    return formulas.dependencies.direct(texts) if texts else set()


def _readers_of_odd_dates(formulas: Formulas, sheets: Mapping[str, Sheet]) -> set[Cell]:
    """The formulas that read a date whose serial number isn't certain."""
    dates = {
        (sheet.name, address)
        for sheet in sheets.values()
        for address in sheet.undated
        if address not in sheet.formulas
    }
    return formulas.dependencies.direct(dates) if dates else set()
