"""The jury: what is written into a cell about which the two engines disagree.

The primary engine's value stands unless it is contested. Then the second engine's is believed where evidence
tells that it is right at every edge of a function of which the primary misses one (`evidence.csv`), or where
a juror that knows neither of them agrees, and was never wrong together with it in `jury.csv`. Two witnesses
that agree against the second engine settle nothing: they were wrong in half of such cells.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import lru_cache
from importlib.resources import files

from roi_xl.engine import formualizer_adapter, formulon_adapter
from roi_xl.engine.findings import shown
from roi_xl.engine.jurors import JURORS, Juror
from roi_xl.engine.last_digit import on_the_brink
from roi_xl.engine.ledger import Ledger
from roi_xl.engine.results import Uncomputed, Value, agree
from roi_xl.engine.trust import AGREEMENT, Trust, flawless_functions
from roi_xl.formulas.excel_functions import DATES, FORMATTING, LANGUAGE
from roi_xl.formulas.meaning import Analysis, Obstacle
from roi_xl.xlsx import Cell
from roi_xl.xlsx.formula import TokenKind, tokens

ENOUGH = 20
"""Excel-saved cells in which a juror and the second engine agreed and were right, for it to be believed."""

_EDGES = 3  # as many as a proven function needs
_SECONDS = 30.0
_CONTESTED = {"engines-disagree", "unsure-error"}
_NEVER = LANGUAGE | DATES | FORMATTING


def verdicts(
    ledger: Ledger, trust: Trust, doubtful: Mapping[Cell, Obstacle], held: Collection[Cell]
) -> dict[Cell, Value]:
    """The values of contested cells that can be believed all the same.

    Args:
        ledger: The computed ledger, with the second engine's opinions.
        trust: Its rules.
        doubtful: The cells whose values aren't confirmed, with the reason.
        held: The cells that depend on those: what they come to isn't known before these are settled.
    """
    contested = [
        cell
        for cell, doubt in doubtful.items()
        if doubt.code in _CONTESTED and cell not in held and _is_plain(ledger, cell)
    ]
    unsure = on_the_brink(ledger, trust, contested)
    contested = [cell for cell in contested if cell not in unsure]
    found = {
        cell: ledger.opinions[cell]
        for cell in contested
        if doubtful[cell].code == "engines-disagree" and _is_known(ledger, cell)
    }
    for juror in JURORS:
        found |= _agreed(ledger, juror, [cell for cell in contested if cell not in found])
    return found


def _is_plain(ledger: Ledger, cell: Cell) -> bool:
    """Whether a cell is one that a jury may be asked about."""
    if ledger.formulas[cell].kind != "normal" or ledger.book.date1904 or cell in ledger.settled:
        return False
    analysis = ledger.analyses[cell]
    opinion = ledger.opinions.get(cell)
    is_told = cell in ledger.opinions and not isinstance(opinion, Uncomputed)
    return is_told and not analysis.calls and not analysis.functions & _NEVER


def _is_known(ledger: Ledger, cell: Cell) -> bool:
    """Whether the engines disagree as they do at a known edge, where the second engine is right."""
    analysis = ledger.analyses[cell]
    names = used(analysis)
    known = names & _second_knows().keys()
    pair = _kind(ledger.values[cell][cell[1]]), _kind(ledger.opinions[cell])
    is_seen = any(pair in _second_knows()[name] for name in known)
    return is_seen and analysis.plain and names - known <= flawless_functions()


def _agreed(ledger: Ledger, juror: Juror, cells: Collection[Cell]) -> dict[Cell, Value]:
    """The values of those cells of which a juror gives what the second engine gives."""
    believed = flawless_functions() | _believed(juror.name)
    asked = [cell for cell in cells if used(ledger.analyses[cell]) <= believed]
    if not asked or not juror.is_here:
        return {}
    told = juror.opinions(ledger.book.package.data, asked, ledger.today, _SECONDS)
    opinions = ledger.opinions
    return {cell: opinions[cell] for cell in told if agree(told[cell], opinions[cell], AGREEMENT)}


def used(analysis: Analysis) -> frozenset[str]:
    """The functions and operators of a formula."""
    signs = (piece for kind, piece in tokens(analysis.text) if kind is TokenKind.OPERATOR)
    return analysis.functions | frozenset(signs)


@lru_cache(maxsize=1)
def _second_knows() -> Mapping[str, frozenset[tuple[str, str]]]:
    """Functions and operators of which the second engine knows all edges, and the primary misses some.

    With each, the kinds of what the two gave where the primary was wrong.
    """
    rows: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for row in _table("evidence.csv"):
        engines = {name.partition(" ")[0]: verdict for name, verdict in row.items()}
        rows[row["function"]].append(
            (engines[formualizer_adapter.NAME], engines[formulon_adapter.NAME], row["right"])
        )
    found = {
        name: frozenset(
            (_kind_of(first), _kind_of(right)) for first, _, right in verdicts if first != "right"
        )
        for name, verdicts in rows.items()
        if len(verdicts) >= _EDGES and all(other == "right" for _, other, _ in verdicts)
    }
    return {name: pairs for name, pairs in found.items() if pairs}


def _kind_of(text: str) -> str:
    """The kind of a value that the evidence holds: its error, or what it is."""
    if text.startswith("#"):
        return text
    return "text" if text.startswith('"') else "truth" if text in {"TRUE", "FALSE"} else "number"


def _kind(value: Value) -> str:
    """The kind of a value: its error, or what it is."""
    return _kind_of(shown(value))


@lru_cache
def _believed(juror: str) -> frozenset[str]:
    """The functions in which a juror and the second engine were right whenever they agreed."""
    rows = [row for row in _table("jury.csv") if row["juror"] == juror]
    return frozenset(row["function"] for row in rows if int(row["right"]) >= ENOUGH and not int(row["wrong"]))


def _table(name: str) -> list[dict[str, str]]:
    text = files("roi_xl.engine").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
