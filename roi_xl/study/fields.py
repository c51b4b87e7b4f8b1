"""The types of a record's fields that aren't texts."""

from __future__ import annotations

import datetime as dt

Number = float | None
Day = dt.date | None
