"""Double entry: what a workbook's formulas give, each changed value confirmed or left alone.

A value is confirmed when it equals the value already cached in the file, when both engines give it, or when
every function in its formula is proven and its inputs are confirmed. Anything else isn't passed on: the
cell and what depends on it keep their cached values, and a finding says so.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from roi_xl.catalogue import Function
from roi_xl.engine import formualizer_adapter, formulon_adapter
from roi_xl.engine.findings import contradiction, findings_of, macro_findings, prefix_findings
from roi_xl.engine.first_answer import compute
from roi_xl.engine.jury import verdicts
from roi_xl.engine.last_digit import on_the_brink
from roi_xl.engine.ledger import Ledger
from roi_xl.engine.linked_workbooks import linked_findings
from roi_xl.engine.local_texts import local_texts
from roi_xl.engine.our_errors import CellReason, reasons
from roi_xl.engine.reference_witness import disputed
from roi_xl.engine.results import Uncomputed
from roi_xl.engine.second_opinion import doubts
from roi_xl.engine.trust import Trust
from roi_xl.errors import CellError, Finding, Level
from roi_xl.formulas.meaning import Obstacle
from roi_xl.formulas.missing_prefixes import without_prefix
from roi_xl.formulas.workbook import Formulas, formulas_of
from roi_xl.xlsx import Address, Area, Cell, Scalar, Workbook, place

_PASSES = 4


class Engines(StrEnum):
    """How many engines answer."""

    DOUBLE = "double"
    STRICT = "strict"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What to put into a workbook, and what to tell about it.

    Attributes:
        values: New values of the cells whose cached value is out of date, by sheet; None clears a cell.
        areas: New areas of array formulas that grew or shrank, by sheet and anchor.
        findings: What was left alone, and why.
        formulas: How many formula cells the workbook has.
        computed: How many of them were computed and confirmed.
        calls: How many calls of our worksheet functions they hold.
        engines: The engines that were asked.
        reasons: Why our functions gave the errors that computed cells show.
    """

    values: Mapping[str, Mapping[Address, Scalar]]
    areas: Mapping[str, Mapping[Address, Area]]
    findings: tuple[Finding, ...]
    formulas: int
    computed: int
    calls: int
    engines: tuple[str, ...]
    reasons: tuple[CellReason, ...]


def evaluate(
    book: Workbook,
    functions: Mapping[str, Function],
    *,
    engines: Engines = Engines.DOUBLE,
    today: dt.date,
    formulas: Formulas | None = None,
) -> Evaluation:
    """Compute every formula of a workbook that can be computed beyond doubt.

    Args:
        book: The workbook with its cached values.
        functions: Our worksheet functions by name.
        engines: `double` asks the second engine about changed values outside the proven list, `strict` about
            every cell.
        today: What TODAY gives.
        formulas: The workbook's formulas as `formulas_of` read them with the same functions, if that is done
            already: from this workbook, or from one that differs in the values of its cells alone.

    Raises:
        EngineError: The primary engine refused the workbook.
        ValueError: The formulas are those of another workbook, or were read with other functions.
    """
    if formulas is None:
        formulas = formulas_of(book, functions)
    elif formulas.functions is not functions and dict(formulas.functions) != dict(functions):
        raise ValueError("these formulas were read with other worksheet functions")
    ledger = Ledger(book, formulas, today)
    judged = judge(ledger, engines)
    ledger.kept.update(judged.rejected)
    ledger.reached |= judged.held
    written = judged.changed - judged.held - judged.rejected.keys()
    notes = [note for cell in sorted(written) if (note := _contradiction(ledger, judged.trust, cell))]
    return _written(ledger, judged.trust, written, judged.notes + notes, judged.names)


class Judged(NamedTuple):
    """What is believed of a computed ledger.

    Attributes:
        trust: Its rules.
        changed: The cells whose cached value is out of date.
        rejected: Those that aren't confirmed, with the reason.
        held: The cells that depend on these.
        notes: Doubts about values that are current.
        names: The engines that were asked.
    """

    trust: Trust
    changed: set[Cell]
    rejected: dict[Cell, Obstacle]
    held: set[Cell]
    notes: list[Finding]
    names: tuple[str, ...]


def judge(ledger: Ledger, engines: Engines) -> Judged:
    """Compute a ledger, judge its values, and settle what the engines contest.

    Args:
        ledger: The ledger; its values are known afterwards.
        engines: As for `evaluate`.
    """
    judged = _judged(ledger, engines)
    for _ in range(_PASSES):
        found = verdicts(ledger, judged.trust, judged.rejected, judged.held)
        if not found:
            break
        ledger.settled.update(found)
        judged = _judged(ledger, engines)
    return judged


def _judged(ledger: Ledger, engines: Engines) -> Judged:
    trust = _settled(ledger)
    changed = {cell for cell, values in ledger.values.items() if not trust.is_current(cell, values)}
    if engines is Engines.STRICT:
        asked = set(ledger.values)
    else:
        asked = {cell for cell in changed if not trust.is_proven(cell)} | trust.near_text_numbers
    asked -= ledger.settled.keys()
    found = doubts(ledger, trust, asked) if asked else {}
    found |= local_texts(ledger, changed)
    found |= disputed(ledger, changed - found.keys() - ledger.settled.keys())
    found |= on_the_brink(ledger, trust, changed - found.keys() - ledger.settled.keys())
    open_to_doubt = changed | trust.near_text_numbers  # there an unchanged value tells nothing
    rejected = {cell: doubt for cell, doubt in found.items() if cell in open_to_doubt}
    notes = [
        Finding(Level.WARNING, doubt.code, place(cell), doubt.detail, doubt.remedy)
        for cell, doubt in found.items()
        if cell not in open_to_doubt
    ]
    held = ledger.dependencies.reached(rejected) if rejected else set()
    names = (
        (formualizer_adapter.NAME, formulon_adapter.NAME)
        if asked or ledger.settled
        else (formualizer_adapter.NAME,)
    )
    return Judged(trust, changed, rejected, held, notes, names)


def _settled(ledger: Ledger) -> Trust:
    """Compute a ledger so that what is taken for current is what its dependents are computed from."""
    compute(ledger)
    trust = Trust(ledger)
    for _ in range(_PASSES):
        found = sorted(trust.resembling() - ledger.stored.keys())
        if not found or not ledger.dependencies.direct(found):
            break
        ledger.stored.update((cell, number) for number, cell in enumerate(found, len(ledger.stored)))
        compute(ledger, trust.accepted)
        trust = Trust(ledger)
    return trust


def _contradiction(ledger: Ledger, trust: Trust, cell: Cell) -> Finding | None:
    """What to tell of a cell that showed a value, and now shows an error of a function that isn't proven."""
    cached, value = ledger.sheets[cell[0]].values.get(cell[1]), ledger.values[cell][cell[1]]
    if not isinstance(value, CellError) or cached is None or isinstance(cached, CellError):
        return None
    if cell in trust.near_errors or not trust.unproven(cell):
        return None
    return contradiction(cell, cached, value)


def _written(
    ledger: Ledger, trust: Trust, cells: set[Cell], notes: list[Finding], names: tuple[str, ...]
) -> Evaluation:
    """The evaluation in which some cells get their new values."""
    values: dict[str, dict[Address, Scalar]] = defaultdict(dict)
    areas: dict[str, dict[Address, Area]] = defaultdict(dict)
    for cell in cells:
        sheet, anchor = cell
        cached = ledger.sheets[sheet].values
        for address, value in ledger.values[cell].items():
            if isinstance(value, Uncomputed):
                continue
            if len(ledger.values[cell]) == 1 or not trust.is_same(cell, cached.get(address), value):
                values[sheet][address] = value
        if cell in ledger.areas and ledger.areas[cell] != ledger.formulas[cell].area:
            areas[sheet][anchor] = ledger.areas[cell]
    stale = ledger.dependencies.direct(cells) if ledger.kept and cells else set()
    left = len(ledger.kept) + len(ledger.reached)
    cached_values = {
        (sheet, address): ledger.sheets[sheet].values.get(address)
        for sheet, address in (*ledger.kept, *ledger.reached)
    }
    return Evaluation(
        values,
        areas,
        (
            *findings_of(ledger.kept, ledger.reached, stale, cached_values),
            *notes,
            *macro_findings(_macro_calls(ledger, cells)),
            *prefix_findings(without_prefix(ledger.formulas, ledger.analyses, ledger.functions)),
            *linked_findings(ledger, [cell for cell, _ in ledger.open()]),
        ),
        len(ledger.formulas),
        len(ledger.formulas) - left,
        sum(analysis.calls for analysis in ledger.analyses.values()),
        names,
        reasons(ledger),
    )


def _macro_calls(ledger: Ledger, cells: set[Cell]) -> Mapping[Cell, frozenset[str]]:
    """Those of some cells that may call a macro of the workbook's own where we called our function."""
    if not ledger.book.macro:
        return {}
    return {cell: names for cell in cells if (names := ledger.analyses[cell].plain_calls)}
