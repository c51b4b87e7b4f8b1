"""Rows and columns are matched by what stands in them, whatever was inserted, removed, moved or sorted."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi_xl.diff.lanes import Lanes
from roi_xl.diff.relative_form import relative_form
from roi_xl.xlsx.formula import shifted


def lanes(old, new, landmarks=(), votes=()):
    old, new = ({at: tuple(row) for at, row in enumerate(rows, 1) if row} for rows in (old, new))
    return Lanes(old, new, landmarks, Counter(votes))


ROWS = st.lists(st.tuples(st.text("abc", min_size=1), st.integers(0, 9)), unique=True, max_size=12)


@given(ROWS, st.randoms(use_true_random=False))
def test_sorted_rows_are_known_again(rows, random):
    order = random.sample(rows, len(rows))
    found = lanes(rows, order)
    assert [order[found.in_new(at) - 1] for at in range(1, len(rows) + 1)] == rows


@given(ROWS, st.integers(0, 12), st.integers(1, 3))
def test_inserted_rows_shift_the_others(rows, at, count):
    at = min(at, len(rows))
    found = lanes(rows, [*rows[:at], *[("new", n) for n in range(count)], *rows[at:]])
    moved = [found.in_new(row) for row in range(1, len(rows) + 1)]
    assert moved == [row if row <= at else row + count for row in range(1, len(rows) + 1)]
    assert [found.in_old(row) for row in range(at + 1, at + count + 1)] == [None] * count


def test_a_changed_row_beside_an_inserted_one_is_the_one_with_more_in_common():
    found = lanes(["a", ("x", 1, 2, 3)], ["a", ("new", 7, 8, 9), ("x", 1, 2, 4)])
    assert (found.in_new(2), found.in_old(2)) == (3, None)


def test_a_blank_place_moves_with_the_landmark_before_it():
    found = lanes([("a",), ("b",), (), ("c",)], [("a",), ("new",), ("b",), (), ("c",)])
    assert (found.place_in_new(3), found.place_in_old(4), found.span(1, 4)) == (4, 3, (1, 5))


def test_landmarks_come_before_contents():
    found = lanes([("a",), ("b",)], [("b",), ("a",)], landmarks=[(1, 1), (2, 2)])
    assert [found.in_new(1), found.in_new(2)] == [1, 2]


def test_votes_need_half_of_the_content():
    assert lanes([("a", 1, 2)], [(), ("a", 3, 4), ("z",)], votes=[(1, 2)] * 2).in_new(1) == 2
    old, new = [("a", 1, 2, 3, 4), ("q",)], [("k",), ("a", 5, 6, 7, 8)]
    assert lanes(old, new, votes=[(1, 2)]).in_new(1) == 1


@pytest.mark.parametrize(
    ("formula", "relative"),
    [
        ("A1+B2", "R[-2]C[-1]+R[-1]C"),
        ("$A$1+A$1+$A1", "R1C1+R1C[-1]+R[-2]C1"),
        ("SUM(B:B)+SUM($2:3)", "SUM(C:C)+SUM(R2:R)"),
        ('"A1"&Other!B3', '"A1"&Other!RC'),
        ("tbl[Amount]*rate", "tbl[Amount]*rate"),
    ],
)
def test_the_relative_form_counts_from_the_cell(formula, relative):
    assert relative_form(formula, (3, 2)) == relative  # in B3


@given(st.integers(0, 50), st.integers(0, 50))
def test_a_copied_formula_has_the_same_relative_form(down, right):
    formula = "SUM(C5:$D9)*$E$2+Other!C5+F:F"
    copy = shifted(formula, down, right)
    assert relative_form(copy, (9 + down, 4 + right)) == relative_form(formula, (9, 4))
