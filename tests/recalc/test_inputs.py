"""Inputs put in, then recalculated: what another office program computes from the same edit."""

from __future__ import annotations

import datetime as dt
import shutil

import pytest
import xlsxwriter
from calc_addin import office

from roi_xl.recalc import Settings, recalculated
from roi_xl.xlsx import Package, a1, address, entered, read, with_inputs

SETTINGS = Settings(dt.date(2026, 1, 1))
EDITIONS = ("sales-training", "healthcare-training-sv", "tech-training", "blank-training")
INPUTS = {
    "inp_participants": 37,
    "inp_start": dt.date(2025, 2, 3),
    "inp_benefits_rate": 0.45,
    "inp_target_roi": 0.25,
}
ABOUT_THE_ADD_IN = ("cal_addin", "out_functions")
COST = {"id": "C99", "item": "Room & <coffee>", "quantity": 3, "unit_cost": 1234.5}


def edit(found):
    """Some inputs, and a cost in the first blank row of its table."""
    places = {name.name: name.text for name in found.names}
    values = {}
    for name, value in INPUTS.items():
        if name in places:
            sheet, _, where = places[name].rpartition("!")
            values[sheet.strip("'"), address(where)] = value
    table = next(table for table in found.tables if table.name == "tbl_costs")
    headings = dict(
        zip(("id", "item", "category", "quantity", "unit", "unit_cost"), table.columns, strict=False)
    )
    return values, {"tbl_costs": [{headings[key]: value for key, value in COST.items()}]}


@pytest.fixture(scope="module")
def cases(root, tmp_path_factory):
    """Each workbook before and after the edit, ours and LibreOffice's."""
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is missing: install the Debian package libreoffice-calc")
    folder = tmp_path_factory.mktemp("edited")
    found = {}
    for name in EDITIONS:
        before = read(Package((root / "workbooks" / f"{name}.xlsx").read_bytes()))
        edited = with_inputs(before, *edit(before))
        path = folder / f"{name}.xlsx"
        path.write_bytes(edited)
        found[name] = (before, edited, path)
    theirs = office.all_recalculated(
        [path for *_, path in found.values()], folder / "office", with_add_in=False
    )
    return {
        name: (
            before,
            edited,
            read(Package(recalculated(edited, SETTINGS)[0])),
            read(Package(path.read_bytes())),
        )
        for (name, (before, edited, _)), path in zip(found.items(), theirs, strict=True)
    }


def named(book, name):
    text = next(each.text for each in book.names if each.name == name)
    sheet, _, where = text.rpartition("!")
    return next(each for each in book.sheets if each.name == sheet.strip("'")).values.get(address(where))


@pytest.mark.parametrize("name", EDITIONS)
def test_the_edit_changes_the_figures(cases, name):
    before, edited, ours, _ = cases[name]
    assert entered(before, *edit(before)).is_outdated
    assert named(read(Package(edited)), "out_cost") == named(before, "out_cost")
    assert named(ours, "out_cost") > named(before, "out_cost") + 3 * 1234


def is_about_the_add_in(book, sheet, cell):
    """Whether a cell says that our functions answer, or is one of them: LibreOffice is without them."""
    text = sheet.formulas[cell].text
    verdicts = {each.text.replace("$", "") for each in book.names if each.name in ABOUT_THE_ADD_IN}
    return (
        f"'{sheet.name}'!{a1(cell)}" in verdicts
        or text.startswith("IF(ISNUMBER(")
        or any(name in text for name in ABOUT_THE_ADD_IN)
    )


@pytest.mark.parametrize("name", EDITIONS)
def test_every_number_is_the_one_that_libreoffice_computes(cases, name):
    _, _, ours, theirs = cases[name]
    apart, alike = [], 0
    off = named(ours, "lst_off")
    computed = {sheet.name: sheet.values for sheet in theirs.sheets}
    for sheet in ours.sheets:
        for cell in sheet.formulas:
            value, other = sheet.values.get(cell), computed[sheet.name].get(cell)
            if not isinstance(value, float) or other == off or is_about_the_add_in(ours, sheet, cell):
                continue
            if other == pytest.approx(value, rel=1e-9, abs=1e-9):
                alike += 1
            else:
                apart.append((sheet.name, a1(cell), value, other))
    assert apart == []
    assert alike > 300


@pytest.mark.parametrize("name", EDITIONS)
def test_recalculated_again_nothing_changes(cases, name):
    ours = cases[name][2].package.data
    assert recalculated(ours, SETTINGS)[0] is ours


def test_the_formulas_of_new_table_rows_give_what_libreoffice_gives(tmp_path):
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is missing: install the Debian package libreoffice-calc")
    path = tmp_path / "grown.xlsx"
    cost = "costs[[#This Row],[Number]]*costs[[#This Row],[Price]]"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        columns = [{"header": "Number"}, {"header": "Price"}, {"header": "Cost", "formula": cost}]
        sheet.add_table("B2:D4", {"name": "costs", "columns": columns, "data": [[2, 500.0], [1, 300.0]]})
        sheet.write_formula("F1", "=SUM(costs[Cost])")
        book.define_name("prices", "=Sheet1!$C$3:$C$4")
        sheet.write_formula("F2", "=SUM(prices)")
    rows = {"costs": [{"Number": 3, "Price": 10.5}, {"Number": 4, "Price": 1000}]}
    path.write_bytes(with_inputs(read(Package(path.read_bytes())), rows=rows))
    theirs = office.all_recalculated([path], tmp_path / "office", with_add_in=False)[0].read_bytes()
    ours = recalculated(path.read_bytes(), SETTINGS)[0]
    for data in (ours, theirs):
        values = read(Package(data)).sheets[0].values
        # 2 × 500 + 1 × 300 + 3 × 10.5 + 4 × 1000, and 500 + 300 + 10.5 + 1000
        assert (values[5, 4], values[6, 4], values[1, 6], values[2, 6]) == (31.5, 4000, 5331.5, 1810.5)
