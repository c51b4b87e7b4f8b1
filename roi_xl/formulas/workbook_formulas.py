"""Reads all formulas of a workbook once, before anything is computed.

The result doesn't depend on the values of cells. So the same workbook with other inputs is evaluated without
reading its formulas again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from types import MappingProxyType

from roi_xl.catalogue import Function
from roi_xl.formulas.dependencies import Dependencies
from roi_xl.formulas.excel_functions import SUBTOTALS
from roi_xl.formulas.meaning import IN_EXCEL, Analysis, Obstacle
from roi_xl.formulas.reader import analyst
from roi_xl.formulas.structure import Structure, structure_of
from roi_xl.formulas.text_dates import takes_dates, with_text_dates
from roi_xl.formulas.whole_columns import whole_columns
from roi_xl.xlsx import Address, Cell, Formula, Sheet, Workbook, with_linked_values
from roi_xl.xlsx.formula import MAX_ROW, TokenKind, tokens


@dataclass(frozen=True)
class Formulas:
    """What is known about a workbook's formulas without any cell's value.

    Attributes:
        book: The workbook from which they were read.
        whole: The same, with the sheets and names that it stores of other workbooks.
        functions: Our worksheet functions by name.
        structure: What the meaning of its formulas depends on besides their texts.
        cells: Every formula cell.
        analyses: What each of them means.
        members: The cells that array formulas fill beside their anchors, by anchor.
        obstacles: The cells that can't be computed for any inputs, with the reason.
    """

    book: Workbook
    whole: Workbook
    functions: Mapping[str, Function]
    structure: Structure
    cells: Mapping[Cell, Formula]
    analyses: Mapping[Cell, Analysis]
    members: Mapping[Cell, tuple[Address, ...]]
    obstacles: Mapping[Cell, Obstacle]

    @cached_property
    def dependencies(self) -> Dependencies:
        """Which formulas read which cells; built on first use, since most workbooks never need it."""
        return Dependencies(self.analyses, self.members)

    @cached_property
    def called(self) -> frozenset[str]:
        """All functions that the formulas call, upper case, without storage prefixes."""
        return frozenset[str]().union(*(analysis.functions for analysis in self.analyses.values()))

    @cached_property
    def dated(self) -> tuple[Cell, ...]:
        """The formula cells that may read a text in a cell as a date."""
        return tuple(cell for cell, analysis in self.analyses.items() if takes_dates(analysis))

    @cached_property
    def linked(self) -> tuple[Cell, ...]:
        """The cells that read other workbooks."""
        names = {sheet.name for sheet in self.whole.sheets[len(self.book.sheets) :]}
        return tuple(
            cell
            for cell, analysis in (self.analyses.items() if names else ())
            if any(name in names for name, _ in analysis.inputs)
        )

    @cached_property
    def wide(self) -> tuple[Cell, ...]:
        """The formula cells that read an area of more cells than a column has."""
        return tuple(
            cell
            for cell, analysis in self.analyses.items()
            if any((r - top + 1) * (c - left + 1) > MAX_ROW for _, (top, left, r, c) in analysis.inputs)
        )

    def over(self, book: Workbook) -> Workbook:
        """A workbook that has these formulas, with what it stores of other workbooks.

        Args:
            book: The workbook; the values of its cells may differ from the one that was read.

        Raises:
            ValueError: Its formulas, sheets, names, tables or links aren't those that were read.
        """
        if not self._are_of(book):
            raise ValueError("these are the formulas of another workbook")
        if book.package is not self.book.package:  # it may store other values of other workbooks
            whole = with_linked_values(book)
            if structure_of(whole, self.functions) != self.structure:
                raise ValueError("these are the formulas of another workbook")
            return whole
        kept = self.whole.sheets[len(self.book.sheets) :]
        return replace(book, sheets=(*book.sheets, *kept), names=self.whole.names)

    def _are_of(self, book: Workbook) -> bool:
        mine = self.book
        if len(book.sheets) != len(mine.sheets) or not all(map(_are_alike, book.sheets, mine.sheets)):
            return False
        if (book.names, book.tables, book.links) != (mine.names, mine.tables, mine.links):
            return False
        return (book.date1904, book.full_precision) == (mine.date1904, mine.full_precision)


def _are_alike(one: Sheet, other: Sheet) -> bool:
    """Whether two sheets have the same formulas in the same places."""
    return one is other or (
        (one.name, one.hidden_rows, one.lotus) == (other.name, other.hidden_rows, other.lotus)
        and (one.formulas is other.formulas or one.formulas == other.formulas)
        and (one.members is other.members or one.members == other.members)
    )


def formulas_of(book: Workbook, functions: Mapping[str, Function]) -> Formulas:
    """Read the formulas of a workbook.

    Args:
        book: The workbook; only its formulas, names, tables and links count, not what its cells hold.
        functions: Our worksheet functions by name.
    """
    whole = with_linked_values(book)
    reader = analyst(whole, functions)
    cells = {
        (sheet.name, address): each for sheet in whole.sheets for address, each in sheet.formulas.items()
    }
    analyses = {
        cell: with_text_dates(reader.analysis(each.text, *cell, in_array=each.kind != "normal"), {})
        for cell, each in cells.items()
    }
    members: dict[Cell, list[Address]] = defaultdict(list)
    for sheet in whole.sheets:
        for member, anchor in sheet.members.items():
            members[sheet.name, anchor].append(member)
    found = Formulas(
        book,
        whole,
        functions,
        reader.structure,
        MappingProxyType(cells),
        MappingProxyType(analyses),
        MappingProxyType({anchor: tuple(filled) for anchor, filled in members.items()}),
        MappingProxyType({}),
    )
    return replace(found, obstacles=MappingProxyType(_obstacles(found)))


def is_one_call(text: str) -> bool:
    """Whether a formula is a single call of a function and nothing else."""
    kinds = [token.kind for token in tokens(text)]
    depths = list(accumulate((kind is TokenKind.OPEN) - (kind is TokenKind.CLOSE) for kind in kinds))
    return kinds[:2] == [TokenKind.FUNCTION, TokenKind.OPEN] and 0 not in depths[1:-1]


def _obstacles(formulas: Formulas) -> dict[Cell, Obstacle]:
    if not formulas.book.full_precision:
        detail = "the workbook calculates with the precision displayed"
        return dict.fromkeys(formulas.cells, Obstacle("precision-as-displayed", detail, IN_EXCEL))
    detail = "a subtotal of formulas in which a subtotal is but a part: whether Excel counts them isn't known"
    nested = Obstacle("nested-subtotals", detail, "give the inner subtotals cells of their own")
    detail = "the sheet calculates by the rules of Lotus 1-2-3 (transition formula evaluation)"
    lotus = Obstacle("transition-evaluation", detail, IN_EXCEL)  # in it a text is 0, a comparison 1 or 0
    by_lotus = {sheet.name for sheet in formulas.book.sheets if sheet.lotus}
    own = ((cell, _obstacle(formulas, cell)) for cell in formulas.cells)
    return (
        dict.fromkeys(_readers_of_mixed_subtotals(formulas), nested)
        | {cell: obstacle for cell, obstacle in own if obstacle is not None}
        | {cell: lotus for cell in formulas.cells if cell[0] in by_lotus}
    )


def _obstacle(formulas: Formulas, cell: Cell) -> Obstacle | None:
    """Why a formula can't be computed, judged by itself."""
    kind, analysis = formulas.cells[cell].kind, formulas.analyses[cell]
    if kind == "table":
        return Obstacle("data-table", "a what-if data table", IN_EXCEL)
    if kind == "contested":
        return Obstacle("shared-formula", "two formulas for one cell, shared and its own", IN_EXCEL)
    return analysis.obstacle or whole_columns(analysis, formulas.functions)


def _readers_of_mixed_subtotals(formulas: Formulas) -> set[Cell]:
    """The subtotals that read a formula for which Excel's help doesn't say whether they leave it out.

    It does say so for a formula that is only a SUBTOTAL, and the primary engine leaves that out as well. For
    the second engine that cell is a constant, so it counts it, and never confirms a subtotal of subtotals.
    """
    analyses = formulas.analyses
    subtotals = {cell for cell, analysis in analyses.items() if analysis.functions & SUBTOTALS}
    mixed = {cell for cell in subtotals if not _is_subtotal_alone(analyses[cell].text)}
    if not mixed:
        return set()
    unbounded = {cell for cell in subtotals if analyses[cell].unbounded}
    return subtotals & (formulas.dependencies.direct(mixed) | unbounded)


def _is_subtotal_alone(text: str) -> bool:
    """Whether a formula is a single call of SUBTOTAL and nothing else."""
    return text.upper().startswith("SUBTOTAL(") and is_one_call(text)
