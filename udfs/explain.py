"""What a call of a function was given, and why it is an error: the words of the add-in's Explain this cell.

A module of its own, so that xlwings' "Import Functions" doesn't offer it to cells.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import Final, cast

import xlwings as xw

from roi_xl.calc import FUNCTIONS
from roi_xl.catalogue import LEFT_OUT, CellInput, CellValue, Function, Scalar

from . import argument_of, missing_library

ERROR_SIGN: Final = "!"
"""What a text begins with that explains an error."""
SEVERAL_AREAS: Final = "several areas"
"""What stands in place of an address where a reference has several areas, which no function takes."""
HEALTHY_SIGN: Final = "="
"""What a text begins with that explains a result."""

Origin = tuple[str, int, int] | None
"""The sheet, row and column of an argument's first cell; None where it is no range."""

_LINES_OF_A_PLACE: Final = 3
_MOST_SHOWN: Final = 4  # values of a range
_LONGEST_TEXT: Final = 30  # characters of a value
_PLAIN_SHEET: Final = re.compile(
    r"(?!(?:[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*|[Rr]|[Cc]|TRUE|FALSE)$)[^\W\d][\w.]*"
)


def explanation(*given: object) -> str:
    """Explain a call.

    Args:
        given: The function's name; then for each argument where it stands, as the sheet, row and column of
            its first cell on three lines (empty where it is no range), and its cells.

    Returns:
        One sentence on why the call gives an error after `ERROR_SIGN`, or what it was given after
        `HEALTHY_SIGN`.
    """
    name, *pairs = given
    function = FUNCTIONS[str(_one(name))]
    origins = [_origin(place) for place in pairs[::2]]
    cells = [argument_of(raw) for raw in pairs[1::2]]
    names = [param.name for param in function.params][: len(cells)]
    for param, place in zip(names, pairs[::2], strict=False):
        if _one(place) == SEVERAL_AREAS:
            problem = "a reference of several areas; give it one range"
            return f"{ERROR_SIGN}{function.name}: {param}: {problem}\n\n{_help(function)}"
    try:
        reason = function.reason(*cells)
    except ModuleNotFoundError as error:
        return ERROR_SIGN + missing_library(function.name, error.name or "")
    if reason is None:
        return HEALTHY_SIGN + _healthy(function, origins, cells)
    place = ""
    if reason.argument in names:
        at = names.index(reason.argument)
        place = _place(origins[at], cells[at], reason.row, reason.column)
    return f"{ERROR_SIGN}{reason.sentence(place)}\n\n{_help(function)}"


def _help(function: Function) -> str:
    return f"{function.syntax}: {function.summary}"


explanation.__annotations__ = {}  # hints would switch on xlwings' converters
EXPLAIN = xw.func(xw.arg("given", ndim=2, err_to_str=True)(explanation))
"""What the VBA calls."""


def _place(origin: Origin, given: CellInput, row: int | None, column: int | None) -> str:
    """The address of the cell at fault, or of the whole range where no cell of it is to blame alone."""
    if origin is None:
        return ""
    if row is None and column is None:
        return _address(*origin, 1, 1) + _to_last(origin, given)
    return _address(*origin, row or 1, column or 1)


def _healthy(function: Function, origins: list[Origin], cells: list[CellInput]) -> str:
    """The function's help in a line, and each argument with its value."""
    lines = [f"{function.name} gives {_shown(function.call(*cells))}", function.summary, ""]
    for param, origin, given in zip(function.params, origins, cells, strict=False):
        where = "" if origin is None else f" ({_address(*origin, 1, 1)}{_to_last(origin, given)})"
        default = "" if param.default is None else f", so {_shown(param.default)}"
        value = f"left out{default}" if given is LEFT_OUT else _shown(cast("CellValue", given))
        lines.append(f"{param.name}{where}: {value}")
    return "\n".join(lines)


def _origin(place: object) -> Origin:
    text = _one(place)
    if not isinstance(text, str) or text.count("\n") < _LINES_OF_A_PLACE - 1:
        return None
    sheet, row, column = text.rsplit("\n", _LINES_OF_A_PLACE - 1)
    return sheet, int(row), int(column)


def _one(raw: object) -> object:
    """The only cell of an argument."""
    given = argument_of(raw)
    return given[0][0] if isinstance(given, list) else given


def _is_range(given: CellInput) -> bool:
    return isinstance(given, list | tuple) and sum(map(len, given)) > 1


def _address(sheet: str, top: int, left: int, row: int, column: int) -> str:
    """The address of a cell of a range, counted from 1, as Excel writes it."""
    letters, number = "", left + column - 1
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    quoted = sheet if _PLAIN_SHEET.fullmatch(sheet) else "'" + sheet.replace("'", "''") + "'"
    return f"{quoted}!{letters}{top + row - 1}"


def _to_last(origin: tuple[str, int, int], given: CellInput) -> str:
    if not _is_range(given):
        return ""
    rows = cast("list[list[Scalar]]", given)
    return ":" + _address(*origin, len(rows), len(rows[0])).rpartition("!")[2]


def _shown(value: CellValue | list[list[Scalar]]) -> str:
    """A value as a person reads it; of many cells the first ones."""
    if not isinstance(value, list | tuple):
        return _cell(value)
    cells = [*chain.from_iterable(value)]
    if len(cells) == 1:
        return _cell(cells[0])
    rest = f"; … ({len(cells):,} cells)" if len(cells) > _MOST_SHOWN else ""
    return "; ".join(map(_cell, cells[:_MOST_SHOWN])) + rest


def _cell(value: Scalar) -> str:
    if value is None:
        return "blank"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float | int):
        return f"{value:.15g}"
    return value if len(value) <= _LONGEST_TEXT else f"{value[:_LONGEST_TEXT]}…"
