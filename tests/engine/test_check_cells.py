"""Check cells as Excel stores them: none that is right is changed, no difference that is there becomes 0.

What they should show is known from decimal arithmetic; see `patterns`.
"""

from collections import Counter
from functools import cache

import pytest
from differential import SILENT, Kept, answers
from patterns.checks import PUBLISHED
from patterns.page import Book, Page, false, hidden, quiet
from patterns.samples import BRACKETED, CHECKS, book

from roi_xl.xlsx import Package, address, read

SEEDS = range(24)
FORMULAS = 190  # on each of four sheets


@cache
def corpus(seed):
    return book(f"check cells {seed}", CHECKS | BRACKETED, FORMULAS, date1904=seed % 4 == 3)


@cache
def answered(seed, cached=None):
    made = corpus(seed)
    answer = answers(read(Package(made.written(cached) if cached else made.written())))
    return [(known, answer(known)) for known in made.known]


def test_the_corpus_is_as_large_as_promised():
    known = [known for seed in SEEDS for known in corpus(seed).known]
    checks = Counter(known.pattern for known in known if known.is_check)
    assert sum(checks.values()) >= 2000
    assert checks["cross-foot"] >= 300
    assert sum(known.is_real for known in known) >= 500


@pytest.mark.parametrize(
    "part", ["SUBTOTAL(9,", "[Amount]", "SUM(Bank_", "SUMPRODUCT(A", "SUM(A", "A1-B1", "-SUM("]
)
def test_the_corpus_holds_every_way_to_write_a_check(part):
    assert any(part in known.formula for seed in SEEDS for known in corpus(seed).known if known.is_check)


def test_the_corpus_holds_large_tiny_and_negative_amounts_and_days_from_1904():
    made = [corpus(seed) for seed in SEEDS]
    amounts = [
        v for one in made for page in one.pages for v in page.contents.values() if isinstance(v, float)
    ]
    assert max(amounts) > 5e10
    assert 0 < min(map(abs, filter(None, amounts))) < 1e-6
    assert min(amounts) < -5e9
    assert {one.date1904 for one in made} == {True, False}


@pytest.mark.parametrize("seed", SEEDS)
def test_no_right_value_is_changed(seed):
    changed = [
        f"{known.place} ={known.formula}: Excel has {known.value!r}, changed to {value!r}"
        for known, value in answered(seed)
        if value != SILENT and not isinstance(value, Kept)
    ]
    assert changed == []


def lost(seed, cached, patterns):
    """What is shown in place of real differences; a cell that nothing is said of shows what was cached."""
    shown = [
        (known, cached(known) if value == SILENT else value)
        for known, value in answered(seed, cached)
        if known.is_real and known.pattern in patterns
    ]
    return [
        f"{known.place} ={known.formula}: {known.value!r} is there, {value!r} is shown"
        for known, value in shown
        if not isinstance(value, Kept) and not known.is_right(value)
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_no_difference_that_is_there_becomes_0_or_stays_hidden_behind_a_0(seed):
    assert lost(seed, hidden, CHECKS) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_no_noise_inside_brackets_becomes_0(seed):
    assert lost(seed, hidden, BRACKETED) == []


def test_a_cached_0_does_not_hide_the_noise_inside_brackets():
    assert lost(SEEDS[0], quiet, BRACKETED) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_no_check_comes_out_wrong(seed):
    wrong = [
        f"{known.place} ={known.formula}: known {known.value!r}, computed {value!r}"
        for known, value in answered(seed, hidden)
        if not known.is_real and not isinstance(value, Kept) and not known.is_right(value)
    ]
    assert wrong == []


def test_most_checks_are_computed_rather_than_kept():
    checks = [pair for seed in SEEDS for pair in answered(seed, hidden) if pair[0].is_check]
    kept = sum(isinstance(value, Kept) for _, value in checks)
    assert kept < 0.05 * len(checks)


@pytest.mark.parametrize(("formula", "amounts", "value", "told"), PUBLISHED)
@pytest.mark.parametrize("cached", [None, false], ids=["as Excel stores it", "out of date"])
def test_published_results_of_excel(formula, amounts, value, told, cached):
    page = Page("Published", None)
    for column, amount in enumerate(amounts, 1):
        page.put(1, column, float(amount))
    page.formula(*address("J1"), formula, value)
    made = Book([page])
    answer = answers(read(Package(made.written(cached) if cached else made.written())))(page.known[0])
    if cached is None:
        assert answer == SILENT or isinstance(answer, Kept)
    else:
        assert isinstance(answer, Kept) or page.known[0].is_right(answer)
