"""A new workbook holds the rows that every programme needs, and claims nothing until they are filled in."""

import datetime as dt

import openpyxl
import pytest
from in_memory import failing, figure, inputs, model

from roi_xl.errors import CellError
from roi_xl.layout import study_from
from roi_xl.shipped_workbooks import EDITIONS
from roi_xl.study import Inputs, Study
from roi_xl.template import names
from roi_xl.template.book import BOOK
from roi_xl.template.words import Content
from roi_xl.xlsx import Package, read

BLANK = [edition for edition in EDITIONS if edition.variant == "blank"]
RESULTS = (
    "out_roi", "out_bcr", "out_net", "out_npv", "out_irr", "out_roi_annual", "out_payback",
    "out_payback_within", "out_roi_low", "out_roi_high", "out_roi_published",
)  # fmt: skip
# methodology: one year (principle 9), half of the benefit (8); trials and seed are ROI_SIMULATION's own
OF_THE_METHOD = Inputs(years=1, concentration=0.5, trials=10_000, seed=1)
PAY = [("inp", "participants", 20), ("inp", "hours_each", 8), ("inp", "salary", 600_000)]
PAY += [("inp", "benefits_rate", 0.4), ("inp", "paid_hours", 1_680)]  # 600,000 × 1.4 ÷ 1,680 = 500 an hour
ONE_LINE = [
    *PAY,
    ("benefits", 0, "benefit", "Time saved"),
    ("benefits", 0, "class", "Hard saving"),
    ("benefits", 0, "before", 3),
    ("benefits", 0, "after", 1),
    ("benefits", 0, "better", "Lower"),
    ("benefits", 0, "quantity", 20),
    ("benefits", 0, "periods", 44),
    ("benefits", 0, "value_id", "V1"),
    ("attribution", 0, "method", "Managers' estimate"),
    ("attribution", 0, "share", 0.5),
    ("attribution", 0, "confidence", 0.8),
]  # 2 hours × 20 people × 44 weeks × 500 × 0.5 × 0.8 = 352,000 on 20 × 8 × 500 = 80,000


@pytest.fixture(scope="module", params=BLANK, ids=lambda edition: edition.filename)
def blank(request, root):
    return openpyxl.load_workbook(root / "workbooks" / request.param.filename, data_only=True)


def typed(*changes):
    book = model("blank")
    return book.with_inputs(inputs(book, changes))


def column(book, table, name):
    """The values of a column of a table, by the name of its header."""
    found = book.table(names.table_name(table))
    declared = next(
        block
        for sheet in BOOK.sheets
        for block in sheet.blocks
        if getattr(block, "id", "") == table and hasattr(block, "columns")
    )
    at = found.area[1] + declared.index(name)
    return [
        book.value((found.sheet, (row, at)))
        for row in range(found.area[0] + 1, found.area[2] + 1 - found.totals_rows)
    ]


def states(book):
    return dict(zip(column(book, "steps", "sheet"), column(book, "steps", "state"), strict=True))


def test_with_the_skeleton_alone_nothing_is_claimed_and_no_check_fails():
    book = model("blank")
    assert {name: figure(book, name) for name in RESULTS} == dict.fromkeys(RESULTS, "")
    assert failing(book) == {}


def test_no_sheet_calls_a_workbook_right_in_which_nothing_is_filled_in(blank):
    judged = [
        cell.value
        for sheet in blank.worksheets
        for row in sheet.iter_rows(max_row=12)
        for cell in row
        if cell.number_format.startswith(
            ('"✖', '0" integrity', '0" modell', '0" to review', '0" att granska')
        )
        and (cell.row < 4 or sheet is blank.worksheets[0])
    ]
    assert len(judged) >= len(BOOK.sheets)
    assert set(judged) == {"–"}


def test_a_check_that_fails_is_shown_on_every_sheet_before_there_are_figures():
    book = typed(("costs", 4, "unit_cost", "blank"))
    assert failing(book).keys() == {"R107"}
    assert figure(book, "cal_has_figures") == 0
    assert book.value(("Costs", (3, 5))) == book.value(("Range", (3, 5))) == figure(book, "out_checks") == 1


def test_the_study_in_it_is_empty_but_for_the_constants_of_the_method(root):
    for edition in BLANK:
        assert study_from(book_of(root, edition)) == (Study(inputs=OF_THE_METHOD), ())


def book_of(root, edition):
    return read(Package((root / "workbooks" / edition.filename).read_bytes()))


def test_it_holds_what_every_programme_needs():
    content = Content.of("blank", "en")
    example = Content.of("sales", "en")

    def cells(of, table, *columns):
        return [tuple(of.cell(table, row, name) for name in columns) for row in range(of.height(table))]

    links = {"=cal_training_hours", "=cal_hour_value", "=cal_development"}
    in_example = {
        pair for pair in cells(example, "costs", "quantity", "unit_cost") if links & {*map(str, pair)}
    }
    assert {("=cal_training_hours", "=cal_hour_value"), (1, "=cal_development")} <= in_example
    own = cells(content, "costs", "quantity", "unit_cost")
    assert own.count(("=cal_training_hours", "=cal_hour_value")) == own.count((1, "=cal_development")) == 1
    assert {unit_cost for _, unit_cost in own} - links == {0}
    assert {category for (category,) in cells(content, "costs", "category")} == set(BOOK.lists["category"])
    values = {unit_value for (unit_value,) in cells(content, "values", "unit_value")}
    assert values == {"=cal_hour_value", "=cal_error_cost", "=cal_leaver_cost", 1}
    assert (1, "=inp_margin") in cells(content, "values", "unit_value", "margin")
    assert [level for (level,) in cells(content, "objectives", "level")] == [*BOOK.lists["objective"]]
    assert [level for (level,) in cells(content, "evidence", "level")] == [*BOOK.lists["level"]]
    assert [day for (day,) in cells(content, "follow_up", "day")] == [30, 60, 90, 180, 365]


def test_it_holds_nothing_that_somebody_would_have_to_know():
    content = Content.of("blank", "en")
    nobodys = (
        "source",
        "owner",
        "agreed",
        "approved",
        "status",
        "method",
        "basis",
        "progress",
        "done",
        "target",
    )
    tables = ("costs", "values", "benefits", "attribution", "scenarios", "scenario_costs", "objectives")
    given = [
        (table, row, name)
        for table in (*tables, "evidence", "follow_up", "assumptions", "versions")
        for row in range(content.height(table))
        for name in nobodys
        if content.cell(table, row, name) != ""
    ]
    assert given == []


def test_a_row_counts_as_filled_in_once_something_in_it_is_changed():
    study, _ = study_from(
        typed(("costs", 4, "source", "Own rooms, no travel"), ("follow_up", 2, "owner", "Ann"))
    )
    assert [(line.id, line.source) for line in study.costs] == [("C5", "Own rooms, no travel")]
    assert [(line.day, line.owner) for line in study.follow_up] == [(90, "Ann")]
    assert study.values == study.objectives == study.evidence == ()


def test_participants_time_is_priced_as_soon_as_people_hours_and_pay_are_known():
    book = typed(*PAY)
    assert figure(book, "cal_cost_indirect") == figure(book, "out_cost") == pytest.approx(20 * 8 * 500)
    assert [line.id for line in study_from(book)[0].costs] == ["C1"]


def test_one_complete_line_gives_the_figures_worked_out_by_hand():
    book = typed(*ONE_LINE)
    assert figure(book, "out_benefit") == pytest.approx(352_000)
    assert figure(book, "out_roi") == pytest.approx(352_000 / 80_000 - 1)
    assert (figure(book, "out_roi_low"), figure(book, "out_roi_high")) == ("", "")
    assert figure(book, "cal_state") == "The range is not set"


def test_without_a_cost_of_capital_there_is_no_net_present_value():
    assert figure(typed(*ONE_LINE), "out_npv") == ""
    known = typed(*ONE_LINE, ("inp", "discount", 0))
    assert figure(known, "out_npv") == pytest.approx(352_000 - 80_000)


def test_without_a_target_none_is_said_to_be_met_or_missed():
    assert figure(typed(*ONE_LINE), "out_verdict") == "Next step: Objectives"
    sure = typed(*ONE_LINE, ("inp", "target", 0))
    assert figure(sure, "out_verdict") == "The expected figure meets the target; the range is not set."


def test_rows_that_nobody_has_filled_in_get_no_advice():
    found = failing(typed(*ONE_LINE))
    assert "V1" in found["R213"]  # the only value in use: nobody has approved it
    assert not {"R107", "R215", "R224", "R503", "R505", "R506"} & found.keys()


def test_levels_of_evidence_count_once_they_have_an_indicator():
    assert "R501" in failing(typed(*ONE_LINE))
    named = [("evidence", row, "indicator", f"Indicator {row}") for row in range(3)]
    assert "R501" not in failing(typed(*ONE_LINE, *named))
    assert "R501" in failing(typed(*ONE_LINE, *named[:2]))


def test_follow_up_falls_due_from_the_end_of_the_training_on():
    assert (
        {*column(model("blank"), "follow_up", "due")} == {*column(model("blank"), "follow_up", "late")} == {0}
    )
    book = typed(("inp", "end", dt.date(2026, 3, 31)), ("inp", "report_date", dt.date(2026, 6, 15)))
    due = [dt.date(1899, 12, 30) + dt.timedelta(days) for days in column(book, "follow_up", "due") if days]
    assert due[:2] == [dt.date(2026, 4, 30), dt.date(2026, 5, 30)]
    assert len(due) == 5
    assert column(book, "follow_up", "late")[:3] == [46, 16, 0]
    assert "Survey: what was applied" in failing(book)["R505"]


def test_the_next_step_is_the_first_sheet_in_which_something_is_missing():
    assert figure(model("blank"), "cal_next") == "Objectives"
    assert figure(model("blank"), "out_verdict") == "Next step: Objectives"
    goal = ("objectives", 1, "objective", "Fewer hours on reports")
    assert figure(typed(goal), "cal_next") == "Inputs"
    begun = states(typed(goal, *PAY))
    assert begun["Objectives"] == "Filled in"
    assert begun["Inputs"] == "▶ Still to fill in: 6"  # of eleven
    assert begun["Costs"] == "Still to fill in: 3"  # development, direct and evaluation
    assert begun["KPI"] == "Not needed so far"
    assert begun["Benefits"] == "Not filled in yet"


def test_a_measured_method_needs_its_figures():
    book = typed(("benefits", 0, "before", 1), ("attribution", 0, "method", "Control group"))
    assert states(book)["KPI"] == "Not filled in yet"
    assert states(book)["Benefits"] == "Still to fill in: 1"


def test_in_a_filled_example_nothing_is_left_to_do():
    book = model("sales")
    assert figure(book, "cal_next") == ""
    found = states(book)
    assert {found.pop(sheet) for sheet in ("Projects", "Plans")} == {"Not needed so far"}
    assert {*found.values()} == {"Filled in", "Nothing to review", "Complete"}


def test_the_chart_of_a_development_leaves_out_what_is_not_there():
    empty = model("blank")
    assert {*column(empty, "development", "trained")} == {CellError.NA}
    assert {*column(empty, "against_target", "target")} == {CellError.NA}
    book = typed(
        ("kpi1", 0, "number", 1), ("kpi1", 0, "phase", "Before"), ("kpi1", 0, "trained", 0),
        ("kpi1", 1, "number", 2), ("kpi1", 1, "phase", "After"), ("kpi1", 1, "trained", 5),
    )  # fmt: skip
    drawn = column(book, "development", "trained")
    assert drawn[-2:] == [0, 5]
    assert {*drawn[:-2]} == {CellError.NA}
    assert {*column(book, "development", "after")[:-1]} == {0}
