"""Applies single-value functions to every cell of a range, which the primary engine doesn't do.

In an array formula, and anywhere inside SUMPRODUCT, Excel applies `ABS(A1:A9)` to each cell. formualizer does
so for operators and IF. But it passes the whole range to `ABS` and answers `#VALUE!`, and `COUNTIF` with a
range of criteria counts only the first. There, `ABS(` is written as `_EACH("ABS",`: the engine then calls us,
and we compute every element with the engine's own ABS in a separate workbook. Questions
for the type of a value, such as ISNUMBER, are answered at once.

Nothing here may be computed by several threads: while such a thread waits for our answer, it takes the next
formula, which calls us again, inside the first call, and so on until its stack is full and the process dies.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import formualizer

from roi_xl.formulas.excel_functions import ARGUMENTS, ARRAY_CALLERS, argument_kind
from roi_xl.xlsx.formula import TokenKind, column_letters, tokens

EACH = "ROI_XL_EACH_"
"""The name under which the engine calls `each`."""

UNSIGNED = "ROI_XL_UNSIGNED_"
"""The name under which the engine calls `unsigned`."""

_MOST = 100_000  # elements; larger arrays are left to Excel
_LONGEST = 4_000  # characters of a call whose answer is kept
_LIFTED = ARGUMENTS.keys() - {"IF", "IFERROR", "IFNA", "INDEX"}
"""Functions of single values that this engine doesn't apply to each element of an array."""


@lru_cache(maxsize=16_384)
def lifted(formula: str, *, in_array: bool) -> str:
    """A formula in which functions of single values are applied to every cell of a range, as Excel does.

    Args:
        formula: The text for the engine.
        in_array: Whether it is an array formula; in any other, only calls inside SUMPRODUCT are lifted.
    """
    if not in_array and "SUMPRODUCT(" not in formula.upper():
        return formula
    out: list[str] = []
    depth, callers = 0, list[int]()
    pieces = tokens(formula)
    for index, (kind, text) in enumerate(pieces):
        name = text.upper().removeprefix("_XLFN.")
        if kind is TokenKind.FUNCTION and name in _LIFTED and (in_array or callers):
            out.append(f'{EACH}("{name}",')
            continue
        if kind is TokenKind.FUNCTION and name in ARRAY_CALLERS:
            callers.append(depth)
        elif kind is TokenKind.OPEN:
            depth += 1
            if text == "(" and out and out[-1].startswith(f'{EACH}("'):
                if pieces[index + 1].kind is TokenKind.CLOSE:  # no argument at all: not to be lifted
                    out[-1] = pieces[index - 1].text + "("
                continue
        elif kind is TokenKind.CLOSE:
            depth -= 1
            if callers and callers[-1] == depth:
                callers.pop()
        out.append(text)
    return "".join(out)


def in_one_thread() -> formualizer.EvaluationConfig:
    """The engine's settings that let a single thread compute everything."""
    settings = formualizer.EvaluationConfig()
    settings.enable_parallel = False
    return settings


def unsigned(value: object) -> object:
    """The engine's value, with a negative zero turned into zero."""
    return value + 0.0 if isinstance(value, float) else value


def each(name: str, *arguments: Any) -> object:  # noqa: ANN401 - the engine's own values
    """Apply a built-in function to every element of its single-value arguments.

    Args:
        name: The function.
        arguments: Its arguments as the engine passes them: scalars, or lists of rows.

    Returns:
        One value, or rows of values in the shape of the lifted ranges. As in Excel, a range of one row or one
        column is repeated, and any other gives `#N/A` beyond its end.
    """
    kinds = [argument_kind(name, index) for index in range(len(arguments))]
    rows: Sequence[Sequence[object]]
    shapes = [
        (len(argument), len(argument[0]))
        for argument, kind in zip(arguments, kinds, strict=True)
        if kind == "l" and isinstance(argument, list) and argument
    ]
    height, width = (
        max((rows for rows, _ in shapes), default=1),
        max((columns for _, columns in shapes), default=1),
    )
    if height * width > _MOST:
        return {"type": "Error", "kind": "NImpl"}
    of_type = _OF_TYPE.get(name)
    if of_type is None or len(arguments) != 1:
        call = _Call(name, repr(arguments), arguments)
        answered = _kept_answers if len(call.spelled) <= _LONGEST else _answers
        rows = answered(call, height, width)
    else:
        (argument,) = arguments
        rows = [
            [of_type(_element(argument, row, column)) for column in range(width)] for row in range(height)
        ]
    return rows if shapes else rows[0][0]


@dataclass(frozen=True, slots=True)
class _Call:
    """A call of a built-in function; equal calls have the same answer.

    Attributes:
        name: The function.
        spelled: Its arguments in Python's spelling, which tells `True` from `1` and `0.0` from `-0.0`.
        arguments: Its arguments as the engine passes them.
    """

    name: str
    spelled: str
    arguments: Sequence[Any] = field(compare=False)


@lru_cache(maxsize=1_024)
def _kept_answers(call: _Call, height: int, width: int) -> Sequence[Sequence[object]]:
    """The answers to a call that isn't long; the next formula and the next file often make the same one."""
    return _answers(call, height, width)


def _answers(call: _Call, height: int, width: int) -> Sequence[Sequence[object]]:
    """The engine's own answers, from a workbook in which each call has a cell."""
    name, arguments = call.name, call.arguments
    kinds = [argument_kind(name, index) for index in range(len(arguments))]
    book = formualizer.Workbook(config=formualizer.WorkbookConfig(eval_config=in_one_thread()))
    sheet = book.sheet("S")
    ranges = _placed(sheet, arguments, kinds)
    first_row = 1 + max((len(argument) for argument in arguments if isinstance(argument, list)), default=0)
    for index in range(height * width):
        row, column = divmod(index, width)
        places = []
        for number, (argument, kind) in enumerate(zip(arguments, kinds, strict=True)):
            if kind == "r":
                places.append(ranges[number])
            else:
                places.append(_put(sheet, first_row + index, number + 2, _element(argument, row, column)))
        sheet.set_formula(first_row + index, 1, f"={name}({','.join(places)})")
    book.set_temporal_egress("serial")
    book.evaluate_all()
    return [
        [book.get_value("S", first_row + row * width + column, 1) for column in range(width)]
        for row in range(height)
    ]


def _placed(sheet: formualizer.Sheet, arguments: Sequence[Any], kinds: Sequence[str]) -> dict[int, str]:
    """Whole ranges written beside each other, clear of the columns of single values, by argument number."""
    column, places = len(arguments) + 3, {}
    for number, (argument, kind) in enumerate(zip(arguments, kinds, strict=True)):
        if kind != "r":
            continue
        block = argument if isinstance(argument, list) else [[argument]]
        for row, values in enumerate(block, 1):
            for offset, value in enumerate(values):
                _put(sheet, row, column + offset, value)
        last = column + len(block[0]) - 1
        places[number] = f"{column_letters(column)}1:{column_letters(last)}{len(block)}"
        column = last + 2
    return places


def _put(sheet: formualizer.Sheet, row: int, column: int, value: Any) -> str:  # noqa: ANN401
    if isinstance(value, dict):
        sheet.set_formula(row, column, f"={_ERROR_FORMULAS.get(value['kind'], '#VALUE!')}")
    elif value is not None:
        sheet.set_value(row, column, value)
    return f"{column_letters(column)}{row}"


def _element(argument: Any, row: int, column: int) -> Any:  # noqa: ANN401
    if not isinstance(argument, list):
        return argument
    row = 0 if len(argument) == 1 else row
    column = 0 if len(argument[0]) == 1 else column
    if row >= len(argument) or column >= len(argument[0]):
        return {"type": "Error", "kind": "Na"}
    return argument[row][column]


def _is_error(value: object) -> bool:
    return isinstance(value, dict)


def _is_missing(value: object) -> bool:
    return isinstance(value, dict) and value.get("kind") == "Na"


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_logical(value: object) -> bool:
    return isinstance(value, bool)


def _is_number(value: object) -> bool:
    return value is not None and not isinstance(value, bool | str | dict)


_OF_TYPE: Mapping[str, Callable[[object], bool]] = MappingProxyType(
    {
        "ISBLANK": lambda value: value is None,
        "ISERR": lambda value: _is_error(value) and not _is_missing(value),
        "ISERROR": _is_error,
        "ISLOGICAL": _is_logical,
        "ISNA": _is_missing,
        "ISNONTEXT": lambda value: not _is_text(value),
        "ISNUMBER": _is_number,
        "ISTEXT": _is_text,
    }
)
"""The functions that only ask for the type of a value.

Source: Microsoft, "IS functions".
"""

_ERROR_FORMULAS = {
    "Div": "1/0",
    "Na": "NA()",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
}
