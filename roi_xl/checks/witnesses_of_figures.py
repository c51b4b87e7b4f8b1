"""The second witnesses of the checks that ask what a study comes to, or what its words say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from roi_xl.checks.appraisal import Appraisal
from roi_xl.checks.block import Block
from roi_xl.checks.programme import ESTIMATES, same, typed
from roi_xl.study import Attribution, Benefit, Estimate, Estimated, FollowUp, Indicator

_CENT: Final = 0.005  # amounts that differ by less are the same
_ROUNDING: Final = 0.005  # of a share that was typed in whole per cents
_SAID: Final = 3  # letters that make a reason; a dash is none
_OF_REVENUE: Final = re.compile(r"revenue|sales per |net sales|intäkt|försäljning per |nettoomsättning", re.I)
_OF_A_RATE: Final = re.compile(r"(?: (?:share|rate|percentage)|andel|frekvens|procent) ", re.I)
_SPANS: Final = (
    (re.compile("week|veck", re.I), 53 / 12),
    (re.compile("month|månad", re.I), 1.0),
    (re.compile("quarter|kvartal", re.I), 1 / 3),
)
"""The words of periods, each with how many of them a month holds at most."""
_FEWEST_LINES: Final = 3  # of which one may be called the largest
_EXTREME: Final = 5.0  # an ROI of 500 %


def is_revenue(text: str) -> bool:
    """Whether a text, in any of our languages, names revenue."""
    return bool(_OF_REVENUE.search(text))


def is_rate(text: str) -> bool:
    """Whether a text, in any of our languages, names a share or a rate."""
    return bool(_OF_A_RATE.search(f" {text} "))


def most_periods(text: str, months: float) -> float:
    """How many periods of a measure these months hold at most; no end if its name tells no period."""
    return min((months * most for span, most in _SPANS if span.search(text)), default=float("inf"))


def _no_cost(one: Appraisal) -> float:
    return one.cost <= 0 and one.benefit != 0


def _time_cost(one: Appraisal) -> float:
    inputs, indirect = one.study.inputs, [line for line in one.study.costs if line.category == "indirect"]
    if not one.has_figures:
        return 0
    if typed(inputs.participants) * typed(inputs.hours_each) > 0:
        return one.time - one.cost_of("indirect") >= _CENT
    return not any(line.source for line in indirect)


def _revenue_as_saving(one: Appraisal) -> float:
    savings = {"hard", "avoidance", "soft"}
    lines = [it for it in one.claims if it.class_ in savings]
    values = {same(it.value_id) for it in one.study.benefits if it.class_ in savings}
    return sum(0 < one.margin(it) < 1 or is_revenue(it.measure) for it in lines) + sum(
        same(it.id) in values and (is_revenue(it.measure) or is_revenue(it.unit)) for it in one.study.values
    )


def _rates(one: Appraisal) -> float:
    lines = [it for it in one.study.benefits if is_rate(it.measure) and typed(it.quantity) > 1]
    return sum(typed(figure) > 1 for it in lines for figure in (it.before, it.after))


def _periods(one: Appraisal) -> float:
    lines = [it for it in one.claims if None not in {it.periods, it.months_counted}]
    return sum(typed(it.periods) > most_periods(it.measure, typed(it.months_counted)) for it in lines)


def _direction(one: Appraisal) -> float:
    return sum((one.units(it) < 0) + _is_against_its_indicator(one, it) for it in one.study.benefits)


def _is_against_its_indicator(one: Appraisal, line: Benefit) -> bool:
    found = [it for it in one.study.evidence if line.indicator and same(it.id) == same(line.indicator)]
    aim, start = sum(typed(it.target) for it in found), sum(typed(it.baseline) for it in found)
    better = {"higher": aim < start, "lower": aim > start}
    return aim != 0 and better.get(line.better, False)


def _concentration(one: Appraisal) -> float:
    due = [amount for line in one.study.attribution if (amount := one.due(line))]
    most = typed(one.study.inputs.concentration) * one.first_benefit
    return len(due) >= _FEWEST_LINES and one.first_benefit > 0 and sum(amount > most for amount in due)


def _includes_zero(one: Appraisal) -> float:
    lines = [it for it in one.study.attribution if one.counts(it) and one.interval(it)]
    ends = [one.at_the_ends(line) for line in lines]
    return sum(worst <= 0 <= best for worst, best in ends)


def _unpaired(one: Appraisal) -> float:
    blocks = [
        it for line in one.study.attribution if line.method == "control" for it in one.blocks_of(line.id)
    ]
    periods = [it for block in blocks for it in block.periods if it.phase in {"before", "after"}]
    return sum((it.trained is None) != (it.control is None) for it in periods)


def _reasons(one: Appraisal) -> float:
    lines = [it for it in one.study.attribution if one.due(it)]
    factors = [one.scenario_of(it) for it in lines]
    return sum(len(it.rationale) < _SAID for it in lines) + sum(
        {it.low, it.high} != {None} and len(it.basis) < _SAID for it in factors
    )


def _strays(one: Appraisal) -> float:
    blocks = [(line, it) for line in one.study.attribution for it in one.blocks_of(line.id)]
    return sum(_is_far(one, line, it) for line, it in blocks if it.effect(line.method) is not None)


def _is_far(one: Appraisal, line: Attribution, block: Block) -> bool:
    """Whether Benefits says another level than the figures of the trained group, by more than a hundredth."""
    said = {
        phase: sum(typed(getattr(it, phase)) for it in one.benefits_of(line.id))
        for phase in ("before", "after")
    }
    return any(
        abs(figure - block.level(phase)) > abs(block.level(phase)) / 100 for phase, figure in said.items()
    )


def _respondents(one: Appraisal) -> float:
    return sum(_is_exceeded(one, place, it) for place, it in enumerate(one.study.estimated, 1) if it.id)


def _is_exceeded(one: Appraisal, place: int, estimated: Estimated) -> bool:
    """Whether more is credited than the people who were asked say, those without an answer as zero."""
    people = [it for it in one.study.estimates if _is_person(it)]
    answers = [(getattr(it, f"share{place}"), typed(getattr(it, f"confidence{place}"))) for it in people]
    given = [share * sure for share, sure in answers if share is not None]
    asked = len(people) if estimated.asked is None else estimated.asked
    if not given or asked < len(given):
        return False
    lines = [it for it in one.study.attribution if same(it.id) == same(estimated.id)]
    said = sum(given) / asked
    return any(
        it.method in ESTIMATES and typed(it.share) * typed(it.confidence) > said + _ROUNDING for it in lines
    )


def _is_person(row: Estimate) -> bool:
    return replace(row, source="") != Estimate()


def _late(one: Appraisal) -> float:
    return sum(_days_late(one, it) > 0 for it in one.study.follow_up) + sum(
        bool(it.activity) and not it.owner and (not it.day or one.study.inputs.end is not None)
        for it in one.study.follow_up
    )


def _days_late(one: Appraisal, activity: FollowUp) -> float:
    end, known = one.study.inputs.end, activity.done or one.study.inputs.report_date
    if not activity.day or end is None or known is None or activity.progress == "dropped":
        return 0
    return (known - end).days - activity.day


def _done_in_time(one: Appraisal) -> float:
    end, known = one.study.inputs.end, one.study.inputs.report_date
    days = [activity.done for activity in one.study.follow_up if activity.day and activity.done]
    return sum((known is not None and day > known) or (end is not None and day < end) for day in days)


def _below_target(one: Appraisal) -> float:
    return sum(map(_misses, one.study.evidence))


def _misses(indicator: Indicator) -> bool:
    taken = (indicator.day30, indicator.day60, indicator.day90, indicator.later)
    readings = [it for it in taken if it is not None]
    start, target = indicator.baseline, indicator.target
    if not readings or target is None:
        return False
    if start is None:  # more counts as better
        return readings[-1] < target
    return target == start or (readings[-1] - start) / (target - start) < 1


def _without_class(one: Appraisal) -> float:
    lines = [it for it in one.study.attribution if any(not of.class_ for of in one.benefits_of(it.id))]
    return abs(sum(map(one.due, lines))) >= _CENT


RULES: Final[Mapping[str, Callable[[Appraisal], float]]] = {
    "R101": _no_cost,
    "R103": _time_cost,
    "R119": lambda one: 0 <= typed(one.study.inputs.paid_hours) - 800 < 543,
    "R202": _revenue_as_saving,
    "R204": _rates,
    "R205": _direction,
    "R211": _concentration,
    "R212": lambda one: typed(one.roi) > _EXTREME,
    "R222": lambda one: sum(abs(one.margin(it)) > 1 for it in one.claims),
    "R225": _periods,
    "R306": _includes_zero,
    "R312": _unpaired,
    "R317": _reasons,
    "R319": _strays,
    "R321": _respondents,
    "R405": lambda one: one.roi_low is not None and one.roi_low < typed(one.study.inputs.target),
    "R406": lambda one: one.has_figures and one.without_range(),
    "R505": _late,
    "R506": _below_target,
    "R508": _done_in_time,
    "R611": _without_class,
    "R614": lambda one: one.out_of_order(),
}
"""By the code of the check: how many places break the rule, or whether it is broken."""
