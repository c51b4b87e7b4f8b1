"""Dates stored as texts, from the year to the day; the results are those of Python's calendar."""

import datetime as dt

import pytest

CELLS = {"A1": "2026-01-05", "A2": "2026-03-20", "A3": "2026/1/31", "A4": "05.01.2026", "A5": "1/5/2026"}


def serial(year, month, day):
    return float((dt.date(year, month, day) - dt.date(1899, 12, 30)).days)


@pytest.mark.parametrize(
    ("formula", "day"),
    [
        ('=WORKDAY("2026-01-05",5)', serial(2026, 1, 12)),
        ("=WORKDAY(A1,5)", serial(2026, 1, 12)),
        ('=DATEDIF("2026-01-05","2026-03-20","m")', 2.0),
        ('=DATEDIF(A1,A2,"d")', float((dt.date(2026, 3, 20) - dt.date(2026, 1, 5)).days)),
        ('=WEEKNUM("2026-01-05")', 2.0),
        ("=WEEKNUM(A1)", 2.0),
        ('=ISOWEEKNUM("2026-01-05")', float(dt.date(2026, 1, 5).isocalendar().week)),
        ("=WEEKDAY(A1,2)", float(dt.date(2026, 1, 5).isoweekday())),
        ("=YEAR(A2)+MONTH(A2)+DAY(A2)", 2026.0 + 3 + 20),
        ('=EDATE("2001/1/30",1)', serial(2001, 2, 28)),
        ("=EOMONTH(A3,1)", serial(2026, 2, 28)),
        ("=NETWORKDAYS(A1,A2)", 55.0),
        ("=DAYS(A2,A1)", float((dt.date(2026, 3, 20) - dt.date(2026, 1, 5)).days)),
        ("=DAYS360(A1,A2)", 75.0),
        ("=YEARFRAC(A1,A2)", 75 / 360),
        ("=YEAR(A1)&A4", "202605.01.2026"),
    ],
)
def test_a_text_from_the_year_to_the_day_is_that_day(sheet, evaluated, formula, day):
    values, findings, _ = evaluated(sheet(CELLS | {"H1": formula}))
    assert values["H1"] == (day if isinstance(day, str) else pytest.approx(day, rel=1e-12))
    assert findings == {}


@pytest.mark.parametrize(
    "formula",
    [
        "=WORKDAY(A4,5)",  # a date in Sweden, none in England
        "=WEEKNUM(A5)",  # the fifth of January or the first of May
        '=YEAR("31 januari 2026")',
        '=YEAR("2026-02-30")',
        '=DAY("1900-02-28")',
    ],
)
def test_any_other_date_is_left_to_excel(sheet, evaluated, formula):
    values, findings, _ = evaluated(sheet(CELLS | {"H1": formula}))
    assert "H1" not in values
    assert findings
