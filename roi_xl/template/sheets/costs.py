"""The sheet Costs: every cost of the programme, by category and status."""

from __future__ import annotations

from roi_xl.template.columns import (
    AMOUNT,
    ANY,
    calculated,
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
            rows=14,
            total=True,
        ),
        Lines(
            "cost_summary",
            (
                Line(
                    "cal_cost_direct",
                    formula="=SUMIFS({costs.amount},{costs.category},{#category.direct})",
                ),
                Line(
                    "cal_cost_indirect",
                    formula="=SUMIFS({costs.amount},{costs.category},{#category.indirect})",
                ),
                Line(
                    "cal_cost_development",
                    formula="=SUMIFS({costs.amount},{costs.category},{#category.development})",
                ),
                Line(
                    "cal_cost_evaluation",
                    formula="=SUMIFS({costs.amount},{costs.category},{#category.evaluation})",
                ),
                Line(
                    "cal_cost_offset",
                    formula="=SUMIFS({costs.amount},{costs.category},{#category.offset})",
                ),
                Line("cal_cost_total", formula="={costs.amount!}", strong=True),
                Line("cal_cost_head", formula="=IF(inp_participants>0,cal_cost_total/inp_participants,0)"),
                Line(
                    "cal_cost_training_hour",
                    "cents",
                    '=IF(cal_training_hours>0,cal_cost_total/cal_training_hours,"")',
                ),
                Line("cal_has_cost", "flag", "=IF(cal_cost_total>0,1,0)"),
            ),
        ),
        Lines(
            "participant_time",
            (
                Line(
                    "cal_participant_cost",
                    "money",
                    "cal_training_hours*cal_hour_value",
                    "PARTICIPANT_COST(inp_participants,inp_hours_each,cal_hour_value)",
                    needs="(cal_training_hours*cal_hour_value>0)",
                    missing='""',
                ),
            ),
            four=True,
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
                    "inp_development_total/inp_development_life*inp_development_study",
                    "PRORATED_COST(inp_development_total,inp_development_study,inp_development_life)",
                    needs="(inp_development_life>0)",
                ),
            ),
            four=True,
        ),
    ),
    widths=(6, 38, 17, 13, 13, 13, 14, 58),
    pages=0,
)
