"""The units of figures: the one place that decides how figures are shown, in cells and in texts."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Unit(StrEnum):
    """The unit of a figure; shares and ROI are fractions, shown in percent."""

    MONEY = "money"
    PERCENT = "percent"
    RATIO = "ratio"
    HOURS = "hours"
    PERIODS = "periods"
    COUNT = "count"
    SCORE = "score"
    TEXT = "text"

    @property
    def decimals(self) -> int:
        """Digits after the decimal sign; for percent, those of the percentage."""
        return _DECIMALS.get(self, 0)

    @property
    def is_grouped(self) -> bool:
        """Whether thousands are separated."""
        return self not in {Unit.PERCENT, Unit.RATIO}

    @property
    def sign(self) -> str:
        """The sign after the number in a text: `×` for a ratio; the percent sign depends on the language."""
        return "×" if self is Unit.RATIO else ""

    def number_format(self, percent: str = "%") -> str:
        """The Excel number format of a cell with this unit.

        Args:
            percent: The percent sign and its spacing, as the language writes them.
        """
        if self is Unit.TEXT:
            return "@"
        digits = f"0.{'0' * self.decimals}".removesuffix(".")
        if self is Unit.PERCENT:
            return digits + percent
        return f"#,##{digits}" if self.is_grouped else f'{digits}"{self.sign}"'


_DECIMALS: Final = {Unit.PERCENT: 1, Unit.RATIO: 2, Unit.HOURS: 1, Unit.PERIODS: 1, Unit.SCORE: 1}
