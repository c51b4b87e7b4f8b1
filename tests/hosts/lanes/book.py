"""The cases as a workbook: arguments in cells, one call for each case, and wrong values cached everywhere."""

import io
from dataclasses import dataclass

import xlsxwriter
from core import FUNCTIONS, argument, told
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

CALLS, CELLS = "Calls", "Cells"
WRONG = 99.5
"""The cached value of every call: no function's result in any case."""


@dataclass(frozen=True, slots=True)
class Area:
    """Where a case's result stands on the sheet of calls: first row and column from 0, and its size."""

    row: int
    column: int
    height: int
    width: int


def written(cases, spelled=str):
    """A workbook of the cases.

    Args:
        cases: Cases of the lane protocol.
        spelled: How a function's name is spelled in formulas.

    Returns:
        The workbook's bytes, and the area of each case's result.
    """
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        calls, cells = book.add_worksheet(CALLS), book.add_worksheet(CELLS)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        areas, top, row = [], 0, 0
        for case in cases:
            references, height = _placed(cells, day, case["args"], top)
            result = told(FUNCTIONS[case["function"]].call(*map(argument, case["args"])))
            shape = (len(result), len(result[0])) if isinstance(result, list) else (1, 1)
            area = Area(row, 0, *shape)
            _called(calls, area, f"={spelled(case['function'])}({','.join(references)})")
            areas.append(area)
            top, row = top + height + 1, row + shape[0] + 1
    return stream.getvalue(), areas


def _placed(sheet, day, arguments, top):
    """Put arguments into cells beside each other: references to them, and the rows they take."""
    references, column, tallest = [], 0, 1
    for plain in arguments:
        if plain == {"left out": True}:
            references.append("")
            continue
        block = plain if isinstance(plain, list) else [[plain]]
        for r, values in enumerate(block):
            for c, value in enumerate(values):
                _cell(sheet, day, top + r, column + c, value)
        height, width = len(block), len(block[0])
        references.append(f"{CELLS}!{xl_range_abs(top, column, top + height - 1, column + width - 1)}")
        column, tallest = column + width + 1, max(tallest, height)
    return references, tallest


def _cell(sheet, day, row, column, value):
    if isinstance(value, dict) and "error" in value:
        sheet.write_formula(row, column, f"={value['error']}", None, value["error"])
    elif isinstance(value, dict):
        sheet.write_number(row, column, value["date"], day)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif value == "":
        sheet.write_formula(row, column, '=""', None, "")
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    elif value is not None:
        sheet.write_number(row, column, value)


def _called(sheet, area, formula):
    if (area.height, area.width) == (1, 1):
        sheet.write_formula(area.row, area.column, formula, None, WRONG)
        return
    last = area.row + area.height - 1, area.column + area.width - 1
    sheet.write_array_formula(area.row, area.column, *last, formula, None, WRONG)
    for row in range(area.row, last[0] + 1):
        for column in range(area.column, last[1] + 1):
            if (row, column) != (area.row, area.column):
                sheet.write_number(row, column, WRONG)


def where(area):
    """The first cell of an area, for messages."""
    return f"{CALLS}!{xl_rowcol_to_cell(area.row, area.column)}"
