"""Built-in functions that the primary engine lacks, written from their definitions.

Their results are never believed alone: the second engine, which has its own functions of these names, is
asked about every cell.

Source: Microsoft, "VDB function", "FVSCHEDULE function", "MMULT function".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import ceil, prod
from types import MappingProxyType

from roi_xl.catalogue import LEFT_OUT, CellValue
from roi_xl.errors import CellError

_MOST = 10_000  # periods


class _RaisedError(Exception):
    """A cell error that ends a call: passed on from an argument, or its own."""

    def __init__(self, error: CellError) -> None:
        super().__init__(error.value)
        self.error = error


def _answering(call: Callable[..., CellValue]) -> Callable[..., CellValue]:
    def answer(*arguments: object) -> CellValue:
        try:
            return call(*arguments)
        except _RaisedError as raised:
            return raised.error
        except TypeError:  # too many or too few arguments
            return CellError.VALUE

    return answer


def _vdb(cost: object, salvage: object, life: object, start: object, end: object, *more: object) -> CellValue:
    """Depreciation over part of a life: declining balance, then straight line once that is more."""
    value, left, lasts, first, last = (_number(given) for given in (cost, salvage, life, start, end))
    factor = _number(more[0]) if more and more[0] is not LEFT_OUT else 2.0
    never_straight = len(more) > 1 and bool(_number(more[1]))
    if min(value, left, first, factor) < 0 or lasts <= 0 or not first <= last <= lasts or last > _MOST:
        raise _RaisedError(CellError.NUM)
    total = 0.0
    for period in range(ceil(last)):
        written_off = min(value * factor / lasts, max(value - left, 0.0))
        if not never_straight:
            written_off = max(written_off, max(value - left, 0.0) / (lasts - period))
        total += written_off * max(0.0, min(last, period + 1) - max(first, period))
        value -= written_off
    return total


def _fvschedule(principal: object, schedule: object) -> CellValue:
    """The future value of an amount at one rate after another."""
    return _number(principal) * prod(1 + _number(rate) for row in _rows(schedule) for rate in row)


def _mmult(one: object, other: object) -> CellValue:
    """The product of two matrices."""
    left = [[_entry(cell) for cell in row] for row in _rows(one)]
    right = [[_entry(cell) for cell in row] for row in _rows(other)]
    if len(left[0]) != len(right):
        raise _RaisedError(CellError.VALUE)
    return tuple(
        tuple(sum(a * b for a, b in zip(row, column, strict=True)) for column in zip(*right, strict=True))
        for row in left
    )


def _rows(value: object) -> Iterator[tuple[object, ...]]:
    yield from value if isinstance(value, tuple) else ((value,),)


def _number(value: object) -> float:
    """A number; a blank is 0."""
    if isinstance(value, CellError):
        raise _RaisedError(value)
    if value is None:
        return 0.0
    if isinstance(value, bool | int | float):
        return float(value)
    raise _RaisedError(CellError.VALUE)


def _entry(value: object) -> float:
    """An entry of a matrix; anything but a number is an error."""
    if value is None or isinstance(value, bool):
        raise _RaisedError(CellError.VALUE)
    return _number(value)


ADDED: Mapping[str, Callable[..., CellValue]] = MappingProxyType(
    {"FVSCHEDULE": _answering(_fvschedule), "MMULT": _answering(_mmult), "VDB": _answering(_vdb)}
)
"""The functions by their names."""
