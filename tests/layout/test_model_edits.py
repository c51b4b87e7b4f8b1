"""The law of an edited workbook under a model of such edits, many of them at a time."""

from pathlib import Path

import pytest
from edits import Where
from hypothesis import given, settings
from hypothesis import strategies as st
from law import PARTS, is_about, reading
from model import NOISE, Edited

from roi_xl.layout.declared import TABLES
from roi_xl.study import RECORDS
from roi_xl.xlsx import Package, read

WORKBOOKS = Path(__file__).parents[2] / "workbooks"
EDITIONS = {"sales-training": "en", "leadership-training-sv": "sv"}
FIXED = ("estimated", "flow", "measures", "scenario_costs")
FREE = [part for part in RECORDS if part not in FIXED]


@pytest.fixture(scope="module")
def originals():
    return {name: reading((WORKBOOKS / f"{name}.xlsx").read_bytes())[0] for name in EDITIONS}


class Session:
    """A workbook being edited by the names of its tables and columns, and the study that must come out."""

    def __init__(self, name):
        self.where = Where(EDITIONS[name])
        self.edited = Edited(WORKBOOKS / f"{name}.xlsx")
        self.orders = {}

    def _tab(self, part):
        return self.where.tab(self.where.sheet_of(part))

    def _columns(self, part):
        return self.edited.columns[self._tab(part)]

    def _rows(self, part):
        return self.edited.rows[self._tab(part)]

    def _column(self, part, column):
        return self._columns(part).now(self.where.number(part, column))

    def _row(self, part, row):
        return self._rows(part).now(self.where.row(part, row + 1))

    def insert_column(self, part, column):
        if (at := self._column(part, column)) is not None:
            self._columns(part).insert(at, 1)

    def delete_column(self, part, column):
        if (at := self._column(part, column)) is not None:
            self._columns(part).delete(at, 1)

    def move_column(self, part, column, other):
        ends = self._column(part, column), self._column(part, other)
        if None not in ends:
            self._columns(part).move(*ends)

    def insert_row(self, part, row):
        if (at := self._row(part, row)) is not None:
            self._rows(part).insert(at, 1)

    def delete_row(self, part, row):
        if (at := self._row(part, row)) is not None:
            self._rows(part).delete(at, 1)

    def move_row(self, part, row, other):
        ends = self._row(part, row), self._row(part, other)
        if None not in ends:
            self._rows(part).move(*ends)

    def sort(self, part, order):
        if part not in self.orders:
            self.orders[part] = order
            self.edited.sort(self._tab(part), self.where.numbers(part), order)

    def reword(self, part, column, text):
        cell = (self.where.row(part, 0), self.where.number(part, column))
        self.edited.type(self._tab(part), cell, text)

    def rename(self, part, name):
        self.edited.rename(self._tab(part), f"{name} {part}")

    def _now(self, part):
        """Where the rows of a part stand, by their numbers from 0."""
        order = self.orders.get(part, range(TABLES[part].height))
        return {old: self._row(part, new) for new, old in enumerate(order)}

    def expected(self, original):
        """The parts of the study as they must be read."""
        parts = {"inputs": original.inputs}
        for part in RECORDS:
            parts[part] = tuple(getattr(original, part)[old] for old in self._in_order(part, original))
        return parts

    def _in_order(self, part, original):
        now = self._now(part)
        left = [old for old in range(len(getattr(original, part))) if now[old] is not None]
        return sorted(left, key=now.__getitem__)


def columns(part):
    return st.sampled_from([column.id for column in TABLES[part].columns])


def rows(part):
    return st.integers(0, TABLES[part].height - 1)


def edits_of(part, *kinds):
    words = st.text("abcåäöłę &<'", min_size=1, max_size=9).filter(lambda text: text.strip("' ") == text)
    each = {
        "insert_column": st.tuples(columns(part)),
        "delete_column": st.tuples(columns(part)),
        "move_column": st.tuples(columns(part), columns(part)),
        "insert_row": st.tuples(rows(part)),
        "delete_row": st.tuples(rows(part)),
        "move_row": st.tuples(rows(part), rows(part)),
        "sort": st.permutations(range(TABLES[part].height)).map(lambda order: (order,)),
        "reword": st.tuples(columns(part), words),
        "rename": st.tuples(words),
    }
    return st.one_of(each[kind].map(lambda arguments, kind=kind: (kind, part, *arguments)) for kind in kinds)


COLUMNS = ("insert_column", "move_column", "reword", "rename")
HARMLESS = st.one_of(
    *(edits_of(part, *COLUMNS, "insert_row", "move_row", "sort") for part in FREE),
    *(edits_of(part, *COLUMNS) for part in FIXED),
)
ANY = st.one_of(
    *(edits_of(part, *COLUMNS, "delete_column", "insert_row", "delete_row", "move_row") for part in RECORDS),
    *(edits_of(part, "sort") for part in (*FREE, "flow")),
)


def done(name, edits):
    session = Session(name)
    for kind, part, *arguments in edits:
        getattr(session, kind)(part, *arguments)
    return session


@given(name=st.sampled_from(sorted(EDITIONS)), edits=st.lists(HARMLESS, min_size=1, max_size=8))
@settings(max_examples=40)
def test_inserting_moving_and_renaming_changes_nothing(originals, name, edits):
    session = done(name, edits)
    study, findings = reading(session.edited.saved())
    assert {part: getattr(study, part) for part in PARTS} == session.expected(originals[name])
    assert findings == ()


@given(name=st.sampled_from(sorted(EDITIONS)), edits=st.lists(ANY, min_size=1, max_size=8))
@settings(max_examples=40)
def test_whatever_is_done_the_study_is_the_same_or_a_finding_says_what_is_not(originals, name, edits):
    session = done(name, edits)
    study, findings = reading(session.edited.saved())
    for part, expected in session.expected(originals[name]).items():
        is_ = getattr(study, part)
        assert is_ == expected or any(is_about(finding, part) for finding in findings), (part, findings)


@pytest.mark.parametrize("part", RECORDS)
def test_a_column_before_every_column_changes_nothing(originals, part):
    session = Session("sales-training")
    for column in TABLES[part].columns:
        session.insert_column(part, column.id)
    assert reading(session.edited.saved()) == (originals["sales-training"], ())


@pytest.mark.parametrize("part", RECORDS)
def test_columns_the_other_way_round_change_nothing(originals, part):
    session = Session("sales-training")
    first, *others = (column.id for column in TABLES[part].columns)
    for column in others:
        session.move_column(part, column, first)
        first = column
    assert reading(session.edited.saved()) == (originals["sales-training"], ())


@pytest.mark.parametrize(
    ("part", "column"), [(part, column) for part in RECORDS for column in TABLES[part].named]
)
def test_a_deleted_column_is_named(part, column):
    session = Session("sales-training")
    session.delete_column(part, column)
    _, findings = reading(session.edited.saved())
    assert [f for f in findings if f.code == "column-missing" and f"col_{part}_{column}" in f.detail]


def test_an_inserted_column_really_holds_something():
    session = Session("sales-training")
    session.insert_column("costs", "unit_cost")
    (costs,) = (s for s in read(Package(session.edited.saved())).sheets if s.name == "Costs")
    assert costs.values[session.where.row("costs", 1), session.where.number("costs", "unit_cost")] == NOISE
