"""Where results are written: nowhere, into the files themselves, into a folder, or into one file.

A task that only reads uses `Reported`. A task that makes a new file returns a pair for the other classes: the
new content (None if it is unchanged) and the report.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import Final

from roi_xl.batch.task import Delivered, R, T
from roi_xl.errors import Finding, Level
from roi_xl.files import Source
from roi_xl.files.folders import make_folder
from roi_xl.files.ownership import ANYTHING, put
from roi_xl.files.result_folder import Results

Made = tuple[bytes | None, R]
"""The result of a task that makes a new file."""

_NO_NAMES: Final[Mapping[Path, PurePath]] = MappingProxyType({})


class Reported:
    """For a task that only reads: its result is reported, nothing is written."""

    in_place: Final = False

    def folders(self, _: Iterable[Path]) -> Iterable[str]:
        """None."""
        return ()

    def target(self, path: Path) -> Path:
        """The file itself."""
        return path

    def put(self, _: Path, __: Source, result: T) -> Delivered[T]:
        """Report the result."""
        return Delivered(result)


class Nowhere:
    """Report only; the new content is dropped."""

    in_place: Final = False

    def folders(self, _: Iterable[Path]) -> Iterable[str]:
        """None."""
        return ()

    def target(self, path: Path) -> Path:
        """The file itself."""
        return path

    def put(self, _: Path, __: Source, result: Made[R]) -> Delivered[R]:
        """Drop the new content."""
        return Delivered(result[1])


class InPlace:
    """Each file is replaced by its own new content; a file without new content isn't touched."""

    in_place: Final = True

    def folders(self, paths: Iterable[Path]) -> Iterable[str]:
        """The folders of the files, links followed."""
        found = set()
        for path in paths:
            with suppress(OSError):  # Windows can't look up this name
                found.add(os.path.dirname(os.path.realpath(path)))  # noqa: PTH120 - as text
        return found

    def target(self, path: Path) -> Path:
        """The file itself."""
        return path

    def put(self, path: Path, source: Source, result: Made[R]) -> Delivered[R]:
        """Replace the file."""
        new, report = result
        if new is None:
            return Delivered(report)
        source.replace(new)
        return Delivered(report, path, tuple(_left_behind(source.other_names)))


class IntoFolder:
    """Results go into a folder under the names of the files, changed or not."""

    in_place: Final = False

    def __init__(
        self, folder: Path, *, names: Mapping[Path, PurePath] = _NO_NAMES, force: bool = False
    ) -> None:
        """Name the folder.

        Args:
            folder: An existing folder.
            names: The paths below it of results that don't just get the name of their file.
            force: Whether results may replace files there that aren't our own results.
        """
        self._folder = folder
        self._names = names
        self._force = force
        self._results: dict[Path, Results] = {}

    def folders(self, paths: Iterable[Path]) -> Iterable[str]:
        """The folder, and those below it that get results."""
        return {str(self._folder), *(str(self.target(path).parent) for path in paths)}

    def target(self, path: Path) -> Path:
        """The file of the same name in the folder, or below it."""
        return self._folder / self._names.get(path, path.name)

    def put(self, path: Path, source: Source, result: Made[R]) -> Delivered[R]:
        """Write the file; its folder is made if it isn't there."""
        new, report = result
        target = self.target(path)
        if target.parent not in self._results:
            make_folder(target.parent, parents=True)
            self._results[target.parent] = Results(target.parent, force=self._force)
        written = self._results[target.parent].put(target.name, source.data if new is None else new)
        return Delivered(report, written)


class IntoFile:
    """The result of a single file goes into a named file."""

    in_place: Final = False

    def __init__(self, path: Path, *, force: bool = False) -> None:
        """Name the file.

        Args:
            path: The target; a link is followed.
            force: Whether to replace any existing file.
        """
        self._path = path
        self._force = force

    def folders(self, _: Iterable[Path]) -> Iterable[str]:
        """No folders: `put` cleans the one that it writes to."""
        return ()

    def target(self, _: Path) -> Path:
        """The named file."""
        return self._path

    def put(self, _: Path, source: Source, result: Made[R]) -> Delivered[R]:
        """Write the file."""
        new, report = result
        put(self._path, source.data if new is None else new, ANYTHING, force=self._force)
        return Delivered(report, self._path)


def _left_behind(names: int) -> Iterator[Finding]:
    """A finding about hard links: they keep the old file, and a backup may have made them on purpose."""
    if names:
        detail = (
            f"{names} other name{'s' if names > 1 else ''} of the file (hard links) kept the old workbook"
        )
        remedy = "recalculate those, too, or use symbolic links"
        yield Finding(Level.WARNING, "hard-links", "", detail, remedy)
