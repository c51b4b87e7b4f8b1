"""The state of a formula while it is being read: open brackets, neighbouring tokens, results so far."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from roi_xl.formulas.comparisons import comparisons
from roi_xl.formulas.excel_functions import (
    ARRAY_CALLERS,
    ASCII,
    CRITERIA,
    NUMERIC,
    argument_kind,
    takes_array,
)
from roi_xl.formulas.last_plus_or_minus import last_sign
from roi_xl.formulas.meaning import Analysis, Obstacle, Place
from roi_xl.formulas.operands import Bracket, asks_for_entering, is_reduced, reads_first_cell, solid, standing
from roi_xl.formulas.spelling import LEFT_OUT_TEXT
from roi_xl.xlsx import Address, Area
from roi_xl.xlsx.formula import Token, TokenKind

_OPERATORS = frozenset("+ - * / ^ & % = < > <= >= <>".split())  # noqa: SIM905 - a list reads better split
_NUMBER = re.compile(r"\d+\.?\d*(?:[eE][+-]?\d+)?")
_OPERAND_ENDS = {TokenKind.REFERENCE, TokenKind.NAME, TokenKind.STRUCTURED, TokenKind.CLOSE}
_OPERAND_STARTS = {
    TokenKind.REFERENCE,
    TokenKind.NAME,
    TokenKind.STRUCTURED,
    TokenKind.PREFIX,
    TokenKind.FUNCTION,
}


@dataclass(slots=True)
class Reading:
    """A formula while it is being read, token by token, and the results so far.

    The methods that take an index answer questions about the token at that place and its neighbours.
    """

    pieces: Sequence[Token]
    sheet: str
    row: int
    column: int
    in_array: bool
    out: list[str] = field(default_factory=list)
    functions: set[str] = field(default_factory=set)
    inputs: list[Place] = field(default_factory=list)
    calls: int = 0
    unbounded: bool = False
    plain: bool = True
    obstacle: Obstacle | None = None
    brackets: list[Bracket] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)
    criteria: list[Place] = field(default_factory=list)
    computes_criteria: bool = False
    native_arrays: bool = False
    resolved: list[tuple[str, Place]] = field(default_factory=list)
    written_out: list[str] = field(default_factory=list)
    ranges: dict[int, str] = field(default_factory=dict)
    places: dict[int, tuple[str, Address]] = field(default_factory=dict)
    plain_calls: set[str] = field(default_factory=set)
    intersects: bool = False
    gives_range: bool = False
    gives_array: bool = False

    def block(self, code: str, detail: str, remedy: str) -> None:
        """Remember the first obstacle."""
        if self.obstacle is None:
            self.obstacle = Obstacle(code, detail, remedy)

    def take_over(self, name: str, meaning: Analysis) -> None:
        """Record what a defined name adds to the formula."""
        if meaning.obstacle is not None:
            obstacle = meaning.obstacle
            self.block(obstacle.code, f"name {name}: {obstacle.detail}", obstacle.remedy)
        self.functions |= meaning.functions
        self.calls += meaning.calls
        self.plain_calls |= meaning.plain_calls
        self.unbounded = self.unbounded or meaning.unbounded
        self.native_arrays = self.native_arrays or meaning.native_arrays
        self.plain = self.plain and meaning.plain and not meaning.comparisons.is_doubtful
        self.resolved.extend(meaning.resolved)
        self.written_out.extend(meaning.written_out)

    def write_out(self, meaning: Analysis) -> None:
        """Write the formula of a name in brackets, split at its calls of our functions as `parts` are."""
        is_whole = "".join(meaning.parts) != meaning.text  # a part of it was replaced
        self.out.append("(")
        for number, part in enumerate([meaning.text] if is_whole else meaning.parts):
            if number:
                self.cut(len(self.out))
            self.out.append(part)
        self.out.append(")")

    def _numbers(self) -> tuple[float, ...]:
        """The numbers written in the formula, including those in texts."""
        literals = [text for kind, text in self.pieces if kind in {TokenKind.NUMBER, TokenKind.TEXT}]
        return tuple(float(found) for literal in literals for found in _NUMBER.findall(literal))

    def cut(self, place: int) -> None:
        """Split the text before a piece if no call of ours is open around it."""
        if not any(bracket.is_ours for bracket in self.brackets):
            self.cuts.append(place)

    @property
    def in_ours(self) -> bool:
        """Whether the token being read is directly inside the brackets of one of our functions."""
        return bool(self.brackets) and self.brackets[-1].is_ours

    @property
    def in_constant(self) -> bool:
        """Whether the token being read is in an array constant."""
        return bool(self.brackets) and self.brackets[-1].is_constant

    def finished(self) -> Analysis:
        """The analysis of what was read."""
        return Analysis(
            "".join(self.out),
            frozenset(self.functions),
            tuple(self.inputs),
            self.calls,
            self._parts(self.out),
            comparisons(self.pieces, self.places),
            tuple(self.criteria),
            self.computes_criteria,
            self._numbers() if self.criteria else (),
            last_sign(self.pieces) is not None,
            self.unbounded,
            self.native_arrays,
            self.plain,
            self.obstacle,
            frozenset(self.plain_calls),
            self._parts([self.ranges.get(at, text) for at, text in enumerate(self.out)])
            if self.ranges
            else (),
            self.intersects,
            resolved=tuple(dict.fromkeys(self.resolved)),
            written_out=tuple(dict.fromkeys(self.written_out)),
            gives_range=self.gives_range,
            gives_array=self.gives_array,
        )

    def _parts(self, out: Sequence[str]) -> tuple[str, ...]:
        return tuple("".join(out[start:end]) for start, end in pairwise((0, *self.cuts, len(out))))

    def prefix(self, index: int) -> str | None:
        """The qualifier of a reference, name or function."""
        before = self.pieces[index - 1] if index else None
        return before.text if before is not None and before.kind is TokenKind.PREFIX else None

    def solid(self, index: int, step: int) -> Token | None:
        """The next token in a direction that isn't space."""
        place = solid(self.pieces, index, step)
        return None if place is None else self.pieces[place]

    def wants_one_value(self, index: int) -> bool:
        """Whether an operand is where an ordinary formula needs one value."""
        if self.brackets and self.brackets[-1].function == "SINGLE":
            return True
        return not self.in_array and self.array_taker is None and self._is_single(index)

    def wants_array(self, index: int) -> bool:
        """Whether an operand is read as an array, which the second engine does in array formulas only."""
        taker = self.array_taker
        return not self.in_array and taker not in {None, *ARRAY_CALLERS} and self._is_single(index)

    @property
    def array_taker(self) -> str | None:
        """The outermost function around the token being read that computes it as an array."""
        takers = (bracket for bracket in self.brackets if takes_array(bracket.function, bracket.argument))
        return next((bracket.function for bracket in takers), None)

    def _is_single(self, index: int) -> bool:
        """Whether an operand is beside an operator, or alone, or an argument that is one value."""
        at = standing(self.pieces, self.brackets, index)
        if any(token is not None and token.text in _OPERATORS for token in (at.before, at.after)):
            return True
        if at.bracket is None:
            return True
        return argument_kind(at.bracket.function or "", at.bracket.argument) == "l"

    def object_to_range(self, index: int) -> None:
        """Record that an operand is a whole range; block if only its first cell is read."""
        at = standing(self.pieces, self.brackets, index)
        self.gives_range = self.gives_range or not (at.before or at.after or at.bracket)
        first = reads_first_cell(at)
        if first is not None:
            detail = f"{first} of a range, of which it reads one cell"
            self.block("implicit-intersection", detail, "write one cell")
        self.object_to_array()

    def object_to_array(self) -> None:
        """Record that an array is read; block if that works only in an array formula."""
        self.gives_array = self.gives_array or not is_reduced(self.brackets)
        asking = None if self.in_array else asks_for_entering(self.brackets)
        if asking is not None:
            detail = f"{asking} of an array, in a formula that isn't stored as an array formula"
            self.block("array-flag", detail, "enter it by Ctrl+Shift+Enter if an array is meant")

    def in_line(self, area: Area) -> Address | None:
        """The cell of a single row or column that is in the formula's own column or row."""
        top, left, bottom, right = area
        if left == right and top <= self.row <= bottom:
            return self.row, left
        if top == bottom and left <= self.column <= right:
            return top, self.column
        return None

    def is_criterion(self) -> bool:
        """Whether the token being read belongs to a criterion of SUMIFS and similar functions."""
        bracket = self.brackets[-1] if self.brackets else None
        if bracket is None or bracket.function not in CRITERIA:
            return False
        return argument_kind(bracket.function or "", bracket.argument) == "l"

    def is_uncommon(self, index: int) -> bool:
        """Whether engines read some punctuation or a literal differently."""
        kind, text = self.pieces[index]
        if kind is TokenKind.SPACE:
            return self._is_intersection(index)
        if kind is TokenKind.TEXT:
            return bool(self.brackets) and self.brackets[-1].function in NUMERIC
        return kind in {TokenKind.OTHER, TokenKind.ERROR} or text in {"@", "#", ":", "&"}

    def is_single(self, index: int) -> bool:
        """Whether a call is the @ of a reference, which is stored as `_xlfn.SINGLE(A1:A9)`."""
        kinds = [
            piece.kind for piece in self.pieces[index + 1 : index + 5] if piece.kind is not TokenKind.PREFIX
        ]
        return kinds[:3:2] == [TokenKind.OPEN, TokenKind.CLOSE] and kinds[1] in _OPERAND_STARTS

    def is_ascii_call(self, index: int) -> bool:
        """Whether a function is called with one small whole number written out, as in `CHAR(10)`."""
        kinds = [token.kind for token in self.pieces[index + 1 : index + 4]]
        literal = kinds == [TokenKind.OPEN, TokenKind.NUMBER, TokenKind.CLOSE]
        return literal and float(self.pieces[index + 2].text) < ASCII

    def mark_left_out(self, index: int, *after: TokenKind) -> None:
        """Write the mark of an omitted argument where a comma or bracket directly follows another."""
        before = self.solid(index, -1)
        if before is not None and before.kind in after and before.text not in {"{", ";"}:
            self.out.append(f'"{LEFT_OUT_TEXT}"')

    def _is_intersection(self, index: int) -> bool:
        if not 0 < index < len(self.pieces) - 1:
            return False
        return self.pieces[index - 1].kind in _OPERAND_ENDS and self.pieces[index + 1].kind in _OPERAND_STARTS


def is_cut_off(pieces: Sequence[Token], index: int) -> bool:
    """Whether only blanks are between a name and an opening bracket, as some programs write calls.

    The standard forbids it: no space separates a function's name from its bracket. Source: ECMA-376 part 1,
    18.17.1.

    Args:
        pieces: The tokens of a formula.
        index: The place of the name.
    """
    kinds = [token.kind for token in pieces[index : index + 3]]
    return kinds == [TokenKind.NAME, TokenKind.SPACE, TokenKind.OPEN]
