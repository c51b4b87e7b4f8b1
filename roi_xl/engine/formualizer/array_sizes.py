"""Fits the result of an array formula to the area it was entered in, as Excel does.

Excel cuts off what has no room, shows #N/A where the result ends, and repeats a single row or column.

Source: Microsoft, "Guidelines and examples of array formulas"; ECMA-376 part 1, 18.17.2.7 (arrays of unequal
size); values that Excel saved in Apache POI's MatrixFormulaEvalTestData.
"""

from __future__ import annotations

from typing import Any

from roi_xl.xlsx import Area

FIT = "ROI_XL_FIT_"
"""The name under which the engine calls `fitted`."""


def fitting(text: str, area: Area) -> str:
    """A formula rewritten so that its result has the size of an area."""
    top, left, bottom, right = area
    return f"{FIT}({bottom - top + 1},{right - left + 1},{text})"


def fitted(rows: float, columns: float, result: Any) -> object:  # noqa: ANN401 - the engine's own values
    """A result cut or extended to the size of an area.

    Args:
        rows: How many rows the area has.
        columns: How many columns.
        result: One value, or rows of values, as the engine passes them.
    """
    block = result if isinstance(result, list) and result and isinstance(result[0], list) else [[result]]
    return [[_element(block, row, column) for column in range(int(columns))] for row in range(int(rows))]


def _element(block: list[list[Any]], row: int, column: int) -> object:
    row = 0 if len(block) == 1 else row
    column = 0 if len(block[0]) == 1 else column
    if row >= len(block) or column >= len(block[0]):
        return {"type": "Error", "kind": "Na"}
    value = block[row][column]
    return 0.0 if value is None else value
