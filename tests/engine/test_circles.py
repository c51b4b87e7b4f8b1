"""A circle is what really reads itself, as in Excel: not what might have."""

import pytest


def test_a_branch_not_taken_closes_no_circle(sheet, evaluated):
    book = sheet({"A1": "new", "C1": 8, "B1": '=IF(A1="new",C1*E1,5)', "E1": '=IF(A1="new",10%,B1/C1)'})
    values, findings, _ = evaluated(book)
    assert (values["B1"], values["E1"], findings) == (0.8, 0.1, {})


def test_a_branch_taken_closes_the_circle(sheet, evaluated):
    book = sheet({"A1": "old", "C1": 8, "B1": '=IF(A1="new",5,C1*E1)', "E1": '=IF(A1="new",10%,B1/C1)'})
    values, findings, _ = evaluated(book)
    assert ("B1" in values, "E1" in values, "circular" in findings) == (False, False, True)


def test_a_loan_schedule_takes_its_balance_from_the_line_above_by_index(sheet, evaluated):
    cells = {"A1": 0.1, "B2": 1000}
    for row in range(2, 9):
        cells[f"C{row}"] = f"=B{row}*$A$1-300"
        cells[f"D{row}"] = f"=B{row}+C{row}"
        if row > 2:
            cells[f"B{row}"] = "=INDEX($D$2:$D$8,ROW()-ROW($B$2))"
    values, findings, _ = evaluated(sheet(cells))
    assert findings == {}
    assert [values[f"D{row}"] for row in range(2, 6)] == pytest.approx([800, 580, 338, 71.8], rel=1e-12)


def test_a_range_s_name_as_the_last_branch_is_the_cell_beside_it(sheet, evaluated):
    names = [(name, f"=S!${letter}$2:${letter}$5") for name, letter in
             {"Beg": "B", "Interest": "C", "Pay": "D", "End": "E"}.items()]  # fmt: skip
    cells = {"H1": 0.1, "B2": 1000}
    for row in range(2, 6):
        cells[f"C{row}"] = "=Beg*$H$1"
        cells[f"D{row}"] = '=IF(AND(Beg<>"",Beg>300),300,Beg)'
        cells[f"E{row}"] = "=Beg+Interest-Pay"
        if row > 2:
            cells[f"B{row}"] = f"=E{row - 1}"
    values, findings, _ = evaluated(sheet(cells, names))
    assert findings == {}
    assert [values[f"E{row}"] for row in range(2, 6)] == pytest.approx([800, 580, 338, 71.8], rel=1e-12)


JAN, MATS = "Jan", "Mats"


@pytest.mark.parametrize(
    ("cells", "place", "excel"),
    [
        # The workbook of EPPlus' issue 1687: Excel shows 44.
        ({"B2": MATS, "D2": 10, "B3": JAN, "D3": 1, "B4": MATS, "D4": 34, "B5": JAN,
          "D5": '=SUMIF(B2:B9,"Mats",D2:D9)'}, "D5", 44.0),
        # That of issue 635: Excel shows 15.
        ({"A1": "SumResult", "A2": '=SUMIF(1:1,"SUMMABLE",2:2)', "B2": 1, "C2": 2, "D2": 3, "E2": 4, "F2": 5,
          "G2": 6, "C1": "SUMMABLE", "D1": "SUMMABLE", "E1": "SUMMABLE", "G1": "SUMMABLE"}, "A2", 15.0),
        ({"B2": MATS, "D2": 10, "B3": JAN, "D3": 1, "B4": "Total",
          "D4": '=SUMIFS(D:D,B:B,"Mats")'}, "D4", 10.0),
        ({"B2": MATS, "C2": 1, "D2": 10, "B3": MATS, "C3": 2, "D3": 7, "B4": MATS, "C4": 3,
          "D4": '=SUMIFS(D2:D4,B2:B4,"Mats",C2:C4,"<3")'}, "D4", 17.0),
        # Two totals in the column they add up, neither of which is of its own kind.
        ({"B2": MATS, "D2": 10, "B3": JAN, "D3": 5, "B4": "all Mats", "D4": '=SUMIF(B2:B5,"Mats",D2:D5)',
          "B5": "all Jan", "D5": '=SUMIF(B2:B5,"Jan",D2:D5)'}, "D5", 5.0),
        # A formula between that depends on the total, and isn't of the kind.
        ({"B2": MATS, "D2": 10, "B3": JAN, "D3": "=D4*2", "B4": "T",
          "D4": '=SUMIF(B2:B4,"Mats",D2)'}, "D3", 20.0),
        ({"A1": "=ROWS(A$1:A1)", "A2": "=ROWS(A$1:A2)+COLUMNS(A2:C2)"}, "A2", 5.0),
        ({"A1": "=ROWS(A$1:A1)", "B1": 5}, "A1", 1.0),
    ],
)  # fmt: skip
def test_what_the_criteria_leave_out_is_not_read(sheet, evaluated, cells, place, excel):
    values, findings, _ = evaluated(sheet(cells))
    assert (values[place], findings) == (excel, {})


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ({"B2": MATS, "D2": 10, "B3": MATS, "D3": '=SUMIF(B2:B9,"Mats",D2:D9)'}, "D3"),
        ({"B2": MATS, "D2": "=D3+1", "B3": JAN, "D3": '=SUMIF(B2:B9,"Mats",D2:D9)'}, "D3"),
        ({"D2": 10, "D3": '=SUMIF(D2:D9,">1")'}, "D3"),
        ({"B2": MATS, "D2": 10, "B3": JAN, "D3": '=SUM(D2:D9)'}, "D3"),
        # What Excel computes whether it is needed or not.
        ({"A1": "=IFS(B1=1,5,TRUE,C1)", "B1": 1, "C1": "=A1+1"}, "A1"),
        ({"A1": "=SWITCH(B1,1,5,2,C1)", "B1": 1, "C1": "=A1+1"}, "A1"),
        ({"A1": "=IFERROR(B1,C1)", "B1": 1, "C1": "=A1+1"}, "A1"),
        ({"A1": "=IFNA(B1,A1)", "B1": 1}, "A1"),
        ({"A1": "=IF(AND(B1=2,C1=2),5,6)", "B1": 1, "C1": "=A1+1"}, "A1"),
        ({"A1": "{=IF(B1=1,5,C1)}", "B1": 1, "C1": "=A1+1"}, "A1"),
        ({"A1": "=A1+1"}, "A1"),
    ],
)  # fmt: skip
def test_a_real_circle_is_kept(sheet, evaluated, cells, place):
    values, findings, _ = evaluated(sheet(cells))
    assert place not in values
    assert "circular" in findings


def test_what_is_skipped_but_leads_nowhere_back_is_no_circle(sheet, evaluated):
    book = sheet({"A1": "=IF(B1=1,IFERROR(B1,D1),C1)", "B1": 1, "C1": "=A1+1", "D1": 3})
    values, findings, _ = evaluated(book)
    assert (values["A1"], values["C1"], findings) == (1.0, 2.0, {})
