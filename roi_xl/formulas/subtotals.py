"""Finds subtotals within subtotals: SUBTOTAL and AGGREGATE leave out cells that call one of the two.

If such a cell becomes a constant, it is no longer left out, and all that it sums up is counted twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from roi_xl.formulas.calls import Calls
from roi_xl.formulas.dependencies import Dependencies
from roi_xl.formulas.reader import analyst
from roi_xl.xlsx import Address, Cell, Workbook

_SUBTOTALS = ("AGGREGATE", "SUBTOTAL")


def nested_subtotals(book: Workbook, cells: Collection[Cell]) -> tuple[set[Cell], set[Cell]]:
    """The subtotals among some formula cells, and those that leave them out.

    Args:
        book: The workbook.
        cells: Formula cells that are to become constants.

    Returns:
        The given cells that call SUBTOTAL or AGGREGATE; and the other cells that call one of the two and read
        one of the given cells, or whose inputs can't be determined from their text.
    """
    calling = Calls(book, _SUBTOTALS).cells
    within = calling & set(cells)
    if not within:
        return set(), set()
    reader = analyst(book, _SUBTOTALS)
    sheets = {sheet.name: sheet for sheet in book.sheets}
    meanings = {}
    for sheet, address in calling - within:
        formula = sheets[sheet].formulas[address]
        in_array = formula.kind != "normal"
        meanings[sheet, address] = reader.analysis(formula.text, sheet, address, in_array=in_array)
    around = Dependencies(meanings, _members(book, within)).direct(within)
    around |= {
        cell for cell, meaning in meanings.items() if meaning.unbounded or meaning.obstacle is not None
    }
    return within, around


def _members(book: Workbook, anchors: Collection[Cell]) -> Mapping[Cell, list[Address]]:
    """The other cells that the array formulas among some cells fill."""
    found: dict[Cell, list[Address]] = defaultdict(list)
    for sheet in book.sheets:
        for member, anchor in sheet.members.items():
            if (sheet.name, anchor) in anchors:
                found[sheet.name, anchor].append(member)
    return found
