"""Draws the chart of a section as SVG: bars and points on one scale, their figures beside them, no script.

A few shapes with text as text: a plotting library would draw its own axes, ticks and fonts, which a report
with a figure beside each bar doesn't need, and would have to be installed by everybody.
"""

from __future__ import annotations

from html import escape
from typing import Final

from roi_xl.report.content import Bar, Section

_NARROW, _WIDE = (165.0, 137.0, 98.0), (330.0, 320.0, 170.0)
"""Widths for labels, bars and figures: of a chart in one of two columns, and of one across both."""
_ROW, _BAR, _DOT, _CAPTION = 19.0, 11.0, 4.5, 12.0
_LEAST: Final = 1.5  # width of a bar that is too short to be seen
_PADDING: Final = 0.03  # of the scale on either side, so that points at its ends aren't cut


class _Scale:
    """Turns figures into places from left to right.

    Attributes:
        left: Where labels end.
        right: Where bars end.
        end: Where the figures beside them end.
    """

    def __init__(self, values: list[float], widths: tuple[float, float, float]) -> None:
        self.left, self.right, self.end = widths[0], sum(widths[:2]), sum(widths)
        low, high = min(values), max(values)
        margin = (high - low or 1.0) * _PADDING
        self._low, self._span = low - margin, (high - low or 1.0) + 2 * margin

    def at(self, value: float) -> float:
        return self.left + (value - self._low) / self._span * (self.right - self.left)


def chart(section: Section) -> str:
    """The picture; empty for a section without one.

    Args:
        section: Its bars and the marks across them, in one unit.
    """
    if not section.bars:
        return ""
    ends = [end for bar in section.bars for end in (bar.start, bar.end)]
    has_points = any(bar.point is not None for bar in section.bars)
    marks = [mark.at for mark in section.marks]
    widths = _WIDE if section.is_wide else _NARROW
    scale = _Scale([*ends, *marks, *([] if has_points else [0.0])], widths)
    top = _CAPTION * len(section.marks) + 2
    height = top + _ROW * len(section.bars) + 2
    drawn = [_mark(scale, number, height, section) for number in range(len(section.marks))]
    if not has_points:
        drawn.append(_line(scale.at(0.0), top, height, "axis"))
    drawn += [_row(scale, bar, top + number * _ROW) for number, bar in enumerate(section.bars)]
    told = "; ".join(f"{bar.label}: {bar.shown}" for bar in section.bars)
    box = f"0 0 {scale.end:.0f} {height:.0f}"
    alt = escape(f"{section.title}. {told}")
    return f'<svg role="img" aria-label="{alt}" viewBox="{box}">{"".join(drawn)}</svg>\n'


def _mark(scale: _Scale, number: int, height: float, section: Section) -> str:
    """A line across the chart, its words on a line of their own above, so that they can't overlap."""
    mark = section.marks[number]
    x, y = scale.at(mark.at), _CAPTION * (number + 1) - 2
    is_right = 2 * x > scale.left + scale.right
    side = f'x="{x - 4:.1f}" text-anchor="end"' if is_right else f'x="{x + 4:.1f}"'
    words = f'<text class="note" {side} y="{y:.1f}">{escape(mark.label)}</text>'
    return _line(x, y - 7, height, mark.kind) + words


def _line(x: float, top: float, bottom: float, kind: str) -> str:
    return f'<line class="{kind}" x1="{x:.1f}" x2="{x:.1f}" y1="{top:.1f}" y2="{bottom:.1f}"/>'


def _row(scale: _Scale, bar: Bar, top: float) -> str:
    base, middle = top + 13, top + _ROW / 2
    left, right = sorted((scale.at(bar.start), scale.at(bar.end)))
    shape = (
        f'<rect class="{bar.kind}" x="{left:.1f}" y="{middle - _BAR / 2:.1f}" '
        f'width="{max(right - left, _LEAST):.1f}" height="{_BAR}"/>'
    )
    if bar.point is not None:
        shape = (
            f'<line class="whisker" x1="{left:.1f}" x2="{right:.1f}" y1="{middle:.1f}" y2="{middle:.1f}"/>'
            f'<circle class="{bar.kind}" cx="{scale.at(bar.point):.1f}" cy="{middle:.1f}" r="{_DOT}"/>'
        )
    return (
        f'<text x="{scale.left - 6:.1f}" y="{base:.1f}" text-anchor="end">{escape(bar.label)}</text>{shape}'
        f'<text class="figure" x="{scale.end:.1f}" y="{base:.1f}" text-anchor="end">'
        f"{escape(bar.shown)}</text>"
    )
