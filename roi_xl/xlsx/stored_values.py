"""Converts cell values to and from their stored form: type attribute and text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from math import copysign, isfinite, nan
from sys import float_info
from typing import Final

from roi_xl.catalogue import Scalar
from roi_xl.errors import CellError
from roi_xl.xlsx.markup import escaped, unescaped
from roi_xl.xlsx.refusals import PackageError, broken_sheet

_ERRORS = {error.value: error for error in CellError}
_TEXT_KINDS = {"str", "inlineStr", "d"}
LONGEST_TEXT: Final = 32_767
"""The longest text of a cell, in UTF-16 code units, as Excel counts."""
_DAY = re.compile(r"(?:(\d{4}-\d\d-\d\d)(?:T(?=\d)|$))?(?:(\d\d:\d\d:\d\d)(\.\d+)?)?", re.ASCII)
_NO_DAY = "1899-12-30"  # day 0, the day of a time without a date
_DAY_0, _DAY_0_OF_1904 = dt.date(1899, 12, 30).toordinal(), dt.date(1904, 1, 1).toordinal()
_FIRST_CERTAIN = 61  # 1 March 1900; before it Excel counts a 29 February that never existed
_SECONDS_A_DAY = 86_400
_LARGE = re.compile(r"-?1\.79\d*[eE]\+?308")
_LARGEST_SPELLED = Decimal("1.797693134862316E+308")
_LARGEST_PLAIN = 1e15  # from this size on, Excel writes an exponent


def decoded(kind: str | None, text: str | None, strings: Sequence[str]) -> Scalar:
    """The value of a cell.

    Args:
        kind: Its `t` attribute.
        text: The content of `<v>` (of `<is>` for an inline string); None without one.
        strings: The shared strings.

    Returns:
        A number, truth value, text or error; an error that Excel 97 didn't have is a text; None for a blank.

    Raises:
        PackageError: The text isn't a value of that kind.
    """
    if kind in _TEXT_KINDS:
        return "" if text is None and kind == "str" else None if text is None else unescaped(text)
    if not text:
        return None
    if kind is None or kind == "n":
        return number(text)
    if kind == "s":
        return _shared(text, strings)
    if kind == "b":
        return text.strip() in {"1", "true"}
    if kind == "e":
        return _ERRORS.get(text, text)
    raise broken_sheet(f"unknown cell type {kind[:20]!r}")


def number(text: str | bytes) -> float:
    """A number from its spelling in a sheet.

    Raises:
        PackageError: It isn't a finite number.
    """
    try:
        value = float(text)
    except ValueError:
        value = nan
    if value - value != 0 or (b"_" in text if isinstance(text, bytes) else "_" in text):
        return _largest(text if isinstance(text, str) else text.decode())
    return value


def _largest(text: str) -> float:
    """The largest float; programs that write sixteen digits spell it a little too large.

    Raises:
        PackageError: It isn't a number, or not a finite one.
    """
    spelled = _LARGE.fullmatch(text)
    if spelled is None or Decimal(text).copy_abs() > _LARGEST_SPELLED:
        raise broken_sheet(f"{text[:40]!r} isn't a number")
    return copysign(float_info.max, -1.0 if text.startswith("-") else 1.0)


def serial_number(text: str, *, date1904: bool) -> float | None:
    """The serial number of an ISO 8601 day, with or without a time, or of a time alone.

    Args:
        text: Such as `2024-02-29`, `2024-02-29T18:30:00.5` or `06:30:00`.
        date1904: Whether days count from 1904.

    Returns:
        The number, for a time alone the fraction of a day; None if the number that Excel would use isn't
        certain: with a time zone, for a day up to Excel's 29 February 1900 (except day 0, 1899-12-30), or in
        another spelling.
    """
    match = _DAY.fullmatch(text)
    if match is None or not text:
        return None
    day, time, fraction = match.groups()
    try:
        days = _days(day, date1904=date1904)
        of_day = dt.time.fromisoformat(time or "00:00:00")
    except ValueError:
        return None
    if days is None:
        return None
    return days + part_of_day(of_day, float(fraction or 0))


def part_of_day(time: dt.time, fraction: float) -> float:
    """A time as the elapsed fraction of a day; the fraction of its seconds is passed separately."""
    return (3600 * time.hour + 60 * time.minute + time.second + fraction) / _SECONDS_A_DAY


def _days(day: str | None, *, date1904: bool) -> int | None:
    """The whole number of a day, 0 without a day; None if it isn't certain.

    Raises:
        ValueError: The day doesn't exist.
    """
    if day is None or (day == _NO_DAY and not date1904):
        return 0
    return day_number(dt.date.fromisoformat(day), date1904=date1904)


def day_number(day: dt.date, *, date1904: bool) -> int | None:
    """The whole number of a day; None up to Excel's 29 February 1900, where programs disagree.

    Args:
        day: The day.
        date1904: Whether days count from 1904.
    """
    days = day.toordinal() - (_DAY_0_OF_1904 if date1904 else _DAY_0)
    return None if days < (0 if date1904 else _FIRST_CERTAIN) else days


def day_of(number: float, *, date1904: bool) -> dt.date | None:
    """The day that a number means; None outside of Excel's days, and where programs disagree about it.

    Args:
        number: The number that the cell stores; its fraction, the time of day, is left out.
        date1904: Whether days count from 1904.
    """
    day = int(number // 1) + (_DAY_0_OF_1904 if date1904 else _DAY_0)
    is_certain = (0 if date1904 else _FIRST_CERTAIN) <= number and day <= dt.date.max.toordinal()
    return dt.date.fromordinal(day) if is_certain else None


def _shared(text: str, strings: Sequence[str]) -> str:
    index = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else len(strings)
    if index >= len(strings):
        raise broken_sheet(f"there is no shared string {text[:20]!r}")
    return strings[index]


def encoded(value: Scalar) -> tuple[bytes, bytes | None]:
    """The `t` attribute (empty for a number) and the `<v>` element (without a prefix; None for a blank).

    Raises:
        PackageError: The text is longer than a cell can hold.
    """
    if isinstance(value, float):  # first, because nearly all results are numbers
        return (b"", b"<v>%b</v>" % spelled(value)) if isfinite(value) else (b"e", b"<v>#NUM!</v>")
    if value is None:
        return b"", None
    if isinstance(value, bool):
        return b"b", b"<v>1</v>" if value else b"<v>0</v>"
    if isinstance(value, CellError):
        return b"e", b"<v>%b</v>" % value.value.encode()
    if len(value) > LONGEST_TEXT // 2 and code_units(value) > LONGEST_TEXT:
        raise PackageError("text-too-long", f"a result of {len(value):,} characters", "shorten it to 32,767")
    return b"str", b"<v%b>%b</v>" % (preserving(value), escaped(value))


def code_units(text: str) -> int:
    """The length of a text as Excel counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def inline(text: str, prefix: bytes) -> bytes:
    """The `<is>` element of an inline text, with the prefix of the sheet's namespace."""
    return b"<%bis><%bt%b>%b</%bt></%bis>" % (
        prefix, prefix, preserving(text), escaped(text), prefix, prefix,
    )  # fmt: skip


def preserving(text: str) -> bytes:
    """The attribute that keeps a parser from trimming a text; empty if there is nothing to trim."""
    return b' xml:space="preserve"' if text != text.strip() or "\n" in text or "\t" in text else b""


def spelled(value: float) -> bytes:
    """A finite number in its shortest exact spelling: whole ones without a point, exponents as in `1E+20`."""
    if -_LARGEST_PLAIN < value < _LARGEST_PLAIN and value == int(value):
        return b"%d" % value
    return repr(value).upper().encode()


def stored(value: Scalar) -> Scalar:
    """A value as it is read back after `encoded` has written it.

    Zero loses its sign, a number that isn't finite becomes `#NUM!`, and half a surrogate pair, which isn't a
    character, becomes a question mark.
    """
    if isinstance(value, float):
        return value + 0.0 if isfinite(value) else CellError.NUM
    return value.encode("utf-8", "replace").decode() if type(value) is str else value


def same(value: Scalar, cached: Scalar) -> bool:
    """Whether a result equals the cached value, type included: TRUE isn't 1, an error isn't its text."""
    if value == cached:
        return type(value) is type(cached)
    return cached is CellError.NUM and isinstance(value, float) and not isfinite(value)
