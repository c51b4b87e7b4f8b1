"""Turns a study from one workbook into the content of a fresh full one, with the links that it had."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from roi_xl.layout import one_page
from roi_xl.layout.content import rows_for, tree_of
from roi_xl.layout.declared import LINES
from roi_xl.study import Study
from roi_xl.template import names
from roi_xl.template.books import BLANK
from roi_xl.template.words import Content


def grown(study: Study, kind: str, language: str) -> tuple[Content, Mapping[str, int]]:
    """The content that fills a fresh full workbook with a study, and the least rows that its tables need.

    Args:
        study: The study.
        kind: The kind of workbook that it is from. A page knows nothing of what a blank full workbook sets
            from the beginning, such as the years counted, and some of its numbers follow others.
        language: Language of the workbook's words; the study's own texts stay as they are.
    """
    tree = tree_of(study)
    if kind == names.QUICK:
        blank = Content.of(BLANK[names.FULL], language)
        preset = {name: blank.line(name) for name in map(names.input_cell, LINES) if blank.line(name) != ""}
        tree["line"] = {**preset, **cast("Mapping[str, object]", tree["line"])}
        for (part, row, column), formula in one_page.links_of(study).items():
            rows = cast("list[dict[str, object]]", tree[part])
            rows[row][column] = formula
    return Content("study", language, tree), rows_for(study)
