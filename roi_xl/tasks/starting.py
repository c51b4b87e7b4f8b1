"""The task of starting: a fresh workbook from a study in a text file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from roi_xl.batch import Made, Task
from roi_xl.files import FileError
from roi_xl.headlines import Headline, headlines
from roi_xl.layout.study_file import SEE_SCHEMA, content_of
from roi_xl.recalc import Settings, computed
from roi_xl.shipped_workbooks import UnfinishedWorkbookError, confirmed_values
from roi_xl.template.build import build


def starting(
    settings: Settings, end: str, language: str, rows: Mapping[str, int]
) -> Task[Made[tuple[Headline, ...]]]:
    """The task; its result are the figures of the new workbook.

    Args:
        settings: How the new workbook is computed for its figures.
        end: What the name of the study's file ends in.
        language: Language of the new workbook.
        rows: Rows of tables that should have at least so many, by table.
    """
    return Task(_started, (settings, end, language, dict(rows)))


def _started(
    data: bytes, settings: Settings, end: str, language: str, rows: Mapping[str, int]
) -> Made[tuple[Headline, ...]]:
    """A fresh workbook with the study.

    Raises:
        FileError: The file holds no study, or one of its formulas can't be computed for certain.
    """
    content, least = content_of(data, end, language)
    wanted = {table: max(number, least.get(table, 0)) for table, number in rows.items()}
    try:
        new = build(confirmed_values, content, {**least, **wanted})
    except UnfinishedWorkbookError as error:
        reason = f"its inputs give figures that can't be computed for certain: {str(error).split('; ')[0]}"
        raise FileError(
            "no-figures", reason, "mend that input, or leave it out and type it in Excel"
        ) from None
    except (LookupError, ValueError) as error:
        raise FileError("not-a-study", str(error.args[0]), SEE_SCHEMA) from None
    shown = headlines(computed(new, settings))
    return new, tuple(replace(headline, old=headline.new) for headline in shown)
