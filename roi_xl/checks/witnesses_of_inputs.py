"""The second witnesses of the checks about inputs, time and costs, the codes of the first hundred."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from roi_xl.checks.programme import Programme, typed

_CATEGORIES: Final = ("direct", "indirect", "development", "evaluation")


def _empty_categories(one: Programme) -> float:
    lines = [(line.category, line.source) for line in one.study.costs]
    said = {category for category, source in lines if source}
    return one.cost > 0 and sum(one.cost_of(it) == 0 and it not in said for it in _CATEGORIES)


def _cost_signs(one: Programme) -> float:
    amounts = [(line.category == "offset", one.amount(line)) for line in one.study.costs]
    return sum(amount > 0 if is_offset else amount < 0 for is_offset, amount in amounts)


def _cost_per_hour(one: Programme) -> float:
    return one.cost > 0 and one.time > 0 and not 0.5 <= one.cost / one.time <= 20


def _pay(one: Programme) -> float:
    inputs = one.study.inputs
    hours = typed(inputs.paid_hours)
    return (not 0 <= typed(inputs.benefits_rate) <= 1) + (hours != 0 and not 800 <= hours <= 2500)


def _half_a_cost(one: Programme) -> float:
    return sum(bool(line.item) and None in {line.quantity, line.unit_cost} for line in one.study.costs)


def _offsets(one: Programme) -> float:
    full = sum(one.amount(line) for line in one.study.costs if line.category != "offset")
    return -3 * one.cost_of("offset") > full


def _time_inputs(one: Programme) -> float:
    inputs = one.study.inputs
    if not one.has_figures:
        return 0
    missing = [not inputs.participants, inputs.hours_each is None]
    if inputs.hours_each:
        missing += [not inputs.salary, inputs.benefits_rate is None, not inputs.paid_hours]
    return sum(missing)


def _finance_agreed(one: Programme) -> float:
    inputs = one.study.inputs
    missing = [len(inputs.finance_source) <= 2, not inputs.finance_owner]
    return one.has_figures and sum(missing)


def _categories(one: Programme) -> float:
    return sum(not line.category and one.amount(line) != 0 for line in one.study.costs)


def _development(one: Programme) -> float:
    return one.cost > 0 and one.development > one.cost_of("development") + 0.005


def _report_date(one: Programme) -> float:
    inputs = one.study.inputs
    return bool(inputs.report_date and inputs.end and inputs.report_date < inputs.end)


def _fractions(one: Programme) -> float:
    inputs = one.study.inputs
    shares = [inputs.margin, inputs.discount, inputs.concentration]
    shares += [value.margin for value in one.study.values]
    shares += [benefit.realised for benefit in one.study.benefits]
    return sum(typed(share) > 1 for share in shares) + (typed(inputs.target) > 10)


def _dates(one: Programme) -> float:
    inputs = one.study.inputs
    return bool(inputs.start and inputs.end and inputs.end < inputs.start)


RULES: Final[Mapping[str, Callable[[Programme], float]]] = {
    "R102": _empty_categories,
    "R104": _cost_signs,
    "R105": _cost_per_hour,
    "R106": _pay,
    "R107": _half_a_cost,
    "R108": _offsets,
    "R110": _time_inputs,
    "R111": _categories,
    "R113": _development,
    "R114": _report_date,
    "R115": _fractions,
    "R116": _dates,
    "R118": _finance_agreed,
}
"""By the code of the check: how many places break the rule, or whether it is broken."""
