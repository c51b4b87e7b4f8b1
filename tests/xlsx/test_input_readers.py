"""What was put in is what openpyxl, calamine and LibreOffice read back, in workbooks of every make."""

from __future__ import annotations

import datetime as dt
import shutil

import openpyxl
import pytest
import xlsxwriter
from calc_addin import office
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.escape import unescape
from python_calamine import CalamineWorkbook

from roi_xl.xlsx import Package, entered, read, with_inputs

VALUES = [
    1,
    -0.1,
    1e300,
    2**53,
    True,
    False,
    "plain",
    " in blanks ",
    "two\nlines\tand a tab",
    "<b>&amp;</b>",
    "=1+1",
    "007",
    "TRUE",
    "åäö ЖЩ 漢字 \N{GRINNING FACE}",
    "_x0041_",
    dt.datetime.fromisoformat("2024-02-29T18:30"),
]
DAY = len(VALUES)


def saved_by_xlsxwriter(path):
    book = xlsxwriter.Workbook(path)
    days = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet = book.add_worksheet("Costs & more")
    for row in range(DAY):
        sheet.write(row, 1, "old", days if row == DAY - 1 else None)
    sheet.write_blank(DAY - 1, 3, None, days)
    book.close()


def saved_by_openpyxl(path):
    book = openpyxl.Workbook()
    book.active.title = "Costs & more"
    for row in range(1, DAY + 1):
        book.active.cell(row, 2, "old")
    for column in (2, 4):
        book.active.cell(DAY, column).number_format = "yyyy-mm-dd hh:mm"
    book.save(path)


def saved_by_libreoffice(path):
    source = path.parent / "source" / path.name
    source.parent.mkdir()
    saved_by_openpyxl(source)
    shutil.copy(office.all_recalculated([source], path.parent / "made", with_add_in=False)[0], path)


MAKERS = {
    "openpyxl": saved_by_openpyxl,
    "xlsxwriter": saved_by_xlsxwriter,
    "LibreOffice": saved_by_libreoffice,
}


@pytest.fixture(scope="module", params=MAKERS)
def filled(request, tmp_path_factory):
    """A workbook with every value in a cell that was there, and in one that had no value."""
    if request.param == "LibreOffice" and not shutil.which("soffice"):
        pytest.skip("LibreOffice is missing: install the Debian package libreoffice-calc")
    path = tmp_path_factory.mktemp("inputs") / "book.xlsx"
    MAKERS[request.param](path)
    values = {
        ("Costs & more", (row, column)): value for row, value in enumerate(VALUES, 1) for column in (2, 4)
    }
    path.write_bytes(with_inputs(read(Package(path.read_bytes())), values))
    return path, values


def test_openpyxl_reads_what_was_put_in(filled):
    path, values = filled
    with path.open("rb") as file:
        book = openpyxl.load_workbook(file)
    for (sheet, cell), value in values.items():
        met = book[sheet].cell(*cell).value
        assert (unescape(met) if isinstance(met, str) else met) == value
    assert book.active["B3"].number_format == "General"


def test_calamine_reads_what_was_put_in(filled):
    path, values = filled
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("Costs & more").to_python(skip_empty_area=False)
    assert {cell: rows[cell[1][0] - 1][cell[1][1] - 1] for cell in values} == values


def saved(value):
    """A value as LibreOffice saves it: numbers with fifteen digits."""
    return float(f"{value:.15g}") if isinstance(value, float) else value


def test_libreoffice_reads_what_was_put_in(filled, tmp_path):
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is missing: install the Debian package libreoffice-calc")
    path, values = filled
    theirs = office.all_recalculated([path], tmp_path / "office", with_add_in=False)[0]
    found = read(Package(theirs.read_bytes())).sheets[0].values
    ours = read(Package(path.read_bytes())).sheets[0].values
    assert {cell: saved(found.get(cell)) for _, cell in values} == {
        cell: saved(ours[cell]) for _, cell in values
    }


def test_our_own_reader_reads_what_was_put_in(filled):
    path, values = filled
    found = read(Package(path.read_bytes())).sheets[0].values
    for (_, cell), value in values.items():
        if not isinstance(value, dt.datetime):
            assert (type(found[cell]), found[cell]) == (float if type(value) is int else type(value), value)
    assert found[DAY, 2] == 45_351 + 18.5 / 24


@pytest.mark.parametrize("make", [saved_by_openpyxl, saved_by_xlsxwriter])
def test_days_in_cells_without_the_format_of_a_day_are_told(tmp_path, make):
    make(tmp_path / "book.xlsx")
    found = read(Package((tmp_path / "book.xlsx").read_bytes()))
    days = {("Costs & more", (row, 2)): dt.date(2024, 2, 29) for row in (1, DAY)}
    more = {
        ("Costs & more", (DAY, 4)): dt.time(6),
        ("Costs & more", (1, 9)): dt.time(6),
        ("Costs & more", (2, 2)): 5,
    }
    assert set(entered(found, days | more).plain_days) == {("Costs & more", (1, 2)), ("Costs & more", (1, 9))}


CODES = [
    "0", "0.00%", "@", "General", "#,##0.00", "yyyy-mm-dd", "d/m/yy", "hh:mm:ss", "[h]:mm",
    "[Red]0", '0 "days"', "0.00E+00", "mmm", '"y" 0', "0\\d", "[$-409]mmmm d", "[$SEK] 0", "_d0", "mm:ss.0",
    "h", "# ?/?",
]  # fmt: skip
FILLED = "*d0"  # the letter fills the cell, as 18.8.31 has it; openpyxl takes it for a day


def test_the_format_of_a_day_is_what_openpyxl_takes_for_one(tmp_path):
    book = openpyxl.Workbook()
    codes = [*CODES, FILLED]
    for row, code in enumerate(codes, 1):
        book.active.cell(row, 1, 1.5).number_format = code
    book.save(tmp_path / "book.xlsx")
    found = read(Package((tmp_path / "book.xlsx").read_bytes()))
    edit = entered(found, {("Sheet", (row, 1)): dt.time(6) for row in range(1, len(codes) + 1)})
    ours = [codes[cell[1][0] - 1] for cell in edit.plain_days]
    assert ours == [*(code for code in CODES if not is_date_format(code)), FILLED]
