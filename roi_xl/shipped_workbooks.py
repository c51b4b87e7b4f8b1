"""The workbooks that we ship: built from the declaration, every cached value computed by our engines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from roi_xl.calc import FUNCTIONS
from roi_xl.engine import Evaluation, evaluate
from roi_xl.lang import LANGUAGES
from roi_xl.layout import content_from
from roi_xl.study import Study
from roi_xl.template.build import AUTHOR, Values, build
from roi_xl.template.words import VARIANTS, Content
from roi_xl.xlsx import Package, PackageError, Workbook, place, read
from roi_xl.xlsx.properties import core_properties

_LONGEST = 8_150  # characters of a formula: Excel takes 8,192, the second engine refused one of 8,168
_TODAY = dt.date(2026, 1, 1)  # no formula of the template uses it; a fixed day keeps the bytes the same


class UnfinishedWorkbookError(Exception):
    """A formula of the template has no certain result: write it so that both engines support it."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One workbook that we ship.

    Attributes:
        variant: Which example fills the input cells.
        language: The language of every visible word.
    """

    variant: str
    language: str

    @property
    def filename(self) -> str:
        """Its name in the folder of built workbooks; English has no suffix."""
        return f"{self.variant}-training{'' if self.language == 'en' else f'-{self.language}'}.xlsx"

    @property
    def kind(self) -> str:
        """The kind of workbook: all sheets, or one page."""
        return Content.of(self.variant, self.language).kind


EDITIONS = tuple(Edition(variant, language) for variant in VARIANTS for language in LANGUAGES)
"""Every workbook that we ship."""


def workbook(
    edition: Edition, rows: Mapping[str, int] = MappingProxyType({}), left_out: Collection[str] = ()
) -> bytes:
    """A workbook with the right value cached in every formula cell; the same bytes every time.

    Args:
        edition: Its variant and language.
        rows: Number of rows by table, for tables that need more than usual.
        left_out: The ids of the sheets that the workbook is built without.

    Raises:
        LookupError: There is no such variant or language; the message lists the existing ones.
        ValueError: A table has too few rows for the example that fills it, or a sheet can't be left out.
        UnfinishedWorkbookError: A formula couldn't be computed; the message names it.
    """
    return build(confirmed_values, Content.of(edition.variant, edition.language), rows, left_out)


def filled(study: Study, language: str) -> bytes:
    """A fresh workbook with a study in it, every cached value computed.

    Args:
        study: The programme.
        language: Language of the workbook's words.

    Raises:
        UnfinishedWorkbookError: A formula couldn't be computed; the message names it.
    """
    return build(confirmed_values, *content_from(study, language))


def editions() -> Iterator[tuple[str, bytes]]:
    """Every workbook that we ship: its file name and its bytes."""
    for edition in EDITIONS:
        yield edition.filename, workbook(edition)


def is_untouched(data: bytes) -> bool:
    """Whether a file is a workbook of ours, of any version, that nobody has saved since it was built.

    Every program that saves a workbook records the time; only then do the times of creation and last change
    differ.
    """
    try:
        known = core_properties(Package(data))
    except PackageError:
        return False
    return known.get("creator") == AUTHOR and known.get("modified") == known.get("created") is not None


def confirmed_values(data: bytes) -> Values:
    """The values of a workbook's formula cells, all of them certain.

    Args:
        data: A workbook whose formula cells hold 0.

    Raises:
        UnfinishedWorkbookError: A formula couldn't be computed; the message names it.
    """
    book = read(Package(data))
    if too_long := [*_too_long(book)]:
        raise UnfinishedWorkbookError("; ".join(too_long))
    evaluation = evaluate(book, FUNCTIONS, today=_TODAY)
    if problems := [*_problems(evaluation)]:
        raise UnfinishedWorkbookError("; ".join(problems))
    return evaluation.values


def _too_long(book: Workbook) -> Iterator[str]:
    """The formulas of which an engine or Excel may make nothing, since they are too long."""
    for sheet in book.sheets:
        for at, formula in sheet.formulas.items():
            if len(formula.text) > _LONGEST:
                where = place((sheet.name, at))
                yield f"{where}: {len(formula.text):,} characters; {_LONGEST:,} are certain to be understood"


def _problems(evaluation: Evaluation) -> Iterator[str]:
    for finding in evaluation.findings:
        yield f"{finding.where}: {finding.detail}"
    if evaluation.computed < evaluation.formulas:
        yield f"{evaluation.formulas - evaluation.computed} formulas were not computed"
