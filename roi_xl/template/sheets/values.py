"""The sheet Values: what one unit of each effect is worth, the source, and who agreed to it."""

from __future__ import annotations

from roi_xl.template.columns import (
    AMOUNT,
    ANY,
    COUNT,
    DATE,
    SHARE,
    chosen,
    typed,
)
from roi_xl.template.declaration import (
    Column,
    Kind,
    Line,
    Lines,
    Sheet,
    Table,
)


def _worth(name: str, plain: str, addin: str, *needed: str) -> Line:
    """What a change is worth; empty until everything that it needs is typed."""
    there = "*".join(f'({cell}<>"")' for cell in needed)
    return Line(name, "money", plain, addin, needs=f"({there}=1)", missing='""')


_TIME = (
    typed("inp_saved_hours", "hours", ANY),
    typed("inp_saved_share", "share", SHARE),
    _worth(
        "cal_time_saved",
        "inp_saved_hours*cal_hour_value*inp_saved_share",
        "TIME_SAVED_VALUE(inp_saved_hours,cal_hour_value,inp_saved_share)",
        "inp_saved_hours",
        "inp_saved_share",
        "inp_salary",
    ),
)
_TURNOVER = (
    typed("inp_headcount", "count", COUNT),
    typed("inp_turnover_before", "share", SHARE),
    typed("inp_turnover_after", "share", SHARE),
    _worth(
        "cal_turnover_saving",
        "inp_headcount*inp_turnover_before*cal_leaver_cost-inp_headcount*inp_turnover_after*cal_leaver_cost",
        "TURNOVER_SAVING(inp_headcount,inp_turnover_before,inp_turnover_after,cal_leaver_cost)",
        "inp_headcount",
        "inp_turnover_before",
        "inp_turnover_after",
    ),
)
_REVENUE = (
    typed("inp_revenue_change", "money", ANY),
    _worth(
        "cal_margin_value",
        "inp_revenue_change*inp_margin",
        "MARGIN_VALUE(inp_revenue_change,inp_margin)",
        "inp_revenue_change",
        "inp_margin",
    ),
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
        Lines("changes", (*_TIME, *_TURNOVER, *_REVENUE), four=True),
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
    widths=(6, 34, 17, 13, 13, 16, 13, 12, 12, 20, 36),
    pages=0,
)
