"""How one ROI is led over to another: the steps add up, and each holds what belongs to it."""

import datetime as dt
from dataclasses import replace

import bridge as bench
import pytest

from roi_xl.cells_by_name import cell_named
from roi_xl.diff import difference
from roi_xl.diff.causes import Cause, Place, cause_of
from roi_xl.layout.declared import declared
from roi_xl.recalc import Settings, computed
from roi_xl.template import names
from roi_xl.xlsx import Formula, with_constants

SETTINGS = Settings(dt.date(2026, 1, 2))
POINT = 0.01


def steps(found):
    assert found.no_bridge is None, found.no_bridge
    assert sum(step.effect for step in found.bridge.steps) == pytest.approx(
        found.bridge.new - found.bridge.old, abs=1e-9
    )
    return {step.cause: step.effect for step in found.bridge.steps}


@pytest.mark.parametrize(
    ("inputs", "cause"),
    [
        ({"inp_participants": 12.0}, Cause.PEOPLE),
        ({"inp_salary": 70_000.0, "inp_hours_each": 9.0}, Cause.PEOPLE),
        ({"costs.C2.unit_cost": 9_000.0}, Cause.COSTS),
        ({"benefits.B2.after": 5.5}, Cause.MEASURED),
        ({"kpi1.14.trained": 120_000.0}, Cause.MEASURED),
        ({"inp_margin": 0.4}, Cause.VALUES),
        ({"attribution.B2.share": 0.3}, Cause.ATTRIBUTION),
        ({"measures.B1.relative": None}, Cause.ATTRIBUTION),
        ({"inp_years": 2.0}, Cause.HORIZON),
    ],
)
def test_one_cause_is_one_step_with_all_of_the_difference(against, inputs, cause):
    found = against(inputs)
    told = steps(found)
    assert told.keys() == {cause}
    step = found.bridge.steps[0]
    assert step.cells == len(inputs)
    assert step.alone == pytest.approx(step.effect, abs=1e-12)  # no order where there is one cause
    assert step.last == pytest.approx(step.effect, abs=1e-12)


def test_the_steps_of_the_worked_example_by_hand(against):
    # costs 16,000 become 20,000: 40,320 / 20,000 - 1; then half the share of B2, worth 5,280, is gone
    found = against({"costs.C2.unit_cost": 11_000.0, "attribution.B2.share": 0.3})
    assert steps(found) == pytest.approx(
        {Cause.COSTS: 40_320 / 20_000 - 2.52, Cause.ATTRIBUTION: -5_280 / 2 / 20_000}, abs=1e-12
    )


def test_the_order_is_fixed_and_shown_where_it_matters(against):
    found = against({"costs.C2.unit_cost": 11_000.0, "inp_participants": 30.0})
    people, costs = found.bridge.steps
    assert [people.cause, costs.cause] == [Cause.PEOPLE, Cause.COSTS]
    assert people.alone == pytest.approx(people.effect, abs=1e-12)
    assert costs.last == pytest.approx(costs.effect, abs=1e-12)
    # taken first, the trainer's 4,000 more fall on costs of 16,000; after the others on 24,000
    assert costs.alone == pytest.approx(40_320 / 20_000 - 40_320 / 16_000, abs=1e-9)
    assert costs.effect == pytest.approx(40_320 / 28_000 - 40_320 / 24_000, abs=1e-9)


def test_there_and_back_is_nothing(sales, against):
    there = steps(against({"inp_margin": 0.4, "inp_participants": 20.0}))
    new = sales.with_inputs(
        {cell_named("inp_margin", sales): 0.4, cell_named("inp_participants", sales): 20.0}
    )
    back = steps(difference(new, sales, SETTINGS))
    assert sum(there.values()) == pytest.approx(-sum(back.values()), abs=1e-12)


def test_a_link_typed_over_counts_with_its_line(sales):
    sheet, at = cell_named("costs.C3.quantity", sales)
    book = with_constants(sales.book, {sheet: [at]}, {}, lambda text, _: text)
    typed = computed(book, SETTINGS).with_inputs({(sheet, at): 100.0})
    found = difference(sales, typed, SETTINGS)
    assert [one.name for one in found.formulas] == ["costs.C3.quantity"]
    assert steps(found) == pytest.approx({Cause.COSTS: 40_320 / 17_000 - 2.52}, abs=1e-12)
    assert steps(difference(typed, sales, SETTINGS)).keys() == {Cause.COSTS}


def test_a_benefit_line_comes_and_goes_as_one_step(sales, against):
    line = {
        "benefits.B6.benefit": "Fewer complaints", "benefits.B6.class": "Hard saving",
        "benefits.B6.before": 30.0, "benefits.B6.after": 20.0, "benefits.B6.better": "Lower",
        "benefits.B6.quantity": 1.0, "benefits.B6.value_id": "V9",
        "attribution.B6.method": "Experts' estimate",
        "attribution.B6.share": 0.5, "attribution.B6.confidence": 0.8,
    }  # fmt: skip
    cells = {cell_named(name, sales): value for name, value in line.items()}
    value = {"id": "V9", "measure": "Complaint", "unit_value": 100.0, "margin": 1.0}
    cells |= {bench.cell_of(f"values.+6.{column}", sales): content for column, content in value.items()}
    new = sales.with_inputs(cells)
    found = difference(sales, new, SETTINGS)
    assert steps(found) == pytest.approx(
        {Cause.LINES: 10 * 100 * 0.5 * 0.8 / 16_000, Cause.VALUES: 0}, abs=1e-9
    )
    assert {(row.table, row.key, row.is_added) for row in found.rows} == {
        ("benefits", "B6", True), ("values", "V9", True), ("attribution", "B6", True),
    }  # fmt: skip
    back = difference(new, sales, SETTINGS)
    assert steps(back)[Cause.LINES] == pytest.approx(-0.025, abs=1e-9)
    assert not any(row.is_added for row in back.rows)


def test_a_formula_of_the_template_that_was_typed_over_is_the_last_step(sales):
    sheet, at = cell_named("costs.C2.amount", sales)
    book = with_constants(sales.book, {sheet: [at]}, {}, lambda text, _: text)
    new = computed(book, SETTINGS).with_inputs({(sheet, at): 3_000.0})
    found = difference(sales, new, SETTINGS)
    assert steps(found) == pytest.approx({Cause.MODEL: 40_320 / 12_000 - 2.52}, abs=1e-12)
    assert "Costs!H8" in {finding.where for finding in found.new_doubts}


def test_languages_are_the_same_study(sales, root):
    swedish = computed((root / "workbooks" / "sales-training-sv.xlsx").read_bytes(), SETTINGS)
    other = swedish.with_inputs(
        {
            cell_named("attribution.B1.method", swedish): "Experternas bedömning",
            cell_named("attribution.B1.share", swedish): 0.5,
            cell_named("attribution.B1.confidence", swedish): 0.5,
        }
    )
    found = difference(sales, other, SETTINGS)
    assert steps(found).keys() == {Cause.ATTRIBUTION}
    assert (found.formulas, found.structure[0].code) == ((), "edition-language")
    choices = {one.name for one in found.entered if one.name.endswith((".category", ".class", ".better"))}
    assert not choices  # Direct and Direkt are one choice


def test_an_older_template_is_carried_by_the_new_workbook(sales, root):
    old = computed((root / "tests" / "data" / "template-0" / "sales.xlsx").read_bytes(), SETTINGS)
    found = difference(old, sales, SETTINGS)
    assert found.bridge.in_new
    assert found.bridge.steps[0].cause == Cause.MODEL
    assert steps(found)
    assert "edition-version" in {note.code for note in found.structure}
    # in columns and cells that are filled in
    assert all("." in one.name or one.name.startswith(names.INPUT) for one in found.formulas)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("workbooks/blank-training.xlsx", "NEW has no ROI"),
        ("workbooks/quick-training.xlsx", "NEW is one page and the other a full workbook"),
        ("tests/data/template-none/blank.xlsx", "NEW has no inputs of which the groups are known: "),
    ],
)
def test_where_there_is_no_bridge_it_is_said_why(sales, root, name, says):
    found = difference(sales, computed((root / name).read_bytes(), SETTINGS), SETTINGS)
    assert found.bridge is None
    assert found.no_bridge.code == "no-bridge"
    assert found.no_bridge.detail.startswith(says)
    assert found.no_bridge.remedy


def test_an_uncertain_roi_is_not_worded(sales):
    sheet, at = cell_named("cal_training_hours", sales)
    old = sales.book
    sheets = tuple(
        each.with_cells({}, {at: Formula("RAND()*100")}) if each.name == sheet else each
        for each in old.sheets
    )
    new = computed(replace(old, sheets=sheets), SETTINGS)
    found = difference(sales, new, SETTINGS)
    assert found.bridge is None
    assert "could not be evaluated" in found.no_bridge.detail
    roi = next(figure for figure in found.figures if figure.label == "ROI")
    assert (roi.is_certain, roi.old, roi.new) == (False, None, None)
    assert not found.is_same


def test_every_input_of_the_template_has_a_group():
    """What isn't named in the groups is text, a date, or what no ROI hangs on."""
    known = declared()
    other = {name for name in known.lines if cause_of(Place(name=names.input_cell(name))) is Cause.OTHER}
    assert other == {
        "programme", "audience", "sponsor", "owner", "currency", "start", "end", "report_date", "target",
        "concentration", "finance_source", "finance_owner",
        "max_score", "pass_score", "effect_size", "sd_performance",
        "forecast_on", "forecast_by", "forecast_time", "forecast_other", "forecast_claimed",
        "forecast_profit", "forecast_first", "forecast_benefit", "targets_raised",
    }  # fmt: skip
    page = declared(names.QUICK)
    other = {name for name in page.lines if cause_of(Place(name=names.input_cell(name))) is Cause.OTHER}
    assert other <= {"programme", "currency", "source"}
