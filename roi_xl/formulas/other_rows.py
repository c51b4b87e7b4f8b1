"""Reads a formula of a table once for all its rows: only the references to its own row differ.

A calculated column of a table has one text in every row, such as `[@Quantity]*[@Price]`, stored as
`Costs[[#This Row],[Quantity]]*Costs[[#This Row],[Price]]`. What it means in one row is what it means in any
other, with that row's cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from roi_xl.formulas.calls_with_known_results import TOLD
from roi_xl.formulas.comparisons import Operand
from roi_xl.formulas.meaning import Analysis, Place
from roi_xl.xlsx import Table
from roi_xl.xlsx.formula import MAX_ROW, Token, TokenKind

_QUALIFIER = "!$"
_ROW = "\0"  # no formula can hold it


@dataclass(frozen=True, slots=True)
class InOneRow:
    """A formula understood in one row of the tables whose own row it reads.

    Attributes:
        meaning: What it means there.
        row: The row.
        sheets: The sheets of these tables; none if it reads no own row.
        text: The meaning's text, split where it says the row.
        parts: Its parts, split likewise.
        rows: The first and the last row in which it can be read so.
    """

    meaning: Analysis
    row: int
    sheets: frozenset[str] = frozenset()
    text: tuple[str, ...] = ()
    parts: tuple[tuple[str, ...], ...] = ()
    rows: tuple[int, int] = (1, MAX_ROW)

    def in_row(self, row: int) -> Analysis | None:
        """What the formula means in another row; None if that has to be read."""
        if not self.sheets:
            return self.meaning
        if not self.rows[0] <= row <= self.rows[1]:
            return None
        meaning, number = self.meaning, str(row)

        def moved(place: Place) -> Place:
            sheet, (top, left, bottom, right) = place
            is_own = top == bottom == self.row and sheet in self.sheets
            return (sheet, (row, left, row, right)) if is_own else place

        def compared(operand: Operand) -> Operand:
            if isinstance(operand, float) or operand[0] not in self.sheets or operand[1][0] != self.row:
                return operand
            return operand[0], (row, operand[1][1])

        pairs = tuple(
            (compared(one), compared(other), order) for one, other, order in meaning.comparisons.pairs
        )
        return replace(
            meaning,
            text=number.join(self.text),
            parts=tuple(map(number.join, self.parts)),
            inputs=tuple(map(moved, meaning.inputs)),
            criteria=tuple(map(moved, meaning.criteria)),
            comparisons=replace(meaning.comparisons, pairs=pairs) if pairs else meaning.comparisons,
            resolved=tuple((text, moved(place)) for text, place in meaning.resolved),
        )


def in_one_row(
    meaning: Analysis,
    pieces: Sequence[Token],
    row: int,
    tables: Mapping[str, Table],
    aliases: Mapping[str, str],
    moves: Callable[[str], bool],
) -> InOneRow | None:
    """A formula as it can be seen from other rows; None if it has to be read in each.

    Args:
        meaning: What it means in a row.
        pieces: Its tokens as stored.
        row: The row.
        tables: The workbook's tables by lower-case name.
        aliases: The engines' name of each sheet.
        moves: Whether a word is a defined name that refers to other cells where another cell uses it.
    """
    if meaning.obstacle or meaning.intersects or _needs_its_place(pieces, moves):
        return None
    own = [text for kind, text in pieces if kind is TokenKind.STRUCTURED and _is_own_row(text)]
    of = [tables.get(text.partition("[")[0].lower()) for text in own]
    if None in of:
        return None
    read = {table.name: table for table in of if table is not None}.values()
    sheets = frozenset(table.sheet for table in read)
    if not sheets:
        return InOneRow(meaning, row)
    there = [
        area for sheet, area in meaning.inputs if sheet in sheets and area[0] <= row <= area[2] == area[0]
    ]
    if len(there) != len(own) or any(left != right for _, left, _, right in there):
        return None  # another reference is to a cell of that row, or one to several cells
    on = "|".join(re.escape(f"{aliases[sheet]}{_QUALIFIER}") for sheet in sorted(sheets))
    in_row = re.compile(rf"(?<![\w.])(?P<before>(?:{on})[A-Z]{{1,3}}\$){row}(?![0-9:])")

    def split(text: str) -> tuple[str, ...]:
        return tuple(in_row.sub(rf"\g<before>{_ROW}", text).split(_ROW))

    text = split(meaning.text)
    if len(text) != len(own) + 1:
        return None
    first = max(table.area[0] + table.header_rows for table in read)
    last = min(table.area[2] - table.totals_rows for table in read)
    return InOneRow(meaning, row, sheets, text, tuple(map(split, meaning.parts)), (first, last))


def _needs_its_place(pieces: Sequence[Token], moves: Callable[[str], bool]) -> bool:
    """Whether a formula may mean something else in another cell, apart from its own row of tables."""
    return any(
        (kind is TokenKind.FUNCTION and text.upper() in TOLD)
        or (kind is TokenKind.STRUCTURED and text.startswith("["))
        or (kind is TokenKind.TEXT and _QUALIFIER in text)
        or (kind is TokenKind.NAME and moves(text))
        for kind, text in pieces
    )


def _is_own_row(text: str) -> bool:
    return "@" in text or "#this row" in text.lower()
