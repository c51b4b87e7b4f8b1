"""Conditions that several checks share, as parts of Excel formulas for a whole column."""

from __future__ import annotations

_OF_REVENUE, _OF_RATES = ("revenue", "sales", "turnover"), ("share", "rate", "other")
"""The codes of the words by which a text is known, in the lists `revenue_word` and `rate_word`."""

_PERIODS_PER_MONTH = {"week": "53/12", "month": "1", "quarter": "1/3"}
"""How many of them a month holds at most, by the code of their word in the list `span_word`."""

ESTIMATED = "+".join(
    f"({{attribution.method}}={{#method.{name}}})" for name in ("participants", "managers", "experts")
)
"""Not 0 for the rows of Attribution whose share is somebody's estimate."""


def above(cells: str, limit: float) -> str:
    """1 where a number is above a limit, else 0; a text is above nothing."""
    return f"ISNUMBER({cells})*({cells}>{limit})"


def unsaid(cells: str) -> str:
    """1 where hardly anything is written, such as a dash, else 0."""
    return f"(LEN({cells})<3)"


def too_many_periods(periods: str, months: str, measure: str) -> str:
    """Not 0 where a measure named per week, month or quarter counts more periods than its months hold."""
    spans = (
        f"ISNUMBER(SEARCH({{#span_word.{code}}},{measure}))*({periods}>{months}*{limit})"
        for code, limit in _PERIODS_PER_MONTH.items()
    )
    return f"ISNUMBER({periods})*ISNUMBER({months})*({'+'.join(spans)})"


def of_revenue(cells: str) -> str:
    """Not 0 where a text names revenue."""
    return "+".join(f"ISNUMBER(SEARCH({{#revenue_word.{code}}},{cells}))" for code in _OF_REVENUE)


def of_a_rate(cells: str) -> str:
    """Not 0 where a text names a share or a rate: one of its words ends like a word of the list."""
    return "+".join(f'ISNUMBER(SEARCH({{#rate_word.{code}}}&" "," "&{cells}&" "))' for code in _OF_RATES)
