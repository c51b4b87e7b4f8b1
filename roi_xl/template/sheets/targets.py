"""The sheet Targets: what sales would have to rise by to earn the training, and targets against actuals."""

from __future__ import annotations

from roi_xl.template.columns import AMOUNT, ANY, calculated, typed
from roi_xl.template.declaration import Column, Kind, Line, Lines, Rule, Sheet, Table
from roi_xl.template.sentences import sentence

_QUARTERS = 4  # of the first year, in which the extra sales have to come
_BOTH = "ISNUMBER({quarters.actual})*ISNUMBER({quarters.target})"
_NEEDED = '(cal_has_cost*(inp_target<>"")*(cal_flow_factor>0)*(inp_margin>0)=1)'
_REVENUE = "SUMPRODUCT(({benefits.class}={#class.revenue})*({benefits.claimed}<>0))"
_GAP = "(ISNUMBER({actual})*ISNUMBER({target})=1)"


def _once(there: str, name: str, formula: str, format_: str = "money", *, strong: bool = False) -> Line:
    """A figure that stays empty until what it needs is there."""
    return Line(name, format_, f'=IF({there},{formula},"")', strong=strong)


TARGETS = Sheet(
    "targets",
    Kind.CALCULATION,
    (
        Lines(
            "uplift",
            (
                _once(
                    "ISNUMBER(cal_uplift)",
                    "cal_uplift_benefit",
                    "cal_required_benefit/cal_flow_factor",
                ),
                Line(
                    "cal_uplift",
                    "money",
                    "out_cost*(1+inp_target)/(inp_margin*cal_flow_factor)",
                    "REQUIRED_BENEFIT(out_cost,inp_target)/cal_flow_factor/inp_margin",
                    needs=_NEEDED,
                    missing='""',
                    strong=True,
                ),
                _once("ISNUMBER(cal_uplift)", "cal_uplift_quarter", "cal_uplift/4"),
                _once(
                    "ISNUMBER(cal_uplift)*(SUM({quarters.target})>0)=1",
                    "cal_uplift_rate",
                    "cal_uplift_quarter*COUNT({quarters.target})/SUM({quarters.target})",
                    "percent",
                ),
                typed("inp_targets_raised", rule=Rule("list", "answer")),
            ),
            four=True,
        ),
        Table(
            "quarters",
            (
                Column("period"),
                Column("target", "money", rule=AMOUNT),
                Column("actual", "money", rule=ANY),
                Column("source"),
                calculated("gap", "money", f'=IF({_GAP},{{actual}}-{{target}},"")'),
                calculated(
                    "raised",
                    "money",
                    '=IF(ISNUMBER({target})*ISNUMBER(cal_uplift)=1,{target}+cal_uplift_quarter,"")',
                ),
                calculated(
                    "gap_raised",
                    "money",
                    '=IF(ISNUMBER({actual})*ISNUMBER({raised})=1,{actual}-{raised},"")',
                ),
                calculated(
                    "reached",
                    "reached",
                    f"=IF({_GAP},IF({{actual}}>=IF((inp_targets_raised={{#answer.yes}})*ISNUMBER({{raised}})=1,{{raised}},{{target}}),1,-1),0)",
                ),
            ),
            rows=_QUARTERS,
            verdict=("reached", "reached"),
        ),
        Lines(
            "against_targets",
            (
                Line("cal_quarters", "count", f"=SUMPRODUCT({_BOTH})"),
                _once("cal_quarters>0", "cal_target_gap", "SUM({quarters.gap})", strong=True),
                _once(
                    "(cal_quarters>0)*ISNUMBER(cal_uplift)=1",
                    "cal_raised_gap",
                    "SUM({quarters.gap_raised})",
                ),
                Line(
                    "cal_gap_margin",
                    "money",
                    "cal_target_gap*inp_margin",
                    "MARGIN_VALUE(cal_target_gap,inp_margin)",
                    needs='((cal_quarters>0)*(inp_margin<>"")=1)',
                    missing='""',
                ),
                Line(
                    "cal_target_warning",
                    "text",
                    f"=IF((inp_targets_raised={{#answer.yes}})*({_REVENUE}>0)=1,"
                    f'{sentence("raised_and_counted")},"")',
                ),
            ),
            four=True,
        ),
    ),
    widths=(14, 40, 16, 22, 14, 14, 14, 58),
    pages=0,
)
