"""Freezing a workbook whose own formulas step in where our functions are missing."""

from __future__ import annotations

import pytest

from roi_xl.calc import FUNCTIONS
from roi_xl.errors import Level
from roi_xl.formulas.calls import Calls
from roi_xl.xlsx import read

OURS = "TRAINING_ROI(90000,16000)"

SWITCHED = "".join(
    f'<definedName name="{name}">S!${place}</definedName>'
    for name, place in (("lst_off", "A$1"), ("cal_addin", "A$3"))
)
SWITCHED = f"<definedNames>{SWITCHED}</definedNames>"


def switched(formula, *, test="ISERROR"):
    """Rows: the word, a known answer, the switch, and a formula in A4 beside the inputs 90000 and 16000."""
    answer = f"IF({test}({OURS}),lst_off,{OURS})" if test == "ISERROR" else OURS
    inputs = '<c r="B4"><v>90000</v></c><c r="C4"><v>16000</v></c>'
    return (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>off</t></is></c></row>'
        f'<row r="2"><c r="A2"><f>{answer}</f><v>4.625</v></c></row>'
        '<row r="3"><c r="A3"><f>ISNUMBER(A2)*1</f><v>1</v></c></row>'
        f'<row r="4"><c r="A4"><f>{formula}</f><v>4.625</v></c>{inputs}</row>'
    )


def a4(package):
    """What the formula in A4 has become: its text, if it is one still, and its value."""
    sheet = read(package).sheets[0]
    formula = sheet.formulas.get((4, 1))
    return formula and formula.text, sheet.values[4, 1]


HANDED_OVER = {
    "IF(cal_addin,TRAINING_ROI(B4,C4),lst_off)": ("IF(cal_addin,#NAME?,lst_off)", "off"),
    "IF(cal_addin=1,INDEX(ROI_RANGE(B4,C4),1,2),(B4-C4)/C4)": (
        "IF(cal_addin=1,INDEX(#NAME?,1,2),(B4-C4)/C4)", 4.625,
    ),
    "IF(cal_addin,_xll.TRAINING_ROI(NET_BENEFIT(B4,C4),C4)&amp;&quot;)&quot;,B4/C4-1)": (
        'IF(cal_addin,#NAME?&")",B4/C4-1)', 4.625,
    ),
}  # fmt: skip


@pytest.mark.parametrize("formula", HANDED_OVER)
def test_a_cell_that_asks_the_switch_goes_on_by_its_own_formula(freeze, formula):
    new, done = freeze(switched(formula), workbook=SWITCHED)
    assert (a4(new), done.handed_over) == (HANDED_OVER[formula], ("S!A2", "S!A4"))


@pytest.mark.parametrize("formula", ["TRAINING_ROI(B4,C4)", "IFERROR(TRAINING_ROI(B4,C4),0)"])
def test_a_users_own_cell_in_such_a_workbook_keeps_the_value_of_our_function(freeze, formula):
    new, done = freeze(switched(formula), workbook=SWITCHED)
    assert (a4(new), done.cells) == ((None, 4.625), ("S!A4",))


NO_SWITCH = {"no name": ("ISERROR", ""), "nothing tested": ("", SWITCHED)}


@pytest.mark.parametrize("name", NO_SWITCH)
def test_without_a_switch_that_works_cells_become_values(freeze, name):
    test, workbook = NO_SWITCH[name]
    new, done = freeze(switched("IF(1,TRAINING_ROI(B4,C4),0)", test=test), workbook=workbook)
    assert (a4(new), done.handed_over) == ((None, 4.625), ())


def test_the_switch_says_off_and_it_is_told(freeze):
    new, done = freeze(switched("IF(cal_addin,TRAINING_ROI(B4,C4),lst_off)"), workbook=SWITCHED)
    assert read(new).sheets[0].values[3, 1] == 0
    assert [(finding.code, finding.level) for finding in done.findings] == [("goes-on", Level.INFO)]


def test_a_switch_that_can_not_be_computed_is_an_error(freeze):
    rows = switched("IF(cal_addin,TRAINING_ROI(B4,C4),lst_off)").replace("ISNUMBER(A2)*1", "[1]Far!A1+A2")
    done = freeze(rows, workbook=SWITCHED)[1]
    assert ("goes-on", Level.ERROR) in [(finding.code, finding.level) for finding in done.findings]


def test_members_of_a_shared_formula_go_on_one_by_one(rows_of):
    shared = (
        '<row r="4"><c r="A4"><f t="shared" ref="A4:A5" si="0">IF(cal_addin,NET_BENEFIT(B4,C4),B4)</f>'
        '<v>1</v></c><c r="B4"><v>3</v></c></row>'
        '<row r="5"><c r="A5"><f t="shared" si="0"/><v>1</v></c><c r="B5"><v>5</v></c></row>'
    )
    rows = switched("1").partition('<row r="4">')[0] + shared
    assert rows_of(rows, workbook=SWITCHED).partition('<row r="4">')[2] == (
        '<c r="A4"><f>IF(cal_addin,#NAME?,B4)</f><v>3</v></c><c r="B4"><v>3</v></c></row>'
        '<row r="5"><c r="A5"><f>IF(cal_addin,#NAME?,B5)</f><v>5</v></c><c r="B5"><v>5</v></c></row>'
    )


SPILLS = {
    "ANCHORARRAY(A1)+1": "#NAME?+1",
    "SUM(S!A1#,1)": "SUM(#NAME?,1)",
    "A1+[0]!TRAINING_ROI(1,(2))*2": "A1+#NAME?*2",
    "HIDDEN+1": "#NAME?+1",
    "A1+B1": "A1+B1",
}


@pytest.mark.parametrize("formula", SPILLS)
def test_every_kind_of_call_is_taken_out_of_a_formula(book, formula):
    rows = (
        '<row r="1"><c r="A1"><f t="array" ref="A1:A2">HOUR_VALUE(B1:B2,C1:C2)</f><v>1</v></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c></row>'
    )
    name = f'<definedNames><definedName name="HIDDEN">{OURS}</definedName></definedNames>'
    assert Calls(book(rows, workbook=name), FUNCTIONS).without(formula, "S") == SPILLS[formula]
