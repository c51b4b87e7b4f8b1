"""Judges computed values: asks the second engine where nothing is proven, and gives each doubt a reason."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from roi_xl.engine.answer.first_answer import FirstAnswer
from roi_xl.engine.formualizer import adapter as formualizer
from roi_xl.engine.formulon import adapter as formulon
from roi_xl.engine.judgement.last_digit import on_the_brink
from roi_xl.engine.judgement.local_texts import local_texts
from roi_xl.engine.judgement.reference_check import disputed
from roi_xl.engine.judgement.second_opinion import SecondOpinion, second_opinion
from roi_xl.engine.judgement.trust import Trust
from roi_xl.engine.judgement.written_out_check import unwitnessed
from roi_xl.engine.results import Value
from roi_xl.errors import Finding, Level
from roi_xl.formulas.meaning import Obstacle
from roi_xl.xlsx import Cell, place


class Engines(StrEnum):
    """When the second engine is asked."""

    DOUBLE = "double"
    STRICT = "strict"


@dataclass(frozen=True, slots=True)
class Judgement:
    """Which values of an answer are believed.

    Attributes:
        answer: The primary engine's answer.
        trust: The rules of trust.
        changed: The cells whose cached value is out of date.
        rejected: Those that aren't confirmed, with the reason.
        held: The cells that depend on the rejected ones.
        notes: Doubts about values that are current.
        opinions: What the second engine gave for the cells that it was asked about.
        names: The engines that were asked.
    """

    answer: FirstAnswer
    trust: Trust
    changed: Set[Cell]
    rejected: Mapping[Cell, Obstacle]
    held: Set[Cell]
    notes: tuple[Finding, ...]
    opinions: Mapping[Cell, Value]
    names: tuple[str, ...]


def judge(trust: Trust, engines: Engines) -> Judgement:
    """Judge the values of an answer.

    Args:
        trust: The rules of trust, with the answer.
        engines: Whether the second engine is asked about changed values outside the proven list, or about
            every cell.
    """
    answer = trust.answer
    settled = answer.question.settled.keys()
    changed = {cell for cell, values in answer.values.items() if not trust.is_current(cell, values)}
    if engines is Engines.STRICT:
        asked = set(answer.values)
    else:
        asked = {cell for cell in changed if not trust.is_proven(cell)} | trust.near_text_numbers
    asked -= settled
    opinion = second_opinion(answer, trust, asked) if asked else SecondOpinion({}, {})
    found = {**opinion.doubts, **local_texts(answer, changed)}
    found |= disputed(answer, changed - found.keys() - settled)
    found |= unwitnessed(answer, trust, changed - found.keys() - settled)
    found |= on_the_brink(answer, trust, changed - found.keys() - settled)
    open_to_doubt = changed | trust.near_text_numbers  # an unchanged value proves nothing there
    rejected = {cell: doubt for cell, doubt in found.items() if cell in open_to_doubt}
    notes = [
        Finding(Level.WARNING, doubt.code, place(cell), doubt.detail, doubt.remedy)
        for cell, doubt in sorted(found.items(), key=lambda item: item[0])
        if cell not in open_to_doubt
    ]
    return Judgement(
        answer,
        trust,
        frozenset(changed),
        MappingProxyType(rejected),
        frozenset(answer.question.dependencies.reached(rejected) if rejected else ()),
        tuple(notes),
        MappingProxyType(dict(opinion.values)),
        (formualizer.NAME, formulon.NAME) if asked or settled else (formualizer.NAME,),
    )
