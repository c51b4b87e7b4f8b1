"""Finds circular references that aren't real: a formula reads only what its branches or criteria select.

The primary engine distinguishes these from real circles while it computes. This module handles the two
differences from Excel: it reports circles in arguments that the engine skips and Excel computes, and rewrites
formulas in which the engine reads cells that Excel leaves unread.

Source: IF and CHOOSE don't compute the branches not taken, except in array formulas; IFS, SWITCH, AND and OR
compute all of their arguments (Williams, "Short-circuiting Excel formulas", fastexcel.wordpress.com, 2023).
SUMIF and SUMIFS read only the cells that their criteria let through (EPPlus, issues 635, 1237 and 1687, where
Excel shows 15 and 44).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby

from roi_xl.engine.answer.question import Question
from roi_xl.engine.facts import distrusted
from roi_xl.formulas.meaning import Obstacle, Place
from roi_xl.formulas.references import reference_area
from roi_xl.formulas.spelling import bare, sheet_alias
from roi_xl.xlsx import Address, Area, Cell, a1, range_a1
from roi_xl.xlsx.formula import Token, TokenKind, arguments_of, tokens

_LONGEST = 8_192  # characters, as many as a formula may have
_SHAPES = frozenset({"ROWS", "COLUMNS"})

CIRCULAR = "circular"
"""The code of a circular reference, real or not, that the primary engine finds."""


def hidden_circles(question: Question) -> dict[Cell, Obstacle]:
    """The cells that Excel calls circular although the primary engine can compute them."""
    sheets = {sheet_alias(number): name for number, name in enumerate(question.sheets)}
    skipped = {
        cell: [(sheets[alias], area) for alias, area in found]
        for cell, formula in question.open()
        if (found := _skipped(question.analyses[cell].text, in_array=formula.kind != "normal"))
    }
    if not skipped:
        return {}
    reached = question.dependencies.reached(skipped) | skipped.keys()
    suspects = [cell for cell, places in skipped.items() if _any_in(reached, places)]
    detail = "a circular reference: Excel computes the branch that isn't taken, too"
    circle = Obstacle(CIRCULAR, detail, "use IF, which leaves the other branch alone")
    return {
        cell: circle
        for cell in suspects
        if _any_in(question.dependencies.reached([cell]) | {cell}, skipped[cell])
    }


def unrolled(question: Question, cell: Cell) -> str | None:
    """A formula that tests criteria before it reads the cells they select, with ROWS written as its number.

    `SUMIF(B2:B9,"x",D2:D9)` in a cell of column D becomes the sum of `IF(COUNTIF(B5,"x"),SUM(D5))` for the
    formulas in column D and of plain calls for what lies between them.

    Returns:
        The formula for both engines; None if the circle can't be removed.
    """
    analysis = question.analyses[cell]
    if analysis.calls or question.cells[cell].kind != "normal":
        return None
    text = "".join(_rewritten(question, tokens(analysis.text)))
    return text if text != analysis.text and len(text) <= _LONGEST else None


def without_itself(question: Question, cell: Cell) -> str:
    """An unrolled formula with an error for the cell's own value, for an engine that computes all branches.

    Where the primary engine found no circle, the criteria don't select the cell itself.
    """
    sheet, address = cell
    own = f"SUM({sheet_alias(list(question.sheets).index(sheet))}!{a1(address)})"
    return question.rewrites.unrolled[cell].replace(own, "NA()")


@lru_cache(maxsize=65_536)  # a workbook's formulas are the same in the next file and the next question
def _skipped(text: str, *, in_array: bool) -> tuple[tuple[str, Area], ...]:
    """The areas mentioned in arguments that the primary engine may skip, by the engines' sheet names."""
    skipping = distrusted("skips") | distrusted("skips-in-arrays") if in_array else distrusted("skips")
    if not any(name in text.upper() for name in skipping):
        return ()
    places, brackets = list[tuple[str, Area]](), list[list[int]]()
    pieces = tokens(text)
    for index, (kind, _) in enumerate(pieces):
        if kind is TokenKind.OPEN:
            called = pieces[index - 1] if index else None
            is_call = called is not None and called.kind is TokenKind.FUNCTION
            name = bare(called.text).upper() if called is not None and is_call else ""
            brackets.append([1 if name in skipping else _LONGEST, 0])
        elif kind is TokenKind.CLOSE and brackets:
            brackets.pop()
        elif kind is TokenKind.COMMA and brackets:
            brackets[-1][1] += 1
        elif kind is TokenKind.REFERENCE and any(argument >= start for start, argument in brackets):
            place = _aliased(pieces[index - 1 : index + 1])
            places += [place] if place is not None else []
    return tuple(places)


def _any_in(cells: set[Cell], places: Sequence[Place]) -> bool:
    """Whether any of some cells lies in one of some areas."""
    return any(
        sheet == there and top <= row <= bottom and left <= column <= right
        for there, (top, left, bottom, right) in places
        for sheet, (row, column) in cells
    )


def _aliased(pieces: Sequence[Token]) -> tuple[str, Area] | None:
    """The area that a qualified reference means, by the engines' sheet name; None for anything else."""
    if [piece.kind for piece in pieces] != [TokenKind.PREFIX, TokenKind.REFERENCE]:
        return None
    return pieces[0].text.removesuffix("!"), reference_area(pieces[1].text)


def _place(question: Question, pieces: Sequence[Token]) -> Place | None:
    """The area that a qualified reference means; None for anything else."""
    found = _aliased(pieces)
    if found is None:
        return None
    sheets = {sheet_alias(number): name for number, name in enumerate(question.sheets)}
    return sheets[found[0]], found[1]


def _rewritten(question: Question, pieces: Sequence[Token]) -> Iterator[str]:
    index = 0
    while index < len(pieces):
        kind, text = pieces[index]
        name = bare(text).upper() if kind is TokenKind.FUNCTION else ""
        if name in _SHAPES or name in {"SUMIF", "SUMIFS"}:
            arguments, after = arguments_of(pieces, index + 1)
            new = _shape(question, name, arguments) or _conditional_sum(question, name, arguments)
            if new is not None:
                yield new
                index = after
                continue
        yield text
        index += 1


def _shape(question: Question, name: str, arguments: Sequence[Sequence[Token]]) -> str | None:
    place = _place(question, arguments[0]) if name in _SHAPES and len(arguments) == 1 else None
    if place is None:
        return None
    top, left, bottom, right = place[1]
    return str(bottom - top + 1 if name == "ROWS" else right - left + 1)


def _conditional_sum(question: Question, name: str, arguments: Sequence[Sequence[Token]]) -> str | None:
    if name == "SUMIF" and len(arguments) == 3:
        summed, criteria = arguments[2], [arguments[0], arguments[1]]
    elif name == "SUMIFS" and len(arguments) > 2 and len(arguments) % 2:
        summed, criteria = arguments[0], list(arguments[1:])
    else:
        return None
    looked_at = [_place(question, argument) for argument in criteria[::2]]
    values = _place(question, summed)
    places = [place for place in (values, *looked_at) if place is not None]
    if len(places) != 1 + len(looked_at):
        return None
    first = places[1][1] if name == "SUMIF" else places[0][1]
    size = (_end(question, places, first, 0) - first[0] + 1, _end(question, places, first, 1) - first[1] + 1)
    if min(size) != 1 or (name == "SUMIFS" and len({_size(area) for _, area in places}) > 1):
        return None
    texts = ["".join(piece.text for piece in argument) for argument in criteria[1::2]]
    terms = [
        _term(question, places, texts, _span(run, size), is_single=is_formula)
        for is_formula, run in _runs(question, places[0], size)
    ]
    return f"SUM({','.join(terms)})" if terms else None


def _size(area: Area) -> tuple[int, int]:
    return area[2] - area[0], area[3] - area[1]


def _end(question: Question, places: Sequence[Place], area: Area, axis: int) -> int:
    """The last row or column of an area beyond which all of some areas are blank, counted in the first."""
    used = 1
    for sheet, other in places:
        stored = question.sheets[sheet]
        last = max((address[axis] for address in (*stored.values, *stored.formulas)), default=1)
        used = max(used, last - other[axis] + 1)
    return min(area[2 + axis], area[axis] + used - 1)


def _runs(question: Question, summed: Place, size: tuple[int, int]) -> Iterator[tuple[bool, range]]:
    """The cells to sum, counted from 0: each formula alone, and the runs of constants between them."""
    sheet = question.sheets[summed[0]]
    formulas = {*sheet.formulas, *sheet.members}
    for is_formula, group in groupby(
        range(max(size)), lambda number: _at(summed[1], size, number) in formulas
    ):
        numbers = list(group)
        if is_formula:
            yield from ((True, range(number, number + 1)) for number in numbers)
        else:
            yield False, range(numbers[0], numbers[-1] + 1)


def _at(area: Area, size: tuple[int, int], number: int) -> Address:
    return (area[0] + number, area[1]) if size[1] == 1 else (area[0], area[1] + number)


def _span(run: range, size: tuple[int, int]) -> Area:
    """A run of cells as rows and columns, counted from 0."""
    return (run[0], 0, run[-1], 0) if size[1] == 1 else (0, run[0], 0, run[-1])


def _term(
    question: Question, places: Sequence[Place], criteria: Sequence[str], span: Area, *, is_single: bool
) -> str:
    """What a run of cells adds to a conditional sum."""
    alias = {name: sheet_alias(number) for number, name in enumerate(question.sheets)}
    refs = []
    for sheet, (top, left, _, _) in places:
        area = (top + span[0], left + span[1], top + span[2], left + span[3])
        refs.append(f"{alias[sheet]}!{range_a1(area)}")
    pairs = ",".join(f"{ref},{text}" for ref, text in zip(refs[1:], criteria, strict=True))
    if is_single:
        return f"IF(COUNTIFS({pairs}),SUM({refs[0]}),0)"
    return f"SUMIFS({refs[0]},{pairs})"
