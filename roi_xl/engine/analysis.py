"""What a formula means before anyone computes it: its functions, its inputs, and what stands in the way."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from roi_xl.engine.comparisons import NO_COMPARISONS, Comparisons, comparisons
from roi_xl.engine.references import UnresolvedReferenceError, table_area
from roi_xl.engine.spelling import LEFT_OUT_TEXT, Spelling, bare, is_foreign, sheet_alias, unquoted
from roi_xl.engine.vocabulary import (
    ARRAY_CALLERS,
    ASCII,
    NEVER_CURRENT,
    NUMERIC,
    ONE_ARRAY,
    OUTSIDE,
    UNBOUNDED,
    argument_kind,
)
from roi_xl.xlsx import Address, Area, DefinedName, Table, Workbook
from roi_xl.xlsx.formula import (
    MAX_COLUMN,
    MAX_ROW,
    Token,
    TokenKind,
    column_letters,
    column_number,
    shifted,
    tokens,
)

Place = tuple[str, Area]

_LONGEST_FORMULA, _DEEPEST_NESTING = 8_192, 64  # Excel's own limits
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})?\$?([0-9]+)?", re.IGNORECASE)

_OPERATORS = frozenset("+ - * / ^ & % = < > <= >= <>".split())  # noqa: SIM905 - a list reads better split


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a cell can't be computed here, and what its owner can do about it."""

    code: str
    detail: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """One formula, understood.

    Attributes:
        text: The formula as the engines read it: areas for structured references, bare names for ours.
        functions: The functions it calls, upper case, without storage prefixes.
        inputs: The areas it reads, by sheet; whole columns run to the last row.
        calls: How often it calls one of our functions.
        parts: The text cut at the outermost of these calls: every second part is such a call.
        comparisons: Its comparisons that hang on rounding.
        unbounded: Whether it reads cells that can't be told from its text.
        plain: Whether it keeps to the grammar that every engine reads alike.
        obstacle: Why it can't be computed, if it can't.
    """

    text: str
    functions: frozenset[str] = frozenset()
    inputs: tuple[Place, ...] = ()
    calls: int = 0
    parts: tuple[str, ...] = ()
    comparisons: Comparisons = NO_COMPARISONS
    unbounded: bool = False
    plain: bool = True
    obstacle: Obstacle | None = None


@dataclass(slots=True)
class _Bracket:
    """An open bracket: the function it belongs to, if any, and which argument is being read."""

    function: str | None
    is_ours: bool
    argument: int = 0


@dataclass(slots=True)
class _Draft:
    """An analysis while its formula is being read."""

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
    brackets: list[_Bracket] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)
    places: dict[int, tuple[str, Address]] = field(default_factory=dict)

    def block(self, code: str, detail: str, remedy: str) -> None:
        """Remember the first obstacle."""
        if self.obstacle is None:
            self.obstacle = Obstacle(code, detail, remedy)

    def cut(self, place: int) -> None:
        """Cut the text before a piece if no call of ours is open around it."""
        if not any(bracket.is_ours for bracket in self.brackets):
            self.cuts.append(place)

    @property
    def in_ours(self) -> bool:
        """Whether what is being read stands directly between the brackets of one of our functions."""
        return bool(self.brackets) and self.brackets[-1].is_ours

    def finished(self, pieces: Sequence[Token] = ()) -> Analysis:
        """The analysis of what was read."""
        return Analysis(
            "".join(self.out),
            frozenset(self.functions),
            tuple(self.inputs),
            self.calls,
            tuple("".join(self.out[start:end]) for start, end in pairwise((0, *self.cuts, len(self.out)))),
            comparisons(pieces, self.places),
            self.unbounded,
            self.plain,
            self.obstacle,
        )


class Analyst:
    """Reads the formulas of one workbook; knows its sheets, names, tables and links.

    Args:
        book: The workbook.
        ours: Names of our worksheet functions.
    """

    def __init__(self, book: Workbook, ours: Container[str]) -> None:
        self._spelling = Spelling(ours, book.links)
        self._sheets = {sheet.name.lower(): sheet.name for sheet in book.sheets}
        self._aliases = {sheet.name: sheet_alias(number) for number, sheet in enumerate(book.sheets)}
        self._hidden = {sheet.name: sorted(sheet.hidden_rows) for sheet in book.sheets if sheet.hidden_rows}
        self._tables: dict[str, Table] = {table.name.lower(): table for table in book.tables}
        self._names: dict[tuple[str | None, str], DefinedName] = {
            (name.sheet, name.name.lower()): name for name in book.names
        }
        self._named: dict[tuple[str | None, str], Analysis] = {}
        self._seen: dict[tuple[str, str, bool], Analysis] = {}

    def analysis(self, formula: str, sheet: str, address: Address, *, in_array: bool) -> Analysis:
        """What a formula at a cell means.

        Args:
            formula: Its stored text without the equals sign.
            sheet: The sheet it stands on.
            address: The cell.
            in_array: Whether it is an array formula; in any other, a range where one value belongs means the
                cell of the formula's own row or column.
        """
        if "[" in formula or ":" in formula or self._names:
            return self._read(formula, _Draft(sheet, *address, in_array))
        key = (sheet, formula, in_array)
        known = self._seen.get(key)
        if known is None:
            known = self._seen[key] = self._read(formula, _Draft(sheet, *address, in_array))
        return known

    def name(self, name: DefinedName) -> Analysis:
        """What a defined name stands for, read at A1 of its sheet as Excel stores it."""
        key = (name.sheet, name.name.lower())
        if key not in self._named:
            itself = Obstacle("circular", f"the name {name.name} refers to itself", "correct the name")
            self._named[key] = Analysis("#NAME?", plain=False, obstacle=itself)
            sheet = name.sheet or next(iter(self._sheets.values()), "")
            self._named[key] = self._read(name.text, _Draft(sheet, 1, 1, in_array=True))
        return self._named[key]

    def _read(self, formula: str, draft: _Draft) -> Analysis:
        if len(formula) > _LONGEST_FORMULA:
            detail = f"formula of {len(formula):,} characters, Excel allows 8,192"
            draft.block("too-long", detail, "shorten the formula")
            draft.out.append("0")
            return draft.finished()
        pieces = tokens(formula)
        for index, token in enumerate(pieces):
            self._piece(draft, pieces, index, token)
        return draft.finished(pieces)

    def _piece(self, draft: _Draft, pieces: Sequence[Token], index: int, token: Token) -> None:
        kind, text = token
        if kind is TokenKind.REFERENCE:
            self._reference(draft, pieces, index, text)
        elif kind is TokenKind.FUNCTION:
            self._function(draft, pieces, index, text)
        elif kind is TokenKind.NAME:
            self._name(draft, pieces, index, text)
        elif kind is TokenKind.STRUCTURED:
            self._structured(draft, pieces, index, text)
        elif kind is TokenKind.PREFIX:
            self._prefix(draft, pieces, index, text)
        else:
            self._punctuation(draft, pieces, index, token)

    def _punctuation(self, draft: _Draft, pieces: Sequence[Token], index: int, token: Token) -> None:
        kind, text = token
        if kind is TokenKind.OPEN:
            before = pieces[index - 1] if index and text == "(" else None
            called = before.text if before is not None and before.kind is TokenKind.FUNCTION else None
            ours = None if called is None else self._spelling.ours(_prefix_before(pieces, index - 1), called)
            draft.brackets.append(_Bracket(called and bare(called).upper(), ours is not None))
            if len(draft.brackets) > _DEEPEST_NESTING:
                draft.block("too-deep", "more than 64 nested brackets, Excel's limit", "split the formula")
        elif kind is TokenKind.CLOSE and draft.brackets:
            if draft.in_ours:
                _mark_left_out(draft, pieces, index, TokenKind.COMMA)
            bracket = draft.brackets.pop()
            if bracket.function in ARRAY_CALLERS:
                draft.functions.add(bracket.function if bracket.argument else ONE_ARRAY[bracket.function])
            if bracket.is_ours:
                draft.cut(len(draft.out) + 1)
        elif kind is TokenKind.COMMA and draft.brackets:
            if draft.in_ours:
                _mark_left_out(draft, pieces, index, TokenKind.COMMA, TokenKind.OPEN)
            draft.brackets[-1].argument += 1
        elif kind is TokenKind.SPACE:
            draft.plain = draft.plain and not _is_intersection(pieces, index)
        elif _is_uncommon(draft, kind, text):
            draft.plain = False
            draft.unbounded = draft.unbounded or text == ":"  # a range whose end is computed
        draft.out.append(text)

    def _prefix(self, draft: _Draft, pieces: Sequence[Token], index: int, text: str) -> None:
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        kind = None if following is None else following.kind
        if following is not None and kind is TokenKind.FUNCTION and self._spelling.ours(text, following.text):
            return
        if kind not in {TokenKind.NAME, TokenKind.REFERENCE}:  # these write what they mean
            draft.out.append(text)

    def _reference(self, draft: _Draft, pieces: Sequence[Token], index: int, text: str) -> None:
        prefix = _prefix_before(pieces, index)
        sheet = draft.sheet
        if prefix is not None:
            place = unquoted(prefix)
            known = self._sheets.get(place.lower())
            if known is None:
                draft.out.append(text)
                draft.plain = False
                self._nowhere(draft, prefix + text, place)
                return
            sheet = known
        reference = self._operand(draft, pieces, index, (sheet, _area(text))) or text
        draft.out.append(self._on(sheet, reference))

    def _operand(self, draft: _Draft, pieces: Sequence[Token], index: int, place: Place) -> str | None:
        """Note what an operand reads; the cell it means when it is a range where one value belongs."""
        sheet, area = place
        if area[:2] == area[2:]:
            draft.places[index] = sheet, area[:2]
        elif _wants_one_value(draft, pieces, index):
            cell = _in_line(area, draft.row, draft.column)
            if cell is None:
                detail = "a range where one value belongs, with no cell in the formula's row or column"
                draft.block("implicit-intersection", detail, "write one cell or an array formula")
            else:
                draft.places[index] = sheet, cell
                draft.inputs.append((sheet, (*cell, *cell)))
                return f"${column_letters(cell[1])}${cell[0]}"
        draft.inputs.append(place)
        return None

    def _nowhere(self, draft: _Draft, text: str, place: str) -> None:
        if "[" in place:
            self._outside(draft, text)
        elif ":" in place:
            draft.block("3d-reference", f"{text} spans sheets", "recalculate in Excel")
        else:
            draft.block("missing-sheet", f"{text}: no worksheet of that name", "repair the reference")

    def _outside(self, draft: _Draft, text: str) -> None:
        draft.block(
            "external-link", f"{text} reads another workbook", "open both workbooks in Excel and save"
        )

    def _name(self, draft: _Draft, pieces: Sequence[Token], index: int, text: str) -> None:
        if bare(text).upper() in {"TRUE", "FALSE"} or text.lower().startswith("_xlpm."):
            draft.out.append(text)
            return
        prefix = _prefix_before(pieces, index)
        name = self._found(draft.sheet, prefix, text)
        if name is None:
            draft.out.append("#NAME?")
            if prefix is not None and "[" in prefix:
                self._outside(draft, prefix + text)
            else:
                draft.block("unknown-name", f"the name {text} isn't defined", "define the name")
            return
        meaning = self.name(name)
        if _is_relative(name.text):
            draft.block("relative-name", f"the name {text} moves with the cell", "recalculate in Excel")
        if meaning.obstacle is not None:
            obstacle = meaning.obstacle
            draft.block(obstacle.code, f"name {text}: {obstacle.detail}", obstacle.remedy)
        draft.functions |= meaning.functions
        draft.calls += meaning.calls
        draft.unbounded = draft.unbounded or meaning.unbounded
        draft.plain = draft.plain and meaning.plain and not meaning.comparisons.is_doubtful
        place = _only_place(meaning)
        if place is None:
            draft.inputs.extend(meaning.inputs)
            draft.out.append(f"({meaning.text})")
        else:
            cell = self._operand(draft, pieces, index, place)
            draft.out.append(meaning.text if cell is None else self._on(place[0], cell))

    def _found(self, sheet: str, prefix: str | None, text: str) -> DefinedName | None:
        lower = text.lower()
        if prefix is not None:
            place = unquoted(prefix)
            if place == "[0]":
                return self._names.get((None, lower))
            if "[" in place:
                return None
            sheet = self._sheets.get(place.lower(), place)
        return self._names.get((sheet, lower)) or self._names.get((None, lower))

    def _function(self, draft: _Draft, pieces: Sequence[Token], index: int, text: str) -> None:
        prefix = _prefix_before(pieces, index)
        ours = self._spelling.ours(prefix, text)
        if ours is not None:
            draft.cut(len(draft.out))
            draft.out.append(ours)
            draft.functions.add(ours)
            draft.calls += 1
            return
        if is_foreign(prefix, text):
            detail = f"{prefix or ''}{text} belongs to another add-in"
            draft.block("unknown-function", detail, "recalculate in Excel with it")
            draft.out.append(text)
            return
        draft.out.append(text)
        name = bare(text).upper()
        defined = None if text.lower().startswith("_xlpm.") else self._found(draft.sheet, prefix, text)
        if text.lower().startswith("_xlpm.") or defined is not None:
            draft.plain = False
            draft.block("lambda", f"{text} is a function made with LAMBDA", "recalculate in Excel")
            return
        if name not in ARRAY_CALLERS and not (name == "CHAR" and _literal_below(pieces, index, ASCII)):
            draft.functions.add(name)
        draft.unbounded = draft.unbounded or name in UNBOUNDED
        if name in NEVER_CURRENT:
            draft.block("volatile", f"{name} is never current", "type a value to have a repeatable figure")
        elif name in OUTSIDE:
            draft.block("unsupported-function", f"{name} reads what only Excel knows", "recalculate in Excel")

    def _structured(self, draft: _Draft, pieces: Sequence[Token], index: int, text: str) -> None:
        try:
            place = table_area(text, self._tables, draft.sheet, draft.row, draft.column)
        except UnresolvedReferenceError:
            draft.out.append("#REF!")
            draft.plain = False
            draft.block("missing-table", f"{text} names no table, column or row here", "repair the reference")
            return
        sheet, (top, left, bottom, right) = place
        cell = self._operand(draft, pieces, index, place)
        # Absolute, since a relative reference in a name would move.
        area = f"${column_letters(left)}${top}"
        if (top, left) != (bottom, right):
            area += f":${column_letters(right)}${bottom}"
        draft.out.append(self._on(sheet, cell or area))

    def _on(self, sheet: str, reference: str) -> str:
        return f"{self._aliases[sheet]}!{reference}"

    def reads_hidden_rows(self, analysis: Analysis) -> bool:
        """Whether SUBTOTAL or AGGREGATE look at rows that are hidden, which the engines don't know of."""
        if not self._hidden or not analysis.functions & {"SUBTOTAL", "AGGREGATE"}:
            return False
        return any(
            any(area[0] <= row <= area[2] for row in self._hidden.get(sheet, ()))
            for sheet, area in analysis.inputs
        )


def _prefix_before(pieces: Sequence[Token], index: int) -> str | None:
    before = pieces[index - 1] if index else None
    return before.text if before is not None and before.kind is TokenKind.PREFIX else None


def _only_place(meaning: Analysis) -> Place | None:
    """The area that a name stands for, when it stands for nothing else."""
    kinds = [token.kind for token in tokens(meaning.text)]
    alone = kinds in ([TokenKind.REFERENCE], [TokenKind.PREFIX, TokenKind.REFERENCE])
    return meaning.inputs[0] if alone and len(meaning.inputs) == 1 else None


def _wants_one_value(draft: _Draft, pieces: Sequence[Token], index: int) -> bool:
    """Whether an operand stands where an ordinary formula takes one value."""
    if draft.in_array or any(bracket.function in ARRAY_CALLERS for bracket in draft.brackets):
        return False
    before, after = _solid(pieces, index, -1), _solid(pieces, index, 1)
    if before is not None and before.kind is TokenKind.PREFIX:
        before = _solid(pieces, index - 1, -1)
    if any(token is not None and token.text in _OPERATORS for token in (before, after)):
        return True
    bracket = draft.brackets[-1] if draft.brackets else None
    return bracket is not None and argument_kind(bracket.function or "", bracket.argument) == "l"


def _solid(pieces: Sequence[Token], index: int, step: int) -> Token | None:
    """The next token in a direction that isn't space."""
    index += step
    while 0 <= index < len(pieces):
        if pieces[index].kind is not TokenKind.SPACE:
            return pieces[index]
        index += step
    return None


def _is_uncommon(draft: _Draft, kind: TokenKind, text: str) -> bool:
    """Whether a piece of punctuation or a literal is read differently by different engines."""
    if kind is TokenKind.TEXT:
        return bool(draft.brackets) and draft.brackets[-1].function in NUMERIC
    return kind in {TokenKind.OTHER, TokenKind.ERROR} or text in {"@", "#", ":"}


def _literal_below(pieces: Sequence[Token], index: int, limit: int) -> bool:
    """Whether a function is called with one small whole number written out, as in `CHAR(10)`."""
    kinds = [token.kind for token in pieces[index + 1 : index + 4]]
    literal = kinds == [TokenKind.OPEN, TokenKind.NUMBER, TokenKind.CLOSE]
    return literal and float(pieces[index + 2].text) < limit


def _in_line(area: Area, row: int, column: int) -> Address | None:
    """The cell of a single row or column of cells that lies in the formula's own column or row."""
    top, left, bottom, right = area
    if left == right and top <= row <= bottom:
        return row, left
    if top == bottom and left <= column <= right:
        return top, column
    return None


def _mark_left_out(draft: _Draft, pieces: Sequence[Token], index: int, *after: TokenKind) -> None:
    if _nothing_before(pieces, index, *after):
        draft.out.append(f'"{LEFT_OUT_TEXT}"')


def _nothing_before(pieces: Sequence[Token], index: int, *kinds: TokenKind) -> bool:
    index -= 1
    while index >= 0 and pieces[index].kind is TokenKind.SPACE:
        index -= 1
    return index >= 0 and pieces[index].kind in kinds and pieces[index].text not in {"{", ";"}


def _is_intersection(pieces: Sequence[Token], index: int) -> bool:
    operands = {TokenKind.REFERENCE, TokenKind.NAME, TokenKind.STRUCTURED, TokenKind.CLOSE}
    starts = {TokenKind.REFERENCE, TokenKind.NAME, TokenKind.STRUCTURED, TokenKind.PREFIX, TokenKind.FUNCTION}
    return (
        0 < index < len(pieces) - 1
        and pieces[index - 1].kind in operands
        and pieces[index + 1].kind in starts
    )


def _is_relative(text: str) -> bool:
    """Whether a name's text has references that move with the cell that uses it."""
    return shifted(text, 1, 1) != text


def _area(reference: str) -> Area:
    first, _, last = reference.partition(":")
    top, left = _corner(first, 1, 1)
    bottom, right = _corner(last or first, MAX_ROW, MAX_COLUMN)
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)


def _corner(text: str, row: int, column: int) -> tuple[int, int]:
    match = _REFERENCE.fullmatch(text)
    letters, digits = match.groups() if match else (None, None)
    return int(digits) if digits else row, column_number(letters) if letters else column
