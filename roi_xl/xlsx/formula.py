"""Splits a stored formula into tokens, and shifts its references as a shared formula does.

The grammar is that of the stored form (ECMA-376 part 1, 18.17): English function names, commas, A1
references, `[1]` for other workbooks, `Table[[#This Row],[Column]]` for structured references.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384


class TokenKind(StrEnum):
    """The kind of a piece of formula text; a string, since millions are looked up in sets."""

    TEXT = "text"
    ERROR = "error"
    STRUCTURED = "structured"
    PREFIX = "prefix"
    FUNCTION = "function"
    REFERENCE = "reference"
    NUMBER = "number"
    NAME = "name"
    OPEN = "open"
    CLOSE = "close"
    COMMA = "comma"
    OPERATOR = "operator"
    SPACE = "space"
    OTHER = "other"


class Token(NamedTuple):
    """One piece of formula text; joining the texts of all tokens gives the formula.

    A `PREFIX` is a sheet or workbook qualifier with its exclamation mark (`'My sheet'!`, `[1]!`), a
    `FUNCTION` is the name without its bracket, a `REFERENCE` is a cell, an area, columns or rows.
    """

    kind: TokenKind
    text: str


_CELL = r"\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6}"
_TOKENS = re.compile(
    r"""
      (?P<open>[({])
    | (?P<close>[)}])
    | (?P<comma>[,;])
    | (?P<reference>CELL:CELL(?![\w.(\[])|CELL(?![\w.(!\[])
        |\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}(?![\w.(!\[])|\$?[0-9]+:\$?[0-9]+)
    | (?P<function>(?:[^\W\d]|\\)[\w.?\\]*(?=\())
    | (?P<text>"(?:[^"]|"")*")
    | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    | (?P<error>\#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|GETTING_DATA
        |SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!))
    | (?P<operator><=|>=|<>|[-+*/^&=<>%:@\#])
    | (?P<prefix>(?:'(?:[^']|'')*'|(?:\[[^\]\[]*\])?[^\W\d][\w.?\\]*(?::[^\W\d][\w.?\\]*)?|\[[^\]\[]*\])!)
    | (?P<structured>(?:[^\W\d]|\\)?[\w.?\\]*\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\])
    | (?P<name>(?:[^\W\d]|\\)[\w.?\\]*)
    | (?P<space>\s+)
    | (?P<other>.)
    """.replace("CELL", _CELL),
    re.VERBOSE | re.DOTALL,
)
_KINDS: dict[str | None, TokenKind] = {kind.value: kind for kind in TokenKind}
_REFERENCE_PARTS = re.compile(r"(\$?)([A-Za-z]{1,3})(?![A-Za-z])(?:(\$?)([0-9]+))?|(\$?)([0-9]+)")


@lru_cache(maxsize=65_536)
def tokens(formula: str) -> tuple[Token, ...]:
    """Split a formula into tokens; joining them gives the formula again, for any text.

    Args:
        formula: The stored text, without the leading `=`.
    """
    return tuple(
        [
            tuple.__new__(Token, (_KINDS[match.lastgroup], match[0]))  # avoids the slower constructor
            for match in _TOKENS.finditer(formula)
        ]
    )


def shifted(formula: str, rows: int, columns: int) -> str:
    """Move the relative references of a formula, as Excel does for the members of a shared formula.

    Args:
        formula: The text at the master cell, without the leading `=`.
        rows: How many rows below the master the member lies (negative: above).
        columns: How many columns to the right of the master it lies.

    Returns:
        The member's text; a reference shifted off the sheet becomes `#REF!`.
    """
    if not rows and not columns:
        return formula
    return "".join(
        _moved(token.text, rows, columns) if token.kind is TokenKind.REFERENCE else token.text
        for token in tokens(formula)
    )


def unquoted(prefix: str) -> str:
    """The sheet or workbook that a qualifier such as `'My sheet'!` names."""
    place = prefix[:-1]
    return place[1:-1].replace("''", "'") if place.startswith("'") else place


def column_number(letters: str) -> int:
    """The number of a column from its letters: A is 1, XFD is 16384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """The letters of a column from its number: 1 is A."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _moved(reference: str, rows: int, columns: int) -> str:
    ends = []
    for part in reference.split(":"):
        match = _REFERENCE_PARTS.fullmatch(part)
        if match is None:  # pragma: no cover - the token pattern allows nothing else
            return reference
        dollar, letters, row_dollar, digits, only_dollar, only_digits = match.groups()
        row_dollar, digits = (only_dollar, only_digits) if letters is None else (row_dollar, digits)
        moved = ""
        if letters is not None:
            column = column_number(letters) + (0 if dollar else columns)
            if not 1 <= column <= MAX_COLUMN:
                return "#REF!"
            moved = dollar + column_letters(column)
        if digits is not None:
            row = int(digits) + (0 if row_dollar else rows)
            if not 1 <= row <= MAX_ROW:
                return "#REF!"
            moved += f"{row_dollar}{row}"
        ends.append(moved)
    return ":".join(ends)


def arguments_of(pieces: Sequence[Token], start: int) -> tuple[list[list[Token]], int]:
    """The arguments of a call, without blanks, and the index of the token after it.

    Args:
        pieces: The tokens of a formula.
        start: The index of the call's opening bracket.

    Returns:
        The arguments and that index; no arguments and the bracket's own index if it is never closed.
    """
    arguments, depth = [list[Token]()], 0
    for at in range(start, len(pieces)):
        piece = pieces[at]
        depth += (piece.kind is TokenKind.OPEN) - (piece.kind is TokenKind.CLOSE)
        if depth == 0:
            return arguments, at + 1
        if piece.kind is TokenKind.COMMA and depth == 1:
            arguments.append([])
        elif at > start and piece.kind is not TokenKind.SPACE:
            arguments[-1].append(piece)
    return [], start
