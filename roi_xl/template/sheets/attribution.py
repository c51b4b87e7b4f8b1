"""The sheet Attribution: what would have happened anyway, and what is due to the training."""

from __future__ import annotations

from roi_xl.template.columns import AMOUNT, SHARE, calculated, chosen, four_cells, key, looked_up
from roi_xl.template.declaration import Column, Kind, Line, Lines, Sheet, Table

_CREDITED = "=({method}<>{#method.none})*(COUNTIF(lst_method,{method})>0)"
_COMPLETE = (
    '=({credited}*({share}<>"")*({confidence}<>"")*(SUMPRODUCT(({benefits.id}={id})*({benefits.before}<>"")'
    '*({benefits.after}<>"")*({benefits.matches}=1))=1))*1'
)
_DRAFT = '=({value_id}<>"")*(COUNTIFS({values.id},{value_id},{values.status},{#status.draft})>0)'
_PENDING = "=IF({credited}*{draft}*({profit}>0),{profit}*{share}*{confidence},0)"

ATTRIBUTION = Sheet(
    "attribution",
    Kind.CALCULATION,
    (
        Table(
            "trend",
            (
                Column("month"),
                chosen("phase", "phase"),
                Column("trained", "number", rule=AMOUNT),
                Column("control", "number", rule=AMOUNT),
                calculated("expected", "number", "={control}*cal_scale"),
                calculated("gap", "number", "={trained}-{expected}"),
            ),
            rows=12,
        ),
        Lines(
            "isolation",
            (
                *(
                    Line(
                        f"cal_{group}_{phase}",
                        "number",
                        f"=SUMIFS({{trend.{group}}},{{trend.phase}},{{#phase.{phase}}})",
                    )
                    for group in ("trained", "control")
                    for phase in ("before", "after")
                ),
                Line(
                    "cal_scale", "ratio", "=IF(cal_control_before=0,0,cal_trained_before/cal_control_before)"
                ),
                Line("cal_trained_change", "number", "=cal_trained_after-cal_trained_before"),
                Line(
                    "cal_expected_change",
                    "number",
                    "=cal_control_after*cal_scale-cal_control_before*cal_scale",
                ),
                Line("cal_effect", "number", "=cal_trained_change-cal_expected_change"),
                Line(
                    "cal_control_share",
                    "share",
                    "=IF(cal_trained_change=0,0,MAX(0,MIN(1,cal_effect/cal_trained_change)))",
                    strong=True,
                ),
            ),
        ),
        Table(
            "attribution",
            (
                key(),
                looked_up("benefit"),
                looked_up("class"),
                chosen("method", "method"),
                looked_up("profit", "money"),
                Column("share", "share", rule=SHARE),
                Column("confidence", "share", rule=SHARE),
                *four_cells(
                    "due",
                    "money",
                    addin="ATTRIBUTED_BENEFIT({profit},{share},{confidence})",
                    check="{profit}-{profit}*(1-{share}*{confidence})",
                    needs="({credited}*(1-{draft}*({profit}>0))=1)",
                    total=True,
                ),
                Column("rationale"),
                calculated("credited", "flag", _CREDITED),
                calculated("complete", "flag", _COMPLETE),
                looked_up("value_id"),
                calculated("draft", "flag", _DRAFT),
                calculated("pending", "money", _PENDING, total=True),
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
    widths=(10, 40, 17, 24, 13, 12, 12, 14, 13, 13, 13, 58, 10, 12, 9, 9, 14),
)
