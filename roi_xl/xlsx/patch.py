"""Puts new values into a worksheet part: `<v>`, `t` and `vm` of the cells concerned change, no other byte.

Cells in Excel's own form are rewritten by one regular expression; the remaining ones use the positions that a
parser reports. Both write the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from roi_xl.catalogue import Scalar
from roi_xl.xlsx.address import Address, Area, address, letters, range_a1
from roi_xl.xlsx.as_excel_writes import ANY_CELL, FORMULA_CELL, canonical_rows
from roi_xl.xlsx.markup import spelled_attribute, spliced, utf8, with_attribute
from roi_xl.xlsx.new_cells import Piece, made, rewritten
from roi_xl.xlsx.positions import Cell, layout
from roi_xl.xlsx.stored_values import encoded


def patched(
    data: bytes,
    part: str,
    values: Mapping[Address, Scalar],
    areas: Mapping[Address, Area],
    formulas: Mapping[Address, object],
) -> bytes:
    """A worksheet part with new cached values.

    Args:
        data: The part, known to be a valid worksheet.
        part: Its name, for messages.
        values: New values by cell; None clears. A missing cell is created, unless its value is None.
        areas: New areas of array formulas, by their anchors.
        formulas: The formulas by cell.

    Returns:
        The part with the same bytes except for those values; in UTF-8 if it was in another encoding.

    Raises:
        PackageError: A text is longer than a cell can hold.
    """
    data = utf8(data, part)
    rows = canonical_rows(data)
    left: Mapping[Address, Scalar] = values
    if rows is not None and values:
        only_formulas = values.keys() <= formulas.keys()
        data, left = _by_expression(data, rows, values, FORMULA_CELL if only_formulas else ANY_CELL)
    return _by_layout(data, part, left, areas) if left or areas else data


def _by_expression(
    data: bytes, rows: tuple[int, int], values: Mapping[Address, Scalar], cells: re.Pattern[bytes]
) -> tuple[bytes, Mapping[Address, Scalar]]:
    """Rewrite the cells in canonical form; the values of other cells remain to be done."""
    left = {f"{letters(column)}{row}".encode(): value for (row, column), value in values.items()}

    def new_cell(match: re.Match[bytes]) -> bytes:
        cell, style, cm, formula = match.groups(b"")
        if cell not in left:
            return match[0]
        kind, content = encoded(left.pop(cell))
        kind = kind and b' t="%b"' % kind
        if content is None and not formula:
            return b'<c r="%b"%b%b%b/>' % (cell, style, kind, cm)
        return b'<c r="%b"%b%b%b>%b%b</c>' % (cell, style, kind, cm, formula, content or b"")

    first, last = rows
    body = cells.sub(new_cell, data[first:last])
    return b"".join((data[:first], body, data[last:])), {address(cell.decode()): left[cell] for cell in left}


def _by_layout(
    data: bytes, part: str, values: Mapping[Address, Scalar], areas: Mapping[Address, Area]
) -> bytes:
    """Rewrite, create and clear cells at the positions that a parser reports."""
    found = layout(data, part, values.keys() | areas.keys())
    pieces: list[Piece] = []
    for where, cell in found.cells.items():
        if where in areas:
            pieces += _new_area(data, cell, areas[where])
        if where in values:
            pieces += _new_value(data, found.prefix, cell, values[where])
    new = {cell: value for cell, value in values.items() if cell not in found.cells and value is not None}
    if new:
        cells = {cell: _cell(found.prefix, cell, value) for cell, value in new.items()}
        pieces += made(data, part, found, cells)
    return spliced(data, sorted(pieces, key=lambda piece: piece[:2]))


def _new_area(data: bytes, cell: Cell, new: Area) -> Iterator[Piece]:
    """The edit of an array formula's area."""
    for child in cell.children:
        if child.tag == "f":
            tag = data[child.start : child.open_end]
            yield child.start, child.open_end, with_attribute(tag, b"ref", range_a1(new).encode())


def _new_value(data: bytes, prefix: bytes, cell: Cell, value: Scalar) -> Iterator[Piece]:
    """The edits that rewrite one cell."""
    kind, content = encoded(value)
    return rewritten(data, prefix, cell, kind, b"" if content is None else _prefixed(content, prefix))


def _prefixed(content: bytes, prefix: bytes) -> bytes:
    """A `<v>` element under the sheet's namespace prefix; in its text every `<` is escaped."""
    return content.replace(b"<v", b"<%bv" % prefix).replace(b"</", b"</%b" % prefix) if prefix else content


def _cell(prefix: bytes, cell: Address, value: Scalar) -> bytes:
    kind, content = encoded(value)
    kind = kind and spelled_attribute(b"t", kind)
    name = f"{letters(cell[1])}{cell[0]}".encode()
    return b'<%bc r="%b"%b>%b</%bc>' % (prefix, name, kind, _prefixed(content or b"", prefix), prefix)
