"""What a formula reads now: of an IF only the condition and the branch that is taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from roi_xl.errors import CellError
from roi_xl.formulas.spelling import bare
from roi_xl.xlsx import Cell
from roi_xl.xlsx.formula import Token, TokenKind, tokens

if TYPE_CHECKING:
    from roi_xl.engine import WhatIf
    from roi_xl.formulas.meaning import Place
    from roi_xl.model import Model

_CATCHING = frozenset({"IFERROR", "IFNA"})


class Reads(NamedTuple):
    """What a formula reads now.

    Attributes:
        parts: The areas of which its value is made.
        conditions: The areas that only decide which branch is taken.
        passed_on: The reference whose value it passes on as it is, as `=B7` and `=IF(A1>0,B7,0)` do; empty
            if it computes.
    """

    parts: tuple[Place, ...]
    conditions: tuple[Place, ...] = ()
    passed_on: str = ""


def live_reads(model: Model, what_if: WhatIf, cell: Cell) -> Reads:
    """The areas that a cell's formula reads now, without branches that aren't taken.

    Only IF, IFERROR and IFNA around the whole formula, one inside the other, are followed; all that any
    other formula mentions counts as read.

    Args:
        model: The workbook.
        what_if: Its formulas, open for questions.
        cell: A formula cell.
    """
    formula = model.formula(cell)
    if formula is None or formula.kind != "normal":
        return Reads(model.reads(cell))
    parts: dict[Place, None] = {}
    conditions: dict[Place, None] = {}
    texts = [*_taken(model, what_if, cell, formula.text)]
    for text, is_condition in texts:
        found = model.meaning(text, cell).inputs if text != formula.text else model.reads(cell)
        (conditions if is_condition else parts).update(dict.fromkeys(found))
    made_of = [text for text, is_condition in texts if not is_condition]
    only = made_of[0] if len(made_of) == 1 and model.meant(made_of[0], cell) is not None else ""
    return Reads(tuple(parts), tuple(place for place in conditions if place not in parts), only)


def _taken(model: Model, what_if: WhatIf, cell: Cell, text: str) -> Iterator[tuple[str, bool]]:
    """The parts of a formula that decide its value now, and whether each is a condition."""
    name, arguments = _whole_call(tokens(text))
    if name == "IF" and len(arguments) in {2, 3}:
        condition, *branches = arguments
        value = what_if.part(model.meaning(condition, cell).text)
        if isinstance(value, bool | float):
            yield condition, True
            taken = branches[:1] if value else branches[1:]
            yield from (part for branch in taken for part in _taken(model, what_if, cell, branch))
            return
    if name in _CATCHING and len(arguments) == 2:
        value = what_if.part(model.meaning(arguments[0], cell).text)
        if not isinstance(value, CellError):
            yield from _taken(model, what_if, cell, arguments[0])
            return
    yield text, False


def _whole_call(pieces: Sequence[Token]) -> tuple[str, list[str]]:
    """The function that a formula is one call of, in upper case, and the texts of its arguments."""
    if len(pieces) < 2 or pieces[0].kind is not TokenKind.FUNCTION or pieces[-1].kind is not TokenKind.CLOSE:
        return "", []
    arguments, depth = [""], 0
    for at, (kind, text) in enumerate(pieces[1:], 1):
        depth += (kind is TokenKind.OPEN) - (kind is TokenKind.CLOSE)
        if depth == 0 and at < len(pieces) - 1:
            return "", []
        if depth == 1 and kind is TokenKind.COMMA:
            arguments.append("")
        elif 1 < at < len(pieces) - 1:
            arguments[-1] += text
    return bare(pieces[0].text).upper(), [argument.strip() for argument in arguments]
