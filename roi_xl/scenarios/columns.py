"""The columns of a table of scenarios: the cell that each one varies, and whether a value fits into it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from roi_xl.catalogue import Scalar
from roi_xl.cells_by_name import cell_named
from roi_xl.computed_workbook import Model
from roi_xl.files import FileError
from roi_xl.values_as_text import counted, quoted
from roi_xl.xlsx import Address, Cell, Workbook, place
from roi_xl.xlsx.input_cells import Door
from roi_xl.xlsx.sheet_rules import sheet_rules
from roi_xl.xlsx.styles import cell_formats
from roi_xl.xlsx.validation_sources import Sources

_MOST = 3  # so many wrong values are told


def cells_of(model: Model, headers: Sequence[str]) -> tuple[Cell, ...]:
    """The cells that headers name.

    Args:
        model: The workbook.
        headers: Each in one of the ways of `roi_xl.cells_by_name`.

    Raises:
        UnknownCellError: The workbook has no such cell.
        FileError: Two headers name the same cell.
    """
    found: dict[Cell, str] = {}
    for header in headers:
        cell = cell_named(header, model)
        if cell in found:
            reason = f"{found[cell]} and {header} are the same cell, {place(cell)}"
            raise FileError("twice", reason, "give one column for each cell")
        found[cell] = header
    return tuple(found)


class Fitting:
    """Says which rows of inputs fit into a workbook: what Excel would refuse is refused, as by `roi-xl fill`.

    Args:
        book: The workbook.
        headers: The cells that vary.

    Raises:
        FileError: There is no such cell, or it takes no input: a formula, a heading, a locked cell.
    """

    def __init__(self, book: Workbook, headers: Sequence[str]) -> None:
        self._book, self._headers = book, headers
        self._model = Model(book)
        self._cells = cells_of(self._model, headers)
        by_sheet: dict[str, list[Address]] = {}
        for sheet, address in self._cells:
            by_sheet.setdefault(sheet, []).append(address)
        formats = cell_formats(book)
        self._doors: Mapping[str, Door] = {
            sheet.name: Door(book, sheet, sheet_rules(book, sheet), formats, by_sheet[sheet.name])
            for sheet in book.sheets
            if sheet.name in by_sheet
        }
        for header, (sheet, address) in zip(headers, self._cells, strict=True):
            closed = self._doors[sheet].refusal(address)
            if closed is not None:
                raise FileError(closed.code, f"the column {header}: {closed.reason}", closed.remedy)

    def check(self, rows: Sequence[Sequence[Scalar]], first: int) -> None:
        """Refuse rows that don't fit.

        Args:
            rows: One value for each header; None leaves the workbook's own.
            first: The number of the first row, as people count.

        Raises:
            FileError: Some values don't fit; the message names the first ones.
        """
        wrong = [*self._wrong(rows, first)]
        if wrong:
            told = "; ".join(f"{where}: {error.reason}" for where, error in wrong[:_MOST])
            more = len(wrong) - _MOST
            others = f"; and {counted(more, 'more value')}" if more > 0 else ""
            raise FileError(wrong[0][1].code, f"{told}{others}", wrong[0][1].remedy)

    def _wrong(self, rows: Sequence[Sequence[Scalar]], first: int) -> Iterator[tuple[str, FileError]]:
        for number, row in enumerate(rows, first):
            given = {cell: value for cell, value in zip(self._cells, row, strict=True) if value is not None}
            names = dict(zip(self._cells, self._headers, strict=True))
            sources = {sheet: Sources(self._book, sheet, given) for sheet in self._doors}
            for cell, value in given.items():
                error = self._refused(cell, value, sources[cell[0]])
                if error is not None:
                    yield f"row {number}, {names[cell]}", error

    def _refused(self, cell: Cell, value: Scalar, sources: Sources) -> FileError | None:
        known = self._model.stored(cell)
        if isinstance(known, float) and not isinstance(value, float):
            reason = f"{quoted(value)} stands where {place(cell)} holds a number"
            return FileError(
                "text-for-number", reason, "give a number, such as 1234.5 or 35%; leave it blank for the old"
            )
        broken = self._doors[cell[0]].broken_rule(cell[1], value, sources)
        return None if broken is None else FileError(broken.code, broken.reason, broken.remedy)
