"""Formulas that stand outside of cells: in conditional formats, data validations, sparklines and charts."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from roi_xl.xlsx.markup import Attributes, local, parse
from roi_xl.xlsx.workbook import Workbook

_KINDS = {
    "formula": "conditional format",
    "formula1": "data validation",
    "formula2": "data validation",
}
_RULES = {"conditionalFormatting", "dataValidation"}
_CHART_FOLDERS = ("charts", "chartsheets")


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A formula outside of cells.

    Attributes:
        kind: What holds it, in words.
        sheet: The worksheet it belongs to; None for a chart's.
        place: The cells it is about, as the file spells them, or the chart's part.
        text: The formula.
    """

    kind: str
    sheet: str | None
    place: str
    text: str


def formulas_elsewhere(book: Workbook, is_worth_it: Callable[[bytes], bool]) -> Iterator[Elsewhere]:
    """The formulas outside of cells; those of defined names are known to the workbook.

    Args:
        book: The workbook.
        is_worth_it: Whether to look closer at a part with these bytes.

    Raises:
        PackageError: A part isn't well-formed.
    """
    charts = [
        name
        for name in book.package.names
        if posixpath.basename(posixpath.dirname(name)).lower() in _CHART_FOLDERS and name.endswith(".xml")
    ]
    for sheet, part in [
        *((sheet.name, sheet.part) for sheet in book.sheets),
        *((None, name) for name in charts),
    ]:
        data = book.package.read(part)
        if is_worth_it(data):
            yield from _formulas(data, part, sheet)


def _formulas(data: bytes, part: str, sheet: str | None) -> list[Elsewhere]:
    found: list[Elsewhere] = []
    pieces: list[str] = []
    path: list[str] = []
    place = "" if sheet else part

    def start(name: str, attributes: Attributes) -> None:
        nonlocal place
        path.append(local(name))
        pieces.clear()
        if path[-1] in _RULES:
            place = attributes.get("sqref", "")

    def end(_: str) -> None:
        tag = path.pop()
        if tag in _KINDS or (tag == "f" and path[1:2] != ["sheetData"]):
            kind = _KINDS.get(tag) or _kind_around(path)
            found.append(Elsewhere(kind, sheet, place, "".join(pieces)))

    parse(data, part, start, end, pieces.append)
    return found


def _kind_around(path: list[str]) -> str:
    """What holds an `<f>`: the extensions of later versions of Excel use it everywhere."""
    if "sparkline" in path:
        return "sparkline"
    if path[-1] in {"formula1", "formula2"}:
        return "data validation"
    return "conditional format" if "cfRule" in path else "chart"
