"""The sheet Dashboard, for the sponsor and the CFO: only links; nothing is calculated or typed here."""

from __future__ import annotations

from roi_xl.template.cards import Card, Chart, Charts, Facts, Series, Statement, Stature, Strip
from roi_xl.template.declaration import Kind, Prose, Sheet
from roi_xl.template.sentences import percent, sentence
from roi_xl.template.sheets.check_places import first_of
from roi_xl.template.statement import NOTES_ONCE_FILLED_IN, SENTENCE, UNTIL_FILLED_IN

_BETWEEN = sentence("range", low=percent("out_roi_low", 0), high=percent("out_roi_high", 0))
_RANGE = f"IF(cal_range_set,{_BETWEEN},{sentence('range_not_set')})"
_IRR = 'IF(out_benefit>0,out_irr,"–")'
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
    known="cal_has_views",
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
    every=2,
    known="COUNT({kpi1.trained})>0",
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
                Card("checks", UNTIL_FILLED_IN, "check", sheet="checks"),
                Card("advice", NOTES_ONCE_FILLED_IN, "notes", sheet="checks"),
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
        Statement("out_sentence", SENTENCE),
        Statement("out_verdict", _VERDICT),
        Strip(
            "hurdle",
            (
                Card("npv", _once_known("out_npv", _HAS_NPV), "money", caption=_at_hurdle("npv")),
                Card("irr", _once_known(_IRR), "percent", caption=_at_hurdle("irr")),
                Card("verdict", _HURDLE, "plain"),
            ),
            Stature.SHORT,
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
            "follow_up",
            (
                _done("early", ">0", "<=30"),
                _done("middle", ">30", "<=90"),
                _done("late", ">90"),
                Card("next", '=IF(COUNT({follow_up.open})=0,"–",MIN({follow_up.open}))', "date"),
            ),
            Stature.SHORT,
        ),
        Prose("reading"),
    ),
    widths=(10.5,) * 12,
    portrait=True,
    banner=True,
)
