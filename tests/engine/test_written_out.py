"""What is written out in formulas has a witness: formulas of names, and references over several sheets."""

from dataclasses import replace

import pytest

from roi_xl.engine import Engines
from roi_xl.engine.formulon import adapter as formulon_adapter
from roi_xl.errors import CellError
from roi_xl.formulas import reader
from roi_xl.version import VERSION

CELLS = {f"A{row}": row for row in range(1, 6)} | {f"B{row}": 10 * row for row in range(1, 6)}
NAMES = [
    ("Total", "=SUM(S!$A$1:$A$3)*2"),
    ("Sum", "=S!$A$1+S!$A$2"),
    ("Nested", "=Total+Sum"),
    ("Rate", "=0.25"),
    ("Word", '="x"'),
    ("Steps", "={1,2,3}"),
    ("Growing", "=OFFSET(S!$A$1,0,0,COUNT(S!$A:$A),1)"),
    ("Middle", "=INDEX(S!$A:$A,2):INDEX(S!$A:$A,4)"),
    ("Doubled", "=S!$A$1:$A$3*2"),
    ("Local", "=S!$A$5*1"),
    ("T!Local", "=S!$B$5*1"),
    ("Column", "=SUM(Items[Hours])+1"),
    ("Ours", "=TRAINING_ROI(S!$B$1:$B$5,S!$A$1:$A$5)"),
    ("Version", "=ROI_XL_VERSION()"),
    ("Half", "=NET_BENEFIT(S!$B$1,S!$A$1)/2"),
    ("Months", "=SUM(Jan:Mar!$B$2)"),
    ("Yes", "=S!$A$1<S!$A$2"),
]
RIGHT = [
    ("=Total", 12.0),
    ("=Total*2", 24.0),
    ("=100-Sum", 97.0),
    ("=Sum*Sum", 9.0),
    ("=-Sum^2", 9.0),
    ("=Nested", 15.0),
    ("=ROUND(Nested/7,1)", 2.1),
    ("=IF(Total>Sum,Total,Sum)", 12.0),
    ("=Rate*B1", 2.5),
    ('=Word&"y"', "xy"),
    ("=SUM(Steps)", 6.0),
    ("=SUM(Growing)", 15.0),
    ("=ROWS(Growing)+COLUMNS(Growing)", 6.0),
    ("=SUM(Middle)", 9.0),
    ("=MAX(Middle)*Rate", 1.0),
    ("=SUMPRODUCT(Doubled)", 12.0),
    ("=Local", 5.0),
    ("=S!Local+0", 5.0),
    ("=[0]!Total+1", 13.0),
    ("=Column", 10.0),
    ("=Ours", 9.0),
    ("=ROUND(Ours*2,1)", 18.0),
    ("=Half+Sum", 7.5),
    ("=Version", VERSION),
    ('=TEXT(Ours,"0.0")', "9.0"),
    ("=MOD(Ours,Total)", 9.0),
    ("=ROUND(Ours,0)&Half", "94.5"),
    ("=IF(Yes,Total,0)", 12.0),
    ("=Months", 6.0),
    ("=Months*Rate", 1.5),
    ("=SUM(Jan:Mar!B2)*2", 12.0),
    ("=SUM(Jan:Mar!B2,Total)", 18.0),
    ("=AVERAGE(Jan:Mar!B2:C2)", 3.5),
    ("=STDEV(Jan:Mar!B2)", 1.0),
    ("=MEDIAN(Jan:Mar!B2:C2)", 3.5),
    ("=_xlfn.VAR.S(Jan:Mar!B2)+MINA(Jan:Mar!C2)", 5.0),
    ("=TRAINING_ROI(SUM(Jan:Mar!C2),Sum)", 4.0),
]
"""Formulas on the sheet S with their values by hand."""


@pytest.fixture
def named(made):
    """A workbook with a formula on a sheet, and names and months that it may use."""

    def make(formula, sheet="S"):
        def fill(book):
            pages = {title: book.add_worksheet(title) for title in ("S", "T", "Jan", "Feb", "Mar")}
            for at, number in CELLS.items():
                pages["S"].write(at, number)
            for number, title in enumerate(("Jan", "Feb", "Mar"), 1):
                pages[title].write_row("B2", [number, number + 3])
            columns = [{"header": "Item"}, {"header": "Hours"}]
            rows = [["a", 2], ["b", 3], ["c", 4]]
            pages["T"].add_table("A1:B4", {"name": "Items", "columns": columns, "data": rows})
            for name, text in NAMES:
                book.define_name(name, text)
            pages[sheet].write_formula("H9", formula, None, -1)

        reader._analyst.cache_clear()
        return made(fill)

    return make


@pytest.mark.parametrize("engines", list(Engines))
@pytest.mark.parametrize(("formula", "right"), RIGHT)
def test_what_is_written_out_gives_what_it_gives_in_excel(named, evaluated, formula, right, engines):
    values, findings, _ = evaluated(named(formula), engines=engines)
    assert (values["H9"], findings) == (right, {})


def test_a_sheet_s_own_name_comes_first(named, evaluated):
    _, findings, evaluation = evaluated(named("=Local*2", "T"))
    assert (evaluation.values["T"][9, 8], findings) == (100.0, {})


def test_a_name_in_an_array_formula_has_its_witness(made, evaluated):
    def fill(book):
        page = book.add_worksheet("S")
        page.write_column("A1", [1, 2, 3])
        book.define_name("Twice", "=S!$A$1:$A$3*2")
        page.write_array_formula("C1:C3", "{=Twice+1}", None, -1)

    values, findings, _ = evaluated(made(fill))
    assert ([values[place] for place in ("C1", "C2", "C3")], findings) == ([3.0, 5.0, 7.0], {})


# ---- a wrong reading of ours reaches no workbook ----------------------------------------------------------


def without_brackets(monkeypatch):
    """The formula of a name is written out without brackets."""

    def bare(self, meaning):
        self.out.append(meaning.text)

    monkeypatch.setattr(reader.Reading, "write_out", bare)


def a_row_lower(monkeypatch):
    """Every reference within a name means the cells one row lower."""
    name = reader.Analyst.name

    def lower(self, defined):
        text = defined.text
        for row in (5, 4, 3, 2, 1):
            text = text.replace(f"${row}", f"${row + 1}")
        return name(self, replace(defined, text=text))

    monkeypatch.setattr(reader.Analyst, "name", lower)


def without_the_last_sheet(monkeypatch):
    """The last of several sheets is left out."""
    between = reader.sheets_between
    monkeypatch.setattr(reader, "sheets_between", lambda place, sheets: between(place, sheets)[:-1])


def of_the_workbook(monkeypatch):
    """A name of a sheet is never found."""
    meant = reader.Scope.meant
    monkeypatch.setattr(reader.Scope, "meant", lambda self, prefix, word, _: meant(self, prefix, word, None))


MISREAD = {
    without_brackets: ["=100-Sum", "=Sum*Sum", "=ROUND(Nested/7,1)", "=Total-Nested"],
    a_row_lower: [
        *("=Total", "=Nested*2", "=Sum*Sum", "=ROUND(Total/7,1)", "=SUMPRODUCT(Doubled)", "=Ours"),
        *("=ROUND(Ours*2,1)", "=Half+Sum", "=SUM(Jan:Mar!B2,Total)", "=Months"),
    ],
    without_the_last_sheet: [
        *(
            "=SUM(Jan:Mar!B2)",
            "=Months",
            "=AVERAGE(Jan:Mar!B2:C2)",
            "=COUNT(Jan:Mar!B2)",
            "=STDEV(Jan:Mar!B2)",
        ),
        *("=TRAINING_ROI(SUM(Jan:Mar!C2),Sum)", "=MAX(Jan:Mar!C2)+1"),
    ],
}


@pytest.mark.parametrize(
    ("mutation", "formula"), [(mutation, formula) for mutation, each in MISREAD.items() for formula in each]
)
def test_what_is_written_out_wrongly_is_kept(named, evaluated, monkeypatch, mutation, formula):
    mutation(monkeypatch)
    values, findings, _ = evaluated(named(formula))
    assert "H9" not in values
    assert findings["reference-disputed"].where == "S!H9"


def test_a_name_of_the_wrong_sheet_is_kept(named, evaluated, monkeypatch):
    of_the_workbook(monkeypatch)
    _, findings, evaluation = evaluated(named("=Local*2", "T"))
    assert not evaluation.values
    assert "Local" in findings["reference-disputed"].detail


# ---- what the second engine can and can't say -------------------------------------------------------------


def test_where_the_second_engine_fails_nothing_written_out_is_believed(named, evaluated, monkeypatch):
    def fail(*_):
        raise formulon_adapter.SecondOpinionError("out of order")

    monkeypatch.setattr(formulon_adapter, "values", fail)
    values, findings, _ = evaluated(named("=Total*2"))
    assert "H9" not in values
    assert "reference-disputed" in findings


def test_a_fault_of_the_second_engine_that_has_nothing_to_do_with_the_name_refuses_nothing(
    named, evaluated, monkeypatch
):
    ask = formulon_adapter.values
    off = {}

    def one_more(*arguments):
        off.update({cell: value + 1 for cell, value in ask(*arguments).items()})
        return off

    monkeypatch.setattr(formulon_adapter, "values", one_more)
    values, findings, _ = evaluated(named("=Total*2"))
    assert (values["H9"], findings, [*off.values()]) == (24.0, {}, [25.0])


def test_an_error_of_the_second_engine_is_no_witness(named, evaluated, monkeypatch):
    ask = formulon_adapter.values
    monkeypatch.setattr(
        formulon_adapter, "values", lambda *arguments: dict.fromkeys(ask(*arguments), CellError.NAME)
    )
    values, findings, _ = evaluated(named("=Total*2"))
    assert "H9" not in values
    assert "Total" in findings["reference-disputed"].detail
