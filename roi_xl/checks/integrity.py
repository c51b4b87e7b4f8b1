"""Integrity checks: while one of them fails, the figures must not be used."""

from __future__ import annotations

from functools import partial
from typing import Final

from roi_xl.checks.check import TEXT_NUMBERS, Check, Figure, Rows
from roi_xl.checks.conditions import ESTIMATED
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


def _cells(listed: str) -> tuple[str, ...]:
    """The cells that a formula lists, one by one."""
    return tuple(one.strip("{}") for one in listed.split(","))


def _unexplained(year: str, *earlier: str) -> str:
    """Whether a later year is counted without its own reason: it is blank or repeats an earlier year's."""
    reason = f"{{flow.{year}.reason}}"
    borrowed = "".join(f"+({reason}={{flow.{other}.reason}})" for other in earlier)
    return f'({{flow.{year}.counted}}*{{flow.{year}.continues}}>0)*((({reason}=""){borrowed})>0)'


def _unknown(table: str, *typed: str) -> Rows:
    """The rows of a table that are filled in under an ID that not exactly one benefit has."""
    filled = "+".join(f'({{{table}.{column}}}<>"")' for column in typed)
    return Rows(table, f"(({filled})>0)*(COUNTIF({{benefits.id}},{{{table}.id}})<>1)", "id")


def _outside(column: str) -> Rows:
    """The rows of Attribution whose share or confidence isn't one."""
    cells = f"{{attribution.{column}}}"
    return Rows("attribution", f"({cells}>1)+({cells}<0)", column)


def _disordered(table: str, low: str, high: str) -> Rows:
    """The rows of Range whose scenarios don't rise from one to the other, by half a cent at least."""
    steps = (
        f"({{{table}.{a}}}>{{{table}.{b}}}+{_HALF_A_CENT})"
        for a, b in ((low, "expected"), ("expected", high))
    )
    return Rows(table, "+".join(steps))


def _timed(name: str, missing: str) -> Figure:
    """An input without which participants' time has no price."""
    return Figure(name, f"cal_has_figures*{missing}", name)


_YEARS = ("first", "second", "third", "fourth", "fifth")

SOUNDNESS: Final = (
    _check(
        "categories",
        "=cal_cost_direct+cal_cost_indirect+cal_cost_development+cal_cost_evaluation"
        "+cal_cost_offset-cal_cost_total",
        code="R111",
        places=(Rows("costs", "({costs.amount}<>0)*(COUNTIF(lst_category,{costs.category})=0)", "category"),),
        money=True,
        principle=10,
    ),
    _check(
        "cost_total",
        "=SUMPRODUCT({costs.quantity},{costs.unit_cost})-out_cost",
        code="R610",
        sheet="costs",
        at=("cal_cost_total",),
        money=True,
        principle=10,
    ),
    _check(
        "costs_exist",
        "=(1-cal_has_cost)*(out_benefit<>0)",
        code="R101",
        sheet="costs",
        at=("cal_cost_total",),
        principle=10,
    ),
    _check(
        "revenue_margin",
        code="R201",
        places=(
            Rows(
                "benefits",
                "({benefits.class}={#class.revenue})*({benefits.claimed}<>0)*({benefits.margin}=0)",
                "margin",
            ),
        ),
        principle=4,
    ),
    _check(
        "profit",
        code="R222",
        places=(
            Rows("benefits", f"ABS({{benefits.profit}})>ABS({{benefits.claimed}})+{_HALF_A_CENT}", "margin"),
        ),
        principle=4,
    ),
    _check(
        "due",
        code="R313",
        places=(
            # an effect that was measured may exceed the trained group's own change: others fell behind
            Rows(
                "attribution",
                "({attribution.measured}=0)"
                f"*(ABS({{attribution.due}})>ABS({{attribution.profit}})+{_HALF_A_CENT})"
                "+({attribution.measured}=1)*(ABS({attribution.due}"
                f"-{{attribution.counted}}*{{attribution.credit}})>{_HALF_A_CENT})",
                "due",
            ),
        ),
        principle=5,
    ),
    _check("shares", code="R314", places=(_outside("share"), _outside("confidence")), principle=5),
    _check(
        "value_ids",
        code="R221",
        places=(Rows("benefits", '({benefits.value_id}<>"")*({benefits.matches}<>1)', "value_id"),),
        principle=3,
    ),
    _check(
        "complete",
        code="R310",
        places=(
            Rows("benefits", '({benefits.claimed}<>0)*({benefits.class}="")'),
            Rows(
                "attribution",
                '({attribution.profit}<>0)*((({attribution.method}="")'
                f'+(({ESTIMATED})>0)*(({{attribution.share}}="")+({{attribution.confidence}}="")))>0)',
            ),
        ),
        principle=5,
    ),
    _check(
        "classes",
        "=cal_benefit_hard+cal_benefit_avoidance+cal_benefit_revenue+cal_benefit_soft-cal_first_benefit",
        code="R611",
        places=(
            Rows("benefits", "({benefits.claimed}<>0)*(COUNTIF(lst_class,{benefits.class})=0)", "class"),
        ),
        money=True,
    ),
    _check(
        "walk",
        "=IF(cal_has_figures,(cal_roi_reported-out_roi)*out_cost,0)",
        code="R612",
        sheet="roi",
        at=("cal_roi_reported",),
        money=True,
    ),
    _check(
        "gross_net",
        "=IF(cal_has_figures,(out_bcr-1-out_roi)*out_cost,0)",
        code="R613",
        sheet="roi",
        at=("out_bcr",),
        money=True,
    ),
    _check(
        "order",
        code="R614",
        places=(
            _disordered("scenarios", "conservative", "optimistic"),
            _disordered("scenario_costs", "optimistic", "conservative"),
        ),
        principle=4,
    ),
    _check(
        "expected",
        "=IF(cal_has_figures,(cal_roi_expected-out_roi)*out_cost,0)",
        code="R615",
        sheet="range",
        at=("cal_roi_expected",),
        money=True,
    ),
    _check("dates", code="R116", places=(Figure("inp_end", "inp_end<inp_start"),)),
    _check(
        "money_twins",
        _spread(_MONEY_DIFFERENCES),
        code="R616",
        sheet="functions",
        at=_cells(_MONEY_DIFFERENCES),
        money=True,
    ),
    _check(
        "ratio_twins",
        f"{_spread(_RATIO_DIFFERENCES)}*out_cost",
        code="R617",
        sheet="functions",
        at=_cells(_RATIO_DIFFERENCES),
        money=True,
    ),
    _check(
        "answers",
        code="R618",
        places=(Rows("functions", "ISNUMBER({functions.answer})*(1-{functions.right})", "answer"),),
    ),
    _check("leading", code="R502", places=(Rows("benefits", "{benefits.leading}", "indicator"),)),
    _check(
        "cost_signs",
        code="R104",
        places=(
            Rows(
                "costs",
                "({costs.amount}<0)*({costs.category}<>{#category.offset})"
                "+({costs.amount}>0)*({costs.category}={#category.offset})",
                "amount",
            ),
        ),
        principle=10,
    ),
    # a blank counts as 0, and a cost of 0 makes ROI look better: hours of 0 must be typed
    _check(
        "time_inputs",
        code="R110",
        places=(
            _timed("inp_participants", "(inp_participants=0)"),
            _timed("inp_hours_each", '(inp_hours_each="")'),
            _timed("inp_salary", "(inp_hours_each>0)*(inp_salary=0)"),
            _timed("inp_benefits_rate", '(inp_hours_each>0)*(inp_benefits_rate="")'),
            _timed("inp_paid_hours", "(inp_hours_each>0)*(inp_paid_hours=0)"),
        ),
        principle=10,
    ),
    _check(
        "time_cost",
        "=cal_has_figures*IF(cal_training_hours>0,"
        "MAX(0,cal_training_hours*cal_hour_value-cal_cost_indirect),"
        '(SUMPRODUCT(({costs.category}={#category.indirect})*({costs.source}<>""))=0)*1)',
        code="R103",
        places=(Figure("cal_cost_indirect", "1", "ROUND(cal_cost_indirect,2)"),),
        money=True,
        principle=10,
    ),
    _check(
        "pairs",
        code="R206",
        places=(
            Rows("benefits", 'cal_has_figures*(({benefits.before}="")<>({benefits.after}=""))', "measure"),
        ),
        principle=6,
    ),
    # Excel's operators read the text "530000" as a number, its sums skip it, and our functions refuse it
    _check(
        "texts",
        f"=SUM({{{TEXT_NUMBERS}.measured}})",
        code="R207",
        places=(Rows(TEXT_NUMBERS, f"{{{TEXT_NUMBERS}.measured}}", worded="first"),),
        sheet="inputs",
    ),
    _check(
        "keys",
        code="R604",
        places=(
            Rows(
                "benefits",
                "({benefits.claimed}<>0)*(((COUNTIF({benefits.id},{benefits.id})<>1)"
                "+(COUNTIF({attribution.id},{benefits.id})<>1)+(COUNTIF({scenarios.id},{benefits.id})<>1))>0)",
            ),
            _unknown("attribution", "method", "share", "confidence"),
            _unknown("scenarios", "low", "high"),
        ),
    ),
    _check(
        "lasting",
        "=" + "+".join(_unexplained(year, *_YEARS[:number]) for number, year in enumerate(_YEARS) if number),
        code="R401",
        places=(
            Rows(
                "flow",
                "({flow.number}>1)*{flow.counted}*({flow.continues}>0)"
                '*((({flow.reason}="")+(COUNTIFS({flow.reason},LEFT({flow.reason},255),{flow.number},'
                '"<"&{flow.number})>0))>0)',
                "continues",
            ),
        ),
        principle=9,
    ),
    _check(
        "years",
        code="R402",
        places=(
            Figure(
                "inp_years",
                '(inp_years<>"")*((inp_years<>cal_years)+(cal_years<>ROUND(cal_years,0)))',
                "inp_years",
            ),
        ),
    ),
    _check(
        "methods",
        code="R308",
        places=(
            Rows(
                "attribution",
                '({attribution.method}<>"")*(COUNTIF(lst_method,{attribution.method})=0)',
                "method",
            ),
        ),
        principle=5,
    ),
    _check(
        "not_isolated",
        code="R301",
        places=(
            Rows("attribution", "({attribution.profit}<>0)*({attribution.method}={#method.none})", "method"),
        ),
        principle=5,
    ),
    _check(
        "haircut",
        code="R302",
        places=(
            Rows(
                "attribution",
                f"({ESTIMATED})*({{attribution.profit}}<>0)*({{attribution.confidence}}>=1)",
                "confidence",
            ),
        ),
        principle=7,
    ),
    _check(
        "links",
        code="R504",
        places=(
            Rows(
                "evidence",
                '({evidence.leads_to}<>"")'
                "*(COUNTIF({benefits.id},{evidence.leads_to})+COUNTIF({evidence.id},{evidence.leads_to})=0)",
                "leads_to",
            ),
            Rows(
                "benefits",
                '({benefits.indicator}<>"")*(COUNTIF({evidence.id},{benefits.indicator})<>1)',
                "indicator",
            ),
        ),
    ),
    _check(
        "window",
        code="R208",
        places=(
            Rows(
                "benefits",
                "({benefits.claimed}<>0)*(({benefits.months_counted}>12)"
                '+({benefits.months_counted}>{benefits.months_measured})*({benefits.why}=""))',
                "months_counted",
            ),
        ),
        principle=9,
    ),
    _check(
        "flow", "=SUM({flow.benefit})-out_benefit", code="R619", sheet="roi", at=("out_benefit",), money=True
    ),
)
"""The sheet lists them by their codes; differences of ratios are converted to money."""
