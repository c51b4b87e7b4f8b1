"""The figures of the workbook with one page: by hand, by our functions, and none too early."""

import datetime as dt
import re
import shutil
import subprocess
import sys

import in_memory
import openpyxl
import pytest
from in_memory import as_stored, figure, inputs

import roi_xl
from roi_xl.calc import FUNCTIONS
from roi_xl.checks import ADVICE_ON_ONE_PAGE, INTEGRITY_ON_ONE_PAGE
from roi_xl.checks.witnesses import WITHOUT_WITNESS_ON_ONE_PAGE
from roi_xl.computed_workbook import Model
from roi_xl.formulas.calls import Calls
from roi_xl.freeze import frozen
from roi_xl.lang import LANGUAGES
from roi_xl.layout import study_from
from roi_xl.recalc import Settings, account, recalculated
from roi_xl.template.words import Content
from roi_xl.xlsx import Package, place, read, with_values, written

SETTINGS = Settings(dt.date(2026, 1, 1))
TYPED = {
    "programme": "Order desk basics, 12 people", "currency": "EUR", "participants": 12, "hours_each": 16,
    "salary": 48_000, "benefits_rate": 0.31, "paid_hours": 1_720, "development": 3_000, "delivery": 4_500,
    "months": 6, "estimated_by": "Managers' estimate", "source": "Time study in May", "range": 0.25,
}  # fmt: skip
ROWS = (
    {"gain": 60, "share": 0.6, "confidence": 0.8},
    {"benefit": "Wrong order lines", "gain": 45, "unit_value": 38, "share": 0.5, "confidence": 0.7},
    {"gain": 9_000, "margin": 0.4, "share": 0.3, "confidence": 0.8},
)
LINES = [("inp", field, value) for field, value in TYPED.items()]
TABLE = [("lines", row, column, value) for row, cells in enumerate(ROWS) for column, value in cells.items()]
FILLED = [*LINES, *TABLE]
RESULTS = (
    "out_net",
    "out_roi",
    "out_bcr",
    "out_payback",
    "out_payback_within",
    "out_roi_low",
    "out_roi_high",
)
PAGE = tuple(f"cal_page_{name}" for name in ("roi", "range", "benefit", "net", "bcr", "payback"))


def after(changes):
    """The blank page after something was typed."""
    blank = in_memory.model("quick")
    return blank.with_inputs(inputs(blank, changes))


def without(*wanted):
    """All that is typed but these: names of lines, or row and column of the table."""
    return [change for change in FILLED if change[1:-1] not in wanted and change[1] not in wanted]


@pytest.fixture(scope="module")
def filled():
    return after(FILLED)


HOUR = 48_000 * 1.31 / 1_720
COST = 12 * 16 * HOUR + 3_000 + 4_500
"""Fully loaded: the participants' time is in it. Source: ROI Institute, guiding principle 10."""
BENEFITS = (60 * 6 * HOUR * 0.6 * 0.8, 45 * 6 * 38 * 0.5 * 0.7, 9_000 * 6 * 0.4 * 0.3 * 0.8)
"""Change × months × value of one (revenue: its margin) × share × confidence, by the five steps of conversion
and adjusted for the error of the estimate. Source: Phillips, Return on Investment in Training."""
BY_HAND = {
    "cal_hour_value": HOUR,
    "out_cost": COST,
    "out_benefit": sum(BENEFITS),
    "out_net": sum(BENEFITS) - COST,
    "out_roi": (sum(BENEFITS) - COST) / COST,
    "out_bcr": sum(BENEFITS) / COST,
    "out_payback": 12 * COST / sum(BENEFITS),
    "out_roi_low": (0.75 * sum(BENEFITS) - COST) / COST,
    "out_roi_high": (1.25 * sum(BENEFITS) - COST) / COST,
}


@pytest.mark.parametrize("name", BY_HAND)
def test_a_figure_is_the_one_calculated_by_hand(filled, name):
    assert figure(filled, name) == pytest.approx(BY_HAND[name], rel=1e-12)


def test_the_hand_calculation_is_what_a_reader_can_follow():
    # 36.56 an hour; 192 hours cost 7,019; benefits 6,317 + 3,591 + 5,184
    assert [round(each) for each in (100 * HOUR, COST, *BENEFITS)] == [3656, 14519, 6317, 3591, 5184]


def test_our_functions_in_python_give_the_same(filled):
    benefits = [roi_xl.attributed_benefit(60 * 6 * HOUR, 0.6, 0.8), *BENEFITS[1:]]
    assert figure(filled, "out_roi") == pytest.approx(roi_xl.training_roi(benefits, COST), rel=1e-12)
    assert figure(filled, "out_sentence") == roi_xl.roi_statement(benefits, COST, "en", "EUR")


def test_the_page_shows_the_figures_and_says_what_is_next(filled):
    shown = [figure(filled, name) for name in PAGE]
    assert shown[0] == figure(filled, "out_roi")
    assert shown[1] == "−22% to 30%"
    assert (figure(filled, "out_checks"), figure(filled, "out_advice")) == (0, 0)
    assert figure(filled, "cal_to_do") == "Everything is filled in"
    assert account(filled).is_usable


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_blank_page_claims_nothing_and_is_current(root, language):
    name = "quick-training.xlsx" if language == "en" else f"quick-training-{language}.xlsx"
    data = (root / "workbooks" / name).read_bytes()
    same, done = recalculated(data, SETTINGS)
    assert (same is data, done.findings, done.is_usable) == (True, (), True)
    book = Model(read(Package(data)))
    assert {figure(book, name) for name in RESULTS} == {""}
    assert {figure(book, name) for name in PAGE} == {"–"}
    assert [figure(book, name) for name in ("cal_page_checks", "cal_page_advice", "out_sentence")] == [
        "–"
    ] * 3
    todo = {"en": "Not filled in yet", "sv": "Inte ifyllt ännu"}
    words = Content.of("quick", language).words()
    assert figure(book, "cal_to_do") == todo.get(language, words.text("sentence", "state_blank"))


HALF = {
    "people": (without("participants"), "Still to fill in: Participants"),
    "pay": (
        without("salary", "paid_hours"),
        "Still to fill in: Average annual salary, Hours paid for in a year",
    ),
    "no benefit": (LINES, "Still to fill in: at least one benefit line"),
    "value": (
        [*LINES, ("lines", 1, "gain", 45)],
        "Line B2 doesn't count yet. Still missing: Value of one, Share due to training, Confidence",
    ),
    "share": (
        [*LINES, ("lines", 0, "gain", 60), ("lines", 0, "confidence", 0.8)],
        "Line B1 doesn't count yet. Still missing: Share due to training",
    ),
    "margin": (
        [*LINES, *[change for change in TABLE if change[1] == 2 and change[2] != "margin"]],
        "Line B3 doesn't count yet. Still missing: Margin",
    ),
    "months": (without("months"), "Line B1 doesn't count yet. Still missing: Months counted"),
    "method": (without("estimated_by"), "Line B1 doesn't count yet. Still missing: Who estimated the shares"),
    "benefits only": (TABLE, "Still to fill in: Participants, Training hours per participant"),
}


@pytest.mark.parametrize("case", HALF)
def test_a_page_filled_in_by_halves_claims_nothing_and_says_what_is_missing(case):
    changes, said = HALF[case]
    book = after(changes)
    assert {figure(book, name) for name in PAGE} == {"–"}
    assert figure(book, "out_sentence") == "–"
    assert said in (figure(book, "cal_state"), figure(book, "cal_to_do"))


def test_ten_cells_give_a_first_roi():
    time = ("participants", "hours_each", "salary", "benefits_rate", "paid_hours")
    ten = [change for change in FILLED if change[1] in (*time, "months", "estimated_by")]
    ten += [change for change in TABLE if change[1] == 0]
    book = after(ten)
    assert len(ten) == 10
    assert figure(book, "cal_page_roi") == pytest.approx(BENEFITS[0] / (12 * 16 * HOUR) - 1)


def test_a_line_that_lacks_something_leaves_the_others_alone():
    book = after(without((1, "confidence")))
    assert figure(book, "out_benefit") == pytest.approx(BENEFITS[0] + BENEFITS[2])
    assert figure(book, "cal_to_do") == "Line B2 doesn't count yet. Still missing: Confidence"


def test_without_a_range_there_is_none_and_the_figure_stays():
    book = after(without("range"))
    assert [figure(book, name) for name in ("out_roi_low", "out_roi_high")] == ["", ""]
    assert figure(book, "cal_page_range") == "range not set"
    assert figure(book, "out_roi") == pytest.approx(BY_HAND["out_roi"])


def test_what_got_worse_is_a_loss_and_worse_still_when_conservative():
    book = after([*FILLED, ("lines", 1, "gain", -45)])
    benefit = BENEFITS[0] - BENEFITS[1] + BENEFITS[2]
    low = 0.75 * (BENEFITS[0] + BENEFITS[2]) - 1.25 * BENEFITS[1]
    assert figure(book, "out_benefit") == pytest.approx(benefit)
    assert figure(book, "out_roi_low") == pytest.approx(low / COST - 1)
    assert figure(book, "cal_to_do").startswith("▲ No line got worse")


MISTAKES = {
    "R103": [("inp", "hours_each", 0), ("inp", "source", "blank")],
    "R106": [("inp", "paid_hours", 160)],
    "R110": [("inp", "benefits_rate", "blank")],
    "R115": [("lines", 2, "margin", 40)],
    "R201": [("lines", 2, "margin", 0)],
    "R207": [("inp", "benefits_rate", "31,42%")],
    "R208": [("inp", "months", 24)],
    "R223": [("lines", 1, "unit_value", -38)],
    "R302": [("lines", 0, "confidence", 1)],
    "R308": [("inp", "estimated_by", "The boss")],
    "R314": [("lines", 0, "share", 60)],
    "R614": [("inp", "range", 25)],
}


@pytest.mark.parametrize("code", MISTAKES)
def test_a_mistake_is_named_with_its_place_and_no_figure_is_shown(code):
    book = after([*FILLED, *MISTAKES[code]])
    found = {row[0]: row for row in in_memory.rows_of_checks(book) if row[3] != 0}
    assert code in found
    assert found[code][5].startswith("ROI on one page: ")
    assert {figure(book, name) for name in PAGE} == {"–"}
    assert figure(book, "cal_to_do").startswith("✖ ")
    assert not account(book).is_usable


ADVISED = {
    "R203": [("lines", 2, "margin", 1)],
    "R205": [("lines", 0, "gain", -5)],
    "R220": [("inp", "source", "blank")],
    "R315": [("lines", 0, "confidence", 0.95)],
    "R406": [("inp", "range", "blank")],
    "R607": [("inp", "currency", "Euro")],
}
CHECKS = {check.code: check for check in (*INTEGRITY_ON_ONE_PAGE, *ADVICE_ON_ONE_PAGE)}


@pytest.mark.parametrize("code", sorted((MISTAKES | ADVISED).keys() - {"R207"}))  # a study holds no such text
def test_the_page_and_the_study_agree_on_which_rules_a_mistake_breaks(code):
    """The Excel formula of each check, and its witness in Python over the study that the page holds.

    Where figures aren't to be used, advice about them isn't compared.
    """
    book = after([*FILLED, *(MISTAKES | ADVISED)[code]])
    study, _ = study_from(book)
    broken = {row[0] for row in in_memory.rows_of_checks(book) if row[3] != 0}
    assert code in broken
    compared = {check.code for check in INTEGRITY_ON_ONE_PAGE} if code in MISTAKES else CHECKS.keys()
    witnessed = {one for one in compared if CHECKS[one].function is not None}
    assert {one for one in witnessed if CHECKS[one].function(study)} == broken & witnessed


def test_every_check_of_the_page_has_a_second_witness_or_a_reason(filled):
    study, _ = study_from(filled)
    found = {code: check.function(study) for code, check in CHECKS.items() if check.function is not None}
    assert set(found.values()) == {0.0}
    assert CHECKS.keys() - found.keys() <= WITHOUT_WITNESS_ON_ONE_PAGE.keys()
    assert len(found) >= 18


def test_every_check_has_a_mistake_or_is_about_formulas():
    rows = [row[0] for row in in_memory.rows_of_checks(in_memory.model("quick"))]
    arithmetic = {"R101", "R613", "R615", "R616", "R617", "R618"}
    assert {*rows[: len(MISTAKES) + len(arithmetic)]} == {*MISTAKES, *arithmetic}
    assert rows[: len(MISTAKES) + len(arithmetic)] == sorted({*MISTAKES, *arithmetic})


def test_hours_outside_paid_time_cost_nothing_if_it_is_said_why():
    book = after([*FILLED, ("inp", "hours_each", 0)])
    assert figure(book, "out_cost") == 7_500
    assert figure(book, "out_checks") == 0


@pytest.fixture(scope="module")
def saved(filled):
    """The filled page as a file."""
    return written(filled.updated())


def typed_over(data, name, value):
    book = read(Package(data))
    sheet, address = Model(book).cell(name)
    return written(with_values(book, {sheet: {address: value}}))


def test_a_saved_page_is_current(saved):
    assert recalculated(saved, SETTINGS)[1].is_current


def hard_coded(data, cell):
    """The workbook with the value of a formula in place of the formula."""
    book = read(Package(data))
    sheet, (row, column) = cell(Model(book))
    part = next(each.part for each in book.sheets if each.name == sheet)
    old = book.package.read(part).decode()
    cell_start = rf'(<c r="{openpyxl.utils.get_column_letter(column)}{row}"[^>]*>)<f>.*?</f>'
    new, times = re.subn(cell_start, r"\1", old)
    assert times == 1
    return written(book.edited({part: new.encode()})), place((sheet, (row, column)))


def value_of_an_hour(model):
    sheet, (row, column) = model.cell("col_lines_unit_value")
    return sheet, (row + 1, column)


TYPED_OVER = {
    "the benefit": lambda model: model.cell("out_benefit"),
    "a figure of the page": lambda model: model.cell("cal_page_roi"),
    "the value of an hour on the page": value_of_an_hour,
}


@pytest.mark.parametrize("what", TYPED_OVER)
def test_a_formula_typed_over_is_named(saved, what):
    data, where = hard_coded(saved, TYPED_OVER[what])
    done = recalculated(data, SETTINGS)[1]
    assert ("formula-replaced", where) in [(finding.code, finding.where) for finding in done.findings]
    assert not done.is_usable


def test_frozen_for_others_it_goes_on_computing_without_our_functions(saved, filled):
    copy = frozen(saved, SETTINGS)[0]
    assert not Calls(read(Package(copy)), FUNCTIONS).cells
    book = Model(read(Package(copy)))
    assert figure(book, "cal_addin") == 0
    for name in (*BY_HAND, "out_sentence", *PAGE):
        assert figure(book, name) == pytest.approx(figure(filled, name))
    cheaper = recalculated(typed_over(copy, "inp_delivery", as_stored(2_500)), SETTINGS)[0]
    assert figure(Model(read(Package(cheaper))), "out_roi") == pytest.approx(
        sum(BENEFITS) / (COST - 2_000) - 1
    )


@pytest.mark.filterwarnings("ignore:.*xtension is not supported:UserWarning")
def test_an_office_program_without_our_functions_computes_the_same(saved, filled, tmp_path, root):
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is missing: install the Debian package libreoffice-calc")
    (tmp_path / "page.xlsx").write_bytes(saved)
    program = root / "tests" / "hosts" / "lanes" / "calc_book.py"
    run = subprocess.run(
        [sys.executable, program, tmp_path / "page.xlsx", tmp_path / "new", "--without-add-in"],
        capture_output=True, text=True, timeout=240, check=True,
    )  # fmt: skip
    formulas = openpyxl.load_workbook(tmp_path / "page.xlsx")
    theirs = openpyxl.load_workbook(run.stdout.strip(), data_only=True)

    def computed(name):
        ((sheet, address),) = formulas.defined_names[name].destinations
        return theirs[sheet][address].value

    assert (computed("cal_addin"), computed("out_checks")) == (0, 0)
    assert [computed(name) for name in BY_HAND] == [pytest.approx(value) for value in BY_HAND.values()]
    assert computed("out_sentence") == figure(filled, "out_sentence")
