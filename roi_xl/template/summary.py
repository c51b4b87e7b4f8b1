"""The page for the sponsor and the CFO: links only, nothing is calculated or typed here."""

from __future__ import annotations

from roi_xl.template.declaration import Bars, Card, Charts, Facts, Kind, Prose, Sheet, Statement, Strip

_NAVY, _SKY, _BLUE, _VERMILION, _NONE = "navy", "sky", "blue", "vermilion", ""

_RANGE = (
    "=FIXED(ROUND(100*out_roi_low,0),0)&INDEX(lst_phrase,7)"
    "&FIXED(ROUND(100*out_roi_high,0),0)&INDEX(lst_phrase,8)"
)
_SENTENCE = (
    "=INDEX(lst_phrase,1)&FIXED(ROUND(100*out_roi,1),1)&INDEX(lst_phrase,2)&FIXED(ROUND(100*out_roi_low,1),1)"
    "&INDEX(lst_phrase,3)&FIXED(ROUND(100*out_roi_high,1),1)&INDEX(lst_phrase,4)&FIXED(out_bcr,2)"
    "&INDEX(lst_phrase,5)&FIXED(out_bcr-1,2)&INDEX(lst_phrase,6)"
)
_VERDICT = "=INDEX(lst_verdict,3-(out_roi>=inp_target)-(out_roi_low>=inp_target))"

SUMMARY = Sheet(
    "summary",
    Kind.OUTPUT,
    (
        Facts(
            (
                Card("period", "=inp_start", "date"),
                Card("report_date", "=inp_report_date", "date"),
                Card("currency", "=inp_currency", "plain"),
                Card("checks", "=out_checks", "check"),
                Card("advice", "=out_advice", "notes"),
                Card("addin", "=cal_addin", "switch"),
            )
        ),
        Strip(
            "headline",
            (
                Card("roi", "=out_roi", "percent", caption=("=inp_target", "caption_target"), hero=True),
                Card("range", _RANGE, "plain"),
                Card("bcr", "=out_bcr", "times"),
                Card("net", "=out_net", "money"),
                Card("benefit", "=out_benefit", "money"),
                Card("cost", "=out_cost", "money", caption=("=cal_cost_head", "caption_head")),
            ),
            tall=True,
        ),
        Statement("out_sentence", _SENTENCE),
        Statement("out_verdict", _VERDICT),
        Charts(
            (
                Bars(
                    "waterfall",
                    "waterfall",
                    "label",
                    (
                        ("base_above", _NONE),
                        ("base_below", _NONE),
                        ("total_above", _NAVY),
                        ("total_below", _NAVY),
                        ("gain_above", _BLUE),
                        ("gain_below", _BLUE),
                        ("loss_above", _VERMILION),
                        ("loss_below", _VERMILION),
                    ),
                ),
                Bars(
                    "against_target",
                    "against_target",
                    "scenario",
                    (("roi", _NAVY),),
                    line="target",
                    points=(_SKY, _NAVY, _SKY),
                    format="0%",
                ),
            )
        ),
        Strip(
            "walk",
            (
                Card("published", "=out_roi_published", "percent"),
                Card("margin", "=cal_roi_margin", "percent"),
                Card("isolated", "=cal_roi_isolated", "percent"),
                Card("reported", "=cal_roi_reported", "percent", hero=True),
            ),
        ),
        Strip(
            "classes",
            (
                Card("hard", "=cal_roi_hard", "percent"),
                Card("avoidance", "=cal_roi_avoidance", "percent"),
                Card("revenue", "=cal_roi_revenue", "percent"),
                Card("soft", "=cal_roi_all", "percent", hero=True),
            ),
        ),
        Prose("reading"),
    ),
    widths=(10.5,) * 12,
    portrait=True,
    banner=True,
)
