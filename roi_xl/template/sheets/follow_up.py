"""The sheet Follow-up: what is asked, whom, and when."""

from __future__ import annotations

from roi_xl.template.columns import (
    DATE,
    DAYS,
    calculated,
    chosen,
)
from roi_xl.template.declaration import (
    Column,
    Kind,
    Sheet,
    Table,
)

FOLLOW_UP = Sheet(
    "follow_up",
    Kind.INPUT,
    (
        Table(
            "follow_up",
            (
                Column("day", "count", rule=DAYS),
                calculated("due", "date", '=IF(({day}=0)+(inp_end="")>0,0,inp_end+{day})'),
                Column("activity"),
                Column("evidence"),
                Column("owner"),
                chosen("progress", "progress"),
                Column("done", "date", rule=DATE),
                calculated(
                    "late",
                    "count",
                    "=IF(({due}=0)+({progress}={#progress.dropped})>0,0,"
                    "MAX(0,IF({done}>0,{done},inp_report_date)-{due}))",
                ),
                Column("result"),
                calculated(
                    "open",
                    "date",
                    '=IF(({due}>0)*({done}="")*({progress}<>{#progress.done})*({progress}<>{#progress.dropped})=1,'
                    '{due},"")',
                ),
            ),
            rows=10,
        ),
    ),
    widths=(8, 12, 46, 28, 20, 13, 12, 11, 43, 12),
    pages=0,
    printed=9,
)
