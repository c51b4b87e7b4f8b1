"""Leaves out sheets that a programme doesn't need: the others compute as if nothing was entered there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from roi_xl.template.declaration import Block, Book, Column, Item, Line, Lines, Sheet, Steps, Table
from roi_xl.template.formula_without import NOTHING, constants_for, mentions, with_constants
from roi_xl.template.sheets.checks import checks_sheet

OPTIONAL: Final = (
    *("estimates", "projects", "plans", "drivers", "targets", "people", "answers", "functions", "forecast"),
)
"""The sheets without which the ROI is the same: what stands there is shown, compared or taken by a link."""

_STEPS: Final = "steps"


def without(book: Book, left_out: Collection[str]) -> Book:
    """The workbook without some of its sheets; its list of sheets stays whole, so that no formula moves.

    Args:
        book: The full workbook.
        left_out: The ids of the sheets to leave out, each one of `OPTIONAL`.

    Raises:
        ValueError: A sheet can't be left out; the message lists those that can.
    """
    unknown = [id_ for id_ in left_out if id_ not in OPTIONAL]
    if unknown:
        raise ValueError(f"{unknown[0]} can't be left out; these sheets can: {', '.join(OPTIONAL)}")
    if not left_out:
        return book
    gone = [sheet for sheet in book.sheets if sheet.id in left_out]
    kept = [sheet for sheet in book.sheets if sheet.id not in left_out]
    adapt = partial(_adapted, constants=constants_of(gone), tables=tables_of(gone), left_out=left_out)
    sheets = (checks_sheet(left_out) if sheet.id == "checks" else sheet for sheet in kept)
    tabs = tuple(sheet.id for sheet in book.sheets)
    return replace(book, sheets=tuple(map(adapt, sheets)), tabs=tabs, left_out=tuple(left_out))


def constants_of(sheets: Iterable[Sheet]) -> Mapping[str, str]:
    """What the lines of sheets that aren't there count as, by name: a blank input, and a figure of 0."""
    blocks = [block for sheet in sheets for block in sheet.blocks if isinstance(block, Lines)]
    return constants_for(line.name for block in blocks for line in block.lines)


def tables_of(sheets: Iterable[Sheet]) -> frozenset[str]:
    """The ids of the tables of sheets."""
    return frozenset(block.id for sheet in sheets for block in sheet.blocks if isinstance(block, Table))


def _adapted(
    sheet: Sheet, constants: Mapping[str, str], tables: Collection[str], left_out: Collection[str]
) -> Sheet:
    """A sheet that refers to none of those that are left out."""

    def text(formula: str) -> str:
        return f"={NOTHING}" if mentions(formula, tables) else with_constants(formula, constants)

    def column(told: Column) -> Column:
        return replace(told, formula=text(told.formula))

    def item(told: Item) -> Item:
        cells = {key: text(value) if isinstance(value, str) else value for key, value in told.cells.items()}
        return replace(told, cells=cells)

    def line(told: Line) -> Line:
        return replace(told, formula=text(told.formula), addin=text(told.addin), needs=text(told.needs))

    def block(told: Block) -> Block:
        match told:
            case Table():
                items = _steps(told.items, left_out) if told.id == _STEPS else told.items
                return replace(told, columns=tuple(map(column, told.columns)), items=tuple(map(item, items)))
            case Lines():
                return replace(told, lines=tuple(map(line, told.lines)))
            case Steps():
                return replace(told, sheets=tuple(id_ for id_ in told.sheets if id_ not in left_out))
        return told

    return replace(sheet, blocks=tuple(map(block, sheet.blocks)))


def _steps(items: Iterable[Item], left_out: Collection[str]) -> tuple[Item, ...]:
    """The steps of filling in: a sheet that is left out has -1 entries, and nothing missing."""
    nothing = {"filled": "=-1", "missing": "=0"}
    return tuple(
        replace(item, cells={**item.cells, **nothing}) if item.id in left_out else item for item in items
    )
