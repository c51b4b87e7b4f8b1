"""The steps of random pairs of programmes add up; tests/bench/bridge.py does the same for 200 pairs."""

import bridge as bench
import pytest

from roi_xl.diff.causes import Cause

PAIRS = range(1_001, 1_013)


@pytest.mark.parametrize("seed", PAIRS)
def test_the_steps_add_up_and_leave_nothing_to_the_model(seed):
    found, residual = bench.led_over(*bench.pair(seed))
    assert residual <= bench.MOST
    causes = [step.cause for step in found.steps]
    assert causes == sorted(causes, key=list(Cause).index)
    assert Cause.MODEL not in causes
