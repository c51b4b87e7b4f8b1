"""Finds the workbooks in a folder and all folders below it, in a fixed order."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path, PurePath
from typing import Final

from roi_xl.files.file_error import FileError
from roi_xl.files.result_folder import Results

WORKBOOKS: Final = ("*.xlsx", "*.xlsm")
"""The names of workbooks, in upper or lower case."""

_NOT_WORKBOOKS: Final = ("~$", ".")
"""What the names begin with that are never looked at: Excel's lock files, and hidden files and folders."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which files of a folder are wanted.

    A pattern such as `*budget*` or `2025/*.xlsx` is compared with the name and with the path below the
    folder, whatever the case of the letters; `*` goes across folders.

    Attributes:
        include: The patterns of which one has to fit.
        exclude: The patterns of which none may fit, also those of folders.
        without: Files and folders that are left out with all that is in them, as resolved paths.
    """

    include: Sequence[str] = WORKBOOKS
    exclude: Sequence[str] = ()
    without: frozenset[str] = frozenset()

    def takes(self, below: PurePath) -> bool:
        """Whether a file is wanted, by its path below the folder."""
        return _fits(below, self.include) and not _fits(below, self.exclude)


def workbooks_in(folder: Path, choice: Choice) -> Iterator[Path]:
    """The workbooks in a folder and below it, sorted by their paths; links to folders aren't followed.

    Files that are hidden, locks of Excel, and results as `roi-xl` wrote them into a folder are left out.

    Args:
        folder: The folder.
        choice: Which files are wanted.

    Yields:
        The workbooks; and a folder that can't be read, so that nobody believes it was done.
    """
    unread: list[Path] = []
    for name, folders, files in os.walk(folder, onerror=lambda error: unread.append(Path(error.filename))):
        here = Path(name)
        seen = {path.name: path.relative_to(folder) for path in _seen(here, (*folders, *files), choice)}
        folders[:] = [
            each for each in sorted(folders) if each in seen and not _fits(seen[each], choice.exclude)
        ]
        results = Results(here, force=False)
        for file in sorted(files):
            if file in seen and choice.takes(seen[file]) and not _is_ours(results, file):
                yield here / file
        yield from unread
        unread.clear()


def make_folder(folder: Path, *, parents: bool = False) -> None:
    """Create a folder unless it exists.

    Args:
        folder: The folder.
        parents: Whether to create missing folders above it, too.

    Raises:
        FileError: It can't be created.
    """
    try:
        folder.mkdir(parents=parents, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise FileError("not-a-folder", "a file is in the way", "name another folder") from None
    except OSError as error:
        reason = f"the folder can't be made ({error.strerror})"
        raise FileError("no-folder", reason, "check the path and the permissions") from None


def _seen(folder: Path, names: Iterable[str], choice: Choice) -> Iterator[Path]:
    for name in names:
        path = folder / name
        if not name.startswith(_NOT_WORKBOOKS) and os.path.realpath(path) not in choice.without:
            yield path


def _is_ours(results: Results, name: str) -> bool:
    """Whether a file is a result of ours; one that can't be read isn't, and is reported when it is opened."""
    try:
        return results.holds(name)
    except (OSError, FileError):
        return False


def _fits(below: PurePath, patterns: Iterable[str]) -> bool:
    names = below.name.casefold(), below.as_posix().casefold()
    return any(fnmatch(name, pattern.casefold()) for pattern in patterns for name in names)
