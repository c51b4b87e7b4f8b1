"""Lookups: the last entry of a list, bands, two criteria, both ways of a matrix, and what isn't found."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from patterns.arithmetic import SCALES, amount
from roi_xl.errors import CellError

_USUAL = SCALES["usual"]
_NAMES = ("North", "South", "East", "West", "Online", "Export", "Service", "Parts", "Rental", "Other")


def last_entry(page):
    """A list that is filled from the top with gaps: its last entry, its number and its row, in many ways."""
    random, top = page.random, page.row
    size, filled = 10, random.randint(3, 9)
    labels = [f"v{number}" if number < filled else None for number in range(size)]
    for number in random.sample(range(filled - 1), random.randint(0, filled // 3)):
        labels[number] = None
    values = [amount(random, _USUAL) if label else None for label in labels]
    page.put_column(top, 1, labels)
    page.put_column(top, 2, values)
    a, b = f"A{top}:A{top + size - 1}", f"B{top}:B{top + size - 1}"
    at = max(number for number, label in enumerate(labels) if label)
    label, value = labels[at], values[at]
    other = random.choice([label for label in labels if label])
    forms = (
        (f'LOOKUP(2,1/({a}<>""),{b})', value),
        (f'LOOKUP(2,1/({a}<>""),{a})', label),
        (f"LOOKUP(2,1/({b}>0),{b})", value),
        (f'LOOKUP(2,1/({a}="{other}"),{b})', values[labels.index(other)]),
        (f"LOOKUP(9.99E+307,{b})", value),
        (f'LOOKUP("zzzz",{a})', label),
        (f"INDEX({b},MATCH(9.99E+307,{b}))", value),
        (f'INDEX({a},MATCH("zzzz",{a}))', label),
        (f"INDEX({b},MATCH(9.99E+307,{b},1),1)", value),
        (f'SUMPRODUCT(MAX(({a}<>"")*ROW({a})))', top + at),
        (f'INDEX({b},SUMPRODUCT(MAX(({a}<>"")*(ROW({a})-{top - 1}))))', value),
        (f'INDEX({b},MATCH(1,INDEX(({a}="{other}")*({b}>0),0),0))', values[labels.index(other)]),
        (f'SUM(INDEX(({a}<>"")*{b},0))', sum(value for value in values if value)),
        (f"COUNTA({a})", sum(label is not None for label in labels)),
        (f"MATCH(9.99E+307,{b})", at + 1),
    )
    for number, (text, expected) in enumerate(forms):
        page.formula(top + number % size, 3 + number // size, text, expected)
    page.formula(top, 5, f'MAX(IF({a}<>"",ROW({a})))', top + at, array=True)
    page.formula(top + 1, 5, f'INDEX({b},MAX(IF({a}<>"",ROW({a})-{top - 1})))', value, array=True)
    page.row += size + 2


def bands(page):
    """Rates by bands: the rate of an amount, the tax over all bands, and the first band's lower side."""
    random, top = page.random, page.row
    limits = [Decimal(limit) for limit in (0, *sorted(random.sample(range(5_000, 90_000), 3)))]
    rates = [Decimal(random.randint(1, 50)).scaleb(-2) for _ in limits]
    page.put_column(top, 1, limits)
    page.put_column(top, 2, rates)
    table = f"$A${top}:$B${top + 3}"
    low, rate = f"$A${top}:$A${top + 3}", f"$B${top}:$B${top + 3}"
    for row in range(top + 5, top + 11):
        value = random.choice((amount(random, _USUAL), limits[2], limits[1] - Decimal("0.01")))
        place = page.put(row, 1, value)
        at = sum(limit <= value for limit in limits) - 1
        page.formula(row, 2, f"VLOOKUP({place},{table},2,TRUE)", rates[at])
        page.formula(row, 3, f"LOOKUP({place},{low},{rate})", rates[at])
        page.formula(row, 4, f"INDEX({rate},MATCH({place},{low}))", rates[at])
        steps = [rates[0]] + [after - before for before, after in pairwise(rates)]
        tax = sum(step * max(value - limit, Decimal(0)) for step, limit in zip(steps, limits, strict=True))
        whole = sum(r * max(value - limit, Decimal(0)) for r, limit in zip(rates, limits, strict=True))
        page.formula(row, 5, f"SUMPRODUCT(({place}>{low})*({place}-{low})*{rate})", whole)
        terms = "+".join(
            f"MAX({place}-$A${top + n},0)*({f'$B${top + n}-$B${top + n - 1}' if n else f'$B${top}'})"
            for n in range(4)
        )
        page.formula(row, 6, terms, tax, slack=1e-9, is_free=True)
        chosen = rates[3] if value > limits[3] else rates[2] if value >= limits[2] else "lower"
        inner = f'IF({place}>=$A${top + 2},$B${top + 2},"lower")'
        page.formula(row, 7, f"IF({place}>$A${top + 3},$B${top + 3},{inner})", chosen)
    page.row += 12


def matrix(page):
    """A matrix of regions and months: exact lookups both ways, and names that aren't there."""
    random, top = page.random, page.row
    regions, months = random.sample(_NAMES, 5), ["Jan", "Feb", "Mar", "Apr"]
    body = [[amount(random, _USUAL) for _ in months] for _ in regions]
    page.put_row(top, 2, months)
    page.put_column(top + 1, 1, regions)
    for number, row in enumerate(body):
        page.put_row(top + 1 + number, 2, row)
    everything, side, head = f"$A${top}:$E${top + 5}", f"$A${top + 1}:$A${top + 5}", f"$B${top}:$E${top}"
    inner = f"$B${top + 1}:$E${top + 5}"
    for row in range(top + 7, top + 12):
        region = random.choice((*regions, "Nowhere"))
        month = random.randrange(4)
        one, two = page.put_row(row, 1, (region, months[month]))
        found = body[regions.index(region)][month] if region in regions else None
        plain = CellError.NA if found is None else found
        page.formula(row, 3, f"VLOOKUP({one},{everything},MATCH({two},{head},0)+1,FALSE)", plain)
        page.formula(row, 4, f"INDEX({inner},MATCH({one},{side},0),MATCH({two},{head},0))", plain)
        looked = f"HLOOKUP({two},$B${top}:$E${top + 5},MATCH({one},{side},0)+1,FALSE)"
        page.formula(row, 5, f'IFERROR({looked},"none")', "none" if found is None else found)
        page.formula(row, 6, f"SUMPRODUCT(({side}={one})*({head}={two})*{inner})", found or 0)
        page.formula(
            row, 7, f'IF(ISNA(MATCH({one},{side},0)),"new","known")', "new" if found is None else "known"
        )
        page.formula(row, 8, f"IFERROR(VLOOKUP({one},{everything},3,FALSE),0)",
                     body[regions.index(region)][1] if region in regions else 0)  # fmt: skip
    columns = [sum(row[month] for row in body) for month in range(4)]
    best = columns.index(max(columns))
    page.formula(top + 12, 3, f"SUM(INDEX({inner},0,{best + 1}))", columns[best])
    page.formula(top + 12, 4, f"INDEX({side},MATCH(MAX(INDEX({inner},0,1)),INDEX({inner},0,1),0))",
                 regions[max(range(5), key=lambda number: body[number][0])])  # fmt: skip
    page.formula(top + 12, 5, f"LARGE({inner},2)", sorted(value for row in body for value in row)[-2])
    page.formula(top + 12, 6, f"RANK(B{top + 1},B{top + 1}:B{top + 5})",
                 1 + sum(row[0] > body[0][0] for row in body))  # fmt: skip
    page.row += 14


def rounding(page):
    """Amounts whose third decimal is a 5, rounded; halves of either sign; multiples and whole units."""
    random = page.random
    for row in range(page.row, page.row + 5):
        cents = random.randint(-99_999, 99_999)
        value = Decimal(cents * 10 + (5 if cents >= 0 else -5)).scaleb(-3)
        place = page.put(row, 1, value)
        up = Decimal(cents + (1 if cents >= 0 else -1)).scaleb(-2)
        page.formula(row, 2, f"ROUND({place},2)", up)
        page.formula(row, 3, f"ROUNDDOWN({place},2)", Decimal(cents).scaleb(-2))
        page.formula(row, 4, f"ROUNDUP({place},2)", up)
        page.formula(row, 5, f"ROUND(-{place},2)", -up)
        thousands = Decimal(random.randint(-9_999, 9_999)) * 1000 + 500
        other = page.put(row, 6, thousands)
        page.formula(row, 7, f"ROUND({other},-3)", thousands + (500 if thousands >= 0 else -500))
        page.formula(row, 8, f"TRUNC({place})", int(value))
    page.row += 6
