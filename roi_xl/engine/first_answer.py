"""The primary engine's answer for every cell that can be computed, with its arrays as Excel shows them."""

from __future__ import annotations

from collections.abc import Callable
from math import copysign

from roi_xl.engine import formualizer_adapter
from roi_xl.engine.false_circles import CIRCULAR, hidden_circles, unrolled
from roi_xl.engine.ledger import Ledger
from roi_xl.engine.lookup_errors import LAST_ENTRY, last_entry
from roi_xl.engine.near_zero import DIFFERENCE, STORED, Differences, Stored, may_be_noise
from roi_xl.engine.results import Results, Uncomputed, Value
from roi_xl.engine.trust import proven_functions
from roi_xl.formulas.excel_functions import GIVES_ARRAYS
from roi_xl.formulas.meaning import IN_EXCEL, Obstacle
from roi_xl.formulas.workbook import is_one_call
from roi_xl.xlsx import Address, Cell, Formula, addresses

_PASSES = 6


Accepts = Callable[[Cell, float], float | None]
"""Gives the cached value of a cell where it is the number that the cell computes, else None."""


def compute(ledger: Ledger, accepts: Accepts | None = None) -> None:
    """Fill in the values and areas of all open cells; keep those that the engine can't compute.

    What an engine spills from an ordinary cell into its neighbours would be read by other formulas, so a
    cell at fault is taken out and the workbook computed anew until nothing is at fault. The same is done
    where a formula has to be written anew: a result next to zero (`near_zero`), and a negative zero, which
    Excel doesn't know; to the engine's criteria it is below 0, in texts it is `-0`.

    Args:
        ledger: The ledger.
        accepts: Tells for the cells of `ledger.stored` whether their cached value is current.
    """
    for attempt in range(_PASSES):
        _fill(ledger, _settled(ledger, accepts))
        is_last = attempt >= _PASSES - 2  # from then on all that may ever be written anew is
        if not (_amend_differences(ledger, is_last=is_last) | _amend_zeros(ledger)):
            return


def _amend_differences(ledger: Ledger, *, is_last: bool) -> bool:
    """Have the sums and differences that may leave noise taken as Excel takes them; whether there are new."""
    largest, first = ledger.largest(), len(ledger.differences)
    found = [
        cell
        for cell, formula in ledger.open()
        if ledger.analyses[cell].is_difference
        and formula.kind == "normal"
        and cell not in ledger.differences
        and cell not in ledger.wrapped
        and (is_last or _wants_care(ledger, cell, largest))
    ]
    ledger.differences.update((cell, number) for number, cell in enumerate(found, first))
    return bool(found)


def _wants_care(ledger: Ledger, cell: Cell, largest: float) -> bool:
    """Whether a sum or difference may be noise, or differs from its cached value by what may be noise."""
    value, cached = ledger.values[cell][cell[1]], ledger.sheets[cell[0]].values.get(cell[1])
    if not isinstance(value, float):
        return False
    analysis = ledger.analyses[cell]
    gap = value - cached if isinstance(cached, float) else 0.0
    return any(may_be_noise(analysis.text, analysis.functions, size, largest) for size in (value, gap))


def _amend_zeros(ledger: Ledger) -> bool:
    """Have zeros written without a sign where a negative one would do harm; whether there are any."""
    if not _has_harmful_zeros(ledger):
        return False
    ledger.unsigned |= {cell for cell, values in ledger.values.items() if _is_zero(values.get(cell[1]))}
    return True


def _is_zero(value: Value) -> bool:
    return isinstance(value, float) and value == 0.0


def _has_harmful_zeros(ledger: Ledger) -> bool:
    """Whether a negative zero is read by a formula that may tell it from zero."""
    negative = {
        cell
        for cell, values in ledger.values.items()
        if isinstance(value := values.get(cell[1]), float) and value == 0.0 and copysign(1.0, value) < 0.0
    } - ledger.unsigned
    if not negative:
        return False
    safe = proven_functions() | ledger.functions.keys()
    readers = [ledger.analyses[cell] for cell in ledger.dependencies.direct(negative)]
    return any(not reader.plain or not reader.functions <= safe for reader in readers)


def _fill(ledger: Ledger, results: Results) -> None:
    ledger.values.clear()
    ledger.areas.clear()
    for cell, formula in ledger.open():
        sheet, address = cell
        if formula.kind == "normal" or cell in ledger.wrapped or formula.area is None:
            ledger.values[cell] = {address: _filled(results.value(sheet, address))}
            continue
        area = formula.area
        if formula.kind == "dynamic":
            area = results.extent(sheet, address) or (*address, *address)
        ledger.areas[cell] = area
        values: dict[Address, Value] = dict.fromkeys(ledger.members.get(cell, ()))  # cleared where it shrank
        values.update((place, _filled(results.value(sheet, place))) for place in addresses(area))
        ledger.values[cell] = values


def _filled(value: Value) -> Value:
    """A value as a formula cell shows it: a blank that is passed on is 0."""
    return 0.0 if value is None else value


def _settled(ledger: Ledger, accepts: Accepts | None) -> Results:
    for _ in range(_PASSES):
        results = _answer(ledger, accepts)
        rewritten = _rewritten(ledger)
        faults = _faults(ledger, results)
        if results.circles:
            _write_out_circles(ledger, faults)
            faults = hidden_circles(ledger) | faults
        if _rewritten(ledger) > rewritten:  # what hangs on these may come out right when computed anew
            faults = {cell: fault for cell, fault in faults.items() if not _is_uncomputed(results, cell)}
        elif not faults:
            return results
        ledger.keep(faults)
    unstable = Obstacle("unstable", "the workbook's arrays don't settle", IN_EXCEL)
    ledger.keep(dict.fromkeys((cell for cell, _ in ledger.open()), unstable))
    return _answer(ledger, accepts)


def _rewritten(ledger: Ledger) -> int:
    """How many formulas are written anew for the engine by now."""
    return len(ledger.wrapped) + len(ledger.unrolled) + len(ledger.fitted)


def _write_out_circles(ledger: Ledger, faults: dict[Cell, Obstacle]) -> None:
    """Have circular formulas written so that they may turn out to be none, where that can be done."""
    circular = {cell for cell, fault in faults.items() if fault.code == CIRCULAR} - ledger.unrolled.keys()
    ledger.unrolled |= {cell: text for cell in circular if (text := unrolled(ledger, cell)) is not None}


def _is_uncomputed(results: Results, cell: Cell) -> bool:
    return isinstance(results.value(*cell), Uncomputed)


def _answer(ledger: Ledger, accepts: Accepts | None) -> Results:
    differences, cells = Differences(), list(ledger.stored)
    stored = Stored(lambda number, value: accepts(cells[number], value) if accepts else None)
    results = formualizer_adapter.results(
        ledger.copy(),
        list(ledger.sheets),
        ledger.functions,
        ledger.today,
        date1904=ledger.book.date1904,
        witnesses={DIFFERENCE: differences.result, STORED: stored.result, LAST_ENTRY: last_entry},
    )
    numbered = differences.operands
    ledger.operands = {
        cell: numbered[number] for cell, number in ledger.differences.items() if number in numbered
    }
    return results


def _faults(ledger: Ledger, results: Results) -> dict[Cell, Obstacle]:
    found = {}
    for cell, formula in ledger.open():
        value = results.value(*cell)
        may_fit = formula.kind == "normal" or (formula.kind == "array" and cell not in ledger.fitted)
        if isinstance(value, Uncomputed) and not (value.code == "spill-blocked" and may_fit):
            found[cell] = Obstacle(value.code, value.detail, IN_EXCEL)
            continue
        fault = _array_fault(ledger, cell, formula, results)
        if fault is not None:
            found[cell] = fault
    return found


def _array_fault(ledger: Ledger, cell: Cell, formula: Formula, results: Results) -> Obstacle | None:
    if formula.kind == "dynamic":
        return _size_fault(ledger, cell, formula, results)
    if formula.kind == "array" and formula.area is not None and formula.area[:2] != formula.area[2:]:
        return _fit_fault(ledger, cell, fits=results.extent(*cell) == formula.area)
    if not _spills(ledger, cell, results):
        return None
    if cell not in ledger.wrapped and _shows_first(ledger, cell, formula):
        ledger.wrapped.add(cell)  # Excel shows the first value; computed anew, it will too
        return None
    detail = "a range where one value belongs"
    return Obstacle("implicit-intersection", detail, "write one cell or an array formula")


def _fit_fault(ledger: Ledger, cell: Cell, *, fits: bool) -> Obstacle | None:
    """An array formula whose result isn't as large as its area, although it was asked to be."""
    if fits:
        return None
    if cell in ledger.fitted:
        return Obstacle("array-size", "the array formula's result doesn't fit its area", IN_EXCEL)
    ledger.fitted.add(cell)
    return None


def _shows_first(ledger: Ledger, cell: Cell, formula: Formula) -> bool:
    """Whether a cell shows the first value of its array: one of ours, or of a function older than spills."""
    analysis = ledger.analyses[cell]
    if formula.kind == "array" or analysis.calls:
        return True
    return analysis.functions <= GIVES_ARRAYS and is_one_call(analysis.text)


def _size_fault(ledger: Ledger, cell: Cell, formula: Formula, results: Results) -> Obstacle | None:
    """A spill that would grow or shrink by the engine's word alone; our own functions' sizes are certain."""
    extent = results.extent(*cell) or (*cell[1], *cell[1])
    analysis = ledger.analyses[cell]
    if extent == formula.area or (analysis.calls and analysis.functions <= ledger.functions.keys()):
        return None
    return Obstacle("spill-size", "the array it spills would grow or shrink", IN_EXCEL)


def _spills(ledger: Ledger, cell: Cell, results: Results) -> bool:
    """Whether a cell filled its neighbours, told from one of them that should be blank and isn't."""
    sheet, (row, column) = cell
    if isinstance(results.value(*cell), Uncomputed):
        return True
    values, formulas = ledger.sheets[sheet].values, ledger.sheets[sheet].formulas
    for beside in ((row, column + 1), (row + 1, column)):
        if beside not in values and beside not in formulas and results.value(sheet, beside) is not None:
            extent = results.extent(*cell)
            return extent is not None and extent[:2] != extent[2:]
    return False
