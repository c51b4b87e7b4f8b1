"""Which cells a reference means has a witness: a wrong reading of ours reaches no workbook."""

import pytest

from roi_xl.engine.formulon import adapter as formulon_adapter
from roi_xl.engine.judgement import reference_check
from roi_xl.formulas import reader

COLUMNS = ["Item", "Cost [SEK]", "Owner's #1", "Net%"]
ROWS = [["a", 1, 10, 100], ["b", 2, 20, 200], ["c", 3, 30, 300], ["d", 4, 40, 400]]
FORMULAS = {
    "=SUM(Costs[Cost '[SEK']])": 10.0,
    "=SUM(Costs[Owner''s '#1])*2": 200.0,
    "=SUM(Costs[Net%])": 1000.0,
    "=SUM(Costs[[Cost '[SEK']]:[Owner''s '#1]])": 110.0,
    "=SUM(Costs[[#All],[Net%]])": 1000.0,
    "=SUM(Costs[[#Data],[Net%]])+1": 1001.0,
    "=COUNTA(Costs[[#Headers],[Item]:[Net%]])": 4.0,
    "=ROUND(SUM(Costs[Net%]),0)": 1000.0,
    "=MAX(Costs[Owner''s '#1])": 40.0,
    "=SUM(Total)": 1000.0,
    "=SUM(Total)/SUM(Costs[Cost '[SEK']])": 100.0,
    "=Rate*2": 0.5,
    "=ROUND(Rate,2)": 0.25,
    "=IF(Rate>0,SUM(Total),0)": 1000.0,
    "=TRAINING_ROI(Total,Costs[Owner''s '#1])": 9.0,
    "=MIN(Costs[Net%])": 100.0,
    "=AVERAGE(Total)": 250.0,
    "=SUM(Costs[Net%])-SUM(Total)": 0.0,
    "=SUMPRODUCT(Costs[Cost '[SEK']],Costs[Owner''s '#1])": 300.0,
    "=ROUND(SUM(Total)*Rate,0)": 250.0,
    "=MAX(Total)*2": 800.0,
}
ROW_FORMULAS = {
    "=Costs[[#This Row],[Net%]]*2": [200.0, 400.0, 600.0, 800.0],
    "=Costs[[#This Row],[Cost '[SEK']]]+Costs[[#This Row],[Owner''s '#1]]": [11.0, 22.0, 33.0, 44.0],
}


@pytest.fixture
def workbook(made):
    def make(formula, rows=(1,)):
        def fill(book):
            page = book.add_worksheet("Out")
            data = book.add_worksheet("Cost data")
            data.add_table(
                2, 1, 6, 4, {"name": "Costs", "columns": [{"header": text} for text in COLUMNS], "data": ROWS}
            )
            page.write("K1", 0.25)
            book.define_name("Total", "='Cost data'!$E$4:$E$7")
            book.define_name("Rate", "=Out!$K$1")
            for row in rows:
                target = data if len(rows) > 1 else page
                target.write_formula(row - 1, 6, formula, None, -1)

        reader._analyst.cache_clear()
        reference_check._verdicts.cache_clear()
        return made(fill)

    return make


@pytest.mark.parametrize(("formula", "right"), FORMULAS.items())
def test_a_reference_means_what_the_workbook_says(workbook, evaluated, formula, right):
    values, findings, _ = evaluated(workbook(formula))
    assert values["G1"] == right
    assert not findings


@pytest.mark.parametrize(("formula", "right"), ROW_FORMULAS.items())
def test_so_does_one_of_the_formula_s_own_row(workbook, evaluated, formula, right):
    _, findings, evaluation = evaluated(workbook(formula, rows=(4, 5, 6, 7)))
    values = evaluation.values["Cost data"]
    assert [values[row, 7] for row in (4, 5, 6, 7)] == right
    assert not findings


def _shifted(monkeypatch):
    """Reads every reference to a table, and every name, one row too low."""
    right, place = reader.table_area, reader.only_place

    def lower(found):
        if found is None:
            return None
        sheet, (top, left, bottom, end) = found
        return sheet, (top + 1, left, bottom + 1, end)

    monkeypatch.setattr(reader, "table_area", lambda *arguments: lower(right(*arguments)))
    monkeypatch.setattr(reader, "only_place", lambda meaning: lower(place(meaning)))


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_reference_read_wrongly_is_kept(workbook, evaluated, monkeypatch, formula):
    _shifted(monkeypatch)
    values, findings, _ = evaluated(workbook(formula))
    assert "G1" not in values
    assert findings["reference-disputed"].where == "Out!G1"


@pytest.mark.parametrize("formula", ROW_FORMULAS)
def test_so_is_one_of_the_formula_s_own_row_that_is_read_wrongly(workbook, evaluated, monkeypatch, formula):
    _shifted(monkeypatch)
    _, findings, evaluation = evaluated(workbook(formula, rows=(4, 5)))
    assert not evaluation.values
    assert findings["reference-disputed"].cells == ("'Cost data'!G4", "'Cost data'!G5")


def test_where_the_second_engine_fails_no_reference_is_believed(workbook, evaluated, monkeypatch):
    def fail(*_):
        raise formulon_adapter.SecondOpinionError("out of order")

    monkeypatch.setattr(formulon_adapter, "values", fail)
    values, findings, _ = evaluated(workbook("=SUM(Total)"))
    assert "G1" not in values
    assert "reference-disputed" in findings


def test_a_structure_s_references_are_asked_about_once(workbook, evaluated, monkeypatch):
    book, asked, ask = workbook("=SUM(Total)"), [], formulon_adapter.values
    monkeypatch.setattr(formulon_adapter, "values", lambda *arguments: asked.append(1) or ask(*arguments))
    for _ in range(3):
        evaluated(book)
    assert asked == [1]
