"""Workbooks of patterns from a seed."""

from __future__ import annotations

from random import Random

from patterns import checks, crossfoots, dates, flows, lookups, schedules
from patterns.page import Book, Page

CHECKS = {
    "reconciliation of cells": checks.reconciliation_of_cells,
    "reconciliation of sums": checks.reconciliation_of_sums,
    "cross-foot": crossfoots.cross_foot,
}
"""Check cells that Excel shows as 0, or as a difference that is really there."""

BRACKETED = {"bracketed difference": checks.bracketed}
"""Differences whose noise Excel shows."""

FIGURES = {
    "comparison": checks.compared,
    "running balance": flows.running_balance,
    "growth with blanks": flows.growth_with_blanks,
    "allocation by shares": flows.allocation_by_shares,
    "ratios with IFERROR": flows.ratios_with_iferror,
    "foreign currency": flows.foreign_currency,
    "budget variances": flows.budget_variances,
    "aging buckets": dates.aging_buckets,
    "ledger by month": dates.ledger_by_month,
    "4-4-5 calendar": dates.calendar_445,
    "fiscal dates": dates.fiscal_dates,
    "loan schedule": schedules.loan_schedule,
    "depreciation": schedules.depreciation,
    "investment": schedules.investment,
    "last entry": lookups.last_entry,
    "bands": lookups.bands,
    "matrix": lookups.matrix,
    "rounding": lookups.rounding,
}
"""What else a finance workbook computes."""

PATTERNS = CHECKS | BRACKETED | FIGURES


def book(seed, patterns=PATTERNS, formulas=60, *, date1904=False):
    """A workbook with a sheet for each of some patterns.

    Args:
        seed: Where its amounts come from: the same seed gives the same workbook.
        patterns: What to fill the sheets with.
        formulas: How many formulas each sheet has at least.
        date1904: Whether days are counted from 1904.
    """
    random = Random(seed)
    found = Book(date1904=date1904)
    for number, (pattern, fill) in enumerate(patterns.items(), 1):
        title = f"Page{number}" if number % 3 else f"Page {number}"
        page = Page(title, random, date1904=date1904)
        page.pattern = pattern
        while len(page.known) < formulas:
            fill(page)
        found.pages.append(page)
    return found


def books(seed, formulas, patterns=PATTERNS, number=4):
    """Some workbooks with at least so many formulas of each pattern in all; every fourth counts from 1904."""
    return [
        book(f"{seed}-{one}", patterns, -(-formulas // number), date1904=one % 4 == 3)
        for one in range(number)
    ]
