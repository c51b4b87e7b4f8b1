"""Checks about projects, action plans and sales targets: each is counted once, and as far as it is sure."""

from __future__ import annotations

from functools import partial
from typing import Final

from roi_xl.checks.check import Check, Figure, Rows
from roi_xl.errors import Level

_error = partial(Check, severity=Level.ERROR)
_advice = partial(Check, severity=Level.WARNING)

_CENT = 0.005
_SHORTEST = 3
"""Months: an improvement that was seen for less is carried on to a year all the same."""
_FEWEST_PLANS = 3
_NOT_YET = "({projects.verified}={#answer.yes})*(1-{projects.is_verified})"
_PROJECTS_CLAIM = "SUMIFS({benefits.claimed},{benefits.id},inp_projects_line)"
_PLANS_CREDIT = "SUMIFS({attribution.due},{attribution.id},inp_plans_line)"


def _texts(table: str, *columns: str) -> Rows:
    """The rows in which a number is stored as text."""
    return Rows(table, "+".join(f"ISTEXT({{{table}.{column}}})" for column in columns))


INTEGRITY_OF_SAVINGS: Final = (
    _error(
        "verified_only",
        code="R230",
        places=(
            Figure(
                "inp_projects_line",
                f'(inp_projects_line<>"")*({_PROJECTS_CLAIM}-cal_projects_counted>{_CENT})',
                "inp_projects_line",
            ),
        ),
        principle=3,
    ),
    _error(
        "plans_only",
        code="R231",
        places=(
            Figure(
                "inp_plans_line",
                f'(inp_plans_line<>"")*({_PLANS_CREDIT}-SUM({{plans.credited}})>{_CENT})',
                "inp_plans_line",
            ),
        ),
        principle=6,
    ),
    _error(
        "savings_texts",
        code="R232",
        places=(
            _texts("projects", "claimed", "amount", "verified_on"),
            _texts("quarters", "target", "actual"),
            _texts(
                "plans", "improvement", "unit_value", "frequency", "months", "share", "confidence", "done"
            ),
        ),
    ),
)
"""In the order of their codes."""

ADVICE_OF_SAVINGS: Final = (
    _advice(
        "signed",
        code="R233",
        places=(
            Rows("projects", f'{_NOT_YET}*({{projects.verified_by}}="")', look="verified_by"),
            Rows(
                "projects",
                f'{_NOT_YET}*({{projects.verified_by}}<>"")*({{projects.verified_on}}="")',
                look="verified_on",
            ),
            Rows(
                "projects",
                f'{_NOT_YET}*({{projects.verified_by}}<>"")*({{projects.verified_on}}<>"")',
                look="amount",
            ),
        ),
        principle=3,
    ),
    _advice(
        "saving_twice",
        code="R234",
        places=(
            Rows("projects", "{projects.twice}", "claimed", look="project"),
            Rows(
                "benefits",
                "({benefits.claimed}<>0)*({benefits.id}<>inp_projects_line)"
                "*(COUNTIF({projects.counted},ROUND({benefits.claimed},2))>0)",
                "claimed",
            ),
            Figure(
                "inp_plans_line",
                '(inp_plans_line<>"")*(inp_plans_line=inp_projects_line)',
                "inp_plans_line",
            ),
            Rows("plans", "{plans.twice}"),
        ),
        principle=8,
    ),
    _advice(
        "plan_months",
        code="R235",
        places=(Rows("plans", f"({{plans.complete}}=1)*({{plans.months}}<{_SHORTEST})", "months"),),
        principle=9,
    ),
    _advice(
        "plan_extreme",
        code="R236",
        places=(
            Rows(
                "plans",
                f"(cal_plans_complete>={_FEWEST_PLANS})*({{plans.complete}}=1)*({{plans.benefit}}>0)"
                "*({plans.benefit}>SUM({plans.benefit})/2)",
                "benefit",
            ),
        ),
        principle=8,
    ),
    _advice(
        "targets_raised",
        code="R237",
        places=(
            Figure(
                "inp_targets_raised",
                "(inp_targets_raised={#answer.yes})"
                "*(SUMPRODUCT(({benefits.class}={#class.revenue})*({benefits.claimed}<>0))>0)",
            ),
        ),
        principle=8,
    ),
    _advice(
        "elsewhere",
        code="R238",
        places=(
            Rows("projects", "{projects.nowhere}", "in_line"),
            Rows("plans", "{plans.nowhere}", "in_line"),
        ),
        principle=8,
    ),
)
"""In the order of their codes."""
