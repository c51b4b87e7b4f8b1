"""What is to be done as an iCalendar file (RFC 5545), which every calendar program takes in."""

from __future__ import annotations

import datetime as dt
from typing import Final

from icalendar import Alarm, Calendar, Event

from roi_xl.due.as_text import told
from roi_xl.due.calendar_file import PRODUCT
from roi_xl.due.listing import Entry, Listing

_EVE: Final = dt.timedelta(days=-1)


def calendar_of(listing: Listing, language: str) -> bytes:
    """The file: one all-day event for each entry, with a reminder on the day before.

    An event keeps its UID, so that taking in a later file changes events and doubles none. Nobody is invited.

    Args:
        listing: What is to be done in all programmes.
        language: The language of our words.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    once = {entry.item.uid: entry for entry in listing.entries}  # of copies of a workbook, one
    for entry in once.values():
        calendar.add_component(_event(entry, listing.day, language))
    return bytes(calendar.to_ical())


def _event(entry: Entry, day: dt.date, language: str) -> Event:
    item, event = entry.item, Event()
    text = told(entry, language)
    event.add("uid", item.uid)
    event.add("dtstamp", dt.datetime.combine(day, dt.time(), dt.UTC))
    event.add("sequence", entry.sequence)
    event.add("dtstart", item.due)
    event.add("dtend", item.due + dt.timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", f"{entry.programme}: {text}" if entry.programme else text)
    about = "\n".join(part for part in (item.evidence, item.owner, entry.book, item.where) if part)
    event.add("description", about)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", _EVE)
    event.add_component(alarm)
    return event
