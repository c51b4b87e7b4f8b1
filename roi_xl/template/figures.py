"""The sheets that hold the study: what is typed in, what it costs, and what changed."""

from __future__ import annotations

from roi_xl.template.columns import (
    AMOUNT,
    ANY,
    COUNT,
    DATE,
    FACTOR,
    SHARE,
    calculated,
    chosen,
    typed,
)
from roi_xl.template.declaration import Column, Kind, Line, Lines, Role, Rule, Sheet, Table

INPUTS = Sheet(
    "inputs",
    Kind.INPUT,
    (
        Lines(
            "programme",
            (
                typed("inp_programme"),
                typed("inp_audience"),
                typed("inp_sponsor"),
                typed("inp_owner"),
                typed("inp_currency"),
                typed("inp_start", "date", DATE),
                typed("inp_end", "date", DATE),
                typed("inp_report_date", "date", DATE),
                typed("inp_participants", "count", COUNT),
                typed("inp_hours_each", "hours", AMOUNT),
                Line("cal_training_hours", "hours", "=inp_participants*inp_hours_each"),
            ),
        ),
        Lines(
            "finance",
            (
                typed("inp_salary", "money", AMOUNT),
                typed("inp_benefits_rate", "share", Rule("decimal", 0, 2)),
                typed("inp_paid_hours", "count", Rule("decimal", 1, 8784)),
                typed("inp_margin", "share", SHARE),
                typed("inp_target", "share", FACTOR),
                typed("inp_discount", "share", SHARE),
            ),
        ),
        Lines(
            "unit_costs",
            (
                typed("inp_error_hours", "hours", AMOUNT),
                typed("inp_error_material", "money", AMOUNT),
                typed("inp_leaver_recruiting", "money", AMOUNT),
                typed("inp_leaver_onboarding", "money", AMOUNT),
                typed("inp_leaver_output", "money", AMOUNT),
            ),
        ),
        Lines(
            "control",
            (typed("inp_concentration", "share", SHARE), typed("inp_tolerance", "ratio", AMOUNT)),
        ),
    ),
    widths=(3, 46, 18, 34, 66),
)

COSTS = Sheet(
    "costs",
    Kind.INPUT,
    (
        Table(
            "costs",
            (
                Column("id"),
                Column("item"),
                chosen("category", "category"),
                Column("quantity", "number", rule=AMOUNT),
                Column("unit"),
                Column("unit_cost", "money", rule=ANY),
                calculated("amount", "money", "={quantity}*{unit_cost}", total=True),
                Column("source"),
            ),
            rows=10,
            total=True,
        ),
        Lines(
            "cost_summary",
            (
                Line(
                    "cal_cost_direct",
                    formula="=SUMIFS({costs.amount},{costs.category},INDEX(lst_category,1))",
                ),
                Line(
                    "cal_cost_indirect",
                    formula="=SUMIFS({costs.amount},{costs.category},INDEX(lst_category,2))",
                ),
                Line(
                    "cal_cost_development",
                    formula="=SUMIFS({costs.amount},{costs.category},INDEX(lst_category,3))",
                ),
                Line(
                    "cal_cost_evaluation",
                    formula="=SUMIFS({costs.amount},{costs.category},INDEX(lst_category,4))",
                ),
                Line(
                    "cal_cost_offset",
                    formula="=SUMIFS({costs.amount},{costs.category},INDEX(lst_category,5))",
                ),
                Line("cal_cost_total", formula="={costs.amount!}", strong=True),
                Line("cal_cost_head", formula="=IF(inp_participants>0,cal_cost_total/inp_participants,0)"),
                Line("cal_has_cost", "flag", "=IF(cal_cost_total>0,1,0)"),
            ),
        ),
        Lines(
            "proration",
            (
                typed("inp_development_total", "money", AMOUNT),
                typed("inp_development_study", "count", AMOUNT),
                typed("inp_development_life", "count", AMOUNT),
                Line(
                    "cal_development",
                    "money",
                    "inp_development_total*inp_development_study/inp_development_life",
                    "PRORATED_COST(inp_development_total,inp_development_study,inp_development_life)",
                    needs="(inp_development_life>0)",
                ),
            ),
            four=True,
        ),
    ),
    widths=(6, 38, 17, 13, 13, 13, 14, 56),
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
                    "inp_salary*(1+inp_benefits_rate)/inp_paid_hours",
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
                Column("unit_value", "number", rule=AMOUNT),
                Column("margin", "share", rule=SHARE),
                chosen("method", "conversion"),
                chosen("status", "status"),
                chosen("approved", "answer"),
                Column("agreed", "date", rule=DATE),
                Column("owner"),
                Column("source"),
            ),
            rows=6,
        ),
    ),
    widths=(6, 34, 17, 13, 13, 16, 13, 12, 12, 20, 58),
)

BENEFITS = Sheet(
    "benefits",
    Kind.INPUT,
    (
        Table(
            "benefits",
            (
                Column("id"),
                Column("benefit"),
                chosen("class", "class"),
                Column("measure"),
                Column("before", "number", rule=ANY),
                Column("after", "number", rule=ANY),
                chosen("better", "better"),
                Column("multiplier", "number", rule=AMOUNT),
                calculated(
                    "units",
                    "number",
                    "=({after}-{before})*IF({better}=INDEX(lst_better,2),-1,1)*{multiplier}",
                ),
                chosen("value_id", "value_id"),
                Column(
                    "matches",
                    "count",
                    '=SUMPRODUCT(({values.id}={value_id})*({value_id}<>""))',
                    role=Role.LINK,
                ),
                Column(
                    "unit_value",
                    "number",
                    "=SUMIFS({values.unit_value},{values.id},{value_id})",
                    role=Role.LINK,
                ),
                calculated("claimed", "money", "={units}*{unit_value}", total=True),
                Column("margin", "share", "=SUMIFS({values.margin},{values.id},{value_id})", role=Role.LINK),
                calculated("profit", "money", "={claimed}*{margin}", total=True),
                Column("indicator"),
                calculated(
                    "leading",
                    "count",
                    '=SUMPRODUCT(({evidence.id}={indicator})*({indicator}<>"")'
                    "*({evidence.kind}=INDEX(lst_kind,1)))",
                ),
                Column("group"),
                calculated("same_group", "count", '=SUMPRODUCT(({benefits.group}={group})*({group}<>""))'),
                Column("source"),
            ),
            rows=8,
            total=True,
        ),
    ),
    widths=(6, 25, 17, 26, 11, 11, 10, 13, 13, 9, 9, 11, 13, 14, 14, 10, 9, 13, 10, 68),
)
