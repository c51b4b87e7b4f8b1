"""The task of reporting: what a child process words about one workbook."""

from __future__ import annotations

from roi_xl.batch import Made, Task
from roi_xl.recalc import Settings
from roi_xl.report import Audience, Report, reported


def reporting(settings: Settings, audience: Audience, language: str = "") -> Task[Made[Report]]:
    """The task.

    Args:
        settings: How the workbook is recalculated first.
        audience: For whom the report is.
        language: Its language; empty for that of the workbook.
    """
    return Task(_reported, (settings, audience.value, language))


def _reported(data: bytes, settings: Settings, audience: str, language: str) -> Made[Report]:
    return None, reported(data, settings, audience, language)
