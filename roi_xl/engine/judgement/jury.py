"""The jury: decides which value is believed where the two engines disagree.

The primary engine's value stands unless it is contested. Then the second engine's value is believed in two
cases: evidence shows that it is right at every edge of a function where the primary engine misses one
(`evidence.csv`); or an independent juror agrees with it, and the two were never wrong together in `jury.csv`.
If the juror and the primary engine agree against the second engine, nothing is settled: they were wrong in
half of such cells.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import lru_cache

from roi_xl.engine.facts import distrusted, flawless_functions, table
from roi_xl.engine.findings import shown
from roi_xl.engine.formualizer import adapter as formualizer
from roi_xl.engine.formulon import adapter as formulon
from roi_xl.engine.judgement.judge import Judgement
from roi_xl.engine.judgement.last_digit import on_the_brink
from roi_xl.engine.judgement.reference_check import disputed
from roi_xl.engine.judgement.second_opinion import DISAGREE
from roi_xl.engine.judgement.trust import AGREEMENT
from roi_xl.engine.judgement.written_out_check import unwitnessed
from roi_xl.engine.jurors.juror import JURORS, Juror
from roi_xl.engine.results import Uncomputed, Value, agree
from roi_xl.formulas.excel_functions import DATES, LANGUAGE
from roi_xl.formulas.meaning import Analysis
from roi_xl.xlsx import Address, Cell, Scalar, Sheet, Workbook, read
from roi_xl.xlsx.formula import TokenKind, tokens

ENOUGH = 20
"""Excel-saved cells in which a juror and the second engine agreed and were right, for it to be believed."""

_EDGES = 3  # as many as a proven function needs
_SECONDS = 30.0
CONTESTED = frozenset({DISAGREE, "unsure-error"})
"""The codes of the cells that the jury may settle."""

_NEVER = LANGUAGE | DATES | distrusted("formats")


def verdicts(judgement: Judgement) -> dict[Cell, Value]:
    """The values of contested cells that can be believed nevertheless.

    Cells that depend on rejected ones wait: their values aren't known until those are settled.

    Args:
        judgement: The judgement so far, with the second engine's opinions.
    """
    contested = [
        cell
        for cell, doubt in judgement.rejected.items()
        if doubt.code in CONTESTED and cell not in judgement.held and _is_plain(judgement, cell)
    ]
    answer, trust = judgement.answer, judgement.trust
    unsure = on_the_brink(answer, trust, contested).keys() | disputed(answer, contested).keys()
    unsure |= unwitnessed(answer, trust, contested).keys()
    contested = [cell for cell in contested if cell not in unsure]
    found = {
        cell: judgement.opinions[cell]
        for cell in contested
        if judgement.rejected[cell].code == DISAGREE and _is_known(judgement, cell)
    }
    for juror in JURORS:
        found |= _agreed(judgement, juror, [cell for cell in contested if cell not in found])
    return found


def _is_plain(judgement: Judgement, cell: Cell) -> bool:
    """Whether the jury may be asked about a cell."""
    question = judgement.answer.question
    if question.cells[cell].kind != "normal" or question.book.date1904 or cell in question.settled:
        return False
    analysis = question.analyses[cell]
    opinion = judgement.opinions.get(cell)
    is_told = cell in judgement.opinions and not isinstance(opinion, Uncomputed)
    return is_told and not analysis.calls and not analysis.functions & _NEVER


def _is_known(judgement: Judgement, cell: Cell) -> bool:
    """Whether the engines disagree in the way they do at a known edge where the second engine is right."""
    analysis = judgement.answer.question.analyses[cell]
    names = used(analysis)
    known = names & _second_knows().keys()
    pair = _kind(judgement.answer.values[cell][cell[1]]), _kind(judgement.opinions[cell])
    is_seen = any(pair in _second_knows()[name] for name in known)
    return is_seen and analysis.plain and names - known <= flawless_functions()


def _agreed(judgement: Judgement, juror: Juror, cells: Collection[Cell]) -> dict[Cell, Value]:
    """The values of the cells for which a juror gives the same value as the second engine."""
    question, opinions = judgement.answer.question, judgement.opinions
    believed = flawless_functions() | _believed(juror.name)
    asked = [cell for cell in cells if used(question.analyses[cell]) <= believed]
    if not asked or not juror.is_here or not _is_as_stored(question.book):
        return {}
    answers = juror.opinions(question.book.package.data, asked, question.today, _SECONDS)
    return {cell: opinions[cell] for cell in answers if agree(answers[cell], opinions[cell], AGREEMENT)}


def _is_as_stored(book: Workbook) -> bool:
    """Whether a workbook's inputs equal those in its package, which is all that a juror reads."""
    stored = read(book.package).sheets if book.stored is None else book.stored
    held = {sheet.name: sheet for sheet in book.sheets}
    return all(held[sheet.name] is sheet or _inputs(held[sheet.name]) == _inputs(sheet) for sheet in stored)


def _inputs(sheet: Sheet) -> dict[Address, Scalar]:
    """The cells of a sheet that aren't results of formulas."""
    results = sheet.formulas.keys() | sheet.members.keys()
    return {address: value for address, value in sheet.values.items() if address not in results}


def used(analysis: Analysis) -> frozenset[str]:
    """The functions and operators of a formula."""
    signs = (piece for kind, piece in tokens(analysis.text) if kind is TokenKind.OPERATOR)
    return analysis.functions | frozenset(signs)


@lru_cache(maxsize=1)
def _second_knows() -> Mapping[str, frozenset[tuple[str, str]]]:
    """Functions and operators that the second engine gets right at all edges, and the primary doesn't.

    Each comes with the kinds of the two values wherever the primary engine was wrong.
    """
    rows: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for row in table("evidence.csv"):
        engines = {name.partition(" ")[0]: verdict for name, verdict in row.items()}
        rows[row["function"]].append((engines[formualizer.NAME], engines[formulon.NAME], row["right"]))
    found = {
        name: frozenset(
            (_kind_of(first), _kind_of(right)) for first, _, right in verdicts if first != "right"
        )
        for name, verdicts in rows.items()
        if len(verdicts) >= _EDGES and all(other == "right" for _, other, _ in verdicts)
    }
    return {name: pairs for name, pairs in found.items() if pairs}


def _kind_of(text: str) -> str:
    """The kind of a value in the evidence: its error, or its type."""
    if text.startswith("#"):
        return text
    return "text" if text.startswith('"') else "truth" if text in {"TRUE", "FALSE"} else "number"


def _kind(value: Value) -> str:
    """The kind of a value: its error, or its type."""
    return _kind_of(shown(value))


@lru_cache
def _believed(juror: str) -> frozenset[str]:
    """The functions in which a juror and the second engine were right whenever they agreed."""
    rows = [row for row in table("jury.csv") if row["juror"] == juror]
    return frozenset(row["function"] for row in rows if int(row["right"]) >= ENOUGH and not int(row["wrong"]))
