"""Turns formula cells into value cells: the formula is removed, the value stays, no other cell changes.

Other formula cells may get another text at the same time, for which their cached values remain right.

If a formula affects other cells, those are adapted: members of a shared formula whose master goes get their
own text, all cells that an array formula fills become constants, and the calculation chain gets shorter.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from roi_xl.catalogue import Scalar
from roi_xl.xlsx.address import Address
from roi_xl.xlsx.calc_chain import shortened
from roi_xl.xlsx.formula_cells import Filled
from roi_xl.xlsx.markup import attribute_of, escaped, spliced, utf8, with_attribute
from roi_xl.xlsx.positions import Cell, Element, layout
from roi_xl.xlsx.relationships import relationships, removed
from roi_xl.xlsx.sheet import Formula, Sheet
from roi_xl.xlsx.stored_values import inline, preserving
from roi_xl.xlsx.table_formulas import with_other_formulas
from roi_xl.xlsx.workbook import Workbook

_OF_FORMULAS = (b"cm", b"vm")  # the mark of a dynamic array; a rich value, of which the plain value remains
_OF_SHARING = (b"t", b"ref", b"si")
_INLINE = b"inlineStr"
_TEXTS = {b"str", _INLINE}  # old LibreOffice marks results of formulas as inline but stores them like others
Piece = tuple[int, int, bytes]
"""Start and end of a range of bytes, and its replacement."""


def with_constants(
    book: Workbook,
    cells: Mapping[str, Collection[Address]],
    texts: Mapping[str, Mapping[Address, str]],
    in_table: Callable[[str, str], str | None],
) -> Workbook:
    """The workbook with some formula cells turned into constants, which are their cached values.

    Args:
        book: The workbook as read or edited.
        cells: Formula cells by sheet name; for an array formula or a data table, the cell that holds it.
        texts: Other texts for formulas, by sheet name and cell; not for array formulas, nor for those in
            `cells`.
        in_table: Returns the formula that a table puts into new rows, from its present text and the sheet's
            name; None to remove it.

    Returns:
        The new workbook, which `written` turns into a file; the same object if nothing changes.

    Raises:
        PackageError: It is damaged.
    """
    replaced: dict[str, bytes] = {}
    gone: dict[str, Filled] = {}
    sheets: list[Sheet] = []
    for sheet in book.sheets:
        chosen, rewritten = cells.get(sheet.name, ()), texts.get(sheet.name, {})
        if chosen or rewritten:
            gone[sheet.name] = Filled(chosen, sheet.formulas)
            replaced[sheet.part], alone = _frozen(book, sheet, gone[sheet.name], rewritten)
            formulas = {cell: None if cell in chosen else Formula(alone[cell]) for cell in {*chosen, *alone}}
            sheets.append(sheet.with_cells({}, formulas))
        replaced.update(_tables(book, sheet, in_table))
    if not replaced:
        return book
    return book.edited(replaced, _with_shorter_chain(book, gone, replaced), sheets)


def _tables(
    book: Workbook, sheet: Sheet, in_table: Callable[[str, str], str | None]
) -> Iterator[tuple[str, bytes]]:
    """The table parts of a sheet in which a formula changes or is removed."""
    for link in relationships(book.package, sheet.part).values():
        if link.kind == "table" and not link.external:
            old = book.package.read(link.target)
            new = with_other_formulas(old, link.target, lambda text: in_table(text, sheet.name))
            if new is not old:
                yield link.target, new


def _frozen(
    book: Workbook, sheet: Sheet, gone: Filled, texts: Mapping[Address, str]
) -> tuple[bytes, Mapping[Address, str]]:
    """The new worksheet part, and the formulas that now have their own text in it."""
    data = utf8(book.package.read(sheet.part), sheet.part)
    found = layout(data, sheet.part, gone.cells | texts.keys(), gone.areas)
    pieces: list[Piece] = []
    masters: set[bytes] = set()
    for address, cell in found.cells.items():
        if address not in gone and address not in texts:  # a cell with its own formula within a large array
            continue
        masters |= _shared(data, cell)
        if address in texts:
            pieces += _own_text(data, found.prefix, cell, texts[address])
        else:
            pieces += _constant(data, found.prefix, cell, sheet.values.get(address))
    alone = dict(texts)
    if masters:
        left = sheet.formulas.keys() - gone.cells - texts.keys()
        for address, cell in layout(data, sheet.part, left).cells.items():
            if not masters.isdisjoint(_shared(data, cell)):
                alone[address] = sheet.formulas[address].text
                pieces += _own_text(data, found.prefix, cell, alone[address])
    return spliced(data, sorted(pieces, key=lambda piece: piece[:2])), alone


def _formulas(cell: Cell) -> list[Element]:
    return [child for child in cell.children if child.tag == "f"]


def _shared(data: bytes, cell: Cell) -> set[bytes]:
    """The group of shared formulas to which a cell belongs; empty if it isn't shared."""
    tags = [data[formula.start : formula.open_end] for formula in _formulas(cell)]
    return {attribute_of(tag, b"si") or b"" for tag in tags if attribute_of(tag, b"t") == b"shared"}


def _constant(data: bytes, prefix: bytes, cell: Cell, value: Scalar) -> Iterator[Piece]:
    """The edits that leave only the value in a cell."""
    element = cell.element
    tag = data[element.start : element.open_end]
    is_text = attribute_of(tag, b"t") in _TEXTS and isinstance(value, str)
    new = tag
    for name in _OF_FORMULAS:
        new = with_attribute(new, name, None)
    yield element.start, element.open_end, with_attribute(new, b"t", _INLINE) if is_text else new
    dropped = {"f", "v", "is"} if is_text else {"f"}
    for child in cell.children:
        if child.tag in dropped:
            yield child.start, child.end, b""
    if is_text:  # by the standard, a text with `t="str"` is the result of a formula
        yield element.open_end, element.open_end, inline(str(value), prefix)


def _own_text(data: bytes, prefix: bytes, cell: Cell, text: str) -> Iterator[Piece]:
    """The edits that give a member of a shared formula its own text."""
    for formula in _formulas(cell):
        tag = data[formula.start : formula.open_end]
        for name in _OF_SHARING:
            tag = with_attribute(tag, name, None)
        if preserving(text):
            tag = with_attribute(tag, b"xml:space", b"preserve")
        if formula.is_closed_at_once:
            tag = tag[:-2].rstrip() + b">"
        yield formula.start, formula.end, b"%b%b</%bf>" % (tag, escaped(text), prefix)


def _with_shorter_chain(
    book: Workbook, gone: Mapping[str, Filled], replaced: dict[str, bytes]
) -> Collection[str]:
    """Shorten the calculation chain; returns the parts to leave out if nothing of it remains."""
    by_number = {sheet.number: gone[sheet.name] for sheet in book.sheets if sheet.name in gone}
    for identifier, link in relationships(book.package, book.part).items():
        if link.kind == "calcChain" and link.target in book.package:
            old = book.package.read(link.target)
            new = shortened(old, link.target, lambda number, cell: cell in by_number.get(number, ()))
            if new is None:
                return removed(book.package, book.part, {identifier}, replaced)
            replaced |= {} if new is old else {link.target: new}
    return ()
