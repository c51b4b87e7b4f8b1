"""The rows that a new workbook starts with: they are nobody's until something in them is changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import cache

from roi_xl.lang import LANGUAGES
from roi_xl.study import RECORDS
from roi_xl.template.words import Content

_VARIANT = "blank"


@cache
def skeleton(language: str) -> Mapping[str, tuple[object, ...]]:
    """The records that a new workbook holds before anybody has typed, by part of a study.

    A formula stands for 0, which is what the lines that it links to give until they are filled in.

    Args:
        language: The language that the workbook states; one that isn't known has no such rows.
    """
    if language not in LANGUAGES:
        return {}
    content = Content.of(_VARIANT, language)
    return {
        part: tuple(_record(content, part, row) for row in range(content.height(part))) for part in RECORDS
    }


def _record(content: Content, part: str, row: int) -> object:
    typed = {field.name: content.cell(part, row, field.name.rstrip("_")) for field in fields(RECORDS[part])}
    given = {
        name: 0 if isinstance(value, str) and value.startswith("=") else value
        for name, value in typed.items()
        if value != ""
    }
    return RECORDS[part](**given)
