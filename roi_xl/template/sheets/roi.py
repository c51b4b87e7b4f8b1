"""The sheet ROI: the programme's return, calculated in several ways, and over time."""

from __future__ import annotations

from collections.abc import Mapping

from roi_xl.template.columns import SHARE, calculated, four_cells, words
from roi_xl.template.declaration import Column, Item, Kind, Line, Lines, Role, Sheet, Table
from roi_xl.template.sentences import sentence

_ABOUT_THE_FIRST = (
    "=IF(INDEX({benefits.class},1)={#class.revenue},"
    f"{sentence('revenue_not_profit')},{sentence('nothing_isolated')})"
)


def _comparison(id_: str, *items: tuple[str, str, str], notes: Mapping[str, str] | None = None) -> Table:
    """The same programme calculated in several ways.

    Args:
        id_: Key of the table.
        items: Rows of key, benefit and the name of its ROI.
        notes: Formulas of the notes that depend on what is filled in, by key of their row.
    """
    cells = {key: {"note": formula} for key, formula in (notes or {}).items()}
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
        items=tuple(
            Item(key, {"benefit": benefit} | cells.get(key, {}), {"roi": name})
            for key, benefit, name in items
        ),
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
                    "out_cost/{benefits.profit!}",
                    "BREAK_EVEN_SHARE({benefits.profit!},out_cost)",
                    needs="({benefits.profit!}>0)",
                ),
                Line(
                    "cal_required_benefit",
                    "money",
                    "out_cost*(1+inp_target)",
                    "REQUIRED_BENEFIT(out_cost,inp_target)",
                ),
                Line("cal_has_figures", "flag", "=cal_has_cost*(COUNT({benefits.after})>0)"),
            ),
            four=True,
        ),
        Table(
            "flow",
            (
                words("year"),
                Column("reason"),
                Column("continues", "factor", rule=SHARE),
                calculated("benefit", "money", "=out_benefit*{continues}"),
            ),
            items=(Item("first"), Item("second"), Item("third")),
        ),
        Lines(
            "time",
            (
                Line(
                    "out_payback",
                    "months",
                    "out_cost/(out_benefit/12)",
                    "PAYBACK_PERIOD(out_cost,out_benefit/12)",
                    needs="(out_benefit>0)",
                ),
                Line(
                    "out_npv",
                    "money",
                    "NPV(inp_discount,{flow.benefit})-out_cost",
                    "TRAINING_NPV(inp_discount,out_cost,{flow.benefit})",
                    strong=True,
                ),
                Line("cal_horizon_benefit", formula="=SUM({flow.benefit})"),
                Line(
                    "out_payback_within",
                    "months",
                    f"=IF(cal_has_cost*(cal_horizon_benefit<out_cost),{sentence('not_repaid')},out_payback)",
                ),
                Line(
                    "out_irr",
                    "percent",
                    "IRR({cash.net})",
                    "TRAINING_IRR(out_cost,{flow.benefit})",
                    needs="(cal_has_cost*(cal_horizon_benefit>0))",
                ),
                Line("cal_years", "count", '=MAX(1,COUNTIF({flow.continues},">0"))'),
                Line(
                    "out_roi_annual",
                    "percent",
                    "(cal_horizon_benefit/out_cost)^(1/cal_years)-1",
                    "ANNUALIZED_ROI(cal_horizon_benefit/out_cost-1,cal_years)",
                    needs="(cal_has_cost*(cal_horizon_benefit>0))",
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
            notes={"published": _ABOUT_THE_FIRST},
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
    widths=(13, 50, 14, 14, 14, 14, 13, 70),
)
