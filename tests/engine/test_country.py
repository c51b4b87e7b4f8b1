"""Texts of workbooks from countries with other marks, months and letters: nothing is written over them.

What a Polish, Swedish, German or Swiss Excel shows follows from its marks: 1 234,50 and 1'234.50.
"""

from dataclasses import replace

import pytest

from roi_xl.engine.judgement.local_texts import is_same_abroad, local_formats
from roi_xl.xlsx import address

CELLS = {
    "A1": 0.5,
    "A2": 1234.5,
    "B1": '="ROI: "&A1',
    "B2": '=TEXT(A2,"#,##0.00")&" zl"',
    "B3": '=IF(A1&""="0,5",1000,0)',
    "B4": "=B3*2",
    "B5": '=IF(RIGHT(B1,1)="5",1,2)',
    "B6": "=A1*4",
}


def saved(book, **values):
    page = book.sheets[0]
    cached = {**page.values, **{address(place): value for place, value in values.items()}}
    return replace(book, sheets=(replace(page, values=cached),))


def test_what_an_excel_with_decimal_commas_saved_is_current(sheet, evaluated):
    book = saved(sheet(CELLS), B1="ROI: 0,5", B2="1 234,50 zl", B3=1000.0, B4=2000.0, B5=1.0, B6=2.0)
    values, findings, _ = evaluated(book)
    assert all(place not in values for place in CELLS)
    assert set(findings) == {"language", "depends-on-kept"}
    assert findings["language"].where == "S!B3"
    assert findings["depends-on-kept"].where == "S!B4"


def test_in_such_a_workbook_numbers_are_computed_and_texts_made_of_them_are_not(sheet, evaluated):
    values, findings, _ = evaluated(saved(sheet(CELLS), B1="ROI: 0,5"))  # all others are stale
    assert values["B6"] == 2.0
    assert all(place not in values for place in ("B1", "B2", "B3", "B4", "B5"))
    assert set(findings["language"].cells) == {"S!B2", "S!B3", "S!B5"}


def test_without_such_a_text_a_workbook_is_taken_for_an_english_one(sheet, evaluated):
    values, findings, _ = evaluated(sheet(CELLS))
    assert (values["B1"], values["B2"], values["B3"]) == ("ROI: 0.5", "1,234.50 zl", 0.0)
    assert not findings


@pytest.mark.parametrize(
    "form",
    ["dd.mm.rrrr", "jjjj-mm-dd", "tt.mm.jjjj", "åååå-mm-dd", "dd/mm/aaaa", "0,00", "# ##0,0", "gg.mm.aa"],
)
def test_a_format_in_another_language_is_left_to_excel(sheet, evaluated, form):
    values, findings, _ = evaluated(sheet({"A1": 46_053, "B1": f'=TEXT(A1,"{form}")'}))
    assert "B1" not in values
    assert findings["language"].where == "S!B1"


@pytest.mark.parametrize(
    "form",
    ["dd.mm.yyyy", "0.00", "#,##0", "#,##0.00", "0,", "General", "h:mm AM/PM", '0 ""rok""', "[h]:mm", r"0\r"],
)
def test_a_format_of_english_letters_is_not(form):
    assert not list(local_formats(f'TEXT(A1,"{form}")'))


def test_what_stands_beside_text_is_no_format():
    assert not list(local_formats('TEXT(A1,"0.0")&"rrrr"&LEFT("rrrr",2)'))
    assert list(local_formats('"x"&TEXT(LEFT("0.0",3),"rrrr")')) == ['"rrrr"']


@pytest.mark.parametrize(
    ("cached", "ours", "same"),
    [
        ("1 234,50 zl", "1,234.50 zl", True),
        ("1\u00a0234,50", "1,234.50", True),
        ("1.234,50 €", "1,234.50 €", True),
        ("1'234.50", "1,234.50", True),
        ("152,0%", "152.0%", True),
        ("ROI 0,5, BCR 1,5", "ROI 0.5, BCR 1.5", True),
        ("15", "1.5", False),
        ("1,6", "1.5", False),
        ("ROI 0,5, BCR 1.5", "ROI 0.5, BCR 1.5", False),
        ("1.5", "1.5", False),
        (1.5, "1.5", False),
    ],
)
def test_only_marks_may_differ(cached, ours, same):
    assert is_same_abroad(cached, ours) is same


@pytest.mark.parametrize("formula", ["=SUM(A1;A2)", "=IF(A1>0;1;0)", "=TRAINING_ROI(A1;A2)"])
def test_a_semicolon_between_arguments_is_told(sheet, evaluated, formula):
    values, findings, _ = evaluated(sheet({"A1": 1, "A2": 2, "B1": formula}))
    assert "B1" not in values
    assert findings["separator"].remedy == "separate them by commas"


def test_a_semicolon_in_an_array_constant_is_none(sheet, evaluated):
    values, findings, _ = evaluated(sheet({"B1": "=SUM({1,2;3,4})"}))
    assert values["B1"] == 10.0
    assert not findings


@pytest.mark.parametrize(
    "text", ["03/04/2024", "13.4.2024", "1-2-24", "1.234", "12,345", "0,5", "1.5", "1 234,50"]
)
@pytest.mark.parametrize(
    "formula", ["=A1+0", "=A1*1", "=-A1", "=ROUND(A1,0)", "=IFERROR(A1+30,0)", "=MONTH(A1)", "=A1-A2"]
)
def test_a_text_that_is_another_number_or_day_elsewhere_is_left_to_excel(sheet, evaluated, formula, text):
    values, findings, _ = evaluated(sheet({"A1": text, "A2": 1, "B1": formula}))
    assert "B1" not in values
    assert findings


@pytest.mark.parametrize("asked", ["01/02/2024", ">=01/02/2024", "<1.2.2024", ">0,5"])
@pytest.mark.parametrize("call", ["SUMIF(A1:A2,{0})", "COUNTIF(A1:A2,{0})", "SUMIFS(A1:A2,A1:A2,{0})"])
def test_a_criterion_that_is_another_one_elsewhere_is_left_to_excel(sheet, evaluated, call, asked):
    formula = "=" + call.format(f'"{asked}"')
    values, findings, _ = evaluated(sheet({"A1": 45323, "A2": 45293, "B1": formula}))
    assert "B1" not in values
    assert findings["language"].where == "S!B1"


@pytest.mark.parametrize(
    ("formula", "right"),
    [
        ("=A1&A2", "03/04/20241"),
        ("=COUNTA(A1:A2)", 2.0),
        ("=A1", "03/04/2024"),
        ('=IF(A1="03/04/2024",1,2)', 1.0),
        ("=A2+1", 2.0),
        ('=COUNTIF(A1:A2,">0.5")', 1.0),
    ],
)
def test_a_text_that_stays_a_text_is_the_same_everywhere(sheet, evaluated, formula, right):
    values, findings, _ = evaluated(sheet({"A1": "03/04/2024", "A2": 1, "B1": formula}))
    assert values["B1"] == right
    assert not findings
