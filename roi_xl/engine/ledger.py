"""The ledger of one evaluation: every formula cell, what it reads, and whether it is kept or computed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping

from roi_xl.engine import formualizer_adapter
from roi_xl.engine.area_sizes import Sizes
from roi_xl.engine.array_sizes import fitting
from roi_xl.engine.each_cell import UNSIGNED, lifted
from roi_xl.engine.linked_workbooks import unkept
from roi_xl.engine.lookup_errors import with_last_entry
from roi_xl.engine.near_zero import Differences, Stored
from roi_xl.engine.question import Content, Written, engine_copy
from roi_xl.engine.results import Uncomputed, Value
from roi_xl.errors import CellError
from roi_xl.formulas.dependencies import Dependencies
from roi_xl.formulas.excel_functions import ONE_ARRAY
from roi_xl.formulas.meaning import IN_EXCEL, Analysis, Obstacle
from roi_xl.formulas.reader import Structure
from roi_xl.formulas.spelling import question
from roi_xl.formulas.text_dates import by_prefix, with_text_dates
from roi_xl.formulas.workbook import Formulas
from roi_xl.xlsx import Address, Area, Cell, Formula, Scalar, Workbook

_HUGE = 1e300  # larger numbers leave no room to reckon with them
_ODD_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f]|_x[0-9A-Fa-f]{4}_|^#[A-Z_/0-9]+[!?]?$")


class Ledger:
    """The formula cells of a workbook while they are being settled.

    Attributes:
        read: What is known of its formulas, whatever the cells hold.
        book: The workbook.
        functions: Our worksheet functions by name.
        today: What TODAY gives.
        sheets: Its worksheets by name.
        formulas: Every formula cell.
        analyses: What each of them means.
        members: The cells that array formulas fill beside their anchors.
        kept: The cells that can't be computed or believed, with the reason.
        reached: The cells that depend on those, kept as well.
        wrapped: Ordinary cells that show the first value of an array.
        unrolled: Formulas as the engines read them where they look as if they read themselves.
        fitted: Array formulas whose result isn't as large as their area.
        unsigned: Cells whose zero is to be without a sign.
        differences: Cells whose last sum or difference is taken as Excel takes it, with their numbers.
        stored: Cells that hand on their cached value instead of an equal one, with their numbers.
        operands: The larger of the two numbers that each cell of `differences` last added.
        opinions: What the second engine gave for the cells that it was asked about.
        settled: Cells whose value the jury has settled; to the engines they are constants.
        values: The values of the computed cells, with the members of arrays, once they are known.
        areas: The areas that array formulas fill, once they are known.
    """

    def __init__(self, book: Workbook, formulas: Formulas, today: dt.date) -> None:
        self.read = formulas
        self.book, self.functions, self.today = formulas.over(book), formulas.functions, today
        self.sheets = {sheet.name: sheet for sheet in self.book.sheets}
        self.formulas, self.members = formulas.cells, formulas.members
        self.analyses = self._with_dates()
        self.kept: dict[Cell, Obstacle] = {}
        self.reached: set[Cell] = set()
        self.wrapped: set[Cell] = set()
        self.unrolled: dict[Cell, str] = {}
        self.fitted: set[Cell] = set()
        self.unsigned: set[Cell] = set()
        self.differences: dict[Cell, int] = {}
        self.stored: dict[Cell, int] = {}
        self.operands: dict[Cell, float] = {}
        self.opinions: dict[Cell, Value] = {}
        self.settled: dict[Cell, Value] = {}
        self.values: dict[Cell, dict[Address, Value]] = {}
        self.areas: dict[Cell, Area] = {}
        self._sizes = Sizes(self.book.sheets)
        self.keep(self._obstacles())

    @property
    def dependencies(self) -> Dependencies:
        """Who reads whom."""
        return self.read.dependencies

    @property
    def structure(self) -> Structure:
        """What the meaning of the workbook's formulas hangs on besides their texts."""
        return self.read.structure

    def _with_dates(self) -> Mapping[Cell, Analysis]:
        """The formulas with the texts that cells hold taken for dates where dates are read."""
        prefixes = by_prefix(self.sheets)
        found = {
            cell: with_text_dates(analysis, prefixes)
            for cell in self.read.dated
            if self._reads_text(analysis := self.read.analyses[cell])
        }
        return {**self.read.analyses, **found} if found else self.read.analyses

    def _reads_text(self, analysis: Analysis) -> bool:
        """Whether a single cell that a formula reads holds a text."""
        return any(
            isinstance(self.sheets[sheet].values.get(area[:2]), str) for sheet, area in analysis.inputs
        )

    def keep(self, obstacles: Mapping[Cell, Obstacle]) -> None:
        """Leave cells alone, and all that depends on them."""
        if obstacles:
            self.kept.update(obstacles)
            self.reached |= self.dependencies.reached(obstacles)
            self.reached -= set(self.kept)

    def open(self) -> Iterable[tuple[Cell, Formula]]:
        """The formula cells that are to be computed."""
        return (
            (cell, formula)
            for cell, formula in self.formulas.items()
            if cell not in self.kept and cell not in self.reached
        )

    def largest(self) -> float:
        """The largest number in the workbook by now, without its sign."""
        stored = (abs(v) for sheet in self.book.sheets for v in sheet.values.values() if isinstance(v, float))
        now = (abs(v) for vs in self.values.values() for v in vs.values() if isinstance(v, float))
        return min(max(max(stored, default=0.0), max(now, default=0.0)), _HUGE)

    def known(self, cell: Cell) -> Value:
        """The value a cell has after this run, as far as it is known by now."""
        return self.values.get(cell, {}).get(cell[1], self.sheets[cell[0]].values.get(cell[1]))

    def copy(self) -> bytes:
        """What the primary engine is given to read: all values, and the open formulas."""
        sheets = []
        for sheet in self.book.sheets:
            cells: dict[Address, Content] = dict(sheet.values)
            for address, formula in sheet.formulas.items():
                cell = (sheet.name, address)
                if cell in self.kept or cell in self.reached:
                    continue
                for member in self.members.get(cell, ()):
                    cells.pop(member, None)
                if cell in self.settled:
                    cells[address] = _scalar(self.settled[cell])
                    continue
                text = self.unrolled.get(cell, self.analyses[cell].text)
                text = lifted(text, in_array=formula.kind != "normal")
                if formula.kind == "normal":
                    text = self._amended(cell, text)
                elif cell in self.fitted and formula.area is not None:
                    text = fitting(text, formula.area)
                cells[address] = self.written(cell, text, formula.area)
            sheets.append(cells)
        return engine_copy(sheets, date1904=self.book.date1904)

    def _amended(self, cell: Cell, text: str) -> str:
        """A formula with what the engine doesn't do by itself: noise that is 0, a zero without its sign."""
        if self.analyses[cell].native_arrays:
            text = with_last_entry(text)
        if cell in self.differences:
            text = Differences.text(text, self.differences[cell])
        if cell in self.unsigned:
            text = f"{UNSIGNED}({text})"
        return Stored.text(text, self.stored[cell]) if cell in self.stored else text

    def written(self, cell: Cell, text: str, area: Area | None) -> Written:
        """A formula as it goes into a copy: an array formula with its area, a wrapped one cut to a value."""
        if cell in self.wrapped:
            return Written(f"INDEX({text},1,1)")
        return Written(text, area if self.formulas[cell].kind in {"array", "dynamic"} else None)

    def _obstacles(self) -> dict[Cell, Obstacle]:
        detail = "reads a text with control characters, or an error the engines don't know"
        odd = Obstacle("odd-text", detail, IN_EXCEL)
        undated = Obstacle(
            "odd-date", "reads a date stored as a text that Excel may count otherwise", IN_EXCEL
        )
        return {
            **dict.fromkeys(self._readers_of_odd_texts(), odd),
            **dict.fromkeys(self._readers_of_odd_dates(), undated),
            **self._too_wide(),
            **self._without_links(),
            **self._unsupported(),
            **self.read.obstacles,
        }

    def _unsupported(self) -> dict[Cell, Obstacle]:
        """The formulas that call what the primary engine doesn't know."""
        called = self.read.called - self.functions.keys() - set(ONE_ARRAY.values())
        unknown = formualizer_adapter.unsupported(sorted(called))
        found = {}
        for cell, analysis in self.analyses.items() if unknown else ():
            missing = sorted(analysis.functions & unknown)
            if missing:
                remedy = question(missing, self.functions) or IN_EXCEL
                detail = f"{', '.join(missing)} isn't supported"
                found[cell] = Obstacle("unsupported-function", detail, remedy)
        return found

    def _without_links(self) -> dict[Cell, Obstacle]:
        """The formulas that read of other workbooks what isn't kept here."""
        found = ((cell, unkept(self.analyses[cell], self.sheets)) for cell in self.read.linked)
        return {cell: obstacle for cell, obstacle in found if obstacle is not None}

    def _too_wide(self) -> dict[Cell, Obstacle]:
        """The formulas that read more than the primary engine bears."""
        found = ((cell, self._sizes.obstacle(self.analyses[cell])) for cell in self.read.wide)
        return {cell: obstacle for cell, obstacle in found if obstacle is not None}

    def _readers_of_odd_texts(self) -> set[Cell]:
        """The formulas that read a text which the engines don't read as it is stored."""
        texts = {
            (sheet.name, address)
            for sheet in self.book.sheets
            for address, value in sheet.values.items()
            if isinstance(value, str) and not isinstance(value, CellError)
            if address not in sheet.formulas and _ODD_TEXT.search(value)
        }
        return self.dependencies.direct(texts) if texts else set()

    def _readers_of_odd_dates(self) -> set[Cell]:
        """The formulas that read a date whose number isn't certain."""
        dates = {
            (sheet.name, address)
            for sheet in self.book.sheets
            for address in sheet.undated
            if address not in sheet.formulas
        }
        return self.dependencies.direct(dates) if dates else set()


def _scalar(value: Value) -> Scalar:
    """A settled value as a cell holds it."""
    return None if isinstance(value, Uncomputed) else value
