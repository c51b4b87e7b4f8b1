"""What a formula means before anyone computes it: its functions, its inputs, and what stands in the way."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field

from roi_xl.engine.references import UnresolvedReferenceError, table_area
from roi_xl.xlsx import Area, DefinedName, Table, Workbook, range_a1
from roi_xl.xlsx.formula import MAX_COLUMN, MAX_ROW, Token, TokenKind, column_number, shifted, tokens

Place = tuple[str, Area]

LEFT_OUT_TEXT = "\u2063left out\u2063"
"""Stands for an argument left out between commas; the engines can't tell one from a zero."""

_LONGEST_FORMULA, _DEEPEST_NESTING = 8_192, 64  # Excel's own limits
_PREFIXES = re.compile(r"^(?:_xlfn\.|_xlws\.|_xll\.|_xludf\.|_xlpm\.)+", re.IGNORECASE)
_OFFICE_JS = re.compile(r"^_xldudf_(.+)$", re.IGNORECASE)
_ADD_IN = re.compile(r"\.(?:xlam|xla|xll)\b", re.IGNORECASE)
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})?\$?([0-9]+)?", re.IGNORECASE)
_LONE_BRACKET = re.compile(r"^\[(\d+)\]$")

NEVER_CURRENT = frozenset({"RAND", "RANDBETWEEN", "RANDARRAY", "NOW"})
OUTSIDE = frozenset(
    {"CALL", "CELL", "CUBEKPIMEMBER", "CUBEMEMBER", "CUBEMEMBERPROPERTY", "CUBERANKEDMEMBER", "CUBESET",
     "CUBESETCOUNT", "CUBEVALUE", "DDE", "EUROCONVERT", "FILTERXML", "FORMULATEXT", "GETPIVOTDATA", "IMAGE",
     "INFO", "PY", "REGISTER.ID", "RTD", "SHEET", "SHEETS", "SQL.REQUEST", "STOCKHISTORY", "TRANSLATE",
     "WEBSERVICE"}
)  # fmt: skip
UNBOUNDED = frozenset({"INDIRECT", "OFFSET"})
"""Functions whose inputs can't be read off the formula."""


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
        unbounded: Whether it reads cells that can't be told from its text.
        plain: Whether it keeps to the grammar that every engine reads alike.
        obstacle: Why it can't be computed, if it can't.
    """

    text: str
    functions: frozenset[str] = frozenset()
    inputs: tuple[Place, ...] = ()
    calls: int = 0
    unbounded: bool = False
    plain: bool = True
    obstacle: Obstacle | None = None


@dataclass(slots=True)
class _Draft:
    """An analysis while its formula is being read."""

    sheet: str
    row: int
    column: int
    out: list[str] = field(default_factory=list)
    functions: set[str] = field(default_factory=set)
    inputs: list[Place] = field(default_factory=list)
    calls: int = 0
    unbounded: bool = False
    plain: bool = True
    obstacle: Obstacle | None = None
    depth: int = 0
    ours_at: list[int] = field(default_factory=list)

    def block(self, code: str, detail: str, remedy: str) -> None:
        """Remember the first obstacle."""
        if self.obstacle is None:
            self.obstacle = Obstacle(code, detail, remedy)

    @property
    def in_ours(self) -> bool:
        """Whether what is being read stands directly between the brackets of one of our functions."""
        return bool(self.ours_at) and self.ours_at[-1] == self.depth

    def finished(self) -> Analysis:
        """The analysis of what was read."""
        return Analysis(
            "".join(self.out), frozenset(self.functions), tuple(self.inputs), self.calls,
            self.unbounded, self.plain, self.obstacle,
        )  # fmt: skip


class Analyst:
    """Reads the formulas of one workbook; knows its sheets, names, tables and links.

    Args:
        book: The workbook.
        ours: Names of our worksheet functions.
    """

    def __init__(self, book: Workbook, ours: Container[str]) -> None:
        self._ours = ours
        self._sheets = {sheet.name.lower(): sheet.name for sheet in book.sheets}
        self._hidden = {sheet.name: sorted(sheet.hidden_rows) for sheet in book.sheets if sheet.hidden_rows}
        self._tables: dict[str, Table] = {table.name.lower(): table for table in book.tables}
        self._links: Mapping[int, str] = book.links
        self._names: dict[tuple[str | None, str], DefinedName] = {
            (name.sheet, name.name.lower()): name for name in book.names
        }
        self._named: dict[tuple[str | None, str], Analysis] = {}
        self._seen: dict[tuple[str, str], Analysis] = {}

    def analysis(self, formula: str, sheet: str, row: int, column: int) -> Analysis:
        """What a formula at a cell means.

        Args:
            formula: Its stored text without the equals sign.
            sheet: The sheet it stands on.
            row: Its row, 1-based.
            column: Its column, 1-based.
        """
        if "[" in formula:
            return self._read(formula, sheet, row, column)
        key = (sheet, formula)
        known = self._seen.get(key)
        if known is None:
            known = self._seen[key] = self._read(formula, sheet, row, column)
        return known

    def name(self, name: DefinedName) -> Analysis:
        """What a defined name stands for, read at A1 of its sheet as Excel stores it."""
        key = (name.sheet, name.name.lower())
        if key not in self._named:
            self._named[key] = Analysis(name.text)  # a name that refers to itself ends here
            sheet = name.sheet or next(iter(self._sheets.values()), "")
            self._named[key] = self._read(name.text, sheet, 1, 1)
        return self._named[key]

    def _read(self, formula: str, sheet: str, row: int, column: int) -> Analysis:
        draft = _Draft(sheet, row, column)
        if len(formula) > _LONGEST_FORMULA:
            detail = f"formula of {len(formula):,} characters, Excel allows 8,192"
            draft.block("too-long", detail, "shorten the formula")
            draft.out.append("0")
            return draft.finished()
        pieces = tokens(formula)
        for index, token in enumerate(pieces):
            self._piece(draft, pieces, index, token)
        return draft.finished()

    def _piece(self, draft: _Draft, pieces: Sequence[Token], index: int, token: Token) -> None:
        kind, text = token
        if kind is TokenKind.REFERENCE:
            self._reference(draft, _prefix_before(pieces, index), text)
        elif kind is TokenKind.FUNCTION:
            self._function(draft, _prefix_before(pieces, index), text)
        elif kind is TokenKind.NAME:
            self._name(draft, _prefix_before(pieces, index), text)
        elif kind is TokenKind.STRUCTURED:
            self._structured(draft, text)
        elif kind is TokenKind.PREFIX:
            self._prefix(draft, pieces, index, text)
        else:
            self._punctuation(draft, pieces, index, token)

    def _punctuation(self, draft: _Draft, pieces: Sequence[Token], index: int, token: Token) -> None:
        kind, text = token
        if kind is TokenKind.OPEN:
            draft.depth += 1
            if draft.depth > _DEEPEST_NESTING:
                draft.block("too-deep", "more than 64 nested brackets, Excel's limit", "split the formula")
            if draft.ours_at and draft.ours_at[-1] == -1:
                draft.ours_at[-1] = draft.depth
        elif kind is TokenKind.CLOSE:
            if draft.in_ours:
                _mark_left_out(draft, pieces, index, TokenKind.COMMA)
                draft.ours_at.pop()
            draft.depth -= 1
        elif kind is TokenKind.COMMA and draft.in_ours:
            _mark_left_out(draft, pieces, index, TokenKind.COMMA, TokenKind.OPEN)
        elif kind is TokenKind.SPACE:
            draft.plain = draft.plain and not _is_intersection(pieces, index)
        elif kind is TokenKind.OTHER or text in {"@", "#", ":"}:
            draft.plain = False
            draft.unbounded = draft.unbounded or text == ":"  # a range whose end is computed
        draft.out.append(text)

    def _prefix(self, draft: _Draft, pieces: Sequence[Token], index: int, text: str) -> None:
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        kind = None if following is None else following.kind
        if following is not None and kind is TokenKind.FUNCTION and self._our_name(text, following.text):
            return
        if text == "[0]!" or (kind is TokenKind.NAME and "[" not in text):
            return  # this very workbook; a sheet's name is written together with the name it qualifies
        draft.out.append(text)

    def _reference(self, draft: _Draft, prefix: str | None, text: str) -> None:
        draft.out.append(text)
        sheet = draft.sheet
        if prefix is not None:
            place = _unquoted(prefix)
            if "[" in place:
                self._outside(draft, prefix + text)
                return
            if ":" in place:
                draft.plain = False
                draft.block("3d-reference", f"{prefix}{text} spans sheets", "recalculate in Excel")
                return
            known = self._sheets.get(place.lower())
            if known is None:
                draft.plain = False
                draft.block(
                    "missing-sheet", f"{prefix}{text}: no worksheet of that name", "repair the reference"
                )
                return
            sheet = known
        draft.inputs.append((sheet, _area(text)))

    def _outside(self, draft: _Draft, text: str) -> None:
        draft.block(
            "external-link", f"{text} reads another workbook", "open both workbooks in Excel and save"
        )

    def _name(self, draft: _Draft, prefix: str | None, text: str) -> None:
        bare = _PREFIXES.sub("", text)
        if bare.upper() in {"TRUE", "FALSE"} or text.lower().startswith("_xlpm."):
            draft.out.append(text)
            return
        name = self._found(draft.sheet, prefix, text)
        if name is None:
            draft.out.append((prefix or "") + text)
            if prefix is not None and "[" in prefix:
                self._outside(draft, prefix + text)
            else:
                draft.block("unknown-name", f"the name {text} isn't defined", "define the name")
            return
        meaning = self.name(name)
        draft.inputs.extend(meaning.inputs)
        draft.functions |= meaning.functions
        draft.calls += meaning.calls
        draft.unbounded = draft.unbounded or meaning.unbounded
        draft.plain = draft.plain and meaning.plain and not _is_relative(name.text)
        if meaning.obstacle is not None:
            obstacle = meaning.obstacle
            draft.block(obstacle.code, f"name {text}: {obstacle.detail}", obstacle.remedy)
        elif _is_relative(name.text):
            draft.block("relative-name", f"the name {text} moves with the cell", "recalculate in Excel")
        draft.out.append(text if prefix is None or "[" in prefix else prefix + text)

    def _found(self, sheet: str, prefix: str | None, text: str) -> DefinedName | None:
        lower = text.lower()
        if prefix is not None:
            place = _unquoted(prefix)
            if place == "[0]":
                return self._names.get((None, lower))
            if "[" in place:
                return None
            sheet = self._sheets.get(place.lower(), place)
        return self._names.get((sheet, lower)) or self._names.get((None, lower))

    def _function(self, draft: _Draft, prefix: str | None, text: str) -> None:
        ours = self._our_name(prefix, text)
        if ours is not None:
            draft.out.append(ours)
            draft.functions.add(ours)
            draft.calls += 1
            draft.ours_at.append(-1)  # its depth is known at the bracket that follows
            return
        if _is_foreign(prefix, text):
            detail = f"{prefix or ''}{text} belongs to another add-in"
            draft.block("unknown-function", detail, "recalculate in Excel with it")
            draft.out.append(text)
            return
        draft.out.append(text)
        name = _PREFIXES.sub("", text).upper()
        defined = None if text.lower().startswith("_xlpm.") else self._found(draft.sheet, prefix, text)
        if text.lower().startswith("_xlpm.") or defined is not None:
            draft.plain = False
            if defined is not None:
                meaning = self.name(defined)
                draft.inputs.extend(meaning.inputs)
                draft.functions |= meaning.functions
            return
        draft.functions.add(name)
        draft.unbounded = draft.unbounded or name in UNBOUNDED
        if name in NEVER_CURRENT:
            draft.block("volatile", f"{name} is never current", "type a value to have a repeatable figure")
        elif name in OUTSIDE:
            draft.block("unsupported-function", f"{name} reads what only Excel knows", "recalculate in Excel")

    def _our_name(self, prefix: str | None, text: str) -> str | None:
        if prefix is not None and not self._is_add_in(prefix):
            return None
        office = _OFFICE_JS.match(text)
        if office:
            words = office.group(1).upper().split("_")
            candidates = ("_".join(words[start:]) for start in range(1, len(words)))
            return next((candidate for candidate in candidates if candidate in self._ours), None)
        bare = _PREFIXES.sub("", text).upper()
        return bare if bare in self._ours else None

    def _is_add_in(self, prefix: str) -> bool:
        place = _unquoted(prefix)
        number = _LONE_BRACKET.match(place)
        if number:
            index = int(number.group(1))
            return index == 0 or bool(_ADD_IN.search(self._links.get(index, "")))
        return bool(_ADD_IN.search(place))

    def _structured(self, draft: _Draft, text: str) -> None:
        try:
            sheet, area = table_area(text, self._tables, draft.sheet, draft.row, draft.column)
        except UnresolvedReferenceError:
            draft.out.append("#REF!")
            draft.plain = False
            draft.block("missing-table", f"{text} names no table, column or row here", "repair the reference")
            return
        draft.inputs.append((sheet, area))
        quoted = "" if sheet == draft.sheet else "'" + sheet.replace("'", "''") + "'!"
        draft.out.append(quoted + range_a1(area))

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


def _mark_left_out(draft: _Draft, pieces: Sequence[Token], index: int, *after: TokenKind) -> None:
    if _nothing_before(pieces, index, *after):
        draft.out.append(f'"{LEFT_OUT_TEXT}"')


def _is_foreign(prefix: str | None, text: str) -> bool:
    """Whether a function that isn't ours belongs to some other add-in."""
    if prefix is not None and "[" in prefix:
        return True
    return bool(_OFFICE_JS.match(text)) or text.lower().startswith(("_xll.", "_xludf."))


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


def _unquoted(prefix: str) -> str:
    place = prefix[:-1]
    return place[1:-1].replace("''", "'") if place.startswith("'") else place


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
