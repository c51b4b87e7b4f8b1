"""The sheet Lists: the lists behind the drop-downs and the numbers behind the charts, all visible."""

from __future__ import annotations

from roi_xl.template.columns import calculated, words
from roi_xl.template.declaration import Column, Item, Kind, Role, Sheet, Table, Vocabulary
from roi_xl.template.statement import PARTS

_MONTHS = 15
_TARGET = '=IF(inp_target="",NA(),inp_target)'
"""Charts leave out #N/A: without a target there is no line at 0."""


def _last(column: str) -> str:
    """A column of the first block in the order of its periods: the latest fifteen."""
    return f'=IFERROR(INDEX({{kpi1.{column}}},MATCH({{number}},{{kpi1.number}},0)),"")&""'


def _level(column: str) -> Column:
    """The figure of a period, 0 where there is none."""
    formula = f"=SUMIFS({{kpi1.{column}}},{{kpi1.number}},{{number}})"
    return Column(f"{column}_level", "number", formula, role=Role.LINK)


def _drawn(column: str) -> Column:
    """The figure of a period; #N/A where there is none, which charts leave out: 0 would be a figure."""
    return calculated(column, "number", f"=IF({{there}}=1,{{{column}_level}},NA())")


def _bar(key: str, start: str, end: str, *, whole: bool = False) -> Item:
    """One bar of the waterfall chart, from start to end."""
    return Item(key, {"start": f"={start}", "end": f"={end}", "whole": int(whole)})


LISTS_SHEET = Sheet(
    "lists",
    Kind.CONTROL,
    (
        Vocabulary(),
        Table(
            "waterfall",
            (
                words("step"),
                calculated("start", "money"),
                calculated("end", "money"),
                calculated("whole", "count"),
                calculated("above", "money", "=MAX(0,MAX({start},{end}))-MAX(0,MIN({start},{end}))"),
                calculated("below", "money", "=MIN(0,MIN({start},{end}))-MIN(0,MAX({start},{end}))"),
                calculated("base_above", "money", "=MAX(0,MIN({start},{end}))"),
                calculated("base_below", "money", "=MIN(0,MAX({start},{end}))"),
                calculated("total_above", "money", "={whole}*{above}"),
                calculated("total_below", "money", "={whole}*{below}"),
                calculated("gain_above", "money", "=(1-{whole})*({end}>={start})*{above}"),
                calculated("gain_below", "money", "=(1-{whole})*({end}>={start})*{below}"),
                calculated("loss_above", "money", "=(1-{whole})*({end}<{start})*{above}"),
                calculated("loss_below", "money", "=(1-{whole})*({end}<{start})*{below}"),
                calculated("label", "plain", '={step}&" "&SUBSTITUTE(FIXED({end}-{start},0),"-","−")'),
            ),
            items=(
                _bar("measured", "0", "{walk.measured.benefit}", whole=True),
                _bar("margin", "{walk.measured.benefit}", "{walk.margin.benefit}"),
                _bar("isolated", "{walk.margin.benefit}", "out_benefit"),
                _bar("benefit", "0", "out_benefit", whole=True),
                _bar("cost", "out_benefit", "out_benefit-out_cost"),
                _bar("net", "0", "out_benefit-out_cost", whole=True),
            ),
        ),
        Table(
            "tornado",
            (
                calculated("rank", "count"),
                calculated(
                    "driver",
                    "plain",
                    "=IF({scenario_costs.rank}={rank},{scenario_costs.line},"
                    'IFERROR(INDEX({scenarios.benefit},MATCH({rank},{scenarios.rank},0)),"")&"")',
                ),
                calculated(
                    "conservative",
                    "points",
                    "=SUMIFS({scenarios.low_points},{scenarios.rank},{rank})"
                    "+SUMIFS({scenario_costs.low_points},{scenario_costs.rank},{rank})",
                ),
                calculated(
                    "optimistic",
                    "points",
                    "=SUMIFS({scenarios.high_points},{scenarios.rank},{rank})"
                    "+SUMIFS({scenario_costs.high_points},{scenario_costs.rank},{rank})",
                ),
            ),
            items=tuple(Item(f"driver{rank}", {"rank": rank}) for rank in range(1, 6)),
        ),
        Table(
            "development",
            (
                calculated("place", "count", "#"),
                calculated("number", "count", f"=MAX({{kpi1.number}})-{_MONTHS}+{{place}}"),
                Column("month", formula=_last("period"), role=Role.LINK),
                Column("phase", formula=_last("phase"), role=Role.LINK),
                calculated("there", "flag", "=SUMPRODUCT(({kpi1.number}={number})*ISNUMBER({kpi1.trained}))"),
                calculated(
                    "after",
                    "number",
                    "=IF(({phase}={#phase.after})*({there}=1),MAX({trained_level},{expected_level}),0)",
                ),
                _level("trained"),
                _level("expected"),
                _drawn("trained"),
                _drawn("expected"),
            ),
            rows=_MONTHS,
        ),
        Table(
            "cash",
            (words("year"), calculated("net", "money")),
            items=(
                Item("start", {"net": "=-out_cost"}),
                *(
                    Item(year, {"net": f"={{flow.{year}.benefit}}"})
                    for year in ("first", "second", "third", "fourth", "fifth")
                ),
            ),
        ),
        Table(
            "against_target",
            (
                words("scenario"),
                Column("roi", "percent", role=Role.LINK),
                Column("target", "percent", _TARGET, role=Role.LINK),
            ),
            items=(
                Item("conservative", {"roi": "=IF(cal_has_figures*cal_range_set,out_roi_low,0)"}),
                Item("expected", {"roi": "=IF(cal_has_figures,out_roi,0)"}),
                Item("optimistic", {"roi": "=IF(cal_has_figures*cal_range_set,out_roi_high,0)"}),
            ),
        ),
        PARTS,
    ),
    widths=(26, 17, 17, 17, 24, *(17,) * 9, 44, 17, 12, 10, 16, 44, 16, 100),
    breaks=(9, 15, 21),
    repeated=1,
)
