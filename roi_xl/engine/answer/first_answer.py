"""Gets the primary engine's value for every cell that can be computed, with arrays as Excel shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from math import copysign
from types import MappingProxyType
from typing import NamedTuple

from roi_xl.engine.answer.false_circles import CIRCULAR, hidden_circles, unrolled
from roi_xl.engine.answer.question import Question, Rewrites
from roi_xl.engine.facts import proven_functions
from roi_xl.engine.formualizer import adapter
from roi_xl.engine.formualizer.lookup_errors import LAST_ENTRY, last_entry
from roi_xl.engine.formualizer.near_zero import DIFFERENCE, STORED, Differences, Stored, may_be_noise
from roi_xl.engine.results import Results, Uncomputed, Value
from roi_xl.formulas.excel_functions import GIVES_ARRAYS
from roi_xl.formulas.meaning import IN_EXCEL, Obstacle
from roi_xl.formulas.workbook_formulas import is_one_call
from roi_xl.xlsx import Address, Area, Cell, Formula, addresses

_PASSES = 6
_HUGE = 1e300  # larger numbers would overflow when calculated with

Accepts = Callable[[Cell, float], float | None]
"""Gives the cached value of a cell where it is the number that the cell computes, else None."""


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """The values that the primary engine computed.

    Attributes:
        question: The final question, after which no formula had to be rewritten any more.
        values: The values of the computed cells, with the members of arrays.
        areas: The areas that array formulas fill.
        operands: The larger of the two numbers last added, for each cell whose difference is taken as in
            Excel.
    """

    question: Question
    values: Mapping[Cell, Mapping[Address, Value]]
    areas: Mapping[Cell, Area]
    operands: Mapping[Cell, float]

    def known(self, cell: Cell) -> Value:
        """The value of a cell: the computed one, or else the one in the file."""
        cached = self.question.sheets[cell[0]].values.get(cell[1])
        return self.values.get(cell, _NOTHING).get(cell[1], cached)


_NOTHING: Mapping[Address, Value] = MappingProxyType({})


class _Computed(NamedTuple):
    """A question as the engine computed it, before its results are checked."""

    question: Question
    results: adapter.PrimaryResults
    operands: Mapping[Cell, float]


def first_answer(question: Question, accepts: Accepts | None = None) -> FirstAnswer:
    """Compute all open cells; those that the engine can't compute are removed from the question.

    Other formulas would read what the engine wrongly spills from an ordinary cell into its neighbours. So a
    cell at fault is removed and the workbook is computed again until no cell is at fault. The same is done
    where a formula has to be rewritten: for a result next to zero (`near_zero`), and for a negative zero,
    which Excel doesn't have; the engine's criteria take it as below 0, and its texts show `-0`.

    Args:
        question: What is asked.
        accepts: Gives a cell's cached value if it equals the computed one but for the last digits, else None.

    Raises:
        EngineError: The engine refused the workbook.
    """
    answer = _answer(_settled(question, accepts))
    for attempt in range(1, _PASSES):
        is_last = attempt == _PASSES - 1  # then everything that may ever need a rewrite is rewritten
        found = _differences(answer, is_last=is_last)
        rewrites = answer.question.rewrites
        again = replace(rewrites, differences=found, unsigned=rewrites.unsigned | _harmful_zeros(answer))
        if again == rewrites:
            break
        answer = _answer(_settled(replace(answer.question, rewrites=again), accepts))
    return answer


def opened(question: Question) -> adapter.PrimaryResults:
    """A question, computed and kept open for other inputs.

    Args:
        question: The final question of an answer, in which cells may have been settled since.

    Raises:
        EngineError: The engine refused the workbook.
    """
    return _computed(question, None).results


def numbered(known: Mapping[Cell, int], more: list[Cell]) -> Mapping[Cell, int]:
    """Cells with their numbers, and more cells, numbered from there on."""
    if not more:
        return known
    return MappingProxyType({**known, **{cell: number for number, cell in enumerate(more, len(known))}})


def _differences(answer: FirstAnswer, *, is_last: bool) -> Mapping[Cell, int]:
    """The sums and differences that may leave rounding noise, and are therefore computed as Excel does."""
    question, largest = answer.question, _largest(answer)
    rewrites = question.rewrites
    found = [
        cell
        for cell, formula in question.open()
        if question.analyses[cell].is_difference
        and formula.kind == "normal"
        and cell not in rewrites.differences
        and cell not in rewrites.wrapped
        and (is_last or _needs_care(answer, cell, largest))
    ]
    return numbered(rewrites.differences, found)


def _largest(answer: FirstAnswer) -> float:
    """The largest number in the workbook, without its sign."""
    sheets = answer.question.book.sheets
    stored = (abs(v) for sheet in sheets for v in sheet.values.values() if isinstance(v, float))
    now = (abs(v) for values in answer.values.values() for v in values.values() if isinstance(v, float))
    return min(max(max(stored, default=0.0), max(now, default=0.0)), _HUGE)


def _needs_care(answer: FirstAnswer, cell: Cell, largest: float) -> bool:
    """Whether a sum or difference, or the amount by which it differs from its cached value, may be noise."""
    value, cached = answer.values[cell][cell[1]], answer.question.sheets[cell[0]].values.get(cell[1])
    if not isinstance(value, float):
        return False
    analysis = answer.question.analyses[cell]
    gap = value - cached if isinstance(cached, float) else 0.0
    return any(may_be_noise(analysis.text, analysis.functions, size, largest) for size in (value, gap))


def _harmful_zeros(answer: FirstAnswer) -> frozenset[Cell]:
    """All zeros, if a formula that may treat a negative zero differently reads one."""
    zeros = {
        cell: value
        for cell, values in answer.values.items()
        if isinstance(value := values.get(cell[1]), float) and value == 0.0
    }
    question = answer.question
    negative = {
        cell for cell, value in zeros.items() if copysign(1.0, value) < 0.0
    } - question.rewrites.unsigned
    if not negative:
        return frozenset()
    safe = proven_functions() | question.functions.keys()
    readers = [question.analyses[cell] for cell in question.dependencies.direct(negative)]
    is_harmful = any(not reader.plain or not reader.functions <= safe for reader in readers)
    return frozenset(zeros) if is_harmful else frozenset()


def _answer(computed: _Computed) -> FirstAnswer:
    """The values and areas of all open cells."""
    question, results, operands = computed
    found: dict[Cell, Mapping[Address, Value]] = {}
    areas: dict[Cell, Area] = {}
    for cell, formula in question.open():
        sheet, address = cell
        if formula.kind == "normal" or cell in question.rewrites.wrapped or formula.area is None:
            found[cell] = MappingProxyType({address: _filled(results.value(sheet, address))})
            continue
        area = formula.area
        if formula.kind == "dynamic":
            area = results.extent(sheet, address) or (*address, *address)
        areas[cell] = area
        members = question.formulas.members.get(cell, ())
        values: dict[Address, Value] = dict.fromkeys(members)  # cleared where it shrank
        values.update((place, _filled(results.value(sheet, place))) for place in addresses(area))
        found[cell] = MappingProxyType(values)
    return FirstAnswer(question, MappingProxyType(found), MappingProxyType(areas), MappingProxyType(operands))


def _filled(value: Value) -> Value:
    """A value as a formula cell shows it: a blank becomes 0."""
    return 0.0 if value is None else value


def _settled(question: Question, accepts: Accepts | None) -> _Computed:
    """Ask until no cell is at fault and every array is treated as in Excel."""
    for _ in range(_PASSES):
        computed = _computed(question, accepts)
        faults, rewrites = _faults(question, computed.results)
        if computed.results.circles:
            rewrites = _with_circles_written_out(question, rewrites, faults)
            faults = hidden_circles(question) | faults
        if rewrites != question.rewrites:  # cells that depend on these may be right when computed again
            faults = {
                cell: fault
                for cell, fault in faults.items()
                if not isinstance(computed.results.value(*cell), Uncomputed)
            }
        elif not faults:
            return computed
        question = replace(question, rewrites=rewrites).without(faults)
    unstable = Obstacle("unstable", "the workbook's arrays don't settle", IN_EXCEL)
    return _computed(
        question.without(dict.fromkeys((cell for cell, _ in question.open()), unstable)), accepts
    )


def _with_circles_written_out(
    question: Question, rewrites: Rewrites, faults: Mapping[Cell, Obstacle]
) -> Rewrites:
    """The rewrites, with circular formulas unrolled where possible: the circle may then disappear."""
    circular = {cell for cell, fault in faults.items() if fault.code == CIRCULAR} - rewrites.unrolled.keys()
    found = {cell: text for cell in circular if (text := unrolled(question, cell)) is not None}
    return replace(rewrites, unrolled=MappingProxyType({**rewrites.unrolled, **found}))


def _computed(question: Question, accepts: Accepts | None) -> _Computed:
    rewrites = question.rewrites
    differences, cells = Differences(), list(rewrites.stored)
    stored = Stored(lambda number, value: accepts(cells[number], value) if accepts else None)
    copy, later = question.copy()
    results = adapter.results(
        copy,
        list(question.sheets),
        question.functions,
        question.today,
        date1904=question.book.date1904,
        witnesses={DIFFERENCE: differences.result, STORED: stored.result, LAST_ENTRY: last_entry},
        later=later,
    )
    added = differences.operands
    operands = {cell: added[number] for cell, number in rewrites.differences.items() if number in added}
    return _Computed(question, results, operands)


def _faults(question: Question, results: Results) -> tuple[dict[Cell, Obstacle], Rewrites]:
    """The cells at fault, and the rewrites with those for arrays whose result differs from Excel's."""
    found: dict[Cell, Obstacle] = {}
    wrapped, fitted = set(question.rewrites.wrapped), set(question.rewrites.fitted)
    for cell, formula in question.open():
        value = results.value(*cell)
        may_fit = formula.kind == "normal" or (formula.kind == "array" and cell not in fitted)
        if isinstance(value, Uncomputed) and not (value.code == "spill-blocked" and may_fit):
            found[cell] = Obstacle(value.code, value.detail, IN_EXCEL)
            continue
        misfit = _misfit(question, cell, formula, results)
        if misfit is _Misfit.FIRST:
            wrapped.add(cell)  # Excel shows the first value; so will the engine next time
        elif misfit is _Misfit.SIZE:
            fitted.add(cell)
        elif misfit is not None:
            found[cell] = misfit
    rewrites = replace(question.rewrites, wrapped=frozenset(wrapped), fitted=frozenset(fitted))
    return found, rewrites


class _Misfit(Enum):
    """Why an array differs from Excel's in a way that a rewritten formula corrects."""

    FIRST = "Excel shows its first value alone"
    SIZE = "it isn't as large as the area of its formula"


def _misfit(question: Question, cell: Cell, formula: Formula, results: Results) -> Obstacle | _Misfit | None:
    """What is wrong with the area that a cell filled; None if nothing is."""
    if formula.kind == "dynamic":
        return _size_fault(question, cell, formula, results)
    if formula.kind == "array" and formula.area is not None and formula.area[:2] != formula.area[2:]:
        fits = results.extent(*cell) == formula.area
        detail = "the array formula's result doesn't fit its area"
        fault = Obstacle("array-size", detail, IN_EXCEL) if cell in question.rewrites.fitted else _Misfit.SIZE
        return None if fits else fault
    if not _spills(question, cell, results):
        return None
    if cell not in question.rewrites.wrapped and _shows_first(question, cell, formula):
        return _Misfit.FIRST
    detail = "a range where one value belongs"
    return Obstacle("implicit-intersection", detail, "write one cell or an array formula")


def _shows_first(question: Question, cell: Cell, formula: Formula) -> bool:
    """Whether a cell shows the first value of its array: one of ours, or of a function older than spills."""
    analysis = question.analyses[cell]
    if formula.kind == "array" or analysis.calls:
        return True
    return analysis.functions <= GIVES_ARRAYS and is_one_call(analysis.text)


def _size_fault(question: Question, cell: Cell, formula: Formula, results: Results) -> Obstacle | None:
    """The fault of a spill whose new size only the engine reports; sizes of our own functions are certain."""
    extent = results.extent(*cell) or (*cell[1], *cell[1])
    analysis = question.analyses[cell]
    if extent == formula.area or (analysis.calls and analysis.functions <= question.functions.keys()):
        return None
    return Obstacle("spill-size", "the array it spills would grow or shrink", IN_EXCEL)


def _spills(question: Question, cell: Cell, results: Results) -> bool:
    """Whether a cell filled its neighbours; detected by a neighbour that should be blank but isn't."""
    sheet, (row, column) = cell
    if isinstance(results.value(*cell), Uncomputed):
        return True
    values, formulas = question.sheets[sheet].values, question.sheets[sheet].formulas
    for beside in ((row, column + 1), (row + 1, column)):
        if beside not in values and beside not in formulas and results.value(sheet, beside) is not None:
            extent = results.extent(*cell)
            return extent is not None and extent[:2] != extent[2:]
    return False
