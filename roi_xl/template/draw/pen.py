"""Writes the cells of one sheet: formulas with cached values, typed values, blanks, and verdicts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from roi_xl.template.declaration import Book, Sheet, Table
from roi_xl.template.draw.placement import LEFT, Placement
from roi_xl.template.draw.styles import Styles
from roi_xl.template.words import Content, Typed, Verbatim, Words

_FRACTIONS = frozenset({"share", "factor", "percent"})

CachedValue = bool | float | str | None
"""The cached value of a formula cell; None is an empty text."""


@dataclass(frozen=True, slots=True)
class Pen:
    """Everything needed to write one sheet."""

    book: Book
    sheet: Sheet
    words: Words
    content: Content
    plan: Placement
    styles: Styles
    workbook: Workbook
    worksheet: Worksheet
    values: Mapping[tuple[int, int], CachedValue]

    @property
    def right(self) -> int:
        """The last column of the sheet's grid that readers look at."""
        return LEFT + (self.sheet.printed or len(self.sheet.widths)) - 1

    def put(
        self, row: int, column: int, value: Typed | None, style: Format, table: Table | None = None
    ) -> None:
        """Write one cell; a text that starts with an equals sign is a formula.

        Args:
            row: Row, counted from 0.
            column: Column, counted from 0.
            value: What to write; None leaves a blank cell with its style.
            style: How it looks.
            table: The table to which the formula's row belongs.
        """
        if isinstance(value, str) and value.startswith("=") and not isinstance(value, Verbatim):
            cached = _as_excel_writes(self.values.get((row + 1, column + 1), 0))
            self.worksheet.write_formula(row, column, self.plan.formula(value, table), style, cached)
        elif isinstance(value, dt.date):
            midnight = dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001 - sheets have no time zones
            self.worksheet.write_datetime(row, column, midnight, style)
        elif value is None or value == "":
            self.worksheet.write_blank(row, column, None, style)
        elif isinstance(value, str):
            self.worksheet.write_string(row, column, value, style)
        else:
            self.worksheet.write_number(row, column, value, style)

    def shown(self, row: int, column: int, value: Typed | None) -> str:
        """The text that a cell shows: what is written, or the cached value of its formula.

        Args:
            row: Row, counted from 0.
            column: Column, counted from 0.
            value: What is written.

        Returns:
            Empty for a number or a blank cell.
        """
        if isinstance(value, str) and value.startswith("=") and not isinstance(value, Verbatim):
            value = self.values.get((row + 1, column + 1))
        return value if isinstance(value, str) else ""

    def link(self, row: int, column: int, sheet: str, style: Format, text: str = "") -> None:
        """Write a link to the first cell of a sheet.

        Args:
            row: Row, counted from 0.
            column: Column, counted from 0.
            sheet: The id of the sheet.
            style: How it looks.
            text: What it says; empty for what the sheet is called.
        """
        target = self.plan.reference(sheet, "A1")
        said = text or self.words.text("sheet", sheet, "tab")
        self.worksheet.write_url(row, column, f"internal:{target}", style, said)

    def title(self, row: int, text: str, right: int | None = None) -> None:
        """Write the title of a block, underlined over the width of the block or the sheet's grid."""
        self.worksheet.set_row(row, 20)
        self.put(row, LEFT, text, self.styles.title())
        for column in range(LEFT + 1, (right or self.right) + 1):
            self.put(row, column, None, self.styles.band())

    def judge(self, first: int, last: int, column: int, style: str) -> None:
        """Colour verdicts."""
        for criteria, value, look in self.styles.verdict(style):
            self.worksheet.conditional_format(
                first,
                column,
                last,
                column,
                {"type": "cell", "criteria": criteria, "value": value, "format": look},
            )

    def group_thousands(self, first: int, last: int, column: int, format_: str) -> None:
        """Separate thousands where the number of decimals varies, which no number format does by itself.

        A condition in the number format would, but LibreOffice then drops the sign of its last section.

        Args:
            first: First row.
            last: Last row.
            column: Column.
            format_: Key of the cells' number format; formats that already group are left alone.
        """
        if format_ != "number":
            return
        grouped = self.workbook.add_format({"num_format": "#,##0"})
        for criteria, value in ((">=", 1000), ("<=", -1000)):
            options = {"type": "cell", "criteria": criteria, "value": value, "format": grouped}
            self.worksheet.conditional_format(first, column, last, column, options)


class _EmptyText(str):
    """An empty text as a result: XlsxWriter treats a value equal to "" as no result and omits its type."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return super().__hash__()


def _as_excel_writes(value: CachedValue) -> bool | float | str:
    """A cached value: whole numbers without a decimal point, as Excel writes them."""
    if value is None or value == "":
        return _EmptyText()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
