"""The sheet Start: what the file is, whether its figures can be trusted now, and where to begin."""

from __future__ import annotations

from roi_xl.template.cards import About, Card
from roi_xl.template.declaration import Kind, Legend, Sheet, Steps
from roi_xl.template.statement import UNTIL_FILLED_IN

START = Sheet(
    "start",
    Kind.DOCUMENT,
    (
        About(
            "about",
            (
                Card("programme", '=inp_programme&""', "plain"),
                Card("owner", '=inp_owner&""', "plain"),
                Card("report_date", "=inp_report_date", "date"),
                Card("state", "=cal_state", "plain"),
                Card("checks", UNTIL_FILLED_IN, "about_checks"),
                Card("advice", "=out_advice", "notes"),
                Card("addin", "=cal_addin", "about_addin"),
                Card("calculation", "", "plain"),
                Card("protection", "", "plain"),
            ),
        ),
        Legend(),
        Steps(
            "steps",
            (
                "objectives",
                "inputs",
                "costs",
                "values",
                "benefits",
                "kpi",
                "attribution",
                "range",
                "evidence",
                "follow_up",
                "checks",
                "summary",
            ),
        ),
        Steps("reference", ("roi", "functions", "method", "log", "lists")),
    ),
    widths=(4, 24, 96),
    portrait=True,
)
