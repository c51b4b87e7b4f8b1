"""The simulation is the same everywhere, and cheap."""

import subprocess
import sys

import pytest

import roi_xl
from roi_xl.errors import OutOfRangeError

BENEFITS = [[80.0, 100.0, 150.0], [0.0, 20.0, 30.0]]
COSTS = [[130.0, 100.0, 80.0]]


def test_the_same_seed_gives_the_same_five_numbers():
    assert roi_xl.roi_simulation(BENEFITS, COSTS) == roi_xl.roi_simulation(BENEFITS, COSTS, 10_000, 1)


def test_another_seed_gives_others():
    assert roi_xl.roi_simulation(BENEFITS, COSTS, 1_000, 1) != roi_xl.roi_simulation(
        BENEFITS, COSTS, 1_000, 2
    )


def test_the_same_five_numbers_in_another_process():
    code = f"import roi_xl; print(roi_xl.roi_simulation({BENEFITS}, {COSTS}, 1_000, 5))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert run.stdout.strip() == str(roi_xl.roi_simulation(BENEFITS, COSTS, 1_000, 5))


def test_a_correlation_widens_the_spread_and_leaves_the_mean():
    spreads, means = [], []
    for correlation in (0, 0.3, 0.6, 1):
        p10, _, p90, mean, _ = roi_xl.roi_simulation(BENEFITS * 3, COSTS, 20_000, 1, correlation)
        spreads.append(p90 - p10)
        means.append(mean)
    assert spreads == sorted(spreads)
    assert spreads[-1] > 1.3 * spreads[0]
    assert means == [pytest.approx(means[0], rel=0.03)] * 4


@pytest.mark.parametrize("correlation", [-0.01, 1.01])
def test_a_correlation_beyond_its_bounds_is_refused(correlation):
    with pytest.raises(OutOfRangeError, match=r"correlation: .* is no share from 0 to 1"):
        roi_xl.roi_simulation(BENEFITS, COSTS, 10, 1, correlation)


def test_spare_rows_change_nothing():
    spare = [[None, None, None], *BENEFITS, [7.0, 7.0, 7.0], [-7.0, -7.0, -7.0]]
    assert roi_xl.roi_simulation(spare, COSTS, 1_000, 5) == roi_xl.roi_simulation(BENEFITS, COSTS, 1_000, 5)


def test_a_line_of_three_equal_sums_takes_no_random_numbers():
    equal = [sum([3.0, 4.0]), sum([2.0, 5.0]), sum([1.0, 6.0])]  # three numbers, not one thrice
    lines = [equal, [-amount for amount in equal], *BENEFITS]
    assert roi_xl.roi_simulation(lines, COSTS, 1_000, 5) == roi_xl.roi_simulation(BENEFITS, COSTS, 1_000, 5)


def test_no_trials_are_refused_before_any_is_made():
    with pytest.raises(OutOfRangeError, match="trials: 0 isn't from 1 to 1,000,000; type 10000"):
        roi_xl.roi_simulation(BENEFITS, COSTS, 0)


def test_costs_vary_as_well():
    p10, _, p90, _, _ = roi_xl.roi_simulation([[100.0] * 3], COSTS, 1_000)
    assert p10 < p90


def test_a_million_trials_fit_in_a_few_hundred_megabytes():
    code = f"""
import resource
import roi_xl
limit = 400 * 2**20
import numpy  # what the library itself reserves isn't counted
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + limit, used + limit))
print(roi_xl.roi_simulation({BENEFITS * 5}, {COSTS * 5}, 1_000_000)[4])
"""
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True
    )
    assert 0 < float(run.stdout) < 1
