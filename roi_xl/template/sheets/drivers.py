"""The sheet Drivers: what the ROI would be if one thing were a tenth lower, the widest effect first."""

from __future__ import annotations

from roi_xl.template.cards import Chart, Charts, Series
from roi_xl.template.columns import calculated, four_cells, looked_up, words
from roi_xl.template.declaration import Column, Item, Kind, Line, Lines, Prose, Role, Sheet, Table

_SHOWN = 8
_STEP = 0.1
_CATEGORIES = ("direct", "indirect", "development", "evaluation", "offset")
_OF_CATEGORIES = "+".join(f"cal_cost_{category}" for category in _CATEGORIES)
_LINES = "{driver_benefits.conservative:optimistic},{driver_costs.conservative:optimistic}"
_BENEFIT_ROW = "MATCH({number},{driver_benefits.rank},0)"
_COST_ROW = "MATCH({number},{driver_costs.rank},0)"
_ESTIMATED = "+".join(
    f"({{attribution.method}}={{#method.{by}}})" for by in ("participants", "managers", "experts")
)


def _place(by: str, among: str, *, after: str = "", before: str = "") -> str:
    """The place of a line among those of both tables, by a figure; equal ones keep their order.

    Args:
        by: The column with the figure.
        among: The line's own table.
        after: The other table, if its lines come first.
        before: The other table, if its lines come later.
    """
    higher = f"SUMPRODUCT(--({{{among}.{by}}}>{{{by}}}))"
    above = f"({{{among}.number}}<{{number}})*({{{among}.expected}}<>0)"
    equal = f"SUMPRODUCT(({{{among}.{by}}}={{{by}}})*{above})"
    other = after or before
    elsewhere = f"({{{other}.{by}}}{'>=' if after else '>'}{{{by}}})*({{{other}.expected}}<>0)"
    return f"=IF({{expected}}*cal_drivers=0,0,1+{higher}+{equal}+SUMPRODUCT({elsewhere}))"


def _once_shown(figure: str) -> str:
    """The size of a figure; 0 for a line without an amount, which our function leaves out."""
    return f"=IF({{expected}}*cal_drivers=0,0,ABS({figure}))"


def _behind(expected: str, low: str, high: str, swing: str, effect: str, **other: str) -> tuple[Column, ...]:
    """The columns behind a line: its three amounts as our function takes them, and its two places.

    Args:
        expected: Formula of its amount; empty where it differs from row to row.
        low: The factor of the conservative amount.
        high: The factor of the optimistic amount.
        swing: The difference between both, in ROI, by which our function orders lines.
        effect: What it changes if it is lower, by which the sheet orders them.
        other: The arguments of `_place` that say where the other table's lines come.
    """
    return (
        calculated("conservative", "money", f"={{expected}}*({low})"),
        calculated("expected", "money", expected),
        calculated("optimistic", "money", f"={{expected}}*({high})"),
        calculated("swing", "share", _once_shown(swing)),
        calculated("place", "count", _place("swing", **other)),
        calculated("effect", "share", _once_shown(effect)),
        calculated("rank", "count", _place("effect", **other)),
        calculated("number", "count", "#"),
    )


_LOWER, _HIGHER = "1-cal_driver_step", "1+cal_driver_step"
_EXPECTED = "=SUMIFS({attribution.due},{attribution.id},{id})*cal_flow_factor"


_BENEFITS = _behind(
    _EXPECTED,
    _LOWER,
    _HIGHER,
    "({optimistic}-{conservative})/out_cost",
    "({conservative}-{expected})/out_cost",
    among="driver_benefits",
    before="driver_costs",
)
_COSTS = _behind(
    "",
    _HIGHER,
    _LOWER,
    "out_benefit/(out_cost-{expected}+{conservative})-out_benefit/(out_cost-{expected}+{optimistic})",
    "out_benefit/(out_cost-{expected}+{optimistic})-out_benefit/out_cost",
    among="driver_costs",
    after="driver_benefits",
)


def _shared(id_: str, amount: str, *, cost: bool = False) -> Item:
    """What several lines share, and the ROI if it were lower and all else as it is."""
    lower = (
        "out_benefit/(out_cost-cal_driver_step*{amount})"
        if cost
        else "(out_benefit-cal_driver_step*{amount})/out_cost"
    )
    return Item(
        id_,
        {"amount": f"={amount}", "roi_lower": f'=IF(cal_drivers*({{amount}}<>0),{lower}-1,"")'},
    )


_EFFECT = calculated("effect", "points", "=IF(ISNUMBER({roi_lower}),100*({roi_lower}-out_roi),0)")

DRIVERS = Sheet(
    "drivers",
    Kind.CALCULATION,
    (
        Table(
            "drivers",
            (
                calculated("number", "count", "#"),
                calculated(
                    "driver",
                    "text",
                    f"=IFERROR(INDEX({{driver_benefits.benefit}},{_BENEFIT_ROW}),"
                    f'IFERROR(INDEX({{driver_costs.line}},{_COST_ROW}),""))',
                ),
                calculated(
                    "amount",
                    "money",
                    "=SUMIFS({driver_benefits.expected},{driver_benefits.rank},{number})"
                    "+SUMIFS({driver_costs.expected},{driver_costs.rank},{number})",
                ),
                *four_cells(
                    "roi_lower",
                    "percent",
                    addin=f"INDEX(ROI_SENSITIVITY({_LINES}),MAX(1,{{place}}),2+{{is_cost}})",
                    check="IF({is_cost}=1,out_benefit/(out_cost-cal_driver_step*{amount}),"
                    "(out_benefit-cal_driver_step*{amount})/out_cost)-1",
                    needs="(cal_drivers*({amount}<>0)=1)",
                    missing='""',
                ),
                _EFFECT,
                calculated(
                    "place",
                    "count",
                    "=SUMIFS({driver_benefits.place},{driver_benefits.rank},{number})"
                    "+SUMIFS({driver_costs.place},{driver_costs.rank},{number})",
                ),
                calculated("is_cost", "flag", "=ISNUMBER(MATCH({number},{driver_costs.rank},0))*1"),
            ),
            rows=_SHOWN,
        ),
        Charts(
            (
                Chart(
                    "drivers",
                    "drivers",
                    "driver",
                    (
                        Series(
                            "effect",
                            "navy",
                            labels='[>=0.05]+0.0;[<=-0.05]"−"0.0;""',
                            points=("navy",) * _SHOWN,
                        ),
                    ),
                    format='+0;"−"0;0',
                    horizontal=True,
                    known="cal_drivers",
                ),
            )
        ),
        Prose("drivers_reading"),
        Table(
            "shared",
            (
                words("input"),
                words("hangs"),
                calculated("amount", "money"),
                calculated("roi_lower", "percent"),
                _EFFECT,
            ),
            items=(
                _shared("estimates", f"SUMPRODUCT(({_ESTIMATED})*{{attribution.due}})*cal_flow_factor"),
                _shared("margin", "cal_benefit_revenue*cal_flow_factor"),
                _shared("lasting", "cal_first_benefit*(cal_flow_factor-1)"),
                _shared("time", "SUM(cal_participant_cost)", cost=True),
            ),
        ),
        Lines(
            "driver_settings",
            (
                Line("cal_driver_step", "share", f"={_STEP}"),
                Line(
                    "cal_drivers",
                    "flag",
                    "=cal_has_figures*(out_cost>cal_driver_step"
                    "*MAX(MAX({driver_costs.expected}),-MIN({driver_costs.expected})))",
                ),
            ),
        ),
        Table(
            "driver_benefits",
            (
                Column("id", formula="@id", role=Role.LINK),
                looked_up("benefit"),
                *_BENEFITS,
            ),
            rows=8,
            follows="benefits",
        ),
        Table(
            "driver_costs",
            (words("id"), words("line"), *_COSTS),
            items=(
                *(Item(each, {"expected": f"=cal_cost_{each}"}) for each in _CATEGORIES),
                Item("uncategorised", {"expected": f"=ROUND(out_cost-({_OF_CATEGORIES}),6)"}),
            ),
        ),
    ),
    widths=(16, 46, 14, 14, 12, 14, 12, 18, 9, 9),
    pages=0,
    printed=8,
)
