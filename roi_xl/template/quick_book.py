"""The small workbook: one page to fill in, which can grow into the full one."""

from __future__ import annotations

from roi_xl.template.book import BOOK
from roi_xl.template.declaration import Book
from roi_xl.template.sheets.page import PAGE
from roi_xl.template.sheets.page_behind import CALCULATION, PAGE_CHECKS, PAGE_LISTS

_SHARED_SENTENCES = (
    "numbers.percent",
    "statement.gain",
    "statement.loss",
    "statement.even",
    "numbers.money",
    "near.above",
    "near.below",
    "near.less",
    "unit.none",
    "unit.any",
    "unit.SEK",
    "range",
    "state_blank",
    "state_costs",
    "state_benefits",
    "state_range",
    "state_complete",
    "range_not_set",
    "not_repaid_first",
)

QUICK_BOOK = Book(
    sheets=(PAGE, CALCULATION, PAGE_CHECKS, PAGE_LISTS),
    lists={
        "benefit": ("time", "revenue"),
        "class": BOOK.lists["class"],
        "estimate": ("participants", "managers", "experts"),
    },
    phrases=("off", "language", "currency"),
    sentences={
        **{key: BOOK.sentences[key] for key in _SHARED_SENTENCES},
        "state_lacks": ("line", "what"),
        "state_time": ("what",),
        "integrity": ("rule", "place", "remedy"),
        "advice": ("rule", "place", "remedy"),
    },
    columns={},
)
"""The workbook with one page."""
