"""Sentences in formulas: a phrase of the language with slots, in the order of the language."""

import re
from functools import cache

import openpyxl
import pytest
from in_memory import figure, shipped, typed, typed_over

from roi_xl import roi_statement
from roi_xl.lang import LANGUAGES, texts
from roi_xl.shipped_workbooks import Edition
from roi_xl.template.book import BOOK
from roi_xl.template.draw.placement import placed
from roi_xl.template.sentences import amount, numbered, percent, sentence, spoken
from roi_xl.template.words import Content

SENTENCES = {"range": ("low", "high"), "off": (), "percent": ("number",)}


def said(formula):
    return spoken(formula, SENTENCES)


def test_a_sentence_is_an_entry_of_the_list_with_its_slots_filled_in():
    filled = 'SUBSTITUTE(SUBSTITUTE(INDEX(lst_sentence,1),"‹2›",B1),"‹1›",A1)'
    assert said(f"=IF(C1,{sentence('range', low='A1', high='B1')},0)") == f"=IF(C1,{filled},0)"


def test_a_sentence_without_slots_is_an_entry_of_the_list():
    assert said(sentence("off")) == "INDEX(lst_sentence,2)"


def test_a_slot_may_hold_a_sentence():
    formula = said(sentence("range", low=sentence("percent", number="A1"), high="B1"))
    low = 'SUBSTITUTE(INDEX(lst_sentence,3),"‹1›",A1)'
    assert formula == f'SUBSTITUTE(SUBSTITUTE(INDEX(lst_sentence,1),"‹2›",B1),"‹1›",{low})'


def test_a_slot_may_compare():
    assert said(sentence("percent", number='IF(A1>=B1,"x=y",B1)')).endswith(',"‹1›",IF(A1>=B1,"x=y",B1))')


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        (sentence("rnage"), "no sentence is called rnage; the sentences are range, off, percent"),
        (sentence("range", low="1"), "the sentence range has the slots {low}, {high}, not the slots {low}"),
        (sentence("off", low="1"), "the sentence off has no slots, not the slots {low}"),
        (sentence("percent", number="SUM({1,2})"), "what fills a slot holds a brace or a bar"),
        (sentence("percent", number='"a|b"'), "what fills a slot holds a brace or a bar"),
    ],
    ids=["unknown", "a slot too few", "a slot too many", "brace", "bar"],
)
def test_a_sentence_that_cannot_be_said_stops_the_build(formula, reason):
    with pytest.raises(ValueError, match=re.escape(reason)):
        said(formula)


@pytest.mark.parametrize(
    ("phrase", "held"),
    [
        ("{low} to {high}", "‹1› to ‹2›"),
        ("{high} (von {low})", "‹2› (von ‹1›)"),
        ("{high}/{low}/{high}", "‹2›/‹1›/‹2›"),
    ],
    ids=["in order", "in another order", "twice"],
)
def test_the_list_holds_a_phrase_with_numbers_for_its_slots(phrase, held):
    assert numbered("range", phrase, ("low", "high")) == held


@pytest.mark.parametrize("phrase", ["{low} to {hihg}", "from {low}", "all", "{low} to {high} of {all}"])
def test_a_phrase_with_other_slots_stops_the_build(phrase):
    reason = re.escape(f"the phrase range is {phrase!r}, but it needs the slots {{low}}, {{high}}")
    with pytest.raises(ValueError, match=reason):
        numbered("range", phrase, ("low", "high"))


def test_numbers_have_the_marks_of_the_reader_and_a_true_minus():
    assert amount("A1", 2) == 'SUBSTITUTE(FIXED(A1,2),"-","−")'
    shown = amount("ROUND(100*A1,0)", 0)
    plan = placed(BOOK, Content.of("blank", "sv").words())
    assert plan.formula(percent("A1", 0)) == f'SUBSTITUTE(INDEX(lst_sentence,1),"‹1›",{shown})'


def test_every_language_has_the_same_formulas(root):
    books = [
        openpyxl.load_workbook(root / "workbooks" / Edition("sales", language).filename)
        for language in LANGUAGES
    ]
    tables, sentences = [], []
    for book in books:
        ((sheet, area),) = book.defined_names["lst_sentence"].destinations
        sentences.append(tuple(cell.value for (cell,) in book[sheet][area]))
        ((sheet, place),) = book.defined_names["out_sentence"].destinations
        tables.append(book[sheet][place].value)
    assert len(set(tables)) == 1
    assert len(set(sentences)) == len(LANGUAGES)


@cache
def without_add_in(filename):
    """A workbook as its plain formulas alone compute it."""
    book = shipped(filename)
    return typed_over(book, {book.cell("cal_addin"): 0.0})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("variant", "kind"), [("sales", "gain"), ("healthcare", "loss")])
def test_the_sentence_without_the_add_in_is_the_one_of_our_function(variant, kind, language):
    filename = Edition(variant, language).filename
    with_ = figure(shipped(filename), "out_sentence")
    without = without_add_in(filename)
    assert (without.evaluation.findings, without.evaluation.computed) == ((), without.evaluation.formulas)
    said = figure(without, "out_sentence")
    assert digits_joined(said) == digits_joined(with_)
    first_words, _, _ = texts(language)[f"statement.{kind}"].partition("{")
    assert said.startswith(first_words)


def digits_joined(text):
    """A text without the marks within its numbers, which are those of the reader's own Excel."""
    return re.sub(r"(?<=\d)[,.\s](?=\d)", "", text)


EVEN = 40_320 - 11_000  # the first cost line with which the sales example breaks even


EDGES = (EVEN, EVEN - 1, EVEN + 1, EVEN + 0.4, EVEN - 90, EVEN + 300, 90_000)


@pytest.mark.parametrize(
    ("cost", "currency"),
    [*((5_000, code) for code in (None, "SEK", "sek", "EUR")), *((cost, "EUR") for cost in EDGES)],
)
def test_plain_excel_words_the_edges_and_the_currency_as_our_function_does(cost, currency):
    plain = without_add_in(Edition("sales", "en").filename)
    book = typed(plain, [("costs", 0, "unit_cost", cost), ("inp", "currency", currency)])
    said = roi_statement(40_320, cost + 11_000, "en", currency or "")
    assert figure(book, "out_sentence") == said


def test_the_currencies_with_a_word_of_their_own_are_those_of_our_words():
    for language in LANGUAGES:
        units = {key for key in texts(language).words if key.startswith("unit.")}
        own = Content.of("blank", language).words().texts("phrase", "currency")
        assert units == {"unit.none", "unit.any", *(f"unit.{code}" for code in own)}
