"""The second opinion about values that the primary engine alone can't vouch for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from roi_xl.engine import primary, second
from roi_xl.engine.analysis import IN_EXCEL, Obstacle
from roi_xl.engine.copy import Content, Written, array_literal, engine_copy
from roi_xl.engine.dependencies import Cell
from roi_xl.engine.ledger import Ledger, Substitutes, contents
from roi_xl.engine.report import shown
from roi_xl.engine.results import Results, agree
from roi_xl.engine.trust import Trust
from roi_xl.engine.vocabulary import CRITERIA
from roi_xl.xlsx import Address

AGREEMENT = 1e-9
"""Two engines agree on a number when they differ relatively by no more: some functions iterate."""

_CALLS, _APART = "calls of ours", 8  # a sheet of our own; room for eight columns of result


def doubts(ledger: Ledger, trust: Trust, cells: Collection[Cell]) -> dict[Cell, Obstacle]:
    """Ask the second engine about some cells.

    The results of our functions, which it doesn't know, are put in as constants: a cell that is nothing but
    a call as its value, a call inside a larger formula as a literal.

    Args:
        ledger: The computed ledger; rounding noise is dropped from its values as Excel drops it.
        trust: Its rules.
        cells: The cells in doubt.

    Returns:
        The cells that aren't confirmed, with the reason.
    """
    ours = [cell for cell in ledger.values if ledger.analyses[cell].calls]
    literals = _literals(ledger, (cell for cell in ours if not trust.is_ours_alone(cell)))
    constants = {
        cell: ledger.values[cell]
        for cell in ours
        if trust.is_ours_alone(cell) or not literals.keys() >= set(ledger.analyses[cell].parts[1::2])
    }
    try:
        copy = ledger.copy(Substitutes(constants, literals, ledger.areas))
        other = second.results(copy, list(ledger.sheets), ledger.today)
    except second.SecondOpinionError as error:
        failed = Obstacle("no-second-opinion", f"the second engine failed: {error}", IN_EXCEL)
        return dict.fromkeys(cells, failed)
    found = {}
    for cell in cells:
        if trust.is_ours_alone(cell):
            continue
        doubt = unconfirmed(ledger, trust, cell) if cell in constants else _doubt(ledger, trust, cell, other)
        if doubt is not None:
            found[cell] = doubt
    return found


def unconfirmed(ledger: Ledger, trust: Trust, cell: Cell) -> Obstacle:
    """Why a cell that no second engine was or could be asked about isn't believed."""
    detail = f"{', '.join(sorted(trust.unproven(cell))) or 'the formula'} has no second opinion"
    apart = "give our function a cell of its own"
    return Obstacle("unconfirmed", detail, apart if ledger.analyses[cell].calls else "use --engines double")


def _doubt(ledger: Ledger, trust: Trust, cell: Cell, other: Results) -> Obstacle | None:
    if cell in trust.near_errors and ledger.analyses[cell].functions & CRITERIA:
        return Obstacle("criteria-error", "a criterion or a cell it looks at is an error", "settle the error")
    values = ledger.values[cell]
    for address, value in values.items():
        opinion = other.value(cell[0], address)
        if agree(value, opinion, AGREEMENT):
            continue
        if trust.is_noise(cell, value, opinion):
            values[address] = 0.0 if 0.0 in (value, opinion) else value
            continue
        detail = f"engines disagree: {primary.NAME} {shown(value)}, {second.NAME} {shown(opinion)}"
        return Obstacle("engines-disagree", detail, IN_EXCEL)
    return None


def _literals(ledger: Ledger, cells: Iterable[Cell]) -> Mapping[str, str]:
    """The results of our functions' calls inside larger formulas, written as constants."""
    texts = sorted({text for cell in cells for text in ledger.analyses[cell].parts[1::2]})
    if not texts:
        return {}
    sheets: dict[str, dict[Address, Content]] = {
        name: dict(sheet.values) for name, sheet in ledger.sheets.items()
    }
    for (name, _), values in ledger.values.items():
        sheets[name].update(contents(values))
    spots = {text: (1, 1 + _APART * number) for number, text in enumerate(texts)}
    sheets[_CALLS] = {spot: Written(text) for text, spot in spots.items()}
    copy = engine_copy(list(sheets.values()), date1904=ledger.book.date1904)
    results = primary.results(copy, list(sheets), ledger.functions, ledger.today)
    found = {}
    for text, spot in spots.items():
        top, left, bottom, right = results.extent(_CALLS, spot) or (*spot, *spot)
        columns = range(left, right + 1)
        literal = array_literal(
            [[results.value(_CALLS, (row, column)) for column in columns] for row in range(top, bottom + 1)]
        )
        if literal is not None:
            found[text] = literal
    return found
