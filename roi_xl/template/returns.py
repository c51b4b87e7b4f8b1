"""The sheets that judge the programme: its return, counted several ways and as a range."""

from __future__ import annotations

from roi_xl.template.columns import FACTOR, calculated, four_cells, linked, words
from roi_xl.template.declaration import Column, Item, Kind, Line, Lines, Role, Sheet, Table


def _comparison(id_: str, *items: tuple[str, str, str]) -> Table:
    """The same programme counted several ways: rows of key, benefit and the name of its ROI."""
    return Table(
        id_,
        (
            words("id"),
            words("way"),
            calculated("benefit", "money"),
            *four_cells(
                "roi",
                "percent",
                addin="TRAINING_ROI({benefit},out_cost)",
                check="({benefit}-out_cost)/out_cost",
                needs="cal_has_cost",
            ),
            words("note"),
        ),
        items=tuple(Item(key, {"benefit": benefit}, {"roi": name}) for key, benefit, name in items),
    )


ROI = Sheet(
    "roi",
    Kind.CALCULATION,
    (
        Lines(
            "roi",
            (
                Line("out_benefit", formula="={attribution.due!}", role=Role.LINK, strong=True),
                Line("out_cost", formula="=cal_cost_total", role=Role.LINK, strong=True),
                Line(
                    "out_net",
                    "money",
                    "out_benefit-out_cost",
                    "NET_BENEFIT(out_benefit,out_cost)",
                    strong=True,
                ),
                Line(
                    "out_roi",
                    "percent",
                    "(out_benefit-out_cost)/out_cost",
                    "TRAINING_ROI(out_benefit,out_cost)",
                    needs="cal_has_cost",
                    strong=True,
                ),
                Line(
                    "out_bcr",
                    "ratio",
                    "out_benefit/out_cost",
                    "BENEFIT_COST_RATIO(out_benefit,out_cost)",
                    needs="cal_has_cost",
                    strong=True,
                ),
                Line(
                    "cal_break_even_share",
                    "percent",
                    "=IF({benefits.profit!}>0,out_cost/{benefits.profit!},0)",
                ),
            ),
            four=True,
        ),
        _comparison(
            "walk",
            ("published", "=INDEX({benefits.claimed},1)", "out_roi_published"),
            ("margin", "=INDEX({benefits.profit},1)", "cal_roi_margin"),
            ("isolated", "=INDEX({attribution.due},1)", "cal_roi_isolated"),
            ("reported", "=out_benefit", "cal_roi_reported"),
        ),
        _comparison(
            "classes",
            ("hard", "=cal_benefit_hard", "cal_roi_hard"),
            ("avoidance", "=cal_benefit_hard+cal_benefit_avoidance", "cal_roi_avoidance"),
            ("revenue", "=cal_benefit_hard+cal_benefit_avoidance+cal_benefit_revenue", "cal_roi_revenue"),
            (
                "soft",
                "=cal_benefit_hard+cal_benefit_avoidance+cal_benefit_revenue+cal_benefit_soft",
                "cal_roi_all",
            ),
        ),
    ),
    widths=(5, 50, 14, 14, 14, 14, 13, 70),
)

_SCENARIO_COLUMNS = (
    Column("low", "factor", rule=FACTOR),
    Column("high", "factor", rule=FACTOR),
    calculated("conservative", "money", "={expected}*{low}", total=True),
)
_SWING = (
    calculated("optimistic", "money", "={expected}*{high}", total=True),
    calculated("swing", "money", "=ABS({optimistic}-{conservative})"),
    Column("basis"),
)
_RANGE_CALL = "ROI_RANGE({scenarios.conservative:optimistic},{scenario_costs.conservative:optimistic})"


def _scenario(number: int, key: str, roi_name: str) -> Item:
    return Item(
        key,
        {"number": number, "benefit": f"={{scenarios.{key}!}}", "cost": f"=SUM({{scenario_costs.{key}}})"},
        {"roi": roi_name},
    )


RANGE = Sheet(
    "range",
    Kind.CALCULATION,
    (
        Table(
            "range",
            (
                calculated("number", "count"),
                words("scenario"),
                calculated("benefit", "money"),
                calculated("cost", "money"),
                *four_cells(
                    "roi",
                    "percent",
                    addin=f"INDEX({_RANGE_CALL},1,{{number}})",
                    check="({benefit}-{cost})/{cost}",
                    needs="cal_has_cost",
                ),
            ),
            items=(
                _scenario(1, "conservative", "out_roi_low"),
                _scenario(2, "expected", "cal_roi_expected"),
                _scenario(3, "optimistic", "out_roi_high"),
            ),
        ),
        Table(
            "scenarios",
            (
                linked("id"),
                linked("benefit"),
                *_SCENARIO_COLUMNS,
                Column("expected", "money", "@due", role=Role.LINK, total=True),
                *_SWING,
            ),
            rows=8,
            total=True,
            follows="attribution",
        ),
        Table(
            "scenario_costs",
            (words("id"), words("line"), *_SCENARIO_COLUMNS, calculated("expected", "money"), *_SWING),
            items=(Item("cost", {"expected": "=out_cost"}),),
        ),
    ),
    widths=(6, 40, 14, 14, 14, 14, 14, 13, 66),
)
