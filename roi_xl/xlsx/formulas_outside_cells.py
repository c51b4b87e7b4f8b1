"""Finds formulas outside worksheet cells: in conditional formats, charts, macro sheets."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from roi_xl.xlsx.markup import Attributes, character_data, local, parse, utf8
from roi_xl.xlsx.workbook import Workbook

_KINDS = {
    "formula": "conditional format",
    "formula1": "data validation",
    "formula2": "data validation",
}
_RULES = {"conditionalFormatting", "dataValidation"}
_FOLDERS = {
    "charts": "chart",
    "chartsheets": "chart",
    "ctrlprops": "form control",
    "drawings": "drawing",
    "intlmacrosheets": "macro sheet",
    "macrosheets": "macro sheet",
}
_IN_VML = re.compile(rb"<[\w.-]*:?Fmla\w*\s*>([^<]*)<")  # VML need not be well-formed


@dataclass(frozen=True, slots=True)
class OutsideFormula:
    """A formula outside of cells.

    Attributes:
        kind: What holds the formula, in words.
        sheet: The worksheet it belongs to; None if the part doesn't say.
        place: The cells that it applies to, as the file spells them, or the part.
        text: The formula.
    """

    kind: str
    sheet: str | None
    place: str
    text: str


def outside_formulas(book: Workbook, is_worth_it: Callable[[bytes], bool]) -> Iterator[OutsideFormula]:
    """The formulas outside worksheet cells, except those of defined names, which `Workbook` has.

    Args:
        book: The workbook.
        is_worth_it: Whether to parse a part with these bytes, which are UTF-8.

    Raises:
        PackageError: A part isn't well-formed, or in an encoding that no spreadsheet program writes.
    """
    parts: list[tuple[str | None, str]] = [(sheet.name, sheet.part) for sheet in book.sheets]
    parts += [(None, name) for name in book.package.names if _folder(name) in _FOLDERS]
    for sheet, part in parts:
        is_vml = part.lower().endswith(".vml")
        if not is_vml and not part.lower().endswith(".xml"):
            continue
        data = utf8(book.package.read(part), part)
        if is_worth_it(data):
            yield from _in_vml(data, part) if is_vml else _formulas(data, part, sheet)


def _folder(part: str) -> str:
    return posixpath.basename(posixpath.dirname(part)).lower()


def _in_vml(data: bytes, part: str) -> Iterator[OutsideFormula]:
    for match in _IN_VML.finditer(data):
        yield OutsideFormula("form control", None, part, character_data(match[1]))


def _formulas(data: bytes, part: str, sheet: str | None) -> list[OutsideFormula]:
    found: list[OutsideFormula] = []
    pieces: list[str] = []
    path: list[str] = []
    place = "" if sheet else part

    def start(name: str, attributes: Attributes) -> None:
        nonlocal place
        path.append(local(name))
        pieces.clear()
        if path[-1] in _RULES:
            place = attributes.get("sqref", "")
        texts = (text for key, text in attributes.items() if key.startswith("fmla") or key == "textlink")
        found.extend(
            OutsideFormula(_FOLDERS[_folder(part)], sheet, place, text) for text in texts if sheet is None
        )

    def end(_: str) -> None:
        tag = path.pop()
        if tag in _KINDS or (tag == "f" and (sheet is None or path[1:2] != ["sheetData"])):
            kind = _KINDS.get(tag) or _kind_around(path) or _FOLDERS.get(_folder(part), "chart")
            found.append(OutsideFormula(kind, sheet, place, "".join(pieces)))

    parse(data, part, start, end, pieces.append)
    return found


def _kind_around(path: list[str]) -> str | None:
    """What holds an `<f>`, which the extensions of later Excel versions use everywhere."""
    if "sparkline" in path:
        return "sparkline"
    if path[-1] in {"formula1", "formula2"}:
        return "data validation"
    return "conditional format" if "cfRule" in path else None
