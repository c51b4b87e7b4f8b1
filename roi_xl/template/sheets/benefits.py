"""The sheet Benefits: each effect before and after the training, and its value in money."""

from __future__ import annotations

from roi_xl.template.columns import (
    AMOUNT,
    ANY,
    MONTHS,
    SHARE,
    calculated,
    chosen,
    key,
)
from roi_xl.template.declaration import (
    Column,
    Kind,
    Role,
    Sheet,
    Table,
)

_COUNTED = (
    'IF({better}={#better.lower},-1,1)*{quantity}*IF({periods}="",1,{periods})*IF({realised}="",1,{realised})'
)
"""How many units of gain one unit of change of the measure counts for."""

BENEFITS = Sheet(
    "benefits",
    Kind.INPUT,
    (
        Table(
            "benefits",
            (
                key(),
                Column("benefit"),
                chosen("class", "class"),
                Column("measure"),
                Column("before", "number", rule=ANY),
                Column("after", "number", rule=ANY),
                chosen("better", "better"),
                Column("quantity", "number", rule=AMOUNT),
                Column("periods", "number", rule=AMOUNT),
                Column("realised", "share", rule=SHARE),
                calculated(
                    "units",
                    "effect",
                    f"=({{after}}-{{before}})*{_COUNTED}",
                ),
                chosen("value_id", "value_id"),
                Column(
                    "unit_value",
                    "cents",
                    "=SUMIFS({values.unit_value},{values.id},{value_id})",
                    role=Role.LINK,
                ),
                calculated("claimed", "money", "={units}*{unit_value}", total=True),
                Column("margin", "share", "=SUMIFS({values.margin},{values.id},{value_id})", role=Role.LINK),
                calculated("profit", "money", "={claimed}*{margin}", total=True),
                Column("indicator"),
                Column("group"),
                chosen("in_claim", "answer"),
                Column("months_measured", "number", rule=MONTHS),
                Column("months_counted", "number", rule=MONTHS),
                Column("why", "text"),
                Column("source"),
                Column(
                    "matches",
                    "count",
                    '=SUMPRODUCT(({values.id}={value_id})*({value_id}<>""))',
                    role=Role.LINK,
                ),
                calculated("worth", "cents", f"={_COUNTED}*{{unit_value}}*{{margin}}"),
                calculated(
                    "leading",
                    "count",
                    '=SUMPRODUCT(({evidence.id}={indicator})*({indicator}<>"")'
                    "*({evidence.kind}={#kind.leading}))",
                ),
                calculated("same_group", "count", '=SUMPRODUCT(({benefits.group}={group})*({group}<>""))'),
            ),
            rows=8,
            total=True,
        ),
    ),
    widths=(
        *(6, 25, 17, 26, 11, 11, 10, 10, 10, 11, 13, 9),
        *(11, 13, 14, 14, 10, 13, 11, 10, 10, 30, 40),
        *(9, 13, 9, 10),
    ),
    breaks=(9, 18),
    printed=23,
)
