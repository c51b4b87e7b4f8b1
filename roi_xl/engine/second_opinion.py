"""The second opinion about values that the primary engine alone can't vouch for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from roi_xl.engine import formualizer_adapter, formulon_adapter
from roi_xl.engine.certain_errors import error_doubt
from roi_xl.engine.false_circles import without_itself
from roi_xl.engine.findings import shown
from roi_xl.engine.ledger import Ledger
from roi_xl.engine.question import Content, Written, array_literal, engine_copy
from roi_xl.engine.results import Uncomputed, Value, agree
from roi_xl.engine.trust import AGREEMENT, Trust
from roi_xl.errors import CellError
from roi_xl.formulas.excel_functions import CRITERIA, LANGUAGE
from roi_xl.formulas.meaning import IN_EXCEL, Obstacle
from roi_xl.xlsx import Address, Cell, addresses, holds

Sheets = dict[str, dict[Address, Content]]

_DISAGREE = "engines-disagree"
_CALLS, _APART = "calls of ours", 8  # a sheet of our own; room for eight columns of result


def doubts(ledger: Ledger, trust: Trust, cells: Collection[Cell]) -> dict[Cell, Obstacle]:
    """Ask the second engine about some cells.

    It computes them, and nothing else, from the values that are known by now. The results of our functions,
    which it doesn't know, are put in as constants: a cell that is nothing but a call as its value, a call
    inside a larger formula as a literal.

    Args:
        ledger: The computed ledger; rounding noise is dropped from its values as Excel drops it.
        trust: Its rules.
        cells: The cells in doubt.

    Returns:
        The cells that aren't confirmed, with the reason. Where the engines disagree about a cell, its inputs
        may have been in doubt, too: it is asked about anew while some of those have been confirmed.
    """
    found = _doubts(ledger, trust, cells)
    disputed = {cell for cell, doubt in found.items() if doubt.code == _DISAGREE}
    asked = set(cells)
    while disputed and disputed < asked:
        again = _doubts(ledger, trust, disputed)
        asked = disputed
        disputed = {cell for cell in asked if cell in again and again[cell].code == _DISAGREE}
        found = {cell: doubt for cell, doubt in found.items() if cell not in asked} | again
    return found


def _doubts(ledger: Ledger, trust: Trust, cells: Collection[Cell]) -> dict[Cell, Obstacle]:
    """The cells of some that one round of asking doesn't confirm, with the reason."""
    asked = [cell for cell in cells if not trust.is_ours_alone(cell)]
    known = known_values(ledger, asked)
    literals = _literals(ledger, known, asked)
    mute = {cell for cell in asked if not literals.keys() >= set(ledger.analyses[cell].parts[1::2])}
    answering = [cell for cell in asked if cell not in mute]
    found = {cell: _unconfirmed(trust, cell) for cell in mute}
    for cell in answering:
        _put(ledger, known, cell, literals)
    wanted = [(cell[0], address) for cell in answering for address in ledger.values[cell]]
    try:
        copy = engine_copy(list(known.values()), date1904=ledger.book.date1904)
        opinions = formulon_adapter.values(copy, list(known), wanted, ledger.today) if wanted else {}
    except formulon_adapter.SecondOpinionError as error:
        failed = Obstacle("no-second-opinion", f"the second engine failed: {error}", IN_EXCEL)
        return found | dict.fromkeys(answering, failed)
    ledger.opinions.update(opinions)
    errors = {text for text, literal in literals.items() if literal.startswith("(#")}
    for cell in answering:
        if not errors.isdisjoint(ledger.analyses[cell].parts[1::2]) and _is_error_of_index(ledger, cell):
            detail = "INDEX of an error value, of which both engines make another error"
            found[cell] = Obstacle("index-error", detail, "settle the error")
            continue
        doubt = _doubt(ledger, trust, cell, opinions)
        if doubt is not None:
            found[cell] = doubt
    return found


def _is_error_of_index(ledger: Ledger, cell: Cell) -> bool:
    """Whether an error may be INDEX's own, who can't find a second column in what is no array.

    Excel passes on the error that stands for the array: `=INDEX(#VALUE!,1,2)` is #VALUE!, not #REF!.
    """
    is_error = any(isinstance(value, CellError) for value in ledger.values[cell].values())
    return is_error and "INDEX" in ledger.analyses[cell].functions


def _unconfirmed(trust: Trust, cell: Cell) -> Obstacle:
    """Why a cell that the second engine couldn't be asked about isn't believed: it can't take our result."""
    detail = f"{', '.join(sorted(trust.unproven(cell))) or 'the formula'} has no second opinion"
    return Obstacle("unconfirmed", detail, "give our function a cell of its own")


def _doubt(ledger: Ledger, trust: Trust, cell: Cell, opinions: Mapping[Cell, Value]) -> Obstacle | None:
    doubt = _doubt_beforehand(ledger, trust, cell)
    if doubt is not None:
        return doubt
    for address, value in ledger.values[cell].items():
        opinion = opinions[cell[0], address]
        if agree(value, opinion, AGREEMENT) or trust.is_as_iterated(cell, value, opinion):
            continue
        if not trust.is_noise(cell, value, opinion):
            first, second = formualizer_adapter.NAME, formulon_adapter.NAME
            detail = f"engines disagree: {first} {shown(value)}, {second} {shown(opinion)}"
            return Obstacle(_DISAGREE, detail, IN_EXCEL)
    return None


def _doubt_beforehand(ledger: Ledger, trust: Trust, cell: Cell) -> Obstacle | None:
    """What no second opinion settles, since both engines may be wrong alike."""
    local = ledger.analyses[cell].functions & LANGUAGE
    if local:
        detail = f"{', '.join(sorted(local))} depends on the language of Excel or Windows"
        return Obstacle("language", detail, IN_EXCEL)
    doubt = error_doubt(ledger, cell, is_near=cell in trust.near_errors)
    if doubt is not None:
        return doubt
    if trust.has_noisy_criteria(cell):
        detail = "a criterion looks at a number with rounding noise, which Excel ignores"
        return Obstacle("criteria-noise", detail, "round the numbers it looks at")
    if ledger.book.date1904 and ledger.analyses[cell].functions & CRITERIA:
        return Obstacle("criteria-1904", "a criterion in a workbook that counts days from 1904", IN_EXCEL)
    if any(trust.may_be_noise(cell, value) for value in ledger.values[cell].values()):
        detail = "a difference so small that Excel may show 0 in its place"
        return Obstacle("near-zero", detail, "round it, such as =ROUND(A1-B1,2)")
    return None


def known_values(ledger: Ledger, cells: Iterable[Cell]) -> Sheets:
    """The values that some cells read, as known by now; all values if one of them may read anything."""
    everything: Sheets = {name: dict(sheet.values) for name, sheet in ledger.sheets.items()}
    for (name, _), values in ledger.values.items():
        for address, value in values.items():
            if value is None or isinstance(value, Uncomputed):
                everything[name].pop(address, None)
            else:
                everything[name][address] = value
    analyses = [ledger.analyses[cell] for cell in cells]
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


def _put(ledger: Ledger, known: Sheets, cell: Cell, literals: Mapping[str, str]) -> None:
    """Put the formula of a cell in doubt among the known values."""
    sheet, anchor = cell
    for address in ledger.values[cell]:
        known[sheet].pop(address, None)
    analysis = ledger.analyses[cell]
    text = "".join(literals.get(part, part) for part in analysis.uncut or analysis.parts)
    text = without_itself(ledger, cell) if cell in ledger.unrolled else text
    if analysis.native_arrays and ledger.formulas[cell].kind == "normal":
        known[sheet][anchor] = Written(text, (*anchor, *anchor))  # so it takes arrays where Excel does anyway
        return
    known[sheet][anchor] = ledger.written(cell, text, ledger.areas.get(cell, ledger.formulas[cell].area))


def _literals(ledger: Ledger, known: Sheets, cells: Iterable[Cell]) -> Mapping[str, str]:
    """The results of our functions' calls inside larger formulas, written as constants."""
    texts = sorted({text for cell in cells for text in ledger.analyses[cell].parts[1::2]})
    if not texts:
        return {}
    spots = {text: (1, 1 + _APART * number) for number, text in enumerate(texts)}
    calls: dict[Address, Content] = {spot: Written(text) for text, spot in spots.items()}
    date1904 = ledger.book.date1904
    copy = engine_copy([*known.values(), calls], date1904=date1904)
    results = formualizer_adapter.results(
        copy, [*known, _CALLS], ledger.functions, ledger.today, date1904=date1904
    )
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
