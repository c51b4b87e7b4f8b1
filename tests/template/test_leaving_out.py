"""Sheets that a programme doesn't need are left out: the others compute, check and read as before."""

import datetime as dt

import pytest
from changes import put
from in_memory import failing, figure, model, typed

from roi_xl.layout import study_from
from roi_xl.recalc import Settings, computed
from roi_xl.shipped_workbooks import Edition, workbook
from roi_xl.study import Study
from roi_xl.tampering.comparison import findings_of
from roi_xl.template.leaving_out import OPTIONAL
from roi_xl.xlsx import Package

SETTINGS = Settings(dt.date(2026, 1, 1))
NOT_IN_SALES = ("plans", "projects")
FIGURES = ("out_roi", "out_roi_low", "out_roi_high", "out_npv", "out_checks", "out_advice", "cal_state")


def built(variant, language, left_out):
    return computed(workbook(Edition(variant, language), left_out=left_out), SETTINGS)


@pytest.fixture(scope="module")
def sales():
    return built("sales", "en", NOT_IN_SALES)


@pytest.fixture(scope="module", params=["en", "sv"])
def core(request):
    return built("blank", request.param, OPTIONAL)


def tabs(book):
    return [sheet.name for sheet in book.book.sheets]


def test_the_sheets_are_gone_and_the_core_is_there(core):
    full = tabs(model("blank"))
    assert len(tabs(core)) == len(full) - len(OPTIONAL)
    assert {sheet for sheet in ("KPI", "ROI") if sheet in tabs(core)} == {"KPI", "ROI"}


def test_without_every_sheet_that_may_go_nothing_is_claimed_and_no_check_fails(core):
    assert (figure(core, "out_roi"), figure(core, "out_benefit")) == ("", 0)
    assert failing(core) == {}
    assert findings_of(core) == ()


def test_what_is_read_of_it_lacks_nothing(core, sales):
    assert study_from(core)[1] == ()
    study, findings = study_from(sales)
    assert findings == ()
    assert study == study_from(model("sales"))[0]
    assert study.projects == study.plans == Study().plans


def test_an_example_without_sheets_that_it_does_not_use_has_its_figures(sales):
    full = model("sales")
    assert {name: figure(sales, name) for name in FIGURES} == {name: figure(full, name) for name in FIGURES}
    assert findings_of(sales) == ()


def test_a_check_that_looks_at_several_sheets_still_looks_at_those_that_are_there(sales):
    book = typed(sales, [("quarters", 0, "actual", "390 000")])
    assert failing(book)["R232"] == "Targets: 2025 Q2"
    negative = typed(sales, [("benefits", 0, "before", 0)])
    assert "R214" in failing(negative)


def test_start_says_that_the_sheet_is_left_out(sales):
    steps = sales.table("tbl_steps")
    top, left, bottom, _ = steps.area
    rows = [[sales.value((steps.sheet, (row, left + at))) for at in (1, 5)] for row in range(top + 1, bottom)]
    assert ["Projects", "Left out"] in rows
    assert ["Plans", "Left out"] in rows


def test_a_formula_typed_over_is_found_there_as_well(sales):
    """Whether a line is complete is computed with what the missing sheets count as, and compared as such."""
    table = sales.table("tbl_attribution")
    column = list(table.columns).index("Complete")
    where = (table.sheet, (table.area[0] + 1, table.area[1] + column))
    changed = computed(put(sales.book, {where: "=1"}), SETTINGS)
    assert [finding.code for finding in findings_of(changed)] == ["formula-changed"]


@pytest.mark.parametrize(
    ("variant", "left_out", "said"),
    [
        ("tech", ["projects"], "tech fills in projects"),
        ("leadership", ["plans"], "leadership fills in plans"),
        ("sales", ["targets"], "sales fills in targets"),
        ("blank", ["kpi"], "kpi can't be left out; these sheets can: estimates"),
        ("blank", ["people", "poeple"], "poeple can't be left out"),
    ],
)
def test_what_is_filled_in_or_needed_is_not_left_out(variant, left_out, said):
    with pytest.raises(ValueError, match=said):
        workbook(Edition(variant, "en"), left_out=left_out)


def test_its_property_names_what_is_missing(sales):
    text = Package(workbook(Edition("blank", "en"), left_out=["people"])).read("docProps/custom.xml").decode()
    assert "roi_xl_left_out" in text
    assert ">people<" in text
