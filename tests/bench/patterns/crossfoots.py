"""Cross-footed tables: the totals of the rows beside the totals of the columns, and whether they meet."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from patterns.arithmetic import SCALES, Term, amount, chain, size, total
from patterns.checks import checked, gap, settled
from patterns.verdicts import verdicts
from roi_xl.xlsx import a1

WAYS = ("cells", "ranges", "subtotals", "names", "table", "rows")


def cross_foot(page):
    """One table with row totals, column totals, the check where they cross, and verdicts on it."""
    random = page.random
    scale = SCALES[random.choices(list(SCALES), (6, 2, 2, 1, 1))[0]]
    way = random.choice(WAYS)
    rows, columns = random.randint(4, 9), random.randint(3, 5)
    at = random.randrange(rows)  # the row whose total was typed in where the table is out by something

    def draw():
        out_by, signed = gap(page, scale), random.random() < 0.4
        body = [[amount(random, scale, signed=signed) for _ in range(columns)] for _ in range(rows)]
        sums = [total(row) for row in body]
        if out_by:
            sums[at] = float(sum(body[at]) + out_by)
        across = total(sums)
        down = [total(row[number] for row in body) for number in range(columns)]
        whole = sum(map(sum, body), Decimal(0))
        other = total(value for row in body for value in row) if way == "subtotals" else total(down)
        large = size(value for row in body for value in row)
        crossed = chain(Term("", whole + out_by, across, large), "-", Term("", whole, other, large))
        return crossed, (body, out_by)

    check, (body, out_by) = settled(random, draw)
    top, typed = page.row + 1, (at, sum(body[at]) + out_by) if out_by else None
    across, down = _totals(page, top, body, way, typed)
    place = checked(page, top + rows, columns + 3, replace(check, text=f"{across}-{down}"))
    verdicts(page, top + rows, columns + 4, place, check, 3)
    page.row += rows + 3


def _totals(page, top, body, way, typed):
    """Write body and totals from a row on; returns how the check writes the sum across and the sum down.

    Args:
        page: The sheet.
        top: The first row of the body; the row above it is left for headings.
        body: The amounts, row by row.
        way: How the table is written, of `WAYS`.
        typed: The row whose total is a number, and that number; None where all are formulas.
    """
    rows, columns = len(body), len(body[0])
    side, bottom = columns + 1, top + rows - 1
    for number, row in enumerate(body):
        page.put_row(top + number, 1, row)
    name = None
    if way == "table":
        headers = [f"M{number + 1}" for number in range(columns)] + ["Total"]
        name = page.table("Cross", page.area(top - 1, 1, bottom, side), headers)
    for number, row in enumerate(body):
        if typed and typed[0] == number:
            page.put(top + number, side, typed[1])
        else:
            text = _row_total(page, top + number, columns, name, way)
            page.formula(top + number, side, text, total(row), slack=_slack(row))
    for column in range(columns):
        area, values = page.area(top, column + 1, bottom, column + 1), [row[column] for row in body]
        texts = {"subtotals": f"SUBTOTAL(9,{area})", "table": f"SUBTOTAL(109,{name}[M{column + 1}])"}
        text = texts.get(way, f"SUM({area})")
        page.formula(bottom + 1, column + 1, text, total(values), slack=_slack(values))
    across, down = page.area(top, side, bottom, side), page.area(bottom + 1, 1, bottom + 1, columns)
    return _grand_totals(page, (across, down, page.area(top, 1, bottom, columns)), body, way, name, typed)


def _row_total(page, row, columns, name, way):
    if way == "table":
        return f"SUM({name}[[#This Row],[M1]:[M{columns}]])"
    if way == "cells":
        return "+".join(a1((row, column)) for column in range(1, columns + 1))
    return f"SUM({page.area(row, 1, row, columns)})"


def _grand_totals(page, areas, body, way, name, typed):
    """How the check writes the sum across and the sum down.

    Args:
        page: The sheet.
        areas: The row totals, the column totals and the whole body.
        body: The amounts, row by row.
        way: How the table is written, of `WAYS`.
        name: The table's name, if it is one.
        typed: As for `_totals`.
    """
    across, down, whole = areas
    corner = page.row + len(body) + 1, len(body[0]) + 1
    slack = sum(map(_slack, body))
    if way == "cells":
        return page.formula(*corner, f"SUM({across})", _corner(body, typed), slack=slack), f"SUM({down})"
    if way == "rows":
        value = total(total(row[column] for row in body) for column in range(len(body[0])))
        return f"SUM({across})", page.formula(*corner, f"SUM({down})", value, slack=slack)
    if way == "names":
        return f"SUM({page.name('Across', across)})", f"SUM({page.name('Down', down)})"
    return {
        "subtotals": (f"SUBTOTAL(9,{across})", f"SUBTOTAL(9,{whole})"),
        "table": (f"SUM({name}[Total])", f"SUM({down})"),
    }.get(way, (f"SUM({across})", f"SUM({down})"))


def _corner(body, typed):
    return total(
        float(typed[1]) if typed and typed[0] == number else total(row) for number, row in enumerate(body)
    )


def _slack(values):
    return 1e-14 * sum(abs(float(value)) for value in values)
