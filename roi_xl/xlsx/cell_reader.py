"""Reads the cells of a worksheet part: by regular expression if in Excel's own form, else by parser."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from roi_xl.xlsx.address import Address, address
from roi_xl.xlsx.as_excel_writes import LINE, canonical_rows
from roi_xl.xlsx.formula import MAX_COLUMN, column_number
from roi_xl.xlsx.markup import (
    MAIN,
    Attributes,
    character_data,
    is_true,
    local,
    parser,
    run,
    utf8,
    whole_number,
)
from roi_xl.xlsx.refusals import broken_sheet
from roi_xl.xlsx.sheet import Grid, Sheet
from roi_xl.xlsx.stored_values import number

_NO_HEIGHT = re.compile(r"0+(\.0*)?")
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
_WORKSHEET = {f"{namespace} worksheet" for namespace in MAIN}


def sheet(data: bytes, name: str, part: str, grid: Callable[[], Grid]) -> Sheet:
    """Read a worksheet part.

    Args:
        data: The part's bytes.
        name: The sheet's name on its tab.
        part: The part's name.
        grid: Makes an empty grid.

    Raises:
        PackageError: The part isn't a valid worksheet.
    """
    data = utf8(data, part)
    properties = check_worksheet(data, part)
    rows = canonical_rows(data)
    cells = None if rows is None else canonical_cells(data, rows, grid())
    found = (cells or any_cells(data, part, grid())).sheet(name, part)
    return replace(
        found,
        filter_mode=is_true(properties.get("filterMode")),
        lotus=is_true(properties.get("transitionEvaluation")),
    )


def check_worksheet(data: bytes, part: str) -> Attributes:
    """Refuse anything but well-formed XML with a worksheet as its root; from the cells on, C code checks it.

    Returns:
        The sheet's properties: the attributes of its `sheetPr`, which comes before the cells.

    Raises:
        PackageError: The part isn't such XML.
    """
    made = parser()

    def root(name: str, _: Attributes) -> None:
        if name not in _WORKSHEET:
            raise broken_sheet(f"{part}: its root is <{local(name)}>, not a worksheet")
        made.StartElementHandler = before_the_cells

    def before_the_cells(name: str, attributes: Attributes) -> None:
        if local(name) == "sheetPr":
            properties.update(attributes)
        elif local(name) == "sheetData":
            made.StartElementHandler = None

    properties: Attributes = {}
    made.StartElementHandler = root
    run(made, data, part)
    return properties


def canonical_cells(data: bytes, rows: tuple[int, int], grid: Grid) -> Grid | None:
    """Read rows written the usual way.

    The loop is written for speed: nearly all cells are numbers and shared texts.

    Returns:
        The filled grid; None if any byte is unusual or any address is wrong: then the parser decides.
    """
    values, columns = grid.values, _Columns()
    in_row: bytes | None = None
    number_of_row, last = 0, 0
    for match in LINE.finditer(data, *rows):
        letters, row, kind, cm, formula, text, value, inline, new_row, attributes, other = match.groups()
        if letters is not None:
            column = columns[letters]
            if row != in_row or not last < column <= MAX_COLUMN:
                return None
            last, cell = column, (number_of_row, column)
            if formula is not None:
                _formula(grid, cell, formula, text, cm)
            if kind is not None:
                content = value if inline is None or kind != b"inlineStr" else inline
                grid.value(cell, kind.decode(), _text(match[0], content))
            elif value:
                values[cell] = number(value)
        elif new_row is not None and in_row is None:
            number_of_row, last = int(new_row), 0
            grid.begin_row(number_of_row, hidden=_is_hidden(attributes))
            in_row = None if match[0].endswith(b"/>") else new_row
        elif new_row is not None or other is not None:
            return None
        else:
            in_row = None
    return grid


def _formula(grid: Grid, cell: Address, attributes: bytes, text: bytes | None, cm: bytes | None) -> None:
    known = dict(_ATTRIBUTE.findall(attributes.decode())) if attributes else {}
    grid.formula(cell, known, character_data(text or b""), None if cm is None else cm.decode())


def _text(cell: bytes, text: bytes | None) -> str | None:
    """The text of a cell; an empty element is an empty text, a missing element is None."""
    if text is None:
        return "" if cell.endswith(b"<v/></c>") else None
    return character_data(text)


def _is_hidden(attributes: bytes) -> bool:
    if b' hidden="' not in attributes and b' ht="0' not in attributes:
        return False
    return hides(dict(_ATTRIBUTE.findall(attributes.decode())))


def hides(row: Attributes) -> bool:
    """Whether a row's attributes hide it: by `hidden`, or by a height of 0."""
    return is_true(row.get("hidden")) or bool(_NO_HEIGHT.fullmatch(row.get("ht", "")))


class _Columns(dict[bytes, int]):
    """Column numbers by their letters, each computed once."""

    def __missing__(self, letters: bytes) -> int:
        self[letters] = column_number(letters.decode())
        return self[letters]


def any_cells(data: bytes, part: str, grid: Grid) -> Grid:
    """Read rows in any form that XML allows."""
    reader = _Reader(grid)
    made = parser()
    made.buffer_text = True
    made.StartElementHandler = reader.start
    made.EndElementHandler = reader.end
    made.CharacterDataHandler = reader.text
    run(made, data, part)
    return grid


class _Reader:
    """Reads cells from parser events, with any prefix, order or spacing; the fast path must give the same."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._path: list[str] = []
        self._cell: Address | None = None
        self._attributes: Attributes = {}
        self._column = 0
        self._formula: Attributes | None = None
        self._texts: dict[str, list[str]] = {}
        self._into: list[str] | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        namespace, _, tag = name.rpartition(" ")
        self._path.append(tag if namespace in MAIN else "")
        path = self._path
        if path[1:2] != ["sheetData"]:
            return
        if path[2:] == ["row"]:
            row = attributes.get("r")
            number = whole_number(row, "row number") if row else self._grid.row + 1
            self._grid.begin_row(number, hidden=hides(attributes))
            self._column = 0
        elif path[2:] == ["row", "c"]:
            self._begin_cell(attributes)
        elif path[-1] == "c":  # for example in a formula: patching by expression would mistake it for a cell
            raise broken_sheet("a cell outside of the rows, or inside of another")
        elif self._cell is not None:
            self._begin_content(tag, attributes)

    def _begin_cell(self, attributes: Attributes) -> None:
        where = attributes.get("r")
        cell = address(where) if where else (self._grid.row, self._column + 1)
        self._cell = self._grid.at(*cell)
        self._column = cell[1]
        self._attributes = attributes
        self._formula = None
        self._texts = {}

    def _begin_content(self, tag: str, attributes: Attributes) -> None:
        inside = self._path[4:]
        if inside in (["f"], ["v"], ["is", "t"], ["is", "r", "t"]):
            self._into = self._texts.setdefault("t" if tag == "t" else tag, [])
            if tag == "f":
                self._formula = attributes
        elif inside == ["is"]:
            self._texts.setdefault("t", [])

    def text(self, piece: str) -> None:
        """Character data."""
        if self._into is not None:
            self._into.append(piece)

    def end(self, _: str) -> None:
        """An element ends."""
        if self._cell is not None:
            self._into = None
            if self._path[2:] == ["row", "c"]:
                self._end_cell(self._cell)
                self._cell = None
        self._path.pop()

    def _end_cell(self, cell: Address) -> None:
        kind = self._attributes.get("t")
        if self._formula is not None:
            self._grid.formula(cell, self._formula, "".join(self._texts["f"]), self._attributes.get("cm"))
        pieces = self._texts.get("v")
        if kind == "inlineStr":  # old LibreOffice versions still put the results of formulas into <v>
            pieces = self._texts.get("t", pieces)
        self._grid.value(cell, kind, None if pieces is None else "".join(pieces))
