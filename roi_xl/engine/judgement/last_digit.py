"""Finds values on the brink: those that change if the last digit of an argument is read differently.

Excel reads some arguments with fifteen digits and others with seventeen, and rounds or cuts fractions of a
second; for few functions it is published which: `INT(123456789-0.0000004)` is 123456789 in Excel, and both
engines say 123456788. So the formulas of changed cells are computed again with such an argument moved by less
than Excel shows. If the value jumps, the cell keeps its cached value; if it moves along with the argument, it
isn't on the brink.

Known from published cases and from cells that Excel saved (tests/engine/test_brink.py): ROUND, ROUNDUP,
ROUNDDOWN and TRUNC read fifteen digits, and so does the primary engine; `TRUNC(4.35*100)` is 435 and doesn't
jump. MOD and MROUND read all digits, and so do both engines: `MOD(1,0.1)` is 0.0999… since Excel 2010. They
are believed where nothing was rounded before, and else they may not jump either.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from math import ceil, floor

from roi_xl.catalogue import CellValue, Scalar
from roi_xl.engine.answer.first_answer import FirstAnswer
from roi_xl.engine.answer.known_values import known_values
from roi_xl.engine.formualizer import adapter as formualizer
from roi_xl.engine.formualizer.each_cell import lifted
from roi_xl.engine.judgement.trust import Trust
from roi_xl.engine.plain_copy import engine_copy
from roi_xl.engine.results import Value, agree
from roi_xl.formulas.excel_functions import EXACT
from roi_xl.formulas.meaning import IN_EXCEL, Obstacle
from roi_xl.formulas.spelling import bare
from roi_xl.xlsx import Address, Cell
from roi_xl.xlsx.formula import Token, TokenKind, tokens

_DIGITS = 5e-15  # half a unit of the fifteenth digit of the smallest mantissa
_TERMS = 200  # a cumulative probability is a sum: its noise is this many times that of a number
_DAY = 86_400  # seconds
_TIME_NOISE = 1e-15  # relative noise in the last digits of a date and time
_SAME = 1e-12
_LINEAR = 0.25  # tolerance: a value that follows its argument moves about twice as far with twice the nudge


@dataclass(frozen=True, slots=True)
class _Nudge:
    """A way to read an argument differently.

    Attributes:
        read: Gives the number to read instead, from the number and the size of the nudge.
        why: What a value that it changes depends on.
    """

    read: Callable[[float, float], float]
    why: str


def _seconds(number: float, whole: Callable[[float], int]) -> float:
    """A date and time in whole seconds, plus a trace, so that cutting it doesn't give the second before."""
    noise = abs(number) * _TIME_NOISE
    return whole((number + noise) * _DAY) / _DAY + noise


_DIGIT = "the value depends on a digit beyond the fifteen that Excel shows"
_TIME = "the value depends on a fraction of a second"
_NUDGES = {
    "RISING": _Nudge(lambda number, size: number + abs(number) * size, _DIGIT),
    "FALLING": _Nudge(lambda number, size: number - abs(number) * size, _DIGIT),
    "OUTWARD": _Nudge(lambda number, size: number * (1 + size), _DIGIT),
    "INWARD": _Nudge(lambda number, size: number * (1 - size), _DIGIT),
    "LESS": _Nudge(lambda number, size: number * (1 - _TERMS * size), _DIGIT),
    "CUT": _Nudge(lambda number, _: _seconds(number, floor), _TIME),
    "ROUNDED": _Nudge(lambda number, _: _seconds(number, round), _TIME),
    "WHOLE": _Nudge(lambda number, _: float(ceil(number)), "what stands for a whole number isn't one"),
    "POSITIVE": _Nudge(lambda number, _: max(1.0, number), "the column or row to look in is below 1"),
}
_PLACES = "INDEX:1,2 CHOOSE:0 LEFT:1 RIGHT:1 MID:1,2 REPT:1 DATE:0,1,2 EDATE:1 EOMONTH:1 ROUNDUP:1"
_ROUNDING = "ROUND:0,1 ROUNDDOWN:0,1 TRUNC:0,1"
_TIMES = "YEAR:0 MONTH:0 DAY:0 WEEKDAY:0 WEEKNUM:0 ISOWEEKNUM:0 HOUR:0 MINUTE:0 SECOND:0 DAYS:0,1"
_READ = {
    "RISING": "INT:0 MOD:0 FLOOR:0 FLOOR.MATH:0 FLOOR.PRECISE:0",
    "FALLING": "CEILING:0 CEILING.MATH:0 CEILING.PRECISE:0 ISO.CEILING:0",
    "OUTWARD": f"QUOTIENT:0 MROUND:0 {_ROUNDING} {_PLACES}",
    "INWARD": "EVEN:0 ODD:0 ROUNDUP:0",
    "LESS": "BINOM.INV:2 CRITBINOM:2",
    "CUT": _TIMES,
    "ROUNDED": _TIMES,
    "WHOLE": "SMALL:1",
    "POSITIVE": "VLOOKUP:2 HLOOKUP:2",
}
"""Which arguments of which functions, counted from 0, each nudge moves."""

_ARGUMENTS: Mapping[str, Mapping[str, frozenset[int]]] = {
    nudge: {
        name: frozenset(map(int, places.split(",")))
        for name, _, places in (entry.partition(":") for entry in entries.split())
    }
    for nudge, entries in _READ.items()
}
_FUNCTIONS = frozenset[str]().union(*_ARGUMENTS.values())
_QUOTIENTS = {"MOD", "MROUND", "QUOTIENT", "ISO.CEILING"} | {
    f"{name}{kind}" for name in ("CEILING", "FLOOR") for kind in ("", ".MATH", ".PRECISE")
}
"""Functions whose first argument is divided by the second: a whole number over 0.1 may not be whole."""
_ALL_DIGITS = frozenset({"MOD", "MROUND"})
_PREFIX = "ROI_XL_NUDGED_"


def on_the_brink(answer: FirstAnswer, trust: Trust, cells: Collection[Cell]) -> dict[Cell, Obstacle]:
    """The cells whose values aren't certain, with the reason.

    Args:
        answer: The primary engine's answer.
        trust: Its rules; they decide what is noise.
        cells: The cells whose values would be written.
    """
    analyses, unrolled = answer.question.analyses, answer.question.rewrites.unrolled
    asked = [cell for cell in cells if analyses[cell].functions & _FUNCTIONS and not _is_exact(answer, cell)]
    formulas = {cell: unrolled.get(cell, analyses[cell].text) for cell in asked}
    found: dict[Cell, Obstacle] = {}
    for name, nudge in _NUDGES.items():
        moved = _ARGUMENTS[name].keys()
        texts = {
            cell: text
            for cell, formula in formulas.items()
            if not moved.isdisjoint(analyses[cell].functions) and (text := _nudged(formula, name))
        }
        for cell in _jumping(answer, trust, texts, name) if texts else ():
            found[cell] = Obstacle("on-the-brink", nudge.why, IN_EXCEL)
    return found


def _is_exact(answer: FirstAnswer, cell: Cell) -> bool:
    """Whether a formula applies functions that read all digits to typed numbers and plain arithmetic."""
    analysis, cells = answer.question.analyses[cell], answer.question.cells
    return (
        analysis.functions <= _ALL_DIGITS
        and "^" not in analysis.text
        and all(area[:2] == area[2:] and (sheet, area[:2]) not in cells for sheet, area in analysis.inputs)
    )


def _jumping(answer: FirstAnswer, trust: Trust, texts: Mapping[Cell, str], name: str) -> Iterator[Cell]:
    """The cells whose values jump when an argument is read differently."""

    def moved(cell: Cell, found: Mapping[Cell, Value]) -> dict[Address, Value]:
        values = answer.values[cell].items()
        others = {address: found[cell[0], address] for address, _ in values}
        return {
            address: others[address]
            for address, value in values
            if not agree(value, others[address], _SAME) and not trust.is_noise(cell, value, others[address])
        }

    once = _computed(answer, texts, name, _DIGITS)
    suspects = {cell: places for cell in texts if (places := moved(cell, once))}
    if not suspects:
        return
    twice = _computed(answer, {cell: texts[cell] for cell in suspects}, name, 2 * _DIGITS)
    for cell, places in suspects.items():
        values = answer.values[cell]
        if not all(_follows(values[at], one, twice[cell[0], at]) for at, one in places.items()):
            yield cell


def _follows(value: Value, once: Value, twice: Value) -> bool:
    """Whether a value moves in proportion to the nudge."""
    if not (isinstance(value, float) and isinstance(once, float) and isinstance(twice, float)):
        return False
    step = once - value
    return abs(twice - value - 2 * step) <= _LINEAR * abs(step)


def _computed(answer: FirstAnswer, texts: Mapping[Cell, str], name: str, size: float) -> Mapping[Cell, Value]:
    """The values of cells whose formulas are rewritten to call a nudge of one size."""
    sheets, question = known_values(answer, texts), answer.question
    for cell, text in texts.items():
        sheet, anchor = cell
        formula = question.cells[cell]
        for address in answer.values[cell]:
            sheets[sheet].pop(address, None)
        each = lifted(text, in_array=formula.kind != "normal")
        sheets[sheet][anchor] = question.written(cell, each, answer.areas.get(cell, formula.area))
    date1904 = question.book.date1904
    results = formualizer.results(
        engine_copy([*sheets.values()], date1904=date1904),
        [*sheets],
        question.functions,
        question.today,
        date1904=date1904,
        witnesses={_PREFIX + name: _callback(_NUDGES[name], size)},
    )
    places = [(sheet, address) for sheet, anchor in texts for address in answer.values[sheet, anchor]]
    return {(sheet, address): results.value(sheet, address) for sheet, address in places}


def _callback(nudge: _Nudge, size: float) -> Callable[..., CellValue]:
    """A nudge of one size as a function that the engine can call, for one value or every value of an area."""

    def read(value: CellValue) -> CellValue:
        if isinstance(value, tuple):
            return tuple(tuple(one(cell) for cell in row) for row in value)
        return one(value)

    def one(value: Scalar) -> Scalar:
        return nudge.read(value, size) if isinstance(value, float) else value

    return read


@dataclass(slots=True)
class _Call:
    """An open bracket.

    Attributes:
        moved: The arguments that are moved.
        divides: Whether the function divides by its second argument.
        argument: Which argument is being read.
        is_open: Whether it is being moved.
    """

    moved: frozenset[int] = frozenset()
    divides: bool = False
    argument: int = 0
    is_open: bool = False


@lru_cache(maxsize=16_384)
def _nudged(formula: str, nudge: str) -> str | None:
    """A formula with a nudge around the arguments to move; None if there are none."""
    arguments = _ARGUMENTS[nudge]
    pieces = tokens(formula)
    out: list[str] = []
    calls: list[_Call] = []
    for index, (kind, text) in enumerate(pieces):
        is_end = kind is TokenKind.COMMA or kind is TokenKind.CLOSE
        if is_end and calls and calls[-1].is_open:
            out.append(")")
            calls[-1].is_open = False
        out.append(text)
        if kind is TokenKind.OPEN:
            before = pieces[index - 1] if index and text == "(" else None
            name = before.text if before is not None and before.kind is TokenKind.FUNCTION else ""
            name = bare(name).upper()
            calls.append(_Call(arguments.get(name, frozenset()), name in _QUOTIENTS))
        elif kind is TokenKind.CLOSE and calls:
            calls.pop()
        elif kind is TokenKind.COMMA and calls:
            calls[-1].argument += 1
        is_start = kind is TokenKind.OPEN or kind is TokenKind.COMMA
        if is_start and calls and calls[-1].argument in calls[-1].moved:
            here = _arguments(pieces[index + 1 :])
            in_doubt = here if calls[-1].divides else here[:1]
            calls[-1].is_open = bool(here[0]) and not all(map(_is_certain, in_doubt))
            out.extend([f"{_PREFIX}{nudge}("] * calls[-1].is_open)
    return "".join(out) if any(piece.startswith(_PREFIX) for piece in out) else None


def _arguments(pieces: Sequence[Token]) -> list[list[Token]]:
    """The arguments of a call from a place within its brackets, up to where they close."""
    depth, found = 0, [list[Token]()]
    for piece in pieces:
        depth += (piece.kind is TokenKind.OPEN) - (piece.kind is TokenKind.CLOSE)
        if depth < 0:
            break
        if depth == 0 and piece.kind is TokenKind.COMMA:
            found.append([])
        else:
            found[-1].append(piece)
    return found


def _is_certain(argument: Sequence[Token]) -> bool:
    """Whether an argument has no digits in doubt.

    That is so if it is left out, a whole number, or one call of a function that gives whole or rounded
    numbers.
    """
    if not argument or (len(argument) == 1 and argument[0].kind is TokenKind.NUMBER):
        return all(float(piece.text).is_integer() and float(piece.text) > 0 for piece in argument)
    if argument[0].kind is not TokenKind.FUNCTION or bare(argument[0].text).upper() not in EXACT:
        return False
    closes = [place for place, piece in enumerate(argument) if piece.kind is TokenKind.CLOSE]
    depths = list(accumulate((p.kind is TokenKind.OPEN) - (p.kind is TokenKind.CLOSE) for p in argument))
    return bool(closes) and 0 not in depths[1:-1] and depths[-1] == 0
