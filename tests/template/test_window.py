"""How a benefit becomes a year's: quantity × periods counted × the share put to use, openly annualised."""

import pytest
from in_memory import figures

HOURS_SAVED, PUT_TO_USE, VALUE = 1, 0.5, 50


def measured(changes):
    """What all lines come to as measured, beyond the other three lines of the sales example."""
    return (figures(changes)("cal_roi_measured") + 1) * 16_000 - 90_000 - 4_320 - 15_000


@pytest.mark.parametrize(
    ("changes", "hours"),
    [
        ([], 10 * 44 * PUT_TO_USE),
        ([("benefits", 1, "realised", 0.6)], 10 * 44 * 0.6),
        ([("benefits", 1, "realised", None)], 10 * 44),
        ([("benefits", 1, "periods", None)], 10 * PUT_TO_USE),
        ([("benefits", 1, "quantity", None)], 0),
        ([("benefits", 1, "realised", 0)], 0),
    ],
    ids=["as it is", "a share put to use", "no share", "one period", "nobody", "nothing put to use"],
)
def test_units_are_people_times_periods_times_the_share_put_to_use(changes, hours):
    assert measured(changes) == pytest.approx(HOURS_SAVED * hours * VALUE, abs=1e-6)
