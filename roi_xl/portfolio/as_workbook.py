"""A portfolio as a workbook that is alive: its sums are formulas over the sheet with the programmes."""

from __future__ import annotations

import io
import re
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final

from roi_xl.lang import Texts, texts
from roi_xl.portfolio.as_table import KIND, counts, table_of
from roi_xl.portfolio.summary import Entry, Portfolio, Total
from roi_xl.units import Unit
from roi_xl.values_as_text import NO_FIGURE
from roi_xl.xlsx import Package, PackageError
from roi_xl.xlsx.properties import custom_properties

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_PROPERTY: Final = "roi_xl_kind"
_SHEETS: Final = re.compile(rb"<(?:\w+:)?sheet\s")
_TABLE: Final = "programmes"
_NET, _ROI = 6, 7  # numbers of the calculated columns
_TOP: Final = 3  # rows above the sums
_HEADS: Final = ("currency", "programmes", "participants", "costs", "benefits", "net", "roi")
_WIDTHS: Final = (30, 18, 9, 12, 11, 11, 12, 8, 13, 11, 9, 15, 26, 12)
_BLUE: Final = "#1F3864"
_MOST_BARS: Final = 30


def workbook_of(portfolio: Portfolio, language: str) -> bytes:
    """The workbook: sums by currency, and a table of the programmes that can be filtered and sorted.

    Args:
        portfolio: The portfolio.
        language: The language of its words.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_custom_property(_PROPERTY, KIND)
        words = texts(language)
        sums = book.add_worksheet(words["portfolio.sums"])
        data = book.add_worksheet(words["portfolio.programmes"])
        formats = {unit: book.add_format({"num_format": unit.number_format()}) for unit in Unit}
        _write_programmes(book, data, portfolio, language, formats)
        _write_sums(book, sums, portfolio, language, formats)
    return buffer.getvalue()


def is_ours(data: bytes) -> bool:
    """Whether a file is such a workbook, with no sheet of somebody's beside ours."""
    try:
        package = Package(data)
        is_kind = custom_properties(package).get(_PROPERTY) == KIND
        return is_kind and len(_SHEETS.findall(package.read("xl/workbook.xml"))) == 2
    except (PackageError, KeyError):
        return False


def _write_programmes(
    book: Workbook, sheet: Worksheet, portfolio: Portfolio, language: str, formats: dict[Unit, Format]
) -> None:
    table = table_of(portfolio, language)
    names = table.names
    this = {number: f"{_TABLE}[[#This Row],[{name}]]" for number, name in enumerate(names)}
    cost, benefit, net = this[4], this[5], this[_NET]
    formulas = {
        _NET: f'=IF(COUNT({cost},{benefit})<2,"{NO_FIGURE}",{benefit}-{cost})',
        _ROI: f'=IF(N({cost})*ISNUMBER({net})=0,"{NO_FIGURE}",{net}/{cost})',
    }
    count = max(len(table.rows), 1)
    columns: list[dict[str, Any]] = [{"header": name} for name in names]
    for number, formula in formulas.items():
        columns[number]["formula"] = formula
    area = (0, 0, count, len(names) - 1)
    sheet.add_table(*area, {"name": _TABLE, "columns": columns, "style": "Table Style Light 9"})
    grey = {unit: _grey(book, unit) for unit in Unit}
    for row, (values, entry) in enumerate(zip_longest(table.rows, portfolio.entries), 1):
        looks = formats if entry is not None and entry.is_counted else grey
        for number, (value, column) in enumerate(zip(values, table.columns, strict=True)):
            look = looks[column.unit]
            if number in formulas:
                shown = _calculated(entry, number)
                told = NO_FIGURE if shown is None else shown
                sheet.write_formula(row, number, formulas[number], look, told)
            elif value is None:
                sheet.write_blank(row, number, None, look)
            else:
                sheet.write_string(row, number, value, look) if isinstance(value, str) else sheet.write(
                    row, number, value, look
                )
    for number, width in zip(range(len(names)), _WIDTHS, strict=False):
        sheet.set_column(number, number, width)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _calculated(entry: Entry | None, number: int) -> float | None:
    """The net benefit or the ROI of a programme; None where there is none."""
    if entry is None or entry.programme.net is None:
        return None
    net, cost = entry.programme.net, entry.programme.cost
    return net if number == _NET else net / cost if cost else None


def _grey(book: Workbook, unit: Unit) -> Format:
    return book.add_format({"num_format": unit.number_format(), "font_color": "#595959", "italic": True})


def _write_sums(
    book: Workbook, sheet: Worksheet, portfolio: Portfolio, language: str, formats: dict[Unit, Format]
) -> None:
    words = texts(language)
    headers = table_of(portfolio, language).names
    title = book.add_format({"bold": True, "font_size": 16, "font_color": _BLUE})
    head = {"bold": True, "font_color": "#FFFFFF", "bg_color": _BLUE}
    left, right = book.add_format(head), book.add_format(head | {"align": "right"})
    sheet.write(0, 0, words["portfolio.sums"], title)
    sheet.write(1, 0, words["portfolio.rule"])
    for number, key in enumerate(_HEADS):
        sheet.write(_TOP - 1, number, words[f"portfolio.{key}"], right if number else left)
    for row, total in enumerate(portfolio.totals, _TOP):
        _write_total(sheet, row, total, headers, words, formats)
    last = _TOP + len(portfolio.totals)
    sheet.write(last + 1, 0, counts(portfolio, words))
    for row, twice in enumerate(portfolio.twice, last + 2):
        one, other = twice.books
        sheet.write(row, 0, words["portfolio.twice"].format(measure=twice.measure, one=one, other=other))
    row, first = last + 3 + len(portfolio.twice), 1
    for total in portfolio.totals:
        row = _draw_bars(book, sheet, words, total, first, row)
        first += total.programmes
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 6, 14)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _draw_bars(book: Workbook, sheet: Worksheet, words: Texts, total: Total, first: int, row: int) -> int:
    """A bar for the net benefit of each programme in a currency, the largest at the top.

    Returns:
        The row below the chart.
    """
    data, count = words["portfolio.programmes"], min(total.programmes, _MOST_BARS)
    last = first + count - 1
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": words["portfolio.net"],
            "categories": [data, first, 0, last, 0],
            "values": [data, first, _NET, last, _NET],
            "fill": {"color": _BLUE},
            "data_labels": {"value": True},
        }
    )
    title = words["portfolio.net_by_programme"].format(currency=total.currency)
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_y_axis({"reverse": True, "label_position": "low"})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_legend({"none": True})
    height = 80 + 30 * count
    scale = {"x_scale": 1.5, "y_scale": height / 288}
    sheet.insert_chart(row, 0, chart, {"description": title, "object_position": 1} | scale)
    return row + height // 20 + 2


def _write_total(
    sheet: Worksheet, row: int, total: Total, headers: list[str], words: Texts, formats: dict[Unit, Format]
) -> None:
    name = f"$A{row + 1}"
    column = {key: f"{_TABLE}[{header}]" for key, header in zip("pocnkbxrlhyw", headers, strict=False)}
    where = f'({column["c"]}={name})*({column["y"]}="{words["portfolio.yes"]}")'
    sheet.write_string(row, 0, total.currency or words["portfolio.no_currency"])
    cells = [
        (f"=SUMPRODUCT({where})", Unit.COUNT, float(total.programmes)),
        (f"=SUMPRODUCT({where},{column['n']})", Unit.COUNT, total.participants),
        (f"=SUMPRODUCT({where},{column['k']})", Unit.MONEY, total.cost),
        (f"=SUMPRODUCT({where},{column['b']})", Unit.MONEY, total.benefit),
        (f"=E{row + 1}-D{row + 1}", Unit.MONEY, total.net),
        (f'=IF(D{row + 1}=0,"",F{row + 1}/D{row + 1})', Unit.PERCENT, total.roi),
    ]
    for number, (formula, unit, value) in enumerate(cells, 1):
        sheet.write_formula(row, number, formula, formats[unit], value)
