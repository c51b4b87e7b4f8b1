"""What is printed can be read: no letter on paper is smaller than seven and a half points."""

import re
import zipfile
from posixpath import basename

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from roi_xl.shipped_workbooks import EDITIONS
from roi_xl.template.draw.text_width import lines

SMALLEST = 7.5
A4 = {"portrait": (8.27, 11.69), "landscape": (11.69, 8.27)}  # inches
POINTS = 72
USUAL = {"width": 8.43, "height": 15}


@pytest.fixture(scope="module", params=EDITIONS, ids=lambda edition: edition.filename)
def path(request, root):
    return root / "workbooks" / request.param.filename


@pytest.fixture(scope="module")
def sheets(path):
    return openpyxl.load_workbook(path).worksheets


def printed(sheet):
    """The first and last column and row on paper."""
    area = sheet.print_area.rpartition("!")[2].replace("$", "") if sheet.print_area else sheet.dimensions
    left, top, right, bottom = range_boundaries(area)
    return (1, 1, right, bottom) if not sheet.print_area else (left, top, right, bottom)


def widths(sheet):
    """The widths of the columns in points, by number: Calibri 11 has digits of 7 pixels."""
    stored = {}
    for column in sheet.column_dimensions.values():
        # the file counts the five pixels beside the digits as well
        stored |= dict.fromkeys(range(column.min, column.max + 1), column.width * 7 * 0.75)
    return stored


def strips(sheet):
    """The columns of each page side by side; those that are repeated count on each page."""
    left, _, right, _ = printed(sheet)
    ends = [each.id for each in sheet.col_breaks.brk]
    repeated = range_boundaries(sheet.print_title_cols)[2] if sheet.print_title_cols else 0
    for first, last in zip([left, *(end + 1 for end in ends)], [*ends, right], strict=True):
        yield [*range(1, min(first, repeated + 1)), *range(first, last + 1)]


def scale(sheet):
    """How much smaller a sheet is on paper than at full size, in whole percent as Excel does it."""
    wide, high = A4[sheet.page_setup.orientation]
    margins = sheet.page_margins
    width = (wide - margins.left - margins.right) * POINTS
    height = (high - margins.top - margins.bottom) * POINTS
    known = widths(sheet)
    broadest = max(sum(known[column] for column in strip) for strip in strips(sheet))
    if not sheet.sheet_properties.pageSetUpPr or not sheet.sheet_properties.pageSetUpPr.fitToPage:
        fixed = sheet.page_setup.scale
        assert broadest * fixed / 100 <= width, f"{sheet.title}: a page is too wide for its paper"
        return fixed
    _, top, _, bottom = printed(sheet)
    tall = sum(sheet.row_dimensions[row].height or USUAL["height"] for row in range(top, bottom + 1))
    pages = sheet.page_setup.fitToHeight
    fits = [width / broadest, *([height / tall] if pages != 0 else [])]
    return int(100 * min(1, *fits))


def test_no_letter_in_a_cell_is_too_small_on_paper(sheets):
    small = {}
    for sheet in sheets:
        left, top, right, bottom = printed(sheet)
        cells = sheet.iter_rows(top, bottom, left, right)
        least = min(cell.font.sz for row in cells for cell in row if cell.value not in (None, ""))
        if least * scale(sheet) / 100 < SMALLEST:
            small[sheet.title] = least, scale(sheet)
    assert small == {}


def test_footers_keep_their_size_on_paper(sheets):
    for sheet in sheets:
        texts = [sheet.oddFooter.left.text, sheet.oddFooter.right.text]
        assert "&[File]" in texts[0] or "&F" in texts[0]
        assert min(sheet.oddFooter.left.size, sheet.oddFooter.right.size) >= SMALLEST
        assert sheet.HeaderFooter.scaleWithDoc is False


def test_no_letter_in_a_chart_is_too_small_on_paper(path, sheets):
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    for number, sheet in enumerate(sheets, start=1):
        drawings = re.findall(
            r"drawing\d+\.xml", parts.get(f"xl/worksheets/_rels/sheet{number}.xml.rels", "")
        )
        for drawing in drawings:
            charts = re.findall(r"charts/(\S+\.xml)", parts[f"xl/drawings/_rels/{drawing}.rels"])
            assert charts
            for chart in charts:
                sizes = re.findall(r'\bsz="(\d+)"', parts[f"xl/charts/{basename(chart)}"])
                assert min(map(int, sizes)) / 100 * scale(sheet) / 100 >= SMALLEST, (sheet.title, chart)


IN_CARLITO = {
    "Errors were falling before: the trend foretold 1.85, not 1.40": 318.3,
    "Mycket större: den rapporterade siffran är försiktig eller effekten överskattad": 414.5,
    "Share of the margin value that must be due to the training to recover its cost": 413.6,
}
"""Pixels of texts of 10 points in Carlito, which has the widths of Calibri, measured with Pillow."""


@pytest.mark.parametrize("text", IN_CARLITO)
def test_a_text_never_gets_less_room_than_it_takes_and_hardly_more(text):
    edges = 13
    too_narrow, roomy = IN_CARLITO[text] - 1 + edges, 1.15 * IN_CARLITO[text] + edges
    assert lines(text, (too_narrow - 5) / 7) > 1
    assert lines(text, (roomy - 5) / 7) == 1


def test_a_word_longer_than_its_line_goes_on_in_the_next():
    assert lines("x" * 50, 30) == 2
    assert lines("a " + "x" * 50, 30) == 3  # and begins in a line of its own
    assert lines("", 30) == 1
