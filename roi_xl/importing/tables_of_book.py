"""The workbook's side of an import: what its tables hold, and where a row and a column of them are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from roi_xl.catalogue import Scalar
from roi_xl.computed_workbook import Model
from roi_xl.files import FileError
from roi_xl.lang import ENGLISH, LANGUAGES
from roi_xl.layout import version_finding
from roi_xl.layout.declared import TABLES, declared, list_of, list_words
from roi_xl.template import names
from roi_xl.xlsx import Cell, Table, Workbook
from roi_xl.xlsx.properties import custom_properties

LOG: Final = ("versions", "change", "date")
"""The table in which an import is noted, and its columns for what was done and when."""
_NOTED: Final = re.compile(r"roi-xl import.*\b([0-9a-f]{12})\b", re.DOTALL)


@dataclass(frozen=True, slots=True)
class BookTable:
    """A table of the workbook.

    Attributes:
        part: What a study calls it.
        stored: The table.
        columns: The number of each column that is filled in, by its id.
        choices: The workbook's word for each code, by column.
        rows: The number of each row that has an ID, by the ID in small letters.
        numbered: The headers of the columns that hold the number of the row.
    """

    part: str
    stored: Table
    columns: Mapping[str, int]
    choices: Mapping[str, Mapping[str, str]]
    rows: Mapping[str, int]
    numbered: tuple[str, ...]

    def cell(self, row: int, column: str) -> Cell:
        """The cell of a row and a column."""
        return self.stored.sheet, (row, self.columns[column])

    def header(self, column: str) -> str:
        """What the workbook calls a column."""
        return self.stored.columns[self.columns[column] - self.stored.area[1]]

    def shown(self, column: str, value: float | str) -> float | str:
        """A value as the workbook says it: the word for a code."""
        return self.choices.get(column, {}).get(str(value), value) if isinstance(value, str) else value


class Target:
    """A workbook into which something is imported.

    Args:
        book: The workbook.

    Attributes:
        book: The workbook.
        model: The same with values.
        language: Its language.

    Raises:
        FileError: It isn't a full workbook of ours.
    """

    def __init__(self, book: Workbook) -> None:
        self.book, self.model = book, Model(book)
        finding = version_finding(book)
        if finding is not None:
            raise FileError(finding.code, finding.detail, finding.remedy)
        properties = custom_properties(book.package)
        if names.kind_of(properties) == names.QUICK:
            reason = "the workbook with one page has no tables for people and answers"
            raise FileError("no-place", reason, "make it a full one: roi-xl new full.xlsx --from BOOK")
        language = properties.get(names.LANGUAGE_PROPERTY, "")
        self.language = language if language in LANGUAGES else ENGLISH

    def table(self, part: str) -> BookTable:
        """A table by what a study calls it.

        Raises:
            FileError: The workbook lacks it, or one of its columns.
        """
        stored = self.model.table(names.table_name(part))
        if stored is None or not stored.header_rows:
            reason = f"it has no table {names.table_name(part)}"
            raise FileError("no-place", reason, "take a workbook of `roi-xl new` with all sheets")
        columns = dict(self._columns(part, stored))
        choices = {
            column.id: self._words(list_) for column in TABLES[part].typed if (list_ := list_of(column))
        }
        key = columns.get(names.KEY)
        rows = dict(self._ids(stored, key)) if key is not None else {}
        return BookTable(part, stored, columns, choices, rows, tuple(self._numbered(stored, columns)))

    def held(self, cell: Cell) -> Scalar:
        """What a cell holds; None for a blank."""
        value = self.model.stored(cell)
        return None if value == "" else value

    def notes(self) -> Iterator[tuple[int, str]]:
        """The rows of the log that note earlier imports, each with the fingerprint of its key."""
        part, column, _ = LOG
        log = self.table(part)
        for row in _numbers(log.stored):
            if found := _NOTED.search(str(self.held(log.cell(row, column)) or "")):
                yield row, found[1]

    def _columns(self, part: str, stored: Table) -> Iterator[tuple[str, int]]:
        top, left, _, right = stored.area
        for column in TABLES[part].typed:
            cell = self.model.cell(names.column_header(part, column.id))
            if (
                cell is None
                or cell[0] != stored.sheet
                or cell[1][0] != top
                or not left <= cell[1][1] <= right
            ):
                reason = f"the column {column.id} of {stored.name} can't be found"
                raise FileError("no-place", reason, "take a fresh workbook of `roi-xl new`")
            yield column.id, cell[1][1]

    def _numbered(self, stored: Table, columns: Mapping[str, int]) -> Iterator[str]:
        """The columns that nobody fills in and that count the rows from 1."""
        numbers = _numbers(stored)
        for column, header in enumerate(stored.columns, stored.area[1]):
            held = (self.held((stored.sheet, (row, column))) for row in numbers)
            if column not in columns.values() and all(value == n for n, value in enumerate(held, 1)):
                yield header

    def _words(self, list_: str) -> Mapping[str, str]:
        """The workbook's words for the codes of a list."""
        codes: Sequence[str] = declared().book.lists[list_]
        found = self.model.named(names.list_cells(list_))
        shipped = dict(zip(codes, list_words(self.language, list_), strict=True))
        if found is None:
            return shipped
        sheet, (top, left, bottom, _) = found
        cells = [str(self.held((sheet, (row, left))) or "") for row in range(top, bottom + 1)]
        return dict(zip(codes, cells, strict=True)) if len(cells) == len(codes) and all(cells) else shipped

    def _ids(self, stored: Table, column: int) -> Iterator[tuple[str, int]]:
        for row in reversed(_numbers(stored)):
            value = self.held((stored.sheet, (row, column)))
            if value is not None:
                yield str(value).strip().casefold(), row


def _numbers(stored: Table) -> range:
    return range(stored.area[0] + stored.header_rows, stored.area[2] - stored.totals_rows + 1)
