"""Check cells: reconciliations whose difference is 0 in truth or isn't, and differences inside brackets."""

from __future__ import annotations

from decimal import Decimal

from patterns.arithmetic import SCALES, Term, amount, chain, size, total
from patterns.verdicts import tallies, verdicts
from roi_xl.xlsx import a1

_CHECK, _ROWS = 7, 5
_LOST = 0.05  # the part of a difference that rounding may take or add: more, and there's nothing to see


def _scale(page):
    return SCALES[page.random.choices(list(SCALES), (6, 2, 2, 1, 1))[0]]


def gap(page, scale):
    """What a reconciliation is out by: mostly nothing, else one or a thousandth of the last digit."""
    kind = page.random.choices(("none", "unit", "thousandth", "much"), (65, 15, 15, 5))[0]
    if kind == "none":
        return Decimal(0)
    size = {"unit": scale.unit, "thousandth": scale.unit / 1000, "much": scale.unit * 12_345}[kind]
    return size * page.random.choice((1, -1))


def settled(random, draw):
    """The first of the drawn pairs (a chain and its makings) whose number is certain.

    A chain that is 0 in decimals has to be 0 as Excel shows it, one that isn't has to be near its decimal
    value: what lies between, or is more noise than Excel drops, is drawn anew. Of those that are 0 most leave
    noise in doubles: without it there is nothing to get wrong.
    """
    tries = 40 if random.random() < 0.8 else 0
    while True:
        found, makings = draw()
        if found.number is None or (found.number == 0) != (found.exact == 0):
            continue
        if abs(found.raw - float(found.exact)) > _LOST * abs(float(found.exact)) and found.exact:
            continue
        if found.exact or found.raw or tries <= 0:
            return found, makings
        tries -= 1


def checked(page, row, column, check):
    """Write a check cell; returns its reference."""
    return page.formula(
        row, column, check.text, check.number, slack=check.slack, is_check=True, is_real=check.exact != 0
    )


def _cells(page, row):
    """`A2-B2-C2` and its kin: the operands are single cells of the row."""
    random, scale = page.random, _scale(page)

    def draw():
        signed = random.random() < 0.4
        parts = [amount(random, scale, signed=signed) for _ in range(random.randint(2, 4))]
        whole = sum(parts) + gap(page, scale)
        makings = [whole, *parts]
        terms = [
            Term(page.put(row, 1 + number, value), value, float(value))
            for number, value in enumerate(makings)
        ]
        first, *others = terms
        kind = random.randrange(4)
        if kind == 0:
            return chain(first, *(part for term in others for part in ("-", term))), makings
        if kind == 1:
            *some, final = others
            begun = [part for term in some for part in ("+", term)][1:]
            return chain(*begun, "+", final, "-", first), makings
        if kind == 2:
            text = "(" + "+".join(term.text for term in others) + ")"
            return chain(first, "-", _inside(text, others)), makings
        text = f"SUM({others[0].text}:{others[-1].text})"
        return chain(first, "-", _inside(text, others)), makings

    found, makings = settled(random, draw)
    for number in range(len(makings), 5):
        page.contents.pop((row, 1 + number), None)  # of an earlier draw
    return found


def _inside(text, terms):
    numbers = [term.number for term in terms]
    return Term(text, sum(term.exact for term in terms), total(numbers), size(numbers))


def reconciliation_of_cells(page):
    """A few rows of a whole and its parts, the difference, verdicts on it, and tallies below."""
    top, checks = page.row, []
    for row in range(top, top + _ROWS):
        check = _cells(page, row)
        place = checked(page, row, _CHECK, check)
        verdicts(page, row, _CHECK + 1, place, check, 3)
        checks.append(check)
    tallies(page, top + _ROWS, _CHECK, page.area(top, _CHECK, top + _ROWS - 1, _CHECK), checks)
    page.row += _ROWS + 2


def _sum_of(page, kind, stem, top, column, values):
    """A term that adds up a column, in one of the ways finance writes it; row `top` is left for a heading."""
    area = page.area(top + 1, column, top + len(values), column)
    exact, number = sum(values), _added(kind, values)
    text = f"SUM({area})"
    if kind == "literal":
        text = f"{exact:f}"
    elif kind == "named cell":
        text = page.name(stem, page.put(top, column, exact))
    elif kind == "name":
        text = f"SUM({page.name(stem, area)})"
    elif kind == "table":
        name = page.table(stem, page.area(top, column, top + len(values), column), ["Amount"])
        text = f"SUM({name}[Amount])"
    elif kind == "product":
        text = f"SUMPRODUCT({area},{page.put_column(top + 1, column + 1, [1] * len(values))})"
    elif kind == "subtotal":
        text = f"SUBTOTAL(9,{area})"
    elif kind == "cell":
        text = page.formula(top, column, text, number, slack=1e-14 * size(values))
    return Term(text, exact, number, size(values))


_KINDS = ("range", "subtotal", "name", "table", "cell", "product", "literal", "named cell")
_PAIRS = [(one, other) for one in _KINDS for other in _KINDS if one != "literal"]


def reconciliation_of_sums(page):
    """A bank list beside a ledger: the same amounts in another order, each list added up in its own way."""
    random, scale = page.random, _scale(page)
    kinds = random.choice(_PAIRS)
    count = random.randint(4, 20)

    def draw():
        signed = kinds[1] != "literal" and random.random() < 0.4
        bank = [amount(random, scale, signed=signed) for _ in range(count)]
        ledger = random.sample(bank, count)
        ledger[-1] += gap(page, scale)
        one, other = (
            Term("", sum(values), _added(kind, values), size(values))
            for kind, values in zip(kinds, (bank, ledger), strict=True)
        )
        return chain(one, "-", other), (bank, ledger)

    check, (bank, ledger) = settled(random, draw)
    top = page.row
    page.put_column(top + 1, 1, bank)
    page.put_column(top + 1, 3, ledger)
    terms = (_sum_of(page, kinds[0], "Bank", top, 1, bank), _sum_of(page, kinds[1], "Book", top, 3, ledger))
    check = chain(terms[0], "-", terms[1])
    place = checked(page, top, _CHECK, check)
    verdicts(page, top, _CHECK + 1, place, check, 3)
    page.row += count + 2


def _added(kind, values):
    return float(sum(values)) if kind in {"literal", "named cell"} else total(values)


def _noisy(page):
    """Three amounts of which the first is the sum of the others, and whose chain leaves noise in doubles."""
    while True:
        scale = SCALES[page.random.choice(("usual", "usual", "tiny", "rate"))]
        parts = [amount(page.random, scale) for _ in range(2)]
        values = [sum(parts), *parts]
        found = chain(Term("", values[0], float(values[0])), *(
            part for value in parts for part in ("-", Term("", value, float(value)))))  # fmt: skip
        if found.raw and found.number == 0:
            return values


def bracketed(page):
    """The same differences in brackets, as an argument, or before another operation: their noise stays."""
    for row in range(page.row, page.row + _ROWS):
        a, b, c = _noisy(page)
        one, two, three = page.put_row(row, 1, (a, b, c))
        noise = float(a) - float(b) - float(c)
        inner = f"{one}-{two}-{three}"
        forms = (
            (f"({inner})", noise),
            (f"1*({inner})", noise),
            (f"ABS({inner})", abs(noise)),
            (f'IF({inner}<>0,"ERROR","OK")', "ERROR"),
            (f'IF({inner}=0,"OK","ERROR")', "ERROR"),
            (f"SIGN({inner})", float((noise > 0) - (noise < 0))),
            (f"SUM({inner})", noise),
            (f"({inner})*1000", noise * 1000),
            (f"{inner}-{page.put(row, 4, 0)}", noise),  # the last operation takes nothing away
        )
        for number, (text, value) in enumerate(page.random.sample(forms, 3)):
            page.formula(row, _CHECK + number, text, value, is_real=True)
        page.formula(row, _CHECK + 3, f"ROUND({inner},6)", 0)
    page.row += _ROWS + 1


def compared(page):
    """Sums compared with what they are in truth: alike to fifteen digits is equal, a cent is not."""
    random = page.random
    for row in range(page.row, page.row + _ROWS):
        while True:
            one, other = (amount(random, SCALES["usual"]) for _ in range(2))
            whole = one + other
            found = float(one) + float(other)
            if found != float(whole) and f"{found:.15g}" == f"{float(whole):.15g}":
                break
        a, b, c, d = page.put_row(row, 1, (one, other, whole, whole + SCALES["usual"].unit))
        page.formula(row, _CHECK, f'IF({a}+{b}={c},"same","other")', "same")
        page.formula(row, _CHECK + 1, f"({a}+{b})={d}", value=False)
        page.formula(row, _CHECK + 2, f'IF({a}+{b}<>{c},"other","same")', "same")
        page.formula(row, _CHECK + 3, f"{a}+{b}", found, slack=1e-9)
        page.formula(row, _CHECK + 4, f"{_sum_in(row)}={c}", value=True)
        page.formula(row, _CHECK + 5, f"{_sum_in(row)}>{c}", value=False)
        page.formula(row, _CHECK + 6, f"{_sum_in(row)}<{d}", value=True)
    page.row += _ROWS + 1


def _sum_in(row):
    return a1((row, _CHECK + 3))


PUBLISHED = (
    ("0.5-0.4-0.1", (), 0.0, "Microsoft's article on the last digit: 0 without brackets"),
    ("(0.5-0.4-0.1)", (), -2.7755575615628914e-17, "the same sum in brackets"),
    ("1*(0.5-0.4-0.1)", (), -2.7755575615628914e-17, "Microsoft's own example"),
    ("A1-B1-C1-D1", ("39795", "13530.9", "11895", "14369.1"), 0.0, "an order and its three bills"),
    (
        "A1-B1-C1-D1-E1-F1-G1", ("39795", "13530.9", "11895", "14369.1"), -1.8189894035459e-12,
        "the same with three empty months: the last operation takes nothing away",
    ),
    (
        "A1-B1+C1", ("33.665", "33.95", "0.285"), -3.7192471324943e-15,
        "an answer in Microsoft's newsgroup: beside 0.285 it is 2^-46.1 and stays",
    ),
)  # fmt: skip
"""Results of Excel that others have published: formula, the cells of row 1 from A on, value, what it is."""
