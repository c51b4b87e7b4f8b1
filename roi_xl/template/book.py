"""The workbook as a whole: its sheets in order, and the lists that formulas count on."""

from __future__ import annotations

from roi_xl.template.control import CHECKS, LISTS_SHEET, METHOD
from roi_xl.template.declaration import Book
from roi_xl.template.figures import ATTRIBUTION, BENEFITS, COSTS, INPUTS, VALUES
from roi_xl.template.returns import RANGE, ROI
from roi_xl.template.summary import SUMMARY

BOOK = Book(
    sheets=(
        SUMMARY,
        INPUTS,
        COSTS,
        VALUES,
        BENEFITS,
        ATTRIBUTION,
        ROI,
        RANGE,
        CHECKS,
        METHOD,
        LISTS_SHEET,
    ),
    lists={
        "category": ("direct", "indirect", "development", "evaluation"),
        "class": ("hard", "avoidance", "revenue", "soft"),
        "better": ("higher", "lower"),
        "conversion": ("standard", "historical", "expert", "database", "linked", "estimate"),
        "method": ("control", "trend", "forecast", "participants", "managers", "experts", "none"),
        "status": ("draft", "agreed", "actual"),
        "answer": ("yes", "no"),
    },
    phrases={"phrase": 8, "off": 1, "verdict": 3},
    columns={"value_id": ("values", "id")},
)
"""The training-ROI workbook. The order within a list is fixed: formulas point at the n-th entry."""
