"""What every section of a report needs: the workbook, the words, the day and the main figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from roi_xl.report.ledger import Ledger
from roi_xl.report.source import Source
from roi_xl.template import names
from roi_xl.units import Unit


@dataclass(frozen=True)
class Telling:
    """A report while it is written.

    Attributes:
        source: The workbook.
        ledger: The words and the figures worded so far.
        today: The day by which a follow-up is overdue.
    """

    source: Source
    ledger: Ledger
    today: dt.date

    @cached_property
    def roi(self) -> float | None:
        """The ROI as a fraction; None while there is none."""
        return self.source.number(names.ROI) if self.source.number(names.HAS_FIGURES) else None

    @cached_property
    def range(self) -> tuple[float, float] | None:
        """The conservative and the optimistic ROI; None while the range isn't set."""
        low, high = self.source.number(names.ROI_LOW), self.source.number(names.ROI_HIGH)
        is_set = bool(self.source.number("cal_range_set")) and self.roi is not None
        return (low, high) if is_set and low is not None and high is not None else None

    @cached_property
    def target(self) -> float | None:
        """The ROI to reach; None without a target above 0, which asks for break-even only."""
        target = self.source.number(names.input_cell("target"))
        return target if target is not None and target > 0 else None

    @cached_property
    def bars(self) -> tuple[float, ...]:
        """The figures beside which an ROI stands, so that rounding mustn't carry it across."""
        return () if self.target is None else (self.target,)

    @cached_property
    def years(self) -> float:
        """How many years of benefits count."""
        return self.source.number("cal_years") or 1.0

    @cached_property
    def horizon(self) -> str:
        """Which years count, as it stands in a sentence."""
        if self.years == 1:
            return self.ledger.say("horizon_first")
        return self.ledger.say("horizon", years=self.ledger.number("years", self.years, Unit.COUNT))

    @cached_property
    def money(self) -> str:
        """What the amounts of a section are measured in."""
        currency = self.ledger.currency or self.ledger.say("no_currency")
        return self.ledger.say("money", currency=currency, horizon=self.horizon)

    def percent_of(self, name: str, value: float, cell: str = "") -> str:
        """An ROI in percent, beside the target."""
        return self.ledger.percent(name, value, self.source.where(cell), beside=self.bars)
