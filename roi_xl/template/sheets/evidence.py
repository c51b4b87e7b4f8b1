"""The sheet Evidence: the chain from reaction to impact, with the measured values."""

from __future__ import annotations

from roi_xl.template.columns import (
    ANY,
    DAYS,
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

_READINGS = ("{later}", "{day90}", "{day60}", "{day30}")
"""The latest first."""
_LATEST = "=" + "".join(f'IF({reading}<>"",{reading},' for reading in _READINGS) + "{baseline}))))"
_MEASURED = f"COUNT({','.join(_READINGS)})*COUNT({{target}})"

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
                Column("later", "number", rule=ANY),
                Column("later_day", "count", rule=DAYS),
                Column("target", "number", rule=ANY),
                calculated("latest", "number", _LATEST),
                calculated(
                    "progress",
                    "share",
                    f"=IF({_MEASURED}*COUNT({{baseline}})*({{target}}<>{{baseline}})=0,0,"
                    "({latest}-{baseline})/({target}-{baseline}))",
                ),
                calculated(
                    "reached",
                    "reached",
                    f"=IF({_MEASURED}=0,0,"
                    "IF(IF(COUNT({baseline})=0,({latest}>={target})*1,{progress})>=1,1,-1))",
                ),
                Column("leads_to"),
                Column("source"),
            ),
            rows=12,
            verdict=("reached", "reached"),
        ),
    ),
    widths=(6, 13, 11, 26, 9, 10, 9, 9, 9, 8, 8, 9, 9, 12, 12, 9, 16),
    pages=0,
)
