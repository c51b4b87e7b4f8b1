"""One grammar names a cell in every command: a defined name, a sheet's cell, or a table's row and column."""

import datetime as dt
import io

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from roi_xl.cells_by_name import UnknownCellError, cell_named
from roi_xl.computed_workbook import Model
from roi_xl.recalc import Settings, computed
from roi_xl.xlsx import Package, place, read
from roi_xl.xlsx.formula import MAX_COLUMN, MAX_ROW

SHEETS = ("Costs", "My sheet", "Bob's", "1 a.b", "Größe!")
ROWS = [
    *[("C1", "Room", 100.0), ("C2", "Trainer", 250.0), ("c.3", "Travel", 80.0)],
    *[(4, "Food", 5.0), (None, "", 1.0), ("twice", "a", 1.0), ("TWICE", "b", 2.0)],
]


@pytest.fixture(scope="module")
def workbook():
    """A workbook with two tables and names of every sort."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheets = [book.add_worksheet(name) for name in SHEETS]
        headers = [{"header": header} for header in ("ID", "Item", "Unit cost", "unit  COST ", "Kept")]
        table = {"name": "tbl_costs", "columns": headers, "total_row": True}
        sheets[0].add_table("B6:F14", table)
        for number, row in enumerate(ROWS, 6):
            sheets[0].write_row(number, 1, row)
        sheets[1].add_table("A1:B3", {"name": "Sales", "columns": [{"header": "Region"}, {"header": "Sum"}]})
        sheets[1].write_row("A2", ("North", 1))
        for name, text in {
            "out_roi": "='My sheet'!$B$9",
            "out_range": "=Costs!$A$1:$A$2",
            "out_number": "=42",
            "a.b.c": "=Costs!$A$1",
            "col_costs_price": "=Costs!$D$6",
            "col_costs_far": "=Costs!$Z$6",
            "col_costs_below": "=Costs!$D$7",
            "col_costs_other": "='My sheet'!$D$6",
            "col_costs_gone": "=Costs!#REF!",
            "col_costs_sum": "=SUM(Costs!$D$7)",
            "Costs!local": "=Costs!$A$1",
        }.items():
            book.define_name(name, text)
    return Model(read(Package(file.getvalue())))


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("out_roi", ("My sheet", (9, 2))),
        (" OUT_ROI ", ("My sheet", (9, 2))),
        ("a.b.c", ("Costs", (1, 1))),  # a defined name comes before a table
        ("Costs!G7", ("Costs", (7, 7))),
        ("costs!$g$7", ("Costs", (7, 7))),
        ("'My sheet'!A1", ("My sheet", (1, 1))),
        ("My sheet!A1", ("My sheet", (1, 1))),  # as a person types it
        ("'Bob''s'!XFD1048576", ("Bob's", (1048576, 16384))),
        ("'1 a.b'!A1", ("1 a.b", (1, 1))),
        ("'Größe!'!a1", ("Größe!", (1, 1))),
        ("costs.C2.item", ("Costs", (8, 3))),
        ("tbl_costs.c2.Item", ("Costs", (8, 3))),
        ("costs.C2.unit_cost", ("Costs", (8, 4))),  # the first of two that read the same
        ("costs.C2.Unit cost", ("Costs", (8, 4))),
        ("costs.C2.price", ("Costs", (8, 4))),  # by the defined name of its header cell
        ("costs.C.3.kept", ("Costs", (9, 6))),
        ("costs.4.kept", ("Costs", (10, 6))),
        ("sales.north.sum", ("My sheet", (2, 2))),  # by the first column where none is called ID
    ],
)
def test_a_cell_is_named_in_three_ways(workbook, text, cell):
    assert cell_named(text, workbook) == cell


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("out_rio", "there is no cell or defined name 'out_rio'; did you mean out_roi or "),
        ("", "there is no cell or defined name ''; there is "),
        ("local", "there is no cell or defined name 'local'; there is "),
        ("out_range", "out_range stands for Costs!$A$1:$A$2, not for one cell of this workbook"),
        ("out_number", "out_number stands for 42, not for one cell"),
        ("col_costs_gone", "col_costs_gone stands for Costs!#REF!, not for one cell"),
        ("Cost!A1", "there is no sheet 'Cost'; did you mean Costs?"),
        ("zzz!A1", "there is no sheet 'zzz'; there is Costs, My sheet, Bob's, …"),
        ("Costs!A0", "'A0' isn't a cell: write it like Costs!B7"),
        ("'My sheet'!", "'' isn't a cell: write it like 'My sheet'!B7"),
        ("Costs!XFE1", "'XFE1' isn't a cell: write it like Costs!B7"),
        ("coasts.C2.item", "there is no table 'coasts'; did you mean costs?"),
        ("costs.C22.item", "the table tbl_costs has no row 'C22'; did you mean C2?"),
        ("costs.C2.unit_price", "the table tbl_costs has no column 'unit_price'; did you mean "),
        ("costs.C2.gone", "the table tbl_costs has no column 'gone'; there is "),
        ("costs.C2.far", "the table tbl_costs has no column 'far'; there is "),
        ("costs.C2.below", "the table tbl_costs has no column 'below'; there is "),
        ("costs.C2.other", "the table tbl_costs has no column 'other'; there is "),
        ("costs.Total.item", "the table tbl_costs has no row 'Total'; there is C1, C2, c.3, …"),
        ("costs.twice.item", "several rows of the table tbl_costs are called 'twice': B12 and B13"),
    ],
)
def test_what_isnt_there_is_told_with_what_is_near(workbook, text, said):
    with pytest.raises(UnknownCellError) as met:
        cell_named(text, workbook)
    assert met.value.reason.startswith(said)


def test_a_workbook_without_names_offers_none():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("S")
    with pytest.raises(UnknownCellError, match=r"^there is no cell or defined name 'A1', nor any other; "):
        cell_named("A1", Model(read(Package(file.getvalue()))))


@given(st.sampled_from(SHEETS), st.integers(1, MAX_ROW), st.integers(1, MAX_COLUMN))
def test_what_findings_call_a_cell_names_it(workbook, sheet, row, column):
    assert cell_named(place((sheet, (row, column))), workbook) == (sheet, (row, column))


@given(st.text(max_size=30))
def test_no_text_does_anything_but_name_a_cell_or_say_why_not(workbook, text):
    try:
        sheet, (row, column) = cell_named(text, workbook)
    except UnknownCellError:
        return
    assert sheet in SHEETS
    assert row >= 1
    assert column >= 1


def test_the_templates_cells_have_such_names(root):
    model = Model(read(Package((root / "workbooks" / "sales-training.xlsx").read_bytes())))
    for text, value in {"costs.C1.unit_cost": 5_000.0, "out_roi": 1.52}.items():
        assert model.value(cell_named(text, model)) == pytest.approx(value), text


def test_an_id_that_is_computed_counts_as_it_is_computed_not_as_the_file_has_it():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("S")
        headers = [{"header": "ID"}, {"header": "Sum"}]
        sheet.add_table("A1:B3", {"name": "tbl_sales", "columns": headers})
        for row, (stale, now) in enumerate([("N", "S"), ("S", "N")], 2):
            sheet.write(f"D{row}", now)
            sheet.write_formula(f"A{row}", f"=D{row}", None, stale)
    model = computed(file.getvalue(), Settings(dt.date(2026, 1, 1)))
    assert cell_named("sales.N.sum", model) == ("S", (3, 2))
