"""What differing cells are called: the names that every command understands, and the words beside them."""

from __future__ import annotations

from typing import Final

from roi_xl.cells_by_name import UnknownCellError, cell_named
from roi_xl.diff.book_side import Side
from roi_xl.diff.difference import Change
from roi_xl.template import names
from roi_xl.xlsx import Cell, Scalar, place

_MOST: Final = 5_000
"""How many cells get a name and a label of their own; looking for them takes longer than comparing."""


class Naming:
    """Words changes.

    Args:
        old: The old workbook.
        new: The new one.
    """

    def __init__(self, old: Side, new: Side) -> None:
        self._sides = old, new
        self._named = 0

    def change(self, old: Cell | None, new: Cell | None, *, of_formulas: bool = False) -> Change:
        """A differing cell in words, as the new workbook calls it if it has the cell.

        Args:
            old: The cell in the old workbook.
            new: The cell in the new one.
            of_formulas: Whether the formulas are what differs, not the values.
        """
        ours, theirs = self._sides
        side, cell = (theirs, new) if new is not None else (ours, old)
        assert cell is not None  # noqa: S101 - one of both has it
        self._named += 1
        is_named = self._named <= _MOST
        before, after = (
            _told(book, place_, of_formulas=of_formulas) for book, place_ in ((ours, old), (theirs, new))
        )
        return Change(
            name_of(side, cell) if is_named else place(cell),
            "" if old is None else place(old),
            "" if new is None else place(new),
            side.labels.label(cell) if is_named else "",
            before[0],
            after[0],
            before[1],
            after[1],
        )


def name_of(side: Side, cell: Cell) -> str:
    """How a command can be told of a cell: a defined name, `table.ID.column`, or the cell itself."""
    table = side.table_at(cell)
    if table is not None:
        key, column = side.key(table, cell[1][0]), table.called.get(cell[1][1], "")
        text = f"{table.name.removeprefix(names.TABLE)}.{key}.{column}"
        try:
            if key and column and cell_named(text, side.model) == cell:
                return text
        except UnknownCellError:
            pass
    return side.labels.name(cell) if table is None else place(cell)


def _told(side: Side, cell: Cell | None, *, of_formulas: bool) -> tuple[Scalar, str]:
    """What a cell holds, and as it is shown."""
    if cell is None:
        return None, ""
    formula = side.model.formula(cell)
    if of_formulas and formula is not None:
        return f"={formula.text}", f"={formula.text}"
    value = side.model.value(cell)
    return value, side.labels.shown(cell) if value is not None else ""
