"""Checks with the second engine what we write out in formulas: formulas of names, references over sheets.

Both engines read `(SUM(S!A1:A3)*2)` where a formula says `Total`, and one reference for each sheet where it
says `Jan:Mar!B2`. So neither would notice if we wrote out the wrong thing. The second engine knows such names
and references itself: it gets the changed cells that use them as they are stored, with the workbook's names
and tables, and has to give the same value. If it doesn't, it is asked once more, about what we wrote out:
when both of its values are the same, the engines disagree about a function and not about a name.

It doesn't have our functions, so both texts call SUM in their place, which reads the same cells.

A name that moves with the cell can't be checked so: to this engine all names are as seen from A1.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from roi_xl.engine.answer.first_answer import FirstAnswer
from roi_xl.engine.answer.known_values import known_values
from roi_xl.engine.answer.question import Question
from roi_xl.engine.formulon import adapter as formulon
from roi_xl.engine.judgement.trust import AGREEMENT, Trust
from roi_xl.engine.plain_copy import Surroundings, Written, engine_copy
from roi_xl.engine.results import Uncomputed, Value, agree
from roi_xl.errors import CellError
from roi_xl.formulas.meaning import IN_EXCEL, Obstacle
from roi_xl.formulas.spelling import bare
from roi_xl.xlsx import Address, Cell, DefinedName
from roi_xl.xlsx.formula import TokenKind, tokens

_STAND_IN, _ENDING = "SUM", "_NAME"


def unwitnessed(answer: FirstAnswer, trust: Trust, cells: Collection[Cell]) -> dict[Cell, Obstacle]:
    """The cells for which the second engine reads a name, or a reference over sheets, otherwise than we do.

    Args:
        answer: The answer.
        trust: Its rules; they decide what is noise.
        cells: Cells whose values have changed.
    """
    analyses, functions = answer.question.analyses, answer.question.functions
    asked = [cell for cell in cells if analyses[cell].written_out]
    stored = _opinions(answer, asked, is_stored=True)
    open_cells = [
        cell
        for cell in asked
        if analyses[cell].functions & functions.keys() or not _is_as_computed(answer, trust, cell, stored)
    ]
    plain = _opinions(answer, open_cells, is_stored=False)
    found = {}
    for cell in open_cells:
        pairs = [(stored.get((cell[0], at)), plain.get((cell[0], at))) for at in answer.values[cell]]
        if not all(_is_same(*pair) for pair in pairs):
            detail = f"the engines don't agree what {analyses[cell].written_out[0]} means"
            found[cell] = Obstacle("reference-disputed", detail, IN_EXCEL)
    return found


def _is_as_computed(answer: FirstAnswer, trust: Trust, cell: Cell, values: Mapping[Cell, Value]) -> bool:
    """Whether the second engine gives a cell the value that was computed for it."""
    return all(
        agree(value, other := values.get((cell[0], at)), AGREEMENT) or trust.is_noise(cell, value, other)
        for at, value in answer.values[cell].items()
    )


def _is_same(one: Value, other: Value) -> bool:
    """Whether two values are the same and say something; an error may come from what the engine lacks."""
    is_told = one is not None and not isinstance(one, Uncomputed | CellError)
    return is_told and agree(one, other, AGREEMENT)


def _opinions(answer: FirstAnswer, cells: Collection[Cell], *, is_stored: bool) -> Mapping[Cell, Value]:
    """The second engine's values of some cells; none if it can't read the question.

    Args:
        answer: The answer, for the values that the cells read.
        cells: The cells.
        is_stored: Whether it reads the formulas as they are stored, else as we wrote them out.
    """
    if not cells:
        return {}
    question, book = answer.question, answer.question.formulas.book
    titles = [sheet.name for sheet in book.sheets]
    known = known_values(answer)  # all: what we think the cells read may be wrong
    for cell in cells:
        for at in answer.values[cell]:
            known[cell[0]].pop(at, None)
        known[cell[0]][cell[1]] = _written(answer, cell, is_stored=is_stored)
    surroundings = Surroundings()
    if is_stored:
        surroundings = Surroundings(titles, book.tables, _names(question, cells))
    copy = engine_copy(
        [known[title] for title in (titles if is_stored else known)],
        date1904=book.date1904,
        surroundings=surroundings,
    )
    places = [(cell[0], at) for cell in cells for at in answer.values[cell]]
    try:
        return formulon.values(copy, titles if is_stored else list(known), places, question.today)
    except formulon.SecondOpinionError:
        return {}


def _written(answer: FirstAnswer, cell: Cell, *, is_stored: bool) -> Written:
    """A formula as it goes into the question, with stand-ins for our functions."""
    question = answer.question
    formula, analysis = question.cells[cell], question.analyses[cell]
    text = _with_stand_ins(formula.text if is_stored else analysis.text, question)
    if analysis.native_arrays and formula.kind == "normal":
        anchor: Address = cell[1]
        return Written(text, (*anchor, *anchor))
    return question.written(cell, text, answer.areas.get(cell, formula.area))


def _with_stand_ins(text: str, question: Question) -> str:
    """A formula that calls SUM, without a qualifier, wherever it calls one of our functions.

    Names get an ending, since the second engine takes a name spelled like a function for the function.
    """
    defined = {name.name.casefold() for name in question.formulas.book.names}
    pieces = tokens(text)
    calls = [bare(text).upper() if kind is TokenKind.FUNCTION else "" for kind, text in pieces]
    out = []
    for at, (kind, text) in enumerate(pieces):
        if calls[at] in question.functions:
            out.append(_STAND_IN)
        elif kind is TokenKind.OPEN and at and calls[at - 1] in question.functions:
            out.append(f"{text}0,")  # SUM needs an argument
        elif kind is TokenKind.NAME and text.casefold() in defined:
            out.append(text + _ENDING)
        elif kind is not TokenKind.PREFIX or at + 1 == len(pieces) or calls[at + 1] not in question.functions:
            out.append(text)
    return "".join(out)


def _names(question: Question, cells: Iterable[Cell]) -> list[DefinedName]:
    """The names that some formulas use, and those that their names use."""
    defined = question.formulas.book.names
    used, texts = set[str](), [question.cells[cell].text for cell in cells]
    while texts:
        words = {piece.text.casefold() for piece in tokens(texts.pop()) if piece.kind is TokenKind.NAME}
        texts += [name.text for name in defined if name.name.casefold() in words - used]
        used |= words
    return [
        DefinedName(name.name + _ENDING, _with_stand_ins(name.text, question), name.sheet)
        for name in defined
        if name.name.casefold() in used
    ]
