"""Types of cell values, and the rules by which cells become the arguments of a calculation.

The rules for cells (methodology, section 1) are implemented only in this package:

- a blank counts as 0 in a scalar argument, and differs from an omitted argument;
- inside a range an empty text, as formulas such as `=IF(A2="","",A2)` leave it, counts as a blank;
- text and TRUE/FALSE in a numeric argument give `#VALUE!`, even text that looks like a number;
- NaN and infinity give `#NUM!`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from itertools import chain
from math import inf, isfinite
from typing import Annotated, Final

from roi_xl.catalogue.remedies import as_number, as_share, as_share_of_text, quoted, shown
from roi_xl.errors import BadArgumentError, CellError, OutOfRangeError
from roi_xl.lang import LANGUAGES

Scalar = bool | float | str | CellError | None
Cells = tuple[tuple[Scalar, ...], ...]
CellValue = Scalar | Cells


class LeftOut(Enum):
    """The type of `LEFT_OUT`."""

    LEFT_OUT = "left out"


LEFT_OUT: Final = LeftOut.LEFT_OUT
"""Stands for an omitted argument, such as the second one in `F(1,,2)`, which takes its default."""

CellInput = CellValue | Sequence[Sequence[Scalar]] | LeftOut


class Kind(Enum):
    """How cells become a Python argument."""

    NUMBER = "number"
    NONNEGATIVE = "number, 0 or more"
    SHARE = "share from 0 to 1"
    COUNT = "whole number, 0 or more"
    FLAG = "TRUE or FALSE"
    TEXT = "text"
    NUMBERS = "range of numbers, blanks skipped"
    SERIES = "range of numbers in order, a blank is 0"
    OBSERVATIONS = "range of numbers in order, a blank is missing data"
    SHARES = "range of shares from 0 to 1, a blank is missing data"
    SCENARIOS = "range with a column for each scenario, a blank is 0"
    LABELS = "range of labels"


RANGES: Final = frozenset(
    {Kind.NUMBERS, Kind.SERIES, Kind.OBSERVATIONS, Kind.SHARES, Kind.SCENARIOS, Kind.LABELS}
)
"""The kinds that take a range."""

Number = Annotated[float, Kind.NUMBER]
Nonnegative = Annotated[float, Kind.NONNEGATIVE]
Share = Annotated[float, Kind.SHARE]
Count = Annotated[int, Kind.COUNT]
Flag = Annotated[bool, Kind.FLAG]
Text = Annotated[str, Kind.TEXT]
Numbers = Annotated[Sequence[float], Kind.NUMBERS]
Series = Annotated[Sequence[float], Kind.SERIES]
Observations = Annotated[Sequence[float | None], Kind.OBSERVATIONS]
Shares = Annotated[Sequence[float | None], Kind.SHARES]
Scenarios = Annotated[Sequence[Sequence[float]], Kind.SCENARIOS]
Labels = Annotated[Sequence[Scalar], Kind.LABELS]

_LIMITS: Final = {
    Kind.NUMBER: (-inf, inf),
    Kind.NONNEGATIVE: (0.0, inf),
    Kind.SHARE: (0.0, 1.0),
}

_NO_TEXTS: Final = frozenset({float, int, bool, type(None)})
_WHOLE: Final = "type a whole number, 0 or more"
_KNOWN: Final = {"language": " or ".join(f'"{each}"' for each in LANGUAGES)}  # the texts of an argument


def column(*values: Scalar) -> Cells:
    """A block of cells one below the other."""
    return tuple((value,) for value in values)


def row(*values: Scalar) -> Cells:
    """A block of cells side by side."""
    return (values,)


def block(cell: CellInput) -> CellValue | LeftOut:
    """Bring a host's value into one shape: a range is a tuple of rows, a 1×1 range is its only cell.

    In a range of two cells or more an empty text becomes a blank; a single cell keeps it.

    Raises:
        BadArgumentError: The rows of a range differ in length.
    """
    if isinstance(cell, list):
        cell = tuple(cell)  # not its rows: copying each costs more than the calculation
    if not isinstance(cell, tuple):
        return cell  # type: ignore[return-value]  # str is itself a Sequence[Sequence[str]]
    if len(set(map(len, cell))) > 1:
        raise BadArgumentError(
            "a range has rows of different length", remedy="give each row the same number of cells"
        )
    if len(cell) == 1 and len(cell[0]) == 1:
        return cell[0][0]
    if _NO_TEXTS.issuperset(map(type, chain.from_iterable(cell))):
        return cell  # a look at the types costs a tenth of a look at each value
    return tuple([tuple([None if value == "" else value for value in cells]) for cells in cell])


def scalars(value: CellValue) -> Iterator[Scalar]:
    """The cells of a value, row by row."""
    return chain.from_iterable(value) if isinstance(value, tuple) else iter((value,))


def size(cells: Cells) -> str:
    """The size of a range in words."""
    height, width = len(cells), len(cells[0]) if cells else 0
    if not height * width:
        return "an empty range"
    rows, columns = "row" if height == 1 else "rows", "column" if width == 1 else "columns"
    return f"a range of {height} {rows} and {width} {columns}"


def first_error(value: CellValue | LeftOut) -> CellError | None:
    """The first error in a value, row by row."""
    if isinstance(value, tuple):
        return next((s for s in chain.from_iterable(value) if isinstance(s, CellError)), None)
    return value if isinstance(value, CellError) else None


def argument(kind: Kind, name: str, value: CellValue) -> object:
    """The Python value of an argument of some kind.

    Args:
        kind: What the calculation takes.
        name: The argument's name, for the message.
        value: Cells without errors.

    Raises:
        BadArgumentError: The cells hold another type, or there is a range in place of one value.
        OutOfRangeError: A number isn't finite or lies outside what the kind allows.
    """
    return _CONVERT[kind](name, value)


def plain_column(kind: Kind, name: str, cells: Cells) -> list[float]:
    """The cells of a range for `kind` if all of them are plain floats inside its limits.

    It checks the range as a whole, at a tenth of the cost of `argument` on each cell. It is stricter: a range
    that it refuses may still be valid, for example with an integer or a blank.

    Raises:
        BadArgumentError: A cell isn't a float, or the kind has no limits to check.
        OutOfRangeError: A cell lies outside the limits.
    """
    values = [*chain.from_iterable(cells)]
    if kind not in _LIMITS or set(map(type, values)) != {float}:
        raise BadArgumentError(name)
    floats: list[float] = values  # type: ignore[assignment]  # checked above
    low, high = _LIMITS[kind]
    outside = (isfinite(low) and min(floats) < low) or (isfinite(high) and max(floats) > high)
    if outside or not isfinite(sum(floats)):  # a finite sum has finite terms only
        raise OutOfRangeError(name)
    return floats


def _number(name: str, value: CellValue) -> float:
    if value is None:
        return 0.0
    if isinstance(value, tuple):
        raise BadArgumentError(
            f"{size(value)} where one number belongs", argument=name, remedy="give it one cell"
        )
    if isinstance(value, str):
        raise BadArgumentError(f"{quoted(value)} is no number", argument=name, remedy=as_number(value))
    if isinstance(value, bool):
        raise BadArgumentError(f"{shown(value)} is no number", argument=name, remedy="type a number")
    try:
        number = float(value)
    except OverflowError:  # an integer larger than any cell can hold
        number = inf
    if not isfinite(number):
        raise OutOfRangeError(
            f"{shown(number)} is no number that a cell can hold", argument=name, remedy="type a finite number"
        )
    return number


def _nonnegative(name: str, value: CellValue) -> float:
    if isinstance(value, str):
        remedy = as_number(value, lambda number: number >= 0, "type 0 or more")
        raise BadArgumentError(f"{quoted(value)} is no number", argument=name, remedy=remedy)
    number = _number(name, value)
    if number < 0:
        raise OutOfRangeError(f"{shown(number)} is below 0", argument=name, remedy="type 0 or more")
    return number


def _share(name: str, value: CellValue) -> float:
    if isinstance(value, str):
        raise BadArgumentError(f"{quoted(value)} is no number", argument=name, remedy=as_share_of_text(value))
    number = _number(name, value)
    if not 0 <= number <= 1:
        raise OutOfRangeError(
            f"{shown(number)} is no share from 0 to 1", argument=name, remedy=as_share(number)
        )
    return number


def _count(name: str, value: CellValue) -> int:
    if isinstance(value, str):
        remedy = as_number(value, lambda number: number >= 0 and number.is_integer(), _WHOLE)
        raise BadArgumentError(f"{quoted(value)} is no number", argument=name, remedy=remedy)
    number = _nonnegative(name, value)
    if not number.is_integer():
        raise OutOfRangeError(f"{shown(number)} is no whole number", argument=name, remedy=_WHOLE)
    return int(number)


def _flag(name: str, value: CellValue) -> bool:
    if isinstance(value, str):
        raise BadArgumentError(
            f"{quoted(value)} stands where TRUE or FALSE belongs",
            argument=name,
            remedy="type TRUE or FALSE, not as text",
        )
    return value if isinstance(value, bool) else _number(name, value) != 0


def _text(name: str, value: CellValue) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        what = size(value) if isinstance(value, tuple) else shown(value)
        remedy = f"type {_KNOWN[name]}" if name in _KNOWN else "type a text"
        raise BadArgumentError(f"{what} is no text", argument=name, remedy=remedy)
    return value


def _numbers(name: str, value: CellValue) -> tuple[float, ...]:
    return tuple([_number(name, s) for s in scalars(value) if s is not None])


def _series(name: str, value: CellValue) -> tuple[float, ...]:
    return tuple([_number(name, s) for s in scalars(value)])


def _observations(name: str, value: CellValue) -> tuple[float | None, ...]:
    return tuple([None if s is None else _number(name, s) for s in scalars(value)])


def _shares(name: str, value: CellValue) -> tuple[float | None, ...]:
    return tuple([None if s is None else _share(name, s) for s in scalars(value)])


def _scenarios(name: str, value: CellValue) -> tuple[tuple[float, ...], ...]:
    rows = value if isinstance(value, tuple) else ((value,),)
    return tuple([tuple([_number(name, s) for s in cells]) for cells in rows])


def _labels(_: str, value: CellValue) -> tuple[Scalar, ...]:
    return tuple(scalars(value))


_CONVERT: Final[Mapping[Kind, Callable[[str, CellValue], object]]] = {
    Kind.NUMBER: _number,
    Kind.NONNEGATIVE: _nonnegative,
    Kind.SHARE: _share,
    Kind.COUNT: _count,
    Kind.FLAG: _flag,
    Kind.TEXT: _text,
    Kind.NUMBERS: _numbers,
    Kind.SERIES: _series,
    Kind.OBSERVATIONS: _observations,
    Kind.SHARES: _shares,
    Kind.SCENARIOS: _scenarios,
    Kind.LABELS: _labels,
}
