"""Student's quantile beside SciPy's over a wide grid, and beside the closed forms that it has."""

import math

import pytest
from scipy.special import stdtrit

from roi_xl.calc.student_t import t_quantile

LEVELS = [0.01, 0.1, 0.3, 0.5, 0.6, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 0.9999, 0.999999, 1 - 1e-9, 1 - 1e-12]
FREEDOM = [
    1,
    1.0001,
    1.3,
    1.5,
    2,
    2.5,
    3,
    3.86096,
    4,
    5,
    7.7,
    10,
    13.2,
    20,
    30,
    50,
    63,
    64,
    65,
    100,
    200.5,
    1e3,
    1e4,
    1e6,
]


@pytest.mark.parametrize("freedom", FREEDOM)
def test_it_is_scipys(freedom):
    expected = [-stdtrit(freedom, (1 - level) / 2) for level in LEVELS]
    assert [t_quantile(level, freedom) for level in LEVELS] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("level", LEVELS)
def test_its_closed_forms(level):
    apart = (1 - level) * (1 + level)
    assert t_quantile(level, 1) == pytest.approx(1 / math.tan(math.pi * (1 - level) / 2), rel=1e-13)
    assert t_quantile(level, 2) == pytest.approx(level * math.sqrt(2 / apart), rel=1e-13)


def test_tables():
    """Student 1908 and every textbook since: two-sided, to the digits that are printed."""
    printed = {(0.95, 1): 12.706, (0.95, 10): 2.228, (0.99, 10): 3.169, (0.95, 30): 2.042, (0.9, 120): 1.658}
    assert {key: round(t_quantile(*key), 3) for key in printed} == printed
