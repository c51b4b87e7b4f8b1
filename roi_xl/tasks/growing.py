"""The task of growing: a fresh full workbook from one that was filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isclose

from roi_xl.batch import Made, Task
from roi_xl.catalogue import Scalar
from roi_xl.computed_workbook import Model
from roi_xl.errors import Level
from roi_xl.files import FileError
from roi_xl.headlines import Headline, headlines
from roi_xl.lang import ENGLISH, LANGUAGES
from roi_xl.layout import grown, study_from
from roi_xl.recalc import Settings, computed
from roi_xl.shipped_workbooks import UnfinishedWorkbookError, confirmed_values
from roi_xl.study import Benefit
from roi_xl.tampering.which_checks_fail import failing_checks
from roi_xl.template import names
from roi_xl.template.build import build
from roi_xl.xlsx import Package, read
from roi_xl.xlsx.properties import custom_properties

_MEND = "correct it there, then take it over"
_DIGITS = 1e-12


@dataclass(frozen=True, slots=True)
class Growth:
    """What came of growing a workbook, as plain data.

    Attributes:
        kind: The kind of workbook that it grew from.
        figures: The figures to look at first; `old` is that of the workbook it grew from.
        waiting: The benefit lines that don't count yet, such as `B2 Wrong order lines`.
    """

    kind: str
    figures: tuple[Headline, ...]
    waiting: tuple[str, ...]


def growing(settings: Settings, language: str, rows: Mapping[str, int]) -> Task[Made[Growth]]:
    """The task.

    Args:
        settings: How the workbook is computed before it is read.
        language: Language of the new workbook; empty for that of the other one.
        rows: Rows of tables that should have at least so many, by table.
    """
    return Task(_grown, (settings, language, dict(rows)))


def _grown(data: bytes, settings: Settings, language: str, rows: Mapping[str, int]) -> Made[Growth]:
    """A fresh full workbook with the study of another one.

    Raises:
        PackageError: The bytes aren't a workbook that can be read.
        FileError: It isn't one of ours, or something in it can't be taken over; the message names it.
    """
    model = computed(data, settings)
    study, findings = study_from(model)
    for finding in findings:
        if finding.level is Level.ERROR:
            where = f"{finding.where}: " if finding.where else ""
            raise FileError(finding.code, f"{where}{finding.detail}", finding.remedy)
    properties = custom_properties(model.book.package)
    kind = names.kind_of(properties)
    if kind == names.QUICK and (failing := failing_checks(model)):
        first = failing[0]
        at = f" at “{first.first}”" if first.first else ""
        raise FileError("model-checks", f"the check “{first.check}” fails{at}", first.remedy or _MEND)
    known = properties.get(names.LANGUAGE_PROPERTY, "")
    content, least = grown(study, kind, language or (known if known in LANGUAGES else ENGLISH))
    wanted = {table: max(number, least.get(table, 0)) for table, number in rows.items()}
    try:
        new = build(confirmed_values, content, {**least, **wanted})
    except UnfinishedWorkbookError as error:
        reason = f"its inputs give figures that can't be computed for certain: {str(error).split('; ')[0]}"
        raise FileError("no-figures", reason, "type them into a fresh workbook of `roi-xl new`") from None
    waiting = tuple(f"{line.id} {line.benefit}" for line in study.benefits if _waits(line, kind))
    return new, Growth(kind, tuple(_compared(model, Model(read(Package(new))))), waiting)


def _waits(line: Benefit, kind: str) -> bool:
    """Whether a line of a page was left without its value, as it isn't complete."""
    return kind == names.QUICK and not line.value_id


def _compared(old: Model, new: Model) -> list[Headline]:
    """The figures of the new workbook, each with that of the old one."""
    before = {headline.label: headline.new for headline in headlines(old)}
    both = [headline for headline in headlines(new) if headline.label in before]
    return [replace(headline, old=_before(before[headline.label], headline.new)) for headline in both]


def _before(old: Scalar, new: Scalar) -> Scalar:
    """The figure of the old workbook; the new one where only the last digits of a sum differ."""
    is_same = isinstance(old, float) and isinstance(new, float) and isclose(old, new, rel_tol=_DIGITS)
    return new if is_same else old
