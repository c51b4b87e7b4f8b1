"""The sheet KPI: the figures behind the measured methods, and the effect that each method finds in them."""

from __future__ import annotations

from roi_xl.checks import BLOCKS
from roi_xl.template.columns import ANY, calculated, chosen, looked_up, words
from roi_xl.template.declaration import Column, Item, Kind, Line, Lines, Role, Rule, Sheet, Table

_PERIODS = 24
_GROUPS = ("trained_before", "trained_after", "control_before", "control_after")


def _column(block: str, name: str) -> str:
    return f"{{{block}.{name}}}"


def _relative(block: str) -> str:
    """Whether the control group's rate of change counts, not its change in units."""
    return f"({{measures.{block}.relative}}={{#answer.yes}})"


def _groups(block: str) -> str:
    """The four arguments of our functions for control groups."""
    return ",".join(_column(block, group) for group in _GROUPS)


def _level(group: str) -> Column:
    """The figures of a group in a phase, blank in all other rows: one column for each argument."""
    who, phase = group.split("_")
    own = f"({{phase}}={{#phase.{phase}}})*ISNUMBER({{{who}}})"
    return calculated(group, "number", f'=IF({own},{{{who}}},"")')


def _in_order(block: str, phase: str) -> Column:
    """The trained group's figures by the number of their period, whatever the order of the rows."""
    group = _column(block, f"trained_{phase}")
    there = f"SUMPRODUCT(({{{block}.number}}={{place}})*ISNUMBER({group}))"
    value = f"SUMIFS({group},{{{block}.number}},{{place}})"
    return calculated(f"ordered_{phase}", "number", f'=IF({there}=1,{value},"")')


def _expected(block: str) -> str:
    """The level to expect without the training, by the method of the block's benefit."""
    method = f"{{measures.{block}.method}}"
    trend = f"cal_{block}_trained_before+cal_{block}_slope*({{number}}-cal_{block}_middle)"
    shifted = f"{{control}}+cal_{block}_trained_before-cal_{block}_control_before"
    scaled = f"{{control}}*cal_{block}_pull"
    return (
        f"=IF(ISNUMBER({{trained}}),IF({method}={{#method.trend}},{trend},IF({method}={{#method.forecast}},"
        f'{{control}},IF({_relative(block)},{scaled},{shifted}))),"")'
    )


def _table(block: str) -> Table:
    return Table(
        block,
        (
            Column("number", "count", rule=Rule("integer", 1, _PERIODS)),
            Column("period"),
            chosen("phase", "phase"),
            Column("trained", "number", rule=ANY),
            Column("control", "number", rule=ANY),
            calculated("expected", "effect", _expected(block)),
            calculated("gap", "effect", '=IF(ISNUMBER({trained}),{trained}-{expected},"")'),
            Column("source"),
            *(_level(group) for group in _GROUPS),
            calculated("place", "count", "#"),
            _in_order(block, "before"),
            _in_order(block, "after"),
        ),
        rows=_PERIODS,
    )


def _mean(block: str, group: str) -> Line:
    cells = _column(block, group)
    return Line(f"cal_{block}_{group}", "effect", f"=IF(COUNT({cells})=0,0,AVERAGE({cells}))")


def _shares(block: str) -> tuple[tuple[str, str], ...]:
    """What each group adds to the variance of the effect, and its number of figures."""
    rate, pull = f"cal_{block}_rate", f"cal_{block}_pull"
    slopes = (f"{rate}^2*", "", f"({rate}*{pull})^2*", f"{pull}^2*")
    cells = [_column(block, group) for group in _GROUPS]
    return tuple(
        (f"{slope}VAR({each})/COUNT({each})", f"COUNT({each})")
        for slope, each in zip(slopes, cells, strict=True)
    )


def _lines(block: str) -> Lines:
    before, after, control_before, control_after = (f"cal_{block}_{group}" for group in _GROUPS)
    relative = _relative(block)
    counts = ",".join(f"COUNT({_column(block, group)})" for group in _GROUPS)
    control = f"{after}-IF({relative},{before}*cal_{block}_rate,{before}+{control_after}-{control_before})"
    usable = f"(cal_{block}_fewest*(1-{relative}*({control_before}=0)))"
    scale = f"IF({relative},cal_{block}_pull,1)"
    number, trained = _column(block, "number"), _column(block, "trained_before")
    trained_after, forecast = _column(block, "trained_after"), _column(block, "control_after")
    shares = _shares(block)
    variance = "+".join(share for share, _ in shares)
    squares = "+".join(f"({share})^2/({count}-1)" for share, count in shares)
    interval = f"CONTROL_GROUP_INTERVAL({_groups(block)},0.95,{relative})"
    drift = f"SLOPE({trained},{number})-SLOPE({_column(block, 'control_before')},{number})*{scale}"
    drift = f'=IF(MIN(COUNT({trained}),COUNT({_column(block, "control_before")}))>2,IFERROR({drift},""),"")'
    return Lines(
        f"{block}_effect",
        (
            *(_mean(block, group) for group in _GROUPS),
            Line(f"cal_{block}_fewest", "count", f"=MIN({counts})"),
            Line(
                f"cal_{block}_rate",
                "ratio",
                f"=IF({relative}*({control_before}<>0),{control_after}/{control_before},1)",
            ),
            Line(
                f"cal_{block}_pull",
                "ratio",
                f"=IF({relative}*({control_before}<>0),{before}/{control_before},1)",
            ),
            Line(
                f"cal_{block}_control",
                "effect",
                control,
                f"CONTROL_GROUP_EFFECT({_groups(block)},{relative})",
                needs=f"({usable}>0)",
                missing='""',
                strong=True,
            ),
            Line(f"cal_{block}_variance", "effect", f"=IF({usable}>1,{variance},0)"),
            Line(
                f"cal_{block}_freedom",
                "effect",
                f"=IF(cal_{block}_variance>0,cal_{block}_variance^2/({squares}),0)",
            ),
            Line(
                f"cal_{block}_margin",
                "effect",
                f"=IF(cal_{block}_freedom>0,SQRT(cal_{block}_variance*cal_{block}_freedom"
                f"*(1/BETAINV(0.05,cal_{block}_freedom/2,0.5)-1)),0)",
            ),
            *(
                Line(
                    f"cal_{block}_{end}",
                    "effect",
                    f"{control}{sign}cal_{block}_margin",
                    f"INDEX({interval},1,{position})",
                    needs=f"({usable}>1)",
                    missing='""',
                )
                for end, sign, position in (("low", "-", 2), ("high", "+", 3))
            ),
            Line(f"cal_{block}_drift", "effect", drift),
            Line(
                f"cal_{block}_slope",
                "effect",
                f"=IF(COUNT({trained})>1,IFERROR(SLOPE({trained},{number}),0),0)",
            ),
            Line(
                f"cal_{block}_middle",
                "effect",
                f"=IF(COUNT({trained})>0,SUMPRODUCT(ISNUMBER({trained})*{number})/COUNT({trained}),0)",
            ),
            Line(
                f"cal_{block}_trend",
                "effect",
                f"{after}-FORECAST(SUMPRODUCT(ISNUMBER({trained_after})*{number})/COUNT({trained_after}),"
                f"{trained},{number})",
                f"TREND_EFFECT({_column(block, 'ordered_before')},{_column(block, 'ordered_after')})"
                f"+ROWS({number})*SLOPE({trained},{number})",
                needs=f"((COUNT({trained})>1)*(COUNT({trained_after})>0)=1)",
                missing='""',
                strong=True,
            ),
            *_interrupted(block),
            Line(
                f"cal_{block}_forecast",
                "effect",
                f"SUM({trained_after})/COUNT({trained_after})-SUM({forecast})/COUNT({forecast})",
                f"CONTROL_GROUP_EFFECT(0,{trained_after},0,{forecast})",
                # beside a control group the same column holds its figures, which are no forecast
                needs=f"(({{measures.{block}.method}}={{#method.forecast}})"
                f"*MIN(COUNT({trained_after}),COUNT({forecast}))>0)",
                missing='""',
                strong=True,
            ),
        ),
        four=True,
    )


def _interrupted(block: str) -> tuple[Line, ...]:
    """How level and slope changed, by a line through the figures before and one through those after."""
    number, before = _column(block, "number"), _column(block, "trained_before")
    after = _column(block, "trained_after")
    first = f"SUMPRODUCT(MIN({number}+(1-ISNUMBER({after}))*{_PERIODS}))"
    level = f"FORECAST({first},{after},{number})-FORECAST({first},{before},{number})"
    slope = f"SLOPE({after},{number})-SLOPE({before},{number})"
    enough = f"MIN(COUNT({before}),COUNT({after}))>2"
    return (
        Line(f"cal_{block}_level", "effect", f'=IF({enough},IFERROR({level},""),"")'),
        Line(f"cal_{block}_bend", "effect", f'=IF({enough},IFERROR({slope},""),"")'),
    )


def _measure(block: str) -> Item:
    """What a block says about its benefit, by the method that Attribution names."""
    effects = "".join(
        f"IF({{method}}={{#method.{method}}},cal_{block}_{method},"
        for method in ("control", "trend", "forecast")
    )
    has_end = f"({{method}}={{#method.control}})*ISNUMBER(cal_{block}_low)"
    strays = "+".join(
        f"(ABS(SUMIFS({{benefits.{phase}}},{{benefits.id}},{{id}})-cal_{block}_trained_{phase})"
        f">0.01*ABS(cal_{block}_trained_{phase}))"
        for phase in ("before", "after")
    )
    return Item(
        block,
        {
            "effect": f'=IFERROR(IF({{id}}="","",{effects}"")))),"")',
            "low": f'=IF({has_end},cal_{block}_low,"")',
            "high": f'=IF({has_end},cal_{block}_high,"")',
            "strays": f"=IF({{ready}}=1,{strays},0)",
        },
    )


KPI = Sheet(
    "kpi",
    Kind.INPUT,
    (
        Table(
            "measures",
            (
                words("block"),
                looked_up("benefit"),
                Column("id", rule=Rule("list", "benefit")),
                chosen("relative", "answer"),
                Column(
                    "method",
                    formula='=IFERROR(INDEX({attribution.method},MATCH({id},{attribution.id},0)),"")&""',
                    role=Role.LINK,
                ),
                calculated("effect", "effect"),
                calculated("low", "effect"),
                calculated("high", "effect"),
                calculated("ready", "flag", "=ISNUMBER({effect})*1"),
                calculated(
                    "roi_low",
                    "percent",
                    "=IF(cal_has_figures*ISNUMBER({low}),(out_benefit+cal_flow_factor"
                    "*(SUMIFS({attribution.worst},{attribution.id},{id})"
                    '-SUMIFS({attribution.due},{attribution.id},{id})))/out_cost-1,"")',
                ),
                calculated("strays", "count"),
            ),
            items=tuple(_measure(block) for block in BLOCKS),
        ),
        *(part for block in BLOCKS for part in (_table(block), _lines(block))),
    ),
    widths=(9, 40, 14, 14, 15, 14, 14, 18, *(13,) * 7),
    pages=0,
    printed=12,
)
