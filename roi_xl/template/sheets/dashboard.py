"""The sheet Dashboard, for the sponsor and the CFO: only links; nothing is calculated or typed here."""

from __future__ import annotations

from collections.abc import Callable

from roi_xl.template.cards import Card, Chart, Charts, Facts, Series, Statement, Stature, Strip
from roi_xl.template.declaration import Kind, Prose, Sheet
from roi_xl.template.sentences import money, percent, sentence
from roi_xl.template.sheets.check_places import first_of

_BETWEEN = sentence("range", low=percent("out_roi_low", 0), high=percent("out_roi_high", 0))
_RANGE = f"IF(cal_range_set,{_BETWEEN},{sentence('range_not_set')})"
_IRR = 'IF(out_benefit>0,out_irr,"–")'
_CURRENCY = "TRIM(inp_currency)"
_ROUNDING, _NO_MONEY = "0.000000000001", "0.005"  # less is what rounding has left, as in our own function


def _money(formula: str, decimals: int) -> str:
    return money(formula, decimals, _CURRENCY)


def _distinct(figure: str, nothing: str, decimals: int, shown: Callable[[str], str]) -> str:
    """A figure in words that never cross a class: "just above 0" where it is shown as 0 and isn't.

    Args:
        figure: The figure.
        nothing: Up to where it is 0.
        decimals: Digits after the decimal sign to which it is shown.
        shown: Words a number.
    """
    zero = shown("0")
    near = f"IF({figure}>0,{sentence('near.above', bar=zero)},{sentence('near.below', bar=zero)})"
    return f"IF(ROUND({figure},{decimals})<>0,{shown(figure)},IF(ABS({figure})<={nothing},{zero},{near}))"


_LESS = sentence("near.less", bar=_money("0.01", 2))
_FIGURES = {
    "roi": _distinct("out_roi", _ROUNDING, 3, lambda roi: percent(roi, 1)),
    "one": f'IF({_CURRENCY}="",{sentence("unit.none")},IF(EXACT({_CURRENCY},lst_currency),'
    f"{sentence('unit.SEK')},{sentence('unit.any', currency=_CURRENCY)}))",
    "gross": _money("out_bcr", 2),
    "money": _distinct("out_net", _NO_MONEY, 0, lambda net: _money(net, 0)),
}
_NET = f"IF(ROUND(out_bcr,2)=1,{_LESS},{_money('ABS(ROUND(out_bcr,2)-1)', 2)})"
_PLAIN_SENTENCE = (
    f"IF(ABS(out_roi)<={_ROUNDING},{sentence('statement.even', **_FIGURES)},"
    f"IF(out_roi<0,{sentence('statement.loss', net=_NET, **_FIGURES)},"
    f"{sentence('statement.gain', net=_NET, **_FIGURES)}))"
)
_SENTENCE = (
    "=IF(cal_has_figures=0,cal_state,IF(cal_addin=1,"
    f"ROI_STATEMENT(out_benefit,out_cost,lst_language,{_CURRENCY}),{_PLAIN_SENTENCE}))"
)
_NEXT = f'IF(cal_next="","",{sentence("next_step", sheet="cal_next")})'
_VERDICT = (
    f'=IF((cal_has_figures=0)+(inp_target="")>0,{_NEXT},IF(out_roi<inp_target,{sentence("target_missed")},'
    f"IF(cal_range_set=0,{sentence('target_met_no_range')},"
    f"IF(out_roi_low<inp_target,{sentence('target_met')},{sentence('target_met_at_worst')}))))"
)


_HORIZON = f"IF(cal_years>1,{sentence('horizon', years='cal_years')},{sentence('horizon_first')})"
_HAS_NPV = 'cal_has_figures*(inp_discount<>"")'
_HURDLE = (
    f"=IF({_HAS_NPV},IF(out_npv>0,{sentence('hurdle_met')},{sentence('hurdle_missed')}),"
    f'IF(cal_has_figures,{sentence("hurdle_unknown")},"–"))'
)
UNTIL_FILLED_IN = '=IF(out_checks=0,IF(cal_has_figures=0,"–",0),out_checks)'
"""The integrity checks that fail, as errors make them; a dash until there is something to check."""
NOTES_ONCE_FILLED_IN = '=IF(out_advice=0,IF(cal_has_figures=0,"–",0),out_advice)'
"""The points to review, likewise."""


def _at_hurdle(key: str) -> tuple[str, str]:
    """A caption that names the cost of capital once there is one."""
    named = sentence(key, rate=percent("inp_discount", 1))
    return f'=IF(inp_discount="",{{@out_{key}}},{named})', "plain"


def _once_known(figure: str, known: str = "cal_has_figures") -> str:
    """A figure that is shown only when there are costs and benefits, since ROI has no meaning before."""
    return f'=IF({known},{figure},"–")'


def _view(figure: str) -> str:
    """A figure that counts lines as published, too."""
    return _once_known(figure, "cal_has_views")


def _link(level: str) -> Card:
    """The first indicator of a level, as a card of the chain."""
    row = first_of(f'({{evidence.level}}={{#level.{level}}})*({{evidence.indicator}}<>"")')
    caption = sentence(
        "indicator",
        **{part: f"INDEX({{evidence.{part}}},{row})" for part in ("indicator", "target", "unit")},
    )
    return Card(
        level,
        f'=IFERROR(INDEX({{evidence.latest}},{row}),"–")',
        "number",
        caption=(f'=IFERROR({caption},"")', "plain"),
        status=f"=IFERROR(INDEX({{evidence.reached}},{row}),0)",
    )


def _done(id_: str, *criteria: str) -> Card:
    """How many of the follow-up activities in a period are done."""
    days = ",".join(f'{{follow_up.day}},"{criterion}"' for criterion in criteria)
    return Card(
        id_,
        f'=IF(inp_end="","–",COUNTIFS({days},{{follow_up.progress}},{{#progress.done}})'
        f'&" / "&COUNTIFS({days}))',
        "plain",
    )


_WATERFALL = Chart(
    "waterfall",
    "waterfall",
    "label",
    (
        Series("base_above"),
        Series("base_below"),
        Series("total_above", "navy"),
        Series("total_below", "navy"),
        Series("gain_above", "blue"),
        Series("gain_below", "blue"),
        Series("loss_above", "vermilion"),
        Series("loss_below", "vermilion"),
    ),
)
_AGAINST_TARGET = Chart(
    "against_target",
    "against_target",
    "scenario",
    (
        Series("roi", "navy", points=("sky", "navy", "sky"), labels='0%;"−"0%;""'),
        Series("target", "vermilion", line=True, dashed=True, legend=True),
    ),
    format="0%",
)
_TORNADO = Chart(
    "tornado",
    "tornado",
    "driver",
    (
        Series("conservative", "orange", labels='[>=3]+0;[<=-3]"−"0;""', legend=True),
        Series("optimistic", "sky", labels='[>=3]+0;[<=-3]"−"0;""', legend=True),
    ),
    format='+0;"−"0;0',
    horizontal=True,
)
_DEVELOPMENT = Chart(
    "development",
    "development",
    "month",
    (
        Series("after", "light", legend=True),
        Series("trained", "navy", line=True, legend=True),
        Series("expected", "vermilion", line=True, dashed=True, legend=True),
    ),
    gap=0,
)

SUMMARY = Sheet(
    "summary",
    Kind.OUTPUT,
    (
        Facts(
            (
                Card("period", "=inp_start", "date"),
                Card("report_date", "=inp_report_date", "date"),
                Card("currency", '=inp_currency&""', "plain"),
                Card("checks", UNTIL_FILLED_IN, "check"),
                Card("advice", NOTES_ONCE_FILLED_IN, "notes"),
                Card("addin", "=cal_addin", "switch"),
            )
        ),
        Strip(
            "headline",
            (
                Card(
                    "roi",
                    _once_known("out_roi"),
                    "percent",
                    label=f"={_HORIZON}",
                    caption=('=IF(inp_target="","",inp_target)', "caption_target"),
                    hero=True,
                ),
                Card("range", _once_known(_RANGE), "plain"),
                Card("net", _once_known("out_net"), "money"),
                Card("cost", "=out_cost", "money", caption=("=cal_cost_head", "caption_head")),
                Card("bcr", _once_known("out_bcr"), "times"),
                Card("payback", _once_known("out_payback_within"), "months"),
            ),
            Stature.HEADLINE,
        ),
        Statement("out_sentence", _SENTENCE),
        Statement("out_verdict", _VERDICT),
        Strip(
            "hurdle",
            (
                Card("npv", _once_known("out_npv", _HAS_NPV), "money", caption=_at_hurdle("npv")),
                Card("irr", _once_known(_IRR), "percent", caption=_at_hurdle("irr")),
                Card("verdict", _HURDLE, "plain"),
            ),
        ),
        Charts((_WATERFALL, _AGAINST_TARGET)),
        Charts((_TORNADO, _DEVELOPMENT)),
        Strip(
            "walk",
            (
                Card("published", _view("out_roi_published"), "percent"),
                Card("measured", _view("cal_roi_measured"), "percent"),
                Card("margin", _view("cal_roi_margin"), "percent"),
                Card("reported", _once_known("cal_roi_reported"), "percent", hero=True),
            ),
        ),
        Strip(
            "classes",
            (
                Card("hard", _once_known("cal_roi_hard"), "percent"),
                Card("avoidance", _once_known("cal_roi_avoidance"), "percent"),
                Card("revenue", _once_known("cal_roi_revenue"), "percent"),
                Card("soft", _once_known("cal_roi_all"), "percent", hero=True),
            ),
        ),
        Strip(
            "chain",
            (
                _link("reaction"),
                _link("learning"),
                _link("behaviour"),
                _link("impact"),
                Card("money", "=out_benefit", "money", status="=IF(cal_has_figures,2*(out_net>=0)-1,0)"),
                Card(
                    "roi",
                    _once_known("out_roi"),
                    "percent",
                    status='=IF(cal_has_figures*(inp_target<>""),2*(out_roi>=inp_target)-1,0)',
                    hero=True,
                ),
            ),
            Stature.CHAIN,
        ),
        Strip(
            "follow_up", (_done("early", ">0", "<=30"), _done("middle", ">30", "<=90"), _done("late", ">90"))
        ),
        Prose("reading"),
    ),
    widths=(10.5,) * 12,
    portrait=True,
    banner=True,
)
