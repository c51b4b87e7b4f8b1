"""Results next to zero as Excel has them: values from decimal arithmetic and from files that Excel saved."""

import datetime as dt
import math
from dataclasses import replace
from decimal import Decimal

import pytest

from roi_xl.calc import FUNCTIONS
from roi_xl.engine import Engines, evaluate
from roi_xl.engine.formualizer import near_zero
from roi_xl.engine.formualizer.near_zero import DIFFERENCE, Differences, Stored, last_sign, may_be_noise
from roi_xl.errors import CellError
from roi_xl.xlsx import Package, read
from roi_xl.xlsx.formula import tokens

CELLS = {"A1": 0.1, "B1": 0.2, "C1": 0.3, "D1": 1234.56, "E1": -0.3, "A2": 1000, "B2": 0.0001}
NETTED = [
    "=A1+B1-C1",
    "=C1-A1-B1",
    "=C1-SUM(A1:B1)",
    "=SUM(A1:B1)-SUM(C1)",
    "=SUM(A1:B1)+E1",
    "=0.1+0.2-0.3",
    "=A1*3-C1",
    "=Total-C1",
    "=-C1+(A1+B1)",
    "=A1 + B1 - C1",
    "=+A1+B1-C1",
    "=SUBTOTAL(9,A1:B1)-C1",
    "=A1+B1-30%",
    "=SUMPRODUCT(A1:B1*1)-C1",
    "=IF(TRUE,A1+B1)-C1",
]
LEFT = [
    ("=(A1+B1-C1)", 5.551115123125783e-17),
    ("=1*(A1+B1-C1)", 5.551115123125783e-17),
    ("=IF(A1+B1-C1<>0,1,2)", 1.0),
    ("=ABS(A1+B1-C1)", 5.551115123125783e-17),
    ("=-(C1-A1-B1)", 2.7755575615628914e-17),
]


@pytest.mark.parametrize("engines", Engines)
@pytest.mark.parametrize("formula", NETTED)
def test_noise_left_by_the_last_sign_is_0_for_all_that_read_it(sheet, evaluated, formula, engines):
    book = sheet(
        CELLS
        | {"G1": formula, "G2": '=IF(G1=0,"OK","ERROR")', "G3": "=SIGN(G1)", "G4": '=IFERROR(1000/G1,"n/a")'},
        names=[("Total", "=S!$A$1+S!$B$1")],
    )
    values, findings, _ = evaluated(book, engines)
    if findings:  # one engine alone leaves what it can't prove
        assert engines is Engines.FAST
        return
    assert values["G1"] == 0.0
    assert (values["G2"], values["G3"], values["G4"]) == ("OK", 0.0, "n/a")


@pytest.mark.parametrize(("formula", "noise"), LEFT)
def test_noise_inside_brackets_or_an_argument_stays(sheet, evaluated, formula, noise):
    values, findings, _ = evaluated(sheet(CELLS | {"G1": formula}))
    assert values["G1"] == noise
    assert not findings


AMOUNTS = ["1234.56", "98765432.10", "0.000123", "-7654321.98", "12345678901.25", "912345678901.2"]
GAPS = [
    (amount, gap)
    for amount in map(Decimal, AMOUNTS)
    for gap in (Decimal(10) ** -digits for digits in range(2, 9))
    if len((amount + gap).as_tuple().digits) <= 15  # Excel takes no more
]


@pytest.mark.parametrize(("amount", "gap"), GAPS)
def test_a_real_difference_is_never_0(sheet, evaluated, amount, gap):
    left = amount + gap
    values, findings, _ = evaluated(
        sheet({"A1": float(left), "B1": float(amount), "C1": "=A1-B1", "C2": "=IF(C1=0,0,1)"})
    )
    if "near-zero" in findings:  # not below what can be told, but never 0
        assert abs(float(left) - float(amount)) < near_zero.possible_noise(float(left))
        return
    assert values["C1"] == pytest.approx(float(gap), rel=0.2)
    assert values["C2"] == 1.0


@pytest.mark.parametrize(
    ("steps", "outcome"), [(1, 0.0), (7, 0.0), (9, None), (63, None), (64, 64 * math.ulp(1.0))]
)
def test_what_nobody_can_tell_is_left_and_named(sheet, evaluated, steps, outcome):
    book = sheet({"A1": 2, "B1": 1, "C1": "=A1-B1"})
    page = book.sheets[0]  # XlsxWriter writes 16 digits alone
    values = {**page.values, (1, 1): 1 + steps * math.ulp(1.0)}
    values, findings, _ = evaluated(replace(book, sheets=(replace(page, values=values),)))
    if outcome is None:
        assert "C1" not in values
        assert findings["near-zero"].where == "S!C1"
    else:
        assert values["C1"] == outcome
        assert not findings


def test_what_is_cached_is_current_whatever_excel_made_of_the_noise(sheet, evaluated):
    book = sheet({"A1": 2, "B1": 1, "C1": "=A1-B1"})
    page, noise = book.sheets[0], 20 * math.ulp(1.0)
    cached = replace(page, values={**page.values, (1, 1): 1 + noise, (1, 3): noise})
    values, findings, _ = evaluated(replace(book, sheets=(cached,)))
    assert "C1" not in values
    assert not findings


@pytest.mark.parametrize("engines", [Engines.DOUBLE, Engines.STRICT])
@pytest.mark.parametrize("name", ["A1-as-Excel-saves-it", "A2-as-Excel-saves-it"])
def test_a_correct_workbook_that_excel_saved_stays_as_it_is(root, name, engines):
    book = read(Package((root / "tests/data/faults" / f"{name}.xlsx").read_bytes()))
    evaluation = evaluate(book, FUNCTIONS, engines=engines, today=dt.date(2026, 1, 2))
    assert not evaluation.values
    assert not evaluation.findings
    assert evaluation.computed == evaluation.formulas


def test_the_reconciliation_of_a_table_is_0_in_all_its_forms(root):
    book = read(Package((root / "tests/data/faults/A1-table-reconciliation.xlsx").read_bytes()))
    evaluation = evaluate(book, FUNCTIONS, today=dt.date(2026, 1, 2))
    values = dict(evaluation.values["Out"])
    assert values.pop((2, 2)) == "reconciled"
    assert dict.fromkeys(values, 0.0) == values
    assert len(values) == 9


def test_dependents_are_computed_from_the_cached_value_that_is_current(sheet, evaluated):
    # 0.3 is cached, as a program stores it that shows 15 digits; the sum gives 0.30000000000000004.
    book = sheet({"A1": 0.1, "B1": 0.2, "C1": "=A1+B1", "D1": "=IF(C1-0.3<>0,1,2)", "E1": "=C1*10"})
    page = book.sheets[0]
    cached = replace(page, values={**page.values, (1, 3): 0.3})
    values, findings, _ = evaluated(replace(book, sheets=(cached,)))
    assert "C1" not in values
    assert (values["D1"], values["E1"]) == (2.0, 3.0)
    assert not findings


def test_a_cached_value_that_becomes_stale_on_the_way_is_handed_on_no_longer():
    cached = {0: 0.3}
    stored = Stored(lambda number, value: cached[number] if abs(value - cached[number]) < 1e-12 else None)
    assert stored.result(0.1 + 0.2, 0.0) == 0.3
    assert stored.result(0.4, 0.0) == 0.4
    assert stored.result("text", 0.0) == "text"
    assert stored.result(True, 0.0) is True


@pytest.mark.parametrize(
    ("formula", "sign"),
    [
        ("A1-B1", 2),
        ("A1-B1-C1", 5),
        ("A1-B1*C1", 2),
        ("-A1", None),
        ("-A1-B1", 3),
        ("A1*-B1", None),
        ("A1%-B1", 3),
        ("(A1-B1)", None),
        ("SUM(A1-B1)", None),
        ("A1-B1=0", None),
        ('A1-B1&"x"', None),
        ("A1--B1", 2),
        ("1E-5", None),
    ],
)
def test_the_sign_that_comes_last(formula, sign):
    pieces = tokens(formula)
    at = last_sign(pieces)
    assert at == (None if sign is None else at)
    assert ("" if at is None else "".join(piece.text for piece in pieces[:at])) == (
        formula[:sign] if sign is not None else ""
    )


def test_an_operand_that_is_no_number_is_what_a_sheet_makes_of_it():
    result = Differences().result
    assert result(CellError.NA, 1.0, "-", 0.0) is CellError.NA
    assert result(1.0, CellError.DIV0, "-", 0.0) is CellError.DIV0
    assert result(((1.0,),), 3.0, "+", 0.0) == 4.0
    assert result(((1.0,), (2.0,)), 3.0, "+", 0.0) is CellError.VALUE


def test_a_formula_is_cut_at_its_last_sign():
    assert Differences.text("A1-B1*2-C1", 3) == f'{DIFFERENCE}((A1-B1*2)+0,(C1)+0,"-",3)'
    assert Differences.text("A1*B1", 3) == "A1*B1"


def test_what_may_be_noise_hangs_on_what_is_multiplied():
    assert may_be_noise("A1-B1", (), 1e-12, 1000.0)
    assert not may_be_noise("A1-B1", (), 1e-9, 1000.0)
    assert may_be_noise("A1*B1-C1", (), 1e-9, 1000.0)
    assert may_be_noise("PMT(A1,12,1)-C1", {"PMT"}, 1e-9, 1000.0)
    assert not may_be_noise("A1-B1", (), 0.0, 1000.0)
