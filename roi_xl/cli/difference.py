"""Compares workbooks for `roi-xl diff`, and prints the difference as text, as JSON or as a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final, TypeVar

import click

from roi_xl.batch import Failure, Limits, Outcome, Reported, Task, opened
from roi_xl.cli.export import plain_finding
from roi_xl.cli.files import FileFailure, about, check, write
from roi_xl.cli.output import finding_lines
from roi_xl.cli.run import Run
from roi_xl.diff import IN_NEW, Difference
from roi_xl.diff.as_html import page
from roi_xl.diff.as_text import lines
from roi_xl.files import ANYTHING, FileError
from roi_xl.lang import texts
from roi_xl.recalc import Settings
from roi_xl.tables import document
from roi_xl.tasks.comparing import comparing, writing_lines
from roi_xl.values_as_text import printable

T = TypeVar("T")
_MOST: Final = 20


def compared(
    books: Sequence[Path],
    target: Path | None,
    language: str,
    settings: Settings,
    limits: Limits,
    *,
    force: bool,
) -> Difference:
    """The difference of two workbooks, also written as a page if one is asked for.

    Args:
        books: The old workbook and the new one.
        target: The page; None to write none.
        language: The language of the page's words.
        settings: How the workbooks are recalculated.
        limits: The limits of the calculation.
        force: Whether the page may replace any existing file.

    Raises:
        FileFailure: A workbook can't be read or computed, or the page not written.
    """
    old, new = books
    if target is not None:
        check(target, ANYTHING, force=force)
    with about(new), opened(new) as source:
        data = source.data
    found = _result(old, comparing(data, settings), limits, new)
    if target is not None:
        write(target, page(found, old.name, new.name, language), ANYTHING, force=force)
    return found


def lines_of(book: Path, settings: Settings, limits: Limits) -> str:
    """A workbook as lines.

    Raises:
        FileFailure: It can't be read or computed.
    """
    return _result(book, writing_lines(settings), limits)


def _result(book: Path, task: Task[T], limits: Limits, new: Path | None = None) -> T:
    run: Run[T] = Run([book])
    run.carry_out(task, Reported(), limits, _nothing, doing="Comparing")
    (outcome,) = run.outcomes
    if not isinstance(outcome.result, Failure):
        return outcome.result
    error = outcome.result.error
    reason = error.reason.removeprefix(IN_NEW)
    if new is None or reason == error.reason:
        raise FileFailure(outcome.place, error)
    raise FileFailure(new, FileError(error.code, reason, error.remedy))


def _nothing(_: Outcome[T]) -> None:
    """The one outcome is shown when it is complete."""


def as_text(found: Difference, language: str, target: Path | None, *, is_all: bool) -> str:
    """The text for the terminal, doubts first.

    Args:
        found: The difference.
        language: The language of our words.
        target: The page that was written, if any.
        is_all: Whether all rows of each section are shown.
    """
    told: list[str] = []
    for key, doubts in (("doubts_old", found.old_doubts), ("doubts_new", found.new_doubts)):
        if doubts:
            told += [click.style(texts(language)[f"diff.{key}"], fg="red"), *finding_lines(doubts)]
    told += lines(found, language, None if is_all else _MOST)
    return "\n".join(told if target is None else [*told, f"{printable(target)}: written"])


def as_document(found: Difference) -> str:
    """The JSON document."""
    content = asdict(found) | {
        "same": found.is_same,
        "no_bridge": None if found.no_bridge is None else plain_finding(found.no_bridge),
        "old_doubts": [plain_finding(finding) for finding in found.old_doubts],
        "new_doubts": [plain_finding(finding) for finding in found.new_doubts],
    }
    return document("roi-xl diff", content)
