"""Turns a study into the content of a fresh workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import cast

from roi_xl.layout.declared import TABLES
from roi_xl.study import RECORDS, Study
from roi_xl.template import names
from roi_xl.template.words import Content, Verbatim


def content_from(study: Study, language: str) -> tuple[Content, Mapping[str, int]]:
    """The content that fills a fresh workbook with a study, and the least rows that its tables need.

    Args:
        study: The programme.
        language: Language of the workbook's words; the study's own texts stay as they are.
    """
    return Content("study", language, tree_of(study)), rows_for(study)


def tree_of(study: Study) -> dict[str, object]:
    """A study as the tree of a workbook's content: lines by name, rows of tables by column."""
    lines = {names.input_cell(name): value for name, value in _filled(study.inputs).items()}
    return {"line": lines} | {part: [_filled(record) for record in _records(study, part)] for part in RECORDS}


def rows_for(study: Study) -> Mapping[str, int]:
    """How many rows the tables of a workbook need for a study."""
    rows = {part: max(len(_records(study, part)), TABLES[part].height) for part in RECORDS}
    return rows | dict.fromkeys(names.KEYED, max(rows[part] for part in names.KEYED))


def _records(study: Study, part: str) -> Sequence[object]:
    return cast("Sequence[object]", getattr(study, part))


def _filled(record: object) -> dict[str, object]:
    """The fields that aren't empty, by column; a text stays text even if it looks like a formula."""
    values = {
        field.name.rstrip("_"): getattr(record, field.name)
        for field in fields(record)  # type: ignore[arg-type]  # a record of RECORDS
    }
    return {
        name: Verbatim(value) if isinstance(value, str) else value
        for name, value in values.items()
        if value not in (None, "")
    }
