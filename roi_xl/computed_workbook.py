"""A workbook with computed values, in memory: what its cells hold, what they read, and what-if scenarios.

Nothing is written, and computing a workbook again with other inputs doesn't read it again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from roi_xl.errors import Finding
from roi_xl.formulas.areas import only_place
from roi_xl.formulas.defined_names import Scope
from roi_xl.formulas.reader import Analyst, analyst
from roi_xl.formulas.workbook_formulas import Formulas, formulas_of
from roi_xl.xlsx import Address, Cell, Formula, Scalar, Sheet, Table, Workbook, place, with_values

if TYPE_CHECKING:
    from roi_xl.engine import Evaluation
    from roi_xl.formulas.meaning import Analysis, Place


@dataclass(frozen=True)
class Model:
    """A workbook with computed values.

    Cells are pairs of a sheet's name and a pair of row and column, counted from 1. `roi_xl.recalc.computed`
    makes a model whose formulas are computed; `Model(book)` alone has the values of the file.

    Attributes:
        book: The workbook as it is stored.
        evaluation: The results of its formulas; None if they aren't computed.
        compute: Computes the workbook with these or other inputs; None if formulas aren't computed.
        formulas: Its parsed formulas; None to parse them at first use.
    """

    book: Workbook
    evaluation: Evaluation | None = field(default=None, repr=False)
    compute: Callable[[Workbook], Evaluation] | None = field(default=None, repr=False)
    formulas: Formulas | None = field(default=None, repr=False)

    @property
    def changes(self) -> Mapping[str, Mapping[Address, Scalar]]:
        """The computed values that the file doesn't hold, by sheet name and cell; None clears a cell."""
        return {} if self.evaluation is None else self.evaluation.values

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the owner of the workbook should know about the computation of its formulas."""
        return () if self.evaluation is None else self.evaluation.findings

    def value(self, cell: Cell) -> Scalar:
        """The computed value of a cell, or the file's value if nothing else was computed.

        Raises:
            KeyError: There is no such worksheet.
        """
        sheet, address = cell
        computed = self.changes.get(sheet, {})
        return computed[address] if address in computed else self.stored(cell)

    def stored(self, cell: Cell) -> Scalar:
        """The value in the file, a constant or a cached result; None for a blank.

        Raises:
            KeyError: There is no such worksheet.
        """
        return self._sheets[cell[0]].values.get(cell[1])

    def formula(self, cell: Cell) -> Formula | None:
        """The formula of a cell; None if it has none.

        Raises:
            KeyError: There is no such worksheet.
        """
        return self._sheets[cell[0]].formulas.get(cell[1])

    def named(self, name: str, sheet: str | None = None) -> Place | None:
        """The area that a defined name refers to, as formulas read it.

        Args:
            name: In any case.
            sheet: The sheet on which it is used, whose own names come first; None for the whole workbook's.

        Returns:
            A sheet's name and an area on it; None if the name doesn't exist or refers to anything else: a
            number, a formula, a missing sheet, another workbook.
        """
        known = self._scope.meant(None, name, sheet)
        return None if known is None else only_place(self._reader.name(known))

    def cell(self, name: str, sheet: str | None = None) -> Cell | None:
        """The cell that a defined name refers to; None if it isn't exactly one cell.

        Args:
            name: In any case.
            sheet: As for `named`.
        """
        found = self.named(name, sheet)
        return (found[0], found[1][:2]) if found is not None and found[1][:2] == found[1][2:] else None

    def meant(self, text: str, cell: Cell) -> Place | None:
        """The area that a text refers to in a cell's formula, such as `Costs!$B$7` or `tbl_costs[Amount]`.

        Args:
            text: A reference or a name, without `=`.
            cell: The cell with the formula.

        Returns:
            A sheet's name and an area on it; None if the text isn't such a reference.
        """
        return only_place(self._reader.analysis(text, *cell, in_array=True))

    def meaning(self, text: str, cell: Cell) -> Analysis:
        """What a formula, or a part of one, means in a cell.

        Args:
            text: The formula or the part, without `=`.
            cell: The cell; whether it holds an array formula decides what a range stands for.
        """
        formula = self.formula(cell)
        return self._reader.analysis(text, *cell, in_array=formula is not None and formula.kind != "normal")

    def table(self, name: str) -> Table | None:
        """A table by its name, in any case; None if there is none."""
        lower = name.lower()
        return next((table for table in self.book.tables if table.name.lower() == lower), None)

    def reads(self, cell: Cell) -> tuple[Place, ...]:
        """The areas that a cell's formula reads, each a sheet's name and an area; none for a constant.

        Areas that the formula's text doesn't show, such as the target of an OFFSET, are missing.
        """
        meaning = self._formulas.analyses.get(cell)
        return () if meaning is None else meaning.inputs

    def readers(self, cells: Iterable[Cell]) -> set[Cell]:
        """The formula cells that read any of these cells directly, not through other cells."""
        return self._formulas.dependencies.direct(cells)

    @property
    def asks_for_the_day(self) -> bool:
        """Whether a formula calls TODAY or NOW, so that another day may give other results."""
        return not self._formulas.called.isdisjoint({"TODAY", "NOW"})

    def dependents(self, cells: Iterable[Cell]) -> set[Cell]:
        """The formula cells that read any of these cells, directly or through others."""
        return self._formulas.dependencies.reached(cells)

    @cached_property
    def unconfirmed(self) -> frozenset[Cell]:
        """The formula cells that keep the file's value, or about whose value a finding says something."""
        if self.evaluation is None:
            return frozenset(self._formulas.cells)
        doubted = {where for finding in self.findings for where in finding.cells or (finding.where,)}
        named = {cell for cell in self._formulas.cells if place(cell) in doubted} if doubted else set()
        return self.evaluation.left | named

    def with_inputs(self, inputs: Mapping[Cell, Scalar]) -> Model:
        """The same workbook computed with other inputs; its formulas aren't read again.

        The model itself doesn't change, so any number of scenarios can start from it:

            >>> from datetime import date
            >>> from pathlib import Path
            >>> from roi_xl.recalc import Settings, computed
            >>> data = Path("workbooks/sales-training.xlsx").read_bytes()
            >>> model = computed(data, Settings(date(2026, 1, 1)))
            >>> margin, roi = model.cell("inp_margin"), model.cell("out_roi")
            >>> round(model.value(roi), 4)
            1.52
            >>> round(model.with_inputs({margin: 0.3}).value(roi), 4)
            0.77

        Args:
            inputs: New values by cell; None clears. Other inputs stay.

        Raises:
            KeyError: There is no such worksheet.
            ValueError: A cell holds a formula or part of a formula's result; or this model isn't computed.
            EngineError: The formula engine refused the workbook.
        """
        if self.compute is None:
            raise ValueError("only a computed model can be computed with other inputs")
        by_sheet: dict[str, dict[Address, Scalar]] = defaultdict(dict)
        for (sheet, address), value in inputs.items():
            if address in self._sheets[sheet].formulas or address in self._sheets[sheet].members:
                raise ValueError(f"{place((sheet, address))} is computed: it is no input")
            by_sheet[sheet][address] = value
        book = with_values(self.book, by_sheet)
        return Model(book, self.compute(book), self.compute, self.formulas)

    def updated(self) -> Workbook:
        """The workbook with its computed values in the cells, in memory; `roi_xl.xlsx.written` makes a file.

        Raises:
            PackageError: A text is longer than a cell can hold.
        """
        return with_values(self.book, self.changes, {} if self.evaluation is None else self.evaluation.areas)

    @cached_property
    def _sheets(self) -> Mapping[str, Sheet]:
        return {sheet.name: sheet for sheet in self.book.sheets}

    @cached_property
    def _scope(self) -> Scope:
        return Scope(self.book.names, self._sheets)

    @cached_property
    def _reader(self) -> Analyst:
        from roi_xl.calc import FUNCTIONS  # imported here: many models are only asked for their values

        return analyst(self.book, FUNCTIONS)

    @cached_property
    def _formulas(self) -> Formulas:
        from roi_xl.calc import FUNCTIONS  # as above

        return formulas_of(self.book, FUNCTIONS) if self.formulas is None else self.formulas
