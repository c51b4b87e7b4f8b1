"""The sheet Attribution: what would have happened anyway, and what is due to the training."""

from __future__ import annotations

from roi_xl.template.columns import SHARE, calculated, chosen, four_cells, key, looked_up
from roi_xl.template.declaration import Column, Kind, Line, Lines, Role, Sheet, Table

_MEASURED = "+".join(f"({{method}}={{#method.{method}}})" for method in ("control", "trend", "forecast"))
_HAS_DATA = "=(SUMPRODUCT(({measures.id}={id})*({measures.ready}=1))=1)*1"
_CREDITED = "=({method}<>{#method.none})*(COUNTIF(lst_method,{method})>0)*(1-{measured}*(1-{has_data}))"
_COMPLETE = (
    '=((({credited}*({measured}+({share}<>"")*({confidence}<>""))+({method}={#method.none}))>0)'
    '*(SUMPRODUCT(({benefits.id}={id})*({benefits.before}<>"")*({benefits.after}<>"")*({benefits.matches}=1))=1)'
    "*((({id}<>inp_projects_line)+(cal_projects>0))*(({id}<>inp_plans_line)+(cal_plans_complete>0))>0))*1"
)
"""A line that takes what projects or plans bring isn't complete before there is one of them."""
_DRAFT = '=({value_id}<>"")*(COUNTIFS({values.id},{value_id},{values.status},{#status.draft})>0)'
_CREDIT = "=IF({measured}=1,{effect}*{worth},{profit}*{share}*{confidence})"
_END = "SUMIFS({{measures.{end}}},{{measures.id}},{{id}})*{{worth}}"


def _at_the(which: str) -> str:
    """What is due at one end of the interval of the effect; where there is none, what is due."""
    ends = ",".join(_END.format(end=end) for end in ("low", "high"))
    return f"=IF({{interval}}=1,{which}({ends}),{{due}})"


ATTRIBUTION = Sheet(
    "attribution",
    Kind.CALCULATION,
    (
        Table(
            "attribution",
            (
                key(),
                looked_up("benefit"),
                looked_up("class"),
                chosen("method", "method"),
                looked_up("profit", "money"),
                Column("effect", "effect", "=SUMIFS({measures.effect},{measures.id},{id})", role=Role.LINK),
                Column("share", "share", rule=SHARE),
                Column("confidence", "share", rule=SHARE),
                Column(
                    "said",
                    "percent",
                    '=IFERROR(INDEX({estimated.said},MATCH({id},{estimated.id},0)),"")',
                    role=Role.LINK,
                ),
                *four_cells(
                    "due",
                    "money",
                    addin="IF({measured}=1,IMPROVEMENT_VALUE(0,{effect},{worth}),"
                    "ATTRIBUTED_BENEFIT({profit},{share},{confidence}))",
                    check="IF({measured}=1,{effect}*{worth},{profit}-{profit}*(1-{share}*{confidence}))",
                    needs="({counted}=1)",
                    total=True,
                ),
                Column("rationale"),
                calculated("measured", "flag", f"={_MEASURED}"),
                calculated("has_data", "flag", _HAS_DATA),
                calculated("credited", "flag", _CREDITED),
                calculated("complete", "flag", _COMPLETE),
                looked_up("value_id"),
                calculated("draft", "flag", _DRAFT),
                looked_up("worth", "number"),
                calculated("credit", "money", _CREDIT),
                calculated("counted", "flag", "={credited}*(1-{draft}*({credit}>0))"),
                calculated("pending", "money", "=IF({credited}*{draft}*({credit}>0),{credit},0)", total=True),
                calculated(
                    "interval",
                    "flag",
                    "={measured}*{counted}*(SUMPRODUCT(({measures.id}={id})*ISNUMBER({measures.low}))=1)",
                ),
                calculated("worst", "money", _at_the("MIN")),
                calculated("best", "money", _at_the("MAX")),
            ),
            rows=8,
            total=True,
            follows="benefits",
        ),
        Lines(
            "by_class",
            tuple(
                Line(
                    f"cal_benefit_{name}",
                    formula=f"=SUMIFS({{attribution.due}},{{attribution.class}},{{#class.{name}}})",
                )
                for name in ("hard", "avoidance", "revenue", "soft")
            ),
        ),
    ),
    widths=(6, 27, 15, 20, 13, 10, 10, 10, 11, 11, 11, 11, 10, 25, *(10,) * 13),
    pages=0,
    printed=14,
)
