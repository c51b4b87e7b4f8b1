"""What a programme still asks for, by day and owner; what is done or can't be known isn't asked for."""

import datetime as dt
from dataclasses import replace

import pytest

from roi_xl.due import Kind, plan_of
from roi_xl.due.listing import State, listing_of
from roi_xl.study import Answer, FollowUp, Indicator, Inputs, Objective, Person, Study, Value

START, END = dt.date(2026, 2, 2), dt.date(2026, 2, 27)
INPUTS = Inputs(programme="Sales course", owner="Ann", start=START, end=END, pass_score=60)
SURVEY = FollowUp(day=30, activity="Ask whether it is used", evidence="Survey", owner="Bo")


def items(**parts):
    return plan_of(Study(**{"inputs": INPUTS, "follow_up": (SURVEY,)} | parts), {}).items


def found(kind, **parts):
    return [(item.due.isoformat(), item.what, item.owner) for item in items(**parts) if item.kind is kind]


def test_a_follow_up_is_due_so_many_days_after_the_end():
    assert found(Kind.FOLLOW_UP) == [("2026-03-29", "Ask whether it is used", "Bo")]


@pytest.mark.parametrize(
    "change", [{"progress": "done"}, {"progress": "dropped"}, {"done": END}, {"day": None}]
)
def test_what_is_done_dropped_or_has_no_day_is_not(change):
    assert found(Kind.FOLLOW_UP, follow_up=(replace(SURVEY, **change),)) == []


def test_a_programme_without_any_follow_up_has_to_plan_it_by_its_end():
    assert found(Kind.NO_PLAN, follow_up=()) == [("2026-02-27", "", "Ann")]
    assert found(Kind.NO_PLAN) == []


def test_an_owner_who_is_not_named_is_the_programme_s():
    assert found(Kind.FOLLOW_UP, follow_up=(replace(SURVEY, owner=""),))[0][2] == "Ann"


def test_an_indicator_with_a_target_is_read_at_day_30():
    errors = Indicator(id="I1", indicator="Errors", target=5)
    assert found(Kind.READING, evidence=(errors,)) == [("2026-03-29", "Errors", "Ann")]
    for change in ({"day30": 7}, {"day90": 7}, {"target": None}, {"indicator": ""}):
        assert found(Kind.READING, evidence=(replace(errors, **change),)) == []


def test_an_objective_is_agreed_before_the_start():
    goal = Objective(level="Results", objective="Fewer errors", owner="Cy")
    assert found(Kind.OBJECTIVE, objectives=(goal,)) == [("2026-02-02", "Fewer errors", "Cy")]
    assert found(Kind.OBJECTIVE, objectives=(replace(goal, agreed=START),)) == []


def test_a_value_is_agreed_anew_after_a_year():
    hour = Value(id="V1", measure="Hour", unit_value=40, agreed=dt.date(2026, 1, 15), owner="Finance")
    assert found(Kind.AGREEMENT, values=(hour,)) == [("2027-01-15", "Hour", "Finance")]
    assert found(Kind.AGREEMENT, values=(replace(hour, unit_value=None),)) == []


PEOPLE = (
    Person(id="P1", group="trained", after=59),
    Person(id="P2", group="trained", after=60),
    Person(id="P3", group="control", after=10),
    Person(id="P4", group="trained"),
)


def test_people_are_told_by_their_codes_and_only_those_trained():
    assert found(Kind.TEST, people=PEOPLE) == [("2026-02-27", "P1", "Ann")]
    assert found(Kind.SURVEY, people=PEOPLE, answers=(Answer(id="P1"),)) == [("2026-03-29", "P2, P4", "Ann")]
    assert found(Kind.SURVEY, people=PEOPLE, answers=(Answer(id="S1"),)) == []  # nobody's codes


def test_without_an_end_nothing_but_agreements_has_a_day():
    study = Study(inputs=replace(INPUTS, end=None), follow_up=(SURVEY,), people=PEOPLE)
    plan = plan_of(study, {})
    assert (plan.items, plan.has_end) == ((), False)


def test_an_identification_outlives_texts_owners_and_the_order_of_rows():
    other = replace(SURVEY, day=60)
    before = {item.uid: item.due for item in items(follow_up=(SURVEY, other))}
    changed = replace(SURVEY, activity="Ask all", owner="Cy", evidence="")
    assert {item.uid: item.due for item in items(follow_up=(other, changed))} == before
    assert len(before) == 2
    later = replace(INPUTS, end=END + dt.timedelta(days=7))
    moved = {item.uid: item.due for item in items(inputs=later, follow_up=(SURVEY, other))}
    assert moved == {uid: due + dt.timedelta(days=7) for uid, due in before.items()}


def test_an_event_keeps_its_identity_when_another_of_its_day_is_done_or_the_training_moves():
    other = replace(SURVEY, activity="Coach")
    (coach,) = (item for item in items(follow_up=(SURVEY, other)) if item.what == "Coach")
    left = items(follow_up=(replace(SURVEY, progress="done"), other))
    assert [item.uid for item in left if item.kind is Kind.FOLLOW_UP] == [coach.uid]
    moved = replace(INPUTS, start=START + dt.timedelta(days=1))
    assert coach.uid in {item.uid for item in items(inputs=moved, follow_up=(SURVEY, other))}


@pytest.mark.parametrize("day", [1e9, -30.0, 2_914_000.0])
def test_a_day_that_nobody_can_mean_is_due_at_the_end(day):
    assert found(Kind.FOLLOW_UP, follow_up=(replace(SURVEY, day=day),))[0][0] == "2026-02-27"


def test_the_last_days_that_there_are_can_be_told():
    late = replace(INPUTS, end=dt.date(9999, 12, 31))
    assert found(Kind.FOLLOW_UP, inputs=late)[0][0] == "9998-12-31"


def test_two_books_of_one_programme_lose_no_event():
    books = [
        ("a", plan()),
        ("b", plan_of(Study(inputs=INPUTS, follow_up=(replace(SURVEY, owner="Cy"),)), {})),
    ]
    assert len({entry.item.uid for entry in listing_of(books, END, 14).entries}) == 2
    assert len({entry.item.uid for entry in listing_of([("a", plan()), ("b", plan())], END, 14).entries}) == 1


def plan(name="Sales course"):
    return plan_of(Study(inputs=replace(INPUTS, programme=name), follow_up=(SURVEY,)), {})


def test_of_two_programmes_and_of_two_books_without_a_name_none_is_taken_for_another():
    books = [("a", plan("A")), ("b", plan("B")), ("c", plan("")), ("d", plan(""))]
    assert len({entry.item.uid for entry in listing_of(books, END, 14).entries}) == 4


@pytest.mark.parametrize(
    ("day", "state", "days"),
    [(30, State.OVERDUE, -1), (29, State.SOON, 0), (15, State.SOON, 14), (14, State.LATER, 15)],
)
def test_overdue_begins_on_the_day_after(day, state, days):
    (entry,) = listing_of([("a.xlsx", plan())], dt.date(2026, 3, day), 14).entries
    assert (entry.state, entry.days) == (state, days)
