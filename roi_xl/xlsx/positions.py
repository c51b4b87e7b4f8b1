"""The byte positions of rows, cells and their contents in a worksheet part."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass, field

from roi_xl.xlsx.address import Address, Area, address, holds
from roi_xl.xlsx.markup import MAIN, Attributes, element_end, parser, run, tag_end

_PREFIX = re.compile(rb"<([\w.-]+:)?")


@dataclass(slots=True)
class Element:
    """An element's byte positions in the part.

    Attributes:
        tag: Its local name.
        start: Where its start tag begins.
        open_end: Where its start tag ends.
        close_start: Where its end tag begins; equal to `open_end` in an empty-element tag.
        end: Where it ends.
    """

    tag: str
    start: int
    open_end: int
    close_start: int = 0
    end: int = 0

    @property
    def is_closed_at_once(self) -> bool:
        """Whether it is one empty-element tag, as in `<c/>`."""
        return self.end == self.open_end


@dataclass(slots=True)
class Cell:
    """The positions of a cell and of its child elements."""

    element: Element
    children: list[Element] = field(default_factory=list)


@dataclass(slots=True)
class Row:
    """The position of a row, and where each of its cells begins, by ascending column."""

    element: Element
    columns: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    def place_of(self, column: int) -> int:
        """The position for a missing cell."""
        index = bisect_left(self.columns, column)
        return self.starts[index] if index < len(self.starts) else self.element.close_start


@dataclass(slots=True)
class Layout:
    """A worksheet part's layout.

    Attributes:
        prefix: The namespace prefix of its elements with the colon; usually empty.
        dimension: The position of the element that says which cells are used, if there is one.
        body: The position of the element that holds the rows, if there is one.
        rows: The requested rows that exist, by number.
        cells: The requested cells that exist.
    """

    prefix: bytes = b""
    dimension: Element | None = None
    body: Element | None = None
    rows: dict[int, Row] = field(default_factory=dict)
    cells: dict[Address, Cell] = field(default_factory=dict)
    _numbers: list[int] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)

    def add_row(self, number: int, start: int) -> None:
        """Record where a row begins; rows come in ascending order."""
        self._numbers.append(number)
        self._starts.append(start)

    def place_of(self, row: int) -> int:
        """The position for a missing row."""
        index = bisect_left(self._numbers, row)
        end = 0 if self.body is None else self.body.close_start
        return self._starts[index] if index < len(self._starts) else end


def layout(data: bytes, part: str, wanted: Collection[Address], within: Collection[Area] = ()) -> Layout:
    """Find cells, and the positions at which missing cells belong.

    Args:
        data: A worksheet part in UTF-8, known to be valid.
        part: Its name, for messages.
        wanted: The cells to find.
        within: Areas in which every existing cell is found, too.
    """
    surveyor = _Surveyor(data, frozenset(wanted), within)
    made = surveyor.parser
    made.StartElementHandler = surveyor.start
    made.EndElementHandler = surveyor.end
    run(made, data, part)
    return surveyor.found


class _Surveyor:
    """Records positions while a worksheet is parsed."""

    def __init__(self, data: bytes, wanted: frozenset[Address], within: Collection[Area]) -> None:
        self.parser = parser()
        self.found = Layout()
        self._data = data
        self._wanted = wanted
        self._within = within
        self._rows = {row for row, _ in wanted}
        self._path: list[str] = []
        self._open: list[tuple[int, Element]] = []
        self._number = 0
        self._column = 0
        self._row: Row | None = None
        self._cell: Cell | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        namespace, _, tag = name.rpartition(" ")
        path = self._path
        path.append(tag if namespace in MAIN else "")
        if len(path) == 4:
            if path[1] == "sheetData" and path[2:] == ["row", "c"]:
                self._begin_cell(attributes)
        elif len(path) == 3:
            if path[1:] == ["sheetData", "row"]:
                self._begin_row(attributes)
        elif len(path) == 2:
            self._begin_part(tag)
        elif len(path) == 5 and self._cell is not None:
            self._cell.children.append(self._begin(tag))

    def _begin(self, tag: str) -> Element:
        start = self.parser.CurrentByteIndex
        element = Element(tag, start, tag_end(self._data, start))
        self._open.append((len(self._path), element))
        return element

    def _begin_part(self, tag: str) -> None:
        if tag == "sheetData" and self.found.body is None:
            self.found.body = self._begin(tag)
            match = _PREFIX.match(self._data, self.found.body.start)
            self.found.prefix = (match[1] if match else None) or b""
        elif tag == "dimension":
            self.found.dimension = self._begin(tag)

    def _begin_row(self, attributes: Attributes) -> None:
        row = attributes.get("r")
        self._number = int(row) if row else self._number + 1
        self._column = 0
        self.found.add_row(self._number, self.parser.CurrentByteIndex)
        self._row = None
        if self._number in self._rows or any(top <= self._number <= end for top, _, end, _ in self._within):
            self._row = self.found.rows[self._number] = Row(self._begin("row"))

    def _begin_cell(self, attributes: Attributes) -> None:
        where = attributes.get("r")
        cell = address(where) if where else (self._number, self._column + 1)
        self._column = cell[1]
        self._cell = None
        if self._row is not None:
            self._row.columns.append(cell[1])
            self._row.starts.append(self.parser.CurrentByteIndex)
            if cell in self._wanted or any(holds(area, cell) for area in self._within):
                self._cell = self.found.cells[cell] = Cell(self._begin("c"))

    def end(self, _: str) -> None:
        """An element ends."""
        depth = len(self._path)
        if self._open and self._open[-1][0] == depth:
            element = self._open.pop()[1]
            index = self.parser.CurrentByteIndex
            element.end = element_end(self._data, element.start, index)
            element.close_start = element.open_end if element.is_closed_at_once else index
        if depth == 4:
            self._cell = None
        self._path.pop()
