"""Grids and samples: the values that are asked for, and the same ones for the same seed."""

import math
import statistics

import pytest
from scipy import stats

from roi_xl.scenarios.made import Draw, Steps, grid, sampled


def test_steps_are_exact_and_both_ends_count():
    steps = Steps.of("inp_margin=0.2:0.5:0.05")
    assert steps == Steps("inp_margin", (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5))
    assert Steps.of("a=5:1:-2").values == (5.0, 3.0, 1.0)
    assert Steps.of("a=1:2:0.4").values == (1.0, 1.4, 1.8)


def test_a_list_holds_what_a_person_types():
    assert Steps.of("'a=b'!C1=35%,direct,2026-01-01").values == (0.35, "direct", 46023.0)


def test_a_grid_is_every_combination():
    rows = [*grid([Steps.of("a=1,2"), Steps.of("b=3:5:1")])]
    assert rows == [(1.0, 3.0), (1.0, 4.0), (1.0, 5.0), (2.0, 3.0), (2.0, 4.0), (2.0, 5.0)]


@pytest.mark.parametrize(
    "text", ["a", "=1:2:1", "a=", "a=1:2", "a=1:2:0", "a=1:2:-1", "a=1:x:1", "a=1:9:1e-9"]
)
def test_a_grid_written_wrongly_is_refused_with_the_right_way(text):
    with pytest.raises(ValueError, match=r"write|steps"):
        Steps.of(text)


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("a=uniform(2,5)", stats.uniform(2, 3)),
        ("a=triangular(0.2,0.35,0.5)", stats.triang(0.5, 0.2, 0.3)),
        ("a=triangular(1,1,4)", stats.triang(0, 1, 3)),
        ("a=Normal( 10, 2 )", stats.norm(10, 2)),
    ],
)
def test_a_draw_is_the_inverse_of_its_distribution(text, reference):
    draw = Draw.of(text)
    for fraction in (1e-9, 0.01, 0.25, 0.5, 0.77, 0.999):
        assert draw.value(fraction) == pytest.approx(reference.ppf(fraction), rel=1e-9)


def test_whole_numbers_are_equally_likely_and_both_ends_are_drawn():
    draw = Draw.of("a=integers(3,5)")
    values = [draw.value((number + 0.5) / 300) for number in range(300)]
    assert {value: values.count(value) for value in values} == {3.0: 100, 4.0: 100, 5.0: 100}


def test_nothing_varies_where_the_ends_are_equal():
    assert Draw.of("a=triangular(2,2,2)").value(0.3) == 2.0
    assert Draw.of("a=normal(2,0)").value(0.3) == 2.0


@pytest.mark.parametrize(
    "text",
    ["a", "a=beta(1,2)", "a=uniform(1)", "a=uniform(2,1)", "a=triangular(1,3,2)", "a=normal(1,-1)",
     "a=uniform(1,inf)", "a=integers(1,2.5)", "a=uniform(0,5;1)"],
)  # fmt: skip
def test_a_draw_written_wrongly_is_refused_with_the_right_way(text):
    with pytest.raises(ValueError, match=r"write|deviation"):
        Draw.of(text)


DRAWS = [Draw.of("a=uniform(0,1)"), Draw.of("b=normal(0,1)")]


def test_the_same_seed_gives_the_same_table_and_more_rows_begin_with_it():
    assert [*sampled(DRAWS, 50, 7)] == [*sampled(DRAWS, 80, 7)][:50]
    assert [*sampled(DRAWS, 50, 7)] != [*sampled(DRAWS, 50, 8)]


def test_random_rows_have_the_moments_of_their_distributions_and_are_independent():
    uniform, normal = zip(*sampled(DRAWS, 20_000, 1), strict=True)
    assert statistics.fmean(uniform) == pytest.approx(0.5, abs=4 * math.sqrt(1 / 12 / 20_000))
    assert statistics.fmean(normal) == pytest.approx(0, abs=4 / math.sqrt(20_000))
    assert statistics.stdev(normal) == pytest.approx(1, abs=0.03)
    assert abs(statistics.correlation(uniform, normal)) < 0.03
