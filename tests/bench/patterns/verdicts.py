"""What stands beside a check cell: OK or ERROR, a sign, a count; each with its value for a difference."""

from __future__ import annotations

from decimal import Decimal

from patterns.arithmetic import half_up
from roi_xl.errors import CellError


def _sign(value):
    return float((value > 0) - (value < 0))


VERDICTS = (
    ('IF({d}=0,"OK","ERROR")', lambda d: "ERROR" if d else "OK"),
    ('IF({d}<>0,"ERROR","OK")', lambda d: "ERROR" if d else "OK"),
    ("SIGN({d})", _sign),
    ('IFERROR(1000/{d},"n/a")', lambda d: 1000 / d if d else "n/a"),
    ('IF(ABS({d})<0.000000001,"OK","ERROR")', lambda d: "OK" if abs(d) < 1e-9 else "ERROR"),
    ("{d}=0", lambda d: d == 0),
    ("NOT({d}=0)", lambda d: d != 0),
    ('IF({d}>0,"over",IF({d}<0,"under","even"))', lambda d: ("even", "over", "under")[int(_sign(d))]),
    ('CHOOSE(SIGN({d})+2,"short","even","over")', lambda d: ("even", "over", "short")[int(_sign(d))]),
    ("IF(ISERROR(1/{d}),0,1)", lambda d: float(d != 0)),
    ('IF({d},"open","closed")', lambda d: "open" if d else "closed"),
    ("IF(AND({d}<=0,{d}>=0),1,0)", lambda d: float(d == 0)),
    ("ROUND({d},2)", lambda d: half_up(Decimal(d))),
    ("MAX({d},0)", lambda d: max(d, 0.0)),
    ("1/{d}", lambda d: 1 / d if d else CellError.DIV0),
    ("--({d}=0)", lambda d: float(d == 0)),
    ('IF(OR({d}=0,ISBLANK({d})),"","check")', lambda d: "check" if d else ""),
)


def verdicts(page, row, column, place, check, count):
    """Write some verdicts on a check cell, side by side.

    Args:
        page: The sheet.
        row: Where the verdicts stand.
        column: Where the first of them stands.
        place: The check cell's reference.
        check: Its value, a `Chain` with a certain number.
        count: How many.
    """
    for number, (text, value) in enumerate(page.random.sample(VERDICTS, count)):
        expected = value(check.number)
        slack = check.slack
        if isinstance(expected, float) and check.number and "/" in text:
            slack = abs(expected) * check.slack / abs(check.number)
        page.formula(row, column + number, text.format(d=place), expected, slack=slack)


def tallies(page, row, column, places, checks):
    """Write what a reader wants of a column of checks: how many are open, and whether all is well.

    Args:
        page: The sheet.
        row: Where the tallies stand.
        column: Where the first of them stands.
        places: The check cells' range.
        checks: Their values.
    """
    closed = sum(check.number == 0 for check in checks)
    is_well = closed == len(checks)
    slack = sum(check.slack for check in checks)
    page.formula(row, column, f"COUNTIF({places},0)", closed)
    page.formula(row, column + 1, f"SUMPRODUCT(--({places}<>0))", len(checks) - closed)
    page.formula(
        row, column + 2, f'IF(COUNTIF({places},"<>0")=0,"all OK","errors")', "all OK" if is_well else "errors"
    )
    page.formula(row, column + 3, f"MAX({places})", max(check.number for check in checks), slack=slack)
