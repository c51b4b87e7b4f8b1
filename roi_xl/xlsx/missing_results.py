"""Finds formula cells without a usable result in the file: never computed, or not with our functions.

Excel stores an error that Excel 97 didn't have, such as that of a blocked spill, under its own name or as
`#VALUE!` with a rich value. Such an error is a temporary state, not the formula's result.
Source: [MS-XLSX], rich values of the type `_error`; ECMA-376 part 1, 18.18.11 (the type of a cell).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from roi_xl.catalogue import Scalar
from roi_xl.errors import CellError
from roi_xl.xlsx.address import Address
from roi_xl.xlsx.formula_cells import Filled, inside
from roi_xl.xlsx.markup import attribute_of, utf8
from roi_xl.xlsx.positions import Cell, layout
from roi_xl.xlsx.sheet import Sheet
from roi_xl.xlsx.workbook import Workbook


def without_results(
    book: Workbook, sheet: Sheet, anchors: Collection[Address], *, computed: bool
) -> Iterator[tuple[Address, Address, str]]:
    """The formulas for which the file holds no result.

    Args:
        book: The workbook.
        sheet: One of its worksheets.
        anchors: The cells that hold the formulas. For an array formula, every cell that it fills is checked.
        computed: Whether the results have just been computed. Then a text missing from the file is an empty
            text, as the reader takes it; otherwise it may never have been computed.

    Yields:
        The formula's cell, the first cell that it fills without a result, and a description of what the file
        holds there instead.

    Raises:
        PackageError: The sheet is in an encoding that no spreadsheet program writes.
    """
    if not anchors:
        return
    data = utf8(book.package.read(sheet.part), sheet.part)
    filled = Filled(anchors, sheet.formulas)
    found = layout(data, sheet.part, filled.cells, filled.areas).cells
    for anchor in sorted(anchors):
        area = sheet.formulas[anchor].area
        for address in (anchor,) if area is None else inside(area):
            if address != anchor and address in sheet.formulas:
                continue
            value = sheet.values.get(address)
            instead = _instead(data, found.get(address), value, is_known=computed and value == "")
            if instead is not None:
                yield anchor, address, instead
                break


def _instead(data: bytes, cell: Cell | None, value: Scalar, *, is_known: bool) -> str | None:
    """What a cell holds instead of a result; None if it holds a result."""
    if cell is None or value is None:
        return "no value"
    tag = data[cell.element.start : cell.element.open_end]
    is_error = attribute_of(tag, b"t") == b"e"
    if value is CellError.NAME or (is_error and isinstance(value, str) and not isinstance(value, CellError)):
        return str(value)
    if is_error and attribute_of(tag, b"vm") is not None:
        return "an error that only a newer Excel knows"
    return None if is_known or any(child.tag in {"v", "is"} for child in cell.children) else "no value"
