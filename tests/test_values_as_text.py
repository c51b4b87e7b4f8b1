"""Figures and values as people read them: the same text wherever they stand."""

import datetime as dt
import io

import pytest
import xlsxwriter

from roi_xl.calc import FUNCTIONS
from roi_xl.engine import evaluate
from roi_xl.errors import CellError
from roi_xl.lang import LANGUAGES
from roi_xl.template.formats import formats
from roi_xl.template.words import Content
from roi_xl.units import Unit
from roi_xl.values_as_text import change, counted, figure, grouped, plain, printable, quoted
from roi_xl.xlsx import Package, read

NUMBERS = [0.0, 1.0, 1.52, -0.0579, 0.875, 4.625, 24_320.0, -15_552.734, 1234567.891, 0.004, 99.96]
UNITS = [unit for unit in Unit if unit is not Unit.TEXT]


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (1.52, "percent", "152.0%"),
        (-0.0579, "percent", "-5.8%"),
        (2.52, "ratio", "2.52×"),
        (24_320.0, "money", "24,320"),
        (-15_552.734, "money", "-15,553"),
        (CellError.DIV0, "percent", "#DIV/0!"),
        (True, "money", "TRUE"),
        (None, "money", "–"),
    ],
)
def test_a_figure_is_written_as_finance_does(value, unit, shown):
    assert figure(value, Unit(unit)) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "blank"),
        (False, "FALSE"),
        (0.1 + 0.2, "0.3"),
        (1e20, "1e+20"),
        ("text", '"text"'),
        ("", '""'),
        ("x" * 61, f'"{"x" * 60}…"'),
        (CellError.NA, "#N/A"),
    ],
)
def test_a_cells_value_tells_text_numbers_and_errors_apart(value, shown):
    assert quoted(value) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Försäljning 2026", "Försäljning 2026"),
        ("a\x1b[31mb", "a\\x1b[31mb"),
        ("two\nlines", "two\\nlines"),
        ("\u202egnp.xslx", "\\u202egnp.xslx"),  # right-to-left override
        ("\udcff", "\\udcff"),
    ],
)
def test_a_text_from_outside_is_one_line_without_orders_to_the_terminal(text, shown):
    assert printable(text) == shown


@pytest.fixture(scope="module")
def shown_by_excel():
    """What TEXT gives for each number and unit, on which both formula engines agree."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("S")
        for row, number in enumerate(NUMBERS):
            sheet.write(row, 0, number)
            for column, unit in enumerate(UNITS, 1):
                form = unit.number_format().replace('"', '""')
                sheet.write_formula(row, column, f'=TEXT($A{row + 1},"{form}")', None, "stale")
    done = evaluate(read(Package(buffer.getvalue())), FUNCTIONS, today=dt.date(2026, 1, 1))
    assert done.findings == ()
    return done.values["S"]


@pytest.mark.parametrize("unit", UNITS)
def test_a_figure_is_the_text_that_its_number_format_shows_in_a_cell(shown_by_excel, unit):
    column = UNITS.index(unit) + 2
    shown = [shown_by_excel[row, column] for row in range(1, len(NUMBERS) + 1)]
    assert [figure(number, unit) for number in NUMBERS] == shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_shows_a_figure_by_the_same_format(language):
    known = formats(Content.of("blank", language).words())
    percent = known["percent"].split(";")[0]
    assert percent == {"en": "0.0%", "sv": "0.0 %"}.get(language, percent) == known["share"].split(";")[0]
    assert percent.replace(" ", "") == "0.0%"
    assert (known["money"].split(";")[0], known["times"]) == ("#,##0", '0.00"×"')


def test_half_a_digit_is_rounded_away_from_0_as_excel_does():
    assert (figure(5.625, Unit.RATIO), figure(-5.625, Unit.RATIO)) == ("5.63×", "-5.63×")
    assert (figure(0.5, Unit.MONEY), figure(0.0625, Unit.PERCENT)) == ("1", "6.3%")


def test_two_figures_that_round_alike_are_told_apart():
    assert change(24_320.1, 24_320.4, Unit.MONEY) == ("24320.1", "24320.4")
    assert change(24_320.0, 24_321.0, Unit.MONEY) == ("24,320", "24,321")
    assert change(None, 1.0, Unit.MONEY) == ("–", "1")


@pytest.mark.parametrize(
    ("value", "alone", "on_a_page"),
    [
        (None, "", ""),
        (True, "TRUE", "TRUE"),
        (98_400.0, "98400", "98,400"),
        (2_907.8676940843927, "2907.86769408439", "2,907.867694"),
        ("a text", "a text", "a text"),
        (CellError.NA, "#N/A", "#N/A"),
    ],
)
def test_a_value_on_its_own_is_not_quoted(value, alone, on_a_page):
    assert (plain(value), grouped(value)) == (alone, on_a_page)


def test_things_are_counted():
    assert (counted(1, "cell"), counted(0, "cell"), counted(1_200, "cell")) == (
        "1 cell",
        "0 cells",
        "1,200 cells",
    )
