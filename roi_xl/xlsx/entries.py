"""Puts typed values into a worksheet part: numbers, truth values, inline texts, blanks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from roi_xl.catalogue import Scalar
from roi_xl.xlsx.address import Address, a1
from roi_xl.xlsx.cell_reader import check_worksheet
from roi_xl.xlsx.markup import attribute_of, escaped, is_true, spelled_attribute, spliced
from roi_xl.xlsx.new_cells import Piece, made, rewritten
from roi_xl.xlsx.positions import Layout
from roi_xl.xlsx.stored_values import encoded, inline, preserving

_USUAL = (None, b"", b"0")
"""The default cell format, in all its spellings."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The new content of a cell.

    Attributes:
        value: The value; None for a blank, or for a formula that isn't computed yet.
        formula: The formula without `=`; empty for none.
        style: The cell's format; None keeps the one it has.
    """

    value: Scalar = None
    formula: str = ""
    style: bytes | None = None


def with_entries(
    data: bytes, part: str, found: Layout, entries: Mapping[Address, Entry], styles: Mapping[Address, bytes]
) -> bytes:
    """A worksheet part with other values in cells that hold no formula; every other byte stays.

    Texts are written into their cells, because the table of shared texts is another part; every program reads
    inline texts just as well.

    Args:
        data: The part in UTF-8, known to be valid.
        part: Its name, for messages.
        found: Its layout, which includes these cells.
        entries: The new content by cell.
        styles: The formats of new cells, if they have one.

    Raises:
        PackageError: The sheet has no element for rows.
    """
    pieces: list[Piece] = []
    new: dict[Address, bytes] = {}
    for where, entry in entries.items():
        kind, content = _content(entry, found.prefix)
        cell = found.cells.get(where)
        if cell is not None:
            pieces += rewritten(data, found.prefix, cell, kind, content, entry.style)
        elif content or entry.style not in _USUAL:
            new[where] = _element(where, found.prefix, entry.style or styles.get(where, b""), kind, content)
    if new:
        pieces += made(data, part, found, new)
    result = spliced(data, sorted(pieces, key=lambda piece: piece[:2]))
    check_worksheet(result, part)
    return result


def _content(entry: Entry, prefix: bytes) -> tuple[bytes, bytes]:
    """The `t` attribute, empty for none, and the elements of a cell."""
    if entry.formula:
        space, text = preserving(entry.formula), escaped(entry.formula)
        return b"", b"<%bf%b>%b</%bf>" % (prefix, space, text, prefix)
    if isinstance(entry.value, str):
        return b"inlineStr", inline(entry.value, prefix)
    kind, content = encoded(entry.value)
    plain = (content or b"").replace(b"</", b"</%b" % prefix).replace(b"<v", b"<%bv" % prefix)
    return kind, plain


def _element(where: Address, prefix: bytes, style: bytes, kind: bytes, content: bytes) -> bytes:
    attributes = b"".join(
        spelled_attribute(name, value)
        for name, value in ((b"r", a1(where).encode()), (b"s", style), (b"t", kind))
        if value not in _USUAL
    )
    if not content:
        return b"<%bc%b/>" % (prefix, attributes)
    return b"<%bc%b>%b</%bc>" % (prefix, attributes, content, prefix)


def row_format(data: bytes, found: Layout, row: int) -> bytes | None:
    """The format of a row's missing cells; None if the row has no format of its own."""
    place = found.rows.get(row)
    if place is None:
        return None
    tag = data[place.element.start : place.element.open_end]
    is_used = is_true((attribute_of(tag, b"customFormat") or b"").decode())
    return attribute_of(tag, b"s") if is_used else None


def formats_of_cells(data: bytes, found: Layout) -> Iterator[tuple[Address, bytes]]:
    """The formats of the existing cells."""
    for where, cell in found.cells.items():
        yield where, attribute_of(data[cell.element.start : cell.element.open_end], b"s") or b"0"
