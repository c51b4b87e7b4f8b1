"""A difference as text for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import shorten
from typing import Final

from roi_xl.diff.account import Section, sections
from roi_xl.diff.difference import Difference
from roi_xl.lang import texts

_WIDEST: Final = 48  # characters of a column


def lines(found: Difference, language: str, most: int | None) -> Iterator[str]:
    """The lines about a difference, section by section.

    Args:
        found: The difference.
        language: The language of the words.
        most: How many rows of a section are shown at most; None for all.
    """
    if found.is_same:
        yield texts(language)["diff.same"]
    for section in sections(found, language):
        if section.numbers or not found.is_same or not section.columns:
            yield from _section(section, language, most)


def _section(section: Section, language: str, most: int | None) -> Iterator[str]:
    yield f"\n{section.title}"
    shown = section.rows[:most]
    if len(section.columns) > 1:
        yield from _table((section.columns, *shown), section.numbers)
    else:
        yield from (f"  {row[0]}" for row in shown)
    if len(shown) < len(section.rows):
        count = f"{len(section.rows) - len(shown):,}"
        yield f"  {texts(language)['diff.more'].format(count=count)}"
    yield from (f"  {note}" for note in section.notes)


def _table(rows: Sequence[tuple[str, ...]], numbers: int) -> Iterator[str]:
    cut = [tuple(_cut(cell) for cell in row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*cut, strict=True)]
    first = len(widths) - numbers
    for row in cut:
        cells = [
            cell.rjust(width) if at >= first else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield f"  {'  '.join(cells)}".rstrip()


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else shorten(text, _WIDEST, placeholder="…") or text[:_WIDEST]
