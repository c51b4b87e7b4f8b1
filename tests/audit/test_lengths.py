"""A message and its remedy are as short as a reader takes in at once, whatever stands in the workbook."""

import datetime as dt

import in_memory
import pytest
from small_workbooks import book, parts

from roi_xl.audit import RULES, audited, pages
from roi_xl.audit.audit import audit_of
from roi_xl.audit.objection import LONGEST_MESSAGE
from roi_xl.checks import ADVICE, INTEGRITY, TEXT_RULES
from roi_xl.lang import LANGUAGES
from roi_xl.recalc import Settings
from roi_xl.template.words import Content

SETTINGS = Settings(dt.date(2026, 1, 2))
LONG = "+".join(f"A{row}*{row}" for row in range(1, 60))
NAME = "A sheet with the longest name!!"
TEXT = "1 " * 90


def test_the_length_is_that_of_the_issue():
    assert LONGEST_MESSAGE == 140


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_rule_and_each_remedy_is_short(language):
    words = Content.of("blank", language).words()
    for table, checks in (("integrity", INTEGRITY), ("advice", ADVICE)):
        for check in checks:
            rule, remedy = words.texts("item", table, check.name)
            assert max(len(rule), len(remedy)) <= LONGEST_MESSAGE, check.code


def test_so_is_what_the_command_line_alone_says():
    for rule in RULES:
        assert max(len(rule.title), len(rule.remedy)) <= LONGEST_MESSAGE
    for text_rule in TEXT_RULES:
        assert max(len(text_rule.rule), len(text_rule.remedy)) <= LONGEST_MESSAGE
    for page in pages().values():
        assert all(len(example) <= LONGEST_MESSAGE for example in (*page.wrong, page.right))


def alike(letter, formula, rows=range(1, 8)):
    return {f"{letter}{row}": f"={formula.format(row=row)}" for row in rows}


OF_ANY_MODEL = {
    "M101": {"A1": TEXT, "B1": "=A1"},
    "M102": alike("B", "A{row}*2+" + LONG.replace("A", "$A$")) | {"B4": 123456789.123456},
    "M103": alike("B", "A{row}*2+" + LONG.replace("A", "$A$")) | {"B4": f"={LONG}+7"},
    "M104": {"A1": 1, "A2": 2, "A3": 3, "A4": 4, "A9": f"=SUM(A1:A2)+B1*({LONG.replace('A', '$C$')})"},
    "M105": {f"B{row}": f"={LONG.replace('A', '$C$')}*0.123456789" for row in range(1, 9)},
    "M106": {"A1": f"=1/0+{LONG.replace('A', '$C$')}"},
    "M107": {f"A{row}": f"=A{row % 40 + 1}+1" for row in range(1, 41)},
}


@pytest.mark.parametrize("code", OF_ANY_MODEL)
def test_a_long_formula_makes_no_long_message(code):
    plain_book = book(OF_ANY_MODEL[code])
    renamed = parts(OF_ANY_MODEL[code])["xl/workbook.xml"].replace('name="S"', f'name="{NAME}"')
    for data in (plain_book, book(OF_ANY_MODEL[code], **{"xl/workbook.xml": renamed})):
        found = audited(data, SETTINGS).objections
        assert code in {one.code for one in found}
        assert [one for one in found if max(len(one.message), len(one.remedy)) > LONGEST_MESSAGE] == []


@pytest.mark.parametrize("name", ["sales-training.xlsx", "sales-training-sv.xlsx"])
def test_what_is_said_of_a_programme_in_which_much_is_wrong_is_short(name):
    model = in_memory.shipped(name)
    salary, shares = model.cell("inp_salary"), model.table("tbl_attribution")
    column = next(
        at
        for at in range(shares.area[1], shares.area[3])
        if model.value((shares.sheet, (shares.area[0] + 2, at))) == 0.6
    )
    wrong = {salary: TEXT, (shares.sheet, (shares.area[0] + 2, column)): 140.0}
    found = audit_of(model.with_inputs(wrong)).objections
    assert len(found) > 6
    assert [one for one in found if max(len(one.message), len(one.remedy)) > LONGEST_MESSAGE] == []
