"""Evaluates a workbook by double entry: each changed value is confirmed, or the cell is left alone.

A value is confirmed when it equals the value already cached in the file, when both engines give it, or when
every function in its formula is proven and its inputs are confirmed. Any other value isn't written: the cell
and what depends on it keep their cached values, and a finding says so.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from roi_xl.catalogue import Function
from roi_xl.engine.answer.first_answer import FirstAnswer, first_answer, numbered
from roi_xl.engine.answer.linked_workbooks import linked_findings
from roi_xl.engine.answer.question import Question, question_of
from roi_xl.engine.errors_explained import CellReason, reasons
from roi_xl.engine.findings import contradiction, findings_of, macro_findings, prefix_findings
from roi_xl.engine.judgement.judge import Engines, Judgement, judge
from roi_xl.engine.judgement.jury import verdicts
from roi_xl.engine.judgement.second_opinion import DISAGREE
from roi_xl.engine.judgement.trust import AGREEMENT, Trust
from roi_xl.engine.results import Uncomputed, agree
from roi_xl.errors import CellError, Finding
from roi_xl.formulas.missing_prefixes import without_prefix
from roi_xl.formulas.workbook_formulas import Formulas, formulas_of
from roi_xl.xlsx import Address, Area, Cell, Scalar, Workbook

_PASSES = 4


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What to write into a workbook, and what to report about it.

    Attributes:
        values: New values of the cells whose cached value is out of date, by sheet; None clears a cell.
        areas: New areas of array formulas that grew or shrank, by sheet and anchor.
        findings: What was left unchanged, and why.
        formulas: How many formula cells the workbook has.
        computed: How many of them were computed and confirmed.
        calls: How many calls of our worksheet functions they hold.
        engines: The engines that were asked.
        reasons: Why our functions gave the errors that computed cells show.
        left: The formula cells that weren't computed or confirmed, and so keep what the file holds.
        answer: What the primary engine gave in the end, for those who ask on.
    """

    values: Mapping[str, Mapping[Address, Scalar]]
    areas: Mapping[str, Mapping[Address, Area]]
    findings: tuple[Finding, ...]
    formulas: int
    computed: int
    calls: int
    engines: tuple[str, ...]
    reasons: tuple[CellReason, ...]
    left: frozenset[Cell]
    answer: FirstAnswer = field(compare=False, repr=False)


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
        formulas: The workbook's formulas if `formulas_of` has read them already, with the same functions,
            from this workbook or from one that differs only in the values of its cells.

    Raises:
        EngineError: The primary engine refused the workbook.
        ValueError: The formulas belong to another workbook, or were read with other functions.
    """
    if formulas is None:
        formulas = formulas_of(book, functions)
    elif formulas.functions is not functions and dict(formulas.functions) != dict(functions):
        raise ValueError("these formulas were read with other worksheet functions")
    return _evaluation(judged(question_of(formulas, book, today), engines))


def judged(question: Question, engines: Engines) -> Judgement:
    """Compute a question, judge the values, and settle those on which the engines disagree.

    Args:
        question: What is asked.
        engines: As for `evaluate`.

    Raises:
        EngineError: The primary engine refused the workbook.
    """
    judgement = judge(computed(question), engines)
    for _ in range(_PASSES):
        found = verdicts(judgement)
        if not found:
            break
        again = judgement.answer.question.with_settled(found)
        judgement = judge(computed(again, judgement.trust), engines)
    return judgement


def computed(question: Question, trust: Trust | None = None) -> Trust:
    """Compute a question so that dependents read the cached value wherever it counts as current.

    Args:
        question: What is asked.
        trust: The rules of trust applied to the previous answer, if there is one.

    Returns:
        The rules of trust applied to the answer.

    Raises:
        EngineError: The primary engine refused the workbook.
    """
    trust = Trust(first_answer(question, trust.accepted if trust is not None else None))
    for _ in range(_PASSES):
        asked = trust.answer.question
        found = sorted(trust.resembling() - asked.rewrites.stored.keys())
        if not found or not asked.dependencies.direct(found):
            break
        rewrites = replace(asked.rewrites, stored=numbered(asked.rewrites.stored, found))
        trust = Trust(first_answer(replace(asked, rewrites=rewrites), trust.accepted))
    return trust


def _seconded(judgement: Judgement) -> frozenset[Cell]:
    """The cells on which the engines disagree, and whose value in the file is the second engine's."""
    disputed = [cell for cell, doubt in judgement.rejected.items() if doubt.code == DISAGREE]
    return frozenset(cell for cell in disputed if _is_the_second(judgement, cell))


def _is_the_second(judgement: Judgement, cell: Cell) -> bool:
    cached = judgement.answer.question.sheets[cell[0]].values
    opinions = {at: judgement.opinions[cell[0], at] for at in judgement.answer.values[cell]}
    return all(
        cached.get(at) is not None and agree(cached[at], opinion, AGREEMENT)
        for at, opinion in opinions.items()
    )


def _contradiction(judgement: Judgement, cell: Cell) -> Finding | None:
    """The finding about a cell that showed a value and now shows an error of a function that isn't proven."""
    answer, trust = judgement.answer, judgement.trust
    cached, value = answer.question.sheets[cell[0]].values.get(cell[1]), answer.values[cell][cell[1]]
    if not isinstance(value, CellError) or cached is None or isinstance(cached, CellError):
        return None
    if cell in trust.near_errors or not trust.unproven(cell):
        return None
    return contradiction(cell, cached, value)


def _evaluation(judgement: Judgement) -> Evaluation:
    """The evaluation that follows from a judgement: the cells that are believed get their new values."""
    answer, question = judgement.answer, judgement.answer.question
    believed = judgement.changed - judgement.held - judgement.rejected.keys()
    kept = {**question.kept, **judgement.rejected}
    reached = (question.reached | judgement.held).difference(kept)
    notes = [note for cell in sorted(believed) if (note := _contradiction(judgement, cell))]
    stale = question.dependencies.direct(believed) if kept and believed else set()
    cached = {
        (sheet, address): question.sheets[sheet].values.get(address) for sheet, address in (*kept, *reached)
    }
    left = reached.union(kept)
    known = [cell for cell in question.cells if cell not in kept and cell not in reached]
    return Evaluation(
        _new_values(judgement, believed),
        _new_areas(judgement, believed),
        (
            *findings_of(kept, reached, stale, cached, _seconded(judgement)),
            *judgement.notes,
            *notes,
            *macro_findings(_macro_calls(question, believed)),
            *prefix_findings(without_prefix(question.cells, question.analyses, question.functions)),
            *linked_findings(question.analyses, question.book.links, known),
        ),
        len(question.cells),
        len(question.cells) - len(left),
        sum(analysis.calls for analysis in question.analyses.values()),
        judgement.names,
        reasons(answer, known),
        left,
        answer,
    )


def _new_values(judgement: Judgement, cells: Iterable[Cell]) -> Mapping[str, Mapping[Address, Scalar]]:
    """The new values of some cells, with the members of arrays that are out of date, by sheet."""
    answer, found = judgement.answer, defaultdict[str, dict[Address, Scalar]](dict)
    for cell in cells:
        cached, values = answer.question.sheets[cell[0]].values, answer.values[cell]
        for address, value in values.items():
            if isinstance(value, Uncomputed):
                continue
            if len(values) == 1 or not judgement.trust.is_same(cell, cached.get(address), value):
                found[cell[0]][address] = value
    return MappingProxyType({sheet: MappingProxyType(new) for sheet, new in found.items()})


def _new_areas(judgement: Judgement, cells: Iterable[Cell]) -> Mapping[str, Mapping[Address, Area]]:
    """The areas of the cells whose arrays grow or shrink, by sheet."""
    answer, found = judgement.answer, defaultdict[str, dict[Address, Area]](dict)
    for cell in cells:
        area = answer.areas.get(cell)
        if area is not None and area != answer.question.cells[cell].area:
            found[cell[0]][cell[1]] = area
    return MappingProxyType({sheet: MappingProxyType(new) for sheet, new in found.items()})


def _macro_calls(question: Question, cells: Iterable[Cell]) -> Mapping[Cell, frozenset[str]]:
    """The cells that may call a macro of the workbook itself where we called our function."""
    if not question.book.macro:
        return {}
    return {cell: names for cell in cells if (names := question.analyses[cell].plain_calls)}
