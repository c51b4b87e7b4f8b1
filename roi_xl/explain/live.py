"""What a formula reads now: of an IF only the branch that is taken, of a look-up only the cell it took."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from roi_xl.errors import CellError
from roi_xl.explain.look_ups import LOOK_UPS, Taken
from roi_xl.formulas.excel_functions import ARRAY_CALLERS
from roi_xl.formulas.spelling import bare
from roi_xl.xlsx import Cell
from roi_xl.xlsx.formula import Token, TokenKind, tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roi_xl.computed_workbook import Model
    from roi_xl.engine import WhatIf
    from roi_xl.engine.results import Value
    from roi_xl.formulas.meaning import Place

_CATCHING: Final = frozenset({"IFERROR", "IFNA"})
_LONGEST: Final = 2  # pieces of a reference: the sheet's name and the cell
_FOLLOWED: Final = frozenset({"IF", "CHOOSE", *_CATCHING, *LOOK_UPS})


class Reads(NamedTuple):
    """What a formula reads now.

    Attributes:
        parts: The areas of which its value is made.
        conditions: The areas that only decide which branch or which cell is taken.
        passed_on: The reference whose value it passes on as it is, as `=B7` and `=IF(A1>0,B7,0)` do; empty
            if it computes.
    """

    parts: tuple[Place, ...]
    conditions: tuple[Place, ...] = ()
    passed_on: str = ""


def live_reads(model: Model, what_if: WhatIf, cell: Cell) -> Reads:
    """The areas that a cell's formula reads now, without branches and cells that aren't taken.

    IF, IFERROR, IFNA, CHOOSE and look-ups are followed wherever they stand, unless the formula computes with
    arrays; all that any other function mentions counts as read.

    Args:
        model: The workbook.
        what_if: Its formulas, open for questions.
        cell: A formula cell.
    """
    formula = model.formula(cell)
    if formula is None or formula.kind != "normal":
        return Reads(model.reads(cell))
    pieces = tokens(formula.text)
    if not any(kind is TokenKind.FUNCTION and bare(text).upper() in _FOLLOWED for kind, text in pieces):
        is_only = len(pieces) <= _LONGEST and model.meant(formula.text, cell) is not None
        return Reads(tuple(dict.fromkeys(model.reads(cell))), passed_on=formula.text if is_only else "")
    parts: dict[Place, None] = {}
    conditions: dict[Place, None] = {}
    texts = [*_Formula(model, what_if, cell).taken(formula.text)]
    for text, is_condition in texts:
        found = model.meaning(text, cell).inputs if text != formula.text else model.reads(cell)
        (conditions if is_condition else parts).update(dict.fromkeys(found))
    made_of = [text for text, is_condition in texts if not is_condition]
    is_reference = len(made_of) == 1 and _is_short(made_of[0]) and model.meant(made_of[0], cell) is not None
    only = made_of[0] if is_reference else ""
    return Reads(tuple(parts), tuple(place for place in conditions if place not in parts), only)


def _is_short(text: str) -> bool:
    """Whether a text may be nothing but a reference or a name, with its sheet."""
    return len(tokens(text)) <= _LONGEST


class _Formula:
    """One formula, while the parts of it that decide its value are looked for."""

    def __init__(self, model: Model, what_if: WhatIf, cell: Cell) -> None:
        self._model, self._what_if, self._cell = model, what_if, cell

    def taken(self, text: str) -> Iterator[Taken]:
        """The parts of a formula that decide its value now, and whether each is only a condition."""
        pieces = tokens(text)
        call = _whole_call(pieces)
        if call is not None:
            found = self._followed(*call)
            yield from [Taken(text)] if found is None else found
            return
        rest = text
        calls = [*_calls(pieces)]
        if calls and not self._computes_arrays(text, pieces):
            for inner in calls:
                found = self._followed(*_call(tokens(inner)))
                if found is not None:
                    rest = rest.replace(inner, "0")
                    yield from found
        yield Taken(rest)

    def _computes_arrays(self, text: str, pieces: Sequence[Token]) -> bool:
        names = {bare(piece.text).upper() for piece in pieces if piece.kind is TokenKind.FUNCTION}
        return not names.isdisjoint(ARRAY_CALLERS) or self._model.meaning(text, self._cell).native_arrays

    def _followed(self, name: str, arguments: Sequence[str]) -> list[Taken] | None:
        """The parts of one call that decide its value; None if it can't be followed."""
        if not all(arguments):  # one is left out
            return None
        if name == "IF" and len(arguments) in {2, 3}:
            condition, *branches = arguments
            value = self._value(condition)
            if isinstance(value, bool | float):
                return [*self._asked(condition), *self._all(branches[:1] if value else branches[1:])]
        elif name in _CATCHING and len(arguments) == 2:
            value = self._value(arguments[0])
            return [*self._all(arguments if isinstance(value, CellError) else arguments[:1])]
        elif name == "CHOOSE" and len(arguments) > 1:
            value = self._value(arguments[0])
            if isinstance(value, float) and 1 <= value < len(arguments):
                return [*self._asked(arguments[0]), *self._all([arguments[int(value)]])]
        elif name in LOOK_UPS:
            return LOOK_UPS[name](self._model, self._value, self._cell, arguments)
        return None

    def _all(self, texts: Sequence[str]) -> Iterator[Taken]:
        return (part for text in texts for part in self.taken(text))

    def _asked(self, text: str) -> Iterator[Taken]:
        return (Taken(part.text, is_condition=True) for part in self.taken(text))

    def _value(self, text: str) -> Value:
        return self._what_if.part(self._model.meaning(text, self._cell).text)


def _calls(pieces: Sequence[Token]) -> Iterator[str]:
    """The outermost calls of functions that are followed, except ends of a range such as `A1:INDEX(…)`."""
    at = 0
    while at < len(pieces):
        if pieces[at].kind is TokenKind.FUNCTION and bare(pieces[at].text).upper() in _FOLLOWED:
            end = _end(pieces, at)
            beside = [pieces[n].text for n in (at - 1, end) if 0 <= n < len(pieces)]
            if ":" not in beside:
                yield "".join(piece.text for piece in pieces[at:end])
            at = end
        else:
            at += 1


def _end(pieces: Sequence[Token], at: int) -> int:
    """The number of the piece after a call that begins with its function."""
    depth = 0
    for number in range(at + 1, len(pieces)):
        kind = pieces[number].kind
        depth += (kind is TokenKind.OPEN) - (kind is TokenKind.CLOSE)
        if depth == 0:
            return number + 1
    return len(pieces)


def _whole_call(pieces: Sequence[Token]) -> tuple[str, list[str]] | None:
    """The followed function that a formula is one call of, and its arguments; None if it is more or other."""
    is_one = pieces and pieces[0].kind is TokenKind.FUNCTION and _end(pieces, 0) == len(pieces)
    call = _call(pieces) if is_one else ("", [])
    return call if call[0] in _FOLLOWED else None


def _call(pieces: Sequence[Token]) -> tuple[str, list[str]]:
    """The function of a call, in upper case without storage prefixes, and the texts of its arguments."""
    arguments, depth = [""], 0
    for at, (kind, text) in enumerate(pieces[1:], 1):
        depth += (kind is TokenKind.OPEN) - (kind is TokenKind.CLOSE)
        if depth == 1 and kind is TokenKind.COMMA:
            arguments.append("")
        elif 1 < at < len(pieces) - 1:
            arguments[-1] += text
    return bare(pieces[0].text).upper(), [argument.strip() for argument in arguments]
