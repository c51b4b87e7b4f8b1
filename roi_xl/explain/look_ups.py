"""Which cells a look-up takes now: INDEX and searches take one, SUMIFS and its kin those that match."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from roi_xl.xlsx import Cell, place, range_a1

if TYPE_CHECKING:
    from roi_xl.computed_workbook import Model
    from roi_xl.engine.results import Value
    from roi_xl.formulas.meaning import Place

Ask = Callable[[str], "Value"]
"""Gives the value of a part of the formula."""

_MOST_CELLS, _MOST_TAKEN = 20_000, 50
"""Of a larger area, or of more cells that match, a reader learns nothing from the single cells."""


class Taken(NamedTuple):
    """A part of a formula that decides its value.

    Attributes:
        text: The part, as formulas write it.
        is_condition: Whether it only decides which branch or which cell is taken.
    """

    text: str
    is_condition: bool = False


def _asked(texts: Sequence[str]) -> list[Taken]:
    """What was asked to find a cell; a range means all of its cells here, not the one beside the formula."""
    return [Taken(_whole(text), is_condition=True) for text in texts]


def _whole(text: str) -> str:
    return f"COUNTA({text})"


LookUp = Callable[["Model", Ask, Cell, Sequence[str]], "list[Taken] | None"]
"""Gives what decides the value of a call, by the model, the asking function, the cell and the arguments; None
if that can't be said."""


def _index(model: Model, ask: Ask, cell: Cell, arguments: Sequence[str]) -> list[Taken] | None:
    """INDEX(area, row[, column]): the one cell."""
    area = model.meant(arguments[0], cell)
    numbers = [ask(one) for one in arguments[1:]]
    if area is None or len(numbers) not in {1, 2}:
        return None
    if len(numbers) == 1:
        numbers = [1.0, *numbers] if _height(area) == 1 else [*numbers, 1.0]
    return _one(area, *numbers, asked=arguments[1:])


def _table(
    model: Model, ask: Ask, cell: Cell, arguments: Sequence[str], *, is_across: bool
) -> list[Taken] | None:
    """VLOOKUP and HLOOKUP: the cell beside, or below, the first entry that fits."""
    area = model.meant(arguments[1], cell) if len(arguments) in {3, 4} else None
    if area is None:
        return None
    sheet, (top, left, bottom, right) = area
    entries = sheet, (top, left, top, right) if is_across else (top, left, bottom, left)
    is_near = len(arguments) == 3 or ask(arguments[3]) not in {False}
    found = ask(f"MATCH({arguments[0]},{_written(entries)},{int(is_near)})")
    step = ask(arguments[2])
    at = (step, found) if is_across else (found, step)
    return _one(area, *at, asked=[arguments[0], _written(entries), *arguments[2:]])


def _xlookup(model: Model, ask: Ask, cell: Cell, arguments: Sequence[str]) -> list[Taken] | None:
    """XLOOKUP(key, entries, results[, otherwise]): the result at the place of the key."""
    areas = [model.meant(one, cell) for one in arguments[1:3]]
    if len(arguments) not in {3, 4} or len(areas) != 2 or None in areas:
        return None
    entries, results = (area for area in areas if area is not None)
    if _height(entries) != _height(results) or _width(results) != 1 or _width(entries) != 1:
        return None
    found = ask(f"MATCH({arguments[0]},{arguments[1]},0)")
    return _one(results, found, 1.0, asked=arguments[:2])


def _one(area: Place, row: Value, column: Value, *, asked: Sequence[str]) -> list[Taken] | None:
    """The cell of an area at a row and a column, counted from 1, and what was asked to find them."""
    if not (isinstance(row, float) and isinstance(column, float)):
        return None
    if not (1 <= row < _height(area) + 1 and 1 <= column < _width(area) + 1):
        return None
    sheet, (top, left, _, _) = area
    spot = (top + int(row) - 1, left + int(column) - 1)
    return [Taken(_written((sheet, (*spot, *spot)))), *_asked(asked)]


def _conditional(model: Model, ask: Ask, cell: Cell, arguments: Sequence[str]) -> list[Taken] | None:
    """SUMIFS and its kin: the cells whose criteria are met."""
    values, *pairs = arguments
    areas = [model.meant(one, cell) for one in (values, *pairs[::2])]
    if len(pairs) < 2 or len(pairs) % 2 or None in areas:
        return None
    known = [area for area in areas if area is not None]
    height, width = _height(known[0]), _width(known[0])
    alike = all((_height(area), _width(area)) == (height, width) for area in known)
    if not alike or min(height, width) != 1 or height * width > _MOST_CELLS:
        return None
    found: list[Taken] = []
    for first, last in _matching(known[1:], pairs[1::2], ask):
        cells = _written(_slice(known[0], first, last))
        found.append(Taken(cells if first == last else _whole(cells)))
        if len(found) > _MOST_TAKEN:
            return None
    return [*found, *_asked(pairs)]


def _sumif(model: Model, ask: Ask, cell: Cell, arguments: Sequence[str]) -> list[Taken] | None:
    """SUMIF(entries, criterion[, values]) is SUMIFS with its arguments in another order."""
    if len(arguments) not in {2, 3}:
        return None
    return _conditional(
        model, ask, cell, [arguments[-1] if len(arguments) == 3 else arguments[0], *arguments[:2]]
    )


def _matching(areas: Sequence[Place], criteria: Sequence[str], ask: Ask) -> Iterator[tuple[int, int]]:
    """The runs of cells whose criteria are met, by first and last number from 0: halved until one is told."""
    waiting = [(0, max(_height(areas[0]), _width(areas[0])) - 1)]
    while waiting:
        first, last = waiting.pop()
        pairs = (
            f"{_written(_slice(area, first, last))},{one}" for area, one in zip(areas, criteria, strict=True)
        )
        count = ask(f"COUNTIFS({','.join(pairs)})")
        if count == last - first + 1:
            yield first, last
        elif count != 0.0 and first < last:
            middle = (first + last) // 2
            waiting += [(middle + 1, last), (first, middle)]


def _slice(area: Place, first: int, last: int) -> Place:
    """A run of cells of a single row or column."""
    sheet, (top, left, bottom, right) = area
    if left == right:
        return sheet, (top + first, left, top + last, right)
    return sheet, (top, left + first, bottom, left + last)


def _height(area: Place) -> int:
    return area[1][2] - area[1][0] + 1


def _width(area: Place) -> int:
    return area[1][3] - area[1][1] + 1


def _written(area: Place) -> str:
    """An area as formulas write it."""
    sheet, corners = area
    return f"{place((sheet, corners[:2])).rpartition('!')[0]}!{range_a1(corners)}"


LOOK_UPS: Final[Mapping[str, LookUp]] = MappingProxyType(
    {
        "INDEX": _index,
        "VLOOKUP": partial(_table, is_across=False),
        "HLOOKUP": partial(_table, is_across=True),
        "XLOOKUP": _xlookup,
        "SUMIF": _sumif,
        **dict.fromkeys(("SUMIFS", "AVERAGEIFS", "MAXIFS", "MINIFS"), _conditional),
    }
)
"""The look-ups that are followed, by name."""
