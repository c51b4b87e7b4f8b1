"""Help while typing: every cell to fill in says what belongs into it, and every refusal names the limit."""

import re

import openpyxl
import pytest
from wording import numbers_in

from roi_xl.lang import LANGUAGES
from roi_xl.shipped_workbooks import Edition
from roi_xl.template.book import BOOK
from roi_xl.template.declaration import Lines, Role, Table
from roi_xl.template.words import Content

BLOCKS = [block for sheet in BOOK.sheets for block in sheet.blocks]
TABLES = [block for block in BLOCKS if isinstance(block, Table)]
LINES = [
    line for block in BLOCKS if isinstance(block, Lines) for line in block.lines if line.role is Role.INPUT
]
LONGEST_TITLE, LONGEST_TEXT = 32, 255  # Excel's own limits, [MS-XLS] 2.4.127 (DV)
FREE = {"id"}  # identifies its row and has no unit


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture(scope="module")
def book(language, root):
    return openpyxl.load_workbook(root / "workbooks" / Edition("blank", language).filename)


@pytest.fixture(scope="module")
def hints(book):
    """What is shown beside each cell: the validation, by sheet and cell."""
    return {
        (sheet.title, row, column): rule
        for sheet in book
        for rule in sheet.data_validations.dataValidation
        for area in rule.sqref.ranges
        for row, column in area.cells
    }


def test_every_cell_to_fill_in_has_a_hint_within_excels_limits(book, hints):
    unlocked = [
        (sheet.title, cell.row, cell.column)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    ]
    assert len(unlocked) > 1_000
    assert [cell for cell in unlocked if cell not in hints] == []
    shown = {(rule.promptTitle, rule.prompt) for rule in hints.values()}
    assert all(title and text for title, text in shown)
    assert [title for title, _ in shown if len(title) > LONGEST_TITLE] == []
    assert [text for _, text in shown if len(text) > LONGEST_TEXT] == []


def test_no_hint_is_cut_off(hints):
    assert [rule.prompt for rule in hints.values() if not re.search(r"[.:!?]$", rule.prompt)] == []


def words(language):
    return Content.of("blank", language).words()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_columns_of_a_table_have_the_same_hint(language):
    said = words(language)
    for table in TABLES:
        texts = [said.text("prompt", table.id, column.id) for column in table.typed]
        assert len({*texts}) == len(texts), table.id
    texts = [said.texts("prompt", "line", line.name)[1] for line in LINES]
    assert len({*texts}) == len(texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hint_about_a_number_or_a_date_gives_an_example_or_a_limit(language):
    said = words(language)
    numbers = [said.texts("prompt", "line", line.name)[1] for line in LINES if line.format not in {"text"}]
    numbers += [
        said.text("prompt", table.id, column.id)
        for table in TABLES
        for column in table.typed
        if column.format != "text" and column.id not in FREE
    ]
    assert [text for text in numbers if not re.search(r"\d", text)] == []


def test_a_refusal_names_the_limit_or_the_choices_and_never_another_ones(book, hints, language):
    rules = [rule for rule in hints.values() if rule.type not in {None, "none"} and rule.errorStyle is None]
    numeric = [rule for rule in rules if rule.type in {"decimal", "whole"}]
    assert numeric
    for rule in numeric:
        scale = 100 if "%" in rule.error else 1
        limits = [round(float(limit) * scale) for limit in (rule.formula1, rule.formula2)]
        assert numbers_in(rule.error, language) == limits, rule.error
    assert all(
        "2000-01-01" in rule.error and "2100-12-31" in rule.error for rule in rules if rule.type == "date"
    )
    lists = {rule.formula1: rule.error for rule in rules if rule.type == "list"}
    for name, error in lists.items():
        ((sheet, area),) = book.defined_names[name].destinations
        cells = [cell.value for (cell,) in book[sheet][area]] if ":" in area else []
        if sheet == book.sheetnames[-1]:
            assert all(word in error for word in cells), error
        else:
            assert sheet in error
