"""Tells the faults of a workbook of ours from what only follows from them.

One share of 140 % makes every result an error, and each rule about a result then breaks, too. Whoever mends
the share needs to see it first, and the others apart.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from roi_xl.audit.objection import Objection
from roi_xl.checks import ADVICE, INTEGRITY
from roi_xl.computed_workbook import Model
from roi_xl.errors import Level
from roi_xl.xlsx import Cell, place

_OF_RESULTS = frozenset(check.code for check in (*INTEGRITY, *ADVICE) if check.of_results)


def causes_among(found: Collection[Objection], model: Model) -> set[Cell]:
    """The typed cells at fault, where rules can't be judged; none if all rules can.

    Args:
        found: What the rules of the workbook object to.
        model: The workbook.
    """
    if all(one.is_judged for one in found):
        return set()
    places = {one.where for one in found if one.level is Level.ERROR and one.is_judged}
    return {cell for cell in cells_at(places, model) if model.formula(cell) is None}


def told_what_follows(
    found: Collection[Objection], causes: Collection[Cell], model: Model
) -> Iterator[Objection]:
    """The objections, those marked that may only follow from others.

    Args:
        found: What the rules of the workbook object to.
        causes: The cells at fault (see `causes_among`).
        model: The workbook.
    """
    reached = {place(cell) for cell in model.dependents(causes)} if causes else set()
    is_wrong = any(one.level is Level.ERROR and one.is_judged for one in found)
    for one in found:
        is_about_wrong_results = is_wrong and one.code in _OF_RESULTS
        is_unjudged_for_it = not one.is_judged and one.rule_at in reached
        yield replace(one, follows=is_about_wrong_results or is_unjudged_for_it)


def cells_at(places: Collection[str], model: Model) -> set[Cell]:
    """The cells of some places; a place that is a sheet has none.

    Args:
        places: Such as `Costs!B7`.
        model: The workbook.
    """
    cells = ((sheet.name, at) for sheet in model.book.sheets if places for at in sheet.values)
    return {cell for cell in cells if place(cell) in places}
