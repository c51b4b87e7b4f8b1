"""What is said of a typed formula that is none."""

import pytest

from roi_xl.calc import FUNCTIONS
from roi_xl.formulas.typing_slips import typing_slip

SLIPS = {
    "(": "the bracket ( isn't closed",
    "TRAINING_ROI(40320,16000": "the bracket ( isn't closed",
    "SUM({1,2)": "the bracket ) closes none that is open",
    "SUM(1,2))": "the bracket ) closes none that is open",
    "{1,2": "the bracket { isn't closed",
    '"OK': "a quotation mark isn't closed",
    'IF(A1>0,"yes,"no")': "a quotation mark isn't closed",
    "1+": "nothing follows +",
    "(1*)+2": "nothing follows *",
    "SUM(1+,2)": "nothing follows +",
    "*2": "nothing stands before *",
    "SUM(1,/2)": "nothing stands before /",
    "1 2": "no operator stands between 1 and 2",
    '"a" A1': 'no operator stands between "a" and A1',
    "": "there is no formula",
    "  ": "there is no formula",
}
RIGHT = [
    *(
        "-1",
        "+1",
        "--A1",
        "5%",
        "5%%+1",
        "1-5%",
        "A1#",
        "@A1",
        "SUM(-1,+2)",
        "SUM(1,,2)",
        "IF(A1,,2)",
        "NOW()",
    ),
    *(
        '"a""b"&"("',
        "'It''s'!A1",
        "SUM(A1:B2 B2:C3)",
        "{1,2;3,-4}",
        "Costs[[#This Row],[Amount]]",
        "A1<>-2",
        "A1:B2",
    ),
]


@pytest.mark.parametrize("formula", SLIPS)
def test_a_slip_is_named(formula):
    assert typing_slip(formula) == SLIPS[formula]


@pytest.mark.parametrize("formula", RIGHT)
def test_a_formula_is_left_alone(formula):
    assert typing_slip(formula) == ""


def test_every_example_of_the_catalogue_is_a_formula():
    formulas = [example.formula for function in FUNCTIONS.values() for example in function.examples]
    assert [formula for formula in formulas if typing_slip(formula.removeprefix("="))] == []
