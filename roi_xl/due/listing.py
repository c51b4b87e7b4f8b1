"""What is to be done in all programmes on a day: overdue, due soon, or later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from roi_xl.due.plan import Item, Plan, uid_of


class State(StrEnum):
    """How much time is left."""

    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that is to be done in one programme.

    Attributes:
        book: The workbook, as it was named.
        programme: The programme's name.
        sequence: How many versions the workbook's Log tells.
        item: What is to be done.
        days: The days that are left; negative for those that have passed.
        state: Whether that is soon.
    """

    book: str
    programme: str
    sequence: int
    item: Item
    days: int
    state: State


@dataclass(frozen=True, slots=True)
class Listing:
    """What is to be done in all programmes.

    Attributes:
        day: The day as of which it is said.
        within: The days that count as soon.
        entries: What is to be done: by owner, those of one owner by day.
        without_end: The workbooks that don't state the training's end, so that most have no day.
    """

    day: dt.date
    within: int
    entries: tuple[Entry, ...]
    without_end: tuple[str, ...]

    def of(self, state: State) -> list[Entry]:
        """The entries that are overdue, due soon, or later."""
        return [entry for entry in self.entries if entry.state is state]


def listing_of(plans: Iterable[tuple[str, Plan]], day: dt.date, within: int) -> Listing:
    """What is to be done as of a day.

    Args:
        plans: The plan of each workbook, by its name.
        day: The day.
        within: The days that count as soon.
    """
    known = [*plans]
    entries = [
        Entry(book, plan.programme, plan.sequence, _known_apart(item, plan, book), days, _state(days, within))
        for book, plan in known
        for item in plan.items
        for days in [(item.due - day).days]
    ]
    entries = [*_told_apart(entries)]
    entries.sort(key=lambda entry: (entry.item.owner.casefold(), entry.item.due, entry.book, entry.item.uid))
    without_end = tuple(book for book, plan in known if not plan.has_end)
    return Listing(day, within, tuple(entries), without_end)


def _told_apart(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries; one that has another's identification and is about something else gets its own."""
    first: dict[str, Entry] = {}
    for entry in entries:
        known = first.setdefault(entry.item.uid, entry)
        is_same = replace(known.item, where="") == replace(entry.item, where="")
        uid = entry.item.uid if is_same else uid_of(entry.book, entry.item.uid)
        yield replace(entry, item=replace(entry.item, uid=uid))


def _known_apart(item: Item, plan: Plan, book: str) -> Item:
    """An item of a programme without a name, whose identification needs the workbook's."""
    if plan.programme:
        return item
    return replace(item, uid=uid_of(book, item.uid))


def _state(days: int, within: int) -> State:
    if days < 0:
        return State.OVERDUE
    return State.SOON if days <= within else State.LATER
