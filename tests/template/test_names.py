"""The names that a workbook and its readers agree on, as they stand in the workbooks we ship."""

import re

import openpyxl
import pytest
from openpyxl.utils import FORMULAE, get_column_letter, range_boundaries

from roi_xl import shipped_workbooks as workbooks
from roi_xl.calc import FUNCTIONS
from roi_xl.layout.declared import LINES, TABLES
from roi_xl.study import RECORDS
from roi_xl.template import names
from roi_xl.template.form import form_digest
from roi_xl.xlsx import Package
from roi_xl.xlsx.properties import custom_properties

EDITIONS = [edition for edition in workbooks.EDITIONS if edition.kind == names.FULL]
FILES = [edition.filename for edition in EDITIONS]
CELL = re.compile(r"[A-Z]{1,3}[0-9]+|R[0-9]*C[0-9]*|R|C|TRUE|FALSE", re.IGNORECASE)
EXCELS = FORMULAE
"""The names of Excel's own functions."""
CONTRACT = [
    value
    for value in vars(names).values()
    if isinstance(value, str) and re.fullmatch(r"(?:out|cal|lst)_[a-z_]+", value)
]


@pytest.fixture(scope="module", params=FILES)
def book(request, root):
    return openpyxl.load_workbook(root / "workbooks" / request.param)


def test_the_contract_is_more_than_a_headline():
    assert {"out_roi", "out_checks", "cal_has_figures", "cal_addin", "lst_off"} <= set(CONTRACT)


def test_every_name_of_the_contract_is_in_the_workbook(book):
    inputs = {names.input_cell(field) for field in LINES}
    columns = {names.column_header(part, column) for part in RECORDS for column in TABLES[part].named}
    assert {*CONTRACT, *inputs, *columns} <= set(book.defined_names)


def test_every_column_that_is_filled_in_bears_its_name_on_its_header(book):
    places = {table.name: (sheet, table) for sheet in book for table in sheet.tables.values()}
    for part in RECORDS:
        sheet, table = places[names.table_name(part)]
        left, top, _, _ = range_boundaries(table.ref)
        for number, column in enumerate(TABLES[part].columns):
            if column.id in TABLES[part].named:
                (place,) = book.defined_names[names.column_header(part, column.id)].destinations
                assert place == (sheet.title, f"${get_column_letter(left + number)}${top}")


def test_users_of_excel_see_no_names_of_columns(book):
    hidden = {name for name, defined in book.defined_names.items() if defined.hidden}
    assert hidden == {name for name in book.defined_names if name.startswith(names.COLUMN)}
    assert hidden


def test_no_name_can_be_taken_for_a_function_or_a_cell(book):
    functions = {*map(str.upper, FUNCTIONS), *EXCELS}
    assert not [name for name in book.defined_names if name.upper() in functions or CELL.fullmatch(name)]


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.filename)
def test_a_workbook_says_its_version_language_variant_and_formulas(root, edition):
    said = custom_properties(Package((root / "workbooks" / edition.filename).read_bytes()))
    assert said == {
        "roi_xl_template": str(names.VERSION),
        "roi_xl_language": edition.language,
        "roi_xl_variant": edition.variant,
        "roi_xl_form": form_digest(),
    }
