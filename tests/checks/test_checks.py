"""The checks as records: what the template's sheet, and later a command, judge a study by."""

import re

import in_memory
import pytest

from roi_xl.checks import ADVICE, INTEGRITY, TEXT_NUMBERS
from roi_xl.errors import Level
from roi_xl.lang import LANGUAGES
from roi_xl.template.book import BOOK
from roi_xl.template.declaration import Table
from roi_xl.template.words import Content

ALL = [*INTEGRITY, *ADVICE]
TABLES = {block.id: block for sheet in BOOK.sheets for block in sheet.blocks if isinstance(block, Table)}


def test_each_has_a_name_and_a_code_of_its_own():
    assert len({check.name for check in ALL}) == len({check.code for check in ALL}) == len(ALL)
    assert all(re.fullmatch(r"R[1-6]\d\d", check.code) for check in ALL)


def test_the_severity_says_on_which_list_it_stands():
    assert {check.severity for check in INTEGRITY} == {Level.ERROR}
    assert {check.severity for check in ADVICE} == {Level.WARNING}


@pytest.mark.parametrize("check", ALL, ids=lambda check: check.name)
def test_it_names_one_of_the_twelve_principles_or_none(check):
    assert check.principle is None or 1 <= check.principle <= 12
    assert check.formula.startswith("=")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("table", "checks"), [("integrity", INTEGRITY), ("advice", ADVICE)])
def test_the_sheet_shows_each_in_its_place_with_its_words(language, table, checks):
    assert [item.id for item in TABLES[table].items] == [check.name for check in checks]
    assert [item.cells["id"] for item in TABLES[table].items] == sorted(check.code for check in checks)
    words = Content.of("blank", language).words()
    said = [words.texts("item", table, check.name) for check in checks]
    assert all(rule and remedy for rule, remedy in said)


@pytest.mark.parametrize(
    "item", [*TABLES["integrity"].items, *TABLES["advice"].items], ids=lambda item: item.id
)
def test_each_leads_to_a_sheet_of_the_workbook(item):
    assert item.links["where"] in {sheet.id for sheet in BOOK.sheets}


def test_the_first_row_that_breaks_a_rule_is_said_wherever_rows_are_counted():
    counted = [check for check in ALL if not check.own_formula]
    said = {
        item.id for table in ("integrity", "advice") for item in TABLES[table].items if item.cells["first"]
    }
    assert len(counted) > 40
    assert {check.name for check in counted} <= said


def test_texts_are_counted_for_each_typed_number_on_its_sheet():
    rows = {item.id: item.cells for item in TABLES[TEXT_NUMBERS].items}
    typed = {
        "inputs": ["inp_salary"],
        "costs": ["{costs.quantity}", "{costs.amount}"],
        "attribution": ["{attribution.share}"],
    }
    for sheet, cells in typed.items():
        counted = rows[sheet]["measured"].replace("=", "+") + "+"
        assert all(f"+SUMPRODUCT(--ISTEXT({each}))+" in counted for each in cells)


@pytest.mark.parametrize("check", ALL, ids=lambda check: check.code)
def test_each_says_where_to_look(check):
    """By its places, or by the cells and columns of the template that it names."""
    columns = {f"{table.id}.{column.id}" for table in TABLES.values() for column in table.columns}
    assert check.places or check.at
    for name in check.at:
        column = ".".join(name.split(".")[:2])
        assert column in columns if "." in name else in_memory.model("sales").cell(name) is not None
