"""Remembers formulas in normal form from one workbook to the next of the same structure.

Most workbooks of a folder were built from one template and differ in their inputs alone: what a formula in a
cell is called in normal form is then the same. Its structure is everything that the names of sheets, rows,
columns and cells are found by.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from roi_xl.tampering.alignment import Alignment
from roi_xl.xlsx import Cell

Normal = tuple[str, Mapping[str, int]]
"""A formula in normal form, and the rows of other tables that it refers to, by table."""

_MOST: Final = 4  # structures that are remembered
_LONGEST: Final = 20_000  # formulas that are remembered of one


@dataclass(frozen=True)
class KnownCells:
    """The formulas of one structure in normal form.

    Attributes:
        structure: What a normal form depends on.
        anywhere: By cell and stored text, those that don't depend on which fixed row is where.
        with_items: By place of all fixed rows: the others.
    """

    structure: tuple[object, ...]
    anywhere: dict[tuple[Cell, str], Normal] = field(default_factory=dict)
    with_items: dict[tuple[object, ...], dict[tuple[Cell, str], Normal]] = field(default_factory=dict)

    def of_items(self, alignment: Alignment) -> dict[tuple[Cell, str], Normal]:
        """The formulas that depend on which fixed row is where, as a workbook has them now."""
        places = tuple(tuple(table.items.items()) for table in alignment.tables.values())
        if places not in self.with_items:
            while len(self.with_items) >= _MOST:
                del self.with_items[next(iter(self.with_items))]
            self.with_items[places] = {}
        return self.with_items[places]


_KNOWN: Final[deque[KnownCells]] = deque(maxlen=_MOST)


def known_cells(alignment: Alignment) -> KnownCells:
    """What is known of the formulas of a workbook's structure; a new one takes the place of the oldest."""
    structure = _structure(alignment)
    for known in _KNOWN:
        if known.structure == structure:
            return known
    _KNOWN.append(KnownCells(structure))
    return _KNOWN[-1]


def remember(known: dict[tuple[Cell, str], Normal], cell: Cell, text: str, normal: Normal) -> None:
    """Keep a formula in normal form, up to a number of them."""
    if len(known) < _LONGEST:
        known[cell, text] = normal


def _structure(alignment: Alignment) -> tuple[object, ...]:
    book = alignment.model.book
    sheets = tuple(
        (
            sheet.id,
            sheet.sheet.name,
            sheet.rows,
            sheet.columns,
            tuple((table.id, table.stored, tuple(table.columns.items())) for table in sheet.tables.values()),
        )
        for sheet in alignment.sheets.values()
    )
    links = tuple(book.links.items())
    return alignment.form, sheets, tuple(sheet.name for sheet in book.sheets), book.names, book.tables, links
