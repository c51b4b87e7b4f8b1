"""Compares two workbooks, both recalculated in memory first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from roi_xl.computed_workbook import Model
from roi_xl.diff.alignment import Alignment
from roi_xl.diff.book_side import Side
from roi_xl.diff.bridge import NoBridgeError, bridge
from roi_xl.diff.comparison import Comparison
from roi_xl.diff.difference import Bridge, Difference, Figure
from roi_xl.diff.structure import notes
from roi_xl.engine import EngineError
from roi_xl.errors import Finding, Level
from roi_xl.files import FileError
from roi_xl.headlines import headlines
from roi_xl.recalc import Settings, account, computed
from roi_xl.xlsx.properties import custom_properties

IN_NEW: Final = "NEW: "
"""How the reason of a failure begins that is about the new workbook."""


def compared(old: bytes, new: bytes, settings: Settings) -> Difference:
    """Compare two workbooks.

    Args:
        old: The old workbook's bytes.
        new: The new one's.
        settings: How they are recalculated.

    Raises:
        FileError: One can't be read, or a formula engine refused the new one; about the new one, the reason
            begins with `IN_NEW`.
        EngineError: A formula engine refused the old workbook.
    """
    before = computed(old, settings)
    try:
        after = computed(new, settings)
        custom_properties(after.book.package)  # damaged ones are met later, when nobody knows whose they are
    except FileError as error:
        raise FileError(error.code, f"{IN_NEW}{error.reason}", error.remedy) from None
    except EngineError as error:
        raise FileError("engine-failed", f"{IN_NEW}{error}", "recalculate in Excel") from None
    return difference(before, after, settings)


def difference(old: Model, new: Model, settings: Settings) -> Difference:
    """The difference of two computed workbooks.

    Args:
        old: The old workbook.
        new: The new one.
        settings: How they are computed.
    """
    comparison = Comparison(Alignment(Side(old), Side(new)))
    rows = comparison.rows
    in_rows = {pair for _, pairs in rows for pair in pairs}
    results = tuple(comparison.change(pair) for pair in comparison.results)
    over, no_bridge = _bridge(comparison, settings)
    return Difference(
        tuple(_figures(old, new)),
        tuple(comparison.change(pair) for pair in comparison.entered if pair not in in_rows),
        tuple(row for row, _ in rows),
        tuple(comparison.change(pair, of_formulas=True) for pair in comparison.formulas),
        tuple(notes(comparison.alignment)),
        results,
        over,
        no_bridge,
        tuple(_doubts(old)),
        tuple(_doubts(new)),
        comparison.unknown,
    )


def _bridge(comparison: Comparison, settings: Settings) -> tuple[Bridge | None, Finding | None]:
    """How one ROI became the other, or why that can't be told; neither for workbooks that aren't ours."""
    if not (comparison.alignment.old.is_ours or comparison.alignment.new.is_ours):
        return None, None
    try:
        return bridge(comparison, settings), None
    except NoBridgeError as error:
        return None, error.finding


def _figures(old: Model, new: Model) -> Iterator[Figure]:
    """The figures to look at first that both workbooks have; an uncertain one without a number."""
    known = {headline.label: headline for headline in headlines(old)}
    for headline in headlines(new):
        before = known.get(headline.label)
        if before is not None:
            is_certain = before.confirmed and headline.confirmed
            values = (before.new, headline.new) if is_certain else (None, None)
            yield Figure(headline.label, headline.unit, before.where, headline.where, *values, is_certain)


def _doubts(model: Model) -> Iterator[Finding]:
    """Why figures of a workbook are not to be used."""
    where = {headline.where for headline in headlines(model)}
    for finding in account(model).findings:
        if finding.level is Level.ERROR or where & {finding.where, *finding.cells}:
            yield finding
