"""Excel's door: every function of the catalogue as an xlwings UDF, the same in classic, Server and Lite.

Nothing here knows a particular function; to add one, write it in `roi_xl/calc`. In an xlwings project say
`from roi_xl_udfs import *`: that gives the worksheet functions and nothing else.

xlwings' own converters differ between its lanes, so none of them is used: every argument arrives as rows of
raw cells, every result leaves as finite floats, text, booleans or lists of them, errors travel as their text.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from inspect import Parameter, Signature
from itertools import chain
from typing import Final

import xlwings as xw

from roi_xl.calc import FUNCTIONS
from roi_xl.catalogue import LEFT_OUT, CellInput, Function, Scalar
from roi_xl.errors import CellError

__all__ = tuple(FUNCTIONS)  # the catalogue decides what is exported

CATEGORY: Final = "Training ROI"
_EPOCH: Final = datetime(1899, 12, 30)  # noqa: DTZ001  # day 0 of Excel's calendar; cells know no time zone
_SECONDS_A_DAY: Final = 86_400
_EMPTY_TEXT: Final = "\u200b"  # how our add-in's VBA hands over a formula's empty text, which isn't blank
_TEXTS: Final[dict[str, Scalar]] = {
    **{error.value: error for error in CellError},
    "": None,  # what Office.js says for a blank cell
    _EMPTY_TEXT: "",
}
_AS_THEY_ARE: Final = frozenset({float, bool, type(None)})  # cells that need no translation


def expose(function: Function) -> Callable[..., object]:
    """Wrap one catalogue function for xlwings.

    Args:
        function: What to offer to Excel.

    Returns:
        The UDF. It never raises on bad data, but where a library is missing, so that the message names it.
    """

    def udf(*cells: object) -> object:
        try:
            return _to_excel(function.call(*map(argument_of, cells)))
        except ModuleNotFoundError as error:
            raise xw.XlwingsError(missing_library(function.name, error.name or "")) from error

    udf.__name__ = udf.__qualname__ = function.name
    udf.__doc__ = function.summary
    udf.__signature__ = Signature(  # type: ignore[attr-defined]  # xlwings reads it, functions may carry it
        [
            Parameter(
                p.name, Parameter.POSITIONAL_OR_KEYWORD, default=Parameter.empty if p.required else None
            )
            for p in function.params
        ]
    )
    udf.__annotations__ = {}  # hints would switch on xlwings' converters, which crash on unions
    wrapped: Callable[..., object] = udf
    for param in function.params:
        # err_to_str: without it an error cell arrives as a blank, a silent wrong number in a finance sheet
        wrapped = xw.arg(param.name, doc=param.text, ndim=2, err_to_str=True)(wrapped)
    return xw.func(category=CATEGORY)(wrapped)


def missing_library(function: str, module: str) -> str:
    """What is shown for the #VALUE! of a function that lacks a library.

    Args:
        function: The function's name.
        module: The module that can't be imported.
    """
    package = module.partition(".")[0].replace("_", "-")
    return (
        f"{function} needs the package {package}: install it (pip install {package}; in xlwings Lite and"
        " Server add it to requirements.txt) and start Python anew"
    )


def argument_of(raw: object) -> CellInput:
    """One argument as xlwings hands it over: rows of cells, or a bare None when it was left out."""
    if raw is None:
        return LEFT_OUT
    if not isinstance(raw, list):
        return _cell(raw)
    if not all(isinstance(cells, list) for cells in raw):
        return CellError.VALUE  # no rows of cells: nothing that xlwings hands over
    if _AS_THEY_ARE.issuperset(map(type, chain.from_iterable(raw))):
        return raw  # a look at all the cells costs a tenth of a look at each
    return [[_cell(value) for value in cells] for cells in raw]


def _cell(value: object) -> Scalar:
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, str):
        return _TEXTS.get(value, value)
    if isinstance(value, datetime):
        # pywin32's dates carry a zone that the cell doesn't have
        return (value.replace(tzinfo=None) - _EPOCH).total_seconds() / _SECONDS_A_DAY
    if isinstance(value, int | Decimal):  # Decimal: classic, from cells in currency format
        return _number(value)
    return CellError.VALUE


def _number(value: int | Decimal) -> float | CellError:
    try:
        return float(value)
    except OverflowError:
        return CellError.NUM
    except ValueError:  # a NaN that signals
        return CellError.VALUE


def _to_excel(value: object) -> object:
    """A result in the only types that survive every lane: never an int, which VBA can't always hold."""
    if isinstance(value, tuple):
        if CellError not in {*map(type, chain.from_iterable(value))}:
            return [*map(list, value)]
        return [[_error_text(cell) for cell in cells] for cells in value]
    return _error_text(value)


def _error_text(value: object) -> object:
    return value.value if isinstance(value, CellError) else value


globals().update({name: expose(function) for name, function in FUNCTIONS.items()})
