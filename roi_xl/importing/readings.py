"""Reads numbers and days of a source, by a decimal sign and an order of dates that hold for all of it.

Both are decided from evidence: a first pass shows every cell to `Decimals` and `Days`, a second one reads.
Evidence against evidence is an error that quotes both cells, and so is a number or a date that could mean two
things.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Final

from dateutil import parser

from roi_xl.files import FileError
from roi_xl.importing.grid import Cell

_NUMBER: Final = re.compile(r"[+\-\u2212]?\s*(?:\d[\d\s.,'’\u00a0\u202f]*|[.,]\d+)")
_SPACES: Final = re.compile(r"[\s'’\u00a0\u202f]")
_GROUPED: Final = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_THREE: Final = 3
_NAMES: Final = {".": "point", ",": "comma"}
_ORDERED: Final = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})\b")
_EPOCH: Final = re.compile(r"1\d{9}(\d{3})?")
_DOTTED: Final = re.compile(r"(?<= )(\d{1,2})\.(\d\d)\.(\d\d)$")
_DEFAULTS: Final = (dt.datetime(2001, 1, 1), dt.datetime(2002, 2, 2))  # noqa: DTZ001
_MONTHS: Final = 12
_DAY_FIRST, _MONTH_FIRST = "dmy", "mdy"


class UnreadableError(Exception):
    """A cell that holds no number, or no day."""


@dataclass(slots=True)
class Decimals:
    """The decimal sign of a source.

    Attributes:
        wanted: The sign that the user named; empty to decide.
        seen: The first cell that shows each sign, with its place.
        unclear: The first number that could have either.
    """

    wanted: str = ""
    seen: dict[str, str] = field(default_factory=dict)
    unclear: str = ""

    def see(self, cell: Cell, where: str) -> None:
        """Take a cell as evidence.

        Args:
            cell: What it holds.
            where: Its place, for messages.
        """
        if not isinstance(cell, str) or not ("," in cell or "." in cell):
            return
        text = _bare(cell)
        if text is None:
            return
        sign = _sign(text)
        if sign:
            self.seen.setdefault(sign, f"{where}: {cell.strip()!r}")
        elif sign is None and not self.unclear:
            self.unclear = f"{where}: {cell.strip()!r}"

    @property
    def sign(self) -> str:
        """The decimal sign.

        Raises:
            FileError: Cells show both signs, or nothing tells which it is.
        """
        if self.wanted:
            return self.wanted
        if len(self.seen) > 1:
            comma, point = self.seen[","], self.seen["."]
            reason = f"{comma} has a decimal comma, {point} a decimal point"
            raise FileError("mixed-decimals", reason, "correct the file, or say --decimal comma or point")
        if not self.seen and self.unclear:
            reason = f"{self.unclear} may be thousands or a fraction, and no other number tells"
            raise FileError("unclear-decimal", reason, "say --decimal comma or --decimal point")
        return next(iter(self.seen), ".")

    @property
    def said(self) -> str:
        """What was decided and why; empty where no number has a sign."""
        if self.wanted:
            return f"decimal {_NAMES[self.wanted]}, as you said"
        return "".join(f"decimal {_NAMES[sign]} ({where})" for sign, where in self.seen.items())

    def number(self, cell: Cell) -> float:
        """The number in a cell; a percent sign is ignored, a denominator, too: `12 / 20` is 12.

        Raises:
            UnreadableError: It holds none.
            FileError: See `sign`.
        """
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            return float(cell)
        text = _bare(cell) if isinstance(cell, str) else None
        if text is None:
            raise UnreadableError
        sign = self.sign if "," in text or "." in text else "."
        whole, _, part = text.partition(sign)
        other = "," if sign == "." else "."
        if other in part or sign in part or (other in whole and not _GROUPED.fullmatch(whole.lstrip("+-"))):
            raise UnreadableError
        return float(f"{whole.replace(other, '')}.{part or '0'}")


@dataclass(slots=True)
class Days:
    """The order of day and month in a source.

    Attributes:
        wanted: The order that the user named, `dmy` or `mdy`; empty to decide.
        seen: The first cell that shows each order, with its place.
        unclear: The first date that could have either.
    """

    wanted: str = ""
    seen: dict[str, str] = field(default_factory=dict)
    unclear: str = ""

    def see(self, cell: Cell, where: str) -> None:
        """Take a cell as evidence.

        Args:
            cell: What it holds.
            where: Its place, for messages.
        """
        found = _ORDERED.match(cell.strip()) if isinstance(cell, str) else None
        if found is None:
            return
        quoted = f"{where}: {str(cell).strip()!r}"
        first, second = int(found[1]), int(found[3])
        if first > _MONTHS or found[2] == ".":
            self.seen.setdefault(_DAY_FIRST, quoted)
        elif second > _MONTHS:
            self.seen.setdefault(_MONTH_FIRST, quoted)
        elif first != second and not self.unclear:
            self.unclear = quoted

    @property
    def order(self) -> str:
        """The order of day and month: `dmy` or `mdy`.

        Raises:
            FileError: Cells show both orders, or nothing tells which it is.
        """
        if self.wanted:
            return self.wanted
        if len(self.seen) > 1:
            day, month = self.seen[_DAY_FIRST], self.seen[_MONTH_FIRST]
            reason = f"{day} begins with the day, {month} with the month"
            raise FileError("mixed-dates", reason, "correct the file, or say --dates dmy or mdy")
        if not self.seen and self.unclear:
            reason = f"{self.unclear} may begin with the day or the month, and no other date tells"
            raise FileError("unclear-date", reason, "say --dates dmy or --dates mdy")
        return next(iter(self.seen), _DAY_FIRST)

    @property
    def said(self) -> str:
        """What was decided and why; empty where no date needed it."""
        words = {_DAY_FIRST: "dates day first", _MONTH_FIRST: "dates month first"}
        if self.wanted:
            return f"{words[self.wanted]}, as you said"
        return "".join(f"{words[order]} ({where})" for order, where in self.seen.items())

    def moment(self, cell: Cell) -> dt.datetime:
        """The moment in a cell, as its clock showed it; a day without a time is its midnight.

        Raises:
            UnreadableError: It holds none.
            FileError: See `order`.
        """
        if isinstance(cell, dt.datetime):
            return cell.replace(tzinfo=None)
        if isinstance(cell, dt.date):
            return dt.datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - clocks of exports have no zone
        text = str(cell).strip()
        if epoch := _EPOCH.fullmatch(text):
            seconds = int(text) / (1000 if epoch[1] else 1)
            return dt.datetime.fromtimestamp(seconds, dt.UTC).replace(tzinfo=None)
        text = _DOTTED.sub(r"\1:\2:\3", text)
        day_first = bool(_ORDERED.match(text)) and self.order == _DAY_FIRST
        try:
            found, other = (parser.parse(text, dayfirst=day_first, default=day) for day in _DEFAULTS)
        except (ValueError, OverflowError):
            raise UnreadableError from None
        if found != other:  # a part of the day is missing, which the parser would take from the default
            raise UnreadableError
        moment: dt.datetime = found.replace(tzinfo=None)
        return moment


def denominator(cell: Cell) -> str:
    """The most that a result could be, where the cell says so: `20` in `12 / 20`; empty otherwise."""
    return cell.partition("/")[2].strip() if isinstance(cell, str) and cell.count("/") == 1 else ""


def _bare(cell: str) -> str | None:
    """The digits and marks of a number, without percent sign and denominator; None if it is no number."""
    text = cell.partition("/")[0].strip().removesuffix("%").strip()
    if not _NUMBER.fullmatch(text):
        return None
    return _SPACES.sub("", text).replace("\u2212", "-")


def _sign(text: str) -> str | None:
    """The decimal sign that a number shows: empty if it shows that it has none, None if nothing tells."""
    marks = [mark for mark in ".," if mark in text]
    if len(marks) > 1:
        return max(marks, key=text.rfind)
    (mark,) = marks
    digits = text.lstrip("+-")
    if digits.count(mark) > 1:
        return "." if mark == "," else ","
    whole, _, part = digits.partition(mark)
    is_clear = len(part) != _THREE or len(whole) > _THREE or whole in {"", "0"}
    return mark if is_clear else None
