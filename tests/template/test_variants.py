"""What every shipped workbook with all sheets holds to, whatever its example and language."""

import datetime as dt
import re
import xml.etree.ElementTree as ET
import zipfile
from textwrap import wrap
from xml.sax.saxutils import unescape

import openpyxl
import pytest
import python_calamine

from roi_xl import shipped_workbooks as workbooks
from roi_xl.calc import FUNCTIONS
from roi_xl.engine.answer.first_answer import opened
from roi_xl.engine.answer.question import question_of
from roi_xl.formulas.workbook_formulas import formulas_of
from roi_xl.template import names
from roi_xl.template.book import BOOK
from roi_xl.template.declaration import Lines
from roi_xl.template.draw.placement import ADDIN, LEFT, NOTE
from roi_xl.template.words import Content
from roi_xl.xlsx import Package, read

EDITIONS = [edition for edition in workbooks.EDITIONS if edition.kind == names.FULL]
_NUMBER = re.compile(r"[-+]?[\d.,\s]+%?")
EXAMPLES = [edition for edition in EDITIONS if edition.variant != "blank"]


@pytest.fixture(scope="module", params=EDITIONS, ids=lambda edition: edition.filename)
def path(request, root):
    return root / "workbooks" / request.param.filename


@pytest.fixture(scope="module")
def values(path):
    return openpyxl.load_workbook(path, data_only=True)


def figure(book, name):
    ((sheet, address),) = book.defined_names[name].destinations
    return book[sheet][address].value


def words_of(book):
    """The words of a workbook's language."""
    return Content.of("blank", figure(book, "lst_language")).words()


def test_every_integrity_check_holds(values):
    assert figure(values, "out_checks") == 0


def test_a_check_that_holds_measures_nothing_not_even_rounding_noise(values):
    ((sheet, place),) = [(s, s.tables["tbl_integrity"]) for s in values if "tbl_integrity" in s.tables]
    assert {row[2].value for row in sheet[place.ref][1:]} == {0}


def test_the_dashboard_shows_figures_only_when_there_are_costs_and_benefits(path, values):
    page = values.worksheets[1]
    shown = [cell.value for row in page.iter_rows() for cell in row if cell.number_format.startswith("0.0")]
    assert len(shown) >= 10  # ROI four times four ways, the chain, and what came back per 1 spent
    blank = path.name.startswith("blank")
    assert {value == "–" for value in shown} == {blank}


def test_every_example_keeps_the_limit_above_which_a_line_is_reviewed(values):
    half = 0.5  # methodology, principle 8: a line above half of the total
    assert figure(values, "inp_concentration") == half


def test_every_function_gives_its_known_answer(values):
    assert (figure(values, "cal_addin"), figure(values, "out_functions")) == (1, 0)


def test_no_cell_shows_an_error_but_what_charts_leave_out(values):
    feeds = [
        (sheet, row)
        for sheet in values
        for name in ("tbl_development", "tbl_against_target")
        if name in sheet.tables
        for row in sheet[sheet.tables[name].ref]
    ]
    absent = [(sheet.title, c.coordinate) for sheet, row in feeds for c in row if c.value == "#N/A"]
    errors = [
        (s.title, c.coordinate) for s in values for row in s.iter_rows() for c in row if c.data_type == "e"
    ]
    assert sorted(errors) == sorted(absent)


def test_a_third_reader_opens_it_and_finds_as_many_sheets(path, values):
    assert python_calamine.CalamineWorkbook.from_path(str(path)).sheet_names == values.sheetnames


def test_every_relationship_leads_to_a_part(path):
    with zipfile.ZipFile(path) as package:
        names = set(package.namelist())
        for part in (name for name in names if name.endswith(".rels")):
            folder = part.rsplit("_rels/", 1)[0]
            for link in ET.fromstring(package.read(part)):
                if link.get("TargetMode") != "External":
                    target = link.get("Target")
                    whole = target[1:] if target.startswith("/") else f"{folder}{target}"
                    pieces = []
                    for piece in whole.split("/"):
                        pieces = pieces[:-1] if piece == ".." else [*pieces, piece]
                    assert "/".join(pieces) in names


@pytest.fixture(scope="module", params=workbooks.EDITIONS, ids=lambda edition: edition.filename)
def formulas(request, root):
    """What is known of a shipped workbook's formulas."""
    data = (root / "workbooks" / request.param.filename).read_bytes()
    return formulas_of(read(Package(data)), FUNCTIONS)


def test_no_formula_seems_to_read_itself(formulas):
    """As in a table whose rows read its own column: engines look twice at what may be a circle."""
    assert opened(question_of(formulas, formulas.book, dt.date(2026, 1, 2))).circles == 0


def test_no_formula_reads_a_number_stored_as_text(formulas):
    """Some engines count such a text and others skip it: every recalculation would need a second witness."""
    texts = {
        (sheet.name, address)
        for sheet in formulas.book.sheets
        for address, value in sheet.values.items()
        if isinstance(value, str)
        and address not in sheet.formulas
        and re.fullmatch(r"[-+]?[\d.,\s]+%?", value)
    }
    assert texts  # such as the numbers of principles
    assert not formulas.dependencies.direct(texts)


def test_tables_and_names_are_unique(path):
    book = openpyxl.load_workbook(path)
    tables = [name.lower() for sheet in book for name in sheet.tables]
    names = [name.lower() for name in book.defined_names]
    assert len(set(tables + names)) == len(tables) + len(names)


def test_one_example_loses_money_and_says_so_in_every_language(root):
    figures = {}
    for edition in EXAMPLES:
        book = openpyxl.load_workbook(root / "workbooks" / edition.filename, data_only=True)
        figures.setdefault(edition.variant, set()).add(figure(book, "out_roi"))
    assert all(len(values) == 1 for values in figures.values())
    only = {variant: value for variant, (value,) in figures.items() if isinstance(value, float)}
    assert {variant for variant, value in only.items() if value < 0} == {"healthcare"}


def test_healthcare_is_the_loss_calculated_by_hand(root):
    book = openpyxl.load_workbook(root / "workbooks" / "healthcare-training.xlsx", data_only=True)
    hour = 504_000 * 1.45 / 1_624
    cost = 4 * 28_000 + 24 * 12 * hour + 54_000 / 2 + 16 * hour
    avoided = 12 * (702 - 480 - (702 - 640)) / 6  # in half a year: 702 before and 480 after, 702 and 640
    benefit = avoided * (0.6 * hour + 380) + 0.04 * 24 * 280_000 * 0.25 * 0.6
    assert figure(book, "out_roi") == pytest.approx((benefit - cost) / cost, rel=1e-12)


def test_no_word_of_a_header_is_wider_than_its_column(path):
    book = openpyxl.load_workbook(path)
    torn = []
    for sheet in book:
        widths = {}
        for column in sheet.column_dimensions.values():
            widths |= dict.fromkeys(range(column.min, column.max + 1), column.width)
        for table in sheet.tables.values():
            left = openpyxl.utils.range_boundaries(table.ref)[0]
            for number, header in enumerate(table.column_names, start=left):
                longest = max(map(len, header.replace("-", "- ").split()))
                if longest > widths[number] + 2:  # the digits that a width counts are wider than letters
                    torn.append((sheet.title, header))
    assert torn == []


def test_every_text_of_a_table_has_room_in_its_cell_and_takes_at_most_three_lines(values):
    broken = []
    for sheet in values:
        widths = {}
        for column in sheet.column_dimensions.values():
            widths |= dict.fromkeys(range(column.min, column.max + 1), column.width)
        cells = (cell for table in sheet.tables.values() for row in sheet[table.ref][1:] for cell in row)
        for cell in (cell for cell in cells if cell.alignment.wrap_text and isinstance(cell.value, str)):
            # running text is narrower than the digits that a width counts
            lines = len(wrap(cell.value, int(1.3 * widths[cell.column])))
            room = (sheet.row_dimensions[cell.row].height or 15) // 13.5  # Carlito's lines of 10 points
            broken += [(sheet.title, cell.coordinate)] * (lines > min(room, 3))
    assert broken == []


def test_no_note_of_a_line_runs_over_the_edge_of_its_page(path, values):
    words = words_of(values)
    over = {}
    for sheet in BOOK.sheets:
        widths = sheet.widths[: sheet.printed or None]
        for block in (block for block in sheet.blocks if isinstance(block, Lines)):
            room = sum(widths[(NOTE if block.four else ADDIN) - LEFT :])
            notes = {line.name: words.texts("line", line.name)[2] for line in block.lines}
            over |= {name: len(note) for name, note in notes.items() if len(note) > 1.28 * room}
    assert over == {}


def test_number_formats_quote_what_is_not_theirs(path):
    with zipfile.ZipFile(path) as package:
        texts = [package.read(name).decode() for name in package.namelist() if name.endswith(".xml")]
    codes = {
        unescape(code, {"&quot;": '"'})
        for text in texts
        for code in re.findall(r'formatCode="([^"]*)"|<c:formatCode>([^<]*)<', text)
        for code in code
    }
    assert len(codes) > 10
    bare = {code: re.sub(r'"[^"]*"|\[[<>=0-9.-]*\]', "", code).replace("General", "") for code in codes}
    assert not [code for code, rest in bare.items() if not re.fullmatch(r"[0#,.;%+\- ymd@]*", rest)]
    ours = {code for code in codes if "0" in code and ";" in code}  # those that say what is shown below 0
    assert ours
    assert not [code for code in ours if "-" in re.sub(r"\[[^]]*\]", "", code)]


def test_checks_stand_in_the_order_of_their_codes(path):
    book = openpyxl.load_workbook(path)
    for table in ("integrity", "advice"):
        ((sheet, place),) = [(s, s.tables[f"tbl_{table}"]) for s in book if f"tbl_{table}" in s.tables]
        codes = [row[0].value for row in sheet[place.ref][1:]]
        assert len(codes) > 20
        assert codes == sorted(set(codes))


def test_a_payback_is_shown_only_if_the_years_that_count_repay_the_cost(path, values):
    words = words_of(values)
    years = figure(values, "cal_years")
    late = (
        words.text("sentence", "not_repaid").format(years=years)
        if years > 1
        else words.text("sentence", "not_repaid_first")
    )
    repaid = figure(values, "out_benefit") >= figure(values, "out_cost")
    assert figure(values, "out_payback_within") == (figure(values, "out_payback") if repaid else late)


def test_a_payback_in_words_keeps_clear_of_the_edges_of_its_tile(values):
    months = words_of(values).text("format", "months")
    tile = next(c for row in values.worksheets[1].iter_rows() for c in row if c.number_format == months)
    assert tile.alignment.shrink_to_fit
    assert tile.number_format.endswith(';"  "@"  "')


def test_no_cell_format_depends_on_a_condition(path):
    """LibreOffice shows a negative number without its sign in the last section of such a format."""
    styles = openpyxl.load_workbook(path)
    codes = {cell.number_format for sheet in styles for row in sheet.iter_rows() for cell in row}
    assert not [code for code in codes if re.search(r"\[[<>=]", code)]
