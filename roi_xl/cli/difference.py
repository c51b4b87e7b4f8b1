"""How a difference is printed: as text for people, as JSON for other programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Final

import click

from roi_xl.cli.export import plain_finding
from roi_xl.cli.files import FileFailure
from roi_xl.cli.output import finding_lines
from roi_xl.diff import IN_NEW, Difference
from roi_xl.diff.as_text import lines
from roi_xl.files import FileError
from roi_xl.lang import texts
from roi_xl.tables import document

_MOST: Final = 20


def as_lines(found: Difference, language: str, *, is_all: bool) -> Iterator[str]:
    """The lines for the terminal, doubts first.

    Args:
        found: The difference.
        language: The language of our words.
        is_all: Whether all rows of each section are shown.
    """
    for key, doubts in (("doubts_old", found.old_doubts), ("doubts_new", found.new_doubts)):
        if doubts:
            yield click.style(texts(language)[f"diff.{key}"], fg="red")
            yield from finding_lines(doubts)
    yield from lines(found, language, None if is_all else _MOST)


def failure(error: FileError, old: Path, new: Path | None) -> FileFailure:
    """The failure of a comparison, with the workbook that it is about.

    Args:
        error: The error.
        old: The workbook that was opened first.
        new: The other one, if there is one.
    """
    reason = error.reason.removeprefix(IN_NEW)
    if new is None or reason == error.reason:
        return FileFailure(old, error)
    return FileFailure(new, FileError(error.code, reason, error.remedy))


def as_document(found: Difference) -> str:
    """The JSON document."""
    content = asdict(found) | {
        "same": found.is_same,
        "no_bridge": None if found.no_bridge is None else plain_finding(found.no_bridge),
        "old_doubts": [plain_finding(finding) for finding in found.old_doubts],
        "new_doubts": [plain_finding(finding) for finding in found.new_doubts],
    }
    return document("roi-xl diff", content)
