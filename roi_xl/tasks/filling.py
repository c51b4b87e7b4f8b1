"""The task of filling in a workbook: values into its input cells, and every figure recalculated."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from roi_xl.batch import Made, Task
from roi_xl.catalogue import Scalar
from roi_xl.cells_by_name import cell_named
from roi_xl.files import FileError
from roi_xl.layout.study_cells import cells_of
from roi_xl.layout.study_file import study_tree
from roi_xl.model import Model
from roi_xl.recalc import Recalculation, Settings, recalculated
from roi_xl.xlsx import Cell, Input, Package, entered, place, read

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(\s?%)?", re.ASCII)
_OTHER_MARKS = re.compile(r"[+-]?\d[\d\s.,'’\u00a0\u202f]*\s?%?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WORDS: Final = {"TRUE": True, "FALSE": False}


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
        values: Cells, each with its value, as a person types them: see `typed`.
        settings: How the workbook is recalculated.
        study: A file with a study whose values are put in as well, and what its name ends in; None for none.
    """
    return Task(_filled, (tuple(values), settings, study))


def typed(text: str) -> Input:
    """The value that a text stands for: the same in every country.

    Args:
        text: A number with a decimal point, such as `0.35`, `35%` or `-1200`; a day as `2026-03-31`; TRUE
            or FALSE; nothing for a blank; or any other text. After an apostrophe all is text, as in Excel.

    Raises:
        FileError: It is a formula, or a number with other marks, such as `7,5`, which countries read
            differently.
    """
    if text.startswith("'"):
        return text[1:]
    if text.startswith("="):
        reason = f"{text[:40]!r} is a formula, which is no input"
        raise FileError("unclear-value", reason, "type it in Excel; for a text, put an apostrophe before it")
    if match := _NUMBER.fullmatch(text.strip()):
        number = float(text.strip().rstrip("%").rstrip())
        return number / 100 if match[1] else number
    if text.strip().upper() in _WORDS:
        return _WORDS[text.strip().upper()]
    if _DAY.fullmatch(text.strip()):
        try:
            return dt.date.fromisoformat(text.strip())
        except ValueError:
            reason = f"there is no day {text.strip()}"
            raise FileError("unclear-value", reason, "write a day as 2026-03-31") from None
    if _OTHER_MARKS.fullmatch(text.strip()):
        reason = f"{text.strip()!r} means different numbers in different countries"
        raise FileError("unclear-value", reason, "write 1234.5; for a text, put an apostrophe before it")
    return text


def _filled(
    data: bytes, values: Sequence[tuple[str, str]], settings: Settings, study: tuple[bytes, str] | None
) -> Made[Filling]:
    """The workbook with the values in it, recalculated.

    Raises:
        FileError: It can't be read, has no such cell, or a value is refused; then none is put in.
    """
    book = read(Package(data))
    model = Model(book)
    inputs: dict[Cell, Input] = {} if study is None else cells_of(study_tree(*study), model)
    for name, text in values:
        cell = cell_named(name, model)
        if cell in inputs:
            raise FileError("twice", f"{place(cell)} is named twice", "give one value for each cell")
        inputs[cell] = typed(text)
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
