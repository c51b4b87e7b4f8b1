"""Laws that hold for all figures: architecture.md, Tests; issue 3, Acceptance 2."""

from math import fsum, isclose

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import roi_xl
from roi_xl.errors import RoiError

amounts = st.floats(0.01, 1e7)
signed = st.floats(-1e7, 1e7)
lines = st.lists(amounts, min_size=1, max_size=8)
signed_lines = st.lists(signed, min_size=1, max_size=8)
shares = st.floats(0, 1)


def near(value, scale=1.0):
    """Nine digits, or as far from zero as rounding of the figures that cancelled leaves."""
    return pytest.approx(value, rel=1e-9, abs=1e-9 * max(scale, 1e-3))


@given(signed_lines, lines)
def test_roi_is_the_benefit_cost_ratio_less_one(benefits, costs):
    ratio = roi_xl.benefit_cost_ratio(benefits, costs)
    assert roi_xl.training_roi(benefits, costs) == near(ratio - 1, abs(ratio))


@given(signed_lines, lines, st.floats(0.001, 1000))
def test_the_currency_does_not_matter(benefits, costs, rate):
    converted = roi_xl.training_roi([b * rate for b in benefits], [c * rate for c in costs])
    assert converted == near(roi_xl.training_roi(benefits, costs), 1e3)


@given(signed_lines, lines, st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(benefits, costs, random):
    shuffled = random.sample(benefits, len(benefits)), random.sample(costs, len(costs))
    assert roi_xl.training_roi(*shuffled) == roi_xl.training_roi(benefits, costs)


@given(amounts, lines, shares, shares, shares)
def test_roi_grows_with_the_share_credited(benefit, costs, one, other, confidence):
    low, high = sorted((one, other))
    rois = [
        roi_xl.training_roi(roi_xl.attributed_benefit(benefit, share, confidence), costs)
        for share in (low, high)
    ]
    assert rois[0] <= rois[1]


@given(lines, st.floats(-0.99, 100))
def test_the_required_benefit_brings_the_target(costs, target):
    assert roi_xl.training_roi(roi_xl.required_benefit(costs, target), costs) == near(target, 10)


@given(lines, lines, st.floats(-0.9, 10))
def test_the_break_even_share_of_the_benefits_brings_the_target(benefits, costs, target):
    share = roi_xl.break_even_share(benefits, costs, target)
    assert roi_xl.training_roi([b * share for b in benefits], costs) == near(target, 10)


@given(st.floats(-0.9, 50), st.floats(0.1, 20))
def test_annualised_roi_compounds_back(roi, years):
    assert (1 + roi_xl.annualized_roi(roi, years)) ** years - 1 == near(roi, 10)


@given(lines, st.lists(st.floats(0, 1e7), min_size=1, max_size=12))
def test_net_present_value_at_the_internal_rate_is_zero(costs, benefits):
    try:
        rate = roi_xl.training_irr(costs, benefits)
    except RoiError:
        assert fsum(benefits) < 1e-9 * fsum(costs)  # as good as nothing came back
        return
    assume(rate > -0.9)  # below, discounting itself loses the digits
    discounted = [abs(b) / (1 + rate) ** t for t, b in enumerate(benefits, 1)]
    npv = roi_xl.training_npv(rate, costs, benefits)
    assert abs(npv) <= 1e-7 * (fsum(costs) + fsum(discounted))


@given(signed_lines, lines)
def test_net_present_value_without_interest_is_the_net_benefit(benefits, costs):
    assert roi_xl.training_npv(0, costs, benefits) == near(
        roi_xl.net_benefit(benefits, costs), fsum(map(abs, benefits)) + fsum(costs)
    )


@given(lines, amounts, st.integers(1, 30))
def test_a_level_flow_repays_as_a_range_of_equal_flows(costs, benefit, periods):
    assume(fsum(costs) <= benefit * periods * (1 - 1e-9))
    assume(periods > 1)
    assert roi_xl.payback_period(costs, [benefit] * periods) == near(roi_xl.payback_period(costs, benefit))


observations = st.lists(st.floats(-1e4, 1e4), min_size=2, max_size=8)


@given(observations, observations, observations, observations, st.floats(-1e4, 1e4))
def test_a_constant_added_to_both_periods_of_a_group_leaves_the_effect_alone(tb, ta, cb, ca, shift):
    moved = [tb, ta, [x + shift for x in cb], [x + shift for x in ca]]
    assert roi_xl.control_group_effect(*moved) == near(roi_xl.control_group_effect(tb, ta, cb, ca), 1e4)


levels = st.lists(st.floats(1, 1e4), min_size=2, max_size=8)


@given(observations, observations, levels, levels, st.floats(0.01, 0.99), st.booleans())
def test_the_interval_holds_the_effect_in_its_middle(tb, ta, cb, ca, level, relative):
    effect, low, high = roi_xl.control_group_interval(tb, ta, cb, ca, level, relative)
    assert low <= effect <= high
    assert high - effect == near(effect - low, 1e5 + abs(effect) + high - low)
    assert effect == roi_xl.control_group_effect(tb, ta, cb, ca, relative)


@given(levels, levels, levels, levels, st.floats(0.01, 100))
def test_the_size_of_the_control_group_does_not_change_a_relative_effect(tb, ta, cb, ca, size):
    larger = [[x * size for x in cb], [x * size for x in ca]]
    effect, low, high = roi_xl.control_group_interval(tb, ta, cb, ca, relative=True)
    scale = max(map(abs, (effect, low, high)))
    scaled = roi_xl.control_group_interval(tb, ta, *larger, relative=True)
    assert scaled == (near(effect, scale), near(low, scale), near(high, scale))


@given(observations, observations, levels)
def test_beside_a_control_group_that_stays_the_same_both_effects_are_the_change(tb, ta, control):
    change = fsum(ta) / len(ta) - fsum(tb) / len(tb)
    for relative in (False, True):
        assert roi_xl.control_group_effect(tb, ta, control, control, relative) == near(change, 1e4)


@given(st.floats(-100, 100), st.floats(-100, 100), st.integers(2, 12), st.integers(1, 12))
def test_a_straight_line_has_no_trend_effect(level, slope, before, after):
    line = [level + slope * period for period in range(before + after)]
    assert roi_xl.trend_effect(line[:before], line[before:]) == near(0, 1e4)


@given(observations, observations, st.floats(-1e4, 1e4))
def test_a_lift_of_all_results_after_the_training_is_the_trend_effect(before, after, lift):
    lifted = roi_xl.trend_effect(before, [x + lift for x in after])
    assert lifted == near(roi_xl.trend_effect(before, after) + lift, 1e6)


ordered = st.lists(st.floats(0, 1e6), min_size=3, max_size=3).map(sorted)
costly = st.lists(st.floats(1, 1e6), min_size=3, max_size=3).map(lambda xs: sorted(xs, reverse=True))
models = st.tuples(st.lists(ordered, min_size=1, max_size=5), st.lists(costly, min_size=1, max_size=5))


@given(models)
def test_a_model_in_order_gives_a_range_in_order(model):
    low, middle, high = roi_xl.roi_range(*model)
    assert low <= middle <= high


@given(models)
def test_each_scenario_of_the_range_is_the_roi_of_its_column(model):
    benefits, costs = model
    for scenario, roi in enumerate(roi_xl.roi_range(benefits, costs)):
        assert roi == roi_xl.training_roi([b[scenario] for b in benefits], [c[scenario] for c in costs])


@given(models)
def test_sensitivity_without_a_range_is_the_expected_roi_in_every_row(model):
    benefits, costs = ([[line[1]] * 3 for line in lines] for lines in model)
    base = roi_xl.training_roi([b[1] for b in benefits], [c[1] for c in costs])
    for _, low, high in roi_xl.roi_sensitivity(benefits, costs):
        assert (low, high) == (near(base, abs(base) + 1), near(base, abs(base) + 1))


@given(models)
def test_sensitivity_is_sorted_by_swing_and_each_row_is_in_order(model):
    rows = roi_xl.roi_sensitivity(*model)
    swings = [high - low for _, low, high in rows]
    assert swings == sorted(swings, reverse=True)
    assert min(swings) >= 0


@given(models, st.integers(0, 2**32), shares)
def test_simulated_percentiles_are_in_order_and_inside_the_range(model, seed, correlation):
    low, _, high = roi_xl.roi_range(*model)
    p10, p50, p90, mean, loss = roi_xl.roi_simulation(*model, 200, seed, correlation)
    slack = 1e-9 * (1 + abs(high))
    assert low - slack <= p10 <= p50 <= p90 <= high + slack
    assert low - slack <= mean <= high + slack
    assert 0 <= loss <= 1


@given(models, st.integers(0, 2**32), shares, st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_change_the_simulation(model, seed, correlation, random):
    shuffled = [random.sample(lines, len(lines)) for lines in model]
    simulated = roi_xl.roi_simulation(*shuffled, 50, seed, correlation)
    assert simulated == roi_xl.roi_simulation(*model, 50, seed, correlation)


@given(st.lists(ordered, min_size=1, max_size=5), st.integers(0, 2**32), shares)
def test_the_simulated_mean_tends_to_the_mean_of_the_triangles(benefits, seed, correlation):
    trials, cost = 20_000, 1e6
    mean = roi_xl.roi_simulation(benefits, cost, trials, seed, correlation)[3]
    # a triangle's mean and variance: Kotz & van Dorp, Beyond Beta, chapter 1
    triangle_mean = fsum(sum(line) / 3 for line in benefits)
    variances = [max(a * a + b * b + c * c - a * b - a * c - b * c, 0) / 18 for a, b, c in benefits]
    # any two lines have the correlation at most; six standard errors: once in 500 million
    variance = (1 - correlation) * fsum(variances) + correlation * fsum(v**0.5 for v in variances) ** 2
    assert abs(mean - (triangle_mean / cost - 1)) <= 6 * (variance / trials) ** 0.5 / cost + 1e-12


@given(st.lists(st.tuples(signed, signed), min_size=1, max_size=20))
def test_learning_gain_is_the_difference_of_the_means_of_complete_pairs(pairs):
    pre, post = zip(*pairs, strict=True)
    difference = fsum(post) / len(post) - fsum(pre) / len(pre)
    assert roi_xl.learning_gain([*pre, None, 5], [*post, 7, None]) == near(difference, 1e7)


@given(observations, observations, st.floats(0.1, 100), st.floats(-100, 100))
def test_effect_size_does_not_depend_on_the_scale(trained, control, factor, shift):
    assume(max(trained) - min(trained) > 1)
    scaled = [[x * factor + shift for x in group] for group in (trained, control)]
    assert roi_xl.effect_size(*scaled) == near(roi_xl.effect_size(trained, control), 1e3)


@given(st.lists(st.integers(0, 10), min_size=1, max_size=50))
def test_net_promoter_score_turns_round_with_its_groups(scores):
    assert -100 <= roi_xl.net_promoter_score(scores) <= 100
    promoters, detractors = sum(s > 8 for s in scores), sum(s < 7 for s in scores)
    assert isclose(
        roi_xl.net_promoter_score(scores), 100 * (promoters - detractors) / len(scores), abs_tol=1e-9
    )


@given(st.lists(st.tuples(shares, shares), min_size=1, max_size=10), st.integers(0, 10))
def test_people_who_did_not_answer_lower_the_share(answers, silent):
    given_shares, confidences = zip(*answers, strict=True)
    by_number = roi_xl.estimated_share(given_shares, confidences, len(answers) + silent)
    by_blanks = roi_xl.estimated_share([*given_shares, *[None] * silent], [*confidences, *[None] * silent])
    assert by_number == by_blanks
    assert by_number <= roi_xl.estimated_share(given_shares, confidences) + 1e-12
