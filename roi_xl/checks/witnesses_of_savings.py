"""The second witnesses of the checks about projects and action plans, read from the study alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from roi_xl.checks.appraisal import Appraisal
from roi_xl.checks.programme import Programme, same, twice, typed
from roi_xl.study import Plan, Project, Study


def _verified_only(study: Study) -> float:
    claimed = sum(map(Programme(study).claimed, Programme(study).benefits_of(study.inputs.projects_line)))
    return claimed > sum(_saving(one) for one in _counted(study)) + 0.005


def _plans_only(study: Study) -> float:
    line = same(study.inputs.plans_line)
    whole = Appraisal(study)
    due = sum(whole.due(one) for one in study.attribution if line and same(one.id) == line)
    said = [_credit(one) for one in study.plans if one.is_complete and same(one.in_line) in {"", line}]
    return due > sum(said) + 0.005


def _signed(study: Study) -> float:
    return sum(one.verified == "yes" and not one.is_verified for one in study.projects)


def _saving_twice(study: Study) -> float:
    names = [same(one.project) for one in study.projects]
    lines = (study.inputs.projects_line, study.inputs.plans_line)
    amounts = {_saving(one) for one in _counted(study)}
    claims = [one for one in Programme(study).claims if same(one.id) != same(lines[0])]
    actions = [f"{one.id}\n{one.action}" for one in study.plans if one.id and one.action]
    return (
        sum(name in twice(names) for name in names)
        + sum(round(Programme(study).claimed(one), 2) in amounts for one in claims)
        + bool(lines[0] and same(lines[0]) == same(lines[1]))
        + sum(same(action) in twice(actions) for action in actions)
    )


def _plan_months(study: Study) -> float:
    return sum(one.is_complete and typed(one.months) < 3 for one in study.plans)


def _plan_extreme(study: Study) -> float:
    brought = [_credit(one) for one in study.plans if one.is_complete]
    return len(brought) >= 3 and sum(one > max(0, sum(brought) / 2) for one in brought)


def _targets_raised(study: Study) -> float:
    claims = [one for one in Programme(study).claims if one.class_ == "revenue"]
    return study.inputs.targets_raised == "yes" and bool(claims)


def _elsewhere(study: Study) -> float:
    lines = {same(one.id) for one in study.benefits}
    said = [*(one.in_line for one in study.projects), *(one.in_line for one in study.plans)]
    return sum(bool(line) and same(line) not in lines for line in said)


def _counted(study: Study) -> list[Project]:
    """The projects that Finance verified and that no other benefit line measures."""
    line = same(study.inputs.projects_line)
    return [one for one in study.projects if one.is_verified and same(one.in_line) in {"", line}]


def _saving(one: Project) -> float:
    return typed(one.claimed if one.amount is None else one.amount)


def _credit(one: Plan) -> float:
    annual = typed(one.improvement) * typed(one.unit_value) * typed(one.frequency)
    return annual * typed(one.share) * typed(one.confidence)


OF_SAVINGS: Final[Mapping[str, Callable[[Study], float]]] = MappingProxyType(
    {
        "R230": _verified_only,
        "R231": _plans_only,
        "R233": _signed,
        "R234": _saving_twice,
        "R235": _plan_months,
        "R236": _plan_extreme,
        "R237": _targets_raised,
        "R238": _elsewhere,
    }
)
"""By the code of the check."""
