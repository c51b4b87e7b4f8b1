"""Asks the second engine about values for which the primary engine alone isn't trusted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from roi_xl.engine.answer.false_circles import without_itself
from roi_xl.engine.answer.first_answer import FirstAnswer
from roi_xl.engine.answer.known_values import Sheets, known_values
from roi_xl.engine.facts import distrusted
from roi_xl.engine.findings import shown
from roi_xl.engine.formualizer import adapter as formualizer
from roi_xl.engine.formulon import adapter as formulon
from roi_xl.engine.judgement.certain_errors import error_doubt
from roi_xl.engine.judgement.trust import AGREEMENT, Trust
from roi_xl.engine.plain_copy import Content, Written, array_literal, engine_copy
from roi_xl.engine.results import Value, agree
from roi_xl.errors import CellError
from roi_xl.formulas.excel_functions import LANGUAGE
from roi_xl.formulas.meaning import IN_EXCEL, Obstacle
from roi_xl.xlsx import Address, Cell

DISAGREE = "engines-disagree"
"""The code of a cell for which the two engines give different values."""

_CALLS, _APART = "calls of ours", 8  # a separate sheet; room for eight columns of result


class SecondOpinion(NamedTuple):
    """The second engine's opinion on some cells.

    Attributes:
        doubts: The cells that aren't confirmed, with the reason.
        values: Its values for the cells that it could be asked about.
    """

    doubts: Mapping[Cell, Obstacle]
    values: Mapping[Cell, Value]


def second_opinion(answer: FirstAnswer, trust: Trust, cells: Collection[Cell]) -> SecondOpinion:
    """Ask the second engine about some cells.

    It computes only these cells, from the values known so far. It doesn't have our functions, so their
    results are constants: a cell that is only a call becomes its value, a call inside a larger formula
    becomes a literal. Where the engines disagree about a cell, its inputs may have been in doubt as well: it
    is asked about again as long as some of them get confirmed.

    Args:
        answer: The primary engine's answer.
        trust: The rules of trust.
        cells: The cells in doubt.
    """
    found, values = _asked(answer, trust, cells)
    disputed = {cell for cell, doubt in found.items() if doubt.code == DISAGREE}
    asked = set(cells)
    while disputed and disputed < asked:
        again, opinions = _asked(answer, trust, disputed)
        asked = disputed
        disputed = {cell for cell in asked if cell in again and again[cell].code == DISAGREE}
        found = {cell: doubt for cell, doubt in found.items() if cell not in asked} | again
        values |= opinions
    return SecondOpinion(found, values)


def _asked(
    answer: FirstAnswer, trust: Trust, cells: Collection[Cell]
) -> tuple[dict[Cell, Obstacle], dict[Cell, Value]]:
    """The cells that one round of asking doesn't confirm, with the reason; and all opinions."""
    asked = [cell for cell in cells if not trust.is_ours_alone(cell)]
    known = known_values(answer, asked)
    literals = _literals(answer, known, asked)
    analyses = answer.question.analyses
    mute = {cell for cell in asked if not literals.keys() >= set(analyses[cell].parts[1::2])}
    answering = [cell for cell in asked if cell not in mute]
    found = {cell: _unconfirmed(trust, cell) for cell in mute}
    for cell in answering:
        _put(answer, known, cell, literals)
    places = [(cell[0], address) for cell in answering for address in answer.values[cell]]
    try:
        copy = engine_copy(list(known.values()), date1904=answer.question.book.date1904)
        opinions = formulon.values(copy, list(known), places, answer.question.today) if places else {}
    except formulon.SecondOpinionError as error:
        failed = Obstacle("no-second-opinion", f"the second engine failed: {error}", IN_EXCEL)
        return found | dict.fromkeys(answering, failed), {}
    errors = {text for text, literal in literals.items() if literal.startswith("(#")}
    for cell in answering:
        if not errors.isdisjoint(analyses[cell].parts[1::2]) and _is_error_of_index(answer, cell):
            detail = "INDEX reads a result that is an error: which error Excel shows here isn't certain"
            found[cell] = Obstacle("index-error", detail, "fix the error")
            continue
        doubt = _doubt(answer, trust, cell, opinions)
        if doubt is not None:
            found[cell] = doubt
    return found, opinions


def _is_error_of_index(answer: FirstAnswer, cell: Cell) -> bool:
    """Whether an error may come from INDEX itself, which finds no second column in an error value.

    Excel passes on the error that is in place of the array: `=INDEX(#VALUE!,1,2)` is #VALUE!, not #REF!.
    """
    is_error = any(isinstance(value, CellError) for value in answer.values[cell].values())
    return is_error and bool(answer.question.analyses[cell].functions & distrusted("index-error"))


def _unconfirmed(trust: Trust, cell: Cell) -> Obstacle:
    """Why a cell isn't believed for which the second engine couldn't be asked: it can't take our result."""
    detail = f"{', '.join(sorted(trust.unproven(cell))) or 'the formula'} has no second opinion"
    return Obstacle("unconfirmed", detail, "give our function a cell of its own")


def _doubt(answer: FirstAnswer, trust: Trust, cell: Cell, opinions: Mapping[Cell, Value]) -> Obstacle | None:
    doubt = _doubt_beforehand(answer, trust, cell)
    if doubt is not None:
        return doubt
    for address, value in answer.values[cell].items():
        opinion = opinions[cell[0], address]
        if agree(value, opinion, AGREEMENT) or trust.is_as_iterated(cell, value, opinion):
            continue
        if not trust.is_noise(cell, value, opinion):
            first, second = formualizer.NAME, formulon.NAME
            detail = f"engines disagree: {first} {shown(value)}, {second} {shown(opinion)}"
            return Obstacle(DISAGREE, detail, IN_EXCEL)
    return None


def _doubt_beforehand(answer: FirstAnswer, trust: Trust, cell: Cell) -> Obstacle | None:
    """The doubt that no second opinion can settle, since both engines may make the same mistake."""
    functions = answer.question.analyses[cell].functions
    local = functions & LANGUAGE
    if local:
        detail = f"{', '.join(sorted(local))} depends on the language of Excel or Windows"
        return Obstacle("language", detail, IN_EXCEL)
    doubt = error_doubt(answer, cell, is_near=cell in trust.near_errors)
    if doubt is not None:
        return doubt
    if trust.has_noisy_criteria(cell):
        detail = "a criterion looks at a number with rounding noise, which Excel ignores"
        return Obstacle("criteria-noise", detail, "round the numbers it looks at")
    if answer.question.book.date1904 and functions & distrusted("criteria-1904"):
        return Obstacle("criteria-1904", "a criterion in a workbook that counts days from 1904", IN_EXCEL)
    if any(trust.may_be_noise(cell, value) for value in answer.values[cell].values()):
        detail = "a difference so small that Excel may show 0 in its place"
        return Obstacle("near-zero", detail, "round it, such as =ROUND(A1-B1,2)")
    return None


def _put(answer: FirstAnswer, known: Sheets, cell: Cell, literals: Mapping[str, str]) -> None:
    """Add the formula of a cell in doubt to the known values."""
    sheet, anchor = cell
    question = answer.question
    for address in answer.values[cell]:
        known[sheet].pop(address, None)
    analysis, formula = question.analyses[cell], question.cells[cell]
    text = "".join(literals.get(part, part) for part in analysis.uncut or analysis.parts)
    text = without_itself(question, cell) if cell in question.rewrites.unrolled else text
    if analysis.native_arrays and formula.kind == "normal":
        known[sheet][anchor] = Written(text, (*anchor, *anchor))  # computes arrays where Excel always does
        return
    known[sheet][anchor] = question.written(cell, text, answer.areas.get(cell, formula.area))


def _literals(answer: FirstAnswer, known: Sheets, cells: Iterable[Cell]) -> Mapping[str, str]:
    """The results of our functions' calls inside larger formulas, written as constants."""
    texts = sorted({text for cell in cells for text in answer.question.analyses[cell].parts[1::2]})
    if not texts:
        return {}
    spots = {text: (1, 1 + _APART * number) for number, text in enumerate(texts)}
    calls: dict[Address, Content] = {spot: Written(text) for text, spot in spots.items()}
    date1904 = answer.question.book.date1904
    copy = engine_copy([*known.values(), calls], date1904=date1904)
    results = formualizer.results(
        copy, [*known, _CALLS], answer.question.functions, answer.question.today, date1904=date1904
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
