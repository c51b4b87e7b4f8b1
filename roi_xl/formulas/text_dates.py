"""Reads dates stored as texts where a function takes a date, if every Excel reads them the same way.

Excel reads a text as a date in `=WEEKNUM("2026-01-05")`; the engines need a number. Year, month and day in
that order mean the same in every country; any other order is left to Excel.

Source: Microsoft, "DATEDIF function" (dates may be entered as text strings, such as "2001/1/30"), "DAYS
function" (a date that is text is treated as DATEVALUE(date_text)), "Insert and format dates" on ISO 8601.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from roi_xl.formulas.meaning import Analysis
from roi_xl.formulas.references import reference_area
from roi_xl.formulas.spelling import bare, sheet_alias
from roi_xl.xlsx import Sheet
from roi_xl.xlsx.formula import Token, TokenKind, tokens

_DATES = {
    **dict.fromkeys(("DATEDIF", "DAYS", "DAYS360", "NETWORKDAYS", "NETWORKDAYS.INTL", "YEARFRAC"), 2),
    **dict.fromkeys(("DAY", "EDATE", "EOMONTH", "ISOWEEKNUM", "MONTH", "WEEKDAY", "WEEKNUM", "YEAR"), 1),
    **dict.fromkeys(("WORKDAY", "WORKDAY.INTL"), 1),
}
"""How many of a function's first arguments are dates."""
_ORDERED = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})", re.ASCII)
_FIRST = dt.date(1904, 1, 2)  # before it, Excel's two date systems differ, or have no such day


def by_prefix(sheets: Mapping[str, Sheet]) -> Mapping[str, Sheet]:
    """Sheets by their qualifier in the engines' copy."""
    return {f"{sheet_alias(number)}!": sheet for number, sheet in enumerate(sheets.values())}


def takes_dates(analysis: Analysis) -> bool:
    """Whether a formula calls built-in functions that take dates, and therefore dates stored as texts."""
    return not analysis.calls and not _DATES.keys().isdisjoint(analysis.functions)


def with_text_dates(analysis: Analysis, sheets: Mapping[str, Sheet]) -> Analysis:
    """A formula in which texts that are dates become dates where a function takes dates.

    Args:
        analysis: The formula.
        sheets: All sheets by the engines' qualifiers; only their constants are examined.
    """
    if not takes_dates(analysis):
        return analysis
    text = _written(tokens(analysis.text), sheets)
    if text == analysis.text:
        return analysis
    return replace(analysis, text=text, parts=(text,), functions=analysis.functions | {"DATEVALUE"})


def _written(pieces: Sequence[Token], sheets: Mapping[str, Sheet]) -> str:
    out: list[str] = []
    brackets: list[list[int]] = []  # how many first arguments are dates, and which argument is being read
    for index, piece in enumerate(pieces):
        out.append(piece.text)
        if piece.kind is TokenKind.OPEN:
            before = pieces[index - 1] if index else None
            called = before.text if before is not None and before.kind is TokenKind.FUNCTION else ""
            brackets.append([_DATES.get(bare(called).upper(), 0), 0])
        elif piece.kind is TokenKind.CLOSE and brackets:
            brackets.pop()
        elif piece.kind is TokenKind.COMMA and brackets:
            brackets[-1][1] += 1
        elif brackets and brackets[-1][1] < brackets[-1][0]:
            size = _size_of_date(pieces, index, sheets)
            if size:
                out[-size:] = [f"DATEVALUE({''.join(out[-size:])})"]
    return "".join(out)


def _size_of_date(pieces: Sequence[Token], index: int, sheets: Mapping[str, Sheet]) -> int:
    """How many tokens an argument that ends here has, if it is a date stored as a text; else 0."""
    kind, text = pieces[index]
    size = 2 if kind is TokenKind.REFERENCE else 1
    before, after = pieces[index - size], pieces[index + 1]
    ends = {TokenKind.OPEN, TokenKind.COMMA, TokenKind.CLOSE}
    if before.kind not in ends or after.kind not in ends:
        return 0
    if kind is TokenKind.TEXT:
        return size if _is_date(text[1:-1]) else 0
    sheet = sheets.get(pieces[index - 1].text) if kind is TokenKind.REFERENCE else None
    if sheet is None:
        return 0
    area = reference_area(text)
    value = sheet.values.get(area[:2])
    is_constant = area[:2] == area[2:] and area[:2] not in sheet.formulas and area[:2] not in sheet.members
    return size if is_constant and isinstance(value, str) and _is_date(value) else 0


def _is_date(text: str) -> bool:
    """Whether a text is a day written in the order year, month, day."""
    found = _ORDERED.fullmatch(text)
    if found is None:
        return False
    try:
        return dt.date(int(found[1]), int(found[3]), int(found[4])) >= _FIRST
    except ValueError:
        return False
