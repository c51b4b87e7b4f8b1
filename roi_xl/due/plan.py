"""What is still to be done in a programme, by when and by whom, from what was typed into its workbook.

A follow-up is due so many days after the training's end; an indicator is read for the first time at day 30;
an objective is agreed before the training starts; a value agreed more than a year ago is agreed anew.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from typing import Final, TypeVar

from roi_xl.study import FollowUp, Indicator, Study
from roi_xl.xlsx import Cell, place

_OVER: Final = frozenset({"done", "dropped"})
_TRAINED: Final = "trained"
_FIRST_READING: Final = 30
"""Days after the training by which an indicator has a reading."""

_YEAR: Final = 365
"""Days after which the agreement on a value is renewed."""

_MOST_DAYS: Final = 3_660
"""Days after a training that can be meant: ten years."""

_LAST: Final = dt.date(9998, 12, 31)
_ID: Final = "@roi_xl"
_Record = TypeVar("_Record")

Places = Mapping[str, Sequence[Cell]]
"""A cell in the row of each record, by the part of the study; parts without a table are missing."""


class Kind(StrEnum):
    """What is to be done."""

    FOLLOW_UP = "follow-up"
    NO_PLAN = "no-plan"
    READING = "reading"
    OBJECTIVE = "objective"
    AGREEMENT = "agreement"
    TEST = "test"
    SURVEY = "survey"


@dataclass(frozen=True, slots=True)
class Item:
    """Something that is to be done.

    Attributes:
        kind: What it is.
        day: The day by which it is to be done, as `2026-03-31`.
        what: The activity, indicator, objective or value, as typed; codes of people.
        evidence: What is to be collected, as typed.
        owner: Who does it, as typed.
        where: The cell of the workbook.
        uid: An identification that stays the same when texts, owners and the training's dates change.
    """

    kind: Kind
    day: str
    what: str
    evidence: str
    owner: str
    where: str
    uid: str

    @property
    def due(self) -> dt.date:
        """The day by which it is to be done."""
        return dt.date.fromisoformat(self.day)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done in a programme.

    Attributes:
        programme: Its name.
        owner: Its owner.
        has_end: Whether the end of the training is known; without it nothing but agreements has a day.
        sequence: The number of versions that the Log tells.
        items: What is to be done, the earliest first.
    """

    programme: str
    owner: str
    has_end: bool
    sequence: int
    items: tuple[Item, ...]


def plan_of(study: Study, places: Places) -> Plan:
    """What is to be done in a programme, whatever the day.

    Args:
        study: What was filled in.
        places: Where its records stand.
    """
    inputs = study.inputs
    drafts = [
        *_follow_ups(study, places),
        *_readings(study, places),
        *_agreements(study, places),
        *_people(study),
    ]
    ids = Counter[tuple[Kind, str]]()
    items = []
    for kind, key, due, what, evidence, owner, where in drafts:
        ids[kind, key] += 1
        year = str(inputs.start.year) if inputs.start else ""
        uid = uid_of(inputs.programme, year, kind, key, str(ids[kind, key]))
        items.append(Item(kind, due.isoformat(), what, evidence, owner or inputs.owner, where, uid))
    items.sort(key=lambda item: (item.due, item.owner, item.uid))
    has_end = inputs.end is not None
    return Plan(inputs.programme, inputs.owner, has_end, len(study.versions), tuple(items))


def uid_of(*parts: str) -> str:
    """An identification made of parts, the same on every computer."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:40] + _ID


_Draft = tuple[Kind, str, dt.date, str, str, str, str]
"""Kind, key among its kind, day, what, evidence, owner, place."""


def _placed(records: Sequence[_Record], cells: Sequence[Cell] | None) -> Iterator[tuple[_Record, str]]:
    for record, cell in zip_longest(records, cells or ()):
        yield record, place(cell) if cell else ""


def _follow_ups(study: Study, places: Places) -> Iterator[_Draft]:
    end = study.inputs.end
    if end is None:
        return
    if not any(each.activity or each.day for each in study.follow_up):
        yield Kind.NO_PLAN, "", end, "", "", study.inputs.owner, ""
    numbers = Counter[str]()  # of all rows of a day, so that one that is done changes no other's
    for each, where in _placed(study.follow_up, places.get("follow_up")):
        if each.day is not None:
            key = f"{each.day:g}"
            numbers[key] += 1
            if _is_open(each):
                day = _after(end, each.day)
                found = f"{key} {numbers[key]}"
                yield Kind.FOLLOW_UP, found, day, each.activity, each.evidence, each.owner, where


def _after(day: dt.date, days: float) -> dt.date:
    """A day so many days later; the day itself where a cell holds no number of days that could be meant."""
    later = day.toordinal() + (int(days) if 0 <= days <= _MOST_DAYS else 0)
    return dt.date.fromordinal(min(later, _LAST.toordinal()))


def _is_open(each: FollowUp) -> bool:
    return each.done is None and each.progress not in _OVER


def _readings(study: Study, places: Places) -> Iterator[_Draft]:
    """The indicators with a target that nobody has read since the training."""
    end = study.inputs.end
    for each, where in _placed(study.evidence, places.get("evidence")):
        if end is not None and each.indicator and each.target is not None and not _is_read(each):
            day = _after(end, _FIRST_READING)
            yield Kind.READING, each.id or each.indicator, day, each.indicator, each.source, "", where


def _is_read(each: Indicator) -> bool:
    return any(reading is not None for reading in (each.day30, each.day60, each.day90, each.later))


def _agreements(study: Study, places: Places) -> Iterator[_Draft]:
    start = study.inputs.start
    for objective, where in _placed(study.objectives, places.get("objectives")):
        if start is not None and objective.objective and objective.agreed is None:
            key, what = f"{objective.level}", objective.objective
            yield Kind.OBJECTIVE, key, start, what, objective.measure, objective.owner, where
    for value, where in _placed(study.values, places.get("values")):
        if value.unit_value is not None and value.agreed is not None:
            day = _after(value.agreed, _YEAR)
            yield Kind.AGREEMENT, value.id, day, value.measure, value.source, value.owner, where


def _people(study: Study) -> Iterator[_Draft]:
    """People who have to take the test again, or haven't answered, by their codes; those trained alone."""
    end, bar = study.inputs.end, study.inputs.pass_score
    if end is None:
        return
    trained = [person for person in study.people if person.id and person.group == _TRAINED]
    failed = [p.id for p in trained if bar is not None and p.after is not None and p.after < bar]
    if failed:
        yield Kind.TEST, "", end, ", ".join(failed), "", "", ""
    answered = {answer.id for answer in study.answers}
    silent = [person.id for person in trained if person.id not in answered]
    if silent and len(silent) < len(trained):  # else answers have no codes of people
        day = _after(end, _FIRST_READING)
        yield Kind.SURVEY, "", day, ", ".join(silent), "", "", ""
