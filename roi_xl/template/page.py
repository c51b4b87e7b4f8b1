"""The blocks of the front page: facts, cards, sentences and charts. Only here do figures span columns."""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter.chart import Chart
from xlsxwriter.format import Format

from roi_xl.template.declaration import Bars, Card, Charts, Facts, Statement, Strip
from roi_xl.template.pen import Pen
from roi_xl.template.placement import LEFT, TablePlace
from roi_xl.template.styles import PALETTE, VERDICTS
from roi_xl.template.words import Typed

_CHART_SIZE = (468, 300)  # pixels: two beside each other on the twelve columns of the page
_GAP = {"left": 5, "left_color": PALETTE["white"], "right": 5, "right_color": PALETTE["white"]}
_BOX = {True: PALETTE["navy"], False: PALETTE["pale"]}
_INVISIBLE: Mapping[str, object] = {"fill": {"none": True}, "border": {"none": True}}


def write_facts(pen: Pen, row: int, block: Facts) -> None:
    """Write label and value beside each other, two columns a fact."""
    pen.worksheet.set_row(row, 19)
    for number, fact in enumerate(block.facts):
        column = LEFT + 2 * number
        label = pen.styles.of(font_color=PALETTE["muted"], font_size=9, align="right", indent=1)
        pen.put(row, column, pen.words.text("card", "facts", fact.id, "label"), label)
        number_format = (
            {} if fact.format == "plain" else {"num_format": pen.words.text("format", fact.format)}
        )
        pen.put(
            row,
            column + 1,
            fact.formula,
            pen.styles.of(font_size=9, bold=True, align="left", **number_format),
        )
        if fact.format in VERDICTS:
            pen.judge(row, row, column + 1, fact.format)
    pen.worksheet.set_row(row + 1, 6)


def write_strip(pen: Pen, row: int, block: Strip) -> None:
    """Write cards side by side: figure and caption, and above them the label of tall ones."""
    if not block.tall:
        pen.title(row, pen.words.text("block", f"strip_{block.id}"))
        row += 1
    width = len(pen.sheet.widths) // len(block.cards)
    for number, card in enumerate(block.cards):
        column = LEFT + number * width
        if block.tall:
            _write_tall_card(pen, row, column, width, block, card)
        else:
            _write_card(pen, row, column, width, block, card)
    heights = (18, 34, 18, 6) if block.tall else (28, 26, 8)
    for offset, points in enumerate(heights):
        pen.worksheet.set_row(row + offset, points)


def _write_tall_card(pen: Pen, row: int, column: int, width: int, block: Strip, card: Card) -> None:
    ink = PALETTE["white"] if card.hero else PALETTE["navy"]
    quiet = PALETTE["white"] if card.hero else PALETTE["muted"]
    box = {"bg_color": _BOX[card.hero], "align": "center", **_GAP}
    small = {**box, "font_size": 9, "font_color": quiet}
    label = pen.words.text("card", block.id, card.id, "label")
    _merged(pen, row, column, width, label, pen.styles.of(**small))
    big = {**box, "bold": True, "font_size": 20 if card.format != "plain" else 16, "font_color": ink}
    _merged(pen, row + 1, column, width, card.formula, _with_number(pen, card.format, big))
    caption: Typed = card.caption[0] if card.caption else pen.words.text("card", block.id, card.id, "caption")
    _merged(
        pen,
        row + 2,
        column,
        width,
        caption,
        _with_number(pen, card.caption[1] if card.caption else "plain", small),
    )


def _write_card(pen: Pen, row: int, column: int, width: int, block: Strip, card: Card) -> None:
    box = {"bg_color": PALETTE["light"] if card.hero else PALETTE["pale"], "align": "center", **_GAP}
    ink = PALETTE["navy"] if card.hero else PALETTE["muted"]
    figure = {**box, "bold": True, "font_size": 15, "font_color": ink}
    _merged(pen, row, column, width, card.formula, _with_number(pen, card.format, figure))
    caption = {**box, "font_size": 9, "text_wrap": True, "valign": "top", "bold": card.hero}
    _merged(
        pen,
        row + 1,
        column,
        width,
        pen.words.text("card", block.id, card.id, "caption"),
        pen.styles.of(**caption),
    )


def _with_number(pen: Pen, format_: str, properties: Mapping[str, object]) -> Format:
    return pen.styles.of(**properties) if format_ == "plain" else pen.styles.number(format_, **properties)


def _merged(pen: Pen, row: int, column: int, width: int, value: Typed, style: Format) -> None:
    """Write over several columns: figures don't spill into the next cell as text does, they become ###."""
    pen.worksheet.merge_range(row, column, row, column + width - 1, "", style)
    pen.put(row, column, value, style)


def write_statement(pen: Pen, row: int, block: Statement) -> None:
    """Write a sentence over the width of the page."""
    pen.worksheet.set_row(row, 20)
    style = pen.styles.of(bold=True, font_size=11, font_color=PALETTE["navy"], text_wrap=True)
    _merged(pen, row, LEFT, len(pen.sheet.widths), block.formula, style)


def write_charts(pen: Pen, row: int, block: Charts) -> None:
    """Draw charts side by side."""
    width = len(pen.sheet.widths) // len(block.charts)
    for number, bars in enumerate(block.charts):
        pen.worksheet.insert_chart(
            row,
            LEFT + number * width,
            _bar_chart(pen, bars),
            {
                "description": pen.words.text("chart", bars.id, "description"),
                "object_position": 2,
                "x_offset": 2,
            },
        )


def _bar_chart(pen: Pen, bars: Bars) -> Chart:
    place = pen.plan.tables[bars.table]
    stacked = {"subtype": "stacked"} if len(bars.series) > 1 else {}
    chart = pen.workbook.add_chart({"type": "column", **stacked})
    for column, colour in bars.series:
        look = _INVISIBLE if not colour else {"fill": {"color": PALETTE[colour]}, "border": {"none": True}}
        series = {**_series(pen, place, bars, column), **look, "gap": 45}
        if bars.points:
            series["points"] = [{"fill": {"color": PALETTE[colour]}} for colour in bars.points]
        if bars.format:
            series["data_labels"] = {
                "value": True,
                "num_format": bars.format,
                "position": "outside_end",
                "font": {"size": 11, "bold": True, "color": PALETTE["navy"]},
            }
        chart.add_series(series)
    if bars.line:
        line = pen.workbook.add_chart({"type": "line"})
        dashes = {"color": PALETTE["vermilion"], "width": 2, "dash_type": "dash"}
        line.add_series({**_series(pen, place, bars, bars.line), "line": dashes})
        chart.combine(line)
    small = {"size": 9, "color": PALETTE["ink"]}
    chart.set_legend(
        {"position": "bottom", "delete_series": [0], "font": small} if bars.line else {"none": True}
    )
    title = {"size": 11, "bold": True, "color": PALETTE["navy"], "name": "Calibri"}
    chart.set_title(
        {
            "name": pen.words.text("chart", bars.id, "title"),
            "name_font": title,
            "layout": {"x": 0.02, "y": 0.03},
        }
    )
    chart.set_size(dict(zip(("width", "height"), _CHART_SIZE, strict=True)))
    chart.set_chartarea({"border": {"color": PALETTE["rule"]}})
    chart.set_x_axis(
        {
            "num_font": {**small, "size": 8},
            "line": {"color": PALETTE["rule"]},
            "major_tick_mark": "none",
            "label_position": "low",
        }
    )
    chart.set_y_axis(
        {
            "num_format": bars.format or "#,##0",
            "num_font": {**small, "color": PALETTE["muted"]},
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": PALETTE["grid"], "width": 0.75}},
        }
    )
    return chart


def _series(pen: Pen, place: TablePlace, bars: Bars, column: str) -> dict[str, object]:
    return {
        "name": pen.words.text("column", place.table.id, column),
        "categories": "=" + pen.plan.column_area(place.table.id, bars.labels),
        "values": "=" + pen.plan.column_area(place.table.id, column),
    }
