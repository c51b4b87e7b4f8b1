"""The value that a text stands for, as a person types it on the command line or keeps it in a CSV file."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from roi_xl.files import FileError
from roi_xl.xlsx.input_values import Input

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(\s?%)?", re.ASCII)
_OTHER_MARKS = re.compile(r"[+-]?\d[\d\s.,'’\u00a0\u202f]*\s?%?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WORDS: Final = {"TRUE": True, "FALSE": False}


def typed(text: str) -> Input:
    """The value that a text stands for: the same in every country.

    Args:
        text: A number with a decimal point, such as `0.35`, `35%` or `-1200`; a day as `2026-03-31`; TRUE
            or FALSE; nothing for a blank; or any other text. After an apostrophe all is text, as in Excel.

    Raises:
        FileError: It is a formula, or a number with other marks, such as `7,5`, which countries read
            differently.
    """
    if text.startswith("'"):
        return text[1:]
    if text.startswith("="):
        reason = f"{text[:40]!r} is a formula, which is no input"
        raise FileError("unclear-value", reason, "type it in Excel; for a text, put an apostrophe before it")
    if match := _NUMBER.fullmatch(text.strip()):
        number = float(text.strip().rstrip("%").rstrip())
        return number / 100 if match[1] else number
    if text.strip().upper() in _WORDS:
        return _WORDS[text.strip().upper()]
    if _DAY.fullmatch(text.strip()):
        try:
            return dt.date.fromisoformat(text.strip())
        except ValueError:
            reason = f"there is no day {text.strip()}"
            raise FileError("unclear-value", reason, "write a day as 2026-03-31") from None
    if _OTHER_MARKS.fullmatch(text.strip()):
        reason = f"{text.strip()!r} means different numbers in different countries"
        raise FileError("unclear-value", reason, "write 1234.5; for a text, put an apostrophe before it")
    return text
