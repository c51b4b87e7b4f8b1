"""The texts of a workbook by row and by column: far more cells ask for a text beside them than hold one."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final

from roi_xl.computed_workbook import Model
from roi_xl.errors import CellError
from roi_xl.xlsx import Cell

_FAR: Final = 30  # cells between a value and its label

_Line = tuple[list[int], list[str]]
"""The places of the texts of a row or a column in their order, and the texts."""
_NOTHING: Final[_Line] = ([], [])


class Texts:
    """Finds the texts beside and above the cells of one workbook.

    Args:
        model: The workbook.
    """

    def __init__(self, model: Model) -> None:
        self._model = model

    def left(self, cell: Cell) -> Sequence[str]:
        """The typed texts to the left of a cell in its row, from left to right."""
        sheet, (row, column) = cell
        places, texts = self._rows.get((sheet, row), _NOTHING)
        return texts[bisect_left(places, column - _FAR) : bisect_left(places, column)] if places else ()

    def above(self, cell: Cell) -> str:
        """The nearest typed text above a cell; empty if there is none."""
        sheet, (row, column) = cell
        return _nearest(self._columns.get((sheet, column), _NOTHING), row)

    def result_left(self, cell: Cell) -> str:
        """The nearest text to the left, typed or given by a formula; empty if there is none."""
        sheet, (row, column) = cell
        return _nearest(self._all_rows.get((sheet, row), _NOTHING), column)

    @cached_property
    def _typed(self) -> Mapping[Cell, str]:
        """What a formula gives is a figure in words more often than a label."""
        return {
            (sheet.name, at): text
            for sheet in self._model.book.sheets
            for at, value in sheet.values.items()
            if at not in sheet.formulas and (text := _text(value))
        }

    @cached_property
    def _rows(self) -> Mapping[tuple[str, int], _Line]:
        return _lines(((sheet, row), column, text) for (sheet, (row, column)), text in self._typed.items())

    @cached_property
    def _columns(self) -> Mapping[tuple[str, int], _Line]:
        return _lines(((sheet, column), row, text) for (sheet, (row, column)), text in self._typed.items())

    @cached_property
    def _all_rows(self) -> Mapping[tuple[str, int], _Line]:
        given = (
            (sheet.name, at) for sheet in self._model.book.sheets for at in {*sheet.formulas, *sheet.values}
        )
        texts = ((cell, _text(self._model.value(cell))) for cell in given)
        return _lines(((sheet, row), column, text) for (sheet, (row, column)), text in texts if text)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) and not isinstance(value, CellError) else ""


def _nearest(line: _Line, before: int) -> str:
    places, texts = line
    found = bisect_left(places, before) - 1
    return texts[found] if found >= 0 and places[found] > before - _FAR else ""


def _lines(texts: Iterable[tuple[tuple[str, int], int, str]]) -> Mapping[tuple[str, int], _Line]:
    found: dict[tuple[str, int], list[tuple[int, str]]] = defaultdict(list)
    for line, at, text in texts:
        found[line].append((at, text))
    for entries in found.values():
        entries.sort()
    return {
        line: ([at for at, _ in entries], [text for _, text in entries]) for line, entries in found.items()
    }
