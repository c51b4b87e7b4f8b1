"""A workbook that is filled in by halves claims nothing: figures stay away until they mean something."""

import openpyxl
import pytest
from in_memory import failing, figures, model, typed

from roi_xl.layout.declared import TABLES

NO_INTERVAL = [("attribution", 0, "method", "Managers' estimate"), ("attribution", 0, "share", 0.8)]
NO_INTERVAL += [("attribution", 0, "confidence", 5 / 6)]
NO_FACTORS = [
    *NO_INTERVAL,
    *(("scenarios", row, column, None) for row in range(4) for column in ("low", "high")),
    *(("scenario_costs", 0, column, None) for column in ("low", "high")),
]
NO_METHOD = [("attribution", row, "method", None) for row in range(4)]
NO_COST = [("costs", row, "quantity", None) for row in range(5)]
NO_BENEFIT = [("benefits", row, column, None) for row in range(4) for column in ("before", "after")]
INCOMPLETE = "No benefit line is complete yet: before, after, value, method, share, confidence"
RESULTS = (
    "out_roi", "out_bcr", "out_net", "out_npv", "out_irr", "out_roi_annual", "out_payback",
    "out_payback_within", "out_roi_low", "out_roi_high", "out_roi_published",
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "state", "sheet"),
    [
        (NO_COST, "No cost is filled in yet", "Costs"),
        (NO_METHOD, INCOMPLETE, "Attribution"),
        (NO_BENEFIT, INCOMPLETE, "Benefits"),
        ([*NO_COST, *NO_BENEFIT], "Not filled in yet", "Costs"),
    ],
    ids=["no cost", "no method", "no benefit", "nothing"],
)
def test_nothing_entered_is_nothing_claimed_and_the_state_says_what_is_missing(changes, state, sheet):
    figure = figures(changes)
    assert {name: figure(name) for name in RESULTS} == dict.fromkeys(RESULTS, "")
    assert (figure("cal_has_figures"), figure("cal_state"), figure("out_sentence")) == (0, state, state)
    assert figure("out_verdict") == f"Next step: {sheet}"


def test_a_blank_workbook_is_not_called_right_before_anything_is_filled_in(root):
    blank = openpyxl.load_workbook(root / "workbooks" / "blank-training.xlsx", data_only=True)
    front = [cell for name in ("Start", "Dashboard") for row in blank[name].iter_rows() for cell in row]
    verdicts = [cell.value for cell in front if "integrity checks" in cell.number_format]
    verdicts += [cell.value for cell in front if "✖ check" in cell.number_format]
    assert verdicts[0] == verdicts[-1] == "–"
    assert "Not filled in yet" in {cell.value for cell in front}


def test_one_line_that_is_incomplete_credits_nothing_and_is_counted():
    figure = figures([("attribution", 0, "method", None)])
    assert figure("out_benefit") == pytest.approx(40_320 - 30_000)
    assert figure("cal_state") == "Benefit lines still incomplete: 1"


def test_a_range_that_is_not_set_is_no_range():
    figure = figures(NO_FACTORS)
    assert figure("out_roi") == pytest.approx(1.52)
    assert (figure("out_roi_low"), figure("out_roi_high")) == ("", "")
    assert figure("cal_state") == "The range is not set"
    assert figure("out_verdict") == "The expected figure meets the target; the range is not set."
    assert figure("out_checks") == 0


def test_a_blank_factor_varies_nothing():
    figure = figures([("scenarios", row, column, None) for row in range(4) for column in ("low", "high")])
    assert figure("cal_roi_expected") == pytest.approx(1.52)
    assert figure("out_checks") == 0


def test_a_draft_value_counts_in_the_optimistic_case_only():
    hours = 1 * 440 * 0.5 * 50 * 0.6 * 0.8  # an hour a week and person, half of it put to use
    errors, leavers = 3_240, 1_800  # 0.1 to 1.9 of the one; none of the other, or one and a half
    factors = [("scenarios", 0, "low", 0.9), ("scenarios", 0, "high", 1.1)]
    figure = figures([("values", 1, "status", "Draft"), *factors])
    assert figure("out_benefit") == pytest.approx(40_320 - hours)
    low, high = 27_000 + 0.1 * errors, 33_000 + 1.25 * hours + 1.9 * errors + 1.5 * leavers
    assert figure("out_roi_low") == pytest.approx(low / 16_800 - 1)
    assert figure("out_roi_high") == pytest.approx(high / 16_000 - 1)
    assert figure("out_checks") == 0


def test_a_deterioration_counts_even_at_a_draft_value():
    figure = figures([("values", 1, "status", "Draft"), ("benefits", 1, "after", 6.5)])
    saved, lost = (hours * 440 * 0.5 * 50 * 0.6 * 0.8 for hours in (1, 0.5))
    assert figure("out_benefit") == pytest.approx(40_320 - saved - lost)


def test_a_line_as_published_counts_in_the_views_and_not_in_the_reported_figure():
    in_full = [("attribution", 0, "share", 1), ("attribution", 0, "confidence", 1)]
    figure = figures([("attribution", 0, "method", "As published, not isolated"), *in_full])
    assert figure("out_roi_published") == pytest.approx(4.625)
    assert figure("cal_roi_margin") == pytest.approx(75_320 / 16_000 - 1)
    assert figure("out_benefit") == pytest.approx(10_320)
    assert figure("out_checks") == 1


def test_lines_as_published_alone_give_views_a_to_c_and_no_reported_figure():
    method = "As published, not isolated"
    figure = figures([("attribution", row, "method", method) for row in range(4)])
    assert figure("out_roi_published") == pytest.approx(4.625)
    assert figure("cal_roi_measured") == pytest.approx(120_320 / 16_000 - 1)
    assert figure("cal_roi_margin") == pytest.approx(75_320 / 16_000 - 1)
    nothing = {*RESULTS, "cal_roi_reported", "cal_roi_all"} - {"out_roi_published"}
    assert {name: figure(name) for name in nothing} == dict.fromkeys(nothing, "")
    state = "No benefit line is isolated: figures in views A to C only"
    assert (figure("cal_state"), figure("out_sentence")) == (state, state)


def test_spare_rows_have_their_ids_already(formulas):
    sheets = {"benefits": "Benefits", "attribution": "Attribution", "scenarios": "Range"}
    for table, sheet in sheets.items():
        rows = formulas[sheet][formulas[sheet].tables[f"tbl_{table}"].ref][1 : TABLES[table].height + 1]
        assert [row[0].value for row in rows] == [f"B{number}" for number in range(1, 9)]


def tables_of(book, column):
    """The cells under a header, by table."""
    for sheet in book:
        for name, place in sheet.tables.items():  # pairs of name and area
            header, *rows = sheet[place]
            for number, cell in enumerate(header):
                if cell.value == column:
                    yield name, [row[number].value for row in rows]


def opened(root, name):
    return openpyxl.load_workbook(root / "workbooks" / f"{name}-training.xlsx", data_only=True)


def test_where_nothing_is_entered_no_cell_says_that_the_add_in_is_off(root):
    cells = dict(tables_of(opened(root, "blank"), "Add-in"))
    assert {"tbl_attribution", "tbl_range", "tbl_drivers", "tbl_walk"} <= set(cells)
    assert {value or None for values in cells.values() for value in values} == {None}


def test_only_the_rows_with_a_figure_have_one_of_our_function(root):
    cells = dict(tables_of(opened(root, "sales"), "Add-in"))
    assert [isinstance(value, int | float) for value in cells["tbl_drivers"]] == [True] * 6 + [False] * 2
    assert cells["tbl_attribution"][4:8] == [None] * 4  # openpyxl reads an empty text as none


def test_lines_that_are_not_there_have_no_rank(root):
    assert dict(tables_of(opened(root, "blank"), "Rank"))["tbl_scenarios"] == [0] * 8 + [None]
    ranks = dict(tables_of(opened(root, "sales"), "Rank"))
    assert sorted([*ranks["tbl_scenarios"][:4], *ranks["tbl_scenario_costs"]]) == [1, 2, 3, 4, 5]
    assert ranks["tbl_scenarios"][4:8] == [0] * 4


@pytest.mark.parametrize(("name", "notes"), [("blank", 4), ("sales", 0)])
def test_an_empty_chart_says_that_there_is_nothing_to_show_yet(root, name, notes):
    page = opened(root, name)["Dashboard"]
    assert [c.value for row in page.iter_rows() for c in row].count("Nothing to show yet") == notes


def test_a_blank_cell_that_breaks_a_rule_is_named_without_empty_brackets():
    first = failing(typed(model("sales"), [("inp", "benefits_rate", "blank")]))["R110"]
    assert first == "Inputs: Employer's benefits and payroll taxes"
