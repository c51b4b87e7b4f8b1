"""Where results go: nowhere, into the files themselves, into a folder, into one file.

A task that only reads has its result `Reported`. One that makes a new file gives two things, which the others
take: the new content, None where it is the old one, and what is reported.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from roi_xl.batch.task import Delivered, R, T
from roi_xl.errors import Finding, Level
from roi_xl.files import Source
from roi_xl.files.ownership import ANYTHING, put
from roi_xl.files.results import Results

Made = tuple[bytes | None, R]
"""What a task gives that makes a new file."""


class Reported:
    """Of a task that only reads, the result is all there is."""

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
    """Only look: the new content is dropped."""

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
    """Each file is replaced by its own new content; one without new content isn't touched."""

    in_place: Final = True

    def folders(self, paths: Iterable[Path]) -> Iterable[str]:
        """Those in which the files lie, links followed."""
        found = set()
        for path in paths:
            with suppress(OSError):  # a name that Windows can't look up
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

    def __init__(self, folder: Path, *, force: bool = False) -> None:
        """Name the folder.

        Args:
            folder: Where; it is there.
            force: Whether they replace files there that aren't results of ours.
        """
        self._folder = folder
        self._results = Results(folder, force=force)

    def folders(self, _: Iterable[Path]) -> Iterable[str]:
        """The one."""
        return (str(self._folder),)

    def target(self, path: Path) -> Path:
        """The file of the same name in the folder."""
        return self._folder / path.name

    def put(self, path: Path, source: Source, result: Made[R]) -> Delivered[R]:
        """Write the file."""
        new, report = result
        return Delivered(report, self._results.put(path.name, source.data if new is None else new))


class IntoFile:
    """The result of a single file goes into one that was named."""

    in_place: Final = False

    def __init__(self, path: Path, *, force: bool = False) -> None:
        """Name the file.

        Args:
            path: Where; a link is followed.
            force: Whether it replaces whatever is there.
        """
        self._path = path
        self._force = force

    def folders(self, _: Iterable[Path]) -> Iterable[str]:
        """None: `put` clears the one that it writes to."""
        return ()

    def target(self, _: Path) -> Path:
        """The one."""
        return self._path

    def put(self, _: Path, source: Source, result: Made[R]) -> Delivered[R]:
        """Write the file."""
        new, report = result
        put(self._path, source.data if new is None else new, ANYTHING, force=self._force)
        return Delivered(report, self._path)


def _left_behind(names: int) -> Iterator[Finding]:
    """What to say of hard links, which a replaced file leaves: a backup may have made them on purpose."""
    if names:
        detail = (
            f"{names} other name{'s' if names > 1 else ''} of the file (hard links) kept the old workbook"
        )
        remedy = "recalculate those, too, or use symbolic links"
        yield Finding(Level.WARNING, "hard-links", "", detail, remedy)
