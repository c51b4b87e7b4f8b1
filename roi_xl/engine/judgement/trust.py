"""Decides when the primary engine is believed without asking the second one.

That is so where it was right in every cell that Excel had saved: with proven functions, in the grammar that
all engines share, without errors nearby and without comparisons that depend on the sixteenth digit.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import product

from roi_xl.engine.answer.first_answer import FirstAnswer
from roi_xl.engine.answer.question import Question
from roi_xl.engine.facts import distrusted, flawless_functions, proven_functions
from roi_xl.engine.formualizer.near_zero import noise, possible_noise
from roi_xl.engine.judgement.close_numbers import CLOSE, Numbers
from roi_xl.engine.judgement.local_texts import is_same_abroad, texts_read
from roi_xl.engine.results import Value, agree
from roi_xl.errors import CellError
from roi_xl.formulas.comparisons import Operand
from roi_xl.formulas.excel_functions import CATCHING, ITERATED
from roi_xl.formulas.meaning import Place
from roi_xl.xlsx import Address, Cell
from roi_xl.xlsx.formula import TokenKind, tokens

_TEXT_NUMBER = re.compile(r"^\s*[-+]?[\d., ]*\d\s*%?\s*$")

CURRENT = 1e-12
"""Largest relative difference at which a cached number is current; Excel itself shows 15 digits."""

AGREEMENT = 1e-9
"""Largest relative difference at which two engines agree on a number: some functions iterate. For the same
reason, it also decides whether a cached number that depends on an unproven function is current."""

_STOP = 1e-8
_RATES = 100.0  # no rate of return is larger; a larger number is an amount
_LEAST = 5e-4
"""Where Excel stops: XIRR "is accurate within 0.000001 percent". The primary engine iterates on."""

_LARGE = 1.0  # noise is never as large below 10^14; most real differences are larger
_NOTHING = 1e-14  # smaller numbers are noise in a workbook of money, shares and hours
_ADDING = frozenset({"ABS", "AVERAGE", "ROUND", "SUBTOTAL", "SUM", "SUMIF", "SUMIFS"})
"""Functions in which numbers of both signs may cancel and leave noise that depends on the order of adding."""
_STEPS = frozenset({"ABS", "IF", "MAX", "MIN", "SUM"})
"""Functions that add no rounding of their own to single values."""


@lru_cache(maxsize=1)
def _doubtful_operators() -> frozenset[str]:
    """The operators that aren't proven, except comparisons, which `comparisons` judges by their sides."""
    return frozenset("+-*/^&%") - proven_functions()


def _has_doubtful(text: str) -> bool:
    """Whether a formula uses an operator that isn't proven."""
    return any(
        sign in text and any(kind is TokenKind.OPERATOR and piece == sign for kind, piece in tokens(text))
        for sign in _doubtful_operators()
    )


@dataclass(frozen=True)
class Trust:
    """The rules of trust, applied to the cells of an answer.

    Attributes:
        answer: The primary engine's answer.
    """

    answer: FirstAnswer
    _inputs: dict[Cell, float] = field(default_factory=dict, init=False, repr=False, compare=False)
    _areas: dict[tuple[Place, ...], Numbers] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @cached_property
    def _question(self) -> Question:
        return self.answer.question

    @cached_property
    def _loose(self) -> frozenset[Cell]:
        """The cells whose numbers depend on functions that each program computes differently."""
        analyses = self._question.analyses
        iterated = [cell for cell in self.answer.values if analyses[cell].functions & distrusted("series")]
        reached = self._question.dependencies.reached(iterated) if iterated else ()
        return frozenset((*iterated, *reached))

    def is_current(self, cell: Cell, values: Mapping[Address, Value]) -> bool:
        """Whether a cell's cached values equal the computed ones."""
        cached = self._question.sheets[cell[0]].values
        return all(self.is_same(cell, cached.get(address), value) for address, value in values.items())

    def is_same(self, cell: Cell, cached: Value, value: Value) -> bool:
        """Whether one cached value equals the computed one; None is a cell to be cleared.

        A formula without a cached value was never computed; Excel treats that differently from 0 and empty
        text.
        """
        if value is None or cached is None:
            return value is cached
        is_same = self.agrees(cell, cached, value) or self.is_as_iterated(cell, cached, value)
        return is_same or self.is_noise(cell, cached, value) or is_same_abroad(cached, value)

    def agrees(self, cell: Cell, one: Value, other: Value) -> bool:
        """Whether two values of a cell are the same: numbers to 12 digits, 9 where it depends on iteration.

        Numbers that differ by a thousandth are never the same, however large: amounts may differ by a cent,
        counts by 1.
        """
        if isinstance(one, float) and isinstance(other, float) and abs(one - other) >= _LEAST:
            return False
        return agree(one, other, AGREEMENT if cell in self._loose else CURRENT)

    def is_as_iterated(self, cell: Cell, one: Value, other: Value) -> bool:
        """Whether two numbers are the same root; Excel and similar programs stop before its last digits."""
        if not isinstance(one, float) or not isinstance(other, float):
            return False
        is_rate = (
            bool(self._question.analyses[cell].functions & ITERATED) and max(abs(one), abs(other)) < _RATES
        )
        return is_rate and math.isclose(one, other, rel_tol=_STOP * 10, abs_tol=_STOP)

    def accepted(self, cell: Cell, value: float) -> float | None:
        """The cached number of a cell if it equals the computed one, for dependents to read; else None."""
        cached = self._question.sheets[cell[0]].values.get(cell[1])
        return cached if isinstance(cached, float) and self.is_same(cell, cached, value) else None

    def resembling(self) -> set[Cell]:
        """The cells whose cached number is current although its last digits differ from the computed one."""
        found = set()
        for cell, values in self.answer.values.items():
            cached, value = self._question.sheets[cell[0]].values.get(cell[1]), values[cell[1]]
            if self._question.cells[cell].kind != "normal" or cell in self._question.rewrites.wrapped:
                continue
            if not isinstance(cached, float) or not isinstance(value, float) or cached == value:
                continue
            if self.is_same(cell, cached, value):
                found.add(cell)
        return found

    def is_noise(self, cell: Cell, one: Value, other: Value) -> bool:
        """Whether two numbers differ only by the rounding that remains where nearly equal numbers cancel.

        In a sum or difference, such noise is in proportion to the operands. In other formulas, two numbers
        are noise if both are next to nothing compared with what the formula reads. Nothing is noise where all
        programs take the same steps, since Excel then shows the remainder: `=(0.5-0.4-0.1)` is -2.8E-17.
        """
        if not isinstance(one, float) or not isinstance(other, float) or abs(one - other) > _LARGE:
            return False
        operand = self.answer.operands.get(cell)
        if operand is not None:
            return abs(one - other) < noise(operand)
        largest = max(abs(one), abs(other))
        if largest >= _LARGE or self._is_stepwise(cell):
            return False
        return largest < _NOTHING or (self._only_adds(cell) and largest < noise(self._largest_input(cell)))

    def _only_adds(self, cell: Cell) -> bool:
        """Whether a formula only adds up: a small result of a quotient or a lookup isn't noise."""
        analysis = self._question.analyses[cell]
        return (
            bool(analysis.functions)
            and analysis.functions <= _ADDING
            and not set("*/^%") & set(analysis.text)
        )

    def _is_stepwise(self, cell: Cell) -> bool:
        """Whether a formula is computed from single cells, in steps that are the same in all programs."""
        analysis = self._question.analyses[cell]
        if self._question.cells[cell].kind != "normal" or analysis.unbounded or "^" in analysis.text:
            return False
        is_single = all(area[:2] == area[2:] for _, area in analysis.inputs)
        return is_single and analysis.functions <= _STEPS

    def may_be_noise(self, cell: Cell, value: Value) -> bool:
        """Whether Excel may show either a result or 0 in its place, and nobody knows which."""
        operand = self.answer.operands.get(cell)
        return isinstance(value, float) and operand is not None and 0 < abs(value) < possible_noise(operand)

    def _largest_input(self, cell: Cell) -> float:
        """The largest number that a formula reads, without its sign."""
        if cell not in self._inputs:
            inputs = self._question.analyses[cell].inputs
            found = (abs(number) for place in inputs for number in self._numbers(place))
            self._inputs[cell] = max(found, default=0.0)
        return self._inputs[cell]

    def is_ours_alone(self, cell: Cell) -> bool:
        """Whether a formula is a single call of one of our functions and nothing else."""
        analysis = self._question.analyses[cell]
        return analysis.calls > 0 and analysis.plain and not "".join(analysis.parts[::2]).strip()

    def is_proven(self, cell: Cell) -> bool:
        """Whether a cell needs no second opinion."""
        if self.is_ours_alone(cell):
            return True
        analysis = self._question.analyses[cell]
        proven = flawless_functions() if analysis.functions & CATCHING else proven_functions()
        if not analysis.functions <= self._question.functions.keys() | proven or _has_doubtful(analysis.text):
            return False
        return self.is_eligible(cell)

    def unproven(self, cell: Cell) -> frozenset[str]:
        """The functions in a cell that aren't proven."""
        return self._question.analyses[cell].functions - self._question.functions.keys() - proven_functions()

    def is_eligible(self, cell: Cell) -> bool:
        """Whether a cell meets the conditions under which functions were proven."""
        analysis = self._question.analyses[cell]
        is_ordinary = analysis.plain and self._question.cells[cell].kind == "normal"
        if not is_ordinary or analysis.uncut or analysis.comparisons.is_doubtful:
            return False
        if any(self._is_close(*pair) for pair in analysis.comparisons.pairs):
            return False
        if analysis.calls:  # our functions' errors are intended, and they don't read numbers stored as text
            return True
        catches = analysis.functions & CATCHING
        if cell in self.near_text_numbers or cell in self.near_errors or (catches and self._reads_text(cell)):
            return False  # IFERROR would catch a text that Excel reads as a number and the engine can't
        value = self.answer.known(cell)
        if cell in self.answer.operands and (value == 0.0 or self.may_be_noise(cell, value)):
            return False  # the second engine has its own rule for what Excel shows
        return not isinstance(value, CellError)

    def _reads_text(self, cell: Cell) -> bool:
        """Whether a formula reads a text; large areas aren't examined and count as holding one."""
        texts = texts_read(self.answer, cell)
        return texts is None or any(texts)

    @cached_property
    def near_text_numbers(self) -> frozenset[Cell]:
        """The formulas that read a number stored as text, which some engines count and others skip."""
        texts = {
            (sheet.name, address)
            for sheet in self._question.book.sheets
            for address, value in sheet.values.items()
            if isinstance(value, str) and address not in sheet.formulas and _TEXT_NUMBER.match(value)
        }
        readers = self._question.dependencies.direct(texts) if texts else set()
        return frozenset(readers & self.answer.values.keys())

    def _is_close(self, one: Operand, other: Operand, order: bool) -> bool:  # noqa: FBT001 - a pair's third
        """Whether two sides differ only in their last digits, or are texts that engines sort differently."""
        a = one if isinstance(one, float) else self.answer.known(one)
        b = other if isinstance(other, float) else self.answer.known(other)
        if isinstance(a, str) and isinstance(b, str):
            return order or not (a.isascii() and b.isascii())
        return isinstance(a, float) and isinstance(b, float) and a != b and agree(a, b, CLOSE)

    def has_noisy_criteria(self, cell: Cell) -> bool:
        """Whether a criterion may compare numbers that differ only in the digits beyond Excel's fifteen.

        The numbers that the formula contains or reads are compared with those its criteria look at; where a
        criterion is computed, any number with more than fifteen digits counts.
        """
        analysis = self._question.analyses[cell]
        if not analysis.criteria or not analysis.functions & distrusted("criteria-noise"):
            return False
        looked_at = self._looked_at(tuple(analysis.criteria))
        if analysis.computes_criteria:
            return looked_at.has_long
        singles = [place for place in analysis.inputs if place[1][:2] == place[1][2:]]
        others = {*analysis.numbers, *(value for place in singles for value in self._numbers(place))}
        return looked_at.is_noisy_with(others)

    def _looked_at(self, places: tuple[Place, ...]) -> Numbers:
        """The numbers in some areas, which a column of formulas shares."""
        if places not in self._areas:
            self._areas[places] = Numbers.of(value for place in places for value in self._numbers(place))
        return self._areas[places]

    def _numbers(self, place: Place) -> Iterator[float]:
        """The numbers in an area."""
        sheet, (top, left, bottom, right) = place
        filled = self._question.sheets[sheet].values
        whole = product(range(top, bottom + 1), range(left, right + 1))
        is_small = (bottom - top + 1) * (right - left + 1) < len(filled)
        for row, column in whole if is_small else filled:
            if (row, column) in filled and top <= row <= bottom and left <= column <= right:
                value = self.answer.known((sheet, (row, column)))
                if isinstance(value, float):
                    yield value

    @cached_property
    def near_errors(self) -> frozenset[Cell]:
        """The formulas that read an error: engines treat errors differently."""
        errors = {
            (sheet.name, address)
            for sheet in self._question.book.sheets
            for address, value in sheet.values.items()
            if isinstance(value, CellError) and (sheet.name, address) not in self.answer.values
        }
        for cell, values in self.answer.values.items():
            errors.update((cell[0], at) for at, value in values.items() if isinstance(value, CellError))
        return frozenset(self._question.dependencies.direct(errors) if errors else ())
