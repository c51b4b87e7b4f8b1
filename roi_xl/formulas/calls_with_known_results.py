"""Replaces calls whose result follows from the formula and its cell: INDIRECT of a text, CELL."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from roi_xl.formulas.defined_names import unquoted
from roi_xl.formulas.references import reference_area
from roi_xl.xlsx import Address, a1
from roi_xl.xlsx.formula import MAX_COLUMN, MAX_ROW, Token, TokenKind, arguments_of, tokens

TOLD = frozenset({"CELL", "INDIRECT"})
"""The functions whose result may follow from the formula and its cell."""
_COLUMN, _ROW = r"\$?[A-Za-z]{1,3}", r"\$?[1-9][0-9]{0,6}"
_PLAIN = re.compile(f"{_COLUMN}{_ROW}(:{_COLUMN}{_ROW})?|{_COLUMN}:{_COLUMN}|{_ROW}:{_ROW}")
_SHEET = re.compile(r"[^\W\d][\w.]*")
_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc]?[0-9]*|[Cc][0-9]*")


class Seat(NamedTuple):
    """The place of a formula.

    Attributes:
        cell: Its cell.
        is_place: Whether a word used there is a table or a name that stands for an area.
    """

    cell: Address
    is_place: Callable[[str], bool]


def with_known_calls(pieces: Sequence[Token], seat: Seat | None) -> Sequence[Token]:
    """A formula with INDIRECT of a known text written as the reference, and CELL of an address as its text.

    Known is a text that is written in the formula, joined from pieces, or counted from the rows and columns
    of references: `INDIRECT("A"&ROW()-1)`.

    Args:
        pieces: The tokens of a formula.
        seat: Its place; None for the formula of a defined name, which may be used anywhere.
    """
    if not any(piece.kind is TokenKind.FUNCTION and piece.text.upper() in TOLD for piece in pieces):
        return pieces
    out = list(pieces)
    for index in range(len(out) - 1, -1, -1):
        kind, text = out[index]
        if kind is not TokenKind.FUNCTION or text.upper() not in TOLD:
            continue
        arguments, end = arguments_of(out, index + 1)
        new = _referred(arguments, seat) if text.upper() == "INDIRECT" else _told(arguments)
        if new is not None:
            out[index:end] = new
    return out


def _referred(arguments: Sequence[Sequence[Token]], seat: Seat | None) -> list[Token] | None:
    """The reference that INDIRECT gives, in A1 notation.

    None if the text isn't known, or isn't certainly a reference for Excel, which gives `#REF!` for a text
    that lies outside the sheet, spans sheets, or is a name of a number.
    """
    others = [[piece.text.upper() for piece in argument] for argument in arguments[1:]]
    if not arguments or others not in ([], [["TRUE"]], [["1"]]):
        return None
    text = _text(arguments[0], seat and seat.cell)
    found = list(tokens(text)) if text else []
    return found if _is_reference(found, seat) else None


def _is_reference(pieces: Sequence[Token], seat: Seat | None) -> bool:
    """Whether a text is a reference for INDIRECT; in a defined name, the same one everywhere."""
    kinds = [piece.kind for piece in pieces]
    if kinds == [TokenKind.PREFIX, TokenKind.REFERENCE]:
        return _is_sheet(pieces[0].text) and _is_plain(pieces[1].text)
    if seat is None or len(pieces) != 1:
        return False
    text = pieces[0].text
    match kinds[0]:
        case TokenKind.REFERENCE:
            return _is_plain(text)
        case TokenKind.NAME:
            return seat.is_place(text)
        case TokenKind.STRUCTURED:
            return not text.startswith("[")
    return False


def _is_plain(reference: str) -> bool:
    """Whether a reference is to cells, columns or rows that exist on a sheet."""
    if not _PLAIN.fullmatch(reference):
        return False
    _, _, bottom, right = reference_area(reference)
    return bottom <= MAX_ROW and right <= MAX_COLUMN


def _is_sheet(prefix: str) -> bool:
    """Whether a qualifier names one sheet, in quotes where Excel may need them."""
    sheet = unquoted(prefix)
    if prefix.startswith("'") or sheet.startswith("["):
        return ":" not in sheet
    return bool(_SHEET.fullmatch(sheet)) and not _LIKE_A_CELL.fullmatch(sheet)


def _told(arguments: Sequence[Sequence[Token]]) -> list[Token] | None:
    """The result of CELL for a reference on the formula's own sheet, if it is known."""
    if len(arguments) != 2 or [piece.kind for piece in arguments[1]] != [TokenKind.REFERENCE]:
        return None
    top, left, _, _ = reference_area(arguments[1][0].text)
    column, row = a1((1, left)).rstrip("1"), str(top)
    match [piece.text.lower() for piece in arguments[0]]:
        case ['"address"']:
            return [Token(TokenKind.TEXT, f'"${column}${row}"')]
        case ['"row"']:
            return [Token(TokenKind.NUMBER, row)]
        case ['"col"']:
            return [Token(TokenKind.NUMBER, str(left))]
    return None


def _text(pieces: Sequence[Token], cell: Address | None) -> str | None:
    """The text that an expression gives, if it is known."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for piece in pieces:
        depth += (piece.kind is TokenKind.OPEN) - (piece.kind is TokenKind.CLOSE)
        if piece.text == "&" and not depth:
            parts.append([])
        else:
            parts[-1].append(piece)
    texts = [_part(part, cell) for part in parts]
    return None if None in texts else "".join(text for text in texts if text is not None)


def _part(pieces: Sequence[Token], cell: Address | None) -> str | None:
    """The literal text, or the text of a sum of whole numbers."""
    if [piece.kind for piece in pieces] == [TokenKind.TEXT]:
        return pieces[0].text[1:-1].replace('""', '"')
    total, sign, index = 0, 1, 0
    while True:
        number, index = _number(pieces, index, cell)
        if number is None:
            return None
        total += sign * number
        if index == len(pieces):
            return str(total)
        if pieces[index].text not in {"+", "-"}:
            return None
        sign, index = 1 if pieces[index].text == "+" else -1, index + 1


def _number(pieces: Sequence[Token], index: int, cell: Address | None) -> tuple[int | None, int]:
    """The whole number at a place, literal or counted, and the index after it; None if there is none."""
    if index < len(pieces) and pieces[index].text.isdecimal():
        return int(pieces[index].text), index + 1
    if index >= len(pieces) or pieces[index].text.upper() not in {"ROW", "COLUMN"}:
        return None, index
    axis = 0 if pieces[index].text.upper() == "ROW" else 1
    arguments, end = arguments_of(pieces, index + 1)
    if arguments == [[]]:
        return (cell and cell[axis]), end
    if len(arguments) == 1 and [piece.kind for piece in arguments[0]] == [TokenKind.REFERENCE]:
        area = reference_area(arguments[0][0].text)
        return (area[axis] if area[:2] == area[2:] else None), end
    if len(arguments) == 1 and [piece.kind for piece in arguments[0]] == [TokenKind.STRUCTURED] and not axis:
        text = arguments[0][0].text.lower()
        return (cell and cell[0] if "[#this row]" in text or "[@" in text else None), end
    return None, index
