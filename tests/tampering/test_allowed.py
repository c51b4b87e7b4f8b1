"""What people and programs may do to a workbook: no alarm, whatever a formula is spelled like."""

import datetime as dt
import io
import re
import shutil
import subprocess
from dataclasses import replace

import openpyxl
import pytest
from changes import (
    TABLES,
    cell,
    formula,
    hidden,
    line,
    put,
    renamed,
    rows_of,
    sheet_of,
    table_of,
    with_sheet,
    with_table,
    without_sheet,
)

from roi_xl.calc import FUNCTIONS
from roi_xl.computed_workbook import Model
from roi_xl.formulas.areas import spelled
from roi_xl.formulas.references import table_area
from roi_xl.freeze import frozen
from roi_xl.recalc import Settings
from roi_xl.shipped_workbooks import EDITIONS
from roi_xl.template import names
from roi_xl.template.build import written as drawn
from roi_xl.template.words import Content
from roi_xl.xlsx import DefinedName, Formula, Package, place, range_a1, read, with_inputs, written
from roi_xl.xlsx.formula import TokenKind, column_letters, tokens

_OURS = re.compile(rf"\b({'|'.join(FUNCTIONS)})\(")


@pytest.mark.parametrize("name", [edition.filename for edition in EDITIONS])
def test_every_shipped_workbook(root, found, name):
    assert found(read(Package((root / "workbooks" / name).read_bytes()))) == []


@pytest.mark.parametrize("rows", [{"benefits": 30, "costs": 60}, {"benefits": 8, "values": 20}])
def test_tables_of_another_size(found, rows):
    """Its values may be missing: what is compared are formulas and the cells that hold none."""
    assert found(read(Package(drawn({}, Content.of("tech", "sv"), rows)))) == []


def rewrite(book, change):
    """The workbook with every formula written otherwise."""
    sheets = []
    for sheet in book.sheets:
        texts = {at: change(book, sheet.name, at, formula.text) for at, formula in sheet.formulas.items()}
        sheets.append(replace(sheet, formulas={at: Formula(text) for at, text in texts.items()}))
    assert any(new.formulas != old.formulas for new, old in zip(sheets, book.sheets, strict=True))
    return replace(book, sheets=tuple(sheets))


def _functions(spelling):
    return lambda *told: _OURS.sub(lambda match: f"{spelling(match[1])}(", told[-1])


def _pieces(change):
    """Every token rewritten."""
    return lambda *told: "".join(change(*told[:-1], token) for token in tokens(told[-1]))


def _operator_between_blanks(_, __, ___, token):
    return f" {token.text} " if token.kind in {TokenKind.OPERATOR, TokenKind.COMMA} else token.text


def _small(_, __, ___, token):
    small = token.kind in {TokenKind.FUNCTION, TokenKind.NAME, TokenKind.STRUCTURED}
    return token.text.lower() if small else token.text


def _without_tables(book, sheet, at, token):
    """References in place of structured ones, relative as a program writes them."""
    if token.kind is not TokenKind.STRUCTURED:
        return token.text
    place, area = table_area(token.text, {table.name: table for table in book.tables}, sheet, *at)
    is_row = "#This Row" in token.text
    where = range_a1(area) if is_row else spelled(area) if area[:2] != area[2:] else range_a1(area)
    return where if place == sheet else f"'{place}'!{where}"


def _without_names(book, _, __, token):
    known = next((name for name in book.names if name.name == token.text), None)
    return known.text if token.kind is TokenKind.NAME and known else token.text


def _dollars(_, __, ___, token):
    return re.sub(r"\$", "", token.text) if token.kind is TokenKind.REFERENCE else token.text


def _single(_, __, ___, token):
    return f"_xlfn.SINGLE({token.text})" if "#This Row" in token.text else token.text


def _at(_, __, ___, token):
    return f"@{token.text}" if "#This Row" in token.text else token.text


def _number(_, __, ___, token):
    return f"{float(token.text):E}" if token.kind is TokenKind.NUMBER else token.text


SPELLINGS = {
    "an XLL": _functions(lambda name: f"_xll.{name}"),
    "a function unknown at saving": _functions(lambda name: f"_xludf.{name}"),
    "a linked add-in": _functions(lambda name: f"[1]!{name}"),
    "the path of an add-in": _functions(lambda name: f"'C:\\Add-ins\\roi_xl.xlam'!{name}"),
    "Office.js": _functions(lambda name: f"_xldudf_ROI_XL_{name}"),
    "small letters": _pieces(_small),
    "blanks": _pieces(_operator_between_blanks),
    "references for tables": _pieces(_without_tables),
    "references for names": _pieces(_without_names),
    "no dollars": _pieces(_dollars),
    "@": _pieces(_at),
    "SINGLE": _pieces(_single),
    "brackets around rows": _pieces(
        lambda *told: f"({told[-1].text})" if "#This Row" in told[-1].text else told[-1].text
    ),
    "numbers with exponents": _pieces(_number),
    "prefixes of new functions": lambda *told: told[-1].replace("IFERROR(", "_xlfn.IFERROR("),
}


@pytest.mark.parametrize("spelling", [name for name in SPELLINGS if name != "no dollars"])
def test_every_spelling(shipped, found, spelling):
    book = replace(shipped, links={1: "file:///C:/Add-ins/roi_xl.xlam"})
    assert found(rewrite(book, SPELLINGS[spelling])) == []


def test_dollars_say_nothing_about_a_cell_that_stays(shipped, found):
    plain = rewrite(shipped, SPELLINGS["references for tables"])
    assert found(rewrite(plain, SPELLINGS["no dollars"])) == []


def test_another_program_s_macro_of_the_same_name_is_no_spelling_of_ours(shipped, found):
    book = replace(shipped, links={1: "file:///C:/Books/other.xlsx"})
    assert found(rewrite(book, SPELLINGS["a linked add-in"])) != []


def test_saved_by_openpyxl(root, found):
    file = io.BytesIO()
    openpyxl.load_workbook(root / "workbooks" / "sales-training.xlsx").save(file)
    assert found(read(Package(file.getvalue()))) == []


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs Debian's package libreoffice-calc")
def test_saved_by_libreoffice(root, found, tmp_path):
    sources = [root / "workbooks" / name for name in ("sales-training.xlsx", "healthcare-training-sv.xlsx")]
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", tmp_path]
    subprocess.run([*command, *sources], capture_output=True, timeout=300, check=True)
    for source in sources:
        saved = (tmp_path / source.name).read_bytes()
        assert saved != source.read_bytes()
        assert found(read(Package(saved))) == []


def test_frozen_for_people_without_our_functions(root, found):
    shipped = (root / "workbooks" / "tech-training.xlsx").read_bytes()
    data, done = frozen(shipped, Settings(dt.date(2026, 1, 1)))
    assert done.handed_over
    book = read(Package(data))
    assert found(book) == []
    twin = line(book, "out_net", 2)
    assert ("formula-replaced", place(twin)) in found(put(book, {twin: 1.0}))


def _swapped(book, table, one, other):
    """Two rows of a table, all cells, as sorting within the table does."""
    left, right = table_of(book, table).area[1::2]
    sheet = sheet_of(book, (table_of(book, table).sheet, None))
    rows = rows_of(book, table)
    first, second = rows[one - 1], rows[other - 1]
    moved = {}
    for column in range(left, right + 1):
        for here, there in ((first, second), (second, first)):
            own = sheet.formulas.get((there, column))
            content = f"={own.text}" if own else sheet.values.get((there, column))
            moved[sheet.name, (here, column)] = content
    return put(book, moved)


@pytest.mark.parametrize("table", ["costs", "benefits", "values", "evidence", "attribution", "integrity"])
def test_rows_sorted(shipped, found, table):
    assert found(_swapped(_swapped(shipped, table, 1, 3), table, 2, 3)) == []


def _unprotected(book, name):
    part = sheet_of(book, (name, None)).part
    plain = re.sub(rb"<sheetProtection[^>]*/>", b"", book.package.read(part))
    return read(Package(written(book.edited({part: plain}))))


def test_rows_that_we_add(shipped, found):
    headers = table_of(shipped, "values").columns
    known = dict(zip(TABLES["values"].columns, headers, strict=True))
    more = len(rows_of(shipped, "values")) + 5
    shipped = _unprotected(shipped, table_of(shipped, "values").sheet)
    rows = [{known["id"]: f"W{n}", known["measure"]: "more", known["unit_value"]: 10} for n in range(more)]
    grown = read(Package(with_inputs(shipped, rows={names.table_name("values"): rows})))
    assert len(rows_of(grown, "values")) > len(rows_of(shipped, "values"))
    assert found(grown) == []


def test_a_row_that_excel_adds_with_the_column_s_formulas(shipped, found):
    old = table_of(shipped, "values")
    top, left, bottom, right = old.area
    last = rows_of(shipped, "values")[-1]
    filled = {
        (old.sheet, (bottom + 1, at)): f"={formula(shipped, (old.sheet, (last, at)))}"
        if (last, at) in sheet_of(shipped, (old.sheet, None)).formulas
        else "more"
        for at in range(left, right + 1)
    }
    grown = with_table(put(shipped, filled), "values", area=(top, left, bottom + 1, right))
    assert found(grown) == []


def test_a_blank_row_without_its_formulas(shipped, found):
    row = len(rows_of(shipped, "costs"))
    cleared = put(shipped, {cell(shipped, "costs", column, row): None for column in TABLES["costs"].columns})
    assert found(cleared) == []


def test_inputs_typed_computed_or_cleared(shipped, found):
    inputs = {
        line(shipped, "inp_participants"): 12.0,
        line(shipped, "inp_hours_each"): "=4*8",
        line(shipped, "inp_salary"): None,
        cell(shipped, "costs", "unit_cost", 1): "=Values!E7*2",
        cell(shipped, "benefits", "after", 1): 77.0,
        cell(shipped, "attribution", "share", 1): "=1/3",
    }
    assert found(put(shipped, inputs)) == []


def test_cells_sheets_and_names_of_one_s_own(shipped, found):
    roi, costs = line(shipped, "out_roi"), table_of(shipped, "costs")
    mine = replace(sheet_of(shipped, roi), name="Mine", number="99", formulas={(1, 1): Formula("out_roi*2")})
    book = put(
        shipped,
        {
            (roi[0], (roi[1][0], 30)): "=out_roi*100",
            (costs.sheet, (costs.area[2] + 1, costs.area[1])): "checked by the controller",
            (costs.sheet, (costs.area[2] + 1, costs.area[3] - 1)): "=SUM(tbl_costs[Amount])",
        },
    )
    own = DefinedName("my_rate", "Mine!$A$1")
    assert found(replace(book, sheets=(*book.sheets, mine), names=(*book.names, own))) == []


def test_a_hidden_row_that_no_total_counts(shipped, found):
    sheet, (row, _) = cell(shipped, "evidence", "id", 1)
    assert found(hidden(shipped, sheet, row)) == []
    blank = rows_of(shipped, "costs")[-1]
    assert found(hidden(shipped, table_of(shipped, "costs").sheet, blank)) == []


def test_a_named_cell_cut_and_pasted_elsewhere(shipped, found):
    sheet, (row, column) = at = line(shipped, "out_payback_within")
    away = sheet, (row + 40, column + 10)
    book = put(shipped, {away: f"={formula(shipped, at)}", at: None})
    text = f"'{sheet}'!${column_letters(column + 10)}${row + 40}"
    assert found(renamed(book, "out_payback_within", text)) == []


def _with_property(book, name, value):
    part = "docProps/custom.xml"
    text = book.package.read(part).decode()
    new = f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="99" name="{name}">'
    new += f"<vt:lpwstr>{value}</vt:lpwstr></property></Properties>"
    return replace(book, package=book.package.edited({part: text.replace("</Properties>", new).encode()}))


def test_a_sheet_that_the_workbook_was_built_without(shipped, found):
    without = without_sheet(shipped, table_of(shipped, "catalogue").sheet)
    assert [code for code, _ in found(without)] == ["part-missing"]
    assert found(_with_property(without, names.LEFT_OUT_PROPERTY, "functions")) == []


def test_a_workbook_that_is_not_ours(found, excel_saved):
    other = read(Package((excel_saved / "apache-simple-monthly-budget.xlsx").read_bytes()))
    assert found(other) == []


def test_tabs_in_another_order_under_other_names(shipped, found):
    turned = replace(shipped, sheets=shipped.sheets[::-1])
    assert found(turned) == []
    named = {table.sheet for table in shipped.tables} | {"Dashboard", "Inputs"}
    (method,) = (sheet for sheet in shipped.sheets if sheet.name not in named)  # no table or name is on it
    assert found(with_sheet(shipped, method, replace(method, name="Read me"))) == []


def test_the_values_of_the_model_are_not_needed(shipped):
    assert Model(shipped).evaluation is None
