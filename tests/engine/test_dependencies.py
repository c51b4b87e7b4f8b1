"""What a doubtful cell reaches, against the plainest possible search."""

from hypothesis import given
from hypothesis import strategies as st

from roi_xl.formulas.dependencies import Dependencies
from roi_xl.formulas.meaning import Analysis

SHEETS = st.sampled_from(["S", "T"])
SMALL = st.integers(1, 6)
CELLS = st.tuples(SHEETS, st.tuples(SMALL, SMALL))


@st.composite
def places(draw):
    top, bottom = sorted((draw(SMALL), draw(SMALL)))
    left, right = sorted((draw(SMALL), draw(SMALL)))
    return draw(SHEETS), (top, left, bottom, right)


GRAPHS = st.dictionaries(CELLS, st.tuples(st.lists(places(), max_size=3), st.booleans()), max_size=12)


def reads(inputs, cell):
    sheet, (row, column) = cell
    return any(sheet == s and a[0] <= row <= a[2] and a[1] <= column <= a[3] for s, a in inputs)


@given(GRAPHS, st.sets(CELLS, min_size=1, max_size=3), st.sets(CELLS, max_size=3))
def test_what_is_reached_is_what_a_plain_search_reaches(graph, seeds, stops):
    analyses = {
        cell: Analysis("", inputs=tuple(inputs), unbounded=far) for cell, (inputs, far) in graph.items()
    }
    expected = set(seeds) | {cell for cell, (_, far) in graph.items() if far and cell not in stops}
    while True:
        more = {
            c
            for c, (inputs, _) in graph.items()
            if c not in expected | stops and any(reads(inputs, e) for e in expected)
        }
        if not more:
            break
        expected |= more
    assert Dependencies(analyses, {}).reached(seeds, stops) == expected - seeds


@given(GRAPHS, st.sets(CELLS, max_size=4))
def test_direct_readers_are_those_whose_inputs_hold_the_cell(graph, cells):
    analyses = {cell: Analysis("", inputs=tuple(inputs)) for cell, (inputs, _) in graph.items()}
    expected = {c for c, (inputs, _) in graph.items() if any(reads(inputs, cell) for cell in cells)}
    assert Dependencies(analyses, {}).direct(cells) == expected


def test_members_of_an_array_reach_what_reads_them():
    analyses = {("S", (9, 9)): Analysis("", inputs=(("S", (2, 1, 2, 1)),))}
    graph = Dependencies(analyses, {("S", (1, 1)): [(2, 1)]})
    assert graph.reached([("S", (1, 1))]) == {("S", (9, 9))}
    assert Dependencies(analyses, {}).reached([]) == set()
