"""Values, figures and counts as people read them; every command and report words them with this module.

The modules that write formulas, VBA or XML decide themselves how values are written there.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from roi_xl.errors import CellError
from roi_xl.units import Unit

_LONGEST: Final = 60  # the most characters of a text that are quoted
NO_FIGURE: Final = "–"
"""Shown in place of a figure that doesn't exist yet."""


def figure(value: float | str | None, unit: Unit) -> str:
    """A figure as Excel shows it with the number format of its unit: 152.0%, 2.52×, 24,320.

    Args:
        value: A number, or what a cell shows in place of one; None if there is no figure.
        unit: What it measures.
    """
    if value is None:
        return NO_FIGURE
    if unit is Unit.TEXT or isinstance(value, bool) or not isinstance(value, int | float):
        return plain(value)
    from roi_xl.lang import rounded

    is_percent = unit is Unit.PERCENT
    shown = rounded(value, unit.decimals + 2) * 100 if is_percent else rounded(value, unit.decimals)
    digits = f"{shown + 0:{',' if unit.is_grouped else ''}.{unit.decimals}f}"  # no negative zero
    return f"{digits}%" if is_percent else f"{digits}{unit.sign}"


def change(old: float | str | None, new: float | str | None, unit: Unit) -> tuple[str, str]:
    """Two different figures; with all their digits if they would look the same when rounded."""
    shown = figure(old, unit), figure(new, unit)
    if old != new and shown[0] == shown[1] and old is not None and new is not None:
        return plain(old), plain(new)
    return shown


def quoted(value: float | str | None) -> str:
    """A cell's value in a sentence: 15 digits as in Excel, TRUE, "text", #N/A, blank."""
    if value is None:
        return "blank"
    if isinstance(value, str) and not isinstance(value, CellError):
        return f'"{printable(value[:_LONGEST])}{"…" if len(value) > _LONGEST else ""}"'
    return plain(value)


def shortened(text: str, most: int) -> str:
    """A text of at most so many characters; where something is left out, `…` says so."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def plain(value: float | str | None) -> str:
    """A cell's value on its own: 15 digits as in Excel, TRUE, a text as it is, #N/A; empty for a blank."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    return f"{value:.15g}" if isinstance(value, int | float) else printable(value)


def grouped(value: float | str | None) -> str:
    """A cell's value for a page: up to ten digits, with thousands separators."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{value:,.10g}" if is_number else plain(value)


def counted(count: int, noun: str) -> str:
    """A number of things: 1 cell, 2 cells."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def printable(text: object) -> str:
    """A text from outside with control characters spelled out: one line, no escape codes for the terminal."""
    return "".join(_spelled(c) if unicodedata.category(c)[0] == "C" else c for c in str(text))


def printable_lines(text: str) -> str:
    """A message of several lines, each of them printable."""
    return "\n".join(map(printable, text.expandtabs().split("\n")))


def _spelled(character: str) -> str:
    return character.encode("unicode_escape").decode()
