"""Computes the byte edits that rewrite or add cells in a worksheet part, for any kind of content."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from roi_xl.xlsx.address import Address, area, range_a1
from roi_xl.xlsx.markup import attribute_of, with_attribute
from roi_xl.xlsx.positions import Cell, Element, Layout, Row
from roi_xl.xlsx.refusals import broken_sheet

_SPANS = re.compile(rb"\s*([0-9]+):([0-9]+)\s*")
_BEFORE_TYPE = frozenset({b"r", b"s"})  # Excel's order is r s t cm vm
_RICH_VALUE = b"vm"  # if it stayed, the cell would show the old picture or error
Piece = tuple[int, int, bytes]
"""Start and end of a range of bytes, and its replacement."""


def rewritten(
    data: bytes, prefix: bytes, cell: Cell, kind: bytes, content: bytes, style: bytes | None = None
) -> Iterator[Piece]:
    """The edits that give a cell another value; its formula and everything else in it stay.

    Args:
        data: The part.
        prefix: The namespace prefix of its elements with the colon; usually empty.
        cell: The place of the cell.
        kind: Its new `t` attribute; empty for a number or a blank.
        content: The new value element, such as `<v>1</v>`; empty for a blank.
        style: Its new `s` attribute; None keeps the old one.
    """
    element = cell.element
    tag = with_attribute(data[element.start : element.open_end], _RICH_VALUE, None)
    if style is not None:
        tag = with_attribute(tag, b"s", style, after={b"r"})
    tag = with_attribute(tag, b"t", kind or None, after=_BEFORE_TYPE)
    old = [child for child in cell.children if child.tag in {"v", "is"}]
    if element.is_closed_at_once:
        yield filled(tag, prefix, element, [content]) if content else (element.start, element.end, tag)
        return
    kept = element.close_start - element.open_end - sum(child.end - child.start for child in old)
    if not kept and not content:
        yield element.start, element.end, tag[:-1].rstrip() + b"/>"
        return
    yield element.start, element.open_end, tag
    formula = next((child.end for child in cell.children if child.tag == "f"), element.open_end)
    if not old:
        yield formula, formula, content
    for index, child in enumerate(old):
        yield child.start, child.end, b"" if index else content


def made(data: bytes, part: str, found: Layout, new: Mapping[Address, bytes]) -> Iterator[Piece]:
    """The edits that add cells, and the rows that they need.

    Args:
        data: The part.
        part: Its name, for messages.
        found: Its layout, which includes these cells.
        new: Their whole elements; at least one.

    Raises:
        PackageError: The sheet has no element for rows.
    """
    body = found.body
    if body is None:
        raise broken_sheet(f"{part}: it has no rows to put values into")
    rows: dict[int, list[tuple[int, bytes]]] = {}
    for (row, column), content in sorted(new.items()):
        rows.setdefault(row, []).append((column, content))
    made_rows: list[tuple[int, bytes]] = []
    for number, cells in rows.items():
        place = found.rows.get(number)
        if place is None:
            content = b"".join(content for _, content in cells)
            made_rows.append(
                (number, b'<%brow r="%d">%b</%brow>' % (found.prefix, number, content, found.prefix))
            )
        else:
            yield from _into_row(data, found.prefix, place, cells)
    if body.is_closed_at_once:
        tag = data[body.start : body.end]
        yield filled(tag, found.prefix, body, (content for _, content in made_rows))
    else:
        yield from (
            (found.place_of(number), found.place_of(number), content) for number, content in made_rows
        )
    if found.dimension is not None:
        yield from _wider(data, found.dimension, new)


def filled(tag: bytes, prefix: bytes, element: Element, contents: Iterable[bytes]) -> Piece:
    """The edit that fills an empty-element tag; `tag` is that tag."""
    closing = b"</%b%b>" % (prefix, element.tag.encode())
    return element.start, element.end, tag[:-2].rstrip() + b">" + b"".join(contents) + closing


def _into_row(data: bytes, prefix: bytes, row: Row, cells: list[tuple[int, bytes]]) -> Iterator[Piece]:
    """The edits that put new cells into a row; its `spans`, a mere hint, are removed if wrong."""
    element = row.element
    tag = data[element.start : element.open_end]
    spans = attribute_of(tag, b"spans")
    if spans is not None:
        span = _SPANS.fullmatch(spans)
        if span is None or not int(span[1]) <= cells[0][0] <= cells[-1][0] <= int(span[2]):
            tag = with_attribute(tag, b"spans", None)
    if element.is_closed_at_once:
        yield filled(tag, prefix, element, (content for _, content in cells))
        return
    yield element.start, element.open_end, tag
    yield from ((row.place_of(column), row.place_of(column), content) for column, content in cells)


def _wider(data: bytes, dimension: Element, new: Iterable[Address]) -> Iterator[Piece]:
    """The edit that extends the sheet's dimension to new cells; readers reserve memory by it."""
    tag = data[dimension.start : dimension.open_end]
    given = attribute_of(tag, b"ref")
    if given is None:
        return
    top, left, bottom, right = area(given.decode())
    rows, columns = [row for row, _ in new], [column for _, column in new]
    wider = min(top, *rows), min(left, *columns), max(bottom, *rows), max(right, *columns)
    yield dimension.start, dimension.open_end, with_attribute(tag, b"ref", range_a1(wider).encode())
