"""Reads the tokens between operands and functions: brackets, commas, operators, literals, blanks."""

from __future__ import annotations

from roi_xl.formulas.excel_functions import ARRAY_CALLERS, ONE_ARRAY
from roi_xl.formulas.meaning import IN_EXCEL
from roi_xl.formulas.operands import Bracket
from roi_xl.formulas.reader_state import Reading
from roi_xl.formulas.spelling import Spelling, bare
from roi_xl.xlsx.formula import TokenKind

_DEEPEST_NESTING = 64  # brackets within brackets: Excel's own limit


def read_punctuation(reading: Reading, index: int, text: str, spelling: Spelling) -> None:
    """Read a bracket, a comma, an operator, a literal or a blank.

    Args:
        reading: The formula as read so far; updated.
        index: The place of the token.
        text: Its text.
        spelling: Distinguishes our functions from all others.
    """
    kind = reading.pieces[index].kind
    if kind is TokenKind.OPEN:
        _open(reading, index, text, spelling)
    elif kind is TokenKind.CLOSE and reading.brackets:
        _close(reading, index)
    elif kind is TokenKind.COMMA and reading.brackets:
        if reading.in_ours:
            reading.mark_left_out(index, TokenKind.COMMA, TokenKind.OPEN)
        reading.brackets[-1].argument += 1
        if text == ";" and not reading.in_constant:
            reading.block("separator", "a semicolon between arguments", "separate them by commas")
    elif reading.is_uncommon(index):
        reading.plain = False
        reading.unbounded = reading.unbounded or text == ":"  # a range whose end is computed
        if text in {"@", "#"}:
            reading.block("spill-reference", f"{text} in a formula", IN_EXCEL)
    reading.out.append(text)


def _open(reading: Reading, index: int, text: str, spelling: Spelling) -> None:
    before = reading.pieces[index - 1] if index and text == "(" else None
    called = before.text if before is not None and before.kind is TokenKind.FUNCTION else None
    ours = called and spelling.ours(reading.prefix(index - 1), called, reading.sheet)
    if text == "{":
        reading.plain = False
        if reading.wants_one_value(index):
            detail = "an array constant where one value belongs"
            reading.block("array-constant", detail, "write one value, or an array formula")
    reading.brackets.append(Bracket(called and bare(called).upper(), ours is not None, text == "{"))
    if len(reading.brackets) > _DEEPEST_NESTING:
        reading.block("too-deep", "more than 64 nested brackets, Excel's limit", "split the formula")


def _close(reading: Reading, index: int) -> None:
    if reading.in_ours:
        reading.mark_left_out(index, TokenKind.COMMA)
    bracket = reading.brackets.pop()
    if bracket.function in ARRAY_CALLERS:
        reading.functions.add(bracket.function if bracket.argument else ONE_ARRAY[bracket.function])
    if bracket.is_ours:
        reading.cut(len(reading.out) + 1)
