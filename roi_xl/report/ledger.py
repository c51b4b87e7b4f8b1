"""Words figures, each once and in one precision, and remembers every figure that was worded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from math import isclose
from textwrap import shorten
from typing import Final

from roi_xl.lang import Texts, texts
from roi_xl.report.content import Known, Mark
from roi_xl.template.words import Content
from roi_xl.units import Unit

_DIGITS: Final = 12  # figures that agree in so many digits are the same
_LARGE, _MIDDLE = 100, 10  # from here on readings are shown without, and with one decimal


class Ledger:
    """The words of a report, and its figures.

    Args:
        language: The language of the report.
        currency: The currency of its amounts; empty for none.

    Attributes:
        words: The words of the language.
        language: Its code.
        currency: The currency.
        figures: Every figure that was worded, by name.
    """

    def __init__(self, language: str, currency: str) -> None:
        self.words: Texts = texts(language)
        self.language = language
        self.currency = " ".join(currency.split())
        self.figures: dict[str, Known] = {}
        self._lists = Content("", language, {}).words()

    def say(self, key: str, **slots: str) -> str:
        """A sentence of a report with its figures, which are texts already."""
        return self.words[f"report.{key}"].format(**slots)

    def word(self, list_: str, code: str) -> str:
        """The word for a code of a list of the workbook; empty for no code."""
        return self._lists.text("list", list_, code) if code else ""

    def item(self, table: str, code: str, column: int) -> str:
        """A text of a row of the workbook that is always there."""
        return self._lists.texts("item", table, code)[column]

    def percent(
        self, name: str, value: float, where: str = "", *, beside: Sequence[float] = (), decimals: int = 1
    ) -> str:
        """A fraction in percent; "just below" where it would be shown as a bar that it doesn't reach.

        Args:
            name: What it is called among the figures.
            value: The fraction.
            where: Its cell.
            beside: The bars beside which it stands, as fractions; 0 is always one.
            decimals: Digits after the decimal sign of the percentage.
        """
        shown = self.words.percent(value, decimals)
        self._note(name, value, Unit.PERCENT, decimals, shown, where)
        for bar in (*beside, 0.0):
            if shown == self.words.percent(bar, decimals) and not _is_same(value, bar):
                return self.words["near.above" if value > bar else "near.below"].format(bar=shown)
        return shown

    def money(self, name: str, value: float, where: str = "") -> str:
        """An amount of money, in whole units of the currency."""
        shown = self.words.money(value, 0, self.currency)
        return self._note(name, value, Unit.MONEY, 0, shown, where)

    def points(self, name: str, value: float, where: str = "") -> str:
        """What moves an ROI, a fraction, in percentage points with its sign, without a word for them."""
        return self._note(name, value, "points", 1, self.words.signed(value * 100, 1), where)

    def number(self, name: str, value: float, unit: Unit, where: str = "") -> str:
        """A figure in its unit: a count, months, a ratio."""
        shown = self.words.number(value, unit.decimals)
        return self._note(name, value, unit, unit.decimals, shown, where)

    def count(self, name: str, value: int) -> str:
        """How many there are."""
        return self.number(name, value, Unit.COUNT)

    def readings(self, *named: tuple[str, float, str]) -> list[str]:
        """Readings of one measure, all with as many decimals as the largest of them needs.

        Args:
            named: The name of each, its value, and its cell.
        """
        largest = max(abs(value) for _, value, _ in named)
        most = 0 if largest >= _LARGE else 1 if largest >= _MIDDLE else 2
        whole = all(value == round(value) for _, value, _ in named)
        decimals = 0 if whole else most
        return [
            self._note(name, value, "reading", decimals, self.words.number(value, decimals), where)
            for name, value, where in named
        ]

    def at(self, label: str, at: float, kind: str = "axis") -> Mark:
        """A line across a chart."""
        return Mark(label, at, kind)

    def day(self, day: dt.date) -> str:
        """A day, the same in every country."""
        return day.isoformat()

    def _note(self, name: str, value: float, unit: str, decimals: int, shown: str, where: str) -> str:
        self.figures[name] = Known(value, str(unit), decimals, shown, where)
        return shown


def short(text: str, width: int) -> str:
    """A text of the user on one line, at most so many characters."""
    line = " ".join(text.split())
    cut = shorten(line, width, placeholder="…")
    return cut if len(cut) > width // 2 else line[: width - 1] + "…" if len(line) > width else line


def _is_same(value: float, bar: float) -> bool:
    return isclose(value, bar, rel_tol=10**-_DIGITS, abs_tol=10**-_DIGITS)
