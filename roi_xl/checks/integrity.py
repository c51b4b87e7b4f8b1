"""Integrity checks: while one of them fails, the figures must not be used."""

from __future__ import annotations

from functools import partial
from typing import Final

from roi_xl.checks.check import Check
from roi_xl.errors import Level

_check = partial(Check, severity=Level.ERROR)

_MONEY_DIFFERENCES = (
    "cal_hour_value_diff,cal_error_cost_diff,cal_development_diff,out_net_diff,cal_required_benefit_diff,out_npv_diff,"
    "{attribution.difference}"
)


_RATIO_DIFFERENCES = (
    "out_roi_diff,out_bcr_diff,cal_break_even_share_diff,out_roi_annual_diff,"
    "{walk.difference},{classes.difference},{range.difference}"
)

_HALF_A_CENT = 0.005
"""Amounts that differ by less are equal: sums of the same numbers may differ in their last digits."""


def _spread(differences: str) -> str:
    """A formula for how far differences deviate from 0, in both directions added."""
    return f"=(MAX(0,{differences})-MIN(0,{differences}))"


def _unexplained(year: str, *earlier: str) -> str:
    """Whether a later year is counted without its own reason: it is blank or repeats an earlier year's."""
    reason = f"{{flow.{year}.reason}}"
    borrowed = "".join(f"+({reason}={{flow.{other}.reason}})" for other in earlier)
    return f'({{flow.{year}.counted}}*{{flow.{year}.continues}}>0)*((({reason}=""){borrowed})>0)'


def _unknown(table: str, *typed: str) -> str:
    """How many rows of a table are filled in under an ID that not exactly one benefit has."""
    filled = "+".join(f'({{{table}.{column}}}<>"")' for column in typed)
    return f"SUMPRODUCT((({filled})>0)*(COUNTIF({{benefits.id}},{{{table}.id}})<>1))"


def _unpaired(block: str) -> str:
    """How many periods of a block that counts a control group lack the figure of one of the groups."""
    counts = "+".join(f"({{{block}.phase}}={{#phase.{phase}}})" for phase in ("before", "after"))
    lacks = f'(({{{block}.trained}}="")<>({{{block}.control}}=""))'
    return f"({{measures.{block}.method}}={{#method.control}})*SUMPRODUCT(({counts})*{lacks})"


def _misplaced(block: str) -> str:
    """How many figures of a block have no phase, or no number of their own among the block's rows."""
    number = f"{{{block}.number}}"
    wrong = (
        f"(COUNTIF({number},{number})<>1)+({number}<1)+({number}>ROWS({number}))"
        f"+(COUNTIF(lst_phase,{{{block}.phase}})=0)"
    )
    filled = f'(({{{block}.trained}}<>"")+({{{block}.control}}<>"")>0)'
    return f"SUMPRODUCT({filled}*(({wrong})>0))"


def _apart(block: str) -> str:
    """Whether our functions and plain Excel give a block different effects, beyond rounding."""
    differences = [f"cal_{block}_{name}_diff" for name in ("control", "low", "high", "trend", "forecast")]
    least = (
        f"0.0000001*(SUM(ABS(cal_{block}_trained_before),ABS(cal_{block}_trained_after))+cal_{block}_margin)"
    )
    listed = ",".join(differences)
    return f"(MAX({listed})-MIN({listed})>{least})*1"


_ESTIMATED = "+".join(
    f"({{attribution.method}}={{#method.{name}}})" for name in ("participants", "managers", "experts")
)
BLOCKS = ("kpi1", "kpi2", "kpi3", "kpi4")
"""The tables with the figures of measured benefits."""
_YEARS = ("first", "second", "third", "fourth", "fifth")

INTEGRITY: Final = (
    _check(
        "categories",
        "=cal_cost_direct+cal_cost_indirect+cal_cost_development+cal_cost_evaluation"
        "+cal_cost_offset-cal_cost_total",
        money=True,
        principle=10,
    ),
    _check(
        "cost_total", "=SUMPRODUCT({costs.quantity},{costs.unit_cost})-out_cost", money=True, principle=10
    ),
    _check("costs_exist", "=(1-cal_has_cost)*(out_benefit<>0)", principle=10),
    _check(
        "revenue_margin",
        "=SUMPRODUCT(({benefits.class}={#class.revenue})*({benefits.claimed}<>0)*({benefits.margin}=0))",
        principle=4,
    ),
    _check(
        "profit",
        f"=SUMPRODUCT(--(ABS({{benefits.profit}})>ABS({{benefits.claimed}})+{_HALF_A_CENT}))",
        principle=4,
    ),
    _check(
        "due",
        # an effect that was measured may exceed the trained group's own change: others fell behind
        "=SUMPRODUCT(({attribution.measured}=0)"
        f"*(ABS({{attribution.due}})>ABS({{attribution.profit}})+{_HALF_A_CENT}))"
        "+SUMPRODUCT(({attribution.measured}=1)*(ABS({attribution.due}"
        f"-{{attribution.counted}}*{{attribution.credit}})>{_HALF_A_CENT}))",
        principle=5,
    ),
    _check(
        "shares",
        "=SUMPRODUCT(--({attribution.share}>1))+SUMPRODUCT(--({attribution.share}<0))"
        "+SUMPRODUCT(--({attribution.confidence}>1))+SUMPRODUCT(--({attribution.confidence}<0))",
        principle=5,
    ),
    _check("value_ids", '=SUMPRODUCT(({benefits.value_id}<>"")*({benefits.matches}<>1))', principle=3),
    _check(
        "complete",
        '=SUMPRODUCT(({benefits.claimed}<>0)*({benefits.class}=""))'
        '+SUMPRODUCT(({attribution.profit}<>0)*((({attribution.method}="")'
        '+({attribution.measured}=0)*(({attribution.share}="")+({attribution.confidence}="")))>0))',
        principle=5,
    ),
    _check(
        "classes",
        "=cal_benefit_hard+cal_benefit_avoidance+cal_benefit_revenue+cal_benefit_soft-cal_first_benefit",
        money=True,
    ),
    _check("walk", "=IF(cal_has_figures,(cal_roi_reported-out_roi)*out_cost,0)", money=True),
    _check("gross_net", "=IF(cal_has_figures,(out_bcr-1-out_roi)*out_cost,0)", money=True),
    _check(
        "order",
        f"=SUMPRODUCT(--({{scenarios.conservative}}>{{scenarios.expected}}+{_HALF_A_CENT}))"
        f"+SUMPRODUCT(--({{scenarios.expected}}>{{scenarios.optimistic}}+{_HALF_A_CENT}))"
        f"+SUMPRODUCT(--({{scenario_costs.conservative}}+{_HALF_A_CENT}<{{scenario_costs.expected}}))"
        f"+SUMPRODUCT(--({{scenario_costs.expected}}+{_HALF_A_CENT}<{{scenario_costs.optimistic}}))",
        principle=4,
    ),
    _check("expected", "=IF(cal_has_figures,(cal_roi_expected-out_roi)*out_cost,0)", money=True),
    _check("dates", "=IF(inp_end>=inp_start,0,1)"),
    _check("money_twins", _spread(_MONEY_DIFFERENCES), money=True),
    _check("ratio_twins", f"{_spread(_RATIO_DIFFERENCES)}*out_cost", money=True),
    _check("answers", "=SUMPRODUCT(ISNUMBER({functions.answer})*(1-{functions.right}))"),
    _check("leading", "=SUM({benefits.leading})"),
    _check(
        "cost_signs",
        "=SUMPRODUCT(({costs.amount}<0)*({costs.category}<>{#category.offset}))"
        "+SUMPRODUCT(({costs.amount}>0)*({costs.category}={#category.offset}))",
        principle=10,
    ),
    _check("control_months", "=" + "+".join(map(_unpaired, BLOCKS)), principle=5),
    # a blank counts as 0, and a cost of 0 makes ROI look better: hours of 0 must be typed
    _check(
        "time_inputs",
        '=cal_has_figures*((inp_participants=0)+(inp_hours_each="")'
        '+(inp_hours_each>0)*((inp_salary=0)+(inp_benefits_rate="")+(inp_paid_hours=0)))',
        principle=10,
    ),
    _check(
        "time_cost",
        "=cal_has_figures*IF(cal_training_hours>0,"
        "MAX(0,cal_training_hours*cal_hour_value-cal_cost_indirect),"
        '(SUMPRODUCT(({costs.category}={#category.indirect})*({costs.source}<>""))=0)*1)',
        money=True,
        principle=10,
    ),
    _check(
        "pairs", '=cal_has_figures*SUMPRODUCT(--(({benefits.before}="")<>({benefits.after}="")))', principle=6
    ),
    # Excel's operators read the text "530000" as a number, its sums skip it, and our functions refuse it
    _check("texts", "=SUMPRODUCT(--ISTEXT({typed}))"),
    _check(
        "keys",
        "=SUMPRODUCT(({benefits.claimed}<>0)*(((COUNTIF({benefits.id},{benefits.id})<>1)"
        "+(COUNTIF({attribution.id},{benefits.id})<>1)+(COUNTIF({scenarios.id},{benefits.id})<>1))>0))"
        f"+{_unknown('attribution', 'method', 'share', 'confidence')}+{_unknown('scenarios', 'low', 'high')}",
    ),
    _check(
        "lasting",
        "=" + "+".join(_unexplained(year, *_YEARS[:number]) for number, year in enumerate(_YEARS) if number),
        principle=9,
    ),
    _check("years", '=(inp_years<>"")*((inp_years<>cal_years)+(cal_years<>ROUND(cal_years,0)))'),
    _check(
        "methods",
        '=SUMPRODUCT(({attribution.method}<>"")*(COUNTIF(lst_method,{attribution.method})=0))',
        principle=5,
    ),
    _check(
        "not_isolated",
        "=SUMPRODUCT(({attribution.profit}<>0)*({attribution.method}={#method.none}))",
        principle=5,
    ),
    _check(
        "haircut",
        f"=SUMPRODUCT(({_ESTIMATED})*({{attribution.profit}}<>0)*({{attribution.confidence}}>=1))",
        principle=7,
    ),
    _check(
        "links",
        '=SUMPRODUCT(({evidence.leads_to}<>"")'
        "*(COUNTIF({benefits.id},{evidence.leads_to})+COUNTIF({evidence.id},{evidence.leads_to})=0))"
        '+SUMPRODUCT(({benefits.indicator}<>"")*(COUNTIF({evidence.id},{benefits.indicator})<>1))',
    ),
    _check(
        "window",
        "=SUMPRODUCT(({benefits.claimed}<>0)*(({benefits.months_counted}>12)"
        '+({benefits.months_counted}>{benefits.months_measured})*({benefits.why}="")))',
        principle=9,
    ),
    _check("flow", "=SUM({flow.benefit})-out_benefit", money=True),
    _check("measured", "=SUMPRODUCT(({attribution.measured}=1)*({attribution.has_data}=0))", principle=5),
    _check(
        "measured_share",
        "=SUMPRODUCT(({attribution.measured}=1)"
        '*((({attribution.share}<>"")+({attribution.confidence}<>""))>0))',
        principle=5,
    ),
    _check(
        "measures",
        '=SUMPRODUCT(({measures.id}<>"")*(((COUNTIF({benefits.id},{measures.id})<>1)'
        "+(COUNTIF({measures.id},{measures.id})<>1))>0))",
    ),
    _check("measured_level", "=SUM({measures.strays})", principle=5),
    _check("periods", "=" + "+".join(map(_misplaced, BLOCKS))),
    _check("effect_twins", "=" + "+".join(map(_apart, BLOCKS))),
)
"""In the order in which the sheet lists them; differences of ratios are converted to money."""
