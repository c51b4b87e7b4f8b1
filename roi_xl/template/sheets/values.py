"""The sheet Values: what one unit of each effect is worth, the source, and who agreed to it."""

from __future__ import annotations

from roi_xl.template.columns import (
    AMOUNT,
    DATE,
    SHARE,
    chosen,
)
from roi_xl.template.declaration import (
    Column,
    Kind,
    Line,
    Lines,
    Sheet,
    Table,
)

VALUES = Sheet(
    "values",
    Kind.CALCULATION,
    (
        Lines(
            "conversion",
            (
                Line(
                    "cal_hour_value",
                    "cents",
                    "inp_salary/inp_paid_hours+inp_salary/inp_paid_hours*inp_benefits_rate",
                    "HOUR_VALUE(inp_salary,inp_benefits_rate,inp_paid_hours)",
                    needs="(inp_paid_hours>0)",
                ),
                Line(
                    "cal_error_cost",
                    "cents",
                    "inp_error_hours*cal_hour_value+inp_error_material",
                    "COST_OF_ERROR(inp_error_hours,cal_hour_value,inp_error_material)",
                ),
                Line(
                    "cal_leaver_cost",
                    "cents",
                    "=inp_leaver_recruiting+inp_leaver_onboarding+inp_leaver_output",
                ),
            ),
            four=True,
        ),
        Table(
            "values",
            (
                Column("id"),
                Column("measure"),
                Column("unit"),
                Column("unit_value", "cents", rule=AMOUNT),
                Column("margin", "share", rule=SHARE),
                chosen("method", "conversion"),
                chosen("status", "status"),
                chosen("approved", "answer"),
                Column("agreed", "date", rule=DATE),
                Column("owner"),
                Column("source"),
            ),
            rows=10,
        ),
    ),
    widths=(6, 34, 17, 13, 13, 16, 13, 12, 12, 20, 58),
)
