"""The question to the primary engine about a workbook: its open formulas, as the engine has to read them.

A question never changes. Where an answer shows that a formula has to be rewritten or left alone, a new
question is made from the old one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType

from roi_xl.catalogue import Function
from roi_xl.engine.answer.obstacles import obstacles_in
from roi_xl.engine.formualizer.array_sizes import fitting
from roi_xl.engine.formualizer.each_cell import UNSIGNED, lifted
from roi_xl.engine.formualizer.lookup_errors import with_last_entry
from roi_xl.engine.formualizer.near_zero import Differences, Stored
from roi_xl.engine.plain_copy import Content, Written, engine_copy, parted
from roi_xl.engine.results import Uncomputed, Value
from roi_xl.formulas.dependencies import Dependencies
from roi_xl.formulas.meaning import Analysis, Obstacle
from roi_xl.formulas.text_dates import by_prefix, with_text_dates
from roi_xl.formulas.workbook_formulas import Formulas
from roi_xl.xlsx import Address, Area, Cell, Formula, Scalar, Sheet, Workbook


def _none() -> Mapping[Cell, int]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Rewrites:
    """The formulas that are rewritten for the primary engine.

    Attributes:
        wrapped: Ordinary cells that show the first value of an array.
        unrolled: Texts for formulas that seem to read themselves but don't (see `false_circles`).
        fitted: Array formulas whose result isn't as large as their area.
        unsigned: Cells whose negative zero is turned into zero.
        differences: Cells whose last sum or difference is computed as Excel does, with their numbers.
        stored: Cells that pass on their cached value instead of an equal computed one, with their numbers.
    """

    wrapped: frozenset[Cell] = frozenset()
    unrolled: Mapping[Cell, str] = field(default_factory=lambda: MappingProxyType({}))
    fitted: frozenset[Cell] = frozenset()
    unsigned: frozenset[Cell] = frozenset()
    differences: Mapping[Cell, int] = field(default_factory=_none)
    stored: Mapping[Cell, int] = field(default_factory=_none)


@dataclass(frozen=True)
class Question:
    """A question to the primary engine.

    Attributes:
        formulas: What is known of the workbook's formulas.
        book: The workbook with its values, and with the stored values of other workbooks.
        today: What TODAY gives.
        analyses: What each formula means, given the values of cells.
        kept: The cells that can't be computed, with the reason.
        reached: The cells that depend on those.
        settled: Cells whose value the jury has settled; to the engines they are constants.
        rewrites: The formulas that are rewritten.
    """

    formulas: Formulas
    book: Workbook
    today: dt.date
    analyses: Mapping[Cell, Analysis]
    kept: Mapping[Cell, Obstacle] = field(default_factory=lambda: MappingProxyType({}))
    reached: frozenset[Cell] = frozenset()
    settled: Mapping[Cell, Value] = field(default_factory=lambda: MappingProxyType({}))
    rewrites: Rewrites = Rewrites()

    @cached_property
    def sheets(self) -> Mapping[str, Sheet]:
        """The worksheets by name."""
        return MappingProxyType({sheet.name: sheet for sheet in self.book.sheets})

    @cached_property
    def cells(self) -> Mapping[Cell, Formula]:
        """Every formula cell."""
        return self.formulas.cells

    @cached_property
    def functions(self) -> Mapping[str, Function]:
        """Our worksheet functions by name."""
        return self.formulas.functions

    @property
    def dependencies(self) -> Dependencies:
        """Which formulas read which cells."""
        return self.formulas.dependencies

    def open(self) -> Iterator[tuple[Cell, Formula]]:
        """The formula cells that are to be computed."""
        return (
            (cell, formula)
            for cell, formula in self.cells.items()
            if cell not in self.kept and cell not in self.reached
        )

    def without(self, obstacles: Mapping[Cell, Obstacle]) -> Question:
        """The question without some cells: they keep their values, and so does all that depends on them.

        Args:
            obstacles: The cells, with the reason.
        """
        if not obstacles:
            return self
        kept = {**self.kept, **obstacles}
        reached = self.reached.union(self.dependencies.reached(obstacles)).difference(kept)
        return replace(self, kept=MappingProxyType(kept), reached=reached)

    def with_settled(self, values: Mapping[Cell, Value]) -> Question:
        """The question with more cells as constants.

        Args:
            values: Their values.
        """
        return replace(self, settled=MappingProxyType({**self.settled, **values}))

    def copy(self) -> tuple[bytes, list[tuple[int, Address, str]]]:
        """The package that the primary engine reads, and the formulas that are too many for it."""
        sheets = []
        for sheet in self.book.sheets:
            cells: dict[Address, Content] = dict(sheet.values)
            for address, formula in sheet.formulas.items():
                cell = (sheet.name, address)
                if cell in self.kept or cell in self.reached:
                    continue
                for member in self.formulas.members.get(cell, ()):
                    cells.pop(member, None)
                if cell in self.settled:
                    cells[address] = _scalar(self.settled[cell])
                else:
                    cells[address] = self._content(cell, formula)
            sheets.append(cells)
        loaded, later = parted(sheets)
        return engine_copy(loaded, date1904=self.book.date1904), later

    def _content(self, cell: Cell, formula: Formula) -> Written:
        text = self.rewrites.unrolled.get(cell, self.analyses[cell].text)
        text = lifted(text, in_array=formula.kind != "normal")
        if formula.kind == "normal":
            text = self._amended(cell, text)
        elif cell in self.rewrites.fitted and formula.area is not None:
            text = fitting(text, formula.area)
        return self.written(cell, text, formula.area)

    def _amended(self, cell: Cell, text: str) -> str:
        """A formula with what the engine lacks: noise becomes 0, a negative zero becomes zero."""
        if self.analyses[cell].native_arrays:
            text = with_last_entry(text)
        if cell in self.rewrites.differences:
            text = Differences.text(text, self.rewrites.differences[cell])
        if cell in self.rewrites.unsigned:
            text = f"{UNSIGNED}({text})"
        stored = self.rewrites.stored.get(cell)
        return text if stored is None else Stored.text(text, stored)

    def written(self, cell: Cell, text: str, area: Area | None) -> Written:
        """A formula as it goes into a copy: an array formula with its area, a wrapped one cut to a value."""
        if cell in self.rewrites.wrapped:
            return Written(f"INDEX({text},1,1)")
        return Written(text, area if self.cells[cell].kind in {"array", "dynamic"} else None)


def question_of(formulas: Formulas, book: Workbook, today: dt.date) -> Question:
    """The first question about a workbook, before anything is computed.

    Args:
        formulas: Its formulas, as `formulas_of` read them.
        book: The workbook.
        today: What TODAY gives.

    Raises:
        ValueError: The formulas belong to another workbook.
    """
    whole = formulas.over(book)
    question = Question(formulas, whole, today, _with_dates(formulas, whole))
    return question.without(obstacles_in(formulas, question.analyses, question.sheets))


def _with_dates(formulas: Formulas, book: Workbook) -> Mapping[Cell, Analysis]:
    """The formulas in which texts in cells are read as dates where a function takes dates."""
    sheets = {sheet.name: sheet for sheet in book.sheets}
    prefixes = by_prefix(sheets)
    found = {
        cell: with_text_dates(analysis, prefixes)
        for cell in formulas.dated
        if _reads_text(analysis := formulas.analyses[cell], sheets)
    }
    return MappingProxyType({**formulas.analyses, **found}) if found else formulas.analyses


def _reads_text(analysis: Analysis, sheets: Mapping[str, Sheet]) -> bool:
    """Whether a single cell that a formula reads holds a text."""
    read = (sheets[sheet].values.get(area[:2]) for sheet, area in analysis.inputs)
    return any(isinstance(value, str) for value in read)


def _scalar(value: Value) -> Scalar:
    """A settled value as a cell holds it."""
    return None if isinstance(value, Uncomputed) else value
