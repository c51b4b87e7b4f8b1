"""A study read as finance reads it: which cost stands where, what a benefit is worth, what counts.

The second witnesses of the checks ask it. It follows the methodology, line by line, and none of the
workbook's formulas.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from roi_xl.study import Attribution, Benefit, Cost, Number, Period, Study, Value

ESTIMATES: Final = frozenset({"participants", "managers", "experts"})
MEASURED: Final = frozenset({"control", "trend", "forecast"})
NOT_ISOLATED: Final = "none"
_FEWEST: Final = 2  # points through which a trend goes
BLOCKS: Final = ("kpi1", "kpi2", "kpi3", "kpi4")


def same(text: str) -> str:
    """A text as Excel compares it: without regard to case."""
    return text.casefold()


def typed(number: Number) -> float:
    """A number, 0 where none was typed."""
    return 0.0 if number is None else number


@dataclass(frozen=True)
class Programme:
    """A study with what follows from it.

    Attributes:
        study: The study.
    """

    study: Study

    @staticmethod
    def amount(cost: Cost) -> float:
        """What a cost line costs."""
        return typed(cost.quantity) * typed(cost.unit_cost)

    def cost_of(self, category: str) -> float:
        """What the lines of a category cost."""
        return sum(self.amount(one) for one in self.study.costs if one.category == category)

    @cached_property
    def cost(self) -> float:
        """What the programme costs."""
        return sum(map(self.amount, self.study.costs))

    @property
    def time(self) -> float:
        """What the participants' time in training is worth."""
        inputs = self.study.inputs
        return typed(inputs.participants) * typed(inputs.hours_each) * self.hour

    @property
    def hour(self) -> float:
        """What an hour of a participant is worth; 0 without paid hours."""
        inputs = self.study.inputs
        if typed(inputs.paid_hours) <= 0:
            return 0.0
        return typed(inputs.salary) * (1 + typed(inputs.benefits_rate)) / typed(inputs.paid_hours)

    @property
    def development(self) -> float:
        """The programme's part of the cost of development; 0 without a life."""
        inputs = self.study.inputs
        if not inputs.development_life:
            return 0.0
        share = typed(inputs.development_study) / inputs.development_life
        return typed(inputs.development_total) * share

    def values_of(self, benefit: Benefit) -> list[Value]:
        """The values under a benefit's value ID; one, if all is well."""
        wanted = same(benefit.value_id)
        return [one for one in self.study.values if wanted and same(one.id) == wanted]

    def units(self, benefit: Benefit) -> float:
        """The units gained."""
        change = typed(benefit.after) - typed(benefit.before)
        gain = -change if benefit.better == "lower" else change
        for share in (benefit.periods, benefit.realised):
            gain *= 1.0 if share is None else share
        return gain * typed(benefit.quantity)

    def claimed(self, benefit: Benefit) -> float:
        """What a benefit is worth as measured."""
        return self.units(benefit) * sum(typed(one.unit_value) for one in self.values_of(benefit))

    def margin(self, benefit: Benefit) -> float:
        """The share of it that is profit."""
        return sum(typed(one.margin) for one in self.values_of(benefit))

    @property
    def claims(self) -> list[Benefit]:
        """The benefits that are worth anything."""
        return [one for one in self.study.benefits if self.claimed(one)]

    def profit(self, of: Attribution) -> float:
        """The profit of the benefit that a line of Attribution belongs to."""
        return sum(self.claimed(one) * self.margin(one) for one in self.benefits_of(of.id))

    def benefits_of(self, key: str) -> list[Benefit]:
        """The benefits under an ID."""
        return [one for one in self.study.benefits if key and same(one.id) == same(key)]

    def block_of(self, key: str) -> Sequence[Period]:
        """The periods that measure a benefit; none unless exactly one block is about it."""
        found = [at for at, one in enumerate(self.study.measures) if key and same(one.id) == same(key)]
        return getattr(self.study, BLOCKS[found[0]]) if len(found) == 1 else ()

    def is_credited(self, line: Attribution) -> bool:
        """Whether a line's method can credit anything: it is an estimate, or has its figures."""
        periods = self.block_of(line.id)
        trained = Counter(one.phase for one in periods if one.trained is not None)
        control = Counter(one.phase for one in periods if one.control is not None)
        match line.method:
            case "control":
                return all(group[phase] for group in (trained, control) for phase in ("before", "after"))
            case "trend":
                return trained["before"] >= _FEWEST and trained["after"] > 0
            case "forecast":
                return trained["after"] > 0 and control["after"] > 0
        return line.method in ESTIMATES

    def is_complete(self, line: Attribution) -> bool:
        """Whether nothing is missing to credit a line."""
        estimated = line.method in ESTIMATES and line.share is not None and line.confidence is not None
        measured = line.method in MEASURED and self.is_credited(line)
        whole = [
            one
            for one in self.benefits_of(line.id)
            if one.before is not None and one.after is not None and len(self.values_of(one)) == 1
        ]
        said = estimated or measured or line.method == NOT_ISOLATED
        return said and len(whole) == 1 and not self._waits(line.id)

    def _waits(self, key: str) -> bool:
        """Whether a line takes what projects or action plans bring, and there is none of them yet."""
        inputs = self.study.inputs
        projects = any(one.claimed is not None for one in self.study.projects)
        plans = any(one.is_complete for one in self.study.plans)
        return (same(key) == same(inputs.projects_line) and not projects) or (
            same(key) == same(inputs.plans_line) and not plans
        )

    @cached_property
    def has_figures(self) -> bool:
        """Whether there is an ROI: a cost, and a benefit of which nothing is missing."""
        complete = [one for one in self.study.attribution if self.is_complete(one)]
        return self.cost > 0 and any(one.method != NOT_ISOLATED for one in complete)

    @property
    def in_use(self) -> Iterator[Value]:
        """The values of which a benefit makes use."""
        used = {same(one.value_id) for one in self.study.benefits if one.value_id}
        return (one for one in self.study.values if same(one.id) in used and one.unit_value)

    def is_counted(self, number: int) -> bool:
        """Whether a year's benefit counts."""
        return number <= typed(self.study.inputs.years)


def twice(keys: Sequence[str]) -> set[str]:
    """The IDs that stand there more than once."""
    return {key for key, count in Counter(map(same, keys)).items() if count > 1 and key}
