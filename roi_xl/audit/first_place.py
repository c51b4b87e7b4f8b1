"""The cell at which a check of a workbook of ours is broken first: the one that its words are taken from.

The column First place of the sheet Checks holds formulas such as `IF(a row breaks it, that row's words, "")`.
Their conditions are asked one by one, and the last cell that the chosen words name is the place: the value
that is met there, or else the name of the row or line.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final

from roi_xl.computed_workbook import Model
from roi_xl.engine import EngineError
from roi_xl.template import names
from roi_xl.xlsx import Cell
from roi_xl.xlsx.formula import Token, TokenKind, arguments_of, tokens

if TYPE_CHECKING:
    from roi_xl.engine import Parts
    from roi_xl.engine.results import Value

_DEEPEST: Final = 2
"""How often the words of a place may be those of another row of the sheet."""
_A_DAY: Final = dt.date(2000, 1, 1)  # no check asks the clock
_REFERENCES: Final = frozenset({TokenKind.REFERENCE, TokenKind.STRUCTURED, TokenKind.NAME})


class FirstPlaces:
    """Finds first places in one workbook; it is opened for questions when the first one is asked.

    Args:
        model: The workbook, computed.
    """

    def __init__(self, model: Model) -> None:
        self._model = model
        words = model.named(names.list_cells("tab"))
        self._of_words = "" if words is None else words[0]

    def of(self, cell: Cell, deepest: int = _DEEPEST) -> Cell | None:
        """The place that a cell's words are about.

        Args:
            cell: A cell of the column First place.
            deepest: How often its words may be those of another such cell.

        Returns:
            The cell; None if there is no formula, or it takes its words from no single cell.
        """
        formula = self._model.formula(cell)
        if formula is None or deepest < 0:
            return None
        named = [one for one in self._named(tokens(formula.text), cell) if one[0] != self._of_words]
        if not named:
            return None
        last = named[-1]
        is_words = last[0] == cell[0] and isinstance(self._model.value(last), str)
        further = self.of(last, deepest - 1) if is_words else None
        return further or last

    def _named(self, pieces: Sequence[Token], cell: Cell) -> Iterator[Cell]:
        """The cells that a formula takes its words from, in their order."""
        at = 0
        while at < len(pieces):
            kind, text = pieces[at]
            if kind is TokenKind.FUNCTION:
                arguments, at = arguments_of(pieces, at + 1)
                yield from self._of_call(text.upper(), arguments, cell)
                continue
            if kind in _REFERENCES:
                prefix = pieces[at - 1].text if at and pieces[at - 1].kind is TokenKind.PREFIX else ""
                yield from self._single(prefix + text, cell)
            at += 1

    def _of_call(self, name: str, arguments: Sequence[Sequence[Token]], cell: Cell) -> Iterator[Cell]:
        if name == "IF" and arguments:
            condition, *branches = arguments
            value = self._asked(condition, cell)
            taken = branches[:1] if value else branches[1:]
            yield from (one for branch in taken for one in self._named(branch, cell))
        elif name == "INDEX" and len(arguments) == 2:
            area, row = self._model.meant(_text(arguments[0]), cell), self._asked(arguments[1], cell)
            if area is not None and isinstance(row, float) and row >= 1:
                yield area[0], (area[1][0] + int(row) - 1, area[1][1])
        elif name == "IFERROR":
            yield from self._named(arguments[0], cell)
        else:
            yield from (one for argument in arguments for one in self._named(argument, cell))

    def _single(self, text: str, cell: Cell) -> Iterator[Cell]:
        area = self._model.meant(text, cell)
        if area is not None and area[1][:2] == area[1][2:]:
            yield area[0], area[1][:2]

    def _asked(self, pieces: Sequence[Token], cell: Cell) -> Value:
        if self._parts is None:
            return None
        return self._parts.value(self._model.meaning(_text(pieces), cell).text)

    @cached_property
    def _parts(self) -> Parts | None:
        from roi_xl.engine import Parts  # imported here: few workbooks break a rule

        cells = [(sheet.name, at) for sheet in self._model.book.sheets for at in sheet.formulas]
        values = {cell: self._model.value(cell) for cell in cells}
        formulas = self._model.formulas
        try:
            return None if formulas is None else Parts(formulas, self._model.book, _A_DAY, values)
        except EngineError:
            return None


def _text(pieces: Sequence[Token]) -> str:
    return "".join(piece.text for piece in pieces)
