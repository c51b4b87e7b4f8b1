"""Readings of indicators against their targets, and the follow-ups that are still open."""

import datetime as dt

import pytest
from in_memory import model, typed, value


@pytest.mark.parametrize(
    ("readings", "latest", "reached"),
    [
        ({"baseline": 50, "day90": 70, "target": 80}, 70, -1),
        ({"baseline": 50, "day90": 70, "later": 81, "later_day": 365, "target": 80}, 81, 1),
        ({"baseline": 50, "later": 45, "target": 40}, 45, -1),  # less is better here
        ({"day30": 85, "target": 80}, 85, 1),  # without a baseline more is better
        ({"day30": 75, "target": 80}, 75, -1),
        ({"day30": 75}, 75, 0),
        ({"baseline": 75, "target": 80}, 75, 0),
    ],
)
def test_the_latest_reading_is_compared_with_the_target(readings, latest, reached):
    columns = ("baseline", "day30", "day60", "day90", "later", "later_day", "target")
    book = typed(model("sales"), [("evidence", 0, column, readings.get(column)) for column in columns])
    assert value(book, "evidence", 0, "latest") == latest
    assert value(book, "evidence", 0, "reached") == reached


def test_the_next_follow_up_is_the_first_that_is_open():
    """Thirty days after 28 March 2025 one is still planned; a dropped one is no longer open."""
    changes = [("follow_up", 0, "done", None), ("follow_up", 0, "progress", "Planned")]
    book = typed(model("sales"), changes)
    due = [value(book, "follow_up", row, "open") for row in range(2)]
    assert dt.date(1899, 12, 30) + dt.timedelta(due[0]) == dt.date(2025, 4, 27)
    assert due[1] == ""
    dropped = typed(book, [("follow_up", 0, "progress", "Dropped")])
    assert value(dropped, "follow_up", 0, "open") == ""
