"""Other inputs give what recalculating a workbook with these inputs gives, and nothing is read again.

The other way there shares nothing with `Model`: the input's XML is changed by hand, the package packed by
Python's own zipfile, and the file recalculated.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from functools import cache
from pathlib import Path

import pytest

from roi_xl.formulas import reader
from roi_xl.recalc import Settings, computed, recalculated
from roi_xl.xlsx import Package, a1, read

SETTINGS = Settings(dt.date(2026, 1, 1))
WORKBOOKS = Path(__file__).parent.parent.parent / "workbooks"

SCENARIOS = [
    ("sales-training", {"inp_margin": 0.3}),
    ("sales-training", {"inp_participants": 25.0, "inp_discount": 0.12}),
    ("sales-training", {"inp_margin": None}),
    ("sales-training", {"inp_margin": "half"}),
    ("sales-training", {"costs 1 Unit cost": 5_500.0}),
    ("sales-training", {"costs 1 Quantity": 0.0, "costs 2 Unit cost": None}),
    ("sales-training", {"benefits 2 After": 7.0, "benefits 3 Better when": "Higher"}),
    ("sales-training", {"inp_end": 45_740.0, "inp_report_date": 45_900.0}),
    ("healthcare-training-sv", {"inp_salary": 600_000.0}),
    ("healthcare-training-sv", {"benefits 2 Efter": 0.2, "inp_participants": 12.0}),
    ("blank-training", {"costs 2 Quantity": 2.0, "costs 2 Unit cost": 1_000.0, "inp_participants": 3.0}),
]


@cache
def model_of(name):
    return computed((WORKBOOKS / f"{name}.xlsx").read_bytes(), SETTINGS)


def place_of(model, name):
    """The cell of an input: a defined name, or a table, a row of it, and the words above a column."""
    if " " not in name:
        return model.cell(name)
    table, row, column = name.split(" ", 2)
    found = model.table(f"tbl_{table}")
    top, left, _, _ = found.area
    return found.sheet, (top + int(row), left + found.columns.index(column))


def by_hand(name, inputs):
    """A workbook with other constants: its XML changed, its package packed anew."""
    source = (WORKBOOKS / f"{name}.xlsx").read_bytes()
    parts = {sheet.name: sheet.part for sheet in read(Package(source)).sheets}
    with zipfile.ZipFile(io.BytesIO(source)) as package:
        contents = {part: package.read(part) for part in package.namelist()}
    for (sheet, address), value in inputs.items():
        contents[parts[sheet]] = changed(contents[parts[sheet]], a1(address), value)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in contents.items():
            package.writestr(part, content)
    return buffer.getvalue()


def changed(xml, cell, value):
    kind = b' t="inlineStr"' if isinstance(value, str) else b""
    held = (
        b"" if value is None
        else b"<is><t>%b</t></is>" % value.encode() if isinstance(value, str)
        else b"<v>%b</v>" % repr(value).encode()
    )  # fmt: skip
    pattern = rb'<c r="%b"( s="\d+")?[^>]*?(?:/>|>(?:(?!<f|</c>).)*</c>)' % cell.encode()
    new, count = re.subn(pattern, rb'<c r="%b"\1%b>%b</c>' % (cell.encode(), kind, held), xml)
    assert count == 1, cell
    return new


def shown(sheets):
    return {(sheet.name, cell): value for sheet in sheets for cell, value in sheet.values.items()}


@pytest.mark.parametrize(("name", "inputs"), SCENARIOS, ids=str)
def test_a_scenario_is_the_recalculation_of_a_workbook_that_has_its_inputs(name, inputs):
    model = model_of(name)
    cells = {place_of(model, input_): value for input_, value in inputs.items()}
    new, told = recalculated(by_hand(name, cells), SETTINGS)
    scenario = model.with_inputs(cells)
    expected = shown(read(Package(new)).sheets)
    got = {cell: scenario.value(cell) for cell in expected}
    assert got == expected
    assert [(type(got[cell]), cell) for cell in got] == [(type(expected[cell]), cell) for cell in got]
    assert shown(scenario.updated().sheets) == expected
    of_the_template = {"model-checks", "not-a-number"}
    assert set(scenario.evaluation.findings) == {f for f in told.findings if f.code not in of_the_template}
    assert any(scenario.value(cell) != model.value(cell) for cell in expected if cell not in cells)


@pytest.mark.parametrize(
    ("name", "value", "benefit", "cost"),
    [
        ("inp_margin", 0.3, 40_320 - 30_000 + 18_000, 16_000),  # sales of 30,000 at a margin of 50 %
        ("costs 1 Unit cost", 5_500.0, 40_320, 16_500),
        ("costs 2 Unit cost", None, 40_320, 9_000),
    ],
)
def test_scenarios_of_the_sales_example_are_known_by_hand(name, value, benefit, cost):
    model = model_of("sales-training")
    scenario = model.with_inputs({place_of(model, name): value})
    outcomes = {"out_benefit": benefit, "out_cost": cost, "out_roi": (benefit - cost) / cost}
    got = {outcome: scenario.value(model.cell(outcome)) for outcome in outcomes}
    assert got == {outcome: pytest.approx(value) for outcome, value in outcomes.items()}


def test_formulas_are_read_once_for_any_number_of_scenarios(monkeypatch):
    readings = []
    original = reader.Analyst.analysis

    def counting(self, formula, *place, **how):
        readings.append(formula)
        return original(self, formula, *place, **how)

    monkeypatch.setattr(reader.Analyst, "analysis", counting)
    model = computed((WORKBOOKS / "sales-training.xlsx").read_bytes(), SETTINGS)
    assert len(readings) == model.evaluation.formulas
    margin, roi = model.cell("inp_margin"), model.cell("out_roi")
    found = [model.with_inputs({margin: value / 10}).value(roi) for value in (3, 4, 5, 6)]
    assert found == sorted(set(found))
    assert len(readings) == model.evaluation.formulas
