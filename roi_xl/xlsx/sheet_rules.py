"""A worksheet's rules about what may be typed into it: protection, merged cells, validation, formats."""

from __future__ import annotations

from dataclasses import dataclass, field

from roi_xl.xlsx.address import Area, area
from roi_xl.xlsx.markup import MAIN, Attributes, is_true, local, parse, whole_number
from roi_xl.xlsx.relationships import relationships
from roi_xl.xlsx.sheet import Sheet
from roi_xl.xlsx.validation import Rule, RuleReader
from roi_xl.xlsx.workbook import Workbook


@dataclass(slots=True)
class SheetRules:
    """A worksheet's rules about its cells.

    Attributes:
        is_protected: Whether only cells with an unlocked format may be changed.
        has_password: Whether a password is needed to end the protection.
        merged: Merged areas.
        pivots: The areas of pivot tables.
        columns: First and last column with the same format, and that format.
        rules: Rules of data validation that keep people from typing.
    """

    is_protected: bool = False
    has_password: bool = False
    merged: list[Area] = field(default_factory=list)
    pivots: list[Area] = field(default_factory=list)
    columns: list[tuple[int, int, bytes]] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)

    def column_format(self, column: int) -> bytes | None:
        """The `s` of a column's missing cells; None if the column has no format of its own."""
        return next((style for first, last, style in self.columns if first <= column <= last), None)


def sheet_rules(book: Workbook, sheet: Sheet) -> SheetRules:
    """Read a worksheet's rules about its cells.

    Raises:
        PackageError: A part isn't well-formed, or names something that isn't a cell.
    """
    found = SheetRules()
    reader = RuleReader(found.rules)
    path: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        namespace, _, tag = name.rpartition(" ")
        path.append(tag)
        if namespace in MAIN:
            _note(found, path[1:], attributes)
        if path[1:2] != ["sheetData"]:
            reader.start(name, attributes)

    def end(name: str) -> None:
        reader.end(name)
        path.pop()

    parse(book.package.read(sheet.part), sheet.part, start, end, reader.text)
    found.pivots = _pivots(book, sheet)
    return found


def _note(found: SheetRules, path: list[str], attributes: Attributes) -> None:
    match path:
        case ["sheetProtection"]:
            found.is_protected = is_true(attributes.get("sheet"))
            found.has_password = bool(attributes.get("password") or attributes.get("hashValue"))
        case ["mergeCells", "mergeCell"]:
            found.merged.append(area(attributes.get("ref", "")))
        case ["cols", "col"] if "style" in attributes:
            first, last = (
                whole_number(attributes.get(name, "0"), "column number") for name in ("min", "max")
            )
            found.columns.append((first, last, attributes["style"].encode()))


def _pivots(book: Workbook, sheet: Sheet) -> list[Area]:
    areas: list[Area] = []

    def start(name: str, attributes: Attributes) -> None:
        if local(name) == "location":
            areas.append(area(attributes.get("ref", "")))

    for link in relationships(book.package, sheet.part).values():
        if link.kind == "pivotTable" and not link.external:
            parse(book.package.read(link.target), link.target, start)
    return areas
