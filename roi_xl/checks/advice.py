"""Advisory checks: the figures can be used, but a reader will ask questions.

A named owner may accept one in the Log, with a reason; so none is worded as a mistake.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from roi_xl.checks.check import Check, Figure, Rows
from roi_xl.checks.conditions import ESTIMATED, too_many_periods, unsaid
from roi_xl.checks.slips import FEWEST_HOURS
from roi_xl.errors import Level

_check = partial(Check, severity=Level.WARNING)

_LEAST_COST, _MOST_COST = 0.5, 20
"""A training hour usually costs a few times what an hour of work is worth: below the one, time is missing;
above the other, a unit is wrong, such as pay for a month instead of a year."""
_FEWEST_USUAL_HOURS = 1_343
"""The hours that people worked in Germany in 2023 on average, the fewest of all countries in the OECD's list;
paid leave comes on top. Source: OECD, average annual hours actually worked per worker."""
_TIME_VALUE = "cal_training_hours*cal_hour_value"

_AIM = "SUMIFS({evidence.target},{evidence.id},{benefits.indicator})"
_START = "SUMIFS({evidence.baseline},{evidence.id},{benefits.indicator})"


def _empty(category: str) -> Figure:
    """A category of cost without an amount and without a line that gives the reason for 0."""
    line = f"cal_cost_{category}"
    reasons = f'SUMPRODUCT(({{costs.category}}={{#category.{category}}})*({{costs.source}}<>""))'
    return Figure(line, f"cal_has_cost*({line}=0)*({reasons}=0)", line)


_IN_USE = "(COUNTIF({benefits.value_id},{values.id})>0)*({values.unit_value}<>0)"
"""1 for the values of which a benefit line makes use; the others stand behind no figure."""


def _without_source(table: str, counts: str) -> Rows:
    """The rows of a table that count and don't say where their number is from.

    Args:
        table: The table.
        counts: Whether a row counts.
    """
    return Rows(table, f"{counts}*{unsaid(f'{{{table}.source}}')}", "source")


def _no_indicator(level: str) -> str:
    """1 if no indicator of a level is named, else 0."""
    return f'(SUMPRODUCT(({{evidence.level}}={{#level.{level}}})*({{evidence.indicator}}<>""))=0)'


ADVICE: Final = (
    _check(
        "category_empty",
        code="R102",
        places=tuple(_empty(category) for category in ("direct", "indirect", "development", "evaluation")),
        principle=10,
    ),
    _check(
        "cost_per_hour",
        code="R105",
        places=(
            Figure(
                "cal_hour_value",
                f"(out_cost>0)*({_TIME_VALUE}>0)*((out_cost<{_LEAST_COST}*{_TIME_VALUE})"
                f"+(out_cost>{_MOST_COST}*{_TIME_VALUE}))",
                f'ROUND(out_cost/({_TIME_VALUE}),1)&" ×"',
            ),
        ),
        principle=10,
    ),
    _check(
        "offsets",
        code="R108",
        places=(
            Figure(
                "cal_cost_offset",
                "-cal_cost_offset>(cal_cost_total-cal_cost_offset)/3",
                "ROUND(cal_cost_offset,2)",
            ),
        ),
        principle=10,
    ),
    _check(
        "finance_agreed",
        code="R118",
        places=(
            Figure("inp_finance_source", f"cal_has_figures*{unsaid('inp_finance_source')}"),
            Figure("inp_finance_owner", 'cal_has_figures*(inp_finance_owner="")'),
        ),
        principle=3,
    ),
    _check(
        "usual_hours",
        code="R119",
        places=(
            Figure(
                "inp_paid_hours",
                f"(inp_paid_hours>={FEWEST_HOURS})*(inp_paid_hours<{_FEWEST_USUAL_HOURS})",
                "inp_paid_hours",
            ),
        ),
        principle=8,
        source="OECD, average annual hours actually worked per worker, 2023",
    ),
    _check(
        "whole_revenue",
        code="R203",
        places=(
            Rows(
                "benefits",
                "({benefits.class}={#class.revenue})*({benefits.claimed}<>0)*({benefits.margin}=1)",
                "margin",
            ),
        ),
        principle=4,
    ),
    _check(
        "direction",
        code="R205",
        places=(
            Rows("benefits", "{benefits.units}<0", "better"),
            Rows(
                "benefits",
                f'({{benefits.indicator}}<>"")*({_AIM}<>0)*(({_AIM}>{_START})*({{benefits.better}}={{#better.lower}})'
                f"+({_AIM}<{_START})*({{benefits.better}}={{#better.higher}}))",
                "better",
            ),
        ),
    ),
    _check(
        "put_to_use",
        code="R209",
        places=(
            Rows(
                "benefits",
                '({benefits.claimed}<>0)*({benefits.class}={#class.soft})*({benefits.realised}="")',
                look="realised",
            ),
        ),
        principle=4,
    ),
    _check(
        "double",
        code="R210",
        places=(
            Rows("benefits", "{benefits.same_group}>1", "group"),
            Rows(
                "benefits",
                '({benefits.indicator}<>"")*(COUNTIF({benefits.indicator},{benefits.indicator})>1)',
                "indicator",
            ),
        ),
        principle=8,
    ),
    _check(
        "approved",
        code="R213",
        places=(
            Rows(
                "values",
                f"{_IN_USE}*((({{values.approved}}<>{{#answer.yes}})"
                '+({values.owner}="")+({values.agreed}=""))>0)',
            ),
        ),
        principle=3,
    ),
    _check(
        "zero_before",
        code="R214",
        places=(
            Rows(
                "benefits",
                "ISNUMBER({benefits.before})*({benefits.before}=0)*({benefits.after}<>0)"
                "*({benefits.id}<>inp_projects_line)*({benefits.id}<>inp_plans_line)",
                "measure",
            ),
        ),
        principle=6,
    ),
    _check(
        "draft",
        code="R217",
        places=(Rows("attribution", "({attribution.profit}<>0)*{attribution.draft}", "value_id"),),
        principle=3,
    ),
    _check(
        "months",
        code="R218",
        places=(
            Rows(
                "benefits",
                "({benefits.claimed}<>0)"
                '*((({benefits.months_measured}="")+({benefits.months_counted}=""))>0)',
            ),
        ),
        principle=9,
    ),
    _check(
        "sources",
        code="R220",
        places=(
            _without_source("costs", "({costs.amount}<>0)"),
            _without_source("values", _IN_USE),
            _without_source("benefits", "({benefits.claimed}<>0)"),
        ),
        principle=3,
    ),
    _check(
        "agreed_before",
        code="R224",
        places=(
            Rows(
                "values",
                '({values.unit_value}<>0)*(inp_start<>"")*({values.agreed}>inp_start)',
                "owner",
                look="agreed",
            ),
        ),
        principle=3,
    ),
    _check(
        "periods_in_months",
        code="R225",
        places=(
            Rows(
                "benefits",
                "({benefits.claimed}<>0)*"
                + too_many_periods("{benefits.periods}", "{benefits.months_counted}", "{benefits.measure}"),
                "periods",
            ),
        ),
        principle=9,
    ),
    _check(
        "interval",
        code="R306",
        places=(
            Rows(
                "attribution",
                "({attribution.interval}=1)*({attribution.worst}*{attribution.best}<=0)",
            ),
        ),
        principle=4,
    ),
    _check(
        "confident",
        code="R315",
        places=(
            Rows(
                "attribution",
                f"({ESTIMATED})*({{attribution.profit}}<>0)"
                "*({attribution.confidence}>0.9)*({attribution.confidence}<1)",
                "confidence",
            ),
        ),
        principle=7,
    ),
    _check(
        "rationale",
        code="R317",
        places=(
            Rows(
                "attribution",
                f"({{attribution.due}}<>0)*{unsaid('{attribution.rationale}')}",
                "method",
                look="rationale",
            ),
            Rows(
                "scenarios",
                '({scenarios.expected}<>0)*((({scenarios.low}<>"")+({scenarios.high}<>""))>0)'
                f"*{unsaid('{scenarios.basis}')}",
                look="basis",
            ),
        ),
        principle=3,
    ),
    _check(
        "respondents",
        code="R321",
        places=(Rows("estimated", "{estimated.over}=1", "used"),),
        principle=6,
    ),
    _check(
        "fading",
        code="R403",
        places=(
            Rows(
                "flow",
                "({flow.number}>1)*{flow.counted}*((({flow.continues}>=1)"
                "+({flow.continues}>SUMIFS({flow.continues},{flow.number},{flow.number}-1)))>0)",
                "continues",
            ),
        ),
        principle=9,
    ),
    _check(
        "lower_levels",
        f"=cal_has_figures*({'+'.join(map(_no_indicator, ('reaction', 'learning', 'behaviour')))})",
        code="R501",
        sheet="evidence",
        at=("evidence.level",),
        principle=1,
    ),
    _check(
        "objectives",
        code="R503",
        places=(
            Rows(
                "objectives",
                '({objectives.objective}<>"")*({objectives.agreed}>inp_start)',
                "owner",
                look="agreed",
            ),
        ),
    ),
    _check(
        "late",
        code="R505",
        places=(
            Rows("follow_up", "{follow_up.late}>0", "owner", look="due"),
            # until the training has an end, no activity has a date on which it is due
            Rows(
                "follow_up",
                '({follow_up.activity}<>"")*({follow_up.owner}="")*((({follow_up.day}=0)+({follow_up.due}>0))>0)',
                look="owner",
            ),
        ),
    ),
    _check("indicators", code="R506", places=(Rows("evidence", "{evidence.reached}=-1", "latest"),)),
    _check(
        "objectives_exist",
        '=cal_has_figures*(SUMPRODUCT(({objectives.objective}<>"")*1)=0)',
        code="R507",
        sheet="objectives",
        at=("objectives.objective",),
    ),
    _check(
        "done_in_time",
        code="R508",
        places=(
            Rows(
                "follow_up",
                '({follow_up.day}>0)*({follow_up.done}<>"")*(((inp_report_date>0)'
                "*({follow_up.done}>inp_report_date)+(inp_end>0)*({follow_up.done}<inp_end))>0)",
                "owner",
                look="done",
            ),
        ),
    ),
    _check("currency", code="R607", places=(Figure("inp_currency", "LEN(inp_currency)>3", "inp_currency"),)),
)
"""In the order of their codes, in which the sheet lists them."""
