"""Rewrites subtotals over hidden rows, which the engines ignore, to name only the rows that count.

SUBTOTAL leaves out rows hidden by a filter whatever its first argument, rows hidden by hand from 101 on. The
file doesn't distinguish the two, but it records filters: without a filter all hidden rows are hidden by hand,
and inside a filter's range they are filtered. It can't be known for rows beside a filter's range, nor for a
filter without a criterion that we support, such as an advanced filter.

Source: Microsoft, "SUBTOTAL function"; values that Excel saved in EPPlus' workbook SubtotalFilters, where a
row hidden beside a filter is counted on one sheet and left out on another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from roi_xl.formulas.excel_functions import SUBTOTALS
from roi_xl.formulas.meaning import IN_EXCEL, Analysis, Obstacle
from roi_xl.formulas.references import reference_area
from roi_xl.xlsx import Area, Filters, range_a1
from roi_xl.xlsx.formula import Token, TokenKind, tokens

_BY_HAND, _NOT_BY_HAND = range(1, 12), range(101, 112)  # counts rows hidden by hand, or not
_MOST = 200  # pieces of an area; Excel takes 254 arguments


@dataclass(frozen=True, slots=True)
class Hidden:
    """The hidden rows of a sheet.

    Attributes:
        alias: The name under which the engines know the sheet.
        rows: In ascending order.
        filters: Its active filters.
    """

    alias: str
    rows: Sequence[int]
    filters: Filters

    def within(self, area: Area) -> list[int]:
        """The hidden rows of an area."""
        return [row for row in self.rows if area[0] <= row <= area[2]]

    def are_filtered(self, rows: Sequence[int]) -> bool:
        """Whether each of some hidden rows lies inside a filter's range."""
        areas = self.filters.areas
        return all(any(top < row <= bottom for top, _, bottom, _ in areas) for row in rows)


def without_hidden_rows(analysis: Analysis, hidden: Mapping[str, Hidden]) -> Analysis:
    """A formula whose subtotals name the rows that they count; blocked if those can't be determined.

    Args:
        analysis: The formula.
        hidden: The sheets that have hidden rows, by their names.
    """
    if not hidden or not analysis.functions & SUBTOTALS or not _reads(analysis, hidden):
        return analysis
    text = None if analysis.calls or analysis.unbounded else _written(analysis.text, hidden)
    if text is None:
        obstacle = Obstacle("hidden-rows", "SUBTOTAL or AGGREGATE over hidden rows", IN_EXCEL)
        return replace(analysis, obstacle=analysis.obstacle or obstacle)
    return replace(analysis, text=text, parts=(text,))


def _reads(analysis: Analysis, hidden: Mapping[str, Hidden]) -> bool:
    """Whether a formula may read hidden rows."""
    read = (hidden[sheet].within(area) for sheet, area in analysis.inputs if sheet in hidden)
    return analysis.unbounded or any(read)


def _written(text: str, hidden: Mapping[str, Hidden]) -> str | None:
    """The text with the visible pieces of each area of a subtotal; None if one can't be determined."""
    by_alias = {sheet.alias: sheet for sheet in hidden.values()}
    out: list[str] = []
    pieces, code, depth = tokens(text), None, 0
    for index, piece in enumerate(pieces):
        depth += (piece.kind is TokenKind.OPEN) - (piece.kind is TokenKind.CLOSE)
        if piece.kind is TokenKind.FUNCTION and piece.text.upper() in SUBTOTALS:
            code = _code(pieces, index)
            if code is None:
                return None
            depth = 0
        elif piece.kind is TokenKind.CLOSE and depth == 0:
            code = None
        elif piece.kind is TokenKind.REFERENCE and code is not None:
            sheet = by_alias.get(pieces[index - 1].text.removesuffix("!"))
            area = reference_area(piece.text)
            if sheet is not None and sheet.within(area):
                visible = _visible(code, sheet, area)
                if visible is None or depth != 1:
                    return None
                out[-1:] = visible
                continue
        out.append(piece.text)
    return "".join(out)


def _code(pieces: Sequence[Token], index: int) -> int | None:
    """The first argument of SUBTOTAL if it is a literal; None for AGGREGATE, which has other options."""
    kinds = [piece.kind for piece in pieces[index : index + 4]]
    if kinds != [TokenKind.FUNCTION, TokenKind.OPEN, TokenKind.NUMBER, TokenKind.COMMA]:
        return None
    number = pieces[index + 2].text
    is_known = number.isdecimal() and pieces[index].text.upper() == "SUBTOTAL"
    return int(number) if is_known else None


def _visible(code: int, sheet: Hidden, area: Area) -> list[str] | None:
    """The qualified pieces of an area that count; None if there are none, or they can't be determined."""
    rows = sheet.within(area)
    if code in _BY_HAND and sheet.filters == Filters():
        return [f"{sheet.alias}!", range_a1(area)]
    if code not in _NOT_BY_HAND and not (code in _BY_HAND and sheet.are_filtered(rows)):
        return None
    pieces = [f"{sheet.alias}!{range_a1(piece)}" for piece in _between(area, rows)]
    return [",".join(pieces)] if 0 < len(pieces) <= _MOST else None


def _between(area: Area, rows: Sequence[int]) -> Iterator[Area]:
    """The parts of an area without some of its rows."""
    top = area[0]
    for row in (*rows, area[2] + 1):
        if top < row:
            yield top, area[1], row - 1, area[3]
        top = row + 1
