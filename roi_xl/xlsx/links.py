"""Links to other workbooks: finds the unused ones and removes them."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from roi_xl.xlsx.markup import Attributes, attribute, parse, utf8, without
from roi_xl.xlsx.relationships import relationships, removed
from roi_xl.xlsx.workbook import Workbook

_NO_FORMULAS = (
    "xl/externallinks/",
    "xl/sharedstrings.xml",
    "xl/theme/",
    "xl/media/",
    "docprops/",
    "customxml/",
)
_ODDLY_SPELLED = re.compile(rb"&#(?:x0*(?:5[bd]|3[0-9])|0*(?:9[13]|4[89]|5[0-7]));", re.IGNORECASE)
"""A bracket or a digit as a numeric entity; no program writes these, so such a part may hide any link."""


def link_parts(book: Workbook) -> list[tuple[int, str]]:
    """The parts of the external links in the package, by the number that formulas use."""
    relations = relationships(book.package, book.part)
    found = [(number, relations.get(identifier)) for number, identifier in enumerate(_order(book), 1)]
    return [
        (number, link.target)
        for number, link in found
        if link is not None and not link.external and link.target in book.package
    ]


def unused_links(book: Workbook, numbers: Collection[int]) -> frozenset[int]:
    """The external links to which nothing in the package refers.

    Args:
        book: The workbook.
        numbers: The links, by the number that formulas use, as in `[1]`.

    Raises:
        PackageError: A part is in an encoding that no spreadsheet program writes.
    """
    left = {b"[%d]" % number: number for number in numbers}
    for part in book.package.names if left else ():
        lower = part.lower()
        if lower.endswith((".xml", ".vml")) and not lower.startswith(_NO_FORMULAS):
            data = utf8(book.package.read(part), part)
            is_odd = _ODDLY_SPELLED.search(data) is not None
            left = {} if is_odd else {mark: number for mark, number in left.items() if mark not in data}
    return frozenset(left.values())


def without_last_links(book: Workbook, numbers: Collection[int]) -> tuple[Workbook, frozenset[int]]:
    """The workbook without external links that nothing refers to.

    Formulas number links by their order: only the last ones can be removed without renumbering others.

    Args:
        book: The workbook.
        numbers: The links that may be removed.

    Returns:
        The new workbook (the same object if none can be removed) and the numbers of the removed links.
    """
    order = _order(book)
    gone: list[int] = []
    while len(order) - len(gone) in numbers:
        gone.append(len(order) - len(gone))
    if not gone:
        return book, frozenset()
    identifiers = {order[number - 1] for number in gone}

    def is_unwanted(tag: str, attributes: Attributes) -> bool:
        if tag == "externalReferences":  # the standard doesn't allow an empty list
            return len(gone) == len(order)
        return tag == "externalReference" and attribute(attributes, "id") in identifiers

    replaced = {book.part: without(book.package.read(book.part), book.part, is_unwanted)}
    dropped = removed(book.package, book.part, identifiers, replaced)
    left = {number: target for number, target in book.links.items() if number not in gone}
    return replace(book.edited(replaced, dropped), links=left), frozenset(gone)


def _order(book: Workbook) -> list[str]:
    """The relationships of all external links, in the order in which formulas count them."""
    found: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        if name.rpartition(" ")[2] == "externalReference":
            found.append(attribute(attributes, "id") or "")

    parse(book.package.read(book.part), book.part, start)
    return found
