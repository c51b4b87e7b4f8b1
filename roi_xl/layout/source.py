"""Gives access to a workbook: values and formulas of cells, areas of names, tables by name.

Callers use the template's present names; those of older versions are translated.
"""

from __future__ import annotations

from roi_xl.catalogue import Scalar
from roi_xl.computed_workbook import Model
from roi_xl.formulas.meaning import Place
from roi_xl.layout.declared import declared
from roi_xl.template.names import Migration
from roi_xl.xlsx import Cell, Table


class Source:
    """A workbook to read a study from.

    Args:
        model: The workbook.
        language: The language that it states; empty if it states none.
        kind: The kind of workbook that it is.
        migration: What its names were called in the version of the template that it was made from.

    Attributes:
        language: The language that it states.
        declared: What its kind of workbook declares.
        date1904: Whether its dates count from 1904.
    """

    def __init__(self, model: Model, language: str, kind: str, migration: Migration) -> None:
        self.language, self.date1904 = language, model.book.date1904
        self.declared = declared(kind)
        self._model = model
        self._added, self._rows = migration.added, migration.rows
        self._then = {now: then for then, now in migration.renamed.items()}

    def value(self, cell: Cell) -> Scalar:
        """What a cell shows; None where it is blank."""
        return self._model.value(cell)

    def formula(self, cell: Cell) -> str:
        """A cell's formula without `=`; empty where it has none."""
        formula = self._model.formula(cell)
        return formula.text if formula else ""

    def area(self, name: str) -> Place | None:
        """The sheet and area that a defined name means; None where there is none."""
        return self._model.named(self._then.get(name, name))

    def table(self, name: str) -> Table | None:
        """A table by its name."""
        return self._model.table(self._then.get(name, name))

    def is_newer(self, name: str) -> bool:
        """Whether a name came with a later version of the template than the workbook's."""
        return name in self._added

    def fixed_rows(self, part: str, now: int) -> int:
        """How many fixed rows a table has in the workbook's version of the template.

        Args:
            part: The part of a study that the table holds.
            now: How many it has in the present version.
        """
        return self._rows.get(part, now)

    def meaning(self, text: str, cell: Cell) -> Place | None:
        """The sheet and area that a reference means; None where it means none of this workbook.

        Args:
            text: A reference, such as `'My sheet'!$A$1:$B$2`.
            cell: The cell whose formula has it.
        """
        return self._model.meant(text, cell)
