"""The workbook with one page: 25 cells to fill in, each with help, on one sheet of paper."""

import io
import re

import openpyxl
import pytest
from openpyxl.formula import Tokenizer
from openpyxl.utils import range_boundaries
from wording import WORDS_ARE_REFERRED_TO, has_words, numbers_in

from roi_xl.calc import FUNCTIONS
from roi_xl.lang import LANGUAGES
from roi_xl.shipped_workbooks import Edition
from roi_xl.tampering.recorded import recorded_form
from roi_xl.template import names
from roi_xl.template.form import form_digest, form_text
from roi_xl.xlsx import Package
from roi_xl.xlsx.properties import custom_properties

pytestmark = pytest.mark.usefixtures("in_one_process")

CONTRACT = (
    names.ADDIN, names.OFF, names.HAS_FIGURES, names.CHECKS, names.ROI, names.ROI_LOW, names.ROI_HIGH,
    names.BENEFIT_COST_RATIO, names.NET_BENEFIT, names.BENEFIT, names.COST,
)  # fmt: skip
AS_IN_THE_FULL_WORKBOOK = (
    "programme", "currency", "participants", "hours_each", "salary", "benefits_rate", "paid_hours",
)  # fmt: skip
CALLED = {
    "HOUR_VALUE", "PARTICIPANT_COST", "ATTRIBUTED_BENEFIT", "TRAINING_ROI", "NET_BENEFIT",
    "BENEFIT_COST_RATIO", "PAYBACK_PERIOD", "ROI_RANGE", "ROI_STATEMENT",
}  # fmt: skip
A4 = (595.3, 841.9)  # points
CHARACTER = 5.25  # points: what one unit of a column's width takes in Calibri 11


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture(scope="module")
def path(language, root):
    return root / "workbooks" / Edition("quick", language).filename


@pytest.fixture(scope="module")
def book(path):
    return openpyxl.load_workbook(path)


def cells_of(book):
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row]


def inputs_of(book):
    return [cell for cell in cells_of(book) if not cell.protection.locked]


def functions_of(formula):
    return {t.value[:-1] for t in Tokenizer(formula).items if t.type == "FUNC" and t.subtype == "OPEN"}


def formulas_of(book):
    return [c.value for c in cells_of(book) if isinstance(c.value, str) and c.value.startswith("=")]


def test_it_has_at_most_25_cells_to_fill_in_all_on_its_first_page(book):
    assert len(inputs_of(book)) <= 25
    assert {cell.parent for cell in inputs_of(book)} == {book.worksheets[0]}


def test_the_page_says_how_many_cells_there_are_to_fill_in(book):
    assert f" {len(inputs_of(book))} " in book.worksheets[0]["A2"].value


def test_no_number_is_there_that_nobody_gave(book):
    assert not [cell.value for cell in inputs_of(book) if isinstance(cell.value, int | float)]


def rule_of(cell):
    (rule,) = [rule for rule in cell.parent.data_validations.dataValidation if cell.coordinate in rule.sqref]
    return rule


def test_every_cell_to_fill_in_has_help_with_an_example_that_excel_shows_whole(book):
    for cell in inputs_of(book):
        rule = rule_of(cell)
        assert 2 < len(rule.promptTitle) <= 32
        assert 60 < len(rule.prompt) <= 255, rule.promptTitle
    helped = {rule_of(cell).prompt for cell in inputs_of(book)}
    assert len(helped) == 13 + 6  # one for each line, one for each column


def test_a_message_about_a_number_names_its_limits(book, language):
    rules = {rule_of(cell).promptTitle: rule_of(cell) for cell in inputs_of(book)}
    numbers = [rule for rule in rules.values() if rule.type in ("decimal", "whole")]
    assert len(numbers) >= 12
    for rule in numbers:
        least, most = float(rule.formula1), float(rule.formula2)
        scale = 100 if "%" in rule.error else 1
        assert numbers_in(rule.error, language) == [scale * limit for limit in (least, most)], rule.error


def test_it_is_protected_without_a_password_and_nothing_is_hidden(book):
    assert all(sheet.protection.sheet and not sheet.protection.password for sheet in book)
    assert {sheet.sheet_state for sheet in book} == {"visible"}


def test_what_the_full_workbook_calls_so_is_called_so(book):
    inputs = {names.input_cell(field) for field in AS_IN_THE_FULL_WORKBOOK}
    assert {*CONTRACT, *inputs} <= set(book.defined_names)
    assert not {name.upper() for name in book.defined_names} & set(FUNCTIONS)


def test_every_name_that_a_formula_uses_exists(book):
    used = {
        name
        for text in formulas_of(book)
        for name in re.findall(r"\b(?:inp|cal|out|lst|col)_[a-z_]+\b", text)
    }
    assert used <= set(book.defined_names)


def test_it_says_its_version_language_kind_and_formulas(path):
    said = custom_properties(Package(path.read_bytes()))
    assert said == {
        "roi_xl_template": str(names.VERSION),
        "roi_xl_language": path.stem.removeprefix("quick-training").lstrip("-") or "en",
        "roi_xl_variant": "quick",
        "roi_xl_form": form_digest(form_text("quick")),
        "roi_xl_kind": "quick",
    }


def test_its_form_is_what_its_declaration_gives():
    assert recorded_form(names.QUICK).text() == form_text(names.QUICK)


def test_it_calls_our_functions_and_beside_them_those_of_excel_2016(book):
    called = {name for text in formulas_of(book) for name in functions_of(text)}
    assert called >= CALLED
    assert called - set(FUNCTIONS) <= {
        "ABS", "AND", "COUNT", "COUNTIF", "EXACT", "FIXED", "IF", "IFERROR", "INDEX", "ISERROR", "ISNUMBER",
        "ISTEXT", "LEN", "MATCH", "MAX", "MID", "MIN", "ROUND", "ROWS", "SUBSTITUTE", "SUM", "SUMIFS",
        "SUMPRODUCT", "TRIM",
    }  # fmt: skip


def test_no_formula_holds_words(book):
    worded = {formula for formula in formulas_of(book) if has_words(formula)}
    assert not worded, WORDS_ARE_REFERRED_TO


def test_every_link_leads_to_a_sheet(book):
    links = [cell.hyperlink.location for cell in cells_of(book) if cell.hyperlink]
    assert len(links) > 20
    assert {link.rpartition("!")[0].strip("'") for link in links} <= set(book.sheetnames)


def scale_of(sheet, last):
    """How much a sheet is shrunk in print, so that its columns, and its rows if they must, fit the paper."""
    paper = A4[::-1] if sheet.page_setup.orientation == "landscape" else A4
    margins = sheet.page_margins
    widths = {}
    for column in sheet.column_dimensions.values():
        widths |= dict.fromkeys(range(column.min, column.max + 1), column.width)
    across = CHARACTER * sum(widths.get(number, 8.43) for number in range(1, last + 1))
    down = sum(sheet.row_dimensions[row].height or 15 for row in range(1, sheet.max_row + 1))
    scales = [1, (paper[0] - 72 * (margins.left + margins.right)) / across]
    if sheet.page_setup.fitToHeight in (None, 1):
        scales.append((paper[1] - 72 * (margins.top + margins.bottom)) / down)
    return min(scales)


def test_no_letter_is_printed_smaller_than_seven_and_a_half_points(book):
    page = book.worksheets[0]
    assert page.page_setup.fitToHeight in (None, 1)  # the page is one sheet of paper
    right, bottom = range_boundaries(page.print_area.split("!")[-1].replace("$", ""))[2:]
    assert right == page.max_column
    assert bottom >= page.max_row
    for sheet in book:
        area = sheet.print_area and range_boundaries(sheet.print_area.split("!")[-1].replace("$", ""))
        last = area[2] if area else sheet.max_column
        printed = [cell for row in sheet.iter_rows(max_col=last) for cell in row if cell.value is not None]
        assert scale_of(sheet, last) * min(cell.font.size for cell in printed) >= 7.5, sheet.title


def test_no_word_of_a_header_is_wider_than_its_column(book):
    for sheet in book:
        widths = {}
        for column in sheet.column_dimensions.values():
            widths |= dict.fromkeys(range(column.min, column.max + 1), column.width)
        for table in sheet.tables.values():
            left = range_boundaries(table.ref)[0]
            for number, header in enumerate(table.column_names, start=left):
                assert max(map(len, header.split())) <= widths[number] + 2, header


def test_a_new_page_is_written_by_the_command(tmp_path, root):
    from click.testing import CliRunner

    from roi_xl.cli import cli

    done = CliRunner().invoke(
        cli, ["new", str(tmp_path / "mitt.xlsx"), "--variant", "quick", "--language", "sv"]
    )
    assert done.exit_code == 0, done.output
    shipped = (root / "workbooks" / "quick-training-sv.xlsx").read_bytes()
    assert (tmp_path / "mitt.xlsx").read_bytes() == shipped
    assert openpyxl.load_workbook(io.BytesIO(shipped)).worksheets[0].title == "ROI på en sida"
