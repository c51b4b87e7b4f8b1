"""Where the results of `roi-xl recalc` go; places that can't take them are refused at once."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from roi_xl.batch import Delivery, InPlace, IntoFile, IntoFolder, Made, Nowhere
from roi_xl.cli.files import FileFailure, about, check, check_result, make
from roi_xl.cli.named_books import Workbooks
from roi_xl.cli.paths import real
from roi_xl.cli.reports import REPORT, SUFFIXES
from roi_xl.files import FileError, check_folder
from roi_xl.recalc import Recalculation
from roi_xl.values_as_text import printable

_ANY_WRITE: Final = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True, slots=True)
class Places:
    """Where results go.

    Attributes:
        in_place: Whether into the workbooks themselves.
        folder: The folder for them, if any.
        into: The file for the only one, if any.
        is_check: Whether nothing is written because only a check is asked for.
    """

    in_place: bool
    folder: Path | None
    into: Path | None
    is_check: bool

    def __post_init__(self) -> None:
        """Refuse several at once."""
        if sum((self.in_place, self.folder is not None, self.is_check, self.into is not None)) > 1:
            raise click.UsageError("--in-place, --output, --into and --check exclude each other")

    @property
    def is_written(self) -> bool:
        """Whether results are written anywhere."""
        return self.in_place or self.folder is not None or self.into is not None

    @property
    def is_dry(self) -> bool:
        """Whether new values are shown and then lost."""
        return not (self.is_written or self.is_check)

    def target(self, path: Path, books: Workbooks) -> Path:
        """Where the result of a workbook goes; the workbook itself if nowhere else."""
        if self.folder is not None:
            return self.folder / books.names.get(path, path.name)
        return self.into or path

    def delivery(self, books: Workbooks, *, force: bool) -> Delivery[Made[Recalculation], Recalculation]:
        """What writes the results.

        Args:
            books: The workbooks.
            force: Whether to replace files that aren't ours.
        """
        if self.in_place:
            return InPlace()
        if self.folder is not None:
            return IntoFolder(self.folder, names=books.names, force=force)
        return Nowhere() if self.into is None else IntoFile(self.into, force=force)

    def check(self, books: Workbooks, report: Path | None, *, force: bool) -> None:
        """Refuse places that can't take the results, before anything is computed; create their folder.

        Args:
            books: The workbooks.
            report: The report that is going to be written.
            force: Whether to replace files that aren't ours.

        Raises:
            UsageError: Results would overwrite workbooks or each other.
            FileFailure: A place can't be written.
        """
        results = {} if self.folder is None else {path: self.target(path, books) for path in books.paths}
        if report is not None:
            _check_report(report, [*books.paths, *results.values()], self.folder, force=force)
        if self.into is not None:
            if len(books.paths) != 1:
                raise click.UsageError(
                    "--into takes the result of one workbook: give --output DIR for several"
                )
            check_result(books.paths[0], self.into, ": give --in-place to change it", force=force)
        if self.folder is not None:
            _check_names(results)
            make(self.folder, parents=True)
            # A file without any write permission is protected on purpose, even if root could write it.
            if not self.folder.stat().st_mode & _ANY_WRITE or not os.access(self.folder, os.W_OK | os.X_OK):
                denied = FileError(
                    "no-permission", "permission denied", "allow writing, or name another folder"
                )
                raise FileFailure(self.folder, denied)


def _check_report(report: Path, paths: Iterable[Path], folder: Path | None, *, force: bool) -> None:
    if report.suffix.lower() not in SUFFIXES:
        raise _wrong(report, f"name a file that ends in {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}")
    if real(report) in map(real, paths):
        raise _wrong(report, "this is a workbook or the result of one")
    is_to_be_made = folder is not None and real(folder) == real(report.parent)
    with about(report):
        if report.is_dir():
            raise FileError("directory", "it is a folder", "name a file")
        if not is_to_be_made:
            check_folder(report.parent)
    if report.is_file():
        check(report, REPORT, force=force)


def _wrong(report: Path, why: str) -> click.UsageError:
    return click.UsageError(f"--report {printable(report)}: {why}")


def _check_names(results: Mapping[Path, Path]) -> None:
    """Refuse result names if a result would overwrite another result or a workbook."""
    sources = {real(path) for path in results}
    names: dict[str, Path] = {}
    for path, target in results.items():
        other = names.setdefault(str(target).casefold(), path)
        if other is not path:
            both = f"{printable(other)} and {printable(path)}"
            raise click.UsageError(f"{both} would both be written to {printable(target)}")
        if real(target) in sources:
            raise click.UsageError(f"{printable(target)} is a workbook to be read: use --in-place")
