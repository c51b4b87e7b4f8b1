"""Lays a sheet out on paper, so that no letter is smaller than readers can read."""

from __future__ import annotations

from roi_xl.template.draw.pen import Pen
from roi_xl.template.draw.placement import LEFT, height, pixels

MARGIN_COLUMN = 1.7
"""The width of the first column."""

_A4 = 9
_LONG, _SHORT = 11.69, 8.27  # inches
_SIDE, _TOP, _BOTTOM, _FOOTER = 0.3, 0.4, 0.55, 0.25
_POINTS = 72
_PRINTERS_DIFFER = 0.92  # columns may be wider on paper than on a screen, and the last one then gets a page
_POINTS_PER_PIXEL = 0.75


def lay_out(pen: Pen) -> None:
    """Set paper, scale, margins, pages and footer of a sheet."""
    sheet, page = pen.worksheet, pen.sheet
    sheet.set_paper(_A4)
    if page.portrait:
        sheet.set_portrait()
        sheet.center_horizontally()
    else:
        sheet.set_landscape()
    sheet.set_margins(_SIDE, _SIDE, _TOP, _BOTTOM)
    sheet.set_footer("&L&8&F  ▪  &A&R&8&P / &N", {"scale_with_doc": False, "margin": _FOOTER})
    if page.printed:
        top, last = pen.plan.blocks[page.id][-1]
        sheet.print_area(0, 0, top + height(last, pen.book, pen.words) - 1, LEFT + page.printed - 1)
    if page.breaks:
        sheet.set_print_scale(_scale(pen))
        sheet.set_v_pagebreaks([LEFT + position for position in page.breaks])
        sheet.repeat_columns(0, LEFT + page.repeated - 1)
        sheet.print_across()
    else:
        sheet.fit_to_pages(1, page.pages)


def _scale(pen: Pen) -> int:
    """The scale in percent at which the widest page of a sheet with page breaks fits the paper."""
    page = pen.sheet
    widths = page.widths[: page.printed or None]
    starts = [0, *page.breaks]
    repeated = [MARGIN_COLUMN, *widths[: page.repeated]]
    pages = [
        [*(repeated if first else repeated[:1]), *widths[first:last]]
        for first, last in zip(starts, [*page.breaks, len(widths)], strict=True)
    ]
    points = max(sum(map(pixels, widths)) for widths in pages) * _POINTS_PER_PIXEL
    paper = ((_SHORT if page.portrait else _LONG) - 2 * _SIDE) * _POINTS * _PRINTERS_DIFFER
    return min(100, int(100 * paper / points))
