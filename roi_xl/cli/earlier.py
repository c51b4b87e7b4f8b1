"""What an earlier report of `roi-xl recalc` says is done, so that it isn't done again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from roi_xl.cli.files import FileFailure, about
from roi_xl.cli.paths import real
from roi_xl.cli.recalc_places import Places
from roi_xl.cli.reports import FORM, Unchanged, is_report
from roi_xl.files import FileError
from roi_xl.files.failures import explained
from roi_xl.tables.reading import READABLE, Row, rows_of
from roi_xl.tasks.recalculation import Status
from roi_xl.values_as_text import printable

_INPUT: Final = "input sha256"
_OUTPUT: Final = "output sha256"


@dataclass(frozen=True, slots=True)
class Way:
    """How this run goes about it; a workbook that was done in another way is done again.

    Attributes:
        version: The versions of roi-xl and the engines.
        settings: The engines that are asked, and values that are typed in first.
        day: The day of TODAY.
        places: Where results go.
    """

    version: str
    settings: str
    day: str
    places: Places


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier report.

    Attributes:
        report: The report.
        rows: Its rows by workbook.
    """

    report: Path
    rows: Mapping[str, Row]

    @classmethod
    def read(cls, report: Path, *, may_be_missing: bool = False) -> Earlier:
        """Read a report.

        Args:
            report: The report.
            may_be_missing: Whether it counts as empty if it isn't there: the first night.

        Raises:
            UsageError: Its name doesn't end as that of a report that can be read.
            FileFailure: It can't be read, or isn't one of ours.
        """
        suffix = report.suffix.lower()
        if suffix not in READABLE:
            reason = f"{printable(report)}: name a report that ends in {', '.join(READABLE)}"
            raise click.UsageError(reason)
        if may_be_missing and not report.exists():
            return cls(report, {})
        with about(report), explained():
            data = report.read_bytes()
        remedy = "name the file of an earlier --report"
        if not is_report(data):
            raise FileFailure(report, FileError("not-a-report", "it isn't a report of roi-xl recalc", remedy))
        try:
            with about(report):
                rows = rows_of(data, suffix, FORM)
        except ValueError as error:
            raise FileFailure(report, FileError("not-a-report", f"it is damaged ({error})", remedy)) from None
        return cls(report, {real(str(row["file"])): row for row in rows if "file" in row})

    def unchanged(self, path: Path, target: Path, way: Way) -> Unchanged | None:
        """The row of a workbook if computing it again would change nothing; None to compute it.

        Args:
            path: The workbook.
            target: Where its result goes; the workbook itself if it goes nowhere else.
            way: How this run goes about it.
        """
        row = self.rows.get(real(path))
        if row is None or not _is_same_way(row, way):
            return None
        if _is_done(row, path, target, way):
            return Unchanged(path, row, self.report)
        return None


def _is_same_way(row: Row, way: Way) -> bool:
    is_same = (row.get("version"), row.get("settings")) == (way.version, way.settings)
    return is_same and row.get("day", way.day) == way.day


def _is_done(row: Row, path: Path, target: Path, way: Way) -> bool:
    """Whether the files are as that run read and left them."""
    is_own = row.get("status") == Status.WRITTEN and _is(row.get("output"), path)
    if way.places.is_written and not way.places.in_place:
        is_there = row.get("status") == Status.WRITTEN and _is(row.get("output"), target)
        return is_there and _digest(path) == row.get(_INPUT) and _digest(target) == row.get(_OUTPUT)
    if is_own:
        return _digest(path) == row.get(_OUTPUT)
    is_stale = row.get("status") == Status.STALE and way.places.is_dry
    return (is_stale or row.get("status") == Status.CURRENT) and _digest(path) == row.get(_INPUT)


def _is(output: object, path: Path) -> bool:
    return isinstance(output, str) and real(output) == real(path)


def _digest(path: Path) -> str:
    """The SHA-256 of a file; empty if it can't be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
