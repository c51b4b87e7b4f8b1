"""What typed numbers move a figure by: as changing the cell by hand, confirmed, and never beside doubts."""

import datetime as dt

import pytest
from small_workbooks import book

from roi_xl.engine import WhatIf
from roi_xl.explain import explained
from roi_xl.recalc import Settings, computed

SETTINGS = Settings(dt.date(2026, 1, 2))


def leverages(cells, cell="S!A1", most=50, **options):
    found = explained(book(cells, **options), cell, SETTINGS, most)
    return {node.where: node.leverage for node in found.nodes if node.leverage is not None}


def test_each_input_is_moved_alone():
    """(3 × 4 − 2) ÷ 5 is 2; with 2.7, 1.76; with 3.6, 1.76; with 1.8, 2.04; with 4.5, 2.2222."""
    found = leverages({"A1": "=(B1*B2-B3)/B4", "B1": 3, "B2": 4, "B3": 2, "B4": 5})
    assert found == pytest.approx({"S!B1": -0.24, "S!B2": -0.24, "S!B3": 0.04, "S!B4": 10 / 4.5 - 2})


def test_one_of_our_functions_is_called_with_the_other_input():
    """90,000 on 16,000 is 462.5 %; 81,000 is 406.25 %; on 14,400 it is 525 %."""
    found = leverages({"A1": "=TRAINING_ROI(B1,B2)", "B1": 90000, "B2": 16000})
    assert found == pytest.approx({"S!B1": -0.5625, "S!B2": 0.625})


def test_texts_booleans_zeros_and_days_are_not_moved():
    cells = {"A1": "=B1+LEN(B2)+B3+B4+IF(B5,1,2)", "B1": 2, "B2": "abc", "B3": 0, "B4": 7}
    assert leverages(cells).keys() == {"S!B1", "S!B4"}


def test_in_a_protected_sheet_of_somebody_else_every_typed_number_is_an_input():
    sealed = '<sheetProtection sheet="1"/>'
    assert leverages({"A1": "=B1*2", "B1": 3}, after=sealed) == pytest.approx({"S!B1": -0.6})


def test_the_numbers_that_put_rows_in_order_are_no_inputs(root):
    data = (root / "workbooks" / "sales-training.xlsx").read_bytes()
    tried = {node.name for node in explained(data, "cal_kpi2_trend", SETTINGS, 200).inputs}
    assert "kpi2.3.trained" in tried
    assert "kpi2.3.number" not in tried


def test_an_input_without_effect_has_none():
    assert leverages({"A1": "=MAX(B1,B2)", "B1": 10, "B2": 4}) == pytest.approx({"S!B1": -1, "S!B2": 0})


def test_the_nearest_are_tried_first():
    cells = {"A1": "=B1+C1", "B1": "=D1*2", "C1": 5, "D1": 7}
    assert leverages(cells, most=1).keys() == {"S!C1"}
    assert explained(book(cells), "S!A1", SETTINGS, 1).untried == 1


def test_parts_come_by_what_they_move():
    cells = {"A1": "=B1+B2+B3", "B1": 1, "B2": 100, "B3": 10}
    found = explained(book(cells), "S!A1", SETTINGS, 50)
    assert [found.nodes[at].where for at in found.nodes[0].parts] == ["S!B2", "S!B3", "S!B1"]
    assert [node.where for node in found.inputs] == ["S!B2", "S!B3", "S!B1"]


def test_every_tried_input_of_an_example_moves_the_roi_as_changing_the_cell_does(root):
    """Every ninth here; all of them in tests/bench/explain.py."""
    data = (root / "workbooks" / "leadership-training.xlsx").read_bytes()
    model = computed(data, SETTINGS)
    roi = model.cell("out_roi")
    tried = explained(data, "", SETTINGS, 200).inputs
    assert len(tried) > 40
    for node in tried[::9]:
        cell = next(cell for cell in _cells(model) if _where(cell) == node.where)
        by_hand = model.with_inputs({cell: model.value(cell) * 0.9}).value(roi) - model.value(roi)
        assert node.leverage == pytest.approx(by_hand, rel=1e-9, abs=1e-12), node.where


def _cells(model):
    return [(sheet.name, address) for sheet in model.book.sheets for address in sheet.values]


def _where(cell):
    from roi_xl.xlsx import place

    return place(cell)


# ---- doubts ------------------------------------------------------------------------------------------------


def test_a_figure_that_hangs_on_a_cell_that_is_not_evaluated_is_not_moved():
    found = explained(book({"A1": "=B1*2", "B1": "=RAND()", "C1": "=1+1"}), "S!A1", SETTINGS, 50)
    assert {finding.code for finding in found.doubts} >= {"volatile"}
    assert all(node.leverage is None for node in found.nodes)


def test_a_doubtful_cell_elsewhere_does_not_matter():
    found = explained(book({"A1": "=B1*2", "B1": 3, "C1": "=RAND()"}), "S!A1", SETTINGS, 50)
    assert found.doubts == ()


def test_a_failing_check_makes_the_figure_one_that_is_not_to_be_used(root):
    from roi_xl.xlsx import Package, read, with_inputs

    stored = read(Package((root / "workbooks" / "sales-training.xlsx").read_bytes()))
    found = explained(with_inputs(stored, {("Costs", (8, 7)): -7000.0}), "", SETTINGS, 0)
    assert any("R104" in finding.detail for finding in found.doubts)


def test_an_engine_that_changes_its_mind_is_found_out(monkeypatch):
    true = WhatIf.value

    def wrong(self, cell, inputs=None):
        value = true(self, cell, inputs or {})
        return value + 1 if inputs else value

    monkeypatch.setattr(WhatIf, "value", wrong)
    found = explained(book({"A1": "=B1*2", "B1": 3}), "S!A1", SETTINGS, 50)
    assert [finding.code for finding in found.doubts] == ["leverage-unconfirmed"]


def test_after_a_question_the_old_inputs_are_there_again():
    model = computed(book({"A1": "=B1*B2", "B1": 3, "B2": 4}), SETTINGS)
    what_if = WhatIf(model.evaluation.answer, {("S", (1, 1))})
    assert what_if.value(("S", (1, 1)), {("S", (1, 2)): 30.0}) == 120.0
    assert what_if.value(("S", (1, 1)), {("S", (2, 2)): 40.0}) == 120.0
    assert what_if.value(("S", (1, 1))) == 12.0
