"""Integrity checks against slips of the hand: what was typed can't be meant as it stands."""

from __future__ import annotations

from functools import partial
from typing import Final

from roi_xl.checks.check import Check, Figure, Rows
from roi_xl.checks.conditions import above, of_a_rate, of_revenue
from roi_xl.errors import Level

_check = partial(Check, severity=Level.ERROR)

FEWEST_HOURS, _MOST_HOURS = 800, 2_500
"""Hours paid in a year: from a half-time job to far above what anybody may be asked to work."""

_NOT_REVENUE = "+".join(
    f"COUNTIFS({{benefits.value_id}},{{values.id}},{{benefits.class}},{{#class.{name}}})"
    for name in ("hard", "avoidance", "soft")
)
_FOUR_FIGURES = ",".join(
    f"{{benefits.{column}}},{{benefits.{column}}}" for column in ("before", "after", "quantity", "value_id")
)


def _without_one_id(table: str, label: str) -> Rows:
    """The named rows of a table whose ID is missing or stands there twice."""
    ids = f"{{{table}.id}}"
    return Rows(table, f'({{{table}.{label}}}<>"")*(COUNTIF({ids},{ids})<>1)', "id")


SLIPS: Final = (
    _check(
        "pay",
        code="R106",
        places=(
            Figure(
                "inp_benefits_rate",
                f"{above('inp_benefits_rate', 1)}+(inp_benefits_rate<0)",
                "inp_benefits_rate",
            ),
            Figure(
                "inp_paid_hours",
                f"(inp_paid_hours<>0)*((inp_paid_hours<{FEWEST_HOURS})+(inp_paid_hours>{_MOST_HOURS}))",
                "inp_paid_hours",
            ),
        ),
        principle=10,
    ),
    _check(
        "half_a_cost",
        code="R107",
        places=(Rows("costs", '({costs.item}<>"")*((({costs.quantity}="")+({costs.unit_cost}=""))>0)'),),
        principle=10,
    ),
    _check(
        "development_counted",
        "=cal_has_cost*MAX(0,cal_development-cal_cost_development)",
        code="R113",
        places=(Figure("cal_development", "1", "ROUND(cal_development,2)"),),
        money=True,
        principle=10,
    ),
    _check(
        "report_date",
        code="R114",
        places=(Figure("inp_report_date", '(inp_report_date<>"")*(inp_end<>"")*(inp_report_date<inp_end)'),),
    ),
    _check(
        "fractions",
        code="R115",
        places=(
            *(
                Figure(name, above(name, limit), name)
                for name, limit in (
                    ("inp_margin", 1),
                    ("inp_target", 10),
                    ("inp_discount", 1),
                    ("inp_concentration", 1),
                )
            ),
            Rows("values", above("{values.margin}", 1), "margin"),
            Rows("benefits", above("{benefits.realised}", 1), "realised"),
        ),
    ),
    _check(
        "revenue_as_saving",
        code="R202",
        places=(
            Rows(
                "benefits",
                '({benefits.class}<>"")*({benefits.class}<>{#class.revenue})*({benefits.claimed}<>0)'
                f"*((({{benefits.margin}}>0)*({{benefits.margin}}<1)+{of_revenue('{benefits.measure}')})>0)",
                "class",
            ),
            Rows(
                "values",
                f"(({of_revenue('{values.measure}')}+{of_revenue('{values.unit}')})>0)*(({_NOT_REVENUE})>0)",
                "unit",
            ),
        ),
        principle=4,
    ),
    # one for the whole group may be counted in points; with several people or items, a rate is a fraction
    _check(
        "rates",
        code="R204",
        places=(
            *(
                Rows(
                    "benefits",
                    f"(({of_a_rate('{benefits.measure}')})>0)*({above('{benefits.quantity}', 1)})"
                    f"*({above(f'{{benefits.{column}}}', 1)})",
                    column,
                )
                for column in ("before", "after")
            ),
        ),
    ),
    _check(
        "ids",
        code="R215",
        places=(
            _without_one_id("values", "measure"),
            _without_one_id("benefits", "benefit"),
            _without_one_id("evidence", "indicator"),
            Rows("costs", '({costs.id}<>"")*(COUNTIF({costs.id},{costs.id})>1)', "id"),
        ),
    ),
    _check(
        "identical",
        code="R216",
        places=(Rows("benefits", f"({{benefits.claimed}}<>0)*(COUNTIFS({_FOUR_FIGURES})>1)"),),
        principle=8,
    ),
    _check(
        "value_signs",
        code="R223",
        places=(Rows("values", "ISNUMBER({values.unit_value})*({values.unit_value}<0)", "unit_value"),),
        principle=4,
    ),
    # the cell is locked, but scripts write to it, and every later year is a share of it
    _check(
        "whole_first_year",
        code="R404",
        places=(Rows("flow", "({flow.number}=1)*({flow.continues}<>1)", "continues"),),
        principle=9,
    ),
)
"""In the order of their codes."""
