"""The first sheet: what the file is, whether it can be trusted today, and where to begin."""

from __future__ import annotations

from roi_xl.template.cards import About, Card
from roi_xl.template.declaration import Kind, Legend, Sheet, Steps
from roi_xl.template.pen import Pen
from roi_xl.template.placement import LABEL, LEFT, UNIT
from roi_xl.template.styles import PALETTE, VERDICTS

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
                Card("checks", "=out_checks", "about_checks"),
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


def write_about(pen: Pen, row: int, block: About) -> None:
    """Write facts about the file one below the other; a fact without a formula is a word of the language."""
    pen.title(row, pen.words.text("block", block.id))
    for offset, fact in enumerate(block.facts, start=row + 1):
        label = pen.styles.of(font_color=PALETTE["muted"])
        pen.put(offset, LABEL, pen.words.text("card", block.id, fact.id, "label"), label)
        text = fact.formula or pen.words.text("card", block.id, fact.id, "text")
        strong = {"bold": bool(fact.formula), "align": "left"}
        style = (
            pen.styles.of(text_wrap=True, **strong)
            if fact.format == "plain"
            else pen.styles.number(fact.format, **strong)
        )
        pen.put(offset, UNIT, text, style)
        if fact.format in VERDICTS:
            pen.judge(offset, offset, UNIT, fact.format)


def write_steps(pen: Pen, row: int, block: Steps) -> None:
    """Write what to do on which sheet, each with a link to it."""
    pen.title(row, pen.words.text("block", block.id))
    link = pen.styles.of(font_color=PALETTE["blue"], underline=1)
    for number, sheet in enumerate(block.sheets, start=1):
        if block.id == "steps":
            pen.put(row + number, LEFT, number, pen.styles.of(font_color=PALETTE["muted"], align="left"))
        target = pen.plan.reference(sheet, "A1")
        tab = pen.words.text("sheet", sheet, "tab")
        pen.worksheet.write_url(row + number, LABEL, f"internal:{target}", link, tab)
        pen.put(row + number, UNIT, pen.words.text("step", sheet), pen.styles.of(text_wrap=True))
