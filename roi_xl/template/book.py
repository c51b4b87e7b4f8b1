"""The workbook as a whole: its sheets in order, and the lists that formulas count on."""

from __future__ import annotations

from roi_xl.calc import FUNCTIONS
from roi_xl.template.attribution import ATTRIBUTION
from roi_xl.template.control import CHECKS, METHOD
from roi_xl.template.declaration import Book
from roi_xl.template.evidence import EVIDENCE, FOLLOW_UP, LOG, OBJECTIVES
from roi_xl.template.feeds import LISTS_SHEET
from roi_xl.template.figures import BENEFITS, COSTS, INPUTS, VALUES
from roi_xl.template.front import START
from roi_xl.template.functions import functions_sheet
from roi_xl.template.returns import ROI
from roi_xl.template.summary import SUMMARY
from roi_xl.template.uncertainty import RANGE

BOOK = Book(
    sheets=(
        START,
        SUMMARY,
        OBJECTIVES,
        INPUTS,
        COSTS,
        VALUES,
        BENEFITS,
        ATTRIBUTION,
        ROI,
        RANGE,
        EVIDENCE,
        FOLLOW_UP,
        CHECKS,
        functions_sheet(FUNCTIONS),
        METHOD,
        LOG,
        LISTS_SHEET,
    ),
    lists={
        "category": ("direct", "indirect", "development", "evaluation", "offset"),
        "class": ("hard", "avoidance", "revenue", "soft"),
        "better": ("higher", "lower"),
        "conversion": ("standard", "historical", "expert", "database", "linked", "estimate"),
        "method": ("control", "trend", "forecast", "participants", "managers", "experts", "none"),
        "status": ("draft", "agreed", "actual"),
        "answer": ("yes", "no"),
        "objective": ("payoff", "business", "performance", "learning", "reaction"),
        "level": ("reaction", "learning", "behaviour", "impact"),
        "kind": ("leading", "lagging"),
        "phase": ("earlier", "before", "after"),
        "progress": ("planned", "ongoing", "done", "dropped"),
    },
    phrases={"phrase": 11, "published": 2, "off": 1, "language": 1, "verdict": 3, "indicator": 48},
    columns={"value_id": ("values", "id")},
)
"""The training-ROI workbook. The order within a list is fixed: formulas point at the n-th entry."""
