"""Decides which cells take an input, and why others don't."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from roi_xl.catalogue import Scalar
from roi_xl.xlsx.address import Address, Area, holds, place
from roi_xl.xlsx.entries import formats_of_cells, row_format
from roi_xl.xlsx.markup import utf8, whole_number
from roi_xl.xlsx.positions import Layout, layout
from roi_xl.xlsx.refusals import PackageError
from roi_xl.xlsx.sheet import Sheet
from roi_xl.xlsx.sheet_rules import SheetRules
from roi_xl.xlsx.styles import CellFormats
from roi_xl.xlsx.validation import Rule, UnknownRuleError
from roi_xl.xlsx.validation_sources import Sources
from roi_xl.xlsx.workbook import Workbook

TYPE_IN_EXCEL = "type it in Excel, or take the rule away there (Data > Data Validation)"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a value is refused.

    Attributes:
        where: The cell, as `Sheet!A1`, or the table.
        code: A stable, machine-readable name, such as `formula`.
        reason: What was found, in one line.
        remedy: What to do about it, as an imperative.
    """

    where: str
    code: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}; {self.remedy}"


class InputsRefusedError(PackageError):
    """Some values are refused, so none was put in.

    Attributes:
        refusals: The reason for each refused value; at least one.
    """

    def __init__(self, refusals: Collection[Refusal]) -> None:
        first, *others = self.refusals = tuple(refusals)
        more = f" (and {len(others)} more)" if others else ""
        super().__init__(first.code, f"{first.where}: {first.reason}{more}", first.remedy)


class Door:
    """Knows which cells of a sheet accept input.

    Attributes:
        sheet: The sheet.
        data: Its part, in UTF-8.
        found: The layout of the cells that may be queried.
        rules: The sheet's rules about its cells.
    """

    def __init__(
        self,
        book: Workbook,
        sheet: Sheet,
        rules: SheetRules,
        formats: CellFormats,
        cells: Collection[Address],
    ) -> None:
        """Look at the cells.

        Args:
            book: The workbook.
            sheet: One of its sheets.
            rules: The sheet's rules about its cells.
            formats: The cell formats of the workbook.
            cells: The cells that may be queried.
        """
        self.sheet = sheet
        self.rules = rules
        self.data = utf8(book.package.read(sheet.part), sheet.part)
        self.found: Layout = layout(self.data, sheet.part, cells)
        self._formats = formats
        self._styles: Mapping[Address, bytes] = dict(formats_of_cells(self.data, self.found))
        self._arrays: list[Area] = [
            formula.area for formula in sheet.formulas.values() if formula.area is not None
        ]
        self._tables = [table for table in book.tables if table.sheet == sheet.name]

    def style(self, cell: Address) -> bytes:
        """The format of a cell, existing or not; empty for the default."""
        return (
            self._styles.get(cell)
            or row_format(self.data, self.found, cell[0])
            or self.rules.column_format(cell[1])
            or b""
        )

    def _format(self, cell: Address) -> int:
        return whole_number(self.style(cell).decode() or "0", "cell format")

    def is_locked(self, cell: Address) -> bool:
        """Whether sheet protection prevents changes of a cell."""
        return self.rules.is_protected and self._format(cell) not in self._formats.unlocked

    def shows_days(self, cell: Address) -> bool:
        """Whether a cell shows its number as a day or a time."""
        return self._format(cell) in self._formats.days

    def is_computed(self, cell: Address) -> bool:
        """Whether a formula fills a cell."""
        return cell in self.sheet.formulas or any(holds(area, cell) for area in self._arrays)

    def refusal(self, cell: Address, like: Address | None = None) -> Refusal | None:
        """Why a cell accepts no value at all; None if it does.

        Args:
            cell: The cell.
            like: A cell whose format this one will have.
        """
        for is_closed, at in (
            (self._formula, cell),
            (self._heading, cell),
            (self._covered, cell),
            (self._locked, like or cell),
        ):
            found = is_closed(at)
            if found is not None:
                return Refusal(place((self.sheet.name, cell)), *found)
        return None

    def _formula(self, cell: Address) -> tuple[str, str, str] | None:
        remedy = "put the values into the cells that the formula reads"
        there = self.found.cells.get(cell)
        if cell in self.sheet.formulas or (there and any(child.tag == "f" for child in there.children)):
            return "formula", "it holds a formula", remedy
        if self.is_computed(cell):
            return "formula", "a formula in another cell fills it", remedy
        return None

    def _heading(self, cell: Address) -> tuple[str, str, str] | None:
        for table in self._tables:
            if holds(table.area, cell):
                if cell[0] < table.area[0] + table.header_rows:
                    return (
                        "heading",
                        f"it is a heading of the table {table.name}",
                        "rename the column in Excel",
                    )
                if cell[0] > table.area[2] - table.totals_rows:
                    return "totals", f"it is in the totals row of {table.name}", "put the values above it"
        return None

    def _covered(self, cell: Address) -> tuple[str, str, str] | None:
        for area in self.rules.merged:
            if holds(area, cell) and cell != area[:2]:
                first = place((self.sheet.name, area[:2]))
                return "merged", f"it is merged into {first}", f"put the value into {first}"
        if any(holds(area, cell) for area in self.rules.pivots):
            return "pivot", "it belongs to a pivot table", "change the data that the pivot table reads"
        return None

    def _locked(self, cell: Address) -> tuple[str, str, str] | None:
        if not self.is_locked(cell):
            return None
        remedy = "use an unlocked cell, or unprotect the sheet in Excel (Review > Unprotect Sheet)"
        return "protected", "the sheet is protected and the cell locked", remedy

    def broken_rule(
        self, cell: Address, value: Scalar, sources: Sources, like: Address | None = None
    ) -> Refusal | None:
        """Why the sheet's data validation doesn't allow a value; None if it does.

        Args:
            cell: The cell.
            value: The value to put in.
            sources: Gives rules the values of other cells.
            like: A cell whose rules will apply to this one, too.
        """
        if value is None:
            return None
        where = place((self.sheet.name, cell))
        for rule in self._rules_at(cell, like):
            try:
                wanted = rule.broken_by(value, cell, sources)
            except UnknownRuleError:
                reason = "its data validation is a formula, which only Excel can check"
                return Refusal(where, "unknown-rule", reason, TYPE_IN_EXCEL)
            if wanted is not None:
                reason = f"{_shown(value)} isn't {wanted}, as its data validation asks for"
                return Refusal(where, "invalid", reason, rule.error or f"give {wanted}")
        return None

    def _rules_at(self, cell: Address, like: Address | None) -> Iterator[Rule]:
        for rule in self.rules.rules:
            if rule.holds_at(cell) or (like is not None and rule.holds_at(like)):
                yield rule


def _shown(value: Scalar) -> str:
    return f"{value:.15g}" if isinstance(value, float) else repr(value)
