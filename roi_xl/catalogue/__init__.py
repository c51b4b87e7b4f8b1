"""The catalogue: describes worksheet functions once, for every host that offers them.

A calculation becomes a worksheet function by getting a `Function` description. Excel, the batch engine, the
template's help sheet and the command line all read that description and run the calculation through
`Function.call`. So they can't disagree about blanks, text in numeric cells or errors.
"""

from roi_xl.catalogue.cells import (
    LEFT_OUT,
    CellInput,
    Cells,
    CellValue,
    Count,
    Flag,
    Kind,
    Labels,
    LeftOut,
    Nonnegative,
    Number,
    Numbers,
    Observations,
    Scalar,
    Scenarios,
    Series,
    Share,
    Shares,
    Text,
    column,
    row,
)
from roi_xl.catalogue.describe import collect, worksheet_function
from roi_xl.catalogue.function import Example, Function, Param
from roi_xl.catalogue.reason import Reason
from roi_xl.catalogue.remedies import quoted, shown
from roi_xl.units import Unit

__all__ = [
    "LEFT_OUT",
    "CellInput",
    "CellValue",
    "Cells",
    "Count",
    "Example",
    "Flag",
    "Function",
    "Kind",
    "Labels",
    "LeftOut",
    "Nonnegative",
    "Number",
    "Numbers",
    "Observations",
    "Param",
    "Reason",
    "Scalar",
    "Scenarios",
    "Series",
    "Share",
    "Shares",
    "Text",
    "Unit",
    "collect",
    "column",
    "quoted",
    "row",
    "shown",
    "worksheet_function",
]
