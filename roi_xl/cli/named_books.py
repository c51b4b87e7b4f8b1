"""The workbooks that a command line names: files, folders, patterns, and lists of these."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from glob import glob, has_magic
from pathlib import Path, PurePath
from typing import Any, Final

import click

from roi_xl.cli import options
from roi_xl.cli.files import about
from roi_xl.cli.paths import real
from roi_xl.files.failures import explained
from roi_xl.files.folders import WORKBOOKS, Choice, workbooks_in

_LIST: Final = "@"
_STDIN: Final = "-"
_NAME: Final = "FILE|FOLDER..."

Function = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Named:
    """What a command line names.

    Attributes:
        given: Files, folders, patterns, `@LIST` for a file with one of these in each line, `-` for such a
            list on standard input.
        include: Patterns of which one has to fit the workbooks of a folder.
        exclude: Patterns of which none may fit.
    """

    given: Sequence[Path]
    include: Sequence[str]
    exclude: Sequence[str]

    def workbooks(self, *, without: Iterable[Path] = ()) -> Workbooks:
        """The workbooks, each once, in the order in which they are named; those of a folder by their paths.

        Args:
            without: Files and folders that are left out where a folder is searched, such as that of results.

        Raises:
            FileFailure: A list can't be read.
        """
        choice = Choice(self.include or WORKBOOKS, self.exclude, frozenset(map(real, without)))
        found: dict[str, Path] = {}
        names: dict[Path, PurePath] = {}
        for path in _listed(self.given):
            if not path.is_dir():
                found.setdefault(real(path), path)
                continue
            for each in [*workbooks_in(path, choice)] or [path]:  # an empty folder is told as such
                if found.setdefault(real(each), each) is each:
                    names[each] = each.relative_to(path)
        return Workbooks(tuple(found.values()), names)


@dataclass(frozen=True, slots=True)
class Workbooks:
    """The workbooks to work on.

    Attributes:
        paths: The workbooks, each once.
        names: The path below the folder that was named, for those that were found in one.
    """

    paths: Sequence[Path]
    names: Mapping[Path, PurePath]


def named_books(*, required: bool = True) -> Callable[[Function], Function]:
    """`named`: the workbooks that are named, with --include and --exclude.

    Args:
        required: Whether at least one has to be named.
    """

    def declared(function: Function) -> Function:
        @click.argument("books", nargs=-1, required=required, type=options.WORKBOOK, metavar=_NAME)
        @click.option(
            "--include",
            multiple=True,
            metavar="PATTERN",
            help="In folders: only workbooks whose name or path below the folder fits, such as '2025/*'.",
        )
        @click.option(
            "--exclude", multiple=True, metavar="PATTERN",
            help="In folders: leave out workbooks, and folders, that fit, such as '*draft*' or archive.",
        )  # fmt: skip
        @functools.wraps(function)
        def given(
            *, books: Sequence[Path], include: Sequence[str], exclude: Sequence[str], **rest: object
        ) -> object:
            return function(named=Named(books, include, exclude), **rest)

        return given

    return declared


def _listed(given: Iterable[Path]) -> Iterator[Path]:
    """The files and folders, with those of lists and those that fit a pattern which the shell left alone."""
    for path in given:
        text = str(path)
        if text == _STDIN:
            yield from _fitting(map(Path, _lines(sys.stdin.read())))
        elif text.startswith(_LIST) and not path.exists():
            with about(text[1:]), explained():
                lines = Path(text[1:]).read_text(encoding="utf-8-sig")
            yield from _fitting(map(Path, _lines(lines)))
        else:
            yield from _fitting([path])


def _lines(text: str) -> Iterator[str]:
    """The lines of a list; blank ones and comments aside."""
    lines = (line.strip() for line in text.splitlines())
    return (line for line in lines if line and not line.startswith("#"))


def _fitting(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        text = str(path)
        is_pattern = has_magic(text) and not path.exists()
        fitting = sorted(glob(text, recursive=True)) if is_pattern else ()  # noqa: PTH207 - may be absolute
        yield from map(Path, fitting or (text,))
