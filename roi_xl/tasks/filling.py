"""The task of filling in a workbook: values into its input cells, and every figure recalculated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from roi_xl.batch import Made, Task
from roi_xl.catalogue import Scalar
from roi_xl.cells_by_name import cell_named
from roi_xl.computed_workbook import Model
from roi_xl.files import FileError
from roi_xl.layout.study_cells import cells_of
from roi_xl.layout.study_file import study_tree
from roi_xl.recalc import Recalculation, Settings, recalculated
from roi_xl.xlsx import Cell, Input, Package, entered, place, read
from roi_xl.xlsx.typed_texts import typed


@dataclass(frozen=True, slots=True)
class Entry:
    """A value that was put in.

    Attributes:
        where: The cell, as `Sheet!A1`.
        old: What it held before; None for a blank.
        new: What it holds now; days are Excel's day numbers.
    """

    where: str
    old: Scalar
    new: Scalar


@dataclass(frozen=True, slots=True)
class Filling:
    """What came of filling in a workbook, as plain data.

    Attributes:
        entries: The values that were put in, in the order given; of a study only those that differ.
        plain_days: Cells that got a day and show it as a number, since their format isn't one for days.
        recalculation: What recalculating the workbook afterwards gave.
    """

    entries: tuple[Entry, ...]
    plain_days: tuple[str, ...]
    recalculation: Recalculation


def filling(
    values: Sequence[tuple[str, str]], settings: Settings, study: tuple[bytes, str] | None = None
) -> Task[Made[Filling]]:
    """The task.

    Args:
        values: Cells, each with its value, as a person types them: see `roi_xl.xlsx.typed_texts`.
        settings: How the workbook is recalculated.
        study: A file with a study whose values are put in as well, and what its name ends in; None for none.
    """
    return Task(_filled, (tuple(values), settings, study))


def named(
    values: Sequence[tuple[str, str]], model: Model, others: Mapping[Cell, Input] = MappingProxyType({})
) -> dict[Cell, Input]:
    """The values that were typed, by cell.

    Args:
        values: Cells as a person names them, each with its value.
        model: The workbook.
        others: Values for other cells.

    Raises:
        FileError: There is no such cell, one is named twice, or a value is unclear.
    """
    inputs = dict(others)
    for name, text in values:
        cell = cell_named(name, model)
        if cell in inputs:
            raise FileError("twice", f"{place(cell)} is named twice", "give one value for each cell")
        inputs[cell] = typed(text)
    return inputs


def _filled(
    data: bytes, values: Sequence[tuple[str, str]], settings: Settings, study: tuple[bytes, str] | None
) -> Made[Filling]:
    """The workbook with the values in it, recalculated.

    Raises:
        FileError: It can't be read, has no such cell, or a value is refused; then none is put in.
    """
    book = read(Package(data))
    model = Model(book)
    inputs = {} if study is None else cells_of(study_tree(*study), model)
    inputs = named(values, model, inputs)
    return put_in(model, inputs, settings, only_changes=study is not None)


def put_in(
    model: Model, inputs: Mapping[Cell, Input], settings: Settings, *, only_changes: bool = False
) -> Made[Filling]:
    """A workbook with values in its input cells, recalculated; None in place of its bytes if nothing changes.

    Args:
        model: The workbook.
        inputs: The values by cell.
        settings: How it is recalculated.
        only_changes: Whether only cells are told whose value becomes another one.

    Raises:
        FileError: A value is refused; then none is put in.
    """
    book = model.book
    edit = entered(book, inputs)
    data = book.package.data
    new = book.package.written(edit.replaced, edit.dropped) if edit.replaced else data
    entries = tuple(
        Entry(place(cell), model.stored(cell), edit.values[cell])
        for cell in inputs
        if not only_changes or model.stored(cell) != edit.values[cell]
    )
    current, recalculation = recalculated(new, settings)
    made = None if current is data else current
    return made, Filling(entries, tuple(map(place, edit.plain_days)), recalculation)
