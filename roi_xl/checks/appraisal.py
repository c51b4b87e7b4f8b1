"""What a study comes to: what is credited to the training, the flow of years, ROI and its two ends.

The second witnesses compare it with what the workbook says. It follows the methodology with our functions and
Python's own statistics, line by line, and none of the workbook's formulas.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import fsum
from typing import Final, TypeVar

from roi_xl.calc.returns import training_roi
from roi_xl.checks.block import Block
from roi_xl.checks.programme import BLOCKS, MEASURED, Programme, same, typed
from roi_xl.study import Attribution, Benefit, Factors, Scenario

MOST_YEARS: Final = 5
_T = TypeVar("_T")
_HALF_A_CENT: Final = 0.005


@dataclass(frozen=True)
class Ends:
    """A figure in the three scenarios, in money.

    Attributes:
        conservative: Where less is credited, or more is spent.
        expected: As it is reported.
        optimistic: Where more is credited, or less is spent.
    """

    conservative: float
    expected: float
    optimistic: float


@dataclass(frozen=True)
class Appraisal(Programme):
    """A study with all figures that follow from it; money is in the study's currency, rates are fractions."""

    def is_credited(self, line: Attribution) -> bool:
        """Whether a line's method can credit anything: it is an estimate, or gives an effect."""
        return self.effect(line) is not None if line.method in MEASURED else super().is_credited(line)

    def effect(self, line: Attribution) -> float | None:
        """The effect that a line's method finds, in units; None unless exactly one block has its figures."""
        return _only(block.effect(line.method) for block in self.blocks_of(line.id))

    def interval(self, line: Attribution) -> tuple[float, float] | None:
        """Between which effects the true one lies, in units; None if the method gives no interval."""
        return _only(block.interval(line.method) for block in self.blocks_of(line.id))

    def blocks_of(self, key: str) -> list[Block]:
        """The blocks that are about a benefit; one, if all is well."""
        measures = zip(BLOCKS, self.study.measures, strict=False)
        return [
            Block(getattr(self.study, name), one.relative == "yes")
            for name, one in measures
            if key and same(one.id) == same(key)
        ]

    def worth(self, benefit: Benefit) -> float:
        """The profit that one unit of the measure brings."""
        counted = -1.0 if benefit.better == "lower" else 1.0
        for share in (benefit.periods, benefit.realised):
            counted *= 1.0 if share is None else share
        unit_value = fsum(typed(one.unit_value) for one in self.values_of(benefit))
        return counted * typed(benefit.quantity) * unit_value * self.margin(benefit)

    def credit(self, line: Attribution) -> float:
        """What a line's method gives the training, whether or not it counts."""
        if line.method in MEASURED:
            return typed(self.effect(line)) * fsum(map(self.worth, self.benefits_of(line.id)))
        return self.profit(line) * typed(line.share) * typed(line.confidence)

    def is_draft(self, line: Attribution) -> bool:
        """Whether the value behind a line is still a draft."""
        values = [value for one in self.benefits_of(line.id)[:1] for value in self.values_of(one)]
        return any(value.status == "draft" for value in values)

    def counts(self, line: Attribution) -> bool:
        """Whether a line is in the reported figure: a gain at a draft's value isn't."""
        return self.is_credited(line) and not (self.is_draft(line) and self.credit(line) > 0)

    def due(self, line: Attribution) -> float:
        """What a line adds to the benefit of the first year."""
        return self.credit(line) if self.counts(line) else 0.0

    def pending(self, line: Attribution) -> float:
        """What a line would add if its value weren't a draft."""
        return 0.0 if self.counts(line) or not self.is_credited(line) else self.credit(line)

    def at_the_ends(self, line: Attribution) -> tuple[float, float]:
        """What is due at the worse and at the better end of the interval of a line's effect."""
        found = self.interval(line) if self.counts(line) else None
        if found is None:
            return self.due(line), self.due(line)
        ends = [end * fsum(map(self.worth, self.benefits_of(line.id))) for end in found]
        return min(ends), max(ends)

    @cached_property
    def first_benefit(self) -> float:
        """The benefit of the first year."""
        return fsum(map(self.due, self.study.attribution))

    @cached_property
    def years(self) -> float:
        """How many first years of the benefit all that is counted is worth."""
        counted = self.study.inputs.years
        last = 1 if counted is None else max(1, min(MOST_YEARS, counted))
        later = [
            typed(year.continues) for number, year in enumerate(self.study.flow, 1) if 1 < number <= last
        ]
        return 1 + fsum(later)

    @property
    def benefit(self) -> float:
        """The reported benefit, over all years that count."""
        return self.first_benefit * self.years

    @property
    def roi(self) -> float | None:
        """The return on investment; None while there is none."""
        return training_roi([self.benefit], [self.cost]) if self.has_figures else None

    def scenario_of(self, line: Attribution) -> Scenario:
        """The factors of a line."""
        found = [one for one in self.study.scenarios if line.id and same(one.id) == same(line.id)]
        return found[0] if found else Scenario(id=line.id)

    def scenario(self, line: Attribution) -> Ends:
        """A line's benefit in the three scenarios; its factors, or else the ends of its interval."""
        factors = self.scenario_of(line)
        expected = self.due(line) * self.years
        worse, better = factors.low, factors.high
        if expected < 0:  # a larger loss is the worse one
            worse, better = better, worse
        low, high = (end * self.years for end in self.at_the_ends(line))
        pending = self.pending(line) * self.years
        return Ends(
            low if worse is None else expected * worse,
            expected,
            high + pending if better is None else (expected + pending) * better,
        )

    @property
    def cost_scenario(self) -> Ends:
        """The cost in the three scenarios; beside a loss it doesn't vary."""
        factors = self.study.scenario_costs[0] if self.study.scenario_costs else Factors()
        low, high = (
            1.0 if factor is None or self.benefit < 0 else factor for factor in (factors.low, factors.high)
        )
        return Ends(self.cost * low, self.cost, self.cost * high)

    def out_of_order(self) -> int:
        """How many benefits don't rise from conservative to optimistic, and costs don't fall."""
        cost = self.cost_scenario
        rising = [self.scenario(line) for line in self.study.attribution]
        rising.append(Ends(cost.optimistic, cost.expected, cost.conservative))
        return sum(
            one.conservative > one.expected + _HALF_A_CENT or one.expected > one.optimistic + _HALF_A_CENT
            for one in rising
        )

    def without_range(self) -> int:
        """How many benefits, and costs, have neither both factors nor an interval."""
        lines = [line for line in self.study.attribution if self.due(line) and not self.interval(line)]
        costs = self.study.scenario_costs[:1] or (Factors(),)
        factors = [(one.low, one.high) for one in map(self.scenario_of, lines)]
        factors += [(one.low, one.high) for one in costs]
        return sum(None in both for both in factors)

    @property
    def roi_low(self) -> float | None:
        """The conservative ROI; None while it or the range isn't there."""
        if not self.has_figures or self.without_range() or self.out_of_order():
            return None
        benefit = fsum(self.scenario(line).conservative for line in self.study.attribution)
        return benefit / self.cost_scenario.conservative - 1


def _only(found: Iterable[_T | None]) -> _T | None:
    """The one that is there; None if none is, or several are."""
    there = [one for one in found if one is not None]
    return there[0] if len(there) == 1 else None
