"""A workbook cut down to what some figures need when only some inputs vary.

What doesn't depend on the varied inputs is computed once and becomes a constant; what no wanted figure reads
is left out. The rest is the same workbook to the engines: the same formulas with the same cached values, so
that the same rules confirm each value or leave it alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from roi_xl.catalogue import Scalar
from roi_xl.computed_workbook import Model
from roi_xl.cone import Cone
from roi_xl.xlsx import Address, Cell, Sheet, Workbook, holds


def narrowed(model: Model, inputs: Collection[Cell], wanted: Collection[Cell]) -> Workbook:
    """The part of a workbook that decides what some cells hold under other inputs.

    Args:
        model: The workbook, computed.
        inputs: The typed cells that are going to vary.
        wanted: The cells that are going to be asked for.

    Returns:
        A workbook in memory, which can't be written. The whole one where a formula's text doesn't show all
        that it reads.
    """
    cones = [Cone(model, cell) for cell in wanted]
    if not all(cone.is_certain for cone in cones):
        return model.book
    needed = set[Cell]().union(*(cone.formulas for cone in cones))
    kept = needed & (model.dependents(inputs) | model.unconfirmed)
    kept |= _texts_with_digits(model, needed, kept)
    values = _values(model, kept, [*inputs, *wanted])
    return replace(
        model.book, sheets=tuple(_sheet(sheet, kept, values[sheet.name]) for sheet in model.book.sheets)
    )


def under(book: Workbook, inputs: Mapping[Cell, Scalar]) -> Workbook:
    """A narrowed workbook with other inputs.

    Args:
        book: The workbook.
        inputs: New values by cell; None clears.
    """
    by_sheet: dict[str, dict[Address, Scalar]] = defaultdict(dict)
    for (sheet, address), value in inputs.items():
        by_sheet[sheet][address] = value
    return replace(book, sheets=tuple(_with(sheet, by_sheet.get(sheet.name, {})) for sheet in book.sheets))


def _with(sheet: Sheet, values: Mapping[Address, Scalar]) -> Sheet:
    if not values:
        return sheet
    known = {**sheet.values, **values}
    return replace(sheet, values={cell: value for cell, value in known.items() if value is not None})


def _texts_with_digits(model: Model, needed: set[Cell], kept: set[Cell]) -> set[Cell]:
    """The other formulas that give a text with a digit: as constants they would be numbers stored as text."""
    return {cell for cell in needed - kept if _has_digit(model.value(cell))}


def _has_digit(value: Scalar) -> bool:
    return isinstance(value, str) and any(map(str.isdigit, value))


def _values(
    model: Model, kept: Collection[Cell], others: Iterable[Cell]
) -> Mapping[str, dict[Address, Scalar]]:
    """What the cells hold that the kept formulas read or fill, or that lie where they would spill."""
    areas = {place for cell in kept for place in model.reads(cell)}
    cells = {*others, *_largest(model)}
    for name, (row, column) in kept:
        cells.update((name, at) for at in ((row, column), (row, column + 1), (row + 1, column)))
    for sheet in model.book.sheets:
        cells.update((sheet.name, at) for at, anchor in sheet.members.items() if (sheet.name, anchor) in kept)
    found: dict[str, dict[Address, Scalar]] = {sheet.name: {} for sheet in model.book.sheets}
    for sheet in model.book.sheets:
        here = [area for name, area in areas if name == sheet.name]
        for at in _filled(model, sheet):
            cell = (sheet.name, at)
            if cell in cells or any(holds(area, at) for area in here):
                value = model.stored(cell) if _home(sheet, at) in kept else model.value(cell)
                if value is not None:
                    found[sheet.name][at] = value
    return found


def _filled(model: Model, sheet: Sheet) -> Iterator[Address]:
    """The cells of a sheet that hold anything, also those that only the computation filled."""
    yield from sheet.values
    yield from (at for at in model.changes.get(sheet.name, {}) if at not in sheet.values)


def _home(sheet: Sheet, at: Address) -> Cell:
    return sheet.name, sheet.members.get(at, at)


def _largest(model: Model) -> list[Cell]:
    """The cell with the largest number, by whose size rounding noise is judged."""
    numbers = (
        (abs(value), (sheet.name, at))
        for sheet in model.book.sheets
        for at in _filled(model, sheet)
        if isinstance(value := model.value((sheet.name, at)), float)
    )
    return [cell for _, cell in sorted(numbers)[-1:]]


def _sheet(sheet: Sheet, kept: Collection[Cell], values: dict[Address, Scalar]) -> Sheet:
    return replace(
        sheet,
        values=values,
        formulas={at: formula for at, formula in sheet.formulas.items() if (sheet.name, at) in kept},
        members={at: anchor for at, anchor in sheet.members.items() if (sheet.name, anchor) in kept},
    )
