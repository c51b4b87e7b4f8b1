"""Explains why a cell shows an error: which argument, which of its cells, the problem, and what to do.

A call itself gives only a cell error, to be fast. The reason takes a second call, which finds the bad cell by
checking each cell separately.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import log10
from typing import TYPE_CHECKING, TypeGuard

from roi_xl.catalogue.cells import (
    LEFT_OUT,
    RANGES,
    CellInput,
    Cells,
    CellValue,
    Kind,
    LeftOut,
    argument,
    block,
    first_error,
    scalars,
)
from roi_xl.catalogue.remedies import has_digit, shown
from roi_xl.errors import CellError, RoiError, ZeroDivisorError

if TYPE_CHECKING:
    from roi_xl.catalogue.function import Function

Blocks = Sequence[CellValue | LeftOut]
_WORDS = frozenset({Kind.FLAG, Kind.TEXT, Kind.LABELS})  # a text in these isn't a heading


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a call gives an error.

    Attributes:
        function: The name of the function.
        error: The first error in the result.
        argument: The name of the argument at fault; empty when the call as a whole is wrong.
        row: The row at fault inside the argument's range, counted from 1; None if the argument is a single
            cell, or all of its rows are at fault.
        column: The same for its column.
        problem: What was found, with the value.
        remedy: What to do about it, as an imperative sentence.
        size: Rows and columns of the argument's range; a single cell is 1 by 1.
        is_passed_on: Whether the error came from a cell of an argument.
    """

    function: str
    error: CellError
    argument: str
    row: int | None
    column: int | None
    problem: str
    remedy: str
    size: tuple[int, int] = (1, 1)
    is_passed_on: bool = False

    @property
    def text(self) -> str:
        """The whole reason in one sentence."""
        return self.sentence()

    def sentence(self, place: str = "") -> str:
        """The whole reason in one sentence.

        Args:
            place: The sheet's address of the cell at fault, such as `Costs!B5`, where it is known.
        """
        height, width = self.size
        inside = [f"row {self.row}"] if self.row is not None and height > 1 else []
        inside += [f"column {self.column}"] if self.column is not None and width > 1 else []
        where = ", ".join(filter(None, [self.argument, place or ", ".join(inside)]))
        return f"{self.function}: {where}{': ' if where else ''}{self.problem}; {self.remedy}"


def reason(function: Function, cells: Sequence[CellInput]) -> Reason | None:
    """Why a call gives an error; None if it gives none.

    Args:
        function: The called function.
        cells: Its arguments, as `Function.call` takes them.
    """
    blocks: list[CellValue | LeftOut] = []
    for given, cell in enumerate(cells):
        try:
            blocks.append(block(cell))
        except RoiError as error:
            return _about(function, error, _name(function, given))
    try:
        result = function.run(blocks)
    except RoiError as error:
        return _explained(function, blocks, error)
    found = first_error(result)
    if found is None:
        return None
    if function.lifts and any(isinstance(cell, tuple) for cell in blocks):
        return _of_row(function, blocks, result)
    return _passed_on(function, blocks, found)


def _about(function: Function, error: RoiError, name: str) -> Reason:
    return Reason(function.name, error.cell_error, name, None, None, error.problem, error.remedy)


def _name(function: Function, given: int) -> str:
    """The name of an argument by its position; an argument too many has none."""
    return function.params[given].name if given < len(function.params) else ""


def _of_row(function: Function, blocks: Blocks, result: CellValue) -> Reason | None:
    """The reason of the first row of a lifted call that has an error."""
    number = next(n for n, cell in enumerate(scalars(result)) if isinstance(cell, CellError))
    row = [[*scalars(cells)][number] if isinstance(cells, tuple) else cells for cells in blocks]
    found = reason(function, row)
    return found and _in_range(
        found, _kind(function, found.argument), _given(function, blocks, found.argument), number
    )


def _kind(function: Function, name: str) -> Kind:
    """The kind of an argument; `LABELS`, which accept anything, if there is no argument of that name."""
    return next((param.kind for param in function.params if param.name == name), Kind.LABELS)


def _given(function: Function, blocks: Blocks, name: str) -> CellValue | LeftOut:
    """The cells of an argument; `LEFT_OUT` if there is no argument of that name."""
    names = (param.name for param in function.params)
    return next((cells for known, cells in zip(names, blocks, strict=False) if known == name), LEFT_OUT)


def _passed_on(function: Function, blocks: Blocks, error: CellError) -> Reason:
    """The reason of an error that came from a cell of an argument."""
    for given, cells in enumerate(blocks):
        if isinstance(cells, LeftOut):
            continue
        for number, cell in enumerate(scalars(cells)):
            if isinstance(cell, CellError):
                name = _name(function, given)
                there = Reason(
                    function.name,
                    error,
                    name,
                    None,
                    None,
                    f"it holds {error}",
                    "correct it where it comes from",
                )
                return replace(_at(there, cells, number), is_passed_on=True)
    return Reason(function.name, error, "", None, None, f"its own result holds {error}", "read its help")


def _explained(function: Function, blocks: Blocks, error: RoiError) -> Reason:
    """The reason of an error that the function raised."""
    if not error.remedy:  # the calculation didn't say what is wrong: check its numbers
        return _of_zero(function, blocks, error) or _of_extremes(function, blocks, error)
    found = _about(function, error, error.argument)
    cells = _given(function, blocks, error.argument)
    if isinstance(cells, LeftOut):
        return found
    kind = _kind(function, error.argument)
    try:
        argument(kind, error.argument, cells)
    except RoiError:
        number, bad = next(_bad_cells(kind, error.argument, cells), (0, error))
        there = _about(function, bad, error.argument)
        return _in_range(there, kind, cells, number) if kind in RANGES else there
    return _in_argument(found, kind, cells, error.item)


def _bad_cells(kind: Kind, name: str, cells: CellValue) -> Iterator[tuple[int, RoiError]]:
    """The cells of a range that don't fit the argument, by their numbers; none for a single-cell kind."""
    for number, cell in enumerate(scalars(cells) if kind in RANGES else ()):
        try:
            argument(kind, name, cell)
        except RoiError as bad:
            yield number, bad


def _of_zero(function: Function, blocks: Blocks, error: RoiError) -> Reason | None:
    """The reason of a division by 0: the first single cell that is 0 or blank, if there is one."""
    names = [
        param.name
        for param, cells in zip(function.params, blocks, strict=False)
        if param.kind not in RANGES and (cells is None or (_is_number(cells) and not cells))
    ]
    if not names or not isinstance(error, ZeroDivisorError):
        return None
    found = _about(function, error, names[-1])  # divisors are usually the last argument
    return replace(found, problem="it is 0 or blank, and divides", remedy="give a number other than 0")


def _of_extremes(function: Function, blocks: Blocks, error: RoiError) -> Reason:
    """The reason of a result out of range: the number farthest from 1, whether large or next to 0."""
    farthest = 0.0
    found = replace(_about(function, error, ""), remedy="correct the numbers it is given")
    for param, cells in zip(function.params, blocks, strict=False):
        if isinstance(cells, LeftOut) or param.kind is Kind.LABELS:
            continue
        for number, cell in enumerate(scalars(cells)):
            if _is_number(cell) and cell and abs(log10(abs(cell))) > farthest:
                farthest = abs(log10(abs(cell)))
                problem = f"{error.problem}, most likely because of {shown(cell)}"
                there = Reason(
                    function.name, error.cell_error, param.name, None, None, problem, "correct this number"
                )
                found = _at(there, cells, number)
    return found


def _is_number(cell: CellValue | LeftOut) -> TypeGuard[float]:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _at(found: Reason, cells: CellValue | LeftOut, number: int) -> Reason:
    """A reason at one cell of a range, given by its number row by row; a single cell needs no place."""
    if not isinstance(cells, tuple):
        return found
    row, column = divmod(number, len(cells[0]))
    return replace(found, row=row + 1, column=column + 1, size=(len(cells), len(cells[0])))


def _in_range(found: Reason, kind: Kind, cells: CellValue | LeftOut, number: int) -> Reason:
    """A reason at a cell that doesn't fit its range; a heading must be left out of the range."""
    there = _at(found, cells, number)
    if not isinstance(cells, tuple) or kind in _WORDS or not _is_heading(cells, number):
        return there
    return replace(there, remedy="leave the heading out of the range")


def _is_heading(cells: Cells, number: int) -> bool:
    """Whether a cell of a range is a text without digits before numbers."""
    values = [*scalars(cells)]
    text, width = values[number], len(cells[0])
    if not isinstance(text, str) or isinstance(text, CellError) or not text.strip() or has_digit(text):
        return False
    return number < (width if len(cells) > 1 else 1) and any(map(_is_number, values[number + 1 :]))


def _in_argument(found: Reason, kind: Kind, cells: CellValue, item: int | None) -> Reason:
    """A reason at the number or line of an argument that a calculation reported."""
    if item is None or not isinstance(cells, tuple):
        return found
    if kind is Kind.SCENARIOS:
        return replace(found, row=item + 1, size=(len(cells), len(cells[0])))
    numbers = [n for n, cell in enumerate(scalars(cells)) if kind is not Kind.NUMBERS or cell is not None]
    return _at(found, cells, numbers[item])
