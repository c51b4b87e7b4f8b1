"""Finds the header of a source, below whatever a report puts above it, and gives every column one name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Final

from roi_xl.files import FileError
from roi_xl.importing.grid import Cell, Grid

_HIGHEST: Final = 60
"""The rows among which the header is looked for: reports have up to twenty lines above it."""
_LEAST: Final = 0.6  # the part of a header's cells that hold different texts
_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a source.

    Attributes:
        number: Its place, counted from 0.
        name: Its name, unlike all others: `Labels`, `Labels (2)`.
        texts: What all of its header's rows say, spaces tidied: its name, its question.
    """

    number: int
    name: str
    texts: tuple[str, ...]

    def is_called(self, pattern: str) -> bool:
        """Whether a pattern names it: `*` stands for anything, capital and small letters are alike."""
        return any(matches(text, pattern) for text in (self.name, *self.texts))


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a source.

    Attributes:
        first: Its row, as the user counts from 1.
        last: Its last row, likewise.
        columns: The columns from left to right.
    """

    first: int
    last: int
    columns: tuple[Column, ...]

    def called(self, pattern: str) -> list[Column]:
        """The columns that a pattern names."""
        return [column for column in self.columns if column.is_called(pattern)]

    def names(self) -> str:
        """The names of its columns, for messages."""
        names = [column.name for column in self.columns]
        return ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")

    def rows(self, grid: Grid) -> Iterator[tuple[int, Sequence[Cell]]]:
        """The rows below it that hold anything, each with its number as the user counts from 1."""
        for number, row in enumerate(islice(grid.rows(), self.last - grid.skipped, None), self.last + 1):
            if any(cell != "" and not (isinstance(cell, str) and cell.isspace()) for cell in row):
                yield number, row


def matches(text: str, pattern: str) -> bool:
    """Whether a text is like a pattern: `*` stands for anything, capital and small letters are alike."""
    return bool(_compiled(pattern).fullmatch(text.casefold()))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, tidy(pattern).casefold().split("*"))), re.DOTALL)


def tidy(text: str) -> str:
    """A text with single spaces and none at its ends; headers have no-break spaces and line breaks."""
    return " ".join(text.split())


def text_of(cell: Cell) -> str:
    """What a cell says, spaces tidied; a whole number without decimals, as it was typed."""
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return tidy(cell) if isinstance(cell, str) else str(cell)


def header_by(grid: Grid, signs: Sequence[str], height: int) -> Header | None:
    """The header that has certain columns; None if there is none.

    Args:
        grid: The source.
        signs: Patterns of columns, each of which it has.
        height: How many rows it has.
    """
    top = _top(grid)
    for number, row in enumerate(top):
        texts = [tidy(cell) for cell in row if isinstance(cell, str) and cell]
        if len(texts) < len(signs):
            continue
        found = _header(grid, number, top[number : number + height])
        if all(found.called(sign) for sign in signs):
            return found
    return None


def likely_header(grid: Grid) -> Header:
    """The first row that looks like a header: mostly different texts, and the row below is as wide.

    Raises:
        FileError: No row does.
    """
    top = _top(grid)
    widths = [_width(row) for row in top]
    for number, row in enumerate(top[:-1]):
        texts = {
            text for cell in row if isinstance(cell, str) and (text := tidy(cell)) and not _is_number(text)
        }
        is_wide = widths[number] > 1 and len(texts) >= _LEAST * max(widths[number:])
        if is_wide and widths[number + 1] > 1:
            return _header(grid, number, [row])
    raise FileError(
        "no-header", "no row of it looks like a header with rows below", "export a table with a header"
    )


def _top(grid: Grid) -> list[Sequence[Cell]]:
    return list(islice(grid.rows(), _HIGHEST))


def _width(row: Sequence[Cell]) -> int:
    return sum(1 for cell in row if text_of(cell))


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[\d.,:/ +-]+%?", text))


def _header(grid: Grid, number: int, rows: Sequence[Sequence[Cell]]) -> Header:
    """The header in these rows; a question over several choices is repeated over each of them."""
    width = max(map(len, rows))
    texts: list[list[str]] = []
    carried = ""
    for place in range(width):
        cells = [tidy(str(row[place])) if place < len(row) else "" for row in rows]
        carried = cells[0] or carried
        if not cells[0] and any(cells):
            cells[0] = carried
        texts.append([text for text in dict.fromkeys(cells) if text])
    seen: Counter[str] = Counter()
    columns = []
    for place, said in enumerate(texts):
        name = (said[0] if said else f"column {place + 1}") + _choice(said, texts, place)
        seen[name.casefold()] += 1
        times = seen[name.casefold()]
        columns.append(Column(place, f"{name} ({times})" if times > 1 else name, tuple(said)))
    first = number + grid.skipped + 1
    return Header(first, first + len(rows) - 1, tuple(columns))


def _choice(said: Sequence[str], all_texts: Sequence[Sequence[str]], place: int) -> str:
    """What tells a column from its neighbours under the same question; empty where there are none."""
    near = all_texts[max(0, place - 1) : place + 2]
    is_one_of_several = sum(1 for texts in near if texts and said and texts[0] == said[0]) > 1
    return f" / {said[-1]}" if is_one_of_several and len(said) > 1 else ""
