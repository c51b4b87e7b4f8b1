"""The sheet Log: what was changed, by whom, and why."""

from __future__ import annotations

from roi_xl.template.columns import (
    DATE,
)
from roi_xl.template.declaration import (
    Column,
    Kind,
    Sheet,
    Table,
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
    widths=(9, 12, 22, 66, 52, 34),
    pages=0,
)
