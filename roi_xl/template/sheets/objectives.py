"""The sheet Objectives: what the programme is to achieve, by level."""

from __future__ import annotations

from roi_xl.template.columns import (
    DATE,
    chosen,
)
from roi_xl.template.declaration import (
    Column,
    Kind,
    Sheet,
    Table,
)

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
    pages=0,
)
