"""Sums over programmes: by currency, of those that count, in any order; what two of them claim is told."""

import math
import random
from dataclasses import replace
from fractions import Fraction

import pytest

from roi_xl.portfolio.programme import Programme
from roi_xl.portfolio.summary import portfolio_of

ONE = Programme(
    name="A", owner="Ann", sponsor="", audience="Sellers", currency="EUR", start="2026-01-01",
    report_date="2026-06-30", participants=10.0, cost=1000.0, benefit=1500.0, roi=0.5, roi_low=0.1,
    roi_high=0.9, claims=("Errors",), errors=(), advice=0, digest="",
)  # fmt: skip


def made(draw):
    cost = round(draw.uniform(1_000, 90_000), 2)
    benefit = round(draw.uniform(0, 200_000), 2)
    currency = draw.choice(["EUR", "SEK", "USD"])
    errors = ("R104",) if draw.random() < 0.2 else ()
    roi = None if draw.random() < 0.1 else (benefit - cost) / cost
    return replace(
        ONE, name=str(draw.random()), cost=cost, benefit=benefit, currency=currency, errors=errors, roi=roi
    )


@pytest.mark.parametrize("seed", range(50))
def test_a_total_is_the_sum_of_what_counts_and_its_roi_the_ratio_of_sums(seed):
    draw = random.Random(seed)
    programmes = [(f"{number}.xlsx", made(draw)) for number in range(40)]
    found = portfolio_of(programmes, {})
    assert len(found.counted) + len(found.others) == len(programmes)
    for total in found.totals:
        parts = [
            p for _, p in programmes if p.currency == total.currency and not p.errors and p.roi is not None
        ]
        assert total.programmes == len(parts)
        cost, benefit = (sum(Fraction(getattr(p, name)) for p in parts) for name in ("cost", "benefit"))
        assert abs(Fraction(total.cost) - cost) < Fraction(1, 1000)  # a tenth of a cent
        assert abs(Fraction(total.benefit) - benefit) < Fraction(1, 1000)
        assert math.isclose(total.roi, (benefit - cost) / cost, rel_tol=1e-12)
    draw.shuffle(programmes)
    assert portfolio_of(programmes, {}) == found


def test_those_that_count_come_by_currency_and_net_benefit():
    books = [
        ("a", replace(ONE, currency="SEK", benefit=9000.0)), ("b", ONE), ("c", replace(ONE, benefit=2000.0)),
        ("d", replace(ONE, errors=("R104",), benefit=1e6)), ("e", replace(ONE, roi=None)),
    ]  # fmt: skip
    found = portfolio_of(books, {})
    assert [entry.book for entry in found.entries] == ["c", "b", "a", "d", "e"]
    assert [(total.currency, total.programmes) for total in found.totals] == [("EUR", 2), ("SEK", 1)]


def test_a_copy_counts_once_and_says_of_what_it_is_one():
    copy = replace(ONE, digest="d")
    found = portfolio_of([("b", copy), ("a", copy), ("c", replace(ONE, digest="e"))], {})
    assert [(entry.book, entry.same_as) for entry in found.others] == [("b", "a")]
    assert found.totals[0].programmes == 2


def test_the_same_programme_changed_is_told_without_an_audience():
    found = portfolio_of([("a", replace(ONE, audience="")), ("b", replace(ONE, audience="", cost=2.0))], {})
    assert [sorted(twice.books) for twice in found.twice] == [["a", "b"]]


def test_a_programme_without_costs_has_no_roi_and_does_not_count():
    assert portfolio_of([("a", replace(ONE, cost=0.0))], {}).totals == ()


def test_the_roi_before_is_found_by_name_and_first_day():
    before = {("A", "2026-01-01", "EUR"): 0.25, ("A", "2025-01-01", "EUR"): 0.75}
    (entry,) = portfolio_of([("renamed.xlsx", ONE)], before).entries
    assert entry.before == 0.25


@pytest.mark.parametrize(
    ("change", "is_told"),
    [
        ({}, True),
        ({"audience": "sellers", "claims": ("Speed", "errors")}, True),
        ({"audience": "Buyers"}, False),
        ({"audience": ""}, False),
        ({"claims": ("Speed",)}, False),
        ({"start": "2026-07-01", "report_date": "2026-12-31"}, False),
        ({"start": "2026-06-30"}, True),
        ({"start": "", "report_date": ""}, True),
    ],
    ids=str,
)
def test_two_programmes_that_claim_the_same_are_told(change, is_told):
    found = portfolio_of([("a", ONE), ("b", replace(ONE, **{"name": "B"} | change))], {})
    assert bool(found.twice) is is_told
    if is_told:
        assert (found.twice[0].measure.casefold(), sorted(found.twice[0].books)) == ("errors", ["a", "b"])
