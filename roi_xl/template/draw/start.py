"""Writes the blocks of the first sheet: facts about the file, and what to do on which sheet."""

from __future__ import annotations

from roi_xl.template.cards import About
from roi_xl.template.declaration import Steps
from roi_xl.template.draw.pen import Pen
from roi_xl.template.draw.placement import LABEL, UNIT
from roi_xl.template.draw.styles import PALETTE, VERDICTS


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
        pen.link(row + number, LABEL, sheet, link)
        pen.put(row + number, UNIT, pen.words.text("step", sheet), pen.styles.of(text_wrap=True))
