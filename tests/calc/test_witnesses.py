"""Independent implementations agree: pyxirr, numpy-financial, SciPy, and Excel's NPV in a formula engine."""

import statistics

import formualizer
import numpy_financial
import pytest
import pyxirr
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

import roi_xl
from roi_xl.calc.simulation import _triangular

flows = st.lists(st.floats(0, 1e6), min_size=1, max_size=24)
costs = st.floats(1, 1e6)
samples = st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=10)


@given(st.floats(-0.5, 2), costs, flows)
def test_net_present_value_as_numpy_financial_and_pyxirr(rate, cost, benefits):
    series = [-cost, *benefits]
    npv = roi_xl.training_npv(rate, cost, benefits)
    size = sum(abs(f) / (1 + rate) ** t for t, f in enumerate(series))
    assert npv == pytest.approx(float(numpy_financial.npv(rate, series)), rel=1e-9, abs=1e-9 * size)
    assert npv == pytest.approx(pyxirr.npv(rate, series), rel=1e-9, abs=1e-9 * size)


@settings(max_examples=25)
@given(st.floats(0, 1), costs, flows)
def test_net_present_value_as_excels_npv_less_the_costs(rate, cost, benefits):
    book = formualizer.Workbook()
    book.add_sheet("S")
    for row, benefit in enumerate(benefits, 1):
        book.set_value("S", row, 1, benefit)
    book.set_formula("S", 1, 2, f"=NPV({rate!r},A1:A{len(benefits)})-{cost!r}")
    expected = book.evaluate_cell("S", 1, 2)
    assert roi_xl.training_npv(rate, cost, benefits) == pytest.approx(expected, rel=1e-9, abs=1e-6)


@given(costs, flows)
def test_internal_rate_as_pyxirr(cost, benefits):
    assume(sum(benefits) > 0.01 * cost)
    expected = pyxirr.irr([-cost, *benefits])
    assume(expected is not None and -0.9 < expected < 10)
    assert roi_xl.training_irr(cost, benefits) == pytest.approx(expected, rel=1e-7, abs=1e-7)


@settings(max_examples=25)
@given(costs, flows)
def test_internal_rate_as_excels_irr(cost, benefits):
    assume(sum(benefits) > 0.5 * cost)
    book = formualizer.Workbook()
    book.add_sheet("S")
    for row, flow in enumerate([-cost, *benefits], 1):
        book.set_value("S", row, 1, flow)
    book.set_formula("S", 1, 2, f"=IRR(A1:A{len(benefits) + 1})")
    expected = book.evaluate_cell("S", 1, 2)
    assume(isinstance(expected, float))  # Excel's search from 10 % doesn't always arrive
    assert roi_xl.training_irr(cost, benefits) == pytest.approx(expected, rel=1e-6, abs=1e-6)


@given(st.floats(1, 1e6), st.floats(0.5, 2))
def test_internal_rate_of_two_flows_by_the_quadratic_formula(cost, ratio):
    benefit = cost * ratio
    growth = (benefit + (benefit**2 + 4 * cost * benefit) ** 0.5) / (2 * cost)
    assert roi_xl.training_irr(cost, [benefit, benefit]) == pytest.approx(growth - 1, rel=1e-9, abs=1e-9)


@given(samples, samples, st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_interval_as_welchs_of_scipy_when_the_before_cells_do_not_vary(trained, control, level):
    assume(max(trained) - min(trained) > 0.1)
    assume(max(control) - min(control) > 0.1)
    expected = stats.ttest_ind(trained, control, equal_var=False).confidence_interval(level)
    _, low, high = roi_xl.control_group_interval([0, 0], trained, [0, 0], control, level)
    assert (low, high) == pytest.approx((expected.low, expected.high), rel=1e-9, abs=1e-9)


@given(samples, samples, st.floats(0.1, 10))
def test_relative_interval_as_welchs_of_scipy_when_the_control_group_does_not_vary(before, after, rate):
    assume(max(before) - min(before) > 0.1)
    assume(max(after) - min(after) > 0.1)
    expected = stats.ttest_ind(after, [x * rate for x in before], equal_var=False).confidence_interval()
    _, low, high = roi_xl.control_group_interval(before, after, [5, 5], [5 * rate] * 3, relative=True)
    scale = expected.high - expected.low
    assert (low, high) == pytest.approx((expected.low, expected.high), rel=1e-9, abs=1e-9 * scale)


def test_of_two_thousand_relative_intervals_95_percent_hold_the_effect():
    import numpy as np

    # means and deviations of four groups, of which each adds its part to the error: 125 − 100 × 220 ÷ 200
    groups, effect = [(100, 10, 12), (125, 12, 15), (200, 20, 8), (220, 18, 10)], 15
    random = np.random.Generator(np.random.PCG64(1))
    samples = [random.normal(mean, deviation, (2_000, size)).tolist() for mean, deviation, size in groups]
    intervals = [roi_xl.control_group_interval(*cells, relative=True) for cells in zip(*samples, strict=True)]
    held = sum(low <= effect <= high for _, low, high in intervals)
    assert abs(held / 2_000 - 0.95) < 4 * (0.95 * 0.05 / 2_000) ** 0.5  # four standard errors
    # and its standard error is the deviation that the effects have among themselves
    spread = statistics.stdev(found for found, _, _ in intervals)
    widths = statistics.fmean((high - low) / 2 for _, low, high in intervals)
    assert widths / spread == pytest.approx(stats.t.ppf(0.975, 30), rel=0.05)


@given(samples, samples)
def test_trend_as_scipys_regression(before, after):
    line = stats.linregress(range(len(before)), before)
    periods = range(len(before), len(before) + len(after))
    actual_less_trend = [a - (line.intercept + line.slope * t) for t, a in zip(periods, after, strict=True)]
    expected = sum(actual_less_trend) / len(after)
    assert roi_xl.trend_effect(before, after) == pytest.approx(expected, rel=1e-9, abs=1e-6)


@given(samples, samples)
def test_effect_size_by_the_pooled_variance_of_the_standard_library(trained, control):
    assume(max(trained) - min(trained) > 0.1)
    freedom = len(trained) + len(control) - 2
    pooled = (
        (len(trained) - 1) * statistics.variance(trained) + (len(control) - 1) * statistics.variance(control)
    ) / freedom
    expected = (statistics.fmean(trained) - statistics.fmean(control)) / pooled**0.5
    assert roi_xl.effect_size(trained, control) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(st.floats(0, 1), st.floats(-1e6, 1e6), st.floats(0, 1e6), st.floats(1, 1e6))
def test_triangular_quantiles_as_scipy(probability, low, rise, fall):
    import numpy as np

    mode, high = low + rise, low + rise + fall
    got = _triangular(low, mode, high, np.array([probability]))[0]
    shape = (mode - low) / (high - low)
    expected = stats.triang.ppf(probability, shape, loc=low, scale=high - low)
    assert got == pytest.approx(expected, rel=1e-9, abs=1e-9 * (high - low + abs(low)))


def triangle(low, mode, high):
    return stats.triang((mode - low) / (high - low), loc=low, scale=high - low)


@pytest.mark.parametrize("trials", [1, 2, 3, 11, 1_000, 1_001])
@pytest.mark.parametrize("correlation", [0.0, 0.25, 1.0])
def test_simulated_figures_as_numpys_and_scipys(trials, correlation):
    import numpy as np

    benefits, costs = [[80, 100, 150], [0, 20, 30]], [[130, 100, 80]]
    stream = np.random.PCG64(7)

    def draw():
        return (stream.random_raw(trials) >> np.uint64(11)) * 2.0**-53

    common = draw() if correlation else None

    def drawn(common):
        own = draw()
        return np.where(draw() < correlation**0.5, common, own) if correlation else own

    small, large = triangle(0, 20, 30).ppf(drawn(common)), triangle(80, 100, 150).ppf(drawn(common))
    cost = triangle(80, 100, 130).ppf(drawn(1 - common if correlation else None))
    returns = (small + large - cost) / cost
    expected = [*np.percentile(returns, [10, 50, 90]), returns.mean(), (returns < 0).mean()]
    assert roi_xl.roi_simulation(benefits, costs, trials, 7, correlation) == pytest.approx(expected, rel=1e-9)


def test_at_a_correlation_of_1_percentiles_are_those_of_every_line():
    def roi(q):
        gained = sum(triangle(*line).ppf(q) for line in ([80, 100, 150], [0, 20, 30]))
        spent = sum(triangle(*line).ppf(1 - q) for line in ([80, 100, 130], [5, 5.5, 9]))
        return gained / spent - 1

    lines = [[80, 100, 150], [0, 20, 30]], [[130, 100, 80], [9, 5.5, 5]]
    *percentiles, _, loss = roi_xl.roi_simulation(*lines, 100_000, 3, 1)
    for share, simulated in zip((0.1, 0.5, 0.9), percentiles, strict=True):
        error = 5 * (share * (1 - share) / 100_000) ** 0.5
        assert roi(share - error) < simulated < roi(share + error)
    assert roi(loss - 0.008) < 0 < roi(loss + 0.008)  # five standard errors


@pytest.mark.parametrize("correlation", [0.0, 0.3, 0.5, 0.9, 1.0])
def test_two_lines_are_together_as_often_as_their_correlation_says(correlation):
    # Fréchet's family: the sum is twice one line in that share of all cases, else the sum of two
    line = triangle(100, 120, 180)

    def below(total):
        apart, _ = integrate.quad(lambda x: line.pdf(x) * line.cdf(total - x), 100, 180)
        return correlation * line.cdf(total / 2) + (1 - correlation) * apart

    percentiles = roi_xl.roi_simulation([[100, 120, 180]] * 2, 100, 100_000, 5, correlation)[:3]
    for share, simulated in zip((0.1, 0.5, 0.9), percentiles, strict=True):
        error = 5 * (share * (1 - share) / 100_000) ** 0.5
        assert below(100 * (1 + simulated)) == pytest.approx(share, abs=error)


def test_the_random_stream_is_the_one_numpy_guarantees():
    import numpy as np

    # first outputs of PCG64 seeded with 1: a change would move every simulated figure
    assert np.random.PCG64(1).random_raw(2).tolist() == [9441442522235856127, 17532960557476522086]
