"""Helps while typing: what belongs into a cell, and what was wrong with a value that is refused."""

from __future__ import annotations

import datetime as dt
from typing import Final

from roi_xl.lang import texts
from roi_xl.template import names
from roi_xl.template.declaration import Rule
from roi_xl.template.draw.pen import Pen

LONGEST_TITLE: Final = 32
LONGEST_TEXT: Final = 255
"""How many characters Excel takes; it refuses to open a workbook with longer ones."""

_PERCENT: Final = frozenset({"share", "factor", "percent"})


def guide(
    pen: Pen, first: int, last: int, column: int, *, rule: Rule | None, format_: str, about: tuple[str, str]
) -> None:
    """Show a hint beside each selected cell of a column, and refuse what may not be typed.

    Args:
        pen: What writes the sheet.
        first: First row.
        last: Last row.
        column: Column.
        rule: What may be typed; None for anything.
        format_: Key of the cells' number format, in which the limits are said.
        about: Title and text of the hint.

    Raises:
        ValueError: The hint, or the words for a refused value, are longer than Excel takes.
    """
    words = dict(zip(("input_title", "input_message"), about, strict=True))
    condition: dict[str, object] = {"validate": "any"}
    if rule is not None:
        words["error_title"] = pen.words.text("rule", "title")
        words["error_message"] = _refusal(pen, rule, format_)
        condition = {"ignore_blank": True, **_condition(rule)}
    for key, text in words.items():
        longest = LONGEST_TITLE if key.endswith("title") else LONGEST_TEXT
        if len(text) > longest:
            there = f"{len(text)} characters, at most {longest}: {text}"
            raise ValueError(f"template/lang/{pen.words.language}.toml: {there}")
    pen.worksheet.data_validation(first, column, last, column, condition | words)


def _condition(rule: Rule) -> dict[str, object]:
    """The rule as XlsxWriter takes it."""
    if rule.kind in ("list", "suggestion"):
        source: dict[str, object] = {"validate": "list", "source": f"={names.list_cells(str(rule.low))}"}
        return source | ({"error_type": "information"} if rule.kind == "suggestion" else {})
    low, high = (
        (dt.date.fromisoformat(str(limit)) for limit in (rule.low, rule.high))
        if rule.kind == "date"
        else (rule.low, rule.high)
    )
    return {"validate": rule.kind, "criteria": "between", "minimum": low, "maximum": high}


def _refusal(pen: Pen, rule: Rule, format_: str) -> str:
    """What is said of a refused value: the limits, or the choices that there are."""
    list_ = str(rule.low)
    if rule.kind == "list" and list_ in pen.book.columns:
        table, column = pen.book.columns[list_]
        tab = pen.words.text("sheet", pen.plan.tables[table].sheet, "tab")
        header = pen.words.text("column", table, column)
        return pen.words.text("rule", "known").format(sheet=tab, column=header)
    if rule.kind == "list":
        choices = [pen.words.text("list", list_, code) for code in pen.book.lists[list_]]
        return pen.words.text("rule", "list").format(choices=", ".join(choices))
    if rule.kind == "suggestion":
        return pen.words.text("rule", "suggestion")
    low, high = (_limit(pen, limit, format_) for limit in (rule.low, rule.high))
    return pen.words.text("rule", rule.kind).format(low=low, high=high)


def _limit(pen: Pen, limit: float | str, format_: str) -> str:
    """A limit as people write it in the cells' format."""
    if isinstance(limit, str):
        return limit
    language = texts(pen.words.language)
    return language.percent(limit, 0) if format_ in _PERCENT else language.number(limit, 0)
