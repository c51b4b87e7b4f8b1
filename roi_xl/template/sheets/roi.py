"""The sheet ROI: the programme's return, calculated in several ways, and over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from roi_xl.template.columns import AMOUNT, SHARE, calculated, four_cells, typed, words
from roi_xl.template.declaration import Column, Item, Kind, Line, Lines, Role, Rule, Sheet, Table
from roi_xl.template.sentences import sentence

_ABOUT_THE_CLAIM = (
    "=IF(SUMPRODUCT(({benefits.in_claim}<>{#answer.no})*({benefits.class}={#class.revenue})"
    f"*({{benefits.claimed}}<>0))>0,{sentence('revenue_not_profit')},{sentence('nothing_isolated')})"
)
_STATE = (
    f"=IF(cal_has_figures,IF(cal_incomplete>0,{sentence('state_lines', lines='cal_incomplete')},"
    f"IF(cal_range_set=0,{sentence('state_range')},{sentence('state_complete')})),"
    f"IF(cal_has_views,{sentence('state_published')},IF(cal_has_cost,{sentence('state_benefits')},"
    f"IF(SUM({{attribution.complete}})+cal_incomplete>0,{sentence('state_costs')},{sentence('state_blank')}))))"
)
"""What is still missing before the figures count."""
_MONTHS = (
    "=IF({cumulated}<out_cost,12,IF({cumulated}-{benefit}>=out_cost,0,"
    "12*(out_cost-{cumulated}+{benefit})/{benefit}))"
)
"""The months of one year in which the cost isn't repaid yet; their sum is the payback."""
_ANNUAL = "EXP(LN(out_benefit/out_cost)/cal_years)-1"
"""The yearly growth that turns the cost into the benefit, if all of it came at the end."""


_VERDICT = (
    '=IF(cal_has_figures=0,"",IF(cal_addin*(inp_discount<>""),'
    "ROI_VERDICT(out_roi,inp_target,inp_discount,cal_years,lst_language,out_npv),out_verdict))"
)
"""Whether the ROI meets its target and the cost of capital; without the add-in, what the Dashboard says."""
_HAS_EFFECT = '(cal_has_cost*(inp_participants>0)*(inp_effect_size<>"")*(inp_sd_performance<>"")=1)'
_UTILITY = Lines(
    "utility",
    (
        typed("inp_effect_size", "number", Rule("decimal", -5, 5)),
        typed("inp_sd_performance", "money", AMOUNT),
        Line(
            "cal_utility",
            "money",
            "inp_participants*cal_years*inp_effect_size*inp_sd_performance-out_cost",
            "UTILITY_GAIN(inp_participants,cal_years,inp_effect_size,inp_sd_performance,out_cost)",
            needs=_HAS_EFFECT,
            missing='""',
        ),
        Line("cal_utility_roi", "percent", f'=IF({_HAS_EFFECT},cal_utility/out_cost,"")'),
        Line(
            "cal_utility_gap",
            "money",
            f'=IF({_HAS_EFFECT}*cal_has_figures,cal_utility-out_net,"")',
        ),
    ),
    four=True,
)
"""What the benefit would be by the effect on performance: Brogden, Cronbach and Gleser."""


def _comparison(
    id_: str, *items: tuple[str, str, str], views: Sequence[str] = (), notes: Mapping[str, str] | None = None
) -> Table:
    """The same programme calculated in several ways.

    Args:
        id_: Key of the table.
        items: Rows of key, benefit and the name of its ROI.
        views: Keys of the rows that need no isolated benefit: they count lines as published, too.
        notes: Formulas of the notes that depend on what is filled in, by key of their row.
    """
    shown = {key: "=cal_has_views" if key in views else "=cal_has_figures" for key, *_ in items}
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
                check="{benefit}/out_cost-1",
                needs="{shown}",
                missing='""',
            ),
            words("note"),
            calculated("shown", "flag"),
        ),
        items=tuple(
            Item(key, {"benefit": benefit, "shown": shown[key]} | cells.get(key, {}), {"roi": name})
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
                Line("cal_first_benefit", formula="={attribution.due!}", role=Role.LINK),
                Line("cal_flow_factor", "times", "=SUMPRODUCT({flow.continues},{flow.counted})"),
                Line("out_benefit", formula="=cal_first_benefit*cal_flow_factor", strong=True),
                Line("out_cost", formula="=cal_cost_total", role=Role.LINK, strong=True),
                Line(
                    "out_net",
                    "money",
                    "SUM({cash.net})",
                    "NET_BENEFIT(out_benefit,out_cost)",
                    needs="cal_has_figures",
                    missing='""',
                    strong=True,
                ),
                Line(
                    "out_roi",
                    "percent",
                    "out_benefit/out_cost-1",
                    "TRAINING_ROI(out_benefit,out_cost)",
                    needs="cal_has_figures",
                    missing='""',
                    strong=True,
                ),
                Line(
                    "out_bcr",
                    "ratio",
                    "1+SUM({cash.net})/out_cost",
                    "BENEFIT_COST_RATIO(out_benefit,out_cost)",
                    needs="cal_has_figures",
                    missing='""',
                    strong=True,
                ),
                Line(
                    "cal_break_even_share",
                    "percent",
                    "1/({benefits.profit!}/out_cost*cal_flow_factor)",
                    "BREAK_EVEN_SHARE({benefits.profit!}*cal_flow_factor,out_cost)",
                    needs="(cal_has_cost*({benefits.profit!}>0))",
                    missing='""',
                ),
                Line(
                    "cal_required_benefit",
                    "money",
                    "out_cost+out_cost*inp_target",
                    "REQUIRED_BENEFIT(out_cost,inp_target)",
                ),
                Line(
                    "cal_has_figures",
                    "flag",
                    "=cal_has_cost*(SUMPRODUCT({attribution.complete}*{attribution.credited})>0)",
                ),
                Line("cal_has_views", "flag", "=cal_has_cost*(SUM({attribution.complete})>0)"),
                Line(
                    "cal_incomplete",
                    "count",
                    '=SUMPRODUCT(--(({benefits.before}<>"")+({benefits.after}<>"")>0))-SUM({attribution.complete})',
                ),
                Line("cal_verdict", "text", _VERDICT),
                Line("cal_state", "text", _STATE),
                Line("cal_next", "text", '=IFERROR(INDEX({steps.sheet},MATCH(1,{steps.open},0)),"")&""'),
            ),
            four=True,
        ),
        Table(
            "flow",
            (
                words("year"),
                Column("reason"),
                Column("continues", "factor", rule=SHARE),
                calculated("number", "count"),
                calculated("counted", "flag", "=({number}<=cal_years)*1"),
                calculated("benefit", "money", "=cal_first_benefit*{continues}*{counted}"),
                calculated("cumulated", "money", '=SUMIFS({flow.benefit},{flow.number},"<="&{number})'),
                calculated("months", "cents", _MONTHS),
            ),
            items=(
                Item("first", {"number": 1, "continues": 1}),
                *(
                    Item(year, {"number": number})
                    for number, year in enumerate(("second", "third", "fourth", "fifth"), start=2)
                ),
            ),
        ),
        Lines(
            "time",
            (
                Line(
                    "cal_years",
                    "count",
                    "=IF(ISNUMBER(inp_years),MAX(1,MIN(ROWS({flow.number}),inp_years)),1)",
                ),
                Line(
                    "out_payback",
                    "months",
                    "SUM({flow.months})",
                    "PAYBACK_PERIOD(out_cost,{flow.benefit})*12",
                    needs="(cal_has_figures*(out_benefit>=out_cost))",
                    missing='""',
                ),
                Line(
                    "out_payback_within",
                    "months",
                    "=IF(cal_has_figures*(out_benefit<out_cost),"
                    f"IF(cal_years>1,{sentence('not_repaid', years='cal_years')},"
                    f"{sentence('not_repaid_first')}),out_payback)",
                ),
                Line(
                    "out_npv",
                    "money",
                    "SUMPRODUCT({flow.benefit}/(1+inp_discount)^{flow.number})-out_cost",
                    "TRAINING_NPV(inp_discount,out_cost,{flow.benefit})",
                    needs='(cal_has_figures*(inp_discount<>""))',
                    missing='""',
                    strong=True,
                ),
                Line(
                    "out_irr",
                    "percent",
                    f"IRR({{cash.net}},{_ANNUAL})",
                    "TRAINING_IRR(out_cost,{flow.benefit})",
                    needs="(cal_has_figures*(out_benefit>0))",
                    missing='""',
                    strong=True,
                ),
                Line(
                    "out_roi_annual",
                    "percent",
                    _ANNUAL,
                    "ANNUALIZED_ROI(out_benefit/out_cost-1,cal_years)",
                    needs="(cal_has_figures*(out_benefit>0))",
                    missing='""',
                ),
            ),
            four=True,
        ),
        _comparison(
            "walk",
            (
                "published",
                "=SUMPRODUCT(({benefits.in_claim}<>{#answer.no})*{benefits.claimed})*cal_flow_factor",
                "out_roi_published",
            ),
            ("measured", "={benefits.claimed!}*cal_flow_factor", "cal_roi_measured"),
            ("margin", "={benefits.profit!}*cal_flow_factor", "cal_roi_margin"),
            ("reported", "=out_benefit", "cal_roi_reported"),
            views=("published", "measured", "margin"),
            notes={"published": _ABOUT_THE_CLAIM},
        ),
        _comparison(
            "classes",
            ("hard", "=cal_benefit_hard*cal_flow_factor", "cal_roi_hard"),
            ("avoidance", "=(cal_benefit_hard+cal_benefit_avoidance)*cal_flow_factor", "cal_roi_avoidance"),
            (
                "revenue",
                "=(cal_benefit_hard+cal_benefit_avoidance+cal_benefit_revenue)*cal_flow_factor",
                "cal_roi_revenue",
            ),
            (
                "soft",
                "=(cal_benefit_hard+cal_benefit_avoidance+cal_benefit_revenue+cal_benefit_soft)*cal_flow_factor",
                "cal_roi_all",
            ),
        ),
        _UTILITY,
    ),
    widths=(12, 45, 14, 14, 14, 14, 13, 68, 10),
    pages=0,
    printed=8,
)
