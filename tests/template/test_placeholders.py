"""Formulas of the declaration name what they mean: list entries and rows by their keys, never by a number."""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass

import pytest

from roi_xl.template.book import BOOK
from roi_xl.template.books import BOOKS
from roi_xl.template.draw.placement import placed
from roi_xl.template.words import Content


@pytest.fixture(scope="module")
def plan():
    return placed(BOOK, Content.of("blank", "en").words())


def texts(node):
    """Every text in a declaration."""
    if isinstance(node, str):
        yield node
    elif is_dataclass(node):
        for field in fields(node):
            yield from texts(getattr(node, field.name))
    elif isinstance(node, Mapping):
        yield from texts(tuple(node.values()))
    elif isinstance(node, tuple):
        for inner in node:
            yield from texts(inner)


FORMULAS = [text for text in texts(tuple(BOOKS.values())) if text.startswith("=") or "(" in text]


def test_the_walk_over_the_declaration_finds_formulas_of_every_kind_of_block():
    for part in ("{#category.offset}", "ROI_STATEMENT(", "COUNTIFS(", "SUMIFS(", "EXP(LN(", "MATCH("):
        assert any(part in formula for formula in FORMULAS), part


def test_no_formula_counts_the_entries_of_a_list():
    assert not [formula for formula in FORMULAS if re.search(r"INDEX\(lst_", formula)]


def test_no_formula_counts_the_rows_of_a_table():
    assert not [formula for formula in FORMULAS if re.search(r"INDEX\(\{\w+\.\w+\},\d", formula)]


def test_a_code_stands_for_its_word_in_the_list(plan):
    assert plan.formula("={#category.offset}&{#class.hard}") == "=INDEX(lst_category,5)&INDEX(lst_class,1)"


def test_a_row_that_is_always_there_is_named_by_its_key(plan):
    assert plan.formula("={flow.third.continues}") == "=INDEX(tbl_flow[Continues],3)"


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        (
            "={#category.ofset}",
            "list category has no code ofset; it has direct, indirect, development, evaluation, offset",
        ),
        ("={#categories.offset}", r"\{#categories.offset\}: no list is called categories; the lists are cat"),
        ("={#category}", "list category has no code ; it has direct"),
        (
            "={flow.sixth.continues}",
            "table flow has no row sixth; it has first, second, third, fourth, fifth",
        ),
        ("={flow.continue}", "table flow has no column continue; it has year, reason, continues, number, "),
        ("={flows.continues}", "a formula names the table flows; the tables are steps, objectives, "),
        ("={continues}", r"\{continues\} stands outside a table"),
    ],
    ids=["code", "list", "no code", "row", "column", "table", "own row"],
)
def test_a_name_that_there_is_not_stops_the_build_and_lists_those_there_are(plan, formula, said):
    with pytest.raises(ValueError, match=said):
        plan.formula(formula)
