"""The number formats of the workbook's cells: those of units, and those that contain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from roi_xl.lang import texts
from roi_xl.template.words import Words
from roi_xl.units import Unit

_UNITS: Final = {
    "money": Unit.MONEY,
    "count": Unit.COUNT,
    "hours": Unit.HOURS,
    "share": Unit.PERCENT,
}
"""By key of the format; a zero is shown as a dash."""
_DASH: Final = '"–"'
_MINUS: Final = '"−"'
"""The sign of sentences and charts, wherever a figure is shown."""


def formats(words: Words) -> Mapping[str, str]:
    """Every number format by its key.

    Args:
        words: The texts of the workbook's language.
    """
    sign = texts(words.language)["numbers.percent"].format(number="").replace("\N{NO-BREAK SPACE}", " ")
    shown = {key: unit.number_format(sign) for key, unit in _UNITS.items()}
    dashed = {key: f"{format_};{_MINUS}{format_};{_DASH}" for key, format_ in shown.items()}
    percent = Unit.PERCENT.number_format(sign)
    score = Unit.SCORE.number_format()
    known = {
        "percent": f"{percent};{_MINUS}{percent};{percent}",  # an ROI of 0 is a figure
        "score": f"{score};{_MINUS}{score};{score}",
        "times": Unit.RATIO.number_format(),
    }
    return {**dashed, **known, **words.formats()}
