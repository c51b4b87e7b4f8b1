"""The same call gives the same result in every host."""

from itertools import chain

import pytest

from roi_xl.calc import FUNCTIONS

HOSTS = ["classic", "vba", "batch", "windows"]


def close(got, want, rel):
    """Whether two results agree: numbers to a relative tolerance, everything else exactly."""
    if isinstance(want, list):
        return (
            isinstance(got, list)
            and [*map(len, got)] == [*map(len, want)]
            and all(close(g, w, rel) for g, w in zip(chain(*got), chain(*want), strict=True))
        )
    if isinstance(want, int | float) and not isinstance(want, bool):
        return (
            isinstance(got, int | float) and not isinstance(got, bool) and got == pytest.approx(want, rel=rel)
        )
    return got == want


def differing(cases, got, want, rel):
    """The cases in which two lists of results differ, with both."""
    return {case["id"]: (g, w) for case, g, w in zip(cases, got, want, strict=True) if not close(g, w, rel)}


def test_the_cases_are_sound(cases):
    assert len({case["id"] for case in cases}) == len(cases)
    assert {case["function"] for case in cases} == set(FUNCTIONS)


def test_the_core_gives_what_the_table_says(cases, lane):
    assert differing(cases, lane("core"), [case["result"] for case in cases], rel=1e-9) == {}


@pytest.mark.parametrize("host", HOSTS)
def test_every_host_gives_what_the_core_gives(host, cases, lane, expected):
    # to 12 digits: hosts have mathematics of their own
    assert differing(cases, lane(host), expected(host), rel=1e-12) == {}
