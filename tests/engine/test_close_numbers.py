"""Numbers that programs compare differently are found as comparing each with each finds them."""

import random
from itertools import combinations

import pytest

from roi_xl.engine.judgement.close_numbers import CLOSE, Numbers
from roi_xl.engine.results import agree


def made(draw):
    """Numbers of both signs and all sizes, some of them next to each other."""
    found = [draw.choice((-1, 1)) * draw.uniform(0.1, 9) * 10 ** draw.randint(-3, 6) for _ in range(6)]
    near = [draw.choice(found) * (1 + draw.choice((5e-14, 9e-14, 2e-13, 1e-12, 1e-9))) for _ in range(2)]
    return [*found, *near, 0.0]


@pytest.mark.parametrize("seed", range(300))
def test_each_pair_counts(seed):
    draw = random.Random(seed)
    numbers = made(draw)
    draw.shuffle(numbers)
    at = draw.randint(0, len(numbers))
    one, others = numbers[:at], numbers[at:]
    close = any(agree(a, b, CLOSE) for a, b in combinations(set(numbers), 2))
    assert Numbers.of(one).is_noisy_with(others) == Numbers.of(numbers).is_noisy == close


def test_both_answers_occur():
    noisy = [Numbers.of(made(random.Random(seed))).is_noisy for seed in range(300)]
    assert 50 < sum(noisy) < 250


@pytest.mark.parametrize(
    ("number", "is_long"), [(0.1, False), (0.1 + 0.2, True), (1e15 + 1, True), (5, False)]
)
def test_more_than_fifteen_digits(number, is_long):
    assert Numbers.of([2.0, float(number)]).has_long == is_long
