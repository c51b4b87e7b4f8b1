"""How a calendar file of ours is recognised, which a later one may replace."""

from __future__ import annotations

from typing import Final

from roi_xl.files import Kind

PRODUCT: Final = "-//roi_xl//due//EN"
"""The product that our calendars name."""

_BEGINNING: Final = 500  # bytes among which it stands


def is_calendar(data: bytes) -> bool:
    """Whether a file is a calendar of ours."""
    named = f"\r\nPRODID:{PRODUCT}\r\n".encode()
    return data.startswith(b"BEGIN:VCALENDAR\r\n") and named in data[:_BEGINNING]


CALENDAR: Final = Kind("a calendar of roi-xl", is_calendar)
