"""Collects the values that formulas read, for code that computes some formulas a second time."""

from __future__ import annotations

from collections.abc import Iterable

from roi_xl.engine.answer.first_answer import FirstAnswer
from roi_xl.engine.plain_copy import Content
from roi_xl.engine.results import Uncomputed
from roi_xl.xlsx import Address, Cell, addresses, holds

Sheets = dict[str, dict[Address, Content]]


def known_values(answer: FirstAnswer, cells: Iterable[Cell] | None = None) -> Sheets:
    """The known values that some cells read; all values if one of them may read any cell.

    Args:
        answer: The answer that has them.
        cells: The cells that read; without them, all values are given.
    """
    everything: Sheets = {name: dict(sheet.values) for name, sheet in answer.question.sheets.items()}
    for (name, _), values in answer.values.items():
        for address, value in values.items():
            if value is None or isinstance(value, Uncomputed):
                everything[name].pop(address, None)
            else:
                everything[name][address] = value
    if cells is None:
        return everything
    analyses = [answer.question.analyses[cell] for cell in cells]
    if any(analysis.unbounded for analysis in analyses):
        return everything
    needed: Sheets = {name: {} for name in everything}
    for name, area in {place for analysis in analyses for place in analysis.inputs}:
        source, target = everything[name], needed[name]
        if (area[2] - area[0] + 1) * (area[3] - area[1] + 1) <= len(source):
            target.update((address, source[address]) for address in addresses(area) if address in source)
        else:
            target.update((address, content) for address, content in source.items() if holds(area, address))
    return needed
