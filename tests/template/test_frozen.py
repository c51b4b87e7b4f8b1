"""The workbook frozen for people without the add-in: it says that this is off, and goes on computing."""

import datetime as dt
import io
import re
import shutil
import subprocess
import sys
import zipfile

import openpyxl
import pytest

from roi_xl.calc import FUNCTIONS
from roi_xl.engine.judgement.local_texts import is_same_abroad
from roi_xl.formulas.calls import Calls
from roi_xl.freeze import frozen
from roi_xl.model import Model
from roi_xl.recalc import Settings, recalculated
from roi_xl.xlsx import Package, read, with_values, written

SETTINGS = Settings(dt.date(2026, 1, 1))
ABOUT_THE_ADD_IN = {"cal_addin", "out_functions"}
SIMULATED = {f"cal_simulated_{figure}" for figure in ("low", "middle", "high", "mean", "loss")}

pytestmark = pytest.mark.filterwarnings("ignore:.*xtension is not supported:UserWarning")


@pytest.fixture(scope="module", params=["sales-training", "healthcare-training-sv", "blank-training"])
def source(request, root):
    """A workbook as shipped."""
    return (root / "workbooks" / f"{request.param}.xlsx").read_bytes()


@pytest.fixture(scope="module")
def copy(source):
    """The same, frozen."""
    return frozen(source, SETTINGS)[0]


def named(data):
    """The values of all cells that have a name."""
    model = Model(read(Package(data)))
    cells = {name.name: model.cell(name.name) for name in model.book.names if name.sheet is None}
    return {name: model.value(cell) for name, cell in cells.items() if cell is not None}


def shown(cell):
    """What a reader sees where a number format says words for 1 and 0."""
    words = cell.number_format.split(";")
    if len(words) < 3 or not isinstance(cell.value, int | float):
        return str(cell.value)
    return words[0] if cell.value > 0 else words[1] if cell.value < 0 else words[2]


def parts_of_tables(data):
    """The XML of all tables."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return [package.read(name).decode() for name in package.namelist() if name.startswith("xl/tables/")]


def with_margin(data, margin):
    """The workbook with another profit margin, recalculated with the add-in."""
    book = read(Package(data))
    sheet, address = Model(book).cell("inp_margin")
    return recalculated(written(with_values(book, {sheet: {address: margin}})), SETTINGS)[0]


def test_no_formula_calls_our_functions(copy):
    assert not Calls(read(Package(copy)), FUNCTIONS).cells


def test_no_table_puts_a_call_into_new_rows(copy):
    tables = parts_of_tables(copy)
    assert not [name for name in FUNCTIONS for table in tables if f"{name}(" in table]


def test_a_new_row_of_a_table_takes_the_check_as_the_other_rows_do(copy):
    tables = parts_of_tables(copy)
    formula = r"<calculatedColumnFormula>IF\(cal_addin\b[^<]*,#NAME\?,lst_off\)</calculatedColumnFormula>"
    assert any(re.search(formula, table) for table in tables)


def test_the_switch_is_off(copy):
    assert named(copy)["cal_addin"] == 0


def test_start_and_dashboard_say_that_the_add_in_is_off(root):
    copy = frozen((root / "workbooks" / "sales-training.xlsx").read_bytes(), SETTINGS)[0]
    book = openpyxl.load_workbook(io.BytesIO(copy), data_only=True)
    told = {
        sheet.title: shown(row[at + 1])
        for sheet in (book["Start"], book["Dashboard"])
        for row in sheet.iter_rows()
        for at, cell in enumerate(row)
        if cell.value == "Add-in"
    }
    assert told == {
        "Start": '"off: figures come from plain Excel formulas in this file"',
        "Dashboard": '"off"',
    }


def test_no_cell_says_that_the_add_in_is_connected(root):
    copy = frozen((root / "workbooks" / "sales-training.xlsx").read_bytes(), SETTINGS)[0]
    book = openpyxl.load_workbook(io.BytesIO(copy), data_only=True)
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    assert not [cell.coordinate for cell in cells if "connected:" in shown(cell)]


def test_every_named_figure_is_the_same(source, copy):
    before, after = named(source), named(copy)
    figures = {name for name, value in before.items() if isinstance(value, float)}
    apart = {name for name in figures - SIMULATED if after[name] != pytest.approx(before[name])}
    assert apart == ABOUT_THE_ADD_IN


def test_what_only_the_add_in_simulates_says_off(copy):
    values = named(copy)
    assert {values[name] for name in SIMULATED} == {values["lst_off"]}


def test_its_own_checks_hold(copy):
    assert named(copy)["out_checks"] == 0


def test_nothing_in_it_is_out_of_date(copy):
    assert recalculated(copy, SETTINGS)[1].changes == ()


def test_an_office_program_without_the_add_in_computes_the_same(copy, tmp_path, root):
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is missing: install the Debian package libreoffice-calc")
    (tmp_path / "copy.xlsx").write_bytes(copy)
    program = root / "tests" / "hosts" / "lanes" / "calc_book.py"
    run = subprocess.run(
        [sys.executable, program, tmp_path / "copy.xlsx", tmp_path / "new", "--without-add-in"],
        capture_output=True, text=True, timeout=240, check=True,
    )  # fmt: skip
    ours, theirs = (
        openpyxl.load_workbook(path, data_only=True) for path in (tmp_path / "copy.xlsx", run.stdout.strip())
    )
    apart = []
    for cell in (cell for sheet in ours for row in sheet.iter_rows() for cell in row):
        value = theirs[cell.parent.title][cell.coordinate].value
        is_number = isinstance(cell.value, int | float) and isinstance(value, int | float)
        if (value or "") != (cell.value or "") and not (
            (is_number and value == pytest.approx(cell.value, rel=1e-9, abs=1e-9))
            or is_same_abroad(cell.value, value)  # the Swedish workbook's own sentence has Swedish marks
        ):
            apart.append((cell.parent.title, cell.coordinate, cell.value, value))
    assert apart == []


def test_another_input_gives_the_figures_that_the_workbook_itself_gives(source, copy):
    before, after = named(with_margin(source, 0.3)), named(with_margin(copy, 0.3))
    outcomes = ("out_benefit", "out_roi", "out_roi_low", "out_roi_high", "out_npv", "out_verdict")
    assert [after[name] for name in outcomes] == [pytest.approx(before[name]) for name in outcomes]


def test_another_margin_is_another_roi_and_another_sentence(root):
    copy = frozen((root / "workbooks" / "sales-training.xlsx").read_bytes(), SETTINGS)[0]
    before, after = named(copy), named(with_margin(copy, 0.3))
    # Of benefits of 40,320 sales bring 30,000 at a margin of 50 %, so 18,000 at 30 %; costs are 16,000.
    assert (before["out_roi"], after["out_roi"]) == (pytest.approx(1.52), pytest.approx(12_320 / 16_000))
    assert (before["out_sentence"][:13], after["out_sentence"][:12]) == ("ROI is 152.0%", "ROI is 77.0%")
