"""Student's t distribution: how far out a given share of it lies."""

from __future__ import annotations

from math import exp, log1p, pi, sqrt

_TINY = 1e-300  # in place of 0 where a continued fraction divides
_MOST_STEPS = 100_000
_LARGE = 32.0
_FAR = 4.0  # beyond it the two tails are small, and computed for themselves


def t_quantile(level: float, freedom: float) -> float:
    """The t between whose negative and itself a share of Student's distribution lies.

    Newton's method from 0: the share grows ever more slowly, so that each step comes nearer to the result
    without passing it.

    Args:
        level: The share, above 0 and below 1, such as 0.95.
        freedom: Degrees of freedom, 1 or more; not always whole.

    Returns:
        The quantile, above 0: 1.96 for 0.95 and many degrees of freedom. To 12 digits at least.

    Source:
        Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.1 (the share as an incomplete beta
        function), 26.5.4 (its series) and 26.5.8 (its continued fraction).
    """
    scale = _gamma_ratio(freedom / 2) / sqrt(pi)
    peak = 2 * scale / sqrt(freedom)
    before, t, steps = 0.0, level / peak, 0
    while t > before and steps < _MOST_STEPS:
        density = peak * exp(-(freedom + 1) / 2 * log1p(t * t / freedom))
        before, t, steps = t, t + _missing(level, t, freedom, scale) / density, steps + 1
    return max(before, t)


def _missing(level: float, t: float, freedom: float, scale: float) -> float:
    """How much of a share isn't yet between −t and t, from whichever part is computed exactly."""
    common = scale * t / sqrt(freedom + t * t) * exp(-freedom / 2 * log1p(t * t / freedom))
    if t < _FAR:
        return level - 2 * common * _series(t * t / (freedom + t * t), 0.5, freedom / 2)
    outside = freedom / (freedom + t * t)
    tails = common / (freedom / 2) * _continued_fraction(outside, freedom / 2, 0.5)
    return tails - (1 - level)


def _series(x: float, a: float, b: float) -> float:
    """The series of the incomplete beta function, in which every term is positive."""
    total = term = 1.0
    n = 0
    while term > 1e-17 * total and n < _MOST_STEPS:
        term *= (a + b + n) / (a + 1 + n) * x
        total += term
        n += 1
    return total


def _gamma_ratio(z: float) -> float:
    """Γ(z + ½) ÷ Γ(z), by its series for large z.

    Source:
        The expansion of the ratio of two gamma functions, Handbook of Mathematical Functions, 6.1.47.
    """
    factor = 1.0
    while z < _LARGE:
        factor *= z / (z + 0.5)
        z += 1
    terms = (1, -1 / 8, 1 / 128, 5 / 1024, -21 / 32_768, -399 / 262_144, 869 / 4_194_304, 39_325 / 33_554_432)
    return factor * sqrt(z) * sum(term / z**power for power, term in enumerate(terms))


def _continued_fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of the incomplete beta function, by the method of Lentz."""
    over, under = 1.0, 1 / _apart(1 - (a + b) * x / (a + 1))
    before, value, m = 0.0, under, 1
    while abs(value - before) > 1e-16 * abs(value) and m < _MOST_STEPS:
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        before = value
        for part in (even, odd):
            under = 1 / _apart(1 + part * under)
            over = _apart(1 + part / over)
            value *= under * over
        m += 1
    return value


def _apart(value: float) -> float:
    """A divisor that isn't 0."""
    return value if value else _TINY
