"""Finds what calls our functions in a workbook: cells, defined names, and formulas outside cells."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from roi_xl.errors import CellError
from roi_xl.formulas.defined_names import Scope, link_number, unquoted
from roi_xl.formulas.dependencies import Dependencies
from roi_xl.formulas.meaning import Analysis
from roi_xl.formulas.reader import analyst
from roi_xl.formulas.reader_state import is_cut_off
from roi_xl.formulas.spelling import Spelling, bare
from roi_xl.xlsx import Address, Area, Cell, DefinedName, Workbook, a1
from roi_xl.xlsx.formula import Token, TokenKind, tokens

_SPILL = "ANCHORARRAY"  # how a file stores the # of A1#
_NAMES = {TokenKind.NAME, TokenKind.FUNCTION}  # a name that stands for a LAMBDA is called like a function


class Calls:
    """The calls of our functions in a workbook.

    A formula calls them directly, or through a defined name, or through a name that uses such a name. A
    reference to the spill of such a formula (`A1#`) counts as well: without the formula there is no spill.

    Attributes:
        cells: The formula cells that call, and the data tables that vary their results.
        names: The defined names that call.
    """

    def __init__(self, book: Workbook, ours: Collection[str]) -> None:
        """Search a workbook.

        Args:
            book: The workbook.
            ours: Names of our worksheet functions, upper case.
        """
        self._book, self._ours = book, ours
        self._scope = Scope(book.names, (sheet.name for sheet in book.sheets))
        self._spelling = Spelling(ours, book.links, self._scope)
        self._hint = re.compile("")
        self._calling: set[DefinedName] = set()
        self._spills: dict[Cell, Area] = {}
        self.cells: set[Cell] = set()
        self._search()
        self.cells |= self._data_tables()
        self.names = tuple(name for name in book.names if name in self._calling)

    def is_caller(self, text: str, sheet: str | None) -> bool:
        """Whether a formula calls.

        Args:
            text: As it is stored, without its equals sign.
            sheet: Its sheet; None where only names of the
            whole workbook apply.
        """
        if not self._hint.search(text.casefold()):
            return False
        pieces = tokens(text)
        return any(self._is_call(pieces, index, sheet) for index in range(len(pieces)))

    def links(self, text: str) -> Iterator[int]:
        """The numbers of the external links through which a formula calls."""
        pieces = tokens(text) if "[" in text else ()
        for index, (kind, name) in enumerate(pieces):
            prefix = _prefix(pieces, index)
            if kind is TokenKind.FUNCTION and prefix is not None and self._spelling.ours(prefix, name, None):
                number = link_number(prefix)
                if number:
                    yield number

    def without(self, text: str, sheet: str | None) -> str:
        """A formula with `#NAME?` in place of each call: what it gives without our functions.

        Args:
            text: As it is stored, without its equals sign.
            sheet: Its sheet.
        """
        pieces = tokens(text)
        out: list[str] = []
        after = 0
        for index, piece in enumerate(pieces):
            if index < after:
                continue
            if not self._is_call(pieces, index, sheet):
                out.append(piece.text)
                continue
            first = index - (piece.kind is TokenKind.OPERATOR)  # the reference before the spill sign
            first -= _prefix(pieces, first) is not None
            del out[len(out) - (index - first) :]
            out.append(CellError.NAME.value)
            after = _end_of_call(pieces, index)
        return "".join(out)

    def may_call(self, data: bytes) -> bool:
        """A quick check whether a part of the package, in UTF-8, may contain a word that a call needs."""
        return b"&#" in data or bool(self._hint.search(data.decode("utf-8", "replace").casefold()))

    def _search(self) -> None:
        """Find names and cells until there are no more: each one found may make another one a caller."""
        found = -1
        while found != len(self._calling) + len(self.cells):
            found = len(self._calling) + len(self.cells)
            # Folded: IGNORECASE misses letters that change their length, such as the Turkish capital I.
            words = (re.escape(word.casefold()) for word in self._words())
            self._hint = re.compile("|".join(words))
            for name in self._book.names:
                if name not in self._calling and self.is_caller(name.text, name.sheet):
                    self._calling.add(name)
            self._search_cells()

    def _words(self) -> list[str]:
        """The words of which a formula must contain one to be a caller."""
        spills = [_SPILL, "#"] if self._spills else []
        return [*self._ours, *(name.name for name in self._calling), *spills]

    def _search_cells(self) -> None:
        for sheet in self._book.sheets:
            for cell, formula in sheet.formulas.items():
                place = (sheet.name, cell)
                if place not in self.cells and self.is_caller(formula.text, sheet.name):
                    self.cells.add(place)
                    if formula.area is not None:
                        self._spills[sheet.name.lower(), cell] = formula.area

    def _is_call(self, pieces: Sequence[Token], index: int, sheet: str | None) -> bool:
        kind, text = pieces[index]
        prefix = _prefix(pieces, index)
        is_function = kind is TokenKind.FUNCTION or is_cut_off(pieces, index)
        if is_function and self._spelling.ours(prefix, text, sheet) is not None:
            return True
        if kind is TokenKind.FUNCTION and bare(text).upper() == _SPILL:
            return self._is_spill(pieces, index + 2, sheet)
        if kind is TokenKind.OPERATOR and text == "#":
            return self._is_spill(pieces, index - 1 - (_prefix(pieces, index - 1) is not None), sheet)
        return kind in _NAMES and self._scope.meant(prefix, text, sheet) in self._calling

    def _is_spill(self, pieces: Sequence[Token], index: int, sheet: str | None) -> bool:
        """Whether the token at a place refers to the spill of a caller that was already found."""
        named = pieces[index : index + 2]
        reference = next((text for kind, text in named if kind is TokenKind.REFERENCE), None)
        if reference is None:
            return bool(self._spills)  # its target isn't known: better one value too many
        place = unquoted(named[0].text) if named[0].kind is TokenKind.PREFIX else sheet or ""
        anchors = {a1(cell) for on, cell in self._spills if on == place.lower()}
        return reference.replace("$", "").upper() in anchors

    def _data_tables(self) -> set[Cell]:
        """The what-if tables that would show one value everywhere once the cells they vary are constants."""
        tables = {
            (sheet.name, cell): formula.area
            for sheet in self._book.sheets
            for cell, formula in sheet.formulas.items()
            if formula.kind == "table" and formula.area is not None
        }
        if not tables or not self.cells:
            return set()
        touched = self.cells | self._dependencies().reached(self.cells)
        return {cell for cell, area in tables.items() if any(_frames(area, cell, one) for one in touched)}

    def _dependencies(self) -> Dependencies:
        reader = analyst(self._book, self._ours)
        analyses: dict[Cell, Analysis] = {}
        members: dict[Cell, list[Address]] = defaultdict(list)
        for sheet in self._book.sheets:
            for cell, formula in sheet.formulas.items():
                in_array = formula.kind != "normal"
                meaning = reader.analysis(formula.text, sheet.name, cell, in_array=in_array)
                analyses[sheet.name, cell] = meaning
            for member, anchor in sheet.members.items():
                members[sheet.name, anchor].append(member)
        return Dependencies(analyses, members)


def _prefix(pieces: Sequence[Token], index: int) -> str | None:
    before = pieces[index - 1] if index else None
    return before.text if before is not None and before.kind is TokenKind.PREFIX else None


def _end_of_call(pieces: Sequence[Token], index: int) -> int:
    """The index after a call that starts at a place, arguments included."""
    depth, index = 0, index + 1 + is_cut_off(pieces, index)
    while index < len(pieces):
        kind = pieces[index].kind
        depth += (kind is TokenKind.OPEN) - (kind is TokenKind.CLOSE)
        if depth <= 0:
            return index + (kind is TokenKind.CLOSE and depth == 0)
        index += 1
    return index


def _frames(area: Area, table: Cell, cell: Cell) -> bool:
    """Whether a cell is in the row above a data table or the column left of it, where its formulas are."""
    top, left, bottom, right = area
    sheet, (row, column) = cell
    if sheet != table[0]:
        return False
    return (row == top - 1 and left - 1 <= column <= right) or (column == left - 1 and top <= row <= bottom)
