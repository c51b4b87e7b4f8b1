"""Values on the brink: kept where another reading of a last digit makes another value, and only there.

Where it is known what Excel makes of the last digit, that is written. The sources: "saved" are cells that
Excel saved in IronCalc's workbooks FLOOR_CEILING, MOD_QUOTIENT, MROUND_TRUNC_INT and ROUND; the others are
reports of what Excel shows.
"""

import pytest

from roi_xl.engine import Engines

CELLS = {
    "A1": 0.1, "A2": 0.2, "A3": 0.3, "A4": 123456789, "A5": 0.0000004, "A6": 4.35, "A7": 100, "A8": 6,
    "A9": 3,
    "B1": 10, "B2": 20, "B3": 30, "B4": 40, "C1": 45000.25, "C2": 45000.9999999999, "C3": 45000.5,
}  # fmt: skip

KEPT = [
    # a whole number but for noise: Excel reads fifteen digits here (published for the first)
    "=INT(A4-A5)", "=INT(123456789-0.0000004)", "=INT(A6*A7)", "=INT(4.35*100)", "=INT((0.1+0.7)*10)",
    "=INT(A4-A5)*2+1", '=INT(4.35*100)&" pieces"', "=IF(INT(A6*A7)=435,1,2)", "=INT(-1.1*1.1*100)",
    "=SUM(INT(A6*A7),1)", "=INT(1-0.9+0.9)+INT(33.1*10-1E-13)",
    # the same, one unit of the fifteenth digit off: published for INT alone
    "=INT(123456789-0.0000005)", "=TRUNC(123456789-0.0000005)", "=TRUNC((25.4-25)*60)",
    "=ROUNDDOWN((25.4-25)*60,0)", "=ROUND((25.4-25)*60-0.5,0)",
    "=ROUNDUP(123456789+0.0000005,0)", "=TRUNC(SUM(25.4,-25)*60)+1",
    # the number of places is whole but for noise
    "=ROUND(1234.5678,0.3/0.1)", "=ROUNDDOWN(1234.5678,A3/A1)", "=TRUNC(1234.5678,A3/A1)",
    "=ROUNDUP(1234.5678,0.29*100-27)",
    # the quotient is whole but for noise, and something else was rounded before
    "=MOD(SUM(1,-0.9),A1)", "=MOD(ROUND(A3,1),A1)", "=MOD(AVERAGE(0.3,0.3),0.1)", "=MROUND(SUM(6,0.05),0.1)",
    "=MOD(0.3,0.1)+INT(1.5)", "=MOD(0.09^0.5,0.1)",
    "=QUOTIENT(A3,A1)", "=QUOTIENT(1-0.9,0.1)", "=QUOTIENT(0.6,0.2)", "=QUOTIENT(4.35*100,1)",
    "=FLOOR(0.3-0.2,0.1)", "=FLOOR(4.35*100,1)", "=FLOOR.MATH(4.35*100)", "=CEILING(0.1+0.2,0.1)",
    "=CEILING(1.1*1.1,0.01)", "=EVEN((0.1+0.2)*20)", "=ODD((0.1+0.2)*10)", "=ODD(1.1*1.1*100)",
    # a place among cells or letters that is whole but for noise
    "=INDEX(B1:B4,4.35*100/145)", "=CHOOSE(4.35*100/145,5,6,7)", '=LEFT("abcdef",4.35*100/145)',
    '=MID("abcdef",4.35*100/145,1)', '=REPT("x",4.35*100/145)', "=DATE(2026,4.35*100/145,1)",
    # less than a second from the next day, hour or minute
    "=DAY(C2)", "=DAY(45000.9999999999)", "=MONTH(46053.9999999999)", "=YEAR(46022.9999999999)", "=HOUR(C2)",
    "=HOUR(0.9999999999)", "=MINUTE(0.0416666666)", "=SECOND(0.9999999)", "=WEEKDAY(C2)",
    "=HOUR(C2)*60+MINUTE(C1)",
    # not documented: whether k is rounded or cut; a cumulative probability that is met exactly
    "=SMALL(B1:B4,1.5)", "=SMALL(B1:B4,2.01)", "=SMALL(B1:B4,A3*5)", "=BINOM.INV(25,0.5,0.5)",
    "=CRITBINOM(25,0.5,0.5)", "=BINOM.INV(1,0.5,0.5)", "=BINOM.INV(3,0.5,0.5)", "=CRITBINOM(5,0.5,0.5)",
    # a column below 1: which error comes first
    "=VLOOKUP(8,A8:B9,0,FALSE)", "=VLOOKUP(6,A8:B9,0,FALSE)", "=HLOOKUP(9,A8:B9,-1,FALSE)",
    "=VLOOKUP(8,A8:B9,A1,FALSE)",
]  # fmt: skip

WRITTEN = [
    ("=INT(5)", 5), ("=INT(-5)", -5), ("=INT(4.5)", 4), ("=INT(-4.5)", -5), ("=INT(A7)", 100),
    ("=INT(A6)", 4),
    ("=INT(4.9999999)", 4), ("=INT(123456789.4)", 123456789), ("=INT(A4/2)", 61728394), ("=INT(A7/A9)", 33),
    ("=MOD(A8,A9)", 0), ("=MOD(7,3)", 1), ("=MOD(-7,3)", 2), ("=MOD(45000,7)", 4), ("=MOD(1000000,100)", 0),
    ("=MOD(A8,4)*1000", 2000), ("=MOD(14,7)*1000", 0), ("=MOD(10,2.5)", 0), ("=MOD(5.5,2)", 1.5),
    ("=MOD(1234567,1000)", 567), ("=QUOTIENT(7,3)", 2), ("=QUOTIENT(-7,3)", -2), ("=QUOTIENT(6,3)", 2),
    ("=FLOOR(7.4,1)", 7), ("=FLOOR(7,1)", 7), ("=FLOOR(-7.4,1)", -8), ("=CEILING(7.4,1)", 8),
    ("=CEILING(7,1)", 7),
    ("=CEILING(12,5)", 15), ("=EVEN(3)", 4), ("=EVEN(4)", 4), ("=ODD(3)", 3), ("=ODD(-2)", -3),
    ("=MROUND(7,3)", 6), ("=MROUND(7.25,0.5)", 7.5), ("=MROUND(SUM(7,0.25),0.5)", 7.5),
    ("=TRUNC(5)", 5), ("=TRUNC(A6,1)", 4.3), ("=TRUNC(-4.5)", -4), ("=TRUNC(1234.5,-2)", 1200),
    ("=ROUND(2.5,0)", 3), ("=ROUND(-2.5,0)", -3), ("=ROUND(A6,1)", 4.4), ("=ROUND(A7/A9,6)", 33.333333),
    ("=ROUND(SUM(A1:A3),2)", 0.6), ("=ROUNDUP(5,0)", 5), ("=ROUNDUP(A6,2)", 4.35), ("=ROUNDDOWN(A6,2)", 4.35),
    ("=ROUNDUP(A7/A9,0)", 34), ("=ROUNDDOWN(A7/A9,-1)", 30), ("=ROUND(1250,-2)", 1300),
    ("=DAY(C1)", 15), ("=DAY(45000)", 15), ("=HOUR(C1)", 6), ("=HOUR(C3)", 12), ("=HOUR(8/24)", 8),
    ("=HOUR(8/24+15/24)", 23), ("=MINUTE(0.78125)", 45), ("=SECOND(60498/86400)", 18),
    ("=YEAR(46022.5)", 2025),
    ("=WEEKDAY(C1)", 4), ("=HOUR(45000+17/24)", 17), ("=MINUTE(45000+17.25/24)", 15), ("=SMALL(B1:B4,2)", 20),
    ("=SMALL(B1:B4,4/2)", 20), ("=BINOM.INV(6,0.5,0.75)", 4), ("=BINOM.INV(100,0.5,0.25)", 47),
    ("=INDEX(B1:B4,3)", 30), ("=INDEX(B1:B4,2.9)", 20), ("=INDEX(B1:B4,MATCH(30,B1:B4,0))", 30),
    ('=LEFT("abcdef",3)', "abc"), ('=LEFT("abcdef",6/2)', "abc"), ("=CHOOSE(2.5,5,6,7)", 6),
    ("=DATE(2026,3,1)", 46082), ("=VLOOKUP(6,A8:B9,1,FALSE)", 6), ("=EDATE(46082,1)", 46113),
    ("=IFERROR(VLOOKUP(99,A8:B9,2,FALSE),0)", 0),
    ("=IFERROR(VLOOKUP(8,A8:B9,0,FALSE),1)", 1),  # an error, whichever
]  # fmt: skip

KNOWN = [
    # fifteen digits
    ("=ROUNDDOWN(30000*0.0042*3,0)", 378, "PhpSpreadsheet, issue 920"),
    ("=ROUNDUP(SUM(2.21,2.19),2)", 4.4, "PhpSpreadsheet, pull request 1404"),
    ("=ROUNDDOWN(SUM(2.26,2.94),2)", 5.2, "PhpSpreadsheet, pull request 1404"),
    ("=TRUNC(0.29,2)", 0.29, "Apache POI, bug 62506"),
    ("=ROUNDUP(3987*0.2,2)", 797.4, "Apache POI, pull request 43"),
    ("=ROUND(21.9/0.2,0)", 110, "HyperFormula, issue 1746"),
    ("=ROUND(2.05,1)", 2.1, "Apache POI, pull request 321"),
    ("=ROUND(1.05*(0.0284+0.0046)-0.0284,4)", 0.0063, "saved"),
    ("=ROUND(1.745,2)", 1.75, "saved"),
    ("=ROUND(1.745,2.7)", 1.75, "saved"),
    ("=ROUNDUP(1.7,3)", 1.7, "saved"),
    ("=ROUNDDOWN(1.7,3)", 1.7, "saved"),
    # by the same fifteen digits, which decimal arithmetic gives
    ("=ROUNDDOWN(0.3/0.1,0)", 3, "fifteen digits"),
    ("=ROUNDDOWN(A3/A1,0)", 3, "fifteen digits"),
    ("=TRUNC(4.35*100)", 435, "fifteen digits"),
    ("=TRUNC(A6*A7)", 435, "fifteen digits"),
    ("=TRUNC(-19.99*100)", -1999, "fifteen digits"),
    ("=ROUNDUP(1.1*1.1*100,0)", 121, "fifteen digits"),
    ("=ROUND(2.675,2)", 2.68, "fifteen digits"),
    ("=ROUND(-1.005,2)", -1.01, "fifteen digits"),
    ("=TRUNC(880000000*0.00849/3)", 2490400, "fifteen digits"),
    # all digits of a remainder
    ("=MOD(5,1E-10)", 9.999981783901343e-11, "saved"),
    ("=MOD(5,-1E-10)", -1.821609865774887e-16, "saved"),
    ("=MOD(10.0000000001,0.1)", 9.999945316252479e-11, "saved"),
    ("=MOD(2.5,0.02)", 0.02, "Microsoft TechNet, Excel 2010 MOD bug"),
    ("=MOD(281.44,0.02)", 0.02, "Microsoft TechNet, Excel 2010 MOD bug"),
    ("=MOD(10,0.1)", 0.1, "Microsoft TechNet, Excel 2010 MOD bug"),
    ("=MOD(0.9,0.3)", 5.55112e-17, "Super User, question 617791"),
    ("=MOD((1.2-1)/0.2,1)", 0.99999999999999978, "Stack Overflow, Mod returning different outputs"),
    # by the same rule
    ("=MOD(1,0.1)", 0.1, "all digits"),
    ("=MOD(A3,A1)", 0.1, "all digits"),
    ("=MOD(3.3,1.1)", 1.1, "all digits"),
    ("=MOD(0.6,0.2)", 0.2 - 5.6e-17, "all digits"),
    ("=MOD(1,0.1)+MOD(0.7,0.1)", 0.2, "all digits"),
    # all digits of a quotient
    ("=MROUND(6.05,0.1)", 6, "documentation: MROUND"),
    ("=MROUND(7.05,0.1)", 7.1, "documentation: MROUND"),
    ("=MROUND(2.675,0.01)", 2.68, "saved"),
    # a step of a tenth that fits: every reading gives the same
    *(
        (f"={name}({number},0.1)", number, "saved")
        for name in ("FLOOR", "CEILING")
        for number in (2, 10, 709)
    ),
    ("=FLOOR(-745,0.1)", -745, "saved"),
    ("=CEILING(7.9,0.1)", 7.9, "saved"),
    ("=CEILING(7.1,0.1)", 7.1, "saved"),
    ("=QUOTIENT(5,1E-10)", 50000000000, "saved"),
]
"""What Excel makes of a last digit; a remainder is compared with the digits that the source tells."""


@pytest.fixture(scope="module")
def column():
    """Formulas in a column far from the cells they read."""
    return {f"Z{number}": formula for number, formula in enumerate([*KEPT, *(f for f, _ in WRITTEN)], 1)}


@pytest.mark.parametrize("engines", list(Engines))
def test_what_excel_is_known_to_make_of_a_last_digit_is_written(sheet, evaluated, engines):
    formulas = {f"Z{number}": formula for number, (formula, *_) in enumerate(KNOWN, 1)}
    values, findings, _ = evaluated(sheet(CELLS | formulas), engines=engines)
    wrong = [
        f"{formula} is {values.get(place)}, Excel's {right}"
        for place, (formula, right, _) in zip(formulas, KNOWN, strict=True)
        if place not in values or values[place] != pytest.approx(right, rel=1e-6, abs=0.0)
    ]
    assert (wrong, findings) == ([], {})


@pytest.mark.parametrize("engines", list(Engines))
def test_what_hangs_on_a_digit_nobody_sees_is_kept_and_what_does_not_is_written(
    sheet, evaluated, column, engines
):
    values, findings, evaluation = evaluated(sheet(CELLS | column), engines=engines)
    told = {place for finding in evaluation.findings for place in finding.cells or (finding.where,)}
    wrong = []
    for place, formula in list(column.items())[: len(KEPT)]:
        if place in values or f"S!{place}" not in told:
            wrong.append(f"{formula} isn't kept")
    for place, (formula, right) in zip(list(column)[len(KEPT) :], WRITTEN, strict=True):
        if place not in values or values[place] != right:
            wrong.append(f"{formula} isn't {right}")
    assert "; ".join(wrong) == ""
    assert findings["on-the-brink"].remedy


def test_an_array_formula_is_on_the_brink_where_one_of_its_cells_is(made, evaluated):
    def fill(book):
        page = book.add_worksheet("S")
        page.write_column("A1", [4.5, 4.35 * 100])
        page.write_column("B1", [4.5, 7.25])
        page.write_array_formula("C1:C2", "{=INT(A1:A2)}", None, -1)
        page.write_array_formula("D1:D2", "{=INT(B1:B2)}", None, -1)

    values, findings, _ = evaluated(made(fill))
    assert "C1" not in values
    assert "C2" not in values
    assert (values["D1"], values["D2"]) == (4.0, 7.0)
    assert findings["on-the-brink"].where == "S!C1"


def test_a_current_value_on_the_brink_is_current(made, evaluated):
    def fill(book):
        book.add_worksheet("S").write_formula("A1", "=INT(4.35*100)", None, 434)

    values, findings, _ = evaluated(made(fill))
    assert "A1" not in values
    assert not findings


def test_what_depends_on_a_value_on_the_brink_is_kept(sheet, evaluated):
    values, findings, _ = evaluated(sheet({"A1": "=INT(4.35*100)", "A2": "=A1*2", "A3": "=1+1"}))
    assert "A2" not in values
    assert values["A3"] == 2.0
    assert findings["depends-on-kept"].where == "S!A2"
