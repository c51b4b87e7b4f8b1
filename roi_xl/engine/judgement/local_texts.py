"""Finds texts that depend on the user's country: decimal marks, names of months, letters of date formats.

Both engines write texts as an English Excel does, and no workbook states its country. Its cached texts may
show it: if one equals ours but for the marks of its numbers (`ROI: 0,5` for `ROI: 0.5`), it was written where
such marks are used, and is current. In such a workbook we write no other text that contains a number or was
made from one, since Excel would write it differently. A format in the letters of another language ("rrrr") or
with a decimal comma ("0,00") is left to Excel in any workbook. So is a number or day made from a text whose
meaning depends on the country: "03/04/2024" is in March or April, "1.234" is a little over 1 or over 1,000,
"1.5" may be a day in May.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, product

from roi_xl.engine.answer.first_answer import FirstAnswer
from roi_xl.engine.results import Value
from roi_xl.errors import CellError
from roi_xl.formulas.excel_functions import CRITERIA
from roi_xl.formulas.meaning import IN_EXCEL, Obstacle, Place
from roi_xl.formulas.references import reference_area
from roi_xl.formulas.spelling import bare, sheet_alias
from roi_xl.xlsx import Address, Area, Cell
from roi_xl.xlsx.formula import TokenKind, tokens

_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+")
_MARKS = [(",", thousands) for thousands in (" ", "\u00a0", "\u202f", ".", "'", "\u2019", "")] + [(".", "'")]
_MOST = 20_000  # characters; longer texts aren't examined
_CONVERTING = frozenset(
    [
        *("CONCAT", "CONCATENATE", "DATEVALUE", "EXACT", "FIND", "FIXED", "LEFT", "LEN", "MID", "REPLACE"),
        *("RIGHT", "SEARCH", "SUBSTITUTE", "TEXT", "TEXTJOIN", "TIMEVALUE", "TRIM", "VALUE"),
    ]
)
_UNREAD = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|general|am/pm|a/p', re.IGNORECASE)
_LETTERS = frozenset("dmyhsegb")
_DECIMAL_COMMA = re.compile(r"[0#?],[0#?]{1,2}(?![0#?])")
_SIGNS = frozenset("+-*/^%")
_NUMBERS_OF = frozenset(
    [
        *("ABS", "DATEDIF", "DAY", "DAYS", "EDATE", "EOMONTH", "HOUR", "INT", "MOD", "MONTH", "NETWORKDAYS"),
        *("POWER", "ROUND", "ROUNDDOWN", "ROUNDUP", "SIGN", "SQRT", "TRUNC", "VALUE", "WEEKDAY", "WEEKNUM"),
        *("WORKDAY", "YEAR", "YEARFRAC"),
    ]
)
"""Functions that read a text as a number or a day."""
_AMBIGUOUS = re.compile(r"\s*[-+(]?\d+(?:[.,'\u2019/ \u00a0\u202f-]\d+)+\)?\s*%?\s*")
_ISO = re.compile(r"\s*\d{4}([-/])\d{1,2}\1\d{1,2}\s*")
_ASKED_DAY = re.compile(r"[<>=]*\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|[<>=]*\d+,\d+")
_MANY = 2_000  # cells; larger areas aren't examined one by one
_LOCAL = "the result depends on the language of Excel or Windows"


def is_same_abroad(cached: Value, value: Value) -> bool:
    """Whether a cached text equals the computed one but for another country's marks in its numbers."""
    if not isinstance(cached, str) or not isinstance(value, str) or cached == value or len(value) > _MOST:
        return False
    return any(cached == _with_marks(value, *marks) for marks in _MARKS)


def _with_marks(text: str, decimal: str, thousands: str) -> str:
    def marked(found: re.Match[str]) -> str:
        return decimal.join(part.replace(",", thousands) for part in found.group().split("."))

    return _NUMBER.sub(marked, text)


def local_formats(text: str) -> Iterable[str]:
    """The formats for TEXT in a formula that mean something else to an English Excel.

    Args:
        text: The formula.
    """
    pieces = [piece for piece in tokens(text) if piece.kind is not TokenKind.SPACE]
    depths: list[bool] = []
    for index, (kind, _) in enumerate(pieces):
        if kind is TokenKind.OPEN:
            called = pieces[index - 1] if index else None
            is_text = called is not None and called.kind is TokenKind.FUNCTION
            depths.append(bool(is_text and called and bare(called.text).upper() == "TEXT"))
        elif kind is TokenKind.CLOSE and depths and depths.pop():
            last = pieces[index - 1]
            if last.kind is TokenKind.TEXT and _is_local(last.text[1:-1].replace('""', '"')):
                yield last.text


def _is_local(form: str) -> bool:
    read = _UNREAD.sub("", form)
    letters = {letter for letter in read.lower() if letter.isalpha()}
    return not letters <= _LETTERS or ("." not in read and bool(_DECIMAL_COMMA.search(read)))


def local_texts(answer: FirstAnswer, cells: Collection[Cell]) -> dict[Cell, Obstacle]:
    """The changed cells that Excel may compute differently in the workbook's country.

    Args:
        answer: The primary engine's answer.
        cells: Cells whose cached value isn't the computed one.
    """
    found = {}
    ambiguous = {cell for cell, text in _all_texts(answer) if _is_ambiguous(text)}
    in_doubt = answer.question.dependencies.direct(ambiguous) if ambiguous else frozenset()
    for cell in cells:
        text = answer.question.cells[cell].text
        if "TEXT" in answer.question.analyses[cell].functions and any(local_formats(text)):
            found[cell] = Obstacle("language", f"TEXT: {_LOCAL}", IN_EXCEL)
        elif _hangs_on_a_local_text(answer, cell, reads_one=cell in in_doubt):
            detail = "it reads a text as a number or a day, which is another one in another country"
            found[cell] = Obstacle("language", detail, "type the number or the day, not a text")
    abroad = {cell for cell, values in answer.values.items() if _is_abroad(answer, cell, values[cell[1]])}
    if not abroad:
        return found
    readers = answer.question.dependencies.direct(abroad)
    for cell in cells:
        analysis = answer.question.analyses[cell]
        if cell in readers or "&" in analysis.text or analysis.functions & _CONVERTING:
            detail = "the workbook's numbers in texts have other decimal or thousands marks than ours"
            found[cell] = Obstacle("language", detail, IN_EXCEL)
    return found


def texts_read(answer: FirstAnswer, cell: Cell) -> list[str] | None:
    """The texts that a formula reads, as far as they are known; None if it reads too many cells."""
    return _texts(answer, answer.question.analyses[cell].inputs)


def _texts(answer: FirstAnswer, places: Iterable[Place]) -> list[str] | None:
    found = []
    for sheet, (top, left, bottom, right) in places:
        if (bottom - top + 1) * (right - left + 1) > _MANY:
            return None
        for address in product(range(top, bottom + 1), range(left, right + 1)):
            value = answer.known((sheet, address))
            if isinstance(value, str) and not isinstance(value, CellError):
                found.append(value)
    return found


def _all_texts(answer: FirstAnswer) -> Iterator[tuple[Cell, str]]:
    """Every text of a workbook with its cell, as it is in the file and as it was computed."""
    stored = ((name, sheet.values) for name, sheet in answer.question.sheets.items())
    computed = ((cell[0], values) for cell, values in answer.values.items())
    for sheet, values in chain[tuple[str, Mapping[Address, Value]]](stored, computed):
        yield from (((sheet, at), value) for at, value in values.items() if isinstance(value, str))


def _is_ambiguous(text: str) -> bool:
    """Whether a text is another number or day in another country."""
    return bool(_AMBIGUOUS.fullmatch(text)) and not _ISO.fullmatch(text)


def _hangs_on_a_local_text(answer: FirstAnswer, cell: Cell, *, reads_one: bool) -> bool:
    """Whether a formula makes a number or a day from a text that means another one in another country.

    Args:
        answer: The primary engine's answer.
        cell: The formula's cell.
        reads_one: Whether it reads a cell with such a text.
    """
    analysis = answer.question.analyses[cell]
    if analysis.calls:  # our functions don't read numbers from texts
        return False
    if analysis.functions & CRITERIA:
        literals = [text[1:-1] for kind, text in tokens(analysis.text) if kind is TokenKind.TEXT]
        if any(_ASKED_DAY.fullmatch(text) and not _ISO.fullmatch(text.lstrip("<>=")) for text in literals):
            return True
    if not reads_one:
        return False
    sheets = {sheet_alias(number): name for number, name in enumerate(answer.question.sheets)}
    first = next(iter(sheets.values()))
    areas = ((sheets.get(alias, first), area) for alias, area in _operands(analysis.text))
    texts = _texts(answer, areas) or []
    return any(map(_is_ambiguous, texts))


@lru_cache(maxsize=16_384)
def _operands(text: str) -> Sequence[tuple[str, Area]]:
    """The areas that a formula reads as numbers: beside arithmetic operators, and in functions of numbers.

    Returns:
        Each with the alias of its sheet; an empty one means the first sheet.
    """
    found = []
    pieces = [piece for piece in tokens(text) if piece.kind is not TokenKind.SPACE]
    functions: list[str] = []
    for index, (kind, piece) in enumerate(pieces):
        if kind is TokenKind.OPEN:
            is_call = index > 0 and pieces[index - 1].kind is TokenKind.FUNCTION
            functions.append(bare(pieces[index - 1].text).upper() if is_call else "")
        elif kind is TokenKind.CLOSE and functions:
            functions.pop()
        elif kind is TokenKind.REFERENCE:
            first = index - (index > 0 and pieces[index - 1].kind is TokenKind.PREFIX)
            beside = [*pieces[max(first - 1, 0) : first], *pieces[index + 1 : index + 2]]
            is_operand = any(each.kind is TokenKind.OPERATOR and each.text in _SIGNS for each in beside)
            if is_operand or (functions and functions[-1] in _NUMBERS_OF | {""}):
                found.append((pieces[first].text.rstrip("!"), reference_area(piece)))
    return tuple(found)


def _is_abroad(answer: FirstAnswer, cell: Cell, value: Value) -> bool:
    return is_same_abroad(answer.question.sheets[cell[0]].values.get(cell[1]), value)
