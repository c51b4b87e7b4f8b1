"""The sheet Inputs: the programme, its people and the money values that everything else uses."""

from __future__ import annotations

from roi_xl.template.columns import (
    AMOUNT,
    COUNT,
    DATE,
    FACTOR,
    SHARE,
    typed,
)
from roi_xl.template.declaration import (
    Kind,
    Line,
    Lines,
    Rule,
    Sheet,
)

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
                typed("inp_years", "count", Rule("integer", 1, 5)),
                typed("inp_finance_source"),
                typed("inp_finance_owner"),
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
            (typed("inp_concentration", "share", SHARE),),
        ),
    ),
    widths=(3, 46, 18, 34, 69),
)
