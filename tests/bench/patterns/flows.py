"""Figures that follow from others: running balances, growth, allocations, ratios, foreign currency."""

from __future__ import annotations

from decimal import Decimal

from patterns.arithmetic import SCALES, Term, amount, chain, half_up, is_tie, total
from roi_xl.errors import CellError

_USUAL = SCALES["usual"]


def running_balance(page):
    """An account: opening balance, money in and out, the balance after each row; some rows empty it."""
    random, top = page.random, page.row
    scale = SCALES[random.choice(("usual", "usual", "large", "whole"))]
    way = random.choice(("from the row above", "sums so far", "one column"))
    exact = amount(random, scale)
    page.put(top, 4, exact)
    number, paid, taken, moves = float(exact), [exact], [Decimal(0)], []
    for row in range(top + 1, top + 11):
        into = amount(random, scale) if random.random() < 0.6 else None
        out = exact + (into or 0) if random.random() < 0.2 else amount(random, scale)
        if way == "sums so far" and not _is_certain(paid, taken, into, out):
            into, out = None, Decimal(0)
        before, exact = exact, exact + (into or 0) - out
        paid.append(into or Decimal(0))
        taken.append(out)
        moves.append(paid[-1] - out)
        page.put(row, 2, into)
        page.put(row, 3, out)
        if way == "from the row above":
            found = chain(
                Term(f"D{row - 1}", before, number), "+", Term(f"B{row}", paid[-1], float(paid[-1])),
                "-", Term(f"C{row}", out, float(out)),
            )  # fmt: skip
        elif way == "sums so far":
            page.put(top, 2, paid[0])
            found = chain(
                Term(f"SUM($B${top}:B{row})", sum(paid), total(paid)),
                "-", Term(f"SUM($C${top}:C{row})", sum(taken), total(taken)),
            )  # fmt: skip
        else:
            signed = page.put(row, 1, moves[-1])
            found = chain(Term(f"D{row - 1}", before, number), "+", Term(signed, moves[-1], float(moves[-1])))
        if found.number is None:  # nobody can say: the balance is typed in
            page.put(row, 4, exact)
            number = float(exact)
            continue
        number = found.number
        page.formula(row, 4, found.text, number, slack=0.0 if number == 0 else found.slack)
        negative = page.random.choice((f'IF(D{row}<0,"overdrawn","")', f"MIN(D{row},0)"))
        if negative.startswith("IF"):
            page.formula(row, 5, negative, "overdrawn" if number < 0 else "")
        else:
            page.formula(row, 5, negative, min(number, 0.0), slack=found.slack)
    page.row += 13


def _is_certain(paid, taken, into, out):
    one, other = total([*paid, into or 0]), total([*taken, out])
    found = chain(Term("", Decimal(1), one), "-", Term("", Decimal(1), other))
    return found.number is not None


def growth_with_blanks(page):
    """A series with gaps and zeros, its growth from row to row, and the yearly rate over all of it."""
    random, top = page.random, page.row
    series = [
        None if random.random() < 0.2 else Decimal(0) if random.random() < 0.1 else amount(random, _USUAL)
        for _ in range(8)
    ]
    series[0], series[-1] = amount(random, _USUAL), amount(random, _USUAL)
    page.put_column(top, 1, series)
    for row in range(top + 1, top + 8):
        before, now = series[row - top - 1], series[row - top]
        one, two = f"A{row - 1}", f"A{row}"
        rate = (now or 0) / before - 1 if before else None
        plain = CellError.DIV0 if rate is None else rate
        page.formula(
            row, 2, f'IFERROR({two}/{one}-1,"n/a")', "n/a" if rate is None else rate, slack=_dust(rate)
        )
        guarded = "" if now is None or not before else rate
        page.formula(
            row, 3, f'IF(OR({two}="",{one}="",{one}=0),"",{two}/{one}-1)', guarded, slack=_dust(rate)
        )
        change = "" if not before else ((now or 0) - before) / abs(before)
        page.formula(row, 4, f'IF({one}=0,"",({two}-{one})/ABS({one}))', change, slack=_dust(rate))
        page.formula(row, 5, f"{two}/{one}-1", plain, slack=_dust(rate))
    filled = [value for value in series if value is not None]
    area = f"A{top}:A{top + 7}"
    page.formula(top, 6, f"(A{top + 7}/A{top})^(1/7)-1", (series[-1] / series[0]) ** (Decimal(1) / 7) - 1,
                 slack=1e-14)  # fmt: skip
    page.formula(top + 1, 6, f"AVERAGE({area})", sum(filled) / len(filled), slack=1e-9)
    page.formula(top + 2, 6, f"COUNTBLANK({area})", 8 - len(filled))
    page.formula(top + 3, 6, f'COUNTIF({area},">0")', sum(value > 0 for value in filled))
    page.row += 10


def _dust(rate):
    return 0.0 if rate is None else 1e-15 * float(abs(rate) + 2)


def allocation_by_shares(page):
    """An amount spread over receivers in the ratio of their keys: rounded, and the last takes the rest."""
    random, top = page.random, page.row
    size = random.randint(3, 7)
    while True:
        whole = amount(random, _USUAL)
        keys = [Decimal(random.randint(1, 400)) for _ in range(size)]
        parts = [whole * key / sum(keys) for key in keys]
        if not any(is_tie(part) for part in parts):
            break
    pot = page.put(top, 1, whole)
    area = page.put_column(top, 2, keys)
    rounded = [half_up(part) for part in parts]
    rest = whole - sum(rounded[:-1])
    for number, (part, key) in enumerate(zip(parts, keys, strict=True)):
        row = top + number
        page.formula(row, 3, f"B{row}/SUM({_fixed(area)})", key / sum(keys))
        page.formula(row, 4, f"{_fixed(pot)}*C{row}", part)
        if number < size - 1:
            text = f"ROUND({_fixed(pot)}*B{row}/SUM({_fixed(area)}),2)"
            page.formula(row, 5, text, rounded[number])
        else:
            before = total(rounded[:-1])
            check = chain(
                Term(pot, whole, float(whole)),
                "-",
                Term(f"SUM(E{top}:E{row - 1})", sum(rounded[:-1]), before),
            )
            page.formula(row, 5, check.text, rest, slack=1e-9, is_free=True)
    bottom = top + size - 1
    page.formula(bottom + 1, 3, f"SUM(C{top}:C{bottom})", 1, slack=1e-14)
    page.formula(bottom + 1, 4, f"ROUND(SUM(D{top}:D{bottom})-{pot},2)", 0)
    verdict = f'IF(ROUND(SUM(E{top}:E{bottom}),2)=ROUND({pot},2),"OK","ERROR")'
    page.formula(bottom + 1, 5, verdict, "OK")
    page.formula(bottom + 1, 6, f"SUMPRODUCT(B{top}:B{bottom},D{top}:D{bottom})/SUM(B{top}:B{bottom})",
                 sum(k * p for k, p in zip(keys, parts, strict=True)) / sum(keys))  # fmt: skip
    page.row += size + 3


def _fixed(reference):
    return ":".join(
        f"${''.join(filter(str.isalpha, p))}${''.join(filter(str.isdigit, p))}" for p in reference.split(":")
    )


def ratios_with_iferror(page):
    """Margins and other quotients whose divisor may be blank, zero or a text."""
    random = page.random
    for row in range(page.row, page.row + 6):
        revenue = random.choice((amount(random, _USUAL), amount(random, _USUAL), Decimal(0), None, "n/a"))
        cost = random.choice((amount(random, _USUAL), amount(random, _USUAL), Decimal(0), None))
        one, two = page.put(row, 1, revenue), page.put(row, 2, cost)
        dividend = cost or Decimal(0)
        is_text = isinstance(revenue, str)
        quotient = dividend / revenue if not is_text and revenue else None
        error = CellError.VALUE if is_text else CellError.DIV0
        page.formula(row, 3, f"IFERROR({two}/{one},0)", quotient or 0)
        margin = "n/a" if quotient is None else 1 - quotient
        page.formula(row, 4, f'IFERROR(({one}-{two})/{one},"n/a")', margin, slack=_dust(quotient))
        page.formula(
            row, 5, f'IF(ISERROR({two}/{one}),"n/a",{two}/{one})', "n/a" if quotient is None else quotient
        )
        page.formula(row, 6, f"{two}/{one}", error if quotient is None else quotient)
        page.formula(row, 7, f'IF(ISNUMBER({one}),IF({one}=0,0,{two}/{one}),"-")',
                     "-" if is_text or revenue is None else quotient or 0)  # fmt: skip
        page.formula(row, 8, f"IF(N({one})=0,0,ROUND({two}/{one}*100,4))", _percent(quotient))
    page.row += 8


def _percent(quotient):
    if quotient is None:
        return 0
    return half_up(quotient * 100, 4)


def foreign_currency(page):
    """Amounts in four currencies turned into the own one by a table of rates, and back, and revalued."""
    random, top = page.random, page.row
    codes = ["EUR", "SEK", "USD", "PLN"]
    page.put_column(top, 1, codes)
    rates = [Decimal(random.randint(2_000, 99_999)).scaleb(-4) for _ in codes]
    closing = [rate + Decimal(random.randint(-999, 999)).scaleb(-4) for rate in rates]
    page.put_column(top, 2, rates)
    page.put_column(top, 3, closing)
    table, keys = f"$A${top}:$C${top + 3}", f"$A${top}:$A${top + 3}"
    booked = []
    for row in range(top + 5, top + 11):
        which = random.randrange(4)
        while is_tie((value := amount(random, _USUAL)) * rates[which]) or is_tie(value * closing[which]):
            pass
        code, place = page.put(row, 1, codes[which]), page.put(row, 2, value)
        booked.append(half_up(value * rates[which]))
        page.formula(row, 3, f"VLOOKUP({code},{table},2,FALSE)", rates[which])
        page.formula(row, 4, f"ROUND({place}*C{row},2)", booked[-1])
        page.formula(row, 5, f"INDEX($C${top}:$C${top + 3},MATCH({code},{keys},0))", closing[which])
        page.formula(row, 6, f"ROUND({place}*E{row},2)-D{row}", half_up(value * closing[which]) - booked[-1],
                     slack=1e-9, is_free=True)  # fmt: skip
        page.formula(row, 7, f"D{row}/C{row}", booked[-1] / rates[which])
        page.formula(row, 8, f"{place}/SUMIF({keys},{code},$B${top}:$B${top + 3})", value / rates[which])
    page.formula(top + 11, 4, f"SUM(D{top + 5}:D{top + 10})", sum(booked), slack=1e-9)
    per_code = sum(
        b for b, row in zip(booked, range(top + 5, top + 11), strict=True) if page.contents[row, 1] == "EUR"
    )
    page.formula(
        top + 11, 5, f'SUMIF(A{top + 5}:A{top + 10},"EUR",D{top + 5}:D{top + 10})', per_code, slack=1e-9
    )
    page.row += 14


def budget_variances(page):
    """A table of budget and actual figures, its variances row by row in structured references, and totals."""
    random, top = page.random, page.row
    budget = [amount(random, SCALES["whole"]) for _ in range(6)]
    actual = [value + Decimal(random.randint(-999, 999)) for value in budget]
    name = page.table(
        "Plan", page.area(top, 1, top + 6, 5), ["Line", "Budget", "Actual", "Variance", "Share"]
    )
    page.put_column(top + 1, 1, [f"Line {number}" for number in range(1, 7)])
    page.put_column(top + 1, 2, budget)
    page.put_column(top + 1, 3, actual)
    for number, (planned, real) in enumerate(zip(budget, actual, strict=True)):
        row = top + 1 + number
        text = f"{name}[[#This Row],[Actual]]-{name}[[#This Row],[Budget]]"
        page.formula(row, 4, text, real - planned)
        text = f"{name}[[#This Row],[Actual]]/SUM({name}[Actual])"
        page.formula(row, 5, text, real / sum(actual))
        page.formula(row, 6, f'IF(ABS(D{row})>500,IF(D{row}>0,"over","under"),"on plan")',
                     _judged(real - planned))  # fmt: skip
    row = top + 8
    page.formula(row, 2, f"SUM({name}[Budget])", sum(budget))
    page.formula(row, 3, f"SUBTOTAL(109,{name}[Actual])", sum(actual))
    page.formula(row, 4, f"SUM({name}[Variance])", sum(actual) - sum(budget))
    page.formula(row, 5, f"SUM({name}[[#Data],[Actual]])-SUM({name}[Budget])-SUM({name}[Variance])", 0)
    over = sum(real for planned, real in zip(budget, actual, strict=True) if real > planned)
    page.formula(row, 6, f'SUMIF({name}[Variance],">0",{name}[Actual])', over)
    page.formula(row, 7, f'INDEX({name}[Actual],MATCH("Line 4",{name}[Line],0))', actual[3])
    page.formula(row, 8, f"ROWS({name}[Line])", 6)
    page.row += 10


def _judged(variance):
    return "on plan" if abs(variance) <= 500 else "over" if variance > 0 else "under"
