"""Subtotals over hidden rows, as Excel saved them in EPPlus' workbook SubtotalFilters."""

import pytest

HAND, FILTERED, BESIDE = "by hand", "by a filter", "beside a filter"


@pytest.fixture
def hiding(made):
    """Amounts 1, 2, 3 in A2:A4, the last of them hidden, and a formula below."""

    def make(formula, how, hidden=(3,)):
        def fill(book):
            page = book.add_worksheet("S")
            page.write_column("A1", ["amount", 1, 2, 3])
            page.write_column("C1", ["other", 5, 5, 5])
            for row in hidden:
                page.set_row(row, None, None, {"hidden": True})
            if how == FILTERED:
                page.autofilter("A1:A4")
                page.filter_column("A", "x < 3")
            elif how == BESIDE:
                page.autofilter("C1:C2")
                page.filter_column("C", "x == 5")
            else:
                page.autofilter("A1:A4")  # buttons, but nothing is filtered
            page.write_formula("E9", formula, None, -1)
            book.define_name("Amounts", "=S!$A$2:$A$4")

        return made(fill)

    return make


@pytest.mark.parametrize(
    ("how", "formula", "excel"),
    [
        (HAND, "=SUBTOTAL(9,A2:A4)", 6.0),
        (HAND, "=SUBTOTAL(109,A2:A4)", 3.0),
        (FILTERED, "=SUBTOTAL(9,A2:A4)", 3.0),
        (FILTERED, "=SUBTOTAL(109,A2:A4)", 3.0),
        (BESIDE, "=SUBTOTAL(109,A2:A4)", 3.0),
        (HAND, "=SUBTOTAL(102,A1:A4)", 2.0),
        (HAND, "=SUBTOTAL(3,A:A)", 4.0),
        (HAND, "=SUBTOTAL(103,A:A)", 3.0),
        (HAND, "=SUBTOTAL(101,Amounts)*10", 15.0),
        (FILTERED, "=SUBTOTAL(1,Amounts,C2:C4)", 3.25),
        (FILTERED, "=IF(SUBTOTAL(4,A2:A4)=2,SUM(A2:A4),0)", 6.0),
        (FILTERED, "=SUBTOTAL(5,A2:A3)", 1.0),
    ],
)
def test_the_rows_are_counted_that_excel_counts(hiding, evaluated, how, formula, excel):
    values, findings, _ = evaluated(hiding(formula, how))
    assert (values["E9"], findings) == (excel, {})


@pytest.mark.parametrize(
    ("how", "formula"),
    [
        (BESIDE, "=SUBTOTAL(9,A2:A4)"),  # 6 or 3: two sheets of that workbook differ
        (HAND, "=SUBTOTAL(109,A4:A4)"),  # nothing is left to count
        (HAND, "=AGGREGATE(9,5,A2:A4)"),
        (HAND, "=SUBTOTAL(C2+104,A2:A4)"),
        (HAND, "=SUBTOTAL(109,OFFSET(A2,0,0,3,1))"),
        (FILTERED, "=SUBTOTAL(99,A2:A4)"),
        (FILTERED, "=SUBTOTAL(9,IF(C2=5,A2:A4,C2:C4))"),
    ],
)
def test_what_the_file_does_not_tell_is_left_to_excel(hiding, evaluated, how, formula):
    values, findings, _ = evaluated(hiding(formula, how))
    assert "E9" not in values
    assert "hidden-rows" in findings


def test_many_hidden_rows_are_left_out_one_by_one(made, evaluated):
    def fill(book):
        page = book.add_worksheet("S")
        page.write_column("A1", list(range(1, 101)))
        for row in range(1, 100, 2):
            page.set_row(row, None, None, {"hidden": True})
        page.write_formula("C1", "=SUBTOTAL(109,A1:A100)", None, -1)

    values, findings, _ = evaluated(made(fill))
    assert (values["C1"], findings) == (2500.0, {})  # 1 + 3 + … + 99
