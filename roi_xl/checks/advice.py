"""Advisory checks: the figures can be used, but a reader will ask questions."""

from __future__ import annotations

from functools import partial
from typing import Final

from roi_xl.checks.check import Check
from roi_xl.errors import Level

_check = partial(Check, severity=Level.WARNING)


ADVICE: Final = (
    _check("development", "=IF(cal_cost_development=0,1,0)", principle=10),
    _check("evaluation", "=IF(cal_cost_evaluation=0,1,0)", principle=10),
    _check(
        "approved",
        "=SUMPRODUCT(({values.unit_value}<>0)*({values.approved}<>{#answer.yes}))",
        principle=3,
    ),
    _check(
        "whole_revenue",
        "=SUMPRODUCT(({benefits.class}={#class.revenue})*({benefits.claimed}<>0)*({benefits.margin}=1))",
        principle=4,
    ),
    _check(
        "concentration",
        "=IF(cal_first_benefit>0,SUMPRODUCT(--({attribution.due}>inp_concentration*cal_first_benefit)),0)",
        principle=8,
    ),
    _check("target", "=IF(out_roi_low>=inp_target,0,1)", principle=4),
    _check("objectives", '=SUMPRODUCT(({objectives.objective}<>"")*({objectives.agreed}>inp_start))'),
    _check(
        "lower_levels",
        "=(COUNTIF({evidence.level},{#level.reaction})=0)"
        "+(COUNTIF({evidence.level},{#level.learning})=0)+(COUNTIF({evidence.level},{#level.behaviour})=0)",
        principle=1,
    ),
    _check("indicators", "=SUMPRODUCT(--({evidence.reached}=-1))"),
    _check("late", "=SUMPRODUCT(--({follow_up.late}>0))"),
    _check("double", "=SUMPRODUCT(--({benefits.same_group}>1))"),
    _check(
        "sources",
        '=SUMPRODUCT(({costs.amount}<>0)*({costs.source}=""))'
        '+SUMPRODUCT(({values.unit_value}<>0)*({values.source}=""))'
        '+SUMPRODUCT(({benefits.claimed}<>0)*({benefits.source}=""))',
        principle=3,
    ),
    _check("range_set", "=cal_has_figures*(1-cal_range_set)"),
    _check(
        "put_to_use",
        '=SUMPRODUCT(({benefits.claimed}<>0)*({benefits.class}={#class.soft})*({benefits.realised}=""))',
        principle=4,
    ),
    _check(
        "months",
        '=SUMPRODUCT(({benefits.claimed}<>0)*((({benefits.months_measured}="")+({benefits.months_counted}=""))>0))',
        principle=9,
    ),
    _check("draft", "=SUMPRODUCT(({attribution.profit}<>0)*{attribution.draft})", principle=3),
    _check(
        "interval",
        "=SUMPRODUCT(({attribution.interval}=1)*({attribution.worst}*{attribution.best}<=0))",
        principle=4,
    ),
)
"""In the order in which the sheet lists them."""
