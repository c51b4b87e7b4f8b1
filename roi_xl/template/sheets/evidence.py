"""The sheet Evidence: the chain from reaction to impact, with the measured values."""

from __future__ import annotations

from roi_xl.template.columns import (
    ANY,
    calculated,
    chosen,
)
from roi_xl.template.declaration import (
    Column,
    Kind,
    Rule,
    Sheet,
    Table,
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
    widths=(6, 13, 12, 35, 10, 10, 9, 9, 9, 9, 10, 12, 12, 9, 24),
    pages=0,
)
