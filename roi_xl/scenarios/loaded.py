"""A workbook, loaded once, that answers what some cells hold under one row of inputs after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from roi_xl.catalogue import Scalar
from roi_xl.cells_by_name import cell_named
from roi_xl.computed_workbook import Model
from roi_xl.engine import CONTESTED, EngineError
from roi_xl.errors import CellError, Finding, Level
from roi_xl.files import FileError
from roi_xl.headlines import FIGURES
from roi_xl.recalc import Settings, account, computed
from roi_xl.scenarios.columns import cells_of
from roi_xl.scenarios.narrowed import narrowed, under
from roi_xl.units import Unit
from roi_xl.xlsx import Cell, place

Value = float | str | bool | None
"""What a cell holds; days are Excel's day numbers, None is a blank."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one scenario gives.

    Attributes:
        values: What each wanted cell holds; None for a blank, an error, and a result that isn't confirmed.
        unconfirmed: The wanted cells whose result isn't confirmed, each with the code of the reason.
        errors: The wanted cells that show an error, each with the error.
    """

    values: tuple[Value, ...]
    unconfirmed: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Base:
    """The workbook itself, before any scenario.

    Attributes:
        units: The unit of each wanted cell; `text` where none is known.
        formulas: How many formulas are computed again for each scenario.
        doubts: Why its own figures are not to be used; empty if nothing speaks against them.
    """

    units: tuple[str, ...]
    formulas: int
    doubts: tuple[Finding, ...]


class Loaded:
    """A workbook that is ready for scenarios.

    Args:
        data: The workbook.
        settings: How it is computed.
        headers: The cells that vary.
        reads: The cells that are asked for.

    Raises:
        PackageError: The bytes aren't a workbook that can be read.
        EngineError: The formula engine refused it.
        FileError: There is no such cell, or days of the workbook count from 1904.
    """

    def __init__(self, data: bytes, settings: Settings, headers: Sequence[str], reads: Sequence[str]) -> None:
        self._whole = computed(data, settings)
        if self._whole.book.date1904:
            reason = "its days count from 1904, those of scenarios from 1900"
            raise FileError("unfit", reason, "use `roi-xl fill`, or Excel's 1900 date system")
        self._reads = tuple(reads)
        self._inputs = cells_of(self._whole, headers)
        self._wanted = tuple(cell_named(name, self._whole) for name in reads)
        self._book = narrowed(self._whole, self._inputs, self._wanted)
        self._narrow = self._whole if self._book is self._whole.book else computed(self._book, settings)

    def base(self) -> Base:
        """What is to be known of the workbook itself."""
        told = account(self._whole)
        doubts = () if told.is_usable else tuple(f for f in told.findings if f.level is Level.ERROR)
        units = {
            cell: figure.unit.value
            for figure in FIGURES
            for name in figure.names
            if (cell := self._whole.cell(name)) is not None
        }
        known = tuple(units.get(cell, Unit.TEXT.value) for cell in self._wanted)
        return Base(known, sum(len(sheet.formulas) for sheet in self._book.sheets), doubts)

    def answer(self, row: Sequence[Value]) -> Answer:
        """What the wanted cells hold under one row of inputs.

        Args:
            row: One value for each header; None leaves the workbook's own.
        """
        given = {cell: value for cell, value in zip(self._inputs, row, strict=True) if value is not None}
        try:
            model = self._under(given)
        except EngineError:
            everything = tuple(f"{name} [engine-failed]" for name in self._reads)
            return Answer((None,) * len(self._reads), everything)
        values: list[Value] = []
        unconfirmed, errors = [], []
        for name, cell in zip(self._reads, self._wanted, strict=True):
            value = model.value(cell)
            if (home := _home(model, cell)) in model.unconfirmed:
                unconfirmed.append(f"{name} [{_code(model, home)}]")
                value = None
            elif isinstance(value, CellError):
                errors.append(f"{name} {value.value}")
                value = None
            values.append(_plain(value))
        return Answer(tuple(values), tuple(unconfirmed), tuple(errors))

    def _under(self, given: Mapping[Cell, Value]) -> Model:
        """The workbook under other inputs.

        The jury reads whole packages. So where it may settle what the narrowed workbook leaves contested, the
        whole workbook is computed.
        """
        book = under(self._book, given)
        assert self._narrow.compute is not None  # noqa: S101 - `computed` gives it
        model = Model(book, self._narrow.compute(book), None, self._narrow.formulas)
        is_left = any(_home(model, cell) in model.unconfirmed for cell in self._wanted)
        if is_left and any(finding.code in CONTESTED for finding in model.findings):
            return self._whole.with_inputs(given)
        return model


def _home(model: Model, cell: Cell) -> Cell:
    """The cell that holds the formula which fills a cell."""
    sheet = next(sheet for sheet in model.book.sheets if sheet.name == cell[0])
    return cell[0], sheet.members.get(cell[1], cell[1])


def _code(model: Model, cell: Cell) -> str:
    """The code of the first finding about a cell."""
    where = place(cell)
    named = (f.code for f in model.findings if where in (f.cells or (f.where,)))
    return next(named, "unconfirmed")


def _plain(value: Scalar) -> Value:
    return None if value is None or isinstance(value, CellError) else value
