"""The sheet Plans: what came of the participants' action plans; a plan that is missing counts as zero."""

from __future__ import annotations

from roi_xl.template.columns import AMOUNT, ANY, DATE, SHARE, calculated, chosen, four_cells, typed
from roi_xl.template.declaration import Column, Kind, Line, Lines, Rule, Sheet, Table
from roi_xl.template.sentences import sentence
from roi_xl.template.sheets.check_places import first_of
from roi_xl.template.sheets.projects import in_no_line

_PLANS = 40
_LONGEST = 60  # months
_NEEDED = "{improvement},{unit_value},{frequency},{months},{share},{confidence}"
_ELSEWHERE = '(({in_line}<>"")*({in_line}<>inp_plans_line)=1)'
_SAME_PERSON = "({plans.id}={id})*({plans.complete}=1)"
_SAME_ACTION = "({plans.id}={id})*({plans.action}={action})"
_COUNTED, _SHARED, _CREDITED = "SUM({plans.counted})", "SUM({plans.shared})", "SUM({plans.credited})"
_IS_SHARE = "IF({whole}=0,{part}=0,(ROUND({part}/{whole},9)>=0)*(ROUND({part}/{whole},9)<=1))"
_MIXED = (
    f"({_CREDITED}<>0)*(1-{_IS_SHARE.format(part=_SHARED, whole=_COUNTED)}"
    f"*{_IS_SHARE.format(part=_CREDITED, whole=_SHARED)})"
)
"""Whether weighted means lie outside 0 to 1, where some plans gained and others lost."""
_MEAN_CONFIDENCE = 'SUMIFS({plans.confidence},{plans.credited},"<>0")/COUNTIFS({plans.credited},"<>0")'
_REMARK = (
    '=IF(({id}="")*({action}="")*(COUNT(' + _NEEDED + ')=0)=1,"",'
    f"IF({{complete}}=0,{sentence('plan_incomplete')},"
    f'IF({_ELSEWHERE},{sentence("counted_in", line="{in_line}")},"")))'
)

_BENEFIT, *_ADDIN_AND_CHECK = four_cells(
    "benefit",
    "money",
    addin="ATTRIBUTED_BENEFIT(IMPROVEMENT_VALUE(0,{improvement},{unit_value},FALSE,{frequency}),"
    "{share},{confidence})",
    check="{improvement}*{unit_value}*{frequency}*{share}*{confidence}",
    needs="({complete}=1)",
    missing='""',
)


def _once_listed(name: str, formula: str, format_: str = "money", *, strong: bool = False) -> Line:
    """A figure that stays empty until a plan is complete."""
    return Line(name, format_, f'=IF(cal_plans_complete=0,"",{formula})', strong=strong)


def _of_participants(name: str, formula: str, format_: str) -> Line:
    """A figure that divides by all participants, whether they handed in a plan or not."""
    needs = "(cal_plans_complete>0)*(inp_participants>0)=1"
    return Line(name, format_, f'=IF({needs},{formula}/inp_participants,"")')


def _mean(name: str, part: str, whole: str, where_mixed: str) -> Line:
    """A weighted share; 0 where there is nothing, since a line of Attribution may link to it.

    Where gains and losses leave no such share, the value is made so that value, share and confidence still
    multiply to what the plans are credited with.
    """
    mean = f"IF({whole}=0,0,MAX(0,MIN(1,{part}/{whole})))"
    return Line(name, "share", f"=IF(cal_plans_mixed=1,{where_mixed},{mean})")


PLANS = Sheet(
    "plans",
    Kind.INPUT,
    (
        Lines(
            "plans_results",
            (
                Line("cal_plans_complete", "count", "=SUM({plans.complete})"),
                _of_participants("cal_plans_response", "SUM({plans.first})", "percent"),
                _once_listed("cal_plans_benefit", "SUM({plans.credited})", strong=True),
                _of_participants("cal_plans_per_head", "cal_plans_benefit", "money"),
                _once_listed("cal_plans_elsewhere", "SUM({plans.benefit})-cal_plans_benefit"),
                typed("inp_plans_line", rule=Rule("list", "benefit")),
                Line(
                    "cal_plans_value",
                    "money",
                    f"=IF(cal_plans_mixed=1,{_CREDITED}/({_MEAN_CONFIDENCE}),{_COUNTED})",
                ),
                _mean("cal_plans_share", _SHARED, _COUNTED, "1"),
                _mean("cal_plans_confidence", _CREDITED, _SHARED, _MEAN_CONFIDENCE),
                Line("cal_plans_mixed", "flag", f"={_MIXED}"),
                Line(
                    "cal_plans_taken",
                    "money",
                    '=IF(inp_plans_line="","",SUMIFS({attribution.due},{attribution.id},inp_plans_line))',
                ),
            ),
        ),
        Table(
            "plans",
            (
                Column("id"),
                Column("action"),
                Column("measure"),
                Column("improvement", "number", rule=ANY),
                Column("unit_value", "cents", rule=AMOUNT),
                Column("frequency", "number", rule=AMOUNT),
                Column("months", "number", rule=Rule("decimal", 0, _LONGEST)),
                Column("share", "share", rule=SHARE),
                Column("confidence", "share", rule=SHARE),
                Column("done", "date", rule=DATE),
                chosen("in_line", "benefit"),
                Column("source"),
                calculated(
                    "value",
                    "money",
                    '=IF({complete}=1,{improvement}*{unit_value}*{frequency},"")',
                ),
                _BENEFIT,
                calculated("remark", "text", _REMARK),
                *_ADDIN_AND_CHECK,
                calculated("complete", "flag", f'=({{id}}<>"")*(COUNT({_NEEDED})=6)*({{months}}>0)'),
                calculated("counted", "money", f"=IF(({{complete}}=1)*(1-{_ELSEWHERE})=1,{{value}},0)"),
                calculated("shared", "money", "=IF({counted}=0,0,{counted}*{share})"),
                calculated("credited", "money", f"=IF(({{complete}}=1)*(1-{_ELSEWHERE})=1,{{benefit}},0)"),
                calculated("place", "count", "#"),
                calculated("nowhere", "flag", in_no_line()),
                calculated("first", "flag", f"=IF({{complete}}=1,({first_of(_SAME_PERSON)}={{place}})*1,0)"),
                calculated("twice", "flag", f'=({{id}}<>"")*({{action}}<>"")*(SUMPRODUCT({_SAME_ACTION})>1)'),
            ),
            rows=_PLANS,
        ),
    ),
    widths=(10, 24, 15, 12, 11, 10, 11, 9, 10, 11, 8, 16, 11, 12, 18, *(11,) * 11),
    pages=0,
    printed=15,
)
