"""Draws how one ROI became another as bars from step to step, in SVG."""

from __future__ import annotations

from html import escape
from typing import Final

from roi_xl.diff.account import points
from roi_xl.diff.difference import Bridge
from roi_xl.lang import Texts

_LEFT, _WIDTH, _ROW, _BAR, _RIGHT = 230.0, 520.0, 26.0, 16.0, 150.0
_LEAST: Final = 1.5  # width of the bar of a step that moves nothing that could be seen


def waterfall(bridge: Bridge, words: Texts) -> str:
    """The picture; each bar begins where the one before it ends.

    Args:
        bridge: The steps.
        words: The words and numbers of a language.
    """
    bars = [(words["diff.roi_old"], 0.0, bridge.old, "total")]
    at = bridge.old
    for step in bridge.steps:
        kind = "up" if step.effect >= 0 else "down"
        bars.append((words[f"cause.{step.cause}"], at, at + step.effect, kind))
        at += step.effect
    bars.append((words["diff.roi_new"], 0.0, bridge.new, "total"))
    ends = [value for _, start, end, _ in bars for value in (start, end)]
    low, span = min(ends), (max(ends) - min(ends)) or 1.0

    def place(value: float) -> float:
        return _LEFT + (value - low) / span * _WIDTH

    rows = []
    for number, (label, start, end, kind) in enumerate(bars):
        top = number * _ROW + (_ROW - _BAR) / 2
        left, right = sorted((place(start), place(end)))
        shown = words.percent(end) if kind == "total" else points(words, end - start)
        rows.append(
            f'<text x="{_LEFT - 8:.1f}" y="{top + 13:.1f}" text-anchor="end">{escape(label)}</text>'
            f'<rect class="{kind}" x="{left:.1f}" y="{top:.1f}" width="{max(right - left, _LEAST):.1f}" '
            f'height="{_BAR}"/><text x="{right + 6:.1f}" y="{top + 13:.1f}">{escape(shown)}</text>'
        )
    height = len(bars) * _ROW
    axis = f'<line class="axis" x1="{place(0):.1f}" x2="{place(0):.1f}" y1="0" y2="{height}"/>'
    box = f"0 0 {_LEFT + _WIDTH + _RIGHT:.0f} {height:.0f}"
    title = escape(words["diff.bridge"])
    return f'<svg role="img" aria-label="{title}" viewBox="{box}">{axis}{"".join(rows)}</svg>\n'
