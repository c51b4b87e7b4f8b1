"""The structure of a workbook: all that the meaning of its formulas depends on besides their texts.

Hundreds of workbooks made from one template share one structure, so it is analysed only once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from roi_xl.xlsx import DefinedName, Filters, Sheet, Table, Workbook, active_filters


class Structure(NamedTuple):
    """A workbook without its cells.

    Attributes:
        sheets: The name of each worksheet, its hidden rows, and the filters that hide some of them.
        names: Defined names.
        tables: Of all sheets.
        links: The target of each link to another workbook, with its number.
        ours: Names of our worksheet functions.
    """

    sheets: tuple[tuple[str, frozenset[int], Filters], ...]
    names: tuple[DefinedName, ...]
    tables: tuple[Table, ...]
    links: tuple[tuple[int, str], ...]
    ours: frozenset[str]


def structure_of(book: Workbook, ours: Iterable[str]) -> Structure:
    """The structure of a workbook.

    Args:
        book: The workbook.
        ours: Names of our worksheet functions.
    """
    sheets = tuple((sheet.name, sheet.hidden_rows, _filters(book, sheet)) for sheet in book.sheets)
    links = tuple(sorted(book.links.items()))
    return Structure(sheets, tuple(book.names), tuple(book.tables), links, frozenset(ours))


def _filters(book: Workbook, sheet: Sheet) -> Filters:
    """The active filters of a sheet, if they matter."""
    return active_filters(book.package, sheet) if sheet.hidden_rows else Filters()
