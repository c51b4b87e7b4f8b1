"""Figures that hang on days: aging, months of a ledger, 4-4-5 calendars, fiscal years, working days."""

from __future__ import annotations

import calendar
import datetime as dt
from decimal import Decimal

from patterns.arithmetic import SCALES, Term, amount, chain, total

_USUAL = SCALES["usual"]
_BUCKETS = (
    (-(10**6), 0, "current"),
    (1, 30, "1-30"),
    (31, 60, "31-60"),
    (61, 90, "61-90"),
    (91, 10**6, "over 90"),
)


def _day(random, first=dt.date(2019, 1, 1), days=2900):
    return first + dt.timedelta(random.randrange(days))


def aging_buckets(page):
    """Open invoices by the days they are overdue: the bucket of each, and what lies in each bucket."""
    random, top = page.random, page.row
    as_of = _day(random)
    page.put(top, 1, as_of)
    rows = range(top + 1, top + 9)
    days, values = [], []
    for row in rows:
        days.append(random.choice((0, 1, 30, 31, 60, 61, 90, 91, random.randint(-40, 200))))
        values.append(amount(random, _USUAL, signed=True))
        page.put(row, 1, as_of - dt.timedelta(days[-1]))
        page.put(row, 2, values[-1])
        page.formula(row, 3, f"$A${top}-A{row}", days[-1])
        bucket = next(name for low, high, name in _BUCKETS if low <= days[-1] <= high)
        later = f'IF(C{row}<=60,"31-60",IF(C{row}<=90,"61-90","over 90"))'
        nested = f'IF(C{row}<=0,"current",IF(C{row}<=30,"1-30",{later}))'
        page.formula(row, 4, nested, bucket)
        looked = f'LOOKUP(C{row},{{-1000000,1,31,61,91}},{{"current","1-30","31-60","61-90","over 90"}})'
        page.formula(row, 5, looked, bucket)
        page.formula(
            row, 6, f"IF(AND(C{row}>30,C{row}<=60),B{row},0)", values[-1] if bucket == "31-60" else 0
        )
    day, money, names = (f"{letter}{top + 1}:{letter}{top + 8}" for letter in "CBD")
    shares = []
    for number, (low, high, name) in enumerate(_BUCKETS):
        lying = [value for value, overdue in zip(values, days, strict=True) if low <= overdue <= high]
        shares.append(total(lying))
        row = top + 9 + number
        page.formula(row, 2, f'SUMIF({names},"{name}",{money})', sum(lying), slack=1e-9, is_free=True)
        page.formula(row, 3, f'COUNTIFS({day},">={low}",{day},"<={high}")', len(lying))
        page.formula(
            row, 4, f'SUMIFS({money},{day},">={low}",{day},"<={high}")', sum(lying), slack=1e-9, is_free=True
        )
        text = f"SUMPRODUCT(({day}>={low})*({day}<={high})*{money})"
        page.formula(row, 5, text, sum(lying), slack=1e-9, is_free=True)
    whole = total(values)
    check = chain(
        Term(f"SUM(B{top + 9}:B{top + 13})", sum(values), total(shares)),
        "-",
        Term(f"SUM({money})", sum(values), whole),
    )
    if check.number == 0:
        page.formula(top + 14, 2, check.text, 0)
        page.formula(top + 14, 3, f'IF(B{top + 14}=0,"OK","ERROR")', "OK")
    page.row += 16


def ledger_by_month(page):
    """A ledger of dated amounts in three accounts, added up by month and account in several ways."""
    random, top = page.random, page.row
    start = dt.date(random.randint(2019, 2026), random.randint(1, 12), 1)
    accounts = ["4010", "4020", "Travel"]
    page.put(top, 1, start)
    entries = []
    for row in range(top + 1, top + 13):
        day = start + dt.timedelta(random.randint(-20, 50))
        account, value = random.choice(accounts), amount(random, _USUAL, signed=True)
        page.put_row(row, 1, (day, account if account == "Travel" else Decimal(account), value))
        entries.append((day, account, value))
    end = dt.date(start.year, start.month, calendar.monthrange(start.year, start.month)[1])
    days, names, money = (f"${letter}${top + 1}:${letter}${top + 12}" for letter in "ABC")
    within = [entry for entry in entries if start <= entry[0] <= end]
    page.formula(top, 4, f"EOMONTH($A${top},0)", end)
    texts = (
        (f'SUMIFS({money},{days},">="&$A${top},{days},"<="&EOMONTH($A${top},0))', within),
        (f"SUMPRODUCT(({days}>=$A${top})*({days}<=D{top})*{money})", within),
        (f"SUMPRODUCT(({days}>=$A${top})*({days}<=D{top})*({names}=4010)*{money})",
         [entry for entry in within if entry[1] == "4010"]),
        (f'SUMIFS({money},{names},"Travel",{days},">="&$A${top})',
         [entry for entry in entries if entry[1] == "Travel" and entry[0] >= start]),
        (f"SUMIF({names},4020,{money})", [entry for entry in entries if entry[1] == "4020"]),
        (f"SUMPRODUCT(--(MONTH({days})={start.month}),{money})",
         [entry for entry in entries if entry[0].month == start.month]),
        (f'SUMIF({money},">0")', [entry for entry in entries if entry[2] > 0]),
    )  # fmt: skip
    for number, (text, chosen) in enumerate(texts):
        page.formula(top + 1 + number, 5, text, sum(entry[2] for entry in chosen), slack=1e-8, is_free=True)
        page.formula(top + 1 + number, 6, f'IF(ROUND(E{top + 1 + number},2)=0,"none","booked")',
                     "booked" if sum(entry[2] for entry in chosen) else "none")  # fmt: skip
    page.formula(top + 8, 5, f'COUNTIFS({days},">="&$A${top},{days},"<="&D{top})', len(within))
    page.formula(top + 9, 5, f'COUNTIF({names},"Travel")', sum(entry[1] == "Travel" for entry in entries))
    page.formula(top + 10, 5, f"SUMPRODUCT(--(YEAR({days})={start.year}))",
                 sum(entry[0].year == start.year for entry in entries))  # fmt: skip
    page.row += 15


def calendar_445(page):
    """Days of a retail year of 52 weeks: week, period by 4-4-5, quarter, and the first day of the period."""
    random, top = page.random, page.row
    start = _day(random)
    page.put(top, 1, start)
    firsts = [1]
    for weeks in (4, 4, 5) * 4:
        firsts.append(firsts[-1] + weeks)
    firsts.pop()
    page.put_column(top, 8, list(range(1, 13)))
    page.put_column(top, 9, firsts)
    listed = ",".join(map(str, firsts))
    for row in range(top + 1, top + 9):
        offset = random.randrange(364)
        week = offset // 7 + 1
        period = sum(first <= week for first in firsts)
        page.put(row, 1, start + dt.timedelta(offset))
        page.formula(row, 2, f"INT((A{row}-$A${top})/7)+1", week)
        page.formula(row, 3, f"MATCH(B{row},$I${top}:$I${top + 11},1)", period)
        page.formula(row, 4, f"LOOKUP(B{row},{{{listed}}},{{{','.join(map(str, range(1, 13)))}}})", period)
        page.formula(row, 5, f"ROUNDUP(C{row}/3,0)", (period + 2) // 3)
        page.formula(row, 6, f"$A${top}+7*(INDEX($I${top}:$I${top + 11},C{row})-1)",
                     start + dt.timedelta(7 * (firsts[period - 1] - 1)))  # fmt: skip
        page.formula(row, 7, f'"P"&C{row}&" W"&B{row}-INDEX($I${top}:$I${top + 11},C{row})+1',
                     f"P{period} W{week - firsts[period - 1] + 1}")  # fmt: skip
    page.row += 13


def fiscal_dates(page):
    """Fiscal year, period and quarter of a day, ends of months, terms of payment, ages in months."""
    random = page.random
    for row in range(page.row, page.row + 6):
        first, months = random.randint(2, 12), random.randint(-30, 60)
        day = _day(random)
        later = day + dt.timedelta(random.randint(1, 2000))
        a, b, c = page.put_row(row, 1, (day, later, months))
        period = (day.month - first) % 12 + 1
        page.formula(row, 4, f"YEAR({a})+(MONTH({a})>={first})", day.year + (day.month >= first))
        page.formula(row, 5, f"MOD(MONTH({a})-{first},12)+1", period)
        page.formula(row, 6, f"INT((E{row}-1)/3)+1", (period + 2) // 3)
        page.formula(row, 7, f"EDATE({a},{c})", _later(day, months))
        page.formula(row, 8, f"DATE(YEAR({a}),MONTH({a})+1,0)", _later(day, 0, is_end=True))
        page.formula(row, 9, f"EOMONTH({a},{c})", _later(day, months, is_end=True))
        page.formula(row, 10, f"WEEKDAY({a},2)", day.isoweekday())
        page.formula(row, 11, f'CHOOSE(WEEKDAY({a},2),"Mon","Tue","Wed","Thu","Fri","Sat","Sun")',
                     ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[day.weekday()])  # fmt: skip
        page.formula(row, 12, f"NETWORKDAYS({a},{b})", _workdays(day, later))
        page.formula(row, 13, f'DATEDIF({a},{b},"m")', _whole_months(day, later))
        page.formula(row, 14, f"DAY(EOMONTH({a},0))", calendar.monthrange(day.year, day.month)[1])
        page.formula(row, 15, f"IF({b}>{a},{b}-{a},0)", (later - day).days)
        page.formula(row, 16, f"YEARFRAC({a},{b},3)", Decimal((later - day).days) / 365)
        page.formula(row, 17, f"WORKDAY({a},10)", _workday(day, 10))
    page.row += 8


def _later(day, months, *, is_end=False):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, last if is_end else min(day.day, last))


def _workdays(first, last):
    return sum((first + dt.timedelta(days)).weekday() < 5 for days in range((last - first).days + 1))


def _workday(day, count):
    while count:
        day += dt.timedelta(1)
        count -= day.weekday() < 5
    return day


def _whole_months(first, last):
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
