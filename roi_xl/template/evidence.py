"""The sheets beside the money: objectives, the chain of evidence, follow-up, and the log of changes."""

from __future__ import annotations

from roi_xl.template.columns import ANY, DATE, DAYS, calculated, chosen
from roi_xl.template.declaration import Column, Kind, Rule, Sheet, Table

OBJECTIVES = Sheet(
    "objectives",
    Kind.INPUT,
    (
        Table(
            "objectives",
            (
                chosen("level", "objective"),
                Column("objective"),
                Column("measure"),
                Column("target"),
                Column("owner"),
                Column("agreed", "date", rule=DATE),
            ),
            rows=8,
        ),
        Table(
            "intangibles",
            (
                Column("id"),
                Column("intangible"),
                Column("evidence"),
                Column("change"),
                Column("owner"),
                Column("observed", "date", rule=DATE),
            ),
            rows=6,
        ),
    ),
    widths=(18, 58, 48, 22, 24, 13),
)

_LATEST = '=IF({day90}<>"",{day90},IF({day60}<>"",{day60},IF({day30}<>"",{day30},{baseline})))'
_MEASURED = "COUNT({day30},{day60},{day90})*COUNT({baseline})*COUNT({target})"

EVIDENCE = Sheet(
    "evidence",
    Kind.INPUT,
    (
        Table(
            "evidence",
            (
                Column("id"),
                chosen("level", "level"),
                chosen("kind", "kind"),
                Column("indicator", rule=Rule("suggestion", "indicator")),
                Column("unit"),
                Column("baseline", "number", rule=ANY),
                Column("day30", "number", rule=ANY),
                Column("day60", "number", rule=ANY),
                Column("day90", "number", rule=ANY),
                Column("target", "number", rule=ANY),
                calculated("latest", "number", _LATEST),
                calculated(
                    "progress",
                    "share",
                    f"=IF({_MEASURED}*({{target}}<>{{baseline}})=0,0,"
                    "({latest}-{baseline})/({target}-{baseline}))",
                ),
                calculated("reached", "reached", f"=IF({_MEASURED}=0,0,IF({{progress}}>=1,1,-1))"),
                Column("leads_to"),
                Column("source"),
            ),
            rows=12,
            verdict=("reached", "reached"),
        ),
    ),
    widths=(6, 15, 13, 46, 10, 11, 10, 10, 10, 10, 10, 11, 15, 11, 38),
)

FOLLOW_UP = Sheet(
    "follow_up",
    Kind.INPUT,
    (
        Table(
            "follow_up",
            (
                Column("day", "count", rule=DAYS),
                calculated("due", "date", "=IF({day}=0,0,inp_end+{day})"),
                Column("activity"),
                Column("evidence"),
                Column("owner"),
                chosen("progress", "progress"),
                Column("done", "date", rule=DATE),
                calculated(
                    "late",
                    "count",
                    "=IF(({day}=0)+({progress}=INDEX(lst_progress,4))>0,0,"
                    "MAX(0,IF({done}>0,{done},inp_report_date)-{due}))",
                ),
                Column("result"),
            ),
            rows=10,
        ),
    ),
    widths=(8, 12, 52, 30, 22, 13, 12, 11, 50),
)

LOG = Sheet(
    "log",
    Kind.DOCUMENT,
    (
        Table(
            "versions",
            (
                Column("version"),
                Column("date", "date", rule=DATE),
                Column("author"),
                Column("change"),
                Column("reviewed"),
            ),
            rows=6,
        ),
        Table(
            "assumptions",
            (
                Column("id"),
                Column("date", "date", rule=DATE),
                Column("owner"),
                Column("assumption"),
                Column("basis"),
                Column("if_wrong"),
            ),
            rows=10,
        ),
    ),
    widths=(10, 12, 24, 72, 56, 36),
)
