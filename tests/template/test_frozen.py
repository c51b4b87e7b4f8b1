"""The workbook frozen for people without the add-in: it says that this is off, and goes on computing."""

import datetime as dt
import io
import re
import shutil
import zipfile
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from calc_addin.office import all_recalculated

from roi_xl.calc import FUNCTIONS
from roi_xl.computed_workbook import Model
from roi_xl.engine.judgement.local_texts import is_same_abroad
from roi_xl.formulas.calls import Calls
from roi_xl.freeze import frozen
from roi_xl.recalc import Settings, computed
from roi_xl.xlsx import Package, read

WORKBOOKS = Path(__file__).parents[2] / "workbooks"
EDITIONS = ("sales-training", "healthcare-training-sv", "blank-training")
SETTINGS = Settings(dt.date(2026, 1, 1))
ABOUT_THE_ADD_IN = {"cal_addin", "out_functions"}
SIMULATED = {f"cal_simulated_{figure}" for figure in ("low", "middle", "high", "mean", "loss")}

pytestmark = pytest.mark.filterwarnings("ignore:.*xtension is not supported:UserWarning")


def shipped(name):
    """The bytes of a workbook as shipped."""
    return (WORKBOOKS / f"{name}.xlsx").read_bytes()


@cache
def frozen_copy(name):
    """The bytes of the same, frozen."""
    return frozen(shipped(name), SETTINGS)[0]


@cache
def recalculated(data):
    """A workbook recalculated with the add-in."""
    return computed(data, SETTINGS)


@pytest.fixture(scope="module", params=EDITIONS)
def name(request):
    """The name of a workbook."""
    return request.param


@pytest.fixture(scope="module")
def source(name):
    """A workbook as shipped."""
    return shipped(name)


@pytest.fixture(scope="module")
def copy(name):
    """The same, frozen."""
    return frozen_copy(name)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """The frozen workbooks as an office program without the add-in computes them, all in one process."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is missing: install the Debian package libreoffice-calc")
    folder = tmp_path_factory.mktemp("frozen")
    for name in EDITIONS:
        (folder / f"{name}.xlsx").write_bytes(frozen_copy(name))
    paths = [folder / f"{name}.xlsx" for name in EDITIONS]
    return dict(zip(EDITIONS, all_recalculated(paths, folder / "new", with_add_in=False), strict=True))


def named(model):
    """The values of all cells that have a name."""
    cells = {name.name: model.cell(name.name) for name in model.book.names if name.sheet is None}
    return {name: model.value(cell) for name, cell in cells.items() if cell is not None}


@cache
def stored(data):
    """The values in a file of all cells that have a name."""
    return named(Model(read(Package(data))))


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
    """The named values of the workbook with another profit margin, recalculated with the add-in."""
    model = recalculated(data)
    return named(model.with_inputs({model.cell("inp_margin"): margin}))


def test_no_formula_calls_our_functions(copy):
    assert not Calls(read(Package(copy)), FUNCTIONS).cells


def test_no_table_puts_a_call_into_new_rows(copy):
    tables = parts_of_tables(copy)
    assert not [name for name in FUNCTIONS for table in tables if f"{name}(" in table]


def test_a_new_row_of_a_table_takes_the_check_as_the_other_rows_do(copy):
    tables = parts_of_tables(copy)
    formula = r"<calculatedColumnFormula>IF\([^<]*IF\(cal_addin=1,#NAME\?,lst_off\)[^<]*<"
    assert any(re.search(formula, table) for table in tables)


def test_the_switch_is_off(copy):
    assert stored(copy)["cal_addin"] == 0


def test_start_and_dashboard_say_that_the_add_in_is_off():
    book = openpyxl.load_workbook(io.BytesIO(frozen_copy("sales-training")), data_only=True)
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


def test_no_cell_says_that_the_add_in_is_connected():
    book = openpyxl.load_workbook(io.BytesIO(frozen_copy("sales-training")), data_only=True)
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    assert not [cell.coordinate for cell in cells if "connected:" in shown(cell)]


def test_every_named_figure_is_the_same(source, copy):
    before, after = stored(source), stored(copy)
    figures = {name for name, value in before.items() if isinstance(value, float)}
    apart = {name for name in figures - SIMULATED if after[name] != pytest.approx(before[name])}
    assert apart == ABOUT_THE_ADD_IN


def test_what_only_the_add_in_simulates_says_off_once_there_are_figures(copy):
    values = stored(copy)
    shown = values["lst_off"] if values["cal_has_figures"] else ""
    assert {values[name] for name in SIMULATED} == {shown}


def test_its_own_checks_hold(copy):
    assert stored(copy)["out_checks"] == 0


def test_nothing_in_it_is_out_of_date(copy):
    assert not any(recalculated(copy).changes.values())


def test_an_office_program_without_the_add_in_computes_the_same(name, copy, office):
    ours, theirs = (openpyxl.load_workbook(book, data_only=True) for book in (io.BytesIO(copy), office[name]))
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
    before, after = with_margin(source, 0.3), with_margin(copy, 0.3)
    outcomes = ("out_benefit", "out_roi", "out_roi_low", "out_roi_high", "out_npv", "out_verdict")
    assert [after[name] for name in outcomes] == [pytest.approx(before[name]) for name in outcomes]


def test_another_margin_is_another_roi_and_another_sentence():
    copy = frozen_copy("sales-training")
    before, after = stored(copy), with_margin(copy, 0.3)
    # Of benefits of 40,320 sales bring 30,000 at a margin of 50 %, so 18,000 at 30 %; costs are 16,000.
    assert (before["out_roi"], after["out_roi"]) == (pytest.approx(1.52), pytest.approx(12_320 / 16_000))
    assert (before["out_sentence"][:13], after["out_sentence"][:12]) == ("ROI is 152.0%", "ROI is 77.0%")
