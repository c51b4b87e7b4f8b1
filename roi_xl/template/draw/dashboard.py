"""Writes the blocks of the front page: facts, cards and sentences. Figures span columns only here."""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter.format import Format

from roi_xl.template.cards import Card, Facts, Statement, Stature, Strip
from roi_xl.template.draw.pen import Pen
from roi_xl.template.draw.placement import CARD_HEIGHTS, LEFT
from roi_xl.template.draw.styles import PALETTE, VERDICTS
from roi_xl.template.words import Typed

_GAP = {"left": 5, "left_color": PALETTE["white"], "right": 5, "right_color": PALETTE["white"]}


def write_facts(pen: Pen, row: int, block: Facts) -> None:
    """Write label and value side by side, two columns for each fact."""
    pen.worksheet.set_row(row, 19)
    for number, fact in enumerate(block.facts):
        column = LEFT + 2 * number
        label = pen.styles.of(font_color=PALETTE["muted"], align="right")
        pen.put(row, column, pen.words.text("card", "facts", fact.id, "label"), label)
        number_format = (
            {} if fact.format == "plain" else {"num_format": pen.words.text("format", fact.format)}
        )
        link = {"underline": 1} if fact.sheet else {}
        style = pen.styles.of(bold=True, align="left", indent=1, **number_format, **link)
        if fact.sheet:
            pen.link(row, column + 1, fact.sheet, style)
        pen.put(row, column + 1, fact.formula, style)
        if fact.format in VERDICTS:
            pen.judge(row, row, column + 1, fact.format)
    pen.worksheet.set_row(row + 1, 4)


def write_strip(pen: Pen, row: int, block: Strip) -> None:
    """Write cards side by side, and above them a title unless they are the headline."""
    if block.stature is not Stature.HEADLINE:
        pen.title(row, pen.words.text("block", f"strip_{block.id}"))
        row += 1
    width = len(pen.sheet.widths) // len(block.cards)
    for number, card in enumerate(block.cards):
        _write_card(pen, row, LEFT + number * width, width, block, card)
    for offset, points in enumerate(CARD_HEIGHTS[block.stature]):
        pen.worksheet.set_row(row + offset, points)


def _write_card(pen: Pen, row: int, column: int, width: int, block: Strip, card: Card) -> None:
    tall = block.stature is Stature.HEADLINE
    dark = tall and card.hero
    fill = "navy" if dark else "light" if card.hero else "pale"
    ink = PALETTE["white" if dark else "navy" if tall or card.hero else "muted"]
    quiet = PALETTE["white" if dark else "muted"]
    box = {"bg_color": PALETTE[fill], "align": "center", **_GAP}
    small = {**box, "font_color": quiet}
    if block.stature in (Stature.HEADLINE, Stature.CHAIN):
        label = card.label or pen.words.text("card", block.id, card.id, "label")
        _merged(pen, row, column, width, label, pen.styles.of(**small))
        row += 1
    size = (20 if card.format != "plain" else 16) if tall else 15
    figure = {**box, "bold": True, "font_size": size, "font_color": ink, "shrink": True}
    _merged(pen, row, column, width, card.formula, _with_number(pen, card.format, figure))
    pen.group_thousands(row, row, column, card.format)
    words = {**small, "text_wrap": not tall, "valign": "vcenter" if tall else "top"}
    caption, format_ = card.caption or (pen.words.text("card", block.id, card.id, "caption"), "plain")
    _merged(pen, row + 1, column, width, caption, _with_number(pen, format_, words))
    if card.status:
        style = _with_number(pen, "reached", box)
        _merged(pen, row + 2, column, width, card.status, style)
        pen.judge(row + 2, row + 2, column, "reached")


def _with_number(pen: Pen, format_: str, properties: Mapping[str, object]) -> Format:
    return pen.styles.of(**properties) if format_ == "plain" else pen.styles.number(format_, **properties)


def _merged(pen: Pen, row: int, column: int, width: int, value: Typed, style: Format) -> None:
    """Write over several columns: unlike text, a figure doesn't run into the next cell but becomes ###."""
    pen.worksheet.merge_range(row, column, row, column + width - 1, "", style)
    pen.put(row, column, value, style)


def write_statement(pen: Pen, row: int, block: Statement) -> None:
    """Write a sentence over the width of the page."""
    pen.worksheet.set_row(row, 4 + 15 * block.rows)
    style = pen.styles.of(bold=True, font_size=11, font_color=PALETTE["navy"], text_wrap=True)
    _merged(pen, row, LEFT, len(pen.sheet.widths), block.formula, style)
