"""New values put into a worksheet part: `<v>`, `t` and `vm` of the cells concerned change, no other byte.

Cells in Excel's own form are rewritten by one regular expression; whatever it leaves goes by the places that
a parser reports. Both write the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from roi_xl.catalogue import Scalar
from roi_xl.xlsx.address import Address, Area, address, area, letters, range_a1
from roi_xl.xlsx.excels_form import ANY_CELL, FORMULA_CELL, canonical_rows
from roi_xl.xlsx.markup import attribute_of, spelled_attribute, spliced, utf8, with_attribute
from roi_xl.xlsx.positions import Cell, Element, Layout, Row, layout
from roi_xl.xlsx.refusals import broken_sheet
from roi_xl.xlsx.values import encoded

_SPANS = re.compile(rb"\s*([0-9]+):([0-9]+)\s*")
_BEFORE_TYPE = frozenset({b"r", b"s"})  # Excel's order is r s t cm vm
_RICH_VALUE = b"vm"  # left in place it would show the old picture or error
Piece = tuple[int, int, bytes]
"""Start and end of a stretch of the part, and what stands there instead."""


def patched(
    data: bytes,
    part: str,
    values: Mapping[Address, Scalar],
    areas: Mapping[Address, Area],
    formulas: Mapping[Address, object],
) -> bytes:
    """A worksheet part with new cached values.

    Args:
        data: The part, known to be a sound worksheet.
        part: Its name, for messages.
        values: New values by cell; None clears. A cell that isn't there is made, unless its value is None.
        areas: New areas of array formulas, by their anchors.
        formulas: What stands in the cells that hold formulas.

    Returns:
        The part with the same bytes but for those values; in UTF-8, if it was in another encoding.

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
    """Rewrite the cells in canonical form; the other values are left."""
    left = {f"{letters(column)}{row}".encode(): value for (row, column), value in values.items()}

    def rewritten(match: re.Match[bytes]) -> bytes:
        cell, style, cm, formula = match.groups(b"")
        if cell not in left:
            return match[0]
        kind, content = encoded(left.pop(cell))
        kind = kind and b' t="%b"' % kind
        if content is None and not formula:
            return b'<c r="%b"%b%b%b/>' % (cell, style, kind, cm)
        return b'<c r="%b"%b%b%b>%b%b</c>' % (cell, style, kind, cm, formula, content or b"")

    first, last = rows
    body = cells.sub(rewritten, data[first:last])
    return b"".join((data[:first], body, data[last:])), {address(cell.decode()): left[cell] for cell in left}


def _by_layout(
    data: bytes, part: str, values: Mapping[Address, Scalar], areas: Mapping[Address, Area]
) -> bytes:
    """Rewrite, make and clear cells in the places that a parser reports."""
    found = layout(data, part, values.keys() | areas.keys())
    pieces: list[Piece] = []
    for where, cell in found.cells.items():
        if where in areas:
            pieces += _new_area(data, cell, areas[where])
        if where in values:
            pieces += _new_value(data, found.prefix, cell, values[where])
    new = {cell: value for cell, value in values.items() if cell not in found.cells and value is not None}
    if new:
        pieces += _new_cells(data, part, found, new)
    return spliced(data, sorted(pieces, key=lambda piece: piece[:2]))


def _new_area(data: bytes, cell: Cell, new: Area) -> Iterator[Piece]:
    """What tells the area of an array formula."""
    for child in cell.children:
        if child.tag == "f":
            tag = data[child.start : child.open_end]
            yield child.start, child.open_end, with_attribute(tag, b"ref", range_a1(new).encode())


def _new_value(data: bytes, prefix: bytes, cell: Cell, value: Scalar) -> Iterator[Piece]:
    """What rewrites one cell."""
    kind, content = encoded(value)
    element = cell.element
    tag = with_attribute(data[element.start : element.open_end], _RICH_VALUE, None)
    tag = with_attribute(tag, b"t", kind or None, after=_BEFORE_TYPE)
    new = b"" if content is None else _prefixed(content, prefix)
    old = [child for child in cell.children if child.tag in {"v", "is"}]
    if element.is_closed_at_once:
        yield _filled(tag, prefix, element, [new]) if new else (element.start, element.end, tag)
        return
    kept = element.close_start - element.open_end - sum(child.end - child.start for child in old)
    if not kept and not new:
        yield element.start, element.end, tag[:-1].rstrip() + b"/>"
        return
    yield element.start, element.open_end, tag
    formula = next((child.end for child in cell.children if child.tag == "f"), element.open_end)
    if not old:
        yield formula, formula, new
    for index, child in enumerate(old):
        yield child.start, child.end, b"" if index else new


def _prefixed(content: bytes, prefix: bytes) -> bytes:
    """A `<v>` element under the sheet's namespace prefix; in its text every `<` is escaped."""
    return content.replace(b"<v", b"<%bv" % prefix).replace(b"</", b"</%b" % prefix) if prefix else content


def _new_cells(data: bytes, part: str, found: Layout, new: Mapping[Address, Scalar]) -> Iterator[Piece]:
    """What makes cells that weren't there, and the rows that they need."""
    body = found.body
    if body is None:
        raise broken_sheet(f"{part}: it has no rows to put values into")
    rows: dict[int, list[tuple[int, bytes]]] = {}
    for (row, column), value in sorted(new.items(), key=lambda item: item[0]):
        rows.setdefault(row, []).append((column, _cell(found.prefix, (row, column), value)))
    made: list[tuple[int, bytes]] = []
    for number, cells in rows.items():
        place = found.rows.get(number)
        if place is None:
            content = b"".join(content for _, content in cells)
            made.append((number, b'<%brow r="%d">%b</%brow>' % (found.prefix, number, content, found.prefix)))
        else:
            yield from _into_row(data, found.prefix, place, cells)
    if body.is_closed_at_once:
        tag = data[body.start : body.end]
        yield _filled(tag, found.prefix, body, (content for _, content in made))
    else:
        yield from ((found.place_of(number), found.place_of(number), content) for number, content in made)
    if found.dimension is not None:
        yield from _wider(data, found.dimension, new)


def _cell(prefix: bytes, cell: Address, value: Scalar) -> bytes:
    kind, content = encoded(value)
    kind = kind and spelled_attribute(b"t", kind)
    name = f"{letters(cell[1])}{cell[0]}".encode()
    return b'<%bc r="%b"%b>%b</%bc>' % (prefix, name, kind, _prefixed(content or b"", prefix), prefix)


def _into_row(data: bytes, prefix: bytes, row: Row, cells: list[tuple[int, bytes]]) -> Iterator[Piece]:
    """What puts new cells into a row; its `spans`, a mere hint, go where they would be wrong."""
    element = row.element
    tag = data[element.start : element.open_end]
    spans = attribute_of(tag, b"spans")
    if spans is not None:
        span = _SPANS.fullmatch(spans)
        if span is None or not int(span[1]) <= cells[0][0] <= cells[-1][0] <= int(span[2]):
            tag = with_attribute(tag, b"spans", None)
    if element.is_closed_at_once:
        yield _filled(tag, prefix, element, (content for _, content in cells))
        return
    yield element.start, element.open_end, tag
    yield from ((row.place_of(column), row.place_of(column), content) for column, content in cells)


def _filled(tag: bytes, prefix: bytes, element: Element, contents: Iterable[bytes]) -> Piece:
    """What fills an element that is closed at once; `tag` is its tag."""
    closing = b"</%b%b>" % (prefix, element.tag.encode())
    return element.start, element.end, tag[:-2].rstrip() + b">" + b"".join(contents) + closing


def _wider(data: bytes, dimension: Element, new: Mapping[Address, Scalar]) -> Iterator[Piece]:
    """What makes the sheet's dimension, by which readers reserve memory, take in new cells."""
    tag = data[dimension.start : dimension.open_end]
    told = attribute_of(tag, b"ref")
    if told is None:
        return
    top, left, bottom, right = area(told.decode())
    rows, columns = [row for row, _ in new], [column for _, column in new]
    wider = min(top, *rows), min(left, *columns), max(bottom, *rows), max(right, *columns)
    yield dimension.start, dimension.open_end, with_attribute(tag, b"ref", range_a1(wider).encode())
