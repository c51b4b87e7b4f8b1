"""Draws native charts from the rows of a table: columns, bars, lines, or columns with lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate

from xlsxwriter.chart import Chart as Drawing

from roi_xl.template.cards import Chart, Charts, Series
from roi_xl.template.draw.pen import Pen
from roi_xl.template.draw.placement import CHART_ROWS, GAP, LEFT, pixels
from roi_xl.template.draw.styles import PALETTE
from roi_xl.template.sentences import sentence

_SIZE = (468, 238)  # pixels: two charts side by side fill the twelve columns of the page
_SMALL = {"size": 10, "color": PALETTE["ink"]}
_INVISIBLE: Mapping[str, object] = {"fill": {"none": True}, "border": {"none": True}}


def write_charts(pen: Pen, row: int, block: Charts) -> None:
    """Draw charts side by side."""
    width = len(pen.sheet.widths) // len(block.charts)
    pen.worksheet.set_row(row + CHART_ROWS, GAP)
    note = pen.styles.of(font_color=PALETTE["muted"], italic=True, align="center")
    middle = row + CHART_ROWS // 2
    for number, chart in enumerate(block.charts):
        left = LEFT + number * width
        pen.worksheet.merge_range(middle, left, middle, _right(pen, left), "", note)
        pen.put(middle, left, f'=IF({chart.known},"",{sentence("nothing_to_draw")})', note)
        pen.worksheet.insert_chart(
            row,
            left,
            _drawing(pen, chart),
            {
                "description": pen.words.text("chart", chart.id, "description"),
                "object_position": 2,
                "x_offset": 2,
            },
        )


def _right(pen: Pen, left: int) -> int:
    """The last column that a chart covers whole."""
    ends = accumulate(pixels(width) for width in pen.sheet.widths[left - LEFT :])
    return left + sum(end <= _SIZE[0] for end in ends) - 1


def _drawing(pen: Pen, chart: Chart) -> Drawing:
    solid = [series for series in chart.series if not series.line]
    stacked = {"subtype": "stacked"} if len(solid) > 1 else {}
    drawing = pen.workbook.add_chart({"type": "bar" if chart.horizontal else "column", **stacked})
    for series in solid:
        drawing.add_series({**_data(pen, chart, series), **_solid(series), "gap": chart.gap})
    if lines := [series for series in chart.series if series.line]:
        over = pen.workbook.add_chart({"type": "line"})
        for series in lines:
            over.add_series({**_data(pen, chart, series), **_line(series)})
        drawing.combine(over)
    title = {"size": 11, "bold": True, "color": PALETTE["navy"], "name": "Calibri"}
    drawing.set_title(
        {
            "name": pen.words.text("chart", chart.id, "title"),
            "name_font": title,
            "layout": {"x": 0.02, "y": 0.03},
        }
    )
    drawing.set_legend(_legend([*solid, *lines]))
    drawing.set_size(dict(zip(("width", "height"), _SIZE, strict=True)))
    drawing.set_plotarea({"fill": {"none": True}})
    drawing.set_chartarea({"border": {"color": PALETTE["rule"]}, "fill": {"none": True}})
    categories: dict[str, object] = {
        "num_font": _SMALL,
        "line": {"color": PALETTE["rule"]},
        "major_tick_mark": "none",
        "label_position": "low",
        "reverse": chart.horizontal,  # the first row on top
        **({"interval_unit": chart.every} if chart.every > 1 else {}),
    }
    amounts: dict[str, object] = {
        "num_format": chart.format,
        "num_font": {**_SMALL, "color": PALETTE["muted"]},
        "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": PALETTE["grid"], "width": 0.75}},
    }
    drawing.set_x_axis(categories if not chart.horizontal else amounts)
    drawing.set_y_axis(amounts if not chart.horizontal else categories)
    return drawing


def _data(pen: Pen, chart: Chart, series: Series) -> dict[str, object]:
    return {
        "name": pen.words.text("column", chart.table, series.column),
        "categories": "=" + pen.plan.column_area(chart.table, chart.labels),
        "values": "=" + pen.plan.column_area(chart.table, series.column),
    }


def _solid(series: Series) -> dict[str, object]:
    if not series.colour:
        return dict(_INVISIBLE)
    look: dict[str, object] = {"fill": {"color": PALETTE[series.colour]}, "border": {"none": True}}
    if series.points:
        look["points"] = [{"fill": {"color": PALETTE[colour]}} for colour in series.points]
    if series.labels:
        look["data_labels"] = {
            "value": True,
            "num_format": series.labels,
            "position": "outside_end" if series.points else "inside_end",
            "font": {"size": 10, "bold": True, "color": PALETTE["navy" if series.points else "ink"]},
        }
    return look


def _line(series: Series) -> dict[str, object]:
    line: dict[str, object] = {"color": PALETTE[series.colour], "width": 2.25}
    return {"line": {**line, "dash_type": "dash"} if series.dashed else line, "marker": {"type": "none"}}


def _legend(series: Sequence[Series]) -> dict[str, object]:
    """A legend of the series that are to be in it."""
    hidden = [index for index, each in enumerate(series) if not each.legend]
    if len(hidden) == len(series):
        return {"none": True}
    return {"position": "bottom", "delete_series": hidden, "font": _SMALL}
