"""What Excel demands of a workbook, and what finance expects of a model."""

import re
import zipfile

import pytest
import python_calamine
from openpyxl.formula import Tokenizer
from openpyxl.utils import range_boundaries
from wording import WORDS_ARE_REFERRED_TO, has_words

from roi_xl.calc import FUNCTIONS
from roi_xl.xlsx import Package, read

VOLATILE = {"TODAY", "NOW", "RAND", "RANDBETWEEN", "OFFSET", "INDIRECT", "CELL", "INFO"}
EXCEL_2016 = {
    "ABS", "AND", "AVERAGE", "BETAINV", "COUNT", "COUNTA", "COUNTIF", "COUNTIFS", "EXACT", "EXP", "FIXED",
    "FORECAST", "IF", "IFERROR", "INDEX", "IRR", "ISERROR", "ISNUMBER", "ISTEXT", "LEFT", "LEN", "LN",
    "MATCH", "MAX", "MIN", "NA", "ROUND", "ROWS", "SEARCH", "SLOPE", "SQRT", "SUBSTITUTE", "SUM", "SUMIFS",
    "SUMPRODUCT", "TRIM", "VAR",
}  # fmt: skip
LONGEST_FORMULA = 8192
HEADLINE = ["out_roi", "out_roi_low", "out_roi_high", "out_cost", "out_benefit", "out_net", "out_bcr"]


def functions_of(formula):
    return {t.value[:-1] for t in Tokenizer(formula).items if t.type == "FUNC" and t.subtype == "OPEN"}


def test_the_sheets_stand_in_the_order_of_the_argument(formulas):
    order = (
        "Start Dashboard Objectives Inputs Costs Values Benefits KPI Estimates Projects Plans "
        "Attribution ROI Range Drivers Forecast Targets People Answers Evidence Follow-up "
        "Checks Functions Method Log Lists"
    )
    assert formulas.sheetnames == order.split()


@pytest.mark.parametrize("name", HEADLINE)
def test_the_headline_is_a_defined_name_of_one_cell(formulas, name):
    ((_, address),) = formulas.defined_names[name].destinations
    assert re.fullmatch(r"\$[A-Z]+\$\d+", address)


def test_no_name_is_the_name_of_a_function(formulas):
    assert not {name.upper() for name in formulas.defined_names} & set(FUNCTIONS)


def test_every_name_has_a_prefix_that_no_cell_address_has(formulas):
    assert all(
        re.fullmatch(r"(inp|cal|out|lst|col)_[a-z][a-z0-9_]+", name) for name in formulas.defined_names
    )


def test_every_name_that_a_formula_uses_exists(formulas, formula_cells):
    used = {
        name for cell in formula_cells for name in re.findall(r"\b(?:inp|cal|out|lst)_[a-z_]+\b", cell.value)
    }
    assert used <= set(formulas.defined_names)


def test_every_table_header_is_the_text_of_its_cell(formulas):
    for sheet in formulas:
        for table in sheet.tables.values():
            left, top, right, _ = range_boundaries(table.ref)
            cells = [sheet.cell(top, column).value for column in range(left, right + 1)]
            assert cells == table.column_names


def test_headers_hold_no_character_that_a_formula_must_escape(formulas):
    headers = {h for sheet in formulas for table in sheet.tables.values() for h in table.column_names}
    assert not [
        header for header in headers if not re.fullmatch(r"[^\W\d_][^\W_ -]*(?:[ -][^\W_ -]+)*", header)
    ]


def test_no_formula_is_longer_than_excel_takes(formula_cells):
    assert max(len(cell.value) for cell in formula_cells) < LONGEST_FORMULA


def test_no_formula_is_volatile(formula_cells):
    assert not {f for cell in formula_cells for f in functions_of(cell.value)} & VOLATILE


def test_formulas_speak_excel_2016_and_our_functions_alone(formula_cells):
    assert {f for cell in formula_cells for f in functions_of(cell.value)} <= EXCEL_2016 | set(FUNCTIONS)


def test_our_five_functions_are_called_by_their_own_name(formula_cells):
    called = {f for cell in formula_cells for f in functions_of(cell.value)}
    assert {"TRAINING_ROI", "COST_OF_ERROR", "HOUR_VALUE", "ATTRIBUTED_BENEFIT", "ROI_RANGE"} <= called


def test_every_function_is_called_where_its_data_belong_not_only_where_it_is_tried(formula_cells):
    tried = {"Functions", "Checks"}
    called = {f for cell in formula_cells if cell.parent.title not in tried for f in functions_of(cell.value)}
    assert {name for name, function in FUNCTIONS.items() if function.params} <= called


def test_no_formula_holds_words(formula_cells):
    worded = {cell.value for cell in formula_cells if has_words(cell.value)}
    assert not worded, WORDS_ARE_REFERRED_TO


def test_every_formula_has_a_cached_value_of_a_cells_type(formula_cells, example):
    # an empty text is a value, which openpyxl doesn't tell from none
    cached = {sheet.name: sheet.values for sheet in read(Package(example.read_bytes())).sheets}
    wrong = [
        cell.coordinate
        for cell in formula_cells
        if type(cached[cell.parent.title].get((cell.row, cell.column))) not in (float, str)
    ]
    assert not wrong


def test_no_cell_shows_an_error(formula_cells, cached):
    assert not [
        cell.coordinate
        for cell in formula_cells
        if cached[cell.parent.title][cell.coordinate].data_type == "e"
    ]


def test_every_add_in_cell_agrees_with_plain_excel(formulas, cached):
    gaps = [
        sheet.cell(row, column).value
        for sheet in cached
        for table in formulas[sheet.title].tables.values()
        for left, top, _, bottom in [range_boundaries(table.ref)]
        if "Difference" in table.column_names
        for column in [left + table.column_names.index("Difference")]
        for row in range(top + 1, bottom + 1 - (table.totalsRowCount or 0))
    ]
    assert len(gaps) > 15
    assert set(gaps) == {0}


def test_every_sheet_is_protected_without_a_password(formulas):
    assert all(sheet.protection.sheet and not sheet.protection.password for sheet in formulas)


def test_what_looks_like_an_input_is_unlocked_and_nothing_else(formulas):
    yellow = {
        (sheet.title, cell.coordinate): cell.protection.locked
        for sheet in formulas
        for row in sheet.iter_rows()
        for cell in row
        if (cell.fill.fgColor.rgb == "FFFFF8DC") != (not cell.protection.locked)
    }
    # the colour key shows the look of an input, and is none
    assert list(yellow) == [("Start", next(iter(yellow))[1])]


def test_every_drop_down_draws_on_a_named_list(formulas):
    sources = {
        rule.formula1
        for sheet in formulas
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
    }
    assert sources <= {
        f"lst_{name.removeprefix('lst_')}" for name in formulas.defined_names if name.startswith("lst_")
    }


def test_no_sheet_is_hidden(formulas):
    assert {sheet.sheet_state for sheet in formulas} == {"visible"}


def test_every_sheet_prints_on_the_width_of_one_a4_page_or_says_where_the_next_begins(formulas):
    assert {sheet.page_setup.paperSize for sheet in formulas} == {9}
    wide = {sheet.title for sheet in formulas if sheet.col_breaks.brk}
    assert wide == {"Benefits", "Lists"}
    fitted = {sheet.title for sheet in formulas if sheet.sheet_properties.pageSetUpPr.fitToPage}
    assert fitted == set(formulas.sheetnames) - wide


def test_the_package_links_to_no_other_file_and_holds_no_macro(example):
    with zipfile.ZipFile(example) as package:
        assert not [name for name in package.namelist() if "externalLink" in name or "vba" in name]


def test_a_second_reader_finds_the_same_tables(formulas):
    tables = {name for sheet in formulas for name in sheet.tables}
    assert {"tbl_costs", "tbl_values", "tbl_benefits", "tbl_attribution", "tbl_scenarios"} <= tables


def test_a_third_reader_sees_the_headline(example):
    summary = (
        python_calamine.CalamineWorkbook.from_path(str(example)).get_sheet_by_name("Dashboard").to_python()
    )
    assert 1.52 in summary[5]


def test_a_total_row_says_so_in_the_table_as_in_its_cell(formulas):
    labels = {
        (sheet[table.ref][-1][0].value, table.tableColumns[0].totalsRowLabel)
        for sheet in formulas
        for table in sheet.tables.values()
        if table.totalsRowCount
    }
    assert labels == {("Σ", "Σ")}
