"""One workbook recalculated: bytes in, bytes and an account of them out."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_WINDOWS_1900

from roi_xl.errors import CellError
from roi_xl.headlines import Headline
from roi_xl.read_back import reads_as, verify
from roi_xl.recalc import Change, Settings, recalculated
from roi_xl.xlsx import PackageError

SETTINGS = Settings(dt.date(2026, 1, 2))
VERIFIED = Settings(dt.date(2026, 1, 2), verify=True)


@pytest.fixture
def made():
    """A workbook's bytes from a function that fills it."""

    def make(fill):
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
            fill(book)
        return buffer.getvalue()

    return make


@pytest.fixture
def sheet(made):
    """A one-sheet workbook from cells; formulas are given 999, or what stands beside them in a pair."""

    def make(cells, number_format=None, names=(), title="S"):
        def fill(book):
            page = book.add_worksheet(title)
            style = book.add_format({"num_format": number_format}) if number_format else None
            for place, content in cells.items():
                formula, value = content if isinstance(content, tuple) else (content, 999)
                if isinstance(formula, str) and formula.startswith("="):
                    page.write_formula(place, formula, style, value)
                else:
                    page.write(place, formula, style)
            for name, text in names:
                book.define_name(name, text)

        return made(fill)

    return make


def test_changes_are_told_sheet_by_sheet_and_from_top_to_bottom(made):
    def fill(book):
        for name in ("Second sheet", "First"):
            page = book.add_worksheet(name)
            for place in ("A10", "B2", "A2"):
                page.write_formula(place, "=1+1", None, 999)

    _, done = recalculated(made(fill), SETTINGS)
    places = [change.where for change in done.changes]
    assert places == [
        "'Second sheet'!A2", "'Second sheet'!B2", "'Second sheet'!A10", "First!A2", "First!B2", "First!A10",
    ]  # fmt: skip


def test_a_change_carries_the_old_and_the_new_value(sheet):
    _, done = recalculated(sheet({"A1": ("=1/0", 5)}), SETTINGS)
    assert done.changes == (Change("S!A1", 5.0, CellError.DIV0),)
    assert not done.is_current


def test_a_workbook_that_is_current_is_handed_back_as_the_very_same_object(sheet):
    data = sheet({"A1": ("=1+1", 2)})
    new, done = recalculated(data, SETTINGS)
    assert new is data
    assert done.is_current


def test_the_account_counts_formulas_and_calls_of_ours(sheet):
    _, done = recalculated(sheet({"A1": "=1+1", "A2": "=RAND()", "A3": "=TRAINING_ROI(3,1)"}), SETTINGS)
    assert (done.formulas, done.computed, done.calls) == (3, 2, 1)


@pytest.mark.parametrize("engines", ["double", "strict"])
def test_the_engines_are_those_that_were_asked_for(sheet, engines):
    _, done = recalculated(sheet({"A1": "=1+1"}), Settings(dt.date(2026, 1, 2), engines))
    assert len(done.engines) == (2 if engines == "strict" else 1)


# ---- headlines --------------------------------------------------------------------------------------------


def test_a_headline_is_found_by_its_defined_name(sheet):
    names = [("out_roi", "='My ''own'' sheet'!$A$1")]
    _, done = recalculated(sheet({"A1": "=2+1"}, names=names, title="My 'own' sheet"), SETTINGS)
    assert done.headlines == (Headline("ROI", "'My ''own'' sheet'!A1", "percent", 999.0, 3.0),)


@pytest.mark.parametrize(("failing", "told"), [("=1+1", True), ("=1-1", False), ('="none"', False)])
def test_checks_that_fail_in_the_workbook_are_told_as_errors(sheet, failing, told):
    _, done = recalculated(sheet({"A1": failing}, names=[("out_checks", "=S!$A$1")]), SETTINGS)
    assert [(finding.code, finding.where) for finding in done.findings] == [("model-checks", "S!A1")] * told


def test_a_name_for_checks_that_leads_nowhere_says_nothing(sheet):
    names = [("out_checks", "=Gone!$A$1"), ("other", "=S!$A$1")]
    assert not recalculated(sheet({"A1": "=1"}, names=names), SETTINGS)[1].findings


def test_the_first_of_the_names_for_a_headline_counts(sheet):
    names = [("cal_roi_cons", "=S!$A$1"), ("OUT_ROI_LOW", "=S!$A$2")]
    _, done = recalculated(sheet({"A1": "=1", "A2": "=2"}, names=names), SETTINGS)
    assert [headline.where for headline in done.headlines] == ["S!A2"]


@pytest.mark.parametrize(
    "text", ["=S!$A$1:$A$2", "=1.52", "=Gone!$A$1"], ids=["range", "number", "no such sheet"]
)
def test_a_name_that_is_not_one_cell_of_the_workbook_is_no_headline(sheet, text):
    _, done = recalculated(sheet({"A1": "=1"}, names=[("out_roi", text)]), SETTINGS)
    assert done.headlines == ()


def test_without_names_a_call_of_training_roi_is_the_headline(sheet):
    _, done = recalculated(sheet({"A1": "=_xll.TRAINING_ROI(3,1)", "A2": "=1+1"}), SETTINGS)
    assert done.headlines == (Headline("ROI", "S!A1", "percent", 999.0, 2.0),)


def test_several_calls_of_training_roi_are_told_by_their_cells_up_to_eight(sheet):
    _, done = recalculated(sheet({f"A{row}": "=TRAINING_ROI(3,1)" for row in range(1, 11)}), SETTINGS)
    assert [headline.label for headline in done.headlines] == [f"ROI in S!A{row}" for row in range(1, 9)]


def test_a_headline_that_was_not_evaluated_keeps_the_cached_value_and_is_not_confirmed(sheet):
    _, done = recalculated(sheet({"A1": "=RAND()"}, names=[("out_roi", "=S!$A$1")]), SETTINGS)
    assert done.headlines == (Headline("ROI", "S!A1", "percent", 999.0, 999.0, confirmed=False),)


# ---- read back by openpyxl --------------------------------------------------------------------------------

FORMULAS = {
    "number": "=1/3",
    "large number": "=1E+300",
    "truth": "=TRUE",
    "falsehood": "=1=2",
    "text": '="a"&"b"',
    "empty text": '=""',
    "text with spaces": '=" a "',
    "text of two lines": '="a"&CHAR(10)&"b"',
    "text like an escape": '="_x0041_"',
    "text like an error": '="#N/A"',
    "text like a number": '="1"',
    "error": "=1/0",
    "error of our own function": '=TRAINING_ROI("a",1)',
}


@pytest.mark.parametrize("formula", FORMULAS.values(), ids=FORMULAS)
def test_openpyxl_reads_every_kind_of_value_as_we_wrote_it(sheet, formula):
    new, done = recalculated(sheet({"A1": formula}), VERIFIED)
    assert len(done.changes) == 1
    assert new


@pytest.mark.parametrize(
    "value", ["45000.123456789", "0.75", "0", "1", "60", "61", "-5", "1E+7", "59.9999999"]
)
@pytest.mark.parametrize("number_format", ["yyyy-mm-dd", "hh:mm:ss", "[h]:mm", "d mmm yyyy hh:mm"])
def test_openpyxl_reads_dates_and_times_as_the_numbers_we_wrote(sheet, value, number_format):
    _, done = recalculated(sheet({"A1": f"=0+{value}"}, number_format), VERIFIED)
    assert [change.new for change in done.changes] == [float(value)]


@pytest.mark.parametrize("formula", ["=TRUE", '="a"', "=1/0"])
def test_a_date_format_changes_nothing_for_other_values(sheet, formula):
    _, done = recalculated(sheet({"A1": formula}, "yyyy-mm-dd"), VERIFIED)
    assert len(done.changes) == 1


def test_dates_that_count_from_1904_are_read_so(made):
    def fill(book):
        book.add_worksheet("S").write_formula(
            "A1", "=45000+0", book.add_format({"num_format": "yyyy-mm-dd"}), 1
        )

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "date_1904": True}) as book:
        fill(book)
    _, done = recalculated(buffer.getvalue(), VERIFIED)
    assert [change.new for change in done.changes] == [45000.0]


def test_a_cell_that_a_merged_area_covers_is_passed_over(made):
    def fill(book):
        page = book.add_worksheet("S")
        page.merge_range("A1:B1", "")
        page.write_formula("B1", "=1+1", None, 999)

    _, done = recalculated(made(fill), VERIFIED)
    assert [change.where for change in done.changes] == ["S!B1"]


def test_a_workbook_that_openpyxl_cant_read_is_refused(sheet):
    data = sheet({"A1": "=1+1"})
    parts = {}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(
        b"<fonts", b"<numFmts count='1'><numFmt/></numFmts><fonts"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    with pytest.raises(PackageError) as refusal:
        recalculated(buffer.getvalue(), VERIFIED)
    assert refusal.value.code == "not-verified"


@pytest.mark.parametrize(
    ("written", "met"),
    [
        (2.0, "=1+1"),
        (True, 1),
        (1.0, True),
        ("1", 1),
        ("a", "b"),
        (CellError.NA, "n/a"),
        ("#N/A", 5),
        (2.0, dt.date(2026, 1, 2)),
        (None, 0),
        ("", 0),
    ],
)
def test_what_openpyxl_reads_otherwise_is_noticed(written, met):
    cell = openpyxl.Workbook().active["A1"]
    cell.value = met
    assert not reads_as(cell, written, CALENDAR_WINDOWS_1900)


def test_a_misread_cell_refuses_the_workbook_and_is_named(sheet):
    data = sheet({"A1": ("=1+1", 2), "A2": ("=1+1", 2)})
    with pytest.raises(PackageError) as refusal:
        verify(data, {"S": {(1, 1): 3.0, (2, 1): 3.0}})
    assert refusal.value.code == "misread"
    assert refusal.value.reason == "S!A1: wrote 3.0, openpyxl reads 2 (and 1 more)"
