"""What the layout asks a workbook: the value and formula of a cell, the area of a name, a table by its name.

Names of older versions of the template are answered for by what they are called now.
"""

from __future__ import annotations

from roi_xl.catalogue import Scalar
from roi_xl.template.names import Migration
from roi_xl.xlsx import Area, Cell, PackageError, Table, Workbook, area


class Source:
    """A workbook as the layout sees it.

    Args:
        book: The workbook with its cached values.
        language: What it says its language is; empty if it doesn't say.
        migration: What its names were called in the version of the template that it was made from.

    Attributes:
        language: What it says its language is.
        date1904: Whether its dates count from 1904.
    """

    def __init__(self, book: Workbook, language: str, migration: Migration) -> None:
        self.language, self.date1904 = language, book.date1904
        self._added = migration.added
        self._sheets = {sheet.name: sheet for sheet in book.sheets}
        now = migration.renamed
        named = {name.name.lower(): name.text for name in book.names if name.sheet is None}
        self._areas = {now.get(name, name): self.meaning(text) for name, text in named.items()}
        tables = {table.name.lower(): table for table in book.tables}
        self._tables = {now.get(name, name): table for name, table in tables.items()}

    def value(self, cell: Cell) -> Scalar:
        """What a cell shows; None where it is blank."""
        sheet, address = cell
        return self._sheets[sheet].values.get(address)

    def formula(self, cell: Cell) -> str:
        """A cell's formula without `=`; empty where it has none."""
        sheet, address = cell
        formula = self._sheets[sheet].formulas.get(address)
        return formula.text if formula else ""

    def area(self, name: str) -> tuple[str, Area] | None:
        """The sheet and area that a defined name means; None where there is none."""
        return self._areas.get(name)

    def table(self, name: str) -> Table | None:
        """A table by its name."""
        return self._tables.get(name)

    def is_newer(self, name: str) -> bool:
        """Whether a name came with a later version of the template than the workbook's."""
        return name in self._added

    def meaning(self, text: str) -> tuple[str, Area] | None:
        """The sheet and area that a reference means; None where it means none of this workbook.

        Args:
            text: A reference, such as `'My sheet'!$A$1:$B$2`.
        """
        sheet, _, cells = text.rpartition("!")
        if sheet.startswith("'"):
            sheet = sheet[1:-1].replace("''", "'")
        try:
            return (sheet, area(cells)) if sheet in self._sheets else None
        except PackageError:
            return None
