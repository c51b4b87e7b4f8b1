"""The description of a worksheet function, and the only way to run it on cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from math import isfinite
from typing import cast

from roi_xl.catalogue.cells import (
    LEFT_OUT,
    CellInput,
    Cells,
    CellValue,
    Kind,
    LeftOut,
    Scalar,
    argument,
    block,
    first_error,
    plain_column,
    scalars,
    size,
)
from roi_xl.catalogue.reason import Reason, reason
from roi_xl.errors import BadArgumentError, CellError, OutOfRangeError, RoiError, ZeroDivisorError
from roi_xl.units import Unit


@dataclass(frozen=True, slots=True)
class Example:
    """A call whose result comes from an independent source.

    Attributes:
        args: Cell values in argument order; a range is a tuple of row tuples.
        result: What the cell, or the range it spills into, must show.
        source: Where the result comes from.
        formula: The call as typed into a cell; filled in by `worksheet_function`.
    """

    args: tuple[CellValue | LeftOut, ...]
    result: CellValue
    source: str
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Param:
    """One argument as the user of the sheet sees it.

    Attributes:
        name: Its name in the function wizard and in Python.
        kind: How cells become the Python value.
        text: What to enter: unit, shape and sign.
        required: Whether the sheet must supply it.
        default: Its value when omitted; None if the function works without it.
    """

    name: str
    kind: Kind
    text: str
    required: bool
    default: Scalar = None


@dataclass(frozen=True, slots=True)
class Function:
    """A calculation together with everything a host needs to know about it.

    Attributes:
        name: The name in formulas.
        compute: The calculation: Python values in the order of `params`, raising `RoiError` on purpose.
        unit: What the result measures.
        summary: One sentence for the function wizard.
        notes: Where Excel differs and what people get wrong; may be empty.
        returns: What comes out, in words.
        raises: Its own cell errors and when they occur; errors of bad cells aren't listed.
        source: The book, standard or paper it follows.
        params: The arguments, optional ones last.
        examples: Calls with sourced results.
        lifts: Whether ranges of one shape give a range of that shape, row by row.
        shape: Rows and columns of the result of one call; None where they follow from the arguments.
    """

    name: str
    compute: Callable[..., CellValue]
    unit: Unit
    summary: str
    notes: str
    returns: str
    raises: tuple[tuple[CellError, str], ...]
    source: str
    params: tuple[Param, ...]
    examples: tuple[Example, ...]
    lifts: bool
    shape: tuple[int | None, int]

    @property
    def syntax(self) -> str:
        """The call with argument names, optional ones in brackets."""
        return f"{self.name}({', '.join(p.name if p.required else f'[{p.name}]' for p in self.params)})"

    def call(self, *cells: CellInput) -> CellValue:
        """Run the calculation on raw cell values; bad data are cell errors, never exceptions.

        Args:
            cells: One scalar, block of cells or `LEFT_OUT` for each argument; trailing ones may be absent.

        Returns:
            A scalar, or a tuple of row tuples where the function spills or was lifted over ranges.
        """
        try:
            return self.run([block(cell) for cell in cells])
        except RoiError as error:
            return error.cell_error

    def reason(self, *cells: CellInput) -> Reason | None:
        """Why `call` gives an error: its first one, if there are more.

        Args:
            cells: The same as for `call`.

        Returns:
            The reason; None if `call` gives no error in any row.
        """
        return reason(self, cells)

    def run(self, blocks: Sequence[CellValue | LeftOut]) -> CellValue:
        """Run the calculation, row by row over ranges if it lifts; an error in a row affects only that row.

        Args:
            blocks: One scalar, tuple of row tuples with two cells or more, or `LEFT_OUT` for each argument.

        Raises:
            RoiError: The arguments aren't what the function takes, or it has no result for them.
        """
        if self.lifts and any(isinstance(b, tuple) for b in blocks):
            return self._lifted(blocks)
        for cells in blocks:
            if (found := first_error(cells)) is not None:
                return found
        return self.evaluate(*blocks)

    def evaluate(self, *blocks: CellValue | LeftOut) -> CellValue:
        """Run the calculation once, without lifting, on cell values without errors.

        Raises:
            RoiError: The arguments aren't what the function takes, or it has no result for them.
        """
        try:
            result = self.compute(*[_argument(*pair) for pair in self._padded(blocks)])
        except ZeroDivisionError:
            raise ZeroDivisorError("a number that divides is 0") from None
        except (OverflowError, ValueError):  # math raises ValueError for ∞ − ∞
            raise OutOfRangeError("a number is too large to calculate with") from None
        if any(isinstance(s, float) and not isfinite(s) for s in scalars(result)):
            raise OutOfRangeError("the result is too large for a cell")
        return _no_negative_zero(result) if isinstance(result, float) else result

    def _answer(self, blocks: Sequence[CellValue | LeftOut]) -> Scalar:
        """One row of a lifted call."""
        try:
            return cast("Scalar", self.run(blocks))
        except RoiError as error:
            return error.cell_error

    def _padded(self, blocks: Sequence[CellValue | LeftOut]) -> Iterator[tuple[Param, CellValue | LeftOut]]:
        """Each parameter with its cells; absent trailing arguments are `LEFT_OUT`."""
        if len(blocks) > len(self.params):
            raise BadArgumentError(
                f"it takes {len(self.params)} arguments, not {len(blocks)}", remedy=f"write {self.syntax}"
            )
        absent = repeat(LEFT_OUT, len(self.params) - len(blocks))
        return zip(self.params, chain(blocks, absent), strict=True)

    def _lifted(self, blocks: Sequence[CellValue | LeftOut]) -> Cells:
        shapes = {(len(b), len(b[0]) if b else 0) for b in blocks if isinstance(b, tuple)}
        height, width = shapes.pop()
        if shapes or not height * width:
            raise self._misshapen(blocks)
        results: Sequence[Scalar] | None = self._whole_columns(blocks)
        if results is None:
            columns = (scalars(b) if isinstance(b, tuple) else repeat(b) for b in blocks)
            # not strict: scalars beside a range repeat endlessly
            results = [self._answer(cells) for cells in zip(*columns, strict=False)]
        if width == 1:
            return tuple(zip(results, strict=True))
        return tuple(tuple(results[i : i + width]) for i in range(0, height * width, width))

    def _misshapen(self, blocks: Sequence[CellValue | LeftOut]) -> BadArgumentError:
        """What is wrong with ranges that differ in shape or are empty."""
        names = chain((param.name for param in self.params), repeat(""))
        named = zip(names, blocks, strict=False)  # the names are endless
        (first, one), *others = [(name, cells) for name, cells in named if isinstance(cells, tuple)]
        for name, cells in others:
            if size(cells) != size(one):
                problem = f"it is {size(cells)}, {first} is {size(one)}"
                return BadArgumentError(problem, argument=name, remedy="give ranges of the same shape")
        return BadArgumentError(
            "it is an empty range", argument=first, remedy="name the cells that are meant"
        )

    def _whole_columns(self, blocks: Sequence[CellValue | LeftOut]) -> Sequence[float] | None:
        """Results of a lifted call over plain finite floats; None if any cell isn't one.

        The results are the same as row by row, at a tenth of the cost.
        """
        try:
            columns: list[Iterable[object]] = [
                plain_column(param.kind, param.name, cells)
                if isinstance(cells, tuple)
                else repeat(_argument(param, cells))
                for param, cells in self._padded(blocks)
            ]
            results = cast("list[float]", [*map(self.compute, *columns)])
        except (RoiError, ArithmeticError):
            return None
        # if a sum of finite floats overflows, only the slower way is taken
        if not isfinite(sum(results)):
            return None
        return results if all(results) else [_no_negative_zero(result) for result in results]


def _argument(param: Param, cells: CellValue | LeftOut) -> object:
    if not isinstance(cells, LeftOut):
        return argument(param.kind, param.name, cells)
    if param.required:
        raise BadArgumentError("it is missing", argument=param.name, remedy="add it to the formula")
    return param.default


def _no_negative_zero(number: float) -> float:
    return number + 0.0  # −0.0 + 0.0 is 0.0; a sheet has no −0
